//! A small invented edition of OFAC's enhanced XML against the statements it must give, line by line.

use std::path::Path;

use register::EditionId;
use sources::{File, Problem, ProblemKind, identify, read};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/us-ofac-sdn");

fn edition() -> String {
    std::fs::read_to_string(Path::new(FOLDER).join("enhanced.xml")).expect("the edition is there")
}

/// Every statement as one line of JSON, and the refusal as its text.
fn lines(bytes: &[u8]) -> Result<(String, Vec<Problem>), String> {
    let file = File { name: "enhanced.xml", bytes };
    let (format, _) = identify(file).map_err(|refusal| refusal.to_string())?;
    let reading = read(format, &[file], EditionId::of(bytes)).map_err(|refusal| refusal.to_string())?;
    let mut out = String::new();
    for entry in &reading.items {
        let head = serde_json::json!({
            "key": entry.key, "kind": entry.kind, "standing": entry.standing, "alternates": entry.alternates,
        });
        out.push_str(&format!("{head}\n"));
        for statement in &entry.statements {
            let line = serde_json::json!({
                "key": entry.key, "property": statement.property, "value": statement.value, "note": statement.note,
                "place": statement.evidence.place.to_string(),
            });
            out.push_str(&format!("{line}\n"));
        }
    }
    Ok((out, reading.problems))
}

#[test]
fn the_edition_gives_these_statements() {
    let (got, problems) = lines(edition().as_bytes()).expect("the edition is read");
    let want = std::fs::read_to_string(Path::new(FOLDER).join("enhanced.statements.jsonl")).unwrap_or_default();
    for (got, want) in got.lines().zip(want.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(got.lines().count(), want.lines().count(), "{got}");
    let problems: Vec<_> = problems.iter().map(|p| format!("{} {} {}", p.kind.code(), p.place, p.detail)).collect();
    assert_eq!(
        problems,
        [
            "bad-date /sanctionsData/entities/entity[1]/features/feature[3]/value 12 Mar 1961",
            "unknown-type /sanctionsData/entities/entity[1]/features/feature[8] Shoe Size",
            "unknown-element /sanctionsData/entities/entity[1]/identityDocuments[2]/surprise surprise",
            "unknown-element /sanctionsData/entities/entity[1]/novelty novelty",
        ]
    );
}

#[test]
fn a_filter_makes_it_an_extract_and_the_first_entity_names_the_list() {
    let check = |xml: &str, list: &str, extract: bool| {
        let file = File { name: "enhanced.xml", bytes: xml.as_bytes() };
        let (format, spec) = identify(file).expect("the format is known");
        let reading = read(format, &[file], EditionId::of(xml.as_bytes())).expect("the edition is read");
        assert_eq!((&*spec.list.id, reading.outcome.extract), (list, extract));
        // The day as printed: a zone is cut, or this would be the day after.
        assert_eq!(reading.outcome.published.map(|day| day.to_string()).as_deref(), Some("2024-05-24"));
    };
    let whole = edition();
    check(&whole, "us-ofac-sdn", false);
    let filter = "<sanctionsPrograms><sanctionsProgram refId=\"1\">YEMEN</sanctionsProgram></sanctionsPrograms>";
    check(&whole.replace("<sanctionsPrograms />", filter), "us-ofac-sdn", true);
    check(&whole.replace("\">SDN List<", "\">CAPTA List<"), "us-ofac-cons", false);
}

#[test]
fn a_broken_or_cut_edition_is_refused() {
    let whole = edition();
    for end in (0..whole.trim_end().len()).filter(|end| whole.is_char_boundary(*end)).step_by(97) {
        assert!(lines(&whole.as_bytes()[..end]).is_err(), "cut at {end}");
    }
    let rows = [
        (whole.replace("</novelty>", "</novel>"), ProblemKind::Malformed),
        (whole.replace("Invented for", "Invented \u{19} for"), ProblemKind::ControlCharacter),
        (whole.replace("OLD &amp;", "OLD &nbsp;"), ProblemKind::UnknownEntity),
        (format!("<!DOCTYPE html>{whole}"), ProblemKind::WebPage),
        ("<sanctionsData><entities/></sanctionsData>".to_owned(), ProblemKind::NoEntries),
    ];
    for (xml, kind) in rows {
        let refusal = lines(xml.as_bytes()).expect_err(kind.code());
        assert!(refusal.starts_with(kind.code()), "{refusal}");
    }
}

#[test]
fn an_entity_without_anything_is_kept_with_its_problem() {
    let xml =
        "<sanctionsData><entities><entity/><entity id='1'><names><name/></names></entity></entities></sanctionsData>";
    let (got, problems) = lines(xml.as_bytes()).expect("nothing of this damages the file");
    assert_eq!(got.lines().count(), 2, "{got}");
    let kinds: Vec<_> = problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [ProblemKind::NoKey, ProblemKind::NoName]);
}
