//! Register files of earlier versions stay readable: `testdata/compat` is kept for good. Everyone in it is invented.

use std::path::Path;

use register::index::Index;
use register::ownership::{Outcome, Rule};
use register::{Band, EntityId, JoinedBy, Policy, Query};

fn read(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/compat").join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_register_file_of_version_1_answers_as_it_did() {
    let bytes = read("v1/register.dalil");
    assert_eq!(bytes[8..12], 1_u32.to_le_bytes());
    let index = Index::open(bytes).expect("version 1 is read");
    index.verify().expect("its hashes are right");
    assert_eq!(index.id(), "735660c0f2ff8707a37b8a0b3358e97a3d91238915af0bdf6304f744da3e1fd9");
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
    assert!(first.entries.iter().all(|entry| entry.first_seen(0).is_some()));
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
