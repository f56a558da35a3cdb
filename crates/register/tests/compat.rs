//! Register files of earlier versions stay readable: `testdata/compat` is kept for good. Everyone in it is invented.

use std::path::Path;

use register::index::Index;
use register::ownership::{Outcome, Rule};
use register::{Band, EntityId, JoinedBy, Policy, Query};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[expect(clippy::disallowed_methods, reason = "a test reads the file that is kept")]
fn read(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/compat").join(path);
    std::fs::read(path).expect("the file that is kept")
}

/// What each entity says, whole, and what a person has to look at: a line each.
fn read_of(index: &Index<'_>) -> Vec<String> {
    let entities = index.entities().expect("entities").map(|entity| json(&entity.expect("an entity")));
    let questions = index.questions().expect("questions");
    entities.chain(questions.iter().map(json)).collect()
}

fn json(said: &impl Serialize) -> String {
    serde_json::to_string(said).expect("JSON")
}

#[test]
fn all_that_stands_in_a_file_of_version_1_reads_as_it_did() {
    let bytes = read("v1/register.dalil");
    let index = Index::open(bytes).expect("version 1 is read");
    let want = String::from_utf8(read("v1/register.expected.jsonl")).expect("text");
    for (n, (got, want)) in read_of(&index).iter().zip(want.lines()).enumerate() {
        assert_eq!(got, want, "line {}", n + 1);
    }
    assert_eq!(read_of(&index).len(), want.lines().count());
}

/// What the numbers of a type's variants mean, in their order: a file of version 1 holds the numbers.
fn variants<T: DeserializeOwned + Serialize>() -> String {
    let read = |n| postcard::from_bytes::<T>(&[n]).ok().map(|variant| json(&variant).replace('"', ""));
    (0..100).map_while(read).collect::<Vec<_>>().join(" ")
}

/// A variant may be added at the end; one in the middle would give what old files say another meaning.
#[test]
fn the_numbers_of_variants_keep_their_meaning() {
    for (got, want) in [
        (variants::<register::Property>(), PROPERTIES),
        (variants::<register::GroundCode>(), GROUNDS),
        (variants::<register::NameKind>(), "primary aka fka nka original_script translation on_document fragment"),
        (variants::<register::Quality>(), "good low unstated"),
        (variants::<register::Kind>(), "person organization vessel aircraft unknown"),
        (variants::<register::Calendar>(), "Gregorian HijriLunar HijriSolar HijriEither"),
        (variants::<register::Held>(), "unlikely contradicted ambiguous chain judged"),
        (variants::<names::Script>(), SCRIPTS),
    ] {
        assert!(got.starts_with(want), "{got}");
    }
}

const PROPERTIES: &str = "name title position gender birthDate birthPlace deathDate deathNote nationality citizenship \
    formerNationality country address document email phone website incorporationDate type sector flag callSign tonnage owner \
    model programme legalBasis measure listedOn delistedOn amendedOn reviewedOn designatedBy reference notice tie \
    classification reason remark other";
const GROUNDS: &str = "before link name no-name nobody-else same-words main-name given-name birth birth-place number \
    contact regime country sex kind listed-together overlap";
const SCRIPTS: &str = "Latin Arabic Cyrillic Hebrew Greek Han Kana Hangul Armenian Georgian Other Mixed";

#[test]
#[ignore = "writes what is expected; for a new version only, into its own folder"]
#[expect(clippy::disallowed_methods, reason = "a test writes files")]
fn write_what_is_expected() {
    let index = Index::open(read("v1/register.dalil")).expect("version 1 is read");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/compat/v1/register.expected.jsonl");
    std::fs::write(path, read_of(&index).join("\n") + "\n").expect("written");
}

#[test]
fn a_register_file_of_version_1_answers_as_it_did() {
    let bytes = read("v1/register.dalil");
    assert_eq!(bytes[8..12], 1_u32.to_le_bytes());
    let index = Index::open(bytes).expect("version 1 is read");
    index.verify().expect("its hashes are right");
    assert_eq!(index.id(), "497b44d507cd3f1fc967bc169d207c3c491ac2a278f799c8148efd53b2da742e");
    let editions = index.editions().expect("editions");
    assert_eq!((editions.len(), index.len(), index.questions().expect("questions").len()), (8, 24, 16));
    // One on six lists, with why; one by a judgement.
    let find = |reference: &str| -> EntityId {
        let found = index.find(reference).expect("references");
        assert_eq!(found.len(), 1, "{reference}");
        found[0].clone()
    };
    let entity = |reference: &str| index.entity(find(reference).as_str()).expect("entities").expect("one");
    let first = entity("un-sc:XXi.001");
    assert_eq!((first.entries.len(), first.unions.len(), first.caption()), (6, 5, "Yousuf Al Khayaly"));
    assert!(first.entries.iter().all(|entry| entry.dated_statements().all(|(_, first)| first.is_some())));
    let judged = entity("ftm:fx-company-3");
    assert!(matches!(judged.unions[0].by, JoinedBy::Judgement { .. }));
    assert_eq!(judged.id, find("ftm:fx-company-4"));
    // Who owns whom.
    let on = "2026-06-01".parse().expect("a day");
    let around = index.surroundings(&find("ftm:fx-company-2"), on).expect("ties");
    let owned: Vec<_> = around.ownership.iter().map(|owned| (owned.finding.rule, owned.finding.outcome)).collect();
    assert_eq!(owned, [(Rule::UsOfac, Outcome::Owned), (Rule::Eu, Outcome::Owned)]);
    assert_eq!((around.ties.len(), around.ownership[0].chain.len()), (2, 3));
    // Names across scripts, a date of birth, a number.
    for (name, born, document, band) in [
        ("يوسف الخيالي", Some("1970-03-04"), "", Band::Match),
        ("Юсуф аль-Хаяли", None, "", Band::Review),
        ("", None, "FX0000001", Band::Match),
    ] {
        let query = Query {
            names: [name.to_owned()].into_iter().filter(|name| !name.is_empty()).collect(),
            documents: [document.to_owned()].into_iter().filter(|number| !number.is_empty()).collect(),
            born: born.and_then(|born| born.parse().ok()),
            ..Query::default()
        };
        let answer = index.screen(&query, &Policy::default()).expect("it answers");
        let best = &answer.hits[0];
        assert_eq!((&best.entity, best.band), (&first.id, band), "{name} {document}");
    }
}
