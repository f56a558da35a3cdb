//! Errors, reasons and values in people's words: what happened, where, and what to try next.

use node::{Error, Finding};
use register::index::IndexError;
use register::{Band, Edition, Evidence, Kind, Reason, ReasonCode, SamePart};
use screening::{Unscreened, UnscreenedKind};

use crate::words::isolated;
use crate::{Filling, Words};

/// The codes of what stops a command, each with the key of its sentence and of the next step. What is wrong with a
/// file has the codes of `sources::ProblemKind`.
pub const ERRORS: &[(&str, &str, &str)] = &[
    ("io", "error-io", "hint-io"),
    ("store", "error-store", "hint-store"),
    ("mass-withdrawal", "error-loss-before", "hint-guarded"),
    ("out-of-expectation", "error-expectation", "hint-guarded"),
    ("field-loss", "error-field-loss", "hint-guarded"),
    ("sudden-growth", "error-growth", "hint-guarded"),
    ("future-day", "error-future-day", "hint-future-day"),
    ("not-found", "error-not-found", "hint-not-found"),
    ("no-edition", "error-no-edition", "hint-not-found"),
    ("no-earlier-edition", "error-no-earlier-edition", "hint-no-earlier-edition"),
    ("stored-bytes-damaged", "error-stored-bytes-damaged", "hint-stored-bytes-damaged"),
    ("no-entity", "error-no-entity", "hint-no-entity"),
    ("holds-published", "error-holds-published", "hint-holds-published"),
    ("holds-invented", "error-holds-invented", "hint-holds-invented"),
    ("invented", "error-invented", "hint-invented"),
    ("nothing-held", "error-nothing-held", "hint-nothing-held"),
    ("no-register", "error-no-register", "hint-no-register"),
    ("no-earlier-register", "error-no-earlier-register", "hint-no-earlier-register"),
    ("register-damaged", "error-register", "hint-register"),
    ("input-too-large", "error-input-too-large", "hint-too-large"),
    ("packing-cut", "error-packing-cut", "hint-packing"),
    ("packing-damaged", "error-packing-damaged", "hint-packing"),
    ("packing-files", "error-packing-files", "hint-packing-files"),
];

/// The sentence of an error.
pub fn message(words: &Words, error: &Error) -> String {
    match error {
        Error::Io { doing, path, source } => {
            let (path, cause) = (path.display().to_string(), source.to_string());
            let doing = words.say(&format!("doing-{}", doing.code()), &[]);
            words.say("error-io", &[("doing", (&doing).into()), ("path", (&path).into()), ("cause", (&cause).into())])
        }
        Error::Store(source) => words.say("error-store", &[("cause", (&source.to_string()).into())]),
        Error::NoEdition { list, day } => {
            let day = day.to_string();
            words.say("error-no-edition", &[("list", list.into()), ("day", (&day).into())])
        }
        Error::NoEarlierEdition { list } => words.say("error-no-earlier-edition", &[("list", list.into())]),
        Error::Damaged(path) => {
            let path = path.display().to_string();
            words.say("error-stored-bytes-damaged", &[("path", (&path).into())])
        }
        Error::NotFound(what) => words.say("error-not-found", &[("what", what.into())]),
        Error::TooLarge(path) => {
            let (path, bytes) = (path.display().to_string(), node::MAX_INPUT.to_string());
            words.say("error-input-too-large", &[("path", (&path).into()), ("bytes", (&bytes).into())])
        }
        Error::Unpacking { path, packing, fault } => {
            let path = path.display().to_string();
            let files = if let node::PackingFault::Files(files) = fault { *files } else { 0 };
            let values = [("path", (&path).into()), ("packing", packing.name().into()), ("files", files.into())];
            words.say(&format!("error-{}", fault.code()), &values)
        }
        Error::NoEntity(what) => words.say("error-no-entity", &[("what", what.into())]),
        Error::HoldsPublished(path) | Error::HoldsInvented(path) => {
            let path = path.display().to_string();
            words.say(&format!("error-{}", error.code()), &[("path", (&path).into())])
        }
        Error::Invented => words.say("error-invented", &[]),
        Error::NothingHeld => words.say("error-nothing-held", &[]),
        Error::NoRegister => words.say("error-no-register", &[]),
        Error::NoEarlierRegister => words.say("error-no-earlier-register", &[]),
        Error::Register(IndexError::NotARegister) => words.say("error-register-no-register", &[]),
        Error::Register(IndexError::OtherVersion(version)) => {
            words.say("error-register-version", &[("version", (&version.to_string()).into())])
        }
        // What is damaged tells a developer; the next step is the same.
        Error::Register(_) => words.say("error-register", &[]),
        Error::Guarded(finding) => self::finding(words, finding),
        Error::Refused(refusal) => {
            let sentence = problem(words, refusal.kind, &refusal.detail);
            match &refusal.place {
                None => sentence,
                Some(place) => {
                    let code = refusal.kind.code().into();
                    words.say(
                        "at-place",
                        &[("code", code), ("place", (&place.to_string()).into()), ("message", (&sentence).into())],
                    )
                }
            }
        }
    }
}

