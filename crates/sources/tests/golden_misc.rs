//! Small invented editions and the statements they hold, word for word; and what must be refused.
//!
//! Shape:    `testdata/<list>/edition.*` and `expected.jsonl`: one line an entry, statement or problem. To accept a
//!           change that is meant, replace the file by the printed text.

#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::path::Path;

use register::{Alias, EditionId, Statement, Value};
use serde_json::json;
use sources::{File, ProblemKind, identify, read};

fn testdata(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path);
    std::fs::read(&path).unwrap_or_default()
}

/// What an edition holds, a JSON line each.
fn lines(name: &str, bytes: &[u8]) -> Result<Vec<String>, ProblemKind> {
    let file = File { name, bytes };
    let (format, _) = identify(file).map_err(|refusal| refusal.kind)?;
    let reading = read(format, &[file], EditionId::of(bytes)).map_err(|refusal| refusal.kind)?;
    let mut out = Vec::new();
    for entry in &reading.items {
        let standing = format!("{:?}", entry.standing);
        let kind = format!("{:?}", entry.kind);
        out.push(
            json!({"entry": entry.key.printed(), "kind": kind, "standing": standing, "alternates": entry.alternates})
                .to_string(),
        );
        out.extend(entry.statements.iter().map(statement));
    }
    for problem in &reading.problems {
        let place = problem.place.to_string();
        out.push(json!({"problem": problem.kind.code(), "place": place, "detail": problem.detail}).to_string());
    }
    Ok(out)
}

fn statement(statement: &Statement) -> String {
    let more = match &statement.value {
        Value::Name(alias) => alias_words(alias),
        Value::Date(date) => date.spans.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "),
        _ => String::new(),
    };
    let (value, place) = (statement.value.to_string(), statement.evidence.place.to_string());
    let note = &statement.note;
    json!({"property": statement.property.name(), "value": value, "means": more, "note": note, "place": place})
        .to_string()
}

fn alias_words(alias: &Alias) -> String {
    let parts: Vec<_> = alias.parts.iter().map(|(part, text)| format!("{part}={text}")).collect();
    format!("{:?} {} {}", alias.kind, alias.language.as_deref().unwrap_or("-"), parts.join(" "))
}

#[track_caller]
fn check(list: &str, edition: &str) {
    check_against(list, edition, "expected.jsonl");
}

#[track_caller]
fn check_against(list: &str, edition: &str, expected: &str) {
    let got = lines(edition, &testdata(&format!("{list}/{edition}"))).expect("the edition is read").join("\n");
    let want = String::from_utf8(testdata(&format!("{list}/{expected}"))).expect("UTF-8");
    assert!(got.trim() == want.trim(), "{list} now reads:\n{got}");
}

/// An edition cut at any byte is refused, or read whole where only the last line break is gone.
#[track_caller]
fn check_cuts(list: &str, edition: &str) {
    let whole = testdata(&format!("{list}/{edition}"));
    let end = whole.trim_ascii_end().len();
    for cut in 0..end {
        assert!(lines(edition, &whole[..cut]).is_err(), "{list} cut at {cut}");
    }
}

#[test]
fn canada() {
    check("ca-sema", "edition.xml");
    check_cuts("ca-sema", "edition.xml");
    for (text, want) in [
        ("<data-set><record><EntityOrShip>A</record></data-set>", ProblemKind::Malformed),
        ("<data-set></data-set>", ProblemKind::NoEntries),
        ("<!DOCTYPE x><data-set/>", ProblemKind::Doctype),
    ] {
        assert_eq!(lines("x.xml", text.as_bytes()), Err(want), "{text}");
    }
}

#[test]
fn screening_list() {
    check("us-csl", "edition.csv");
    let whole = testdata("us-csl/edition.csv");
    // A cut that leaves whole rows cannot be told from a shorter list; the node's guard on counts is for that.
    for cut in (0..whole.len()).filter(|cut| *cut == 0 || whole[cut - 1] != b'\n') {
        assert!(lines("edition.csv", &whole[..cut]).is_err(), "cut at {cut}");
    }
    for (text, want) in [
        ("_id,source,entity_number,programs,name\n1,a,2,b,c\n", ProblemKind::BadHeader),
        ("_id,source,entity_number,type,programs,name\n", ProblemKind::NoEntries),
        ("_id,source,entity_number,type,programs,name\n1,a,2,,b,\"c\nd\n", ProblemKind::Truncated),
    ] {
        assert_eq!(lines("x.csv", text.as_bytes()), Err(want), "{text}");
    }
}

