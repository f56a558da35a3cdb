//! Errors, reasons and values in people's words: what happened, where, and what to try next.

use node::audit::Broken;
use node::backup::BackupFault;
use node::receipts::{Replayed, is_of_this_engine};
use node::{Error, Finding};
use register::index::{IndexError, Owned, OwnedBy};
use register::{
    Band, Day, DisagreementCode, Edition, EventCode, Evidence, Ground, Held, Kind, Place, Reason, ReasonCode,
    SameLetters, SamePart, StatedDate, Tied,
};
use screening::receipt::{Outcome, Receipt, found_only_by};
use screening::{Screening, Unscreened, UnscreenedKind};

use crate::words::{isolated, unturned};
use crate::{Filling, Lang, Words};

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
    ("same-entry", "error-same-entry", "hint-same-entry"),
    ("several-entries", "error-several-entries", "hint-several-entries"),
    ("reason-too-long", "error-reason-too-long", "hint-reason-too-long"),
    ("bad-label", "error-bad-label", "hint-bad-label"),
    ("bad-password", "error-bad-password", "hint-bad-password"),
    ("not-of-role", "error-not-of-role", "hint-not-of-role"),
    ("no-event", "error-no-event", "hint-no-event"),
    ("erased", "error-erased", "hint-erased"),
    ("event-unreadable", "error-event-unreadable", "hint-event-unreadable"),
    ("no-receipt", "error-no-receipt", "hint-no-receipt"),
    ("no-link", "fault-wrong-link", "fault-wrong-link-hint"),
    ("no-randomness", "error-no-randomness", "hint-no-randomness"),
    ("register-not-made-again", "error-register-not-made-again", "hint-register-not-made-again"),
    ("no-judgement", "error-no-judgement", "hint-no-judgement"),
    ("judgement-stands", "error-judgement-stands", "hint-judgement-stands"),
    ("same-person", "error-same-person", "hint-same-person"),
    ("holds-published", "error-holds-published", "hint-holds-published"),
    ("holds-invented", "error-holds-invented", "hint-holds-invented"),
    ("invented", "error-invented", "hint-invented"),
    ("nothing-held", "error-nothing-held", "hint-nothing-held"),
    ("nothing-held-then", "error-nothing-held-then", "hint-nothing-held-then"),
    ("no-register", "error-no-register", "hint-no-register"),
    ("no-earlier-register", "error-no-earlier-register", "hint-no-earlier-register"),
    ("register-damaged", "error-register", "hint-register"),
    ("too-much-to-compare", "error-too-much-to-compare", "hint-too-much-to-compare"),
    ("register-unsigned", "error-register-unsigned", "hint-register-unsigned"),
    ("key-unreadable", "error-key-unreadable", "hint-key-unreadable"),
    ("input-too-large", "error-input-too-large", "hint-too-large"),
    ("manifest-unreadable", "error-manifest", "hint-manifest"),
    ("backup-place-holds", "error-backup-place-holds", "hint-backup-place-holds"),
    ("backup-within", "error-backup-within", "hint-backup-within"),
    ("restore-place-holds", "error-restore-place-holds", "hint-restore-place-holds"),
    ("backup-no-manifest", "error-backup-no-manifest", "hint-backup-no-manifest"),
    ("backup-manifest-too-large", "error-backup-manifest-too-large", "hint-backup-damaged"),
    ("backup-manifest", "error-backup-manifest", "hint-backup-damaged"),
    ("backup-newer", "error-backup-newer", "hint-backup-newer"),
    ("backup-other-path", "error-backup-other-path", "hint-backup-damaged"),
    ("backup-not-plain", "error-backup-not-plain", "hint-backup-not-plain"),
    ("backup-file-missing", "error-backup-file-missing", "hint-backup-damaged"),
    ("backup-file-extra", "error-backup-file-extra", "hint-backup-file-extra"),
    ("backup-file-changed", "error-backup-file-changed", "hint-backup-damaged"),
    ("backup-store", "error-backup-store", "hint-backup-store"),
    ("backup-unsigned", "error-backup-unsigned", "hint-backup-damaged"),
    ("not-a-map", "error-not-a-map", "hint-not-a-map"),
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
        Error::Manifest { path, what } => {
            let path = path.display().to_string();
            words.say("error-manifest", &[("path", (&path).into()), ("what", what.into())])
        }
        Error::Backup { path, fault } => {
            let path = path.display().to_string();
            let what = match fault {
                BackupFault::Manifest(what) | BackupFault::Store(what) => what.as_str(),
                _ => "",
            };
            words.say(&format!("error-{}", fault.code()), &[("path", (&path).into()), ("what", what.into())])
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
        Error::HoldsPublished(path)
        | Error::HoldsInvented(path)
        | Error::Unsigned(path)
        | Error::NoKey(path)
        | Error::NotAMap(path) => {
            let path = path.display().to_string();
            words.say(&format!("error-{}", error.code()), &[("path", (&path).into())])
        }
        Error::SameEntry(what)
        | Error::NoJudgement(what)
        | Error::SamePerson(what)
        | Error::NoEvent(what)
        | Error::Erased(what)
        | Error::EventUnreadable(what) => words.say(&format!("error-{}", error.code()), &[("what", what.into())]),
        Error::SeveralEntries { reference, entries } => {
            words.say("error-several-entries", &[("reference", reference.into()), ("entries", entries.into())])
        }
        Error::BadLabel(what) => {
            let most = plain(node::access::MAX_LABEL as u64);
            words.say("error-bad-label", &[("what", what.into()), ("most", (&most).into())])
        }
        Error::BadPassword => {
            let [least, most] = [node::access::LEAST_PASSWORD, node::access::MAX_PASSWORD].map(|n| plain(n as u64));
            words.say("error-bad-password", &[("least", (&least).into()), ("most", (&most).into())])
        }
        Error::NotOfRole { role, right } => {
            let (role, right) = (self::role(words, role), self::right(words, right));
            words.say("error-not-of-role", &[("role", (&role).into()), ("right", (&right).into())])
        }
        Error::NoReceipt | Error::NoRandomness => words.say(&format!("error-{}", error.code()), &[]),
        Error::NoLink => words.say("fault-wrong-link", &[]),
        Error::NotMadeAgain { register, engine } => {
            words.say("error-register-not-made-again", &[("register", register.into()), ("engine", engine.into())])
        }
        Error::ReasonTooLong => {
            words.say("error-reason-too-long", &[("most", node::MAX_REASON.to_string().as_str().into())])
        }
        Error::JudgementStands { id, standing } => {
            let standing = words.say(&format!("standing-{}", standing.code()), &[]);
            words.say("error-judgement-stands", &[("id", id.into()), ("standing", (&standing).into())])
        }
        Error::Invented => words.say("error-invented", &[]),
        Error::NothingHeld => words.say("error-nothing-held", &[]),
        Error::NothingHeldThen { day, first } => {
            let (day, first) = (day.to_string(), first.to_string());
            words.say("error-nothing-held-then", &[("day", (&day).into()), ("first", (&first).into())])
        }
        Error::NoRegister => words.say("error-no-register", &[]),
        Error::NoEarlierRegister => words.say("error-no-earlier-register", &[]),
        Error::Register(IndexError::NotARegister) => words.say("error-register-no-register", &[]),
        Error::Register(IndexError::OtherVersion(version)) => {
            words.say("error-register-version", &[("version", (&version.to_string()).into())])
        }
        Error::Register(IndexError::NotAsBuilt) => words.say("error-register-not-as-built", &[]),
        Error::Register(IndexError::TooMuch(most)) => {
            words.say("error-too-much-to-compare", &[("most", (&most.to_string()).into())])
        }
        // What is damaged tells a developer; the next step is the same.
        Error::Register(_) => words.say("error-register", &[]),
        Error::Guarded(finding) => self::finding(words, finding),
        Error::Refused(refusal) => {
            let sentence = problem(words, refusal.kind, &refusal.detail);
            match &refusal.place {
                None => sentence,
                Some(at) => {
                    let (code, at) = (refusal.kind.code().into(), place(words, at));
                    words.say("at-place", &[("code", code), ("place", (&at).into()), ("message", (&sentence).into())])
                }
            }
        }
    }
}

