//! Files that were damaged, and files whose inside was changed and whose hashes are right again: made by hand. Every name is
//! invented.

use std::collections::BTreeSet;
use std::mem::offset_of;

use proptest::prelude::*;
use zerocopy::FromBytes as _;

use super::layout::{self, ALL, CHUNK, EntityRecord, FormRecord, SECTIONS, Section};
use super::{Index, IndexError};
use crate::{
    Alias, Answer, Calendar, Document, Edition, EditionId, EntryKey, Episode, Evidence, Kind, ListedEntry, NameKind,
    Place, Policy, Property, Query, Register, StatedDate, Statement, Tie, Value, date::civil,
};

/// The day on which it is asked who owns whom.
const DAY: crate::Day = crate::Day::constant(2026, 1, 15);

/// More parts that tell than a form's record has room for.
const LONG: &str = "Nur Sarab Mithal Tajrib Wahm Khayal Badr Salim Zahir Fadl";

/// Three persons and two bodies, and as many persons more as there are names.
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
    // By the first person, who owns all others.
    let owned = || Tie { kind: "Ownership:owner".into(), to: Some("XXi.001".into()), ..Tie::default() };
    let born = |text: &str| {
        let spans = vec![text.parse().expect("a date")];
        let date = StatedDate { text: text.into(), spans, circa: false, calendar: Calendar::Gregorian };
        statement(Property::BirthDate, Value::Date(Box::new(date)))
    };
    let entry = |key: &str, kind: Kind, names: [&str; 2], numbered: &str, day: &str| ListedEntry {
        list: "xx-example".into(),
        key: EntryKey::new(key),
        alternates: vec![format!("dataid:{}", key.len() * 7).into()],
        kind,
        episodes: vec![Episode { from: (edition.id, edition.published), until: None, may_have_begun_before: false }],
        statements: vec![
            name(names[0]),
            name(names[1]),
            statement(Property::Document, Value::Document(Box::new(number(numbered)))),
            born(day),
            statement(Property::Tie, Value::Tie(Box::new(owned()))),
        ],
        since: Vec::new(),
    };
    let entries = vec![
        entry("XXi.001", Kind::Person, ["Yusuf al-Khayali", "يوسف الخيالي"], "AA 00001", "1960-05-17"),
        entry("XXi.002", Kind::Person, ["Badr al-Din Wahmi", "Haji Wahmi"], "BB 00002", "1961"),
        entry("XXe.0003", Kind::Organization, ["Wahmi Sarab Mithal Tajriba", "WSMT"], "BB 00002", "1960-05"),
        entry("XXi.00004", Kind::Person, [LONG, "Yusuf Wahmi"], "DD 00004", "1960-06-07"),
        entry("XXe.000005", Kind::Organization, ["QZMT", "QZMT"], "EE 00005", "1860-05-17"),
    ];
    let more = more
        .enumerate()
        .map(|(n, name)| entry(&format!("XXi.1{n:04}"), Kind::Person, [&name, &name], &format!("CC {n:05}"), "1962"));
    let entries = entries.into_iter().chain(more).collect();
    Index::build(&Register::of_entries(vec![edition.clone()], entries))
}

fn bytes() -> Vec<u8> {
    register_of(std::iter::empty())
}

/// The file with its sections changed, and a right heading.
fn changed(change: impl FnOnce(&mut [Vec<u8>; SECTIONS])) -> Vec<u8> {
    changed_of(&bytes(), change)
}

