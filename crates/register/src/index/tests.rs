//! Files whose inside was changed and whose hash is right again: made by hand, not by damage. Every name is invented.

use super::layout::{self, Record, SECTIONS, Section};
use super::{Index, IndexError, MAX_PART_BYTES};
use crate::{
    Alias, Document, Edition, EditionId, EntryKey, Episode, Evidence, Kind, ListedEntry, NameKind, Place, Policy,
    Property, Query, Statement, Value, date::civil, resolve,
};

fn bytes() -> Vec<u8> {
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
    let entry = |key, names: [&str; 2], numbered: &str| ListedEntry {
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
    Index::build(&resolve(vec![edition.clone()], entries))
}

/// The file with its sections changed, and a right heading.
fn changed(change: impl FnOnce(&mut [Vec<u8>; SECTIONS])) -> Vec<u8> {
    let bytes = bytes();
    let layout = layout::Layout::of(&bytes).expect("built here");
    let mut sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|n| {
        let (at, len) = layout.place(n);
        bytes[at..at + len].to_vec()
    });
    change(&mut sections);
    layout::assemble(&sections)
}

/// Sets the `field`-th number of the `record`-th record.
fn set<R: Record>(sections: &mut [Vec<u8>; SECTIONS], section: Section, record: usize, field: usize, value: u32) {
    let at = record * R::SIZE + 4 * field;
    sections[section as usize][at..at + 4].copy_from_slice(&value.to_le_bytes());
}

#[track_caller]
fn check(want: &'static str, change: impl FnOnce(&mut [Vec<u8>; SECTIONS])) {
    let opened = Index::open(changed(change)).map(|index| index.len());
    assert_eq!(opened, Err(IndexError::Damaged(want)));
}

#[test]
fn what_is_not_changed_opens() {
    assert!(changed(|_| {}) == bytes());
    assert_eq!(Index::open(bytes()).map(|index| index.len()), Ok(2));
}

#[test]
fn records_that_overlap_or_leave_gaps_are_refused() {
    use super::{NameRecord, NumberRecord, PartRecord, ReferenceRecord};
    check("a name's parts", |s| set::<NameRecord>(s, Section::Names, 1, 3, 0));
    check("a name's parts", |s| set::<NameRecord>(s, Section::Names, 0, 4, 33));
    check("a name's parts", |s| set::<NameRecord>(s, Section::Names, 0, 4, 1));
    check("a name's parts", |s| s[Section::NameParts as usize].extend([0; 4]));
    check("a part's text", |s| set::<PartRecord>(s, Section::Parts, 1, 0, 0));
    check("a part's text", |s| set::<PartRecord>(s, Section::Parts, 0, 1, u32::MAX));
    check("a part's sounds", |s| set::<PartRecord>(s, Section::Parts, 1, 2, 0));
    check("a part's sounds", |s| set::<PartRecord>(s, Section::Parts, 0, 3, 25));
    check("a number's text", |s| set::<NumberRecord>(s, Section::Numbers, 1, 0, 0));
    check("a reference's text", |s| set::<ReferenceRecord>(s, Section::References, 0, 0, u32::MAX));
    check("the texts", |s| s[Section::Texts as usize].push(b'x'));
    check("the texts", |s| s[Section::Texts as usize].push(0xFF));
    check("an entity's place", |s| s[Section::Blobs as usize].push(0));
}

#[test]
fn a_long_text_for_a_part_is_refused() {
    use super::PartRecord;
    check("a part's text", |s| {
        let mut long = vec![b'x'; MAX_PART_BYTES + 1];
        set::<PartRecord>(s, Section::Parts, 0, 1, long.len() as u32);
        long.append(&mut s[Section::Texts as usize]);
        s[Section::Texts as usize] = long;
    });
}

#[test]
fn records_out_of_order_are_refused() {
    use super::{EntityRecord, NameRecord, NumberRecord, ReferenceRecord};
    check("the order of the entities", |s| {
        let (first, second) = s[Section::Entities as usize].split_at_mut(EntityRecord::SIZE);
        first[..27].swap_with_slice(&mut second[..27]);
    });
    check("the order of the names", |s| set::<NameRecord>(s, Section::Names, 0, 0, 1));
    check("a name's entity", |s| set::<NameRecord>(s, Section::Names, 3, 0, 2));
    // The texts keep their order; what they say does not.
    check("the order of the numbers", |s| {
        let texts = &mut s[Section::Texts as usize];
        let at = texts.windows(7).position(|text| text == b"AA00001").expect("a number");
        texts[at] = b'C';
    });
    check("the order of the references", |s| {
        let texts = &mut s[Section::Texts as usize];
        let last = texts.len() - 1; // xxi.001, xxi.002, each also behind its list
        texts[last] = b'0';
    });
    check("a number's entity", |s| set::<NumberRecord>(s, Section::Numbers, 0, 2, 2));
    check("a reference's entity", |s| set::<ReferenceRecord>(s, Section::References, 0, 2, 2));
}

#[test]
fn values_that_mean_nothing_are_refused() {
    use super::{NameRecord, NumberOnly, PartRecord, SoundRecord};
    check("a sound", |s| set::<SoundRecord>(s, Section::Sounds, 0, 0, 3));
    check("a sound", |s| set::<SoundRecord>(s, Section::Sounds, 0, 1, 0));
    check("a sound", |s| set::<SoundRecord>(s, Section::Sounds, 0, 2, 3));
    check("a part's role", |s| set::<PartRecord>(s, Section::Parts, 0, 4, 8));
    check("a name's part", |s| set::<NumberOnly>(s, Section::NameParts, 0, 0, 1000));
    check("a name's entity", |s| set::<NameRecord>(s, Section::Names, 0, 5, 2));
    check("a section is not a whole number of records", |s| s[Section::Sounds as usize].truncate(1));
    check("the editions", |s| s[Section::Editions as usize] = vec![0xFF; 9]);
}

#[test]
fn sections_that_overlap_are_refused() {
    let mut shared = bytes();
    // The table follows the heading: offset and length of each section. The last gets the place of the one before.
    let table = 48;
    shared.copy_within(table + 16 * 8..table + 16 * 9, table + 16 * 9);
    layout::seal(&mut shared);
    let opened = Index::open(shared).map(|index| index.len());
    assert_eq!(opened, Err(IndexError::Damaged("the sections do not follow one another")));
    let mut longer = bytes();
    longer.push(0);
    layout::seal(&mut longer);
    let opened = Index::open(longer).map(|index| index.len());
    assert_eq!(opened, Err(IndexError::Damaged("something follows the last section")));
}

#[test]
fn a_length_that_a_blob_does_not_have_is_damage_and_takes_no_memory() {
    // The id's own length, the id, then the number of entries: 2⁶³ and more of them.
    let hostile = changed(|s| {
        let blobs = &mut s[Section::Blobs as usize];
        blobs[28..38].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);
    });
    let index = Index::open(hostile).expect("blobs are read when they are asked for");
    let damaged = Err(IndexError::Damaged("an entity's statements"));
    let first = index.entities().expect("records").next().expect("two entities");
    assert_eq!(first, damaged);
    let everyone = Policy { threshold: 0.0, ..Policy::default() };
    let query = Query { names: vec!["Yusuf".to_owned()], ..Query::default() };
    assert!(index.screen(&query, &everyone).is_err());
}