/// A role by its code.
pub fn role(words: &Words, code: &str) -> String {
    words.say(&format!("role-{code}"), &[])
}

/// A right by its code.
pub fn right(words: &Words, code: &str) -> String {
    words.say(&format!("right-{code}"), &[])
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
    about(words, &format!("problem-{}", kind.code()), detail)
}

/// A sentence about a detail; without its colon where there is none.
pub(crate) fn about(words: &Words, key: &str, detail: &str) -> String {
    let sentence = words.say(key, &[("detail", detail.into())]);
    if detail.is_empty() {
        sentence.replace("\u{2068}\u{2069}", "").trim_end_matches([' ', ':']).to_owned()
    } else {
        sentence.trim_end().to_owned()
    }
}

/// A place in words, as they are shown: names of the file cannot turn the writing around. `Place`'s own text is a
/// locator, the same in every language.
pub fn place(words: &Words, place: &Place) -> String {
    let say = |key: &str, values: &[(&str, String)]| words.say(key, &fill(values));
    match place {
        Place::Line { line, column } => {
            say("place-in-text", &[("line", line.to_string()), ("column", column.to_string())])
        }
        Place::Cell { sheet, row, column: 0 } => {
            say("place-row", &[("sheet", unturned(sheet)), ("row", row.to_string())])
        }
        Place::Cell { sheet, row, column } => {
            let (row, column) = (row.to_string(), column.to_string());
            say("place-in-row", &[("sheet", unturned(sheet)), ("row", row), ("column", column)])
        }
        Place::Element { path } => unturned(path),
        Place::Member { line, path } => say("place-member", &[("line", line.to_string()), ("path", unturned(path))]),
        Place::Byte { offset } => say("place-byte", &[("offset", offset.to_string())]),
    }
}