fn changed_of(bytes: &[u8], change: impl FnOnce(&mut [Vec<u8>; SECTIONS])) -> Vec<u8> {
    let mut sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|n| section_of(bytes, ALL[n]).to_vec());
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
    let sections = sound.len() - layout::Layout::of(&sound).expect("built here").head();
    assert!(sections > 2 * CHUNK, "{sections}: several chunks");
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
    let screened = |index: &Index<'_>| {
        ["Yusuf al-Khayali", "Badruddin Wahmy"].map(|name| {
            let query = Query { names: vec![name.to_owned()], ..Query::default() };
            index.screen(&query, &Policy::default())
        })
    };
    let answers = screened(&sound);
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.found > 0)));
    let begin = layout::Layout::of(&bytes).expect("built here").head();
    let chunks = (bytes.len() - begin).div_ceil(CHUNK);
    assert!(chunks > 40, "{chunks}");
    let (mut answered, mut refused) = (0, 0);
    for chunk in 0..chunks {
        let mut damaged = bytes.clone();
        damaged[begin + chunk * CHUNK] ^= 1;
        let index = Index::open(damaged).expect("what stands before the sections is sound");
        for (got, want) in screened(&index).iter().zip(&answers) {
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
fn neighbours_are_listed_as_the_book_finds_them() {
    let bytes = bytes();
    assert!(section_of(&bytes, Section::Neighbours).len() > 4 * Section::Neighbours.record_len());
    let unlisted = changed(|sections| {
        sections[Section::Neighbourhoods as usize].clear();
        sections[Section::Neighbours as usize].clear();
    });
    let [listed, searched] =
        [bytes, unlisted].map(|bytes| ask_for_everybody(&Index::open(bytes).expect("the heading is right")));
    assert!(listed.iter().all(Result::is_ok));
    assert_eq!(listed, searched);
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

/// Names asked, what the listed one that is most like each scores alone, and when they are born.
const BORN: [(&str, f64, &str); 5] = [
    ("Asef al-Khayali", 0.7961, "1960-05-17"),
    ("Yusuf Wehmi", 0.89, "1960-06-07"),
    ("Asef Wahmi", 0.8479, "1960-07-06"),
    ("Tajriba Wahmi Mitthal", 0.75, "1960-05-03"),
    ("Haj Wahmy", 0.75, "1961-03-04"),
];

/// What is asked of a file of which one record was changed: everybody in it, by name, number and reference.
fn ask_for_everybody(index: &Index<'_>) -> Vec<Result<String, IndexError>> {
    let names = [
        "Yusuf al-Khayali",
        "Badruddin Wahmy",
        "Haji Wahmi",
        "WSMT",
        "Wahmi Sarab Mithal Tajriba",
        LONG,
        "يوسف الخيالي",
    ];
    let name = |name: &str| Query { names: vec![name.to_owned()], ..Query::default() };
    let number = |number: &str| Query { documents: vec![number.to_owned()], ..Query::default() };
    // A body of which the initials are stated alone.
    let body = Query { kind: Some(Kind::Organization), ..name("Qarib Zahir Mithal Tajrib") };
    let queries = names.map(name).into_iter().chain([body]).chain(["AA 00001", "BB00002", "DD-00004"].map(number));
    let policy = Policy { threshold: 0.6, withdrawn: true, ..Policy::default() };
    let answer = |answer: Answer| format!("{} of {:?}", answer.found, answer.hits);
    let screened = queries.map(|query| index.screen(&query, &policy).map(answer));
    // Found only by when they are born: on the day, with day and month in the other order, in the month, in the year.
    let by_birth = BORN.map(|(of, score, born)| {
        let query = Query { born: born.parse().ok(), ..name(of) };
        index.screen(&query, &Policy { threshold: score + 0.003, ..Policy::default() }).map(answer)
    });
    let found = ["XXi.001", "xx-example:xxi.002", "dataid:49", "56", "XXi.00004"]
        .map(|reference| index.search(reference, 9).map(|found| format!("{} of {found:?}", found.len())));
    let around = index.entities().and_then(|entities| {
        let around = |entity: Result<crate::Entity, IndexError>| index.surroundings(&entity?.id, DAY);
        entities.map(around).collect::<Result<Vec<_>, _>>()
    });
    let around = around.map(|around| format!("{} of {around:?}", around.len()));
    let editions = index.editions().map(|editions| format!("{} of {editions:?}", editions.len()));
    let entities = index.entities().and_then(|entities| entities.collect::<Result<Vec<_>, _>>());
    let entities = entities.map(|entities| format!("{} of {entities:?}", entities.len()));
    screened.chain(by_birth).chain(found).chain([around, editions, entities]).collect()
}

/// How a record is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    /// It changes places with the next one.
    Order,
    /// It says what the one before it says.
    Overlap,
    /// It names what no file has so much of.
    Range,
    /// It says nothing.
    Nothing,
    /// One of its bytes is one more.
    More(usize),
    /// It is not there.
    Gone,
    /// It is there twice.
    Twice,
}

impl Change {
    /// The section so changed; `None` where that changes nothing.
    fn make(self, section: &[u8], at: usize, len: usize) -> Option<Vec<u8>> {
        let mut out = section.to_vec();
        let (from, to) = (at * len, (at + 1) * len);
        match self {
            Self::Order => out.get_mut(from..to + len)?.rotate_left(len),
            Self::Overlap => out.copy_within(from.checked_sub(len)?..from, from),
            Self::Range => out[from..to].fill(0xFF),
            Self::Nothing => out[from..to].fill(0),
            Self::More(byte) => out[from + byte] = out[from + byte].wrapping_add(1),
            Self::Gone => drop(out.drain(from..to)),
            Self::Twice => out.extend_from_within(from..to),
        }
        (out != section).then_some(out)
    }
}

/// The sections that hold what is stated: a file of which another record says so may be another register, built as it would be.
const STATED: [Section; 4] = [Section::Editions, Section::Sample, Section::Blobs, Section::Questions];

/// The sections of which a record may say something else that fits all that is read beside it. Then only building the file again
/// tells. A record of another section that names what is not there, twice what stands once or what stands elsewhere, is refused
/// before it changes an answer.
const CONTENT: [Section; 18] = [
    Section::Entities,
    Section::Sample,
    Section::Blobs,
    Section::StatedForms,
    Section::Texts,
    Section::Parts,
    Section::Sounds,
    Section::Bearers,
    Section::Beside,
    Section::Forms,
    Section::FormPlaces,
    Section::FormParts,
    Section::Births,
    Section::BirthForms,
    Section::Book,
    Section::Neighbourhoods,
    Section::Neighbours,
    Section::Ties,
];

/// What is told of a file whose hashes are right and of which one record was changed.
#[derive(Default, Debug)]
struct Told {
    /// Refused when it is opened, or by something that is asked; what was answered is as before.
    refused: usize,
    /// Everything is answered as before.
    same: usize,
    /// Something is answered otherwise, and building it again tells.
    by_building: usize,
}

#[test]
fn a_record_that_says_what_cannot_be_is_refused_or_changes_no_answer() {
    let bytes = bytes();
    let sound = Index::open(bytes.as_slice()).expect("built here");
    let answers = ask_for_everybody(&sound);
    assert!(
        answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| !answer.starts_with("0 of"))),
        "{answers:?}"
    );
    assert_eq!(sound.verify_built(), Ok(()));
    let (mut told, mut others) = (Told::default(), 0);
    for section in ALL {
        let (records, len) = (section_of(&bytes, section), section.record_len());
        let count = records.len() / len;
        let some: BTreeSet<usize> = (0..count).step_by(count / 12 + 1).chain(count.checked_sub(1)).collect();
        let changes = [Change::Order, Change::Overlap, Change::Range, Change::Nothing, Change::Gone, Change::Twice];
        for (at, change) in
            some.iter().flat_map(|at| changes.into_iter().chain((0..len).map(Change::More)).map(|c| (*at, c)))
        {
            let Some(made) = change.make(records, at, len) else { continue };
            let Ok(index) = Index::open(changed(|sections| sections[section as usize] = made)) else {
                told.refused += 1;
                continue;
            };
            let got = ask_for_everybody(&index);
            let is_same = got.iter().zip(&answers).all(|(got, want)| got.is_err() || got == want);
            match index.verify_built() {
                // A statement or an edition that says something else, and all else as it then is.
                Ok(()) => {
                    assert!(STATED.contains(&section), "{section:?} {at} {change:?}");
                    others += 1;
                }
                Err(_) if !is_same => {
                    assert!(CONTENT.contains(&section), "{section:?} {at} {change:?}");
                    told.by_building += 1;
                }
                Err(_) if got.iter().any(Result::is_err) => told.refused += 1,
                Err(_) => told.same += 1,
            }
        }
    }
    // 2,323 refused, 1,456 the same, 130 by building again, 73 other registers.
    assert!(told.refused > 1500 && told.same > 800 && others > 10, "{told:?} {others}");
    assert!((1..150).contains(&told.by_building), "{told:?}");
}

