//! Files that were damaged, and files whose inside was changed and whose hashes are right again: made by hand. Every name is
//! invented.

use proptest::prelude::*;

use super::layout::{self, ALL, CHUNK, SECTIONS, Section};
use super::{Index, IndexError};
use crate::{
    Alias, Answer, Document, Edition, EditionId, EntryKey, Episode, Evidence, Kind, ListedEntry, NameKind, Place,
    Policy, Property, Query, Statement, Value, date::civil, resolve,
};

/// Two persons, and as many more as there are names.
fn register_of(more: impl Iterator<Item = String>) -> Vec<u8> {
    let edition = Edition {
        id: EditionId::of(b"an invented edition"),
        list: "xx-example".into(),
        published: civil(2026, 1, 15).expect("a day"),
        stated: None,
        retrieved: "2026-01-16T08:00:00Z".into(),
        extract: false,
    };
    let statement = |property, value| {
        let evidence = Evidence { edition: edition.id, place: Place::Byte { offset: 0 } };
        Statement { property, value, note: None, basis: None, evidence }
    };
    let name = |text: &str| statement(Property::Name, Value::Name(Box::new(Alias::new(text, NameKind::Primary))));
    let number = |number: &str| Document { number: number.into(), ..Document::default() };
    let entry = |key: &str, names: [&str; 2], numbered: &str| ListedEntry {
        list: "xx-example".into(),
        key: EntryKey::new(key),
        alternates: Vec::new(),
        kind: Kind::Person,
        episodes: vec![Episode { from: (edition.id, edition.published), until: None }],
        statements: vec![
            name(names[0]),
            name(names[1]),
            statement(Property::Document, Value::Document(Box::new(number(numbered)))),
        ],
    };
    let entries = vec![
        entry("XXi.001", ["Yusuf al-Khayali", "يوسف الخيالي"], "AA 00001"),
        entry("XXi.002", ["Badr al-Din Wahmi", "Haji Wahmi"], "BB 00002"),
    ];
    let more = more.enumerate().map(|(n, name)| entry(&format!("XXi.1{n:04}"), [&name, &name], &format!("CC {n:05}")));
    let entries = entries.into_iter().chain(more).collect();
    Index::build(&resolve(vec![edition.clone()], entries))
}

fn bytes() -> Vec<u8> {
    register_of(std::iter::empty())
}

/// The file with its sections changed, and a right heading.
fn changed(change: impl FnOnce(&mut [Vec<u8>; SECTIONS])) -> Vec<u8> {
    let bytes = bytes();
    let layout = layout::Layout::of(&bytes).expect("built here");
    let mut sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|n| {
        let (from, to) = layout.place(ALL[n]);
        bytes[layout.head() + from..layout.head() + to].to_vec()
    });
    change(&mut sections);
    layout::assemble(sections)
}

/// All that a file can be asked.
#[derive(Debug, PartialEq)]
struct Answers {
    editions: Result<Vec<Edition>, IndexError>,
    entities: Result<Vec<String>, IndexError>,
    found: Result<usize, IndexError>,
    screened: Vec<Result<Answer, IndexError>>,
}

fn ask(index: &Index<'_>) -> Answers {
    let query =
        |name: &str| Query { names: vec![name.to_owned()], documents: vec!["AA 00001".to_owned()], ..Query::default() };
    let asked = [("Yusuf al-Khayali", 0.7), ("Badruddin Wahmy", 0.7), ("يوسف", 0.0), ("YK", 0.3)];
    let screen = |(name, threshold)| index.screen(&query(name), &Policy { threshold, ..Policy::default() });
    let ids = |entities: Result<crate::Entity, IndexError>| entities.map(|entity| entity.id.to_string());
    Answers {
        editions: index.editions(),
        entities: index.entities().and_then(|entities| entities.map(ids).collect()),
        found: index.find("XXi.002").map(|found| found.len()),
        screened: asked.into_iter().map(screen).collect(),
    }
}

#[test]
fn sections_stand_in_the_order_of_their_numbers() {
    for (n, section) in ALL.into_iter().enumerate() {
        assert_eq!(section as usize, n);
    }
    assert!(changed(|_| {}) == bytes());
}