/// The row and column of a table where a subject or a pair stands.
pub fn row_place(words: &Words, why: &Unscreened) -> Option<String> {
    let line = why.line.map(plain);
    Some(match (line, why.column) {
        (Some(line), Some(column)) => words.say("place-cell", &[("line", (&line).into()), ("column", column.into())]),
        (Some(line), None) => words.say("place-line", &[("line", (&line).into())]),
        (None, Some(column)) => column.to_owned(),
        (None, None) => return None,
    })
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
            let named = words.say(&format!("property-{property}"), &[]);
            let field = ("property", Filling::Text(&named));
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
    about(words, &format!("unscreened-{}", why.kind.code()), detail)
}

/// Why the names of a row were not compared.
pub fn uncompared(words: &Words, why: &Unscreened) -> String {
    let key = match why.kind {
        UnscreenedKind::NothingToAsk => "uncompared-nothing-to-ask",
        UnscreenedKind::NothingComparable => "uncompared-nothing-comparable",
        UnscreenedKind::NameTooLong => "uncompared-name-too-long",
        UnscreenedKind::TooLong => "uncompared-too-long",
        UnscreenedKind::OpenQuote => "uncompared-open-quote",
        UnscreenedKind::BadEncoding => "uncompared-bad-encoding",
        _ => "uncompared-bad-row",
    };
    let sentence = about(words, key, &why.detail);
    format!("{}: {sentence}", row_place(words, why).unwrap_or_default())
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
    let by_chance = by_chance(reason.by_chance.unwrap_or_default());
    let values = [
        ("asked", (&asked).into()),
        ("stated", (&stated).into()),
        ("pairs", (&pairs).into()),
        ("by_chance", (&by_chance).into()),
    ];
    words.say(&key, &values)
}