fn section_of(bytes: &[u8], section: Section) -> &[u8] {
    let layout = layout::Layout::of(bytes).expect("built here");
    let (from, to) = layout.place(section);
    &bytes[layout.head() + from..layout.head() + to]
}

#[test]
fn nobody_of_a_crowd_is_hidden_by_a_form_that_says_it_has_other_parts() {
    // So many share each part that chance rules out all but those who are called just so.
    let word = |n: usize| -> String {
        (0..4).filter_map(|at| "تجدقكمفحطغ".chars().nth(n / 10_usize.pow(at) % 10)).collect()
    };
    let shared = (0..700).flat_map(|n| [format!("نور {}", word(n)), format!("{} سراب", word(n + 3000))]);
    let bytes = register_of(shared.chain(["نور سراب".to_owned()]));
    let ask = |bytes: Vec<u8>| {
        let index = Index::open(bytes).expect("the heading is right");
        let query = Query { names: vec!["Nur Sarab".to_owned()], kind: Some(Kind::Person), ..Query::default() };
        index.screen(&query, &Policy::default()).map(|answer| answer.found)
    };
    assert_eq!(ask(bytes.clone()), Ok(1));
    let records = <[FormRecord]>::ref_from_bytes(section_of(&bytes, Section::Forms)).expect("whole records");
    let has = |token| records.iter().filter(|record| record.tokens[..2].contains(token)).count();
    let form = records.iter().position(|record| record.tokens[..2].iter().all(|token| has(token) > 600));
    let place = form.expect("who has both") * size_of::<FormRecord>() + offset_of!(FormRecord, parts_len);
    for (parts, want) in [(2, Ok(1)), (0, Err(())), (1, Err(())), (3, Err(())), (4, Err(()))] {
        let changed = changed_of(&bytes, |sections| sections[Section::Forms as usize][place] = parts);
        assert_eq!(ask(changed).map_err(|_| ()), want, "{parts} parts");
    }
}