#[test]
fn a_flipped_bit_is_told_or_changes_no_answer() {
    let sound = bytes();
    assert!(sound.len() > 2 * CHUNK / 16, "a file with something in it");
    let answers = ask(&Index::open(sound.clone()).expect("built here"));
    assert_eq!(answers.screened[0].as_ref().map(|answer| answer.found), Ok(1));
    for at in 0..sound.len() {
        let mut damaged = sound.clone();
        damaged[at] ^= 1 << (at % 8);
        let Ok(index) = Index::open(damaged) else { continue };
        assert!(index.verify().is_err(), "byte {at}");
        // What was once found to be damaged stays so.
        assert!(ask(&index).screened.iter().all(Result::is_err), "byte {at}");
    }
}

#[test]
fn what_is_not_damaged_answers_until_a_damaged_chunk_is_wanted() {
    let names = (0..2000).map(|n| format!("Mithal{} Wahmi{}", n * 7919 % 1000, n * 104_729 % 1000));
    let bytes = register_of(names);
    let sound = Index::open(bytes.as_slice()).expect("built here");
    let answers = ask(&sound);
    let chunks = bytes.len() / CHUNK;
    assert!(chunks > 4, "{chunks}");
    let (mut answered, mut refused) = (0, 0);
    for chunk in 0..chunks {
        let mut damaged = bytes.clone();
        let at = bytes.len() - 1 - chunk * CHUNK;
        damaged[at] ^= 1;
        let index = Index::open(damaged).expect("what stands before the sections is sound");
        for (got, want) in ask(&index).screened.iter().zip(&answers.screened) {
            match got {
                Ok(answer) => {
                    assert_eq!(Ok(answer), want.as_ref(), "chunk {chunk}");
                    answered += 1;
                }
                Err(IndexError::Damaged(_)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert!(answered > 0 && refused > 0, "{answered} {refused}");
}

#[test]
fn a_file_cut_short_or_made_longer_is_refused() {
    let bytes = bytes();
    for end in 0..bytes.len() {
        assert!(Index::open(&bytes[..end]).is_err(), "cut at {end}");
    }
    let mut longer = bytes;
    longer.push(0);
    assert_eq!(Index::open(longer).map(|index| index.len()), Err(IndexError::Damaged("its length")));
}

#[test]
fn a_section_that_is_no_whole_number_of_records_is_refused() {
    for section in [Section::Tokens, Section::Bearers, Section::Forms, Section::Numbers, Section::StatedForms] {
        let opened = Index::open(changed(|s| s[section as usize].truncate(1))).map(|index| index.len());
        let want = Err(IndexError::Damaged("a section is not a whole number of records"));
        assert_eq!(opened, want, "{section:?}");
    }
}

#[test]
fn a_book_that_cannot_be_read_is_damage_and_no_answer() {
    let index = Index::open(changed(|s| s[Section::Book as usize].truncate(1))).expect("the heading is right");
    let query = Query { names: vec!["Yusuf al-Khayali".to_owned()], ..Query::default() };
    assert!(index.screen(&query, &Policy::default()).is_err());
}

#[test]
fn a_length_that_a_blob_does_not_have_is_damage_and_takes_no_memory() {
    // Four gigabytes unpacked.
    let hostile = changed(|s| s[Section::Blobs as usize][..4].copy_from_slice(&[0xFF; 4]));
    let index = Index::open(hostile).expect("blobs are read when they are asked for");
    let damaged = Err(IndexError::Damaged("an entity's statements"));
    let first = index.entities().expect("records").next().expect("two entities");
    assert_eq!(first, damaged);
    let everyone = Policy { threshold: 0.0, ..Policy::default() };
    let query = Query { names: vec!["Yusuf".to_owned()], ..Query::default() };
    assert!(index.screen(&query, &everyone).is_err());
}

proptest! {
    #[test]
    fn whatever_a_file_with_right_hashes_says_it_answers_or_refuses(
        changes in prop::collection::vec((0..SECTIONS, any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::weighted(0.2, (0..SECTIONS, any::<prop::sample::Index>())),
    ) {
        let bytes = changed(|sections| {
            for (section, at, value) in &changes {
                let section = &mut sections[*section];
                if !section.is_empty() {
                    let at = at.index(section.len());
                    section[at] = *value;
                }
            }
            if let Some((section, at)) = &cut {
                let section = &mut sections[*section];
                let len = at.index(section.len() + 1);
                section.truncate(len);
            }
        });
        // What is cut may be no whole number of records.
        if let Ok(index) = Index::open(bytes) {
            prop_assert!(index.verify().is_ok());
            ask(&index);
        }
    }
}