/// An error as `--json` tells it.
pub fn problem_json(words: &Words, error: &Error) -> serde_json::Value {
    let place = match error {
        Error::Refused(refusal) => refusal.place.as_ref().map(ToString::to_string),
        _ => None,
    };
    serde_json::json!({
        "code": error.code(), "message": message(words, error), "place": place, "hint": hint(words, error),
    })
}

/// The sentence of a problem code.
pub fn problem(words: &Words, kind: sources::ProblemKind, detail: &str) -> String {
    words.say(&format!("problem-{}", kind.code()), &[("detail", detail.into())]).trim_end().to_owned()
}

/// The sentence of what is out of line.
pub fn finding(words: &Words, finding: &Finding) -> String {
    let count = |n: &u64| n.to_string();
    match finding {
        Finding::Loss { neighbour, lost, of, follows } => {
            let (day, lost, of) = (neighbour.to_string(), count(lost), count(of));
            let key = if *follows { "error-loss-after" } else { "error-loss-before" };
            words.say(key, &[("neighbour", (&day).into()), ("lost", (&lost).into()), ("of", (&of).into())])
        }
        Finding::OutOfExpectation { now, expected: [least, most] } => {
            let (now, least, most) = (count(now), count(least), count(most));
            words.say(
                "error-expectation",
                &[("now", (&now).into()), ("least", (&least).into()), ("most", (&most).into())],
            )
        }
        Finding::FieldLoss { neighbour, property, before, now } => {
            let (day, now, before) = (neighbour.to_string(), count(now), count(before));
            let day = ("neighbour", Filling::Text(&day));
            let field = ("property", Filling::Text(property));
            words.say("error-field-loss", &[day, field, ("now", (&now).into()), ("before", (&before).into())])
        }
        Finding::Future { published } => {
            let day = published.to_string();
            words.say("error-future-day", &[("day", (&day).into())])
        }
        Finding::Growth { neighbour, now, before } => {
            let (day, now, before) = (neighbour.to_string(), count(now), count(before));
            words.say(
                "error-growth",
                &[("neighbour", (&day).into()), ("now", (&now).into()), ("before", (&before).into())],
            )
        }
    }
}

/// What to look at after a warning.
pub fn warning_hint(finding: &Finding) -> &'static str {
    match finding {
        Finding::FieldLoss { .. } => "hint-field-loss",
        Finding::Future { .. } => "hint-future-day",
        _ => "hint-unexpected",
    }
}

/// What to try next.
pub fn hint(words: &Words, error: &Error) -> String {
    let key = match error {
        Error::Refused(refusal) => match refusal.kind {
            sources::ProblemKind::OtherList => "hint-other-list",
            sources::ProblemKind::UnknownFormat => "hint-unknown-format",
            _ => "hint-refused",
        },
        other => ERRORS.iter().find(|(code, ..)| *code == other.code()).map_or("hint-store", |(_, _, next)| next),
    };
    words.say(key, &[])
}

/// Why a subject was not screened.
pub fn unscreened(words: &Words, why: &Unscreened) -> String {
    let detail = match why.kind {
        UnscreenedKind::NothingToAsk => "",
        _ => why.detail.as_str(),
    };
    words.say(&format!("unscreened-{}", why.kind.code()), &[("detail", detail.into())]).trim_end().to_owned()
}

/// Why the names of a row were not compared.
pub fn uncompared(words: &Words, why: &Unscreened) -> String {
    let key = match why.kind {
        UnscreenedKind::NothingToAsk => "uncompared-nothing-to-ask",
        UnscreenedKind::NothingComparable => "uncompared-nothing-comparable",
        _ => "uncompared-bad-row",
    };
    let line = plain(why.line.unwrap_or_default());
    let sentence = words.say(key, &[("detail", why.detail.as_str().into())]).trim_end().to_owned();
    let values = [("line", (&line).into()), ("column", why.column.unwrap_or_default().into())];
    let place = words.say(if why.column.is_some() { "place-cell" } else { "place-line" }, &values);
    format!("{place}: {sentence}")
}