/// What a ground for taking two entries for one, or for two, says.
pub fn ground(words: &Words, ground: &Ground) -> String {
    let [one, other] = [0, 1].map(|at: usize| ground.stated.get(at).cloned().flatten().unwrap_or_default());
    words.say(&format!("ground-{}", ground.code.code()), &[("one", (&*one).into()), ("other", (&*other).into())])
}

/// What sources disagree on.
pub fn disagreement(words: &Words, code: DisagreementCode) -> String {
    words.say(&format!("disagreement-{}", code.code()), &[])
}

/// What a tie says, with its share and its days as stated.
pub fn tie(words: &Words, tied: &Tied) -> String {
    let key = format!("tie-{}-{}", tied.kind.code(), tied.side.code());
    let mut said = vec![words.say(&key, &[("name", (&*unturned(&tied.name)).into())])];
    if let Some(tie) = tied.tie() {
        let share = tie.share.map(|share| share.to_string());
        said.extend(share.map(|share| words.say("tie-share", &[("share", (&*share).into())])));
        let day = |key: &str, date: &StatedDate| words.say(key, &[("day", (&*unturned(&date.text)).into())]);
        said.extend(tie.from.iter().map(|from| day("tie-from", from)));
        said.extend(tie.until.iter().map(|until| day("tie-until", until)));
        said.extend((tie.is_past && tie.until.is_none()).then(|| words.say("tie-past", &[])));
    }
    said.extend((!tied.stands).then(|| words.say("tie-not-stated", &[])));
    joined(words, &said)
}

/// Sentences side by side. One inside another would be turned round: what is isolated in it has no direction for the outer one.
fn joined(words: &Words, said: &[String]) -> String {
    said.join(if words.lang() == Lang::Ar { "، " } else { ", " })
}

/// What comes of a reading of "owned or controlled".
pub fn ownership(words: &Words, owned: &Owned, on: Day) -> String {
    let rule = words.say(&format!("rule-{}", owned.finding.rule.code()), &[]);
    let day = on.to_string();
    let key = format!("ownership-{}", owned.finding.outcome.code());
    let mut said = vec![words.say(&key, &[("rule", (&*rule).into()), ("day", (&*day).into())])];
    let held = owned.finding.held.map(|share| share.to_string());
    said.extend(held.map(|share| words.say("ownership-held", &[("share", (&*share).into())])));
    joined(words, &said)
}

/// One stake of a chain: in whom, by whom, how much, and by which entries the holder is designated.
pub fn owned_by(words: &Words, by: &OwnedBy) -> String {
    let mut said = vec![format!(
        "{} {}",
        words.say("ownership-in", &[("owned", (&*unturned(&by.owned.1)).into())]),
        tie(words, &by.tied)
    )];
    if !by.designated_by.is_empty() {
        let entries: Vec<String> = by.designated_by.iter().map(|entry| unturned(entry)).collect();
        said.push(words.say("ownership-designated", &[("entries", (&*entries.join(" ")).into())]));
    }
    joined(words, &said)
}

/// What happened to an entry.
pub fn event(words: &Words, code: EventCode) -> String {
    words.say(&format!("event-{}", code.code()), &[])
}

/// Why two entries that may be one are not joined.
pub fn held(words: &Words, held: Held) -> String {
    words.say(&format!("held-{}", held.code()), &[])
}

/// The odds that a logarithm stands for, to 1: in two digits that count, and no more than a million million.
pub fn odds(logits: f64) -> String {
    let odds = logits.exp().min(1e12);
    if odds < 10.0 {
        return format!("{odds:.1}");
    }
    let step = 10_f64.powf((odds.log10() - 1.0).floor());
    format!("{:.0}", (odds / step).round() * step)
}