#[test]
fn emirates() {
    check("ae-local", "edition.jsonl");
    let whole = testdata("ae-local/edition.jsonl");
    let line_ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
    for cut in (0..whole.len()).filter(|cut| !line_ends.contains(cut) && !line_ends.contains(&cut.wrapping_sub(1))) {
        assert!(lines("edition.jsonl", &whole[..cut]).is_err(), "cut at {cut}");
    }
    let first = "{\"sheet\": \"الأفراد\", \"classification\": \"x\", \"name_ar\": \"مثال\"}\n";
    let deep = format!("{first}{{\"a\": {}{}}}\n", "[".repeat(400), "]".repeat(400));
    let long = format!("{first}{{\"a\": \"{}\"}}\n", "x".repeat(300 << 10));
    for (text, want) in [
        (format!("{first}not json\n"), ProblemKind::Malformed),
        (format!("{first}[1]\n"), ProblemKind::Malformed),
        (format!("{first}{{\"sheet\": \"a"), ProblemKind::Truncated),
        (deep, ProblemKind::Malformed),
        (long, ProblemKind::TooLarge),
    ] {
        assert_eq!(lines("x.jsonl", text.as_bytes()), Err(want), "{}", &text[..90]);
    }
}

#[test]
fn emirates_sheets() {
    check_against("ae-local", "sheets.csv", "sheets.expected.jsonl");
    let whole = testdata("ae-local/sheets.csv");
    // A cut that leaves whole rows cannot be told from a shorter list; the node's guard on counts is for that.
    let mut quotes = 0;
    for cut in 0..whole.len() {
        if cut == 0 || whole[cut - 1] != b'\n' || quotes % 2 == 1 {
            assert!(lines("sheets.csv", &whole[..cut]).is_err(), "cut at {cut}");
        }
        quotes += usize::from(whole[cut] == b'"');
    }
}

/// Entries (their standing, kind, number of statements and first value) and problems of a sheet.
fn sheet(text: &str) -> Result<Vec<String>, ProblemKind> {
    let file = File { name: "x.csv", bytes: text.as_bytes() };
    let (format, _) = identify(file).map_err(|refusal| refusal.kind)?;
    let reading = read(format, &[file], EditionId::of(text.as_bytes())).map_err(|refusal| refusal.kind)?;
    let entries = reading.items.iter().map(|entry| {
        let name = entry.statements.first().map(|statement| statement.value.to_string()).unwrap_or_default();
        format!("{:?} {:?} {} {name}", entry.standing, entry.kind, entry.statements.len())
    });
    let problems = reading.problems.iter().map(|problem| format!("{} {}", problem.kind.code(), problem.place));
    Ok(entries.chain(problems).collect())
}

const SHEET: &str = "#,التصنيف,الجنسية,الاسم الكامل (بالحروف العربية),تاريخ الميلاد,النوع,رقم الوثيقة\n";