/// What a reason of a score says.
pub fn reason(words: &Words, reason: &Reason) -> String {
    let text = |value: &Option<Box<str>>| value.as_deref().unwrap_or_default().to_owned();
    let pair = |pair: &SamePart| format!("{} = {}", isolated(&pair.asked), isolated(&pair.stated));
    let pairs: Vec<String> = reason.parts.iter().map(pair).collect();
    let (asked, stated, pairs) = (text(&reason.asked), text(&reason.stated), pairs.join(", "));
    let key = if reason.code == ReasonCode::Name && pairs.is_empty() {
        "reason-name-whole".to_owned()
    } else {
        format!("reason-{}", reason.code.code())
    };
    words.say(&key, &[("asked", (&asked).into()), ("stated", (&stated).into()), ("pairs", (&pairs).into())])
}

/// Where a statement stands: list, edition, place, hash.
pub fn evidence(words: &Words, evidence: &Evidence, edition: Option<&Edition>) -> String {
    let (place, hash) = (evidence.place.to_string(), evidence.edition.to_string());
    let Some(edition) = edition else { return format!("{place}, sha256 {hash}") };
    let day = edition.published.to_string();
    let (list, hash) = (&*edition.list, hash.get(..12).unwrap_or_default());
    words.say(
        "evidence",
        &[("list", list.into()), ("edition", (&day).into()), ("place", (&place).into()), ("hash", hash.into())],
    )
}

/// What an entity is.
pub fn kind(words: &Words, kind: Kind) -> String {
    let key = match kind {
        Kind::Person => "kind-person",
        Kind::Organization => "kind-organization",
        Kind::Vessel => "kind-vessel",
        Kind::Aircraft => "kind-aircraft",
        Kind::Unknown => "kind-unknown",
    };
    words.say(key, &[])
}

/// How strong a hit is.
pub fn band(words: &Words, band: Band) -> String {
    words.say(if band == Band::Match { "band-match" } else { "band-review" }, &[])
}

/// A count as it fills a placeholder without choosing a plural form.
pub fn plain(n: u64) -> String {
    n.to_string()
}

/// Pairs of placeholder and plain text.
pub fn fill<'a>(pairs: &'a [(&'a str, String)]) -> Vec<(&'a str, Filling<'a>)> {
    pairs.iter().map(|(name, text)| (*name, text.into())).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use node::{Error, Finding, Packing, PackingFault};
    use register::date::civil;
    use register::index::IndexError;

    use super::{ERRORS, hint, message};
    use crate::{Lang, Words};

    /// Every error but those of a file, and of the store, which is another library's.
    fn every_error() -> Vec<Error> {
        let path = || PathBuf::from("a file");
        let day = civil(2026, 1, 1).expect("a day");
        let unpacking = |fault| Error::Unpacking { path: path(), packing: Packing::Zip, fault };
        let property = "birthDate".to_owned();
        vec![
            Error::NotFound("x".to_owned()),
            Error::NoEdition { list: "xx-example".to_owned(), day },
            Error::NoEarlierEdition { list: "xx-example".to_owned() },
            Error::Damaged(path()),
            Error::NoEntity("x".to_owned()),
            Error::HoldsPublished(path()),
            Error::HoldsInvented(path()),
            Error::Invented,
            Error::NothingHeld,
            Error::NoRegister,
            Error::NoEarlierRegister,
            Error::Register(IndexError::Damaged("")),
            Error::TooLarge(path()),
            unpacking(PackingFault::Cut),
            unpacking(PackingFault::Damaged),
            unpacking(PackingFault::Files(2)),
            Error::Guarded(Finding::Loss { neighbour: day, lost: 6, of: 9, follows: false }),
            Error::Guarded(Finding::OutOfExpectation { now: 1, expected: [2, 3] }),
            Error::Guarded(Finding::FieldLoss { neighbour: day, property, before: 9, now: 1 }),
            Error::Guarded(Finding::Future { published: day }),
            Error::Guarded(Finding::Growth { neighbour: day, now: 9, before: 1 }),
        ]
    }

    #[test]
    fn every_error_has_a_code_of_its_own_with_its_sentence_and_next_step() {
        let mut codes: Vec<&str> = every_error().iter().map(Error::code).chain(["io", "store"]).collect();
        codes.sort_unstable();
        let mut documented: Vec<&str> = ERRORS.iter().map(|(code, ..)| *code).collect();
        documented.sort_unstable();
        assert_eq!(documented, codes);
        for words in [Words::new(Lang::Ar), Words::new(Lang::En)] {
            for error in every_error() {
                let (_, _, next) = ERRORS.iter().find(|(code, ..)| *code == error.code()).expect("documented");
                assert_eq!(hint(&words, &error), words.say(next, &[]), "{}", error.code());
                assert!(!message(&words, &error).starts_with("error-"), "{}", error.code());
            }
        }
    }
}
