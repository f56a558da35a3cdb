//! Errors in people's words: what happened, where, and what to try next.

use node::{Error, Finding};
use server::{Filling, Words};

/// The sentence of an error.
pub(crate) fn message(words: &Words, error: &Error) -> String {
    match error {
        Error::Io { doing, path, source } => {
            let (path, cause) = (path.display().to_string(), source.to_string());
            words.say("error-io", &[("doing", (*doing).into()), ("path", (&path).into()), ("cause", (&cause).into())])
        }
        Error::Store(source) => words.say("error-store", &[("cause", (&source.to_string()).into())]),
        Error::NotFound(what) => words.say("error-not-found", &[("what", what.into())]),
        Error::TooLarge(path) => {
            let (path, bytes) = (path.display().to_string(), node::MAX_INPUT.to_string());
            words.say("error-input-too-large", &[("path", (&path).into()), ("bytes", (&bytes).into())])
        }
        Error::NothingHeld => words.say("error-nothing-held", &[]),
        Error::NoRegister => words.say("error-no-register", &[]),
        Error::NoEarlierRegister => words.say("error-no-earlier-register", &[]),
        Error::Register(source) => words.say("error-register", &[("cause", (&source.to_string()).into())]),
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

/// The sentence of a problem code.
pub(crate) fn problem(words: &Words, kind: sources::ProblemKind, detail: &str) -> String {
    words.say(&format!("problem-{}", kind.code()), &[("detail", detail.into())]).trim_end().to_owned()
}

/// The sentence of what is out of line.
pub(crate) fn finding(words: &Words, finding: &Finding) -> String {
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
pub(crate) fn warning_hint(finding: &Finding) -> &'static str {
    match finding {
        Finding::FieldLoss { .. } => "hint-field-loss",
        _ => "hint-unexpected",
    }
}

/// What to try next.
pub(crate) fn hint(words: &Words, error: &Error) -> String {
    let key = match error {
        Error::Io { .. } => "hint-io",
        Error::Store(_) => "hint-store",
        Error::NotFound(_) => "hint-not-found",
        Error::TooLarge(_) => "hint-too-large",
        Error::NothingHeld => "hint-nothing-held",
        Error::NoRegister => "hint-no-register",
        Error::NoEarlierRegister => "hint-no-earlier-register",
        Error::Register(_) => "hint-register",
        Error::Guarded(_) => "hint-guarded",
        Error::Refused(refusal) => match refusal.kind {
            sources::ProblemKind::OtherList => "hint-other-list",
            sources::ProblemKind::UnknownFormat => "hint-unknown-format",
            _ => "hint-refused",
        },
    };
    words.say(key, &[])
}

/// A count as it fills a placeholder without choosing a plural form.
pub(crate) fn plain(n: u64) -> String {
    n.to_string()
}

/// Pairs of placeholder and plain text.
pub(crate) fn fill<'a>(pairs: &'a [(&'a str, String)]) -> Vec<(&'a str, Filling<'a>)> {
    pairs.iter().map(|(name, text)| (*name, text.into())).collect()
}