/// How many chance makes: whole from ten on, of fewer the first digits that count.
fn by_chance(count: f64) -> String {
    match count {
        10.0.. => format!("{count:.0}"),
        1.0..10.0 => format!("{count:.1}"),
        0.01..1.0 => format!("{count:.2}"),
        1e-9..0.01 => format!("{count:.*}", -count.log10().floor() as usize),
        _ => "0.000000001".to_owned(),
    }
}

/// The parts of a reason that are spelled otherwise, letter by letter, a line each: what is the same sound stands with `=`,
/// what may be one with `≈`, what is confused with `~`, what is another with `≠`, what one side leaves out with `–`.
pub fn letters(words: &Words, reason: &Reason) -> Vec<String> {
    let sign = |letters: &SameLetters| match letters.meeting {
        "same" => "=",
        "may-be-one" => "≈",
        "near" => "~",
        "left-out" => "–",
        _ => "≠",
    };
    let side = |text: &str| if text.is_empty() { String::new() } else { isolated(text).to_string() };
    let one = |letters: &SameLetters| format!("{}{}{}", side(&letters.asked), sign(letters), side(&letters.stated));
    let line = |part: &SamePart| {
        let letters = part.letters.iter().map(one).collect::<Vec<_>>().join(" ");
        let (asked, stated) = (isolated(&part.asked).to_string(), isolated(&part.stated).to_string());
        let alike = format!("{:.2}", part.similarity);
        let values = [
            ("asked", (&asked).into()),
            ("stated", (&stated).into()),
            ("alike", (&alike).into()),
            ("letters", (&letters).into()),
        ];
        words.say("reason-letters", &values)
    };
    reason.parts.iter().filter(|part| !part.letters.is_empty()).map(line).collect()
}

/// Where a statement stands: list, edition, place, hash.
pub fn evidence(words: &Words, evidence: &Evidence, edition: Option<&Edition>) -> String {
    let (place, hash) = (place(words, &evidence.place), evidence.edition.to_string());
    let Some(edition) = edition else { return format!("{place}, sha256 {hash}") };
    let day = edition.published.to_string();
    let (list, hash) = (&*edition.list, hash.get(..12).unwrap_or_default());
    words.say(
        "evidence",
        &[("list", list.into()), ("edition", (&day).into()), ("place", (&place).into()), ("hash", hash.into())],
    )
}

/// What came of a screening, in a sentence.
pub fn outcome(words: &Words, outcome: &Outcome) -> String {
    if outcome.is_screened() {
        words.say("page-found", &[("count", (outcome.found as u64).into())])
    } else {
        words.say("outcome-not-screened", &[("code", (&outcome.status).into())])
    }
}

/// What came of computing a receipt again, in a sentence.
pub fn replayed(words: &Words, receipt: &Receipt, replayed: &Replayed) -> String {
    let then = ("then", plain(receipt.outcome.found as u64));
    let said = match replayed {
        Replayed::Same => words.say("replayed-same", &[]),
        Replayed::Other(now) => words.say("replayed-other", &fill(&[then, ("now", plain(now.found as u64))])),
        Replayed::Compared(both) => {
            let [before, after] = &**both;
            let only = |one, other| {
                found_only_by(one, other).iter().map(|hit| hit.caption.to_string()).collect::<Vec<_>>().join("; ")
            };
            let (gone, new) = (only(before, after), only(after, before));
            match after {
                Screening::NotScreened(why) => unscreened(words, why),
                Screening::Screened(_) if gone.is_empty() && new.is_empty() => words.say("replayed-nobody-other", &[]),
                Screening::Screened(answer) => {
                    let values = [then, ("now", plain(answer.found as u64)), ("gone", gone), ("new", new)];
                    words.say("replayed-others", &fill(&values))
                }
            }
        }
    };
    if is_of_this_engine(receipt) {
        said
    } else {
        format!("{said}  {}", words.say("replayed-other-engine", &[("engine", (&receipt.engine).into())]))
    }
}