#[test]
fn lists_that_overlap_are_refused_before_they_are_gone_through_again_and_again() {
    let whole = Policy { threshold: 0.0, ..Policy::default() };
    let query = Query { names: vec!["Yusuf al-Khayali".to_owned()], ..Query::default() };
    let screen =
        |file: Vec<u8>| Index::open(file).and_then(|index| index.screen(&query, &whole)).map(|answer| answer.found);
    assert_eq!(screen(bytes()), Ok(5));
    let names = layout::Layout::of(&bytes()).map(|layout| layout.place(Section::FormEntities)).expect("built here");
    let all = ((names.1 - names.0) / 4) as u32;
    // Every second form has all entities that any has.
    let overlapping = changed(|sections| {
        for (at, place) in sections[Section::FormPlaces as usize].chunks_mut(8).enumerate() {
            place[4..].copy_from_slice(&if at % 2 == 0 { 0 } else { all }.to_le_bytes());
        }
        for entity in sections[Section::FormEntities as usize].chunks_mut(4) {
            entity.fill(0);
        }
    });
    // Every part has the text of all parts.
    let shared = changed(|sections| {
        for part in sections[Section::Parts as usize].chunks_mut(12) {
            part[..4].fill(0);
            part[8..10].copy_from_slice(&60_u16.to_le_bytes());
        }
    });
    // Every entity has the statements of the first.
    let copied = changed(|sections| {
        let entities = &mut sections[Section::Entities as usize];
        let place = offset_of!(EntityRecord, blob)..offset_of!(EntityRecord, stated);
        let first = entities[place.clone()].to_vec();
        let each = entities.chunks_mut(size_of::<EntityRecord>());
        each.for_each(|entity| entity[place.clone()].copy_from_slice(&first));
    });
    for file in [overlapping, shared, copied] {
        assert!(matches!(screen(file), Err(IndexError::Damaged(_))));
    }
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

#[test]
fn who_is_found_only_by_a_date_of_birth_is_found() {
    let bytes = bytes();
    let index = Index::open(bytes).expect("built here");
    for (name, score, born) in BORN {
        let found = |born: &str, threshold: f64| {
            let query = Query { names: vec![name.to_owned()], born: born.parse().ok(), ..Query::default() };
            index.screen(&query, &Policy { threshold, ..Policy::default() }).map(|answer| answer.found)
        };
        assert_eq!((found("", score + 0.003), found(born, score + 0.003)), (Ok(0), Ok(1)), "{name}");
    }
}

#[test]
fn what_is_explained_of_an_entity_is_what_screening_says_of_it() {
    let bytes = bytes();
    let index = Index::open(bytes).expect("a sound file");
    let query = |name: &str| Query { names: vec![name.to_owned()], ..Query::default() };
    let entities: Vec<crate::Entity> = index.entities().expect("records").collect::<Result<_, _>>().expect("sound");
    let mut hits = 0;
    for entity in &entities {
        for other in &entities {
            let query = query(other.caption());
            let screened = index.screen(&query, &Policy::default()).expect("screened");
            let hit = screened.hits.into_iter().find(|hit| hit.entity == entity.id);
            let explained = index.explain(&query, &Policy::default(), &entity.id).expect("sound").expect("it is there");
            match hit {
                Some(hit) => {
                    hits += 1;
                    // Of one below its band the band is the lower one.
                    assert_eq!(explained, hit);
                }
                None => assert!(explained.score < Policy::default().threshold, "{explained:?}"),
            }
        }
    }
    assert!(hits >= entities.len(), "each is found by its own name");
    let unknown = crate::EntityId::of("xx-example", "no such entry");
    assert_eq!(index.explain(&query("Yusuf"), &Policy::default(), &unknown), Ok(None));
}
