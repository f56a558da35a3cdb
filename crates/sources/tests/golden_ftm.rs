//! An invented edition of FollowTheMoney entities and the statements it holds, word for word; and what must be refused.
//!
//! Shape:    as in `golden_misc`: to accept a change that is meant, replace `expected.jsonl` by the printed text.

#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::path::Path;

use register::{EditionId, Value};
use serde_json::json;
use sources::{File, ProblemKind, identify, read};

fn testdata(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path);
    std::fs::read(&path).unwrap_or_default()
}

/// What an edition holds, a JSON line each.
fn lines(bytes: &[u8]) -> Result<Vec<String>, ProblemKind> {
    let file = File { name: "entities.ftm.json", bytes };
    let (format, spec) = identify(file).map_err(|refusal| refusal.kind)?;
    assert_eq!((format.name(), &*spec.list.id), ("ftm-jsonl", "ftm"));
    let reading = read(format, &[file], EditionId::of(bytes)).map_err(|refusal| refusal.kind)?;
    let published = reading.outcome.published.map(|day| day.to_string());
    let stats: Vec<String> = reading.outcome.stats.iter().map(|(key, n)| format!("{key} {n}")).collect();
    let mut out = vec![json!({"published": published, "stats": stats.join(", ")}).to_string()];
    for entry in &reading.items {
        let kind = format!("{:?}", entry.kind);
        out.push(json!({"entry": entry.key.printed(), "kind": kind, "alternates": entry.alternates}).to_string());
        for statement in &entry.statements {
            let value = match &statement.value {
                Value::Name(alias) => {
                    format!("{} [{:?} {:?} {:?}]", alias.text, alias.kind, alias.quality, alias.parts)
                }
                Value::Date(date) => {
                    let spans: Vec<_> = date.spans.iter().map(ToString::to_string).collect();
                    format!("{} [{}]", date.text, spans.join(" | "))
                }
                Value::Document(document) => {
                    let dates = [&document.issued, &document.expires].map(|date| date.as_ref().map(|date| &*date.text));
                    format!("{} {:?} {dates:?}", statement.value, document.issuer)
                }
                value => value.to_string(),
            };
            let (property, place) = (statement.property.name(), statement.evidence.place.to_string());
            out.push(json!({"property": property, "value": value, "note": statement.note, "place": place}).to_string());
        }
    }
    for problem in &reading.problems {
        let place = problem.place.to_string();
        out.push(json!({"problem": problem.kind.code(), "place": place, "detail": problem.detail}).to_string());
    }
    Ok(out)
}

#[test]
fn entities_with_their_parts_are_entries() {
    let got = lines(&testdata("ftm/edition.jsonl")).expect("the edition is read").join("\n");
    let want = String::from_utf8(testdata("ftm/expected.jsonl")).expect("UTF-8");
    assert!(got.trim() == want.trim(), "the edition now reads:\n{got}");
}

#[test]
fn parts_count_wherever_they_stand() {
    let whole = String::from_utf8(testdata("ftm/edition.jsonl")).expect("UTF-8");
    let backwards: Vec<&str> = whole.lines().rev().collect();
    let statements = |text: &str| {
        let mut lines: Vec<String> = lines(text.as_bytes()).expect("the edition is read");
        for line in &mut lines {
            // The places differ, and nothing else.
            let at = line.find("\"place\"").unwrap_or(line.len());
            line.truncate(at);
        }
        lines.sort();
        lines
    };
    assert_eq!(statements(&(backwards.join("\n") + "\n")), statements(&whole));
}

#[test]
fn a_cut_edition_is_refused() {
    let whole = testdata("ftm/edition.jsonl");
    let line_ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
    for cut in (0..whole.len()).filter(|cut| !line_ends.contains(cut) && !line_ends.contains(&cut.wrapping_sub(1))) {
        assert!(lines(&whole[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn what_is_no_edition_is_refused() {
    let first = "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"A\"]}}\n";
    let deep = format!("{first}{{\"id\": {}{}}}\n", "[".repeat(400), "]".repeat(400));
    let long = format!("{first}{{\"id\": \"{}\"}}\n", "x".repeat(9 << 20));
    let many: Vec<String> = (0..1025).map(|n| format!("\"p{n}\":[\"x\"]")).collect();
    let many = format!("{{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{{{}}}}}\n", many.join(","));
    // One large address in many small entries: read again for each, it would be 40 times the file.
    let address = format!(
        "{{\"id\":\"addr\",\"schema\":\"Address\",\"properties\":{{\"full\":[\"{}\"]}}}}\n",
        "x".repeat(1 << 14)
    );
    let shared: Vec<String> = (0..100)
        .map(|n| format!("{{\"id\":\"p{n}\",\"schema\":\"Person\",\"properties\":{{\"addressEntity\":[\"addr\"]}}}}\n"))
        .collect();
    for (text, want) in [
        ("{\"op\":\"ADD\",\"entity\":{\"id\":\"a\",\"schema\":\"Person\"}}\n".to_owned(), ProblemKind::UnknownFormat),
        ("{\"id\":\"a\",\"schema\":\"Planet\",\"properties\":{}}\n".to_owned(), ProblemKind::NoEntries),
        (format!("{first}not json\n"), ProblemKind::Malformed),
        (format!("{first}[1]\n"), ProblemKind::Malformed),
        (format!("{first}{{\"id\": \"a"), ProblemKind::Truncated),
        (deep, ProblemKind::Malformed),
        (long, ProblemKind::TooLarge),
        (many, ProblemKind::TooLarge),
        (address + &shared.concat(), ProblemKind::TooLarge),
    ] {
        assert_eq!(lines(text.as_bytes()).err(), Some(want), "{}", &text[..40]);
    }
}

#[test]
fn no_changed_byte_makes_the_reader_panic() {
    let whole = testdata("ftm/edition.jsonl");
    assert!(!whole.is_empty());
    for at in 0..whole.len() {
        for byte in [b'"', b',', b'}'] {
            let mut changed = whole.clone();
            changed[at] = byte;
            let _ = lines(&changed);
        }
    }
}
