//! A small invented edition of OFAC's advanced XML against the statements it must give, line by line.

use std::path::Path;

use register::EditionId;
use sources::{File, Problem, ProblemKind, identify, read};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/us-ofac-sdn");

fn edition() -> String {
    std::fs::read_to_string(Path::new(FOLDER).join("advanced.xml")).expect("the edition is there")
}

/// Every statement as one line of JSON, and the refusal as its text.
fn lines(bytes: &[u8]) -> Result<(String, Vec<Problem>), String> {
    let file = File { name: "advanced.xml", bytes };
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
    let want = std::fs::read_to_string(Path::new(FOLDER).join("advanced.statements.jsonl")).unwrap_or_default();
    for (got, want) in got.lines().zip(want.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(got.lines().count(), want.lines().count(), "{got}");
    let problems: Vec<String> = problems.iter().map(shown).collect();
    assert_eq!(problems, PROBLEMS);
}

/// What the traps in the file are reported as: code, place, detail.
const PROBLEMS: &[&str] = &[
    "unknown-reference /Sanctions/DistinctParties/DistinctParty[1]/Profile/Identity/Alias[4]/DocumentedName[2]/DocumentedNamePart/NamePartValue/@ScriptID Script 777",
    "unknown-reference /Sanctions/DistinctParties/DistinctParty[1]/Profile/Identity/Alias[4]/DocumentedName[2]/DocumentedNamePart/NamePartValue/@NamePartGroupID NamePartGroup 99",
    "unknown-type /Sanctions/Locations/Location[3]/LocationPart[2] Unknown",
    "unknown-reference /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[8]/FeatureVersion/VersionLocation/@LocationID Location 4040",
    "bad-date /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[13]/FeatureVersion/DatePeriod 1972-5-1 to 1971-4-1",
    "bad-date /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[14]/FeatureVersion/DatePeriod 1970-2-31",
    "bad-date /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[15]/FeatureVersion/DatePeriod 1390-1-1 to 1390-12-29 (Islamic)",
    "unknown-reference /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[19]/@FeatureTypeID FeatureType 999",
    "unknown-type /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[20] Shoe Size",
    "unknown-reference /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[21]/FeatureVersion/VersionDetail/@DetailReferenceID DetailReference 1",
    "placeholder /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[21]/FeatureVersion Gender",
    "placeholder /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[22]/FeatureVersion Title",
    "unknown-reference /Sanctions/DistinctParties/DistinctParty[1]/Profile/Feature[22]/IdentityReference Identity 8777",
    "placeholder /Sanctions/SanctionsEntries/SanctionsEntry[2]/SanctionsMeasure[3] Program",
    "unknown-reference /Sanctions/Locations/Location[5]/LocationCountry/@CountryID Country 777",
    "unknown-reference /Sanctions/IDRegDocuments/IDRegDocument[5]/@IDRegDocTypeID IDRegDocType 9999",
    "unknown-reference /Sanctions/IDRegDocuments/IDRegDocument[5]/DocumentedNameReference DocumentedNameID 7998",
    "placeholder /Sanctions/IDRegDocuments/IDRegDocument[5] ",
    "unknown-reference /Sanctions/ProfileRelationships/ProfileRelationship[3]/@To-ProfileID Profile 97777",
    "unknown-reference /Sanctions/ProfileRelationships/ProfileRelationship[5]/@RelationTypeID RelationType 15999",
    "bad-date /Sanctions/SanctionsEntries/SanctionsEntry[5]/EntryEvent[1]/Date 2020-2-30",
    "unknown-reference /Sanctions/SanctionsEntries/SanctionsEntry[5]/EntryEvent[2]/@EntryEventTypeID EntryEventType 7",
    "unknown-type /Sanctions/SanctionsEntries/SanctionsEntry[5]/EntryEvent[2] EntryEventType 7",
    "unknown-reference /Sanctions/DistinctParties/DistinctParty[5]/Profile no SanctionsEntry of 90004",
    "duplicate-key /Sanctions/DistinctParties/DistinctParty[5] 90004",
    "unknown-type /Sanctions/DistinctParties/DistinctParty[6]/Profile/@PartySubTypeID Location Unknown",
    "unknown-element /Sanctions/DistinctParties/DistinctParty[6]/Profile/Novelty Novelty",
    "unknown-reference /Sanctions/DistinctParties/DistinctParty[6]/Profile no SanctionsEntry of 90006",
    "unknown-reference /Sanctions/Locations/Location[6] ID 29",
    "unknown-reference /Sanctions/IDRegDocuments/IDRegDocument[4] IdentityID 8999",
    "unknown-reference /Sanctions/ProfileRelationships/ProfileRelationship[4] From-ProfileID 97777",
    "unknown-reference /Sanctions/SanctionsEntries/SanctionsEntry[7] ProfileID 96666",
];

/// The problems of the edition with one piece replaced, that the edition itself does not have.
#[track_caller]
fn check(from: &str, to: &str, want: &[&str]) {
    let whole = edition();
    assert!(whole.contains(from), "{from}");
    let (_, problems) = lines(whole.replacen(from, to, 1).as_bytes()).expect("nothing of this damages the file");
    let got: Vec<String> = problems.iter().map(shown).filter(|line| !PROBLEMS.contains(&&**line)).collect();
    assert_eq!(got, want, "{from} -> {to}");
}

fn shown(problem: &Problem) -> String {
    format!("{} {} {}", problem.kind.code(), problem.place, problem.detail)
}

#[test]
fn what_the_classic_format_states_is_stated_alike() {
    let classic = include_str!("../testdata/us-ofac-sdn/edition.xml");
    let whole = edition();
    let read = |xml: &str| {
        let file = File { name: "", bytes: xml.as_bytes() };
        let (format, _) = identify(file).expect("the format is known");
        read(format, &[file], EditionId::of(xml.as_bytes())).expect("the edition is read")
    };
    let (classic, advanced) = (read(classic), read(&whole));
    for entry in &classic.items {
        let same = advanced.items.iter().find(|other| other.key == entry.key).expect("the same uid");
        assert_eq!(entry.kind, same.kind);
        let missing: Vec<String> = entry
            .statements
            .iter()
            .filter(|statement| !same.statements.iter().any(|other| other.says_the_same(statement)))
            .map(|statement| format!("{} {}", statement.property.name(), statement.value))
            .collect();
        // The classic format notes that it is the second one, the advanced one how reliable it is.
        let want: &[&str] = if entry.key.printed() == "90001" { &["birthDate circa 1971"] } else { &[] };
        assert_eq!(missing, want, "{}", entry.key.printed());
    }
}

#[test]
fn a_reference_to_nothing_is_a_problem_with_its_place() {
    let party = "/Sanctions/DistinctParties/DistinctParty";
    check(
        "<VersionLocation LocationID=\"25\"",
        "<VersionLocation LocationID=\"x\"",
        &[
            &format!(
                "unknown-reference {party}[1]/Profile/Feature[5]/FeatureVersion/VersionLocation/@LocationID Location x"
            ),
            "unknown-reference /Sanctions/Locations/Location[1] ID 25",
        ],
    );
    check(
        "IdentityID=\"8002\" ValidityID",
        "IdentityID=\"8888\" ValidityID",
        &["unknown-reference /Sanctions/IDRegDocuments/IDRegDocument[3] IdentityID 8888"],
    );
    check(
        "<Location ID=\"25\"",
        "<Location",
        &[
            "no-key /Sanctions/Locations/Location[1] ID",
            &format!(
                "unknown-reference {party}[1]/Profile/Feature[5]/FeatureVersion/VersionLocation/@LocationID Location 25"
            ),
        ],
    );
    check(
        "AliasTypeID=\"1401\"",
        "AliasTypeID=\"1409\"",
        &[&format!("unknown-reference {party}[1]/Profile/Identity/Alias[3]/@AliasTypeID AliasType 1409")],
    );
    check(
        "PartySubTypeID=\"4\"",
        "PartySubTypeID=\"40\"",
        &[&format!("unknown-reference {party}[1]/Profile/@PartySubTypeID PartySubType 40")],
    );
    check(
        "DetailReferenceID=\"704\"",
        "DetailReferenceID=\"705\"",
        &[
            &format!(
                "unknown-reference {party}[2]/Profile/Feature[5]/FeatureVersion/VersionDetail/@DetailReferenceID DetailReference 705"
            ),
            &format!("placeholder {party}[2]/Profile/Feature[5]/FeatureVersion VESSEL TYPE"),
        ],
    );
    check(
        "ListID=\"91507\"",
        "ListID=\"1\"",
        &["unknown-reference /Sanctions/SanctionsEntries/SanctionsEntry[4]/@ListID List 1"],
    );
    check("<Month>8</Month><Day>27</Day>", "<Month>8</Month>", &["bad-date /Sanctions/DateOfIssue[1] 2025-8"]);
}

#[test]
fn most_entries_name_the_list_and_the_day_is_that_of_issue() {
    let check = |xml: &str, want: &str| {
        let file = File { name: "advanced.xml", bytes: xml.as_bytes() };
        let (format, spec) = identify(file).expect("the format is known");
        let reading = read(format, &[file], EditionId::of(xml.as_bytes())).expect("the edition is read");
        assert_eq!((format.name(), &*spec.list.id, reading.outcome.extract), ("ofac-advanced-xml", want, false));
        assert_eq!(reading.outcome.published.map(|day| day.to_string()).as_deref(), Some("2025-08-27"));
    };
    let whole = edition();
    check(&whole, "us-ofac-sdn");
    check(&whole.replace("ListID=\"1550\"", "ListID=\"91512\""), "us-ofac-cons");
}

#[test]
fn the_elements_are_counted() {
    let xml = edition();
    let file = File { name: "advanced.xml", bytes: xml.as_bytes() };
    let (format, _) = identify(file).expect("the format is known");
    let stats = read(format, &[file], EditionId::of(xml.as_bytes())).expect("the edition is read").outcome.stats;
    let got: Vec<String> = stats.iter().map(|(key, n)| format!("{key} {n}")).collect();
    assert_eq!(got, STATS);
}

const STATS: &[&str] = &[
    "addresses 4",
    "aircraft 2",
    "aka 2",
    "arabic 1",
    "birthdate_features 7",
    "birthdates 7",
    "chinese_trad 1",
    "cyrillic 0",
    "documents 5",
    "entities 6",
    "entities_with_arabic 1",
    "entity 1",
    "fka 1",
    "individual 1",
    "latin 9",
    "links 6",
    "locations 6",
    "low_quality 1",
    "names 9",
    "nka 0",
    "primary 6",
    "programmes 3",
    "relationships 5",
    "sanctions_entries 7",
    "translations 12",
    "vessel 1",
];

#[test]
fn a_broken_or_cut_edition_is_refused() {
    let whole = edition();
    let cuts: Vec<usize> = whole.match_indices('<').map(|(at, _)| at).collect();
    assert!(cuts.len() > 1000, "{}", cuts.len());
    for end in cuts {
        assert!(lines(&whole.as_bytes()[..end]).is_err(), "cut at {end}");
    }
    let long = "x".repeat(9 << 10);
    let many = |element: &str| {
        let from = whole.find(element).expect("it is there");
        let to = from + whole[from..].find('\n').expect("one line");
        format!("{}{}{}", &whole[..from], whole[from..to].repeat(10_001), &whole[to..])
    };
    let rows = [
        (whole.replace("</Novelty>", "</Novel>"), ProblemKind::Malformed),
        (whole.replace("Treasurer", "Treas\u{19}urer"), ProblemKind::ControlCharacter),
        (whole.replace("&amp;", "&nbsp;"), ProblemKind::UnknownEntity),
        (whole.replace("Floor 2", &long), ProblemKind::TooLarge),
        (many("<ProfileRelationship ID=\"1\""), ProblemKind::TooLarge),
        (many("<IDRegDocument ID=\"1\""), ProblemKind::TooLarge),
        ("<Sanctions><ReferenceValueSets/></Sanctions>".to_owned(), ProblemKind::NoEntries),
        ("<Sanctions/>".to_owned(), ProblemKind::UnknownFormat),
    ];
    for (xml, kind) in rows {
        let refusal = lines(xml.as_bytes()).expect_err(kind.code());
        assert!(refusal.starts_with(kind.code()), "{refusal}");
    }
}

#[test]
fn a_party_without_anything_is_kept_with_its_problem() {
    let xml = "<Sanctions><ReferenceValueSets/><DistinctParties><DistinctParty/><DistinctParty FixedRef='1'><Profile>\
        <Identity><Alias><DocumentedName/></Alias></Identity><Feature/></Profile></DistinctParty></DistinctParties>\
        </Sanctions>";
    let (got, problems) = lines(xml.as_bytes()).expect("nothing of this damages the file");
    assert_eq!(got.lines().count(), 2, "{got}");
    let kinds: Vec<_> = problems.iter().map(|problem| problem.kind.code()).collect();
    assert_eq!(kinds, ["no-key", "no-key", "placeholder", "no-key", "no-name"]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_number_may_be_wrong_without_panic(at in 0_usize..4_000, number in "[0-9]{0,21}") {
        let whole = edition();
        let digits: Vec<usize> = whole.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()).map(|(i, _)| i).collect();
        let at = digits[at % digits.len()];
        let _ = lines(format!("{}{number}{}", &whole[..at], &whole[at + 1..]).as_bytes());
    }

    #[test]
    fn any_line_may_be_missing_without_panic(line in 0_usize..300, byte in 0_u8..=255) {
        let whole = edition();
        let at = whole.match_indices('\n').map(|(at, _)| at).nth(line).unwrap_or_default();
        let next = whole[at + 1..].find('\n').map_or(whole.len(), |next| at + 1 + next);
        let _ = lines(&[&whole.as_bytes()[..at], &[byte], &whole.as_bytes()[next..]].concat());
    }
}