#[test]
fn a_sheet_is_read_by_its_headings() {
    const DELISTED: &str = "#,التصنيف,الاسم الكامل (باللغة العربية),قرار الإدراج,قرار رفع الإدراج\n";
    let header = SHEET;
    for (text, want) in [
        // Without banner rows, and with `;` or a tab between cells.
        (format!("{header}1,ش,مصر,مثال,1975,,\n"), vec!["Listed Person 4 مثال"]),
        (format!("{header}1,ش,مصر,مثال,1975,,\n").replace(',', ";"), vec!["Listed Person 4 مثال"]),
        (format!("{header}1,ش,مصر,مثال,1975,,\n").replace(',', "\t"), vec!["Listed Person 4 مثال"]),
        // A delisting sheet is one by its decisions, whatever its banner says.
        (
            format!("الكيانات\n{DELISTED}1,ك,مثال,قرار رقم (1) لسنة 2020,قرار رقم (2) لسنة 2021\n"),
            vec!["Delisted Organization 4 مثال"],
        ),
        // Merged cells: the rows below are of the same person.
        (
            format!("{header}1,ش,مصر,مثال,1975,جواز,FX1\n,,السودان,,,هوية,FX2\n,,,,1976,,\n2,ش,,آخر,,,\n"),
            vec!["Listed Person 8 مثال", "Listed Person 2 آخر"],
        ),
        // A name without a number is never added to the person above it.
        (
            format!("{header}1,ش,,مثال,,,\n,,,آخر,,,\n"),
            vec!["Listed Person 2 مثال", "Listed Person 1 آخر", "bad-row الأفراد row 3"],
        ),
        // A merged row with nothing above it is kept, and said to have no key.
        (
            format!("{header},,مصر,,,,\n1,ش,,مثال,,,\n"),
            vec!["Listed Person 1 مصر", "Listed Person 2 مثال", "bad-row الأفراد row 2", "no-key الأفراد row 2"],
        ),
        // Words between rows head nothing; words below the last row neither.
        (
            format!("{header}1,ش,,مثال,,,\nانظر الملحق,,,,,,\n2,ش,,آخر,,,\nانتهى,,,,,,\n"),
            vec![
                "Listed Person 2 مثال",
                "Listed Person 2 آخر",
                "bad-row الأفراد row 3 column 1",
                "bad-row الأفراد row 5 column 1",
            ],
        ),
        // A year shown as a day, a serial shown as a number, a row with a cell too many.
        (
            format!("{header}1,ش,,مثال,1905-05-28,,\n2,ش,,آخر,27395,,,\n"),
            vec![
                "Listed Person 3 مثال",
                "Listed Person 3 آخر",
                "damaged-date الأفراد row 2 column 5",
                "bad-row الأفراد row 3",
                "bad-date الأفراد row 3 column 5",
            ],
        ),
    ] {
        assert_eq!(sheet(&text).expect("the sheet is read"), want, "{text}");
    }
}

#[test]
fn a_sheet_that_cannot_be_trusted_is_refused() {
    let row = format!("{SHEET}1,ش,,مثال,,,");
    for (text, want) in [
        (row.clone(), ProblemKind::Truncated),
        (format!("{SHEET}1,ش,,\"مثال,,,\n"), ProblemKind::Truncated),
        ("#,التصنيف,الجنسية\n1,ش,مصر\n".to_owned(), ProblemKind::BadHeader),
        ("م,التصنيف,الجنسية\n1,ش,مصر\n".to_owned(), ProblemKind::UnknownFormat),
        (SHEET.to_owned(), ProblemKind::NoEntries),
        (format!("#,التصنيف{}\n1\n", ",x".repeat(300)), ProblemKind::BadHeader),
        (format!("{SHEET}1,ش,,{},,,\n", "م".repeat(200 << 10)), ProblemKind::TooLarge),
        (format!("{row}\n{}", ",,مصر,,,,\n".repeat(1001)), ProblemKind::TooLarge),
        (format!("{SHEET}1,ش,,م\u{1},,,\n"), ProblemKind::ControlCharacter),
    ] {
        assert_eq!(sheet(&text), Err(want), "{}", text.chars().take(80).collect::<String>());
    }
    // Windows-1256, as a spreadsheet saves "CSV" without "UTF-8".
    let mut bytes = SHEET.as_bytes().to_vec();
    bytes.extend(b"1,\xd4,,\xe3\xcb\xc7\xe1,,,\n");
    assert_eq!(lines("x.csv", &bytes), Err(ProblemKind::BadEncoding));
}

#[test]
fn no_changed_byte_makes_a_reader_panic() {
    for path in ["ca-sema/edition.xml", "us-csl/edition.csv", "ae-local/edition.jsonl", "ae-local/sheets.csv"] {
        let whole = testdata(path);
        assert!(!whole.is_empty(), "{path}");
        for at in 0..whole.len() {
            for byte in [b'"', b',', b':', b'\n', 0, 0xFF] {
                let mut changed = whole.clone();
                changed[at] = byte;
                let _ = lines(path, &changed);
            }
        }
    }
}