/// Where the log is not whole.
pub fn broken(words: &Words, broken: &Broken) -> String {
    words.say(&format!("audit-{}", broken.kind.code()), &[("event", (&plain(broken.event)).into())])
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

    use node::backup::BackupFault;
    use node::{Error, Finding, Packing, PackingFault};
    use register::Place;
    use register::date::civil;
    use register::index::IndexError;
    use screening::{Unscreened, UnscreenedKind};

    use super::{ERRORS, hint, message, place, uncompared, unscreened};
    use crate::{Lang, Words};

    /// Every error but those of a file, and of the store, which is another library's.
    fn every_error() -> Vec<Error> {
        let path = || PathBuf::from("a file");
        let day = civil(2026, 1, 1).expect("a day");
        let unpacking = |fault| Error::Unpacking { path: path(), packing: Packing::Zip, fault };
        let property = "birthDate".to_owned();
        let backup = |fault| Error::Backup { path: path(), fault };
        vec![
            backup(BackupFault::PlaceHolds),
            backup(BackupFault::Within),
            backup(BackupFault::RestorePlaceHolds),
            backup(BackupFault::NoManifest),
            backup(BackupFault::ManifestTooLarge),
            backup(BackupFault::Manifest("x".to_owned())),
            backup(BackupFault::Newer),
            backup(BackupFault::OtherPath),
            backup(BackupFault::NotPlain),
            backup(BackupFault::FileMissing),
            backup(BackupFault::FileExtra),
            backup(BackupFault::FileChanged),
            backup(BackupFault::Store("x".to_owned())),
            backup(BackupFault::Unsigned),
            Error::NotFound("x".to_owned()),
            Error::NoEdition { list: "xx-example".to_owned(), day },
            Error::NoEarlierEdition { list: "xx-example".to_owned() },
            Error::Damaged(path()),
            Error::NoEntity("x".to_owned()),
            Error::SameEntry("x".to_owned()),
            Error::SeveralEntries { reference: "x".to_owned(), entries: "y".to_owned() },
            Error::ReasonTooLong,
            Error::BadLabel("x".to_owned()),
            Error::BadPassword,
            Error::NotOfRole { role: "viewer", right: "screen" },
            Error::NoEvent("x".to_owned()),
            Error::Erased("x".to_owned()),
            Error::EventUnreadable("x".to_owned()),
            Error::NoReceipt,
            Error::NoLink,
            Error::NoRandomness,
            Error::NotMadeAgain { register: "x".to_owned(), engine: "y".to_owned() },
            Error::NoJudgement("x".to_owned()),
            Error::JudgementStands { id: "x".to_owned(), standing: node::Standing::Undone },
            Error::SamePerson("x".to_owned()),
            Error::HoldsPublished(path()),
            Error::HoldsInvented(path()),
            Error::Invented,
            Error::NothingHeld,
            Error::NothingHeldThen { day, first: day },
            Error::NoRegister,
            Error::NoEarlierRegister,
            Error::Register(IndexError::Damaged("")),
            Error::Register(IndexError::TooMuch(9)),
            Error::Unsigned(path()),
            Error::NoKey(path()),
            Error::Manifest { path: path(), what: "x".to_owned() },
            Error::NotAMap(path()),
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
    fn places_and_what_keeps_a_row_from_being_screened_are_said_in_the_language() {
        let places = [
            Place::Line { line: 3, column: 4 },
            Place::Cell { sheet: "7".into(), row: 3, column: 0 },
            Place::Cell { sheet: "7".into(), row: 3, column: 4 },
            Place::Member { line: 3, path: "/5".into() },
            Place::Byte { offset: 9 },
        ];
        let (arabic, english) = (Words::new(Lang::Ar), Words::new(Lang::En));
        for at in &places {
            // In English the locator says it.
            assert_eq!(place(&english, at), at.to_string());
            let said = place(&arabic, at);
            assert!(!said.bytes().any(|b| b.is_ascii_alphabetic()), "{said}");
        }
        for kind in UnscreenedKind::ALL {
            let why = Unscreened { kind: *kind, detail: String::new(), line: Some(3), column: None };
            let said = [unscreened(&arabic, &why), uncompared(&arabic, &why)].join(" ");
            assert!(said.starts_with("لم ") && !said.ends_with([':', ' ']), "{said}");
        }
        let damaged = Error::Register(IndexError::Damaged("a section"));
        assert!(!message(&arabic, &damaged).contains("section"));
        assert_eq!(super::problem(&english, sources::ProblemKind::TooLarge, ""), "larger than in any list");
    }

    /// Does not compile while an error is new: it belongs into `every_error` and into [`ERRORS`].
    fn is_listed(error: &Error) -> bool {
        match error {
            Error::Io { .. } | Error::Store(_) | Error::Refused(_) => false,
            Error::NotFound(_)
            | Error::NoEdition { .. }
            | Error::NoEarlierEdition { .. }
            | Error::Damaged(_)
            | Error::NoEntity(_)
            | Error::SameEntry(_)
            | Error::SeveralEntries { .. }
            | Error::ReasonTooLong
            | Error::BadLabel(_)
            | Error::BadPassword
            | Error::NotOfRole { .. }
            | Error::NoEvent(_)
            | Error::Erased(_)
            | Error::EventUnreadable(_)
            | Error::NoReceipt
            | Error::NoLink
            | Error::NoRandomness
            | Error::NotMadeAgain { .. }
            | Error::NoJudgement(_)
            | Error::JudgementStands { .. }
            | Error::SamePerson(_)
            | Error::HoldsPublished(_)
            | Error::HoldsInvented(_)
            | Error::Invented
            | Error::NothingHeld
            | Error::NothingHeldThen { .. }
            | Error::NoRegister
            | Error::NoEarlierRegister
            | Error::Register(_)
            | Error::Unsigned(_)
            | Error::NoKey(_)
            | Error::Manifest { .. }
            | Error::NotAMap(_)
            | Error::TooLarge(_)
            | Error::Backup {
                fault:
                    BackupFault::PlaceHolds
                    | BackupFault::Within
                    | BackupFault::RestorePlaceHolds
                    | BackupFault::NoManifest
                    | BackupFault::ManifestTooLarge
                    | BackupFault::Manifest(_)
                    | BackupFault::Newer
                    | BackupFault::OtherPath
                    | BackupFault::NotPlain
                    | BackupFault::FileMissing
                    | BackupFault::FileExtra
                    | BackupFault::FileChanged
                    | BackupFault::Store(_)
                    | BackupFault::Unsigned,
                ..
            }
            | Error::Unpacking { fault: PackingFault::Cut | PackingFault::Damaged | PackingFault::Files(_), .. }
            | Error::Guarded(
                Finding::Loss { .. }
                | Finding::OutOfExpectation { .. }
                | Finding::FieldLoss { .. }
                | Finding::Future { .. }
                | Finding::Growth { .. },
            ) => true,
        }
    }

    #[test]
    fn every_error_has_a_code_of_its_own_with_its_sentence_and_next_step() {
        assert!(every_error().iter().all(is_listed));
        let mut codes: Vec<&str> = every_error().iter().map(Error::code).chain(["io", "store"]).collect();
        codes.sort_unstable();
        let mut documented: Vec<&str> = ERRORS.iter().map(|(code, ..)| *code).collect();
        documented.sort_unstable();
        assert_eq!(documented, codes);
        documented.dedup();
        assert_eq!(documented.len(), codes.len(), "one code for two errors");
        for words in [Words::new(Lang::Ar), Words::new(Lang::En)] {
            for error in every_error() {
                let (_, _, next) = ERRORS.iter().find(|(code, ..)| *code == error.code()).expect("documented");
                assert_eq!(hint(&words, &error), words.say(next, &[]), "{}", error.code());
                assert!(!message(&words, &error).starts_with("error-"), "{}", error.code());
            }
        }
    }
}
