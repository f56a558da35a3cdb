//! What cannot be trusted as a whole is refused, with the code that says why.
//!
//! Shape:    a table a list: the edition as it comes, and the code. Most are an invented edition with one thing changed.
//! Not here: editions cut short (`cuts`); each damage of each format through the command line (the tests of `dalil`).

mod common;

use common::{one, reading, testdata, text};
use sources::ProblemKind;

#[track_caller]
fn check<'t>(rows: impl IntoIterator<Item = (impl AsRef<[u8]>, ProblemKind)> + 't) {
    for (n, (bytes, want)) in rows.into_iter().enumerate() {
        let bytes = bytes.as_ref();
        let got = one(bytes).err().map(|refusal| refusal.kind);
        assert_eq!(got, Some(want), "row {n}: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(90)]));
    }
}

#[test]
fn a_list_of_which_no_entry_has_its_reference() {
    let un = |rows: &str| {
        format!(
            "<CONSOLIDATED_LIST dateGenerated='2026-01-01'><INDIVIDUALS>{rows}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"
        )
    };
    let one = "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>SPECIMEN</FIRST_NAME></INDIVIDUAL>";
    check([(un(&[one, one].concat()), ProblemKind::NoReferences)]);
    // One entry alone may be a typo: it is kept under its place.
    assert_eq!(self::one(un(one)).expect("read").items.len(), 1);
}

#[test]
fn the_eu_list() {
    for name in ["eu-fsf/invented.xml", "eu-fsf/invented-old.xml"] {
        let mut broken = testdata(name);
        let end = broken.trim_ascii_end().len();
        broken[end - 20] = 0x19;
        check([(broken, ProblemKind::ControlCharacter)]);
    }
    check([("<export xmlns='http://eu.europa.ec/fpi/fsd/export'/>", ProblemKind::NoEntries)]);
}

#[test]
fn the_lists_of_the_united_kingdom() {
    let ofsi = testdata("uk-ofsi/edition-2014.csv");
    let mut zero = ofsi.clone();
    zero[400] = 0;
    check([
        ([ofsi.as_slice(), b"\x81"].concat(), ProblemKind::BadEncoding),
        (zero, ProblemKind::ControlCharacter),
        (b"Name 6,Name 1\nSPECIMEN,Example\n".to_vec(), ProblemKind::UnknownFormat),
    ]);
}

#[test]
fn the_list_of_canada() {
    check([
        ("<data-set><record><EntityOrShip>A</record></data-set>", ProblemKind::Malformed),
        ("<data-set></data-set>", ProblemKind::NoEntries),
        ("<!DOCTYPE x><data-set/>", ProblemKind::Doctype),
    ]);
}

#[test]
fn the_screening_list() {
    check([
        ("_id,source,entity_number,programs,name\n1,a,2,b,c\n", ProblemKind::BadHeader),
        ("_id,source,entity_number,type,programs,name\n", ProblemKind::NoEntries),
        ("_id,source,entity_number,type,programs,name\n1,a,2,,b,\"c\nd\n", ProblemKind::Truncated),
    ]);
}

#[test]
fn the_list_of_the_emirates() {
    let first = "{\"sheet\": \"الأفراد\", \"classification\": \"x\", \"name_ar\": \"مثال\"}\n";
    check([
        (format!("{first}not json\n"), ProblemKind::Malformed),
        (format!("{first}[1]\n"), ProblemKind::Malformed),
        (format!("{first}{{\"sheet\": \"a"), ProblemKind::Truncated),
        (format!("{first}{{\"a\": {}{}}}\n", "[".repeat(400), "]".repeat(400)), ProblemKind::Malformed),
        (format!("{first}{{\"a\": \"{}\"}}\n", "x".repeat(300 << 10)), ProblemKind::TooLarge),
    ]);
}

#[test]
fn the_sheets_of_the_emirates() {
    const SHEET: &str = "#,التصنيف,الجنسية,الاسم الكامل (بالحروف العربية),تاريخ الميلاد,النوع,رقم الوثيقة\n";
    let row = format!("{SHEET}1,ش,,مثال,,,");
    check([
        (row.clone(), ProblemKind::Truncated),
        (format!("{SHEET}1,ش,,\"مثال,,,\n"), ProblemKind::Truncated),
        ("#,التصنيف,الجنسية\n1,ش,مصر\n".to_owned(), ProblemKind::BadHeader),
        ("م,التصنيف,الجنسية\n1,ش,مصر\n".to_owned(), ProblemKind::UnknownFormat),
        (SHEET.to_owned(), ProblemKind::NoEntries),
        (format!("#,التصنيف{}\n1\n", ",x".repeat(300)), ProblemKind::BadHeader),
        (format!("{SHEET}1,ش,,{},,,\n", "م".repeat(200 << 10)), ProblemKind::TooLarge),
        (format!("{row}\n{}", ",,مصر,,,,\n".repeat(1001)), ProblemKind::TooLarge),
        (format!("{SHEET}1,ش,,م\u{1},,,\n"), ProblemKind::ControlCharacter),
    ]);
    // Windows-1256, as a spreadsheet saves "CSV" without "UTF-8".
    check([([SHEET.as_bytes(), b"1,\xd4,,\xe3\xcb\xc7\xe1,,,\n"].concat(), ProblemKind::BadEncoding)]);
}

#[test]
fn followthemoney_entities() {
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
    check([
        ("{\"op\":\"ADD\",\"entity\":{\"id\":\"a\",\"schema\":\"Person\"}}\n".to_owned(), ProblemKind::UnknownFormat),
        ("{\"id\":\"a\",\"schema\":\"Planet\",\"properties\":{}}\n".to_owned(), ProblemKind::NoEntries),
        (format!("{first}not json\n"), ProblemKind::Malformed),
        (format!("{first}[1]\n"), ProblemKind::Malformed),
        (format!("{first}{{\"id\": \"a"), ProblemKind::Truncated),
        (deep, ProblemKind::Malformed),
        (long, ProblemKind::TooLarge),
        (many, ProblemKind::TooLarge),
        (address + &shared.concat(), ProblemKind::TooLarge),
    ]);
}

#[test]
fn ofacs_enhanced_format() {
    let whole = text("us-ofac-sdn/enhanced.xml");
    check([
        (whole.replace("</novelty>", "</novel>"), ProblemKind::Malformed),
        (whole.replace("Invented for", "Invented \u{19} for"), ProblemKind::ControlCharacter),
        (whole.replace("OLD &amp;", "OLD &nbsp;"), ProblemKind::UnknownEntity),
        (format!("<!DOCTYPE html>{whole}"), ProblemKind::WebPage),
        ("<sanctionsData><entities/></sanctionsData>".to_owned(), ProblemKind::NoEntries),
    ]);
}

#[test]
fn ofacs_advanced_format() {
    let whole = text("us-ofac-sdn/advanced.xml");
    let many = |element: &str| {
        let from = whole.find(element).expect("it is there");
        let to = from + whole[from..].find('\n').expect("one line");
        format!("{}{}{}", &whole[..from], whole[from..to].repeat(10_001), &whole[to..])
    };
    check([
        (whole.replace("</Novelty>", "</Novel>"), ProblemKind::Malformed),
        (whole.replace("Treasurer", "Treas\u{19}urer"), ProblemKind::ControlCharacter),
        (whole.replace("&amp;", "&nbsp;"), ProblemKind::UnknownEntity),
        (whole.replace("Floor 2", &"x".repeat(9 << 10)), ProblemKind::TooLarge),
        (many("<ProfileRelationship ID=\"1\""), ProblemKind::TooLarge),
        (many("<IDRegDocument ID=\"1\""), ProblemKind::TooLarge),
        ("<Sanctions><ReferenceValueSets/></Sanctions>".to_owned(), ProblemKind::NoEntries),
        ("<Sanctions/>".to_owned(), ProblemKind::UnknownFormat),
    ]);
}

#[test]
fn another_count_than_ofac_states() {
    let xml = text("us-ofac-sdn/edition.xml").replace("<Record_Count>2<", "<Record_Count>3<");
    let refusal = one(xml).expect_err("refused");
    assert_eq!(refusal.kind, ProblemKind::CountMismatch);
    assert_eq!(refusal.place.expect("a place").to_string(), "/sdnList/publshInformation[1]/Record_Count");
}

#[test]
fn sets_that_do_not_fit() {
    let [prim, alt, add] = ["prim", "alt", "add"].map(|part| text(&format!("us-ofac-cons/{part}.csv")));
    let other_alt = alt.replace("90002,6", "90003,6");
    let other_add = add.replace("90001,7", "90003,7");
    let rows: [(&[&str], ProblemKind, &str); 6] = [
        (&[&alt, &add], ProblemKind::IncompleteSet, ""),
        (&[&prim, &alt, &alt], ProblemKind::DuplicatePart, ""),
        (&[&prim, "<html></html>"], ProblemKind::UnknownFormat, ""),
        (&[&prim, ""], ProblemKind::Empty, ""),
        (&[&prim, &other_alt, &add], ProblemKind::MixedSet, "alt row 2 column 1"),
        (&[&prim, &alt, &other_add], ProblemKind::MixedSet, "add row 1 column 1"),
    ];
    for (texts, kind, place) in rows {
        let files: Vec<(&str, &[u8])> = texts.iter().map(|text| ("", text.as_bytes())).collect();
        let refusal = reading(&files).expect_err(kind.code());
        assert_eq!(refusal.kind, kind);
        if !place.is_empty() {
            assert_eq!(refusal.place.expect("a place").to_string(), place);
        }
    }
}
