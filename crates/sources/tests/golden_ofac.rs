//! Small invented editions of OFAC's formats, and every statement they are read into.

use register::EditionId;
use sources::{File, ProblemKind, Refusal, identify, read};

const XML: &str = include_str!("../testdata/us-ofac-sdn/edition.xml");
const PRIM: &str = include_str!("../testdata/us-ofac-cons/prim.csv");
const ALT: &str = include_str!("../testdata/us-ofac-cons/alt.csv");
const ADD: &str = include_str!("../testdata/us-ofac-cons/add.csv");
const COMMENTS: &str = include_str!("../testdata/us-ofac-cons/comments.csv");

/// Every statement as a JSON line, without the edition, then every problem.
fn lines(texts: &[&str], list: &str) -> Result<String, Refusal> {
    let files: Vec<File<'_>> = texts.iter().map(|text| File { name: "", bytes: text.as_bytes() }).collect();
    let (format, spec) = identify(&files)?;
    assert_eq!(spec.list.id, list);
    let reading = read(format, &files, EditionId::of(b""))?;
    let mut out = String::new();
    for entry in &reading.items {
        for statement in &entry.statements {
            let line = serde_json::json!({
                "entry": entry.key.printed(),
                "kind": entry.kind,
                "property": statement.property,
                "value": statement.value,
                "note": statement.note,
                "place": statement.evidence.place.to_string(),
            });
            out.push_str(&format!("{line}\n"));
        }
    }
    for problem in &reading.problems {
        let place = problem.place.to_string();
        out.push_str(&format!(
            "{}\n",
            serde_json::json!({"problem": problem.kind.code(), "place": place, "detail": problem.detail})
        ));
    }
    Ok(out)
}

#[track_caller]
fn refused(texts: &[&str], list: &str) -> (ProblemKind, String) {
    let refusal = lines(texts, list).expect_err("the edition is refused");
    (refusal.kind, refusal.place.map(|place| place.to_string()).unwrap_or_default())
}

#[test]
fn the_xml_is_read_into_these_statements() {
    let got = lines(&[XML], "us-ofac-sdn").unwrap();
    assert_eq!(got, include_str!("../testdata/us-ofac-sdn/statements.jsonl"), "{got}");
}

#[test]
fn the_set_is_read_into_these_statements_in_any_order_of_its_files() {
    let want = include_str!("../testdata/us-ofac-cons/statements.jsonl");
    for set in [[PRIM, ALT, ADD, COMMENTS], [COMMENTS, ADD, PRIM, ALT]] {
        let got = lines(&set, "us-ofac-cons").unwrap();
        assert_eq!(got, want, "{got}");
    }
}

#[test]
fn another_count_than_stated_is_refused() {
    let xml = XML.replace("<Record_Count>2<", "<Record_Count>3<");
    let want = (ProblemKind::CountMismatch, "/sdnList/publshInformation[1]/Record_Count".to_owned());
    assert_eq!(refused(&[&xml], "us-ofac-sdn"), want);
}

#[test]
fn xml_cut_anywhere_is_refused() {
    for end in (0..XML.trim_end().len()).step_by(7) {
        let files = [File { name: "", bytes: &XML.as_bytes()[..end] }];
        let read = identify(files).and_then(|(format, _)| read(format, &files, EditionId::of(b"")));
        assert!(read.is_err(), "cut at {end}");
    }
}

#[test]
fn sets_that_do_not_fit_are_refused() {
    let list = "us-ofac-cons";
    assert_eq!(refused(&[ALT, ADD], list).0, ProblemKind::IncompleteSet);
    assert_eq!(refused(&[PRIM, ALT, ALT], list).0, ProblemKind::DuplicatePart);
    assert_eq!(refused(&[PRIM, "<html></html>"], list).0, ProblemKind::UnknownFormat);
    assert_eq!(refused(&[PRIM, ""], list).0, ProblemKind::Empty);
    let alt = ALT.replace("90002,6", "90003,6");
    assert_eq!(refused(&[PRIM, &alt, ADD], list), (ProblemKind::MixedSet, "alt row 2 column 1".to_owned()));
    let add = ADD.replace("90001,7", "90003,7");
    assert_eq!(refused(&[PRIM, ALT, &add], list), (ProblemKind::MixedSet, "add row 1 column 1".to_owned()));
}

#[test]
fn a_set_cut_inside_a_row_is_refused() {
    let last_row = PRIM.rfind("90002").unwrap();
    let last_quote = PRIM.rfind('"').unwrap();
    for end in last_row + 1..=last_quote {
        let kind = refused(&[&PRIM[..end], ALT, ADD], "us-ofac-cons").0;
        assert_eq!(kind, ProblemKind::Truncated, "cut at {end}");
    }
    assert_eq!(
        refused(&[PRIM, "90001,5,\"fka\",\"X\",-0- \r\n90001,6,\"aka\""], "us-ofac-cons").0,
        ProblemKind::Truncated
    );
}

#[test]
fn without_aliases_or_addresses_a_set_is_a_part_of_the_list() {
    let files = [File { name: "", bytes: PRIM.as_bytes() }];
    let (format, _) = identify(files).unwrap();
    assert!(read(format, &files, EditionId::of(b"")).unwrap().outcome.extract);
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(at in 0_usize..900, byte in 0_u8..=255, xml in proptest::bool::ANY) {
        let mut bytes = if xml { XML } else { PRIM }.as_bytes().to_vec();
        if let Some(b) = bytes.get_mut(at) {
            *b = byte;
        }
        let files = [
            File { name: "", bytes: &bytes },
            File { name: "", bytes: if xml { b"" } else { COMMENTS.as_bytes() } },
        ];
        if let Ok((format, _)) = identify(files) {
            let _ = read(format, &files, EditionId::of(b""));
        }
    }
}
