//! The bytes of a register file: a heading, a table of sections, the hashes of chunks, the sections.
//!
//! Shape:    all numbers little-endian, nothing aligned. Heading: magic (8 bytes), version (u32), sections (u32), content id (32).
//!           Table: length (u64) of every section, in order, then the SHA-256 of each group of [`GROUP`] hashes, of which the last has
//!           fewer. Then those hashes, the SHA-256 of each chunk of [`CHUNK`] bytes of the sections, which stand behind that, one
//!           after another. The content id is the SHA-256 of the table.
//! Version:  1. A file of it stays readable: what stands in it, the postcard of entities too, changes with a new version only, and
//!           `testdata/compat/v1` is read by a test for good. A file of a version not known here is refused.
//! Fails:    a file may come from another state: every offset and length in it is checked before it is used, and a chunk before
//!           its bytes are.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use names::Script;
use sha2::{Digest, Sha256};
use zerocopy::little_endian::{F64, U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::IndexError;
use crate::matching::born::Born;
use crate::matching::marks::Mark;
use crate::matching::vocabulary::Covers;

const MAGIC: [u8; 8] = *b"DALILREG";
/// The version of the register file's layout.
pub const VERSION: u32 = 1;
const HEADING: usize = 48;
/// Where the lengths of sections end and the hashes of groups begin.
const LENGTHS_END: usize = HEADING + size_of::<U64>() * SECTIONS;
pub(crate) const HASH: usize = 32;

/// So many bytes are hashed together: as few as are mostly wanted together, since the first answer waits for their hashes.
pub(crate) const CHUNK: usize = 2 * 1024;

/// So many hashes are hashed together.
const GROUP: usize = 512;

/// What stands in a register file, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// The editions, as postcard.
    Editions,
    /// One [`Counts`].
    Counts,
    /// [`EntityRecord`]s by id.
    Entities,
    /// What many entities say, beside which each is packed.
    Sample,
    /// Each entity, as `blob` packs it, in the order of their records.
    Blobs,
    /// By entity, the forms of its names in their order.
    StatedForms,
    /// Texts, UTF-8.
    Texts,
    /// [`PartRecord`]s: the distinct parts of names; their texts, which stand before all others, and sounds in their order.
    Parts,
    /// [`SoundRecord`]s: the sounds of each part.
    Sounds,
    /// [`JoinRecord`]s, whose tokens have the numbers behind those of the parts.
    Joins,
    /// [`TokenRecord`]s, and one behind the last.
    Tokens,
    /// [`BearerRecord`]s by token.
    Bearers,
    /// By bearer, the [`Mark`]s of the tokens that its form has beside that one, each as often as a token with it stands there, so that
    /// most forms need not be looked at themselves.
    Beside,
    /// [`FormRecord`]s: names, each once.
    Forms,
    /// [`FormPlace`]s, and one behind the last.
    FormPlaces,
    /// By form, the numbers of its parts.
    FormParts,
    /// By form, the entities with a name of it.
    FormEntities,
    /// [`LongForm`]s by form.
    LongForms,
    /// By long form, its tokens, and what each covers.
    LongTokens,
    LongPlaces,
    /// By long form, what its parts weigh.
    LongWeights,
    /// [`BirthRecord`]s by day.
    Births,
    /// By day, the forms of those who may be born then.
    BirthForms,
    /// [`WrittenRecord`]s by the hash of their words.
    Written,
    /// [`Keyed`] forms by the initials they may be written with.
    FormAcronyms,
    /// [`Keyed`] parts that may be initials.
    PartAcronyms,
    /// What finds tokens that are alike: a `names::TokenBook`.
    Book,
    /// [`NeighbourhoodRecord`]s by the hashes of what tells their parts from every other, and one behind the last: parts that many have.
    Neighbourhoods,
    /// By neighbourhood, [`NeighbourRecord`]s by token: all tokens in reach of its part.
    Neighbours,
    /// [`NumberRecord`]s by text.
    Numbers,
    /// [`ReferenceRecord`]s by text.
    References,
    /// What a person has to look at, as postcard.
    Questions,
    /// [`TieRecord`]s by entity.
    Ties,
}

pub(crate) const SECTIONS: usize = Section::Ties as usize + 1;

/// Every section, in order.
pub(crate) const ALL: [Section; SECTIONS] = [
    Section::Editions,
    Section::Counts,
    Section::Entities,
    Section::Sample,
    Section::Blobs,
    Section::StatedForms,
    Section::Texts,
    Section::Parts,
    Section::Sounds,
    Section::Joins,
    Section::Tokens,
    Section::Bearers,
    Section::Beside,
    Section::Forms,
    Section::FormPlaces,
    Section::FormParts,
    Section::FormEntities,
    Section::LongForms,
    Section::LongTokens,
    Section::LongPlaces,
    Section::LongWeights,
    Section::Births,
    Section::BirthForms,
    Section::Written,
    Section::FormAcronyms,
    Section::PartAcronyms,
    Section::Book,
    Section::Neighbourhoods,
    Section::Neighbours,
    Section::Numbers,
    Section::References,
    Section::Questions,
    Section::Ties,
];

impl Section {
    /// How many bytes a record of it has.
    pub(crate) fn record_len(self) -> usize {
        match self {
            Self::Editions
            | Self::Sample
            | Self::Blobs
            | Self::Texts
            | Self::LongPlaces
            | Self::LongWeights
            | Self::Book
            | Self::Questions => 1,
            Self::Counts => size_of::<Counts>(),
            Self::Entities => size_of::<EntityRecord>(),
            Self::StatedForms | Self::FormParts | Self::FormEntities | Self::BirthForms | Self::LongTokens => {
                size_of::<U32>()
            }
            Self::Parts => size_of::<PartRecord>(),
            Self::Sounds => size_of::<SoundRecord>(),
            Self::Joins => size_of::<JoinRecord>(),
            Self::Tokens => size_of::<TokenRecord>(),
            Self::Bearers => size_of::<BearerRecord>(),
            Self::Beside => size_of::<Mark>(),
            Self::Forms => size_of::<FormRecord>(),
            Self::FormPlaces => size_of::<FormPlace>(),
            Self::LongForms => size_of::<LongForm>(),
            Self::Births => size_of::<BirthRecord>(),
            Self::Written => size_of::<WrittenRecord>(),
            Self::FormAcronyms | Self::PartAcronyms => size_of::<Keyed>(),
            Self::Neighbourhoods => size_of::<NeighbourhoodRecord>(),
            Self::Neighbours => size_of::<NeighbourRecord>(),
            Self::Numbers => size_of::<NumberRecord>(),
            Self::References => size_of::<ReferenceRecord>(),
            Self::Ties => size_of::<TieRecord>(),
        }
    }
}

/// A record of fixed size, read where it lies.
pub(crate) trait Record: FromBytes + IntoBytes + Immutable + KnownLayout + Unaligned {}
impl<R: FromBytes + IntoBytes + Immutable + KnownLayout + Unaligned> Record for R {}

macro_rules! records {
    ($($(#[$doc:meta])+ $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
        #[repr(C)]
        pub(crate) struct $name { $($(#[$field_doc])* pub(crate) $field: $type,)+ }
    )+};
}

records! {
    /// An entity: its id, what it is, whether it stands, when it may be born, where its blob is, the first of its names.
    EntityRecord { id: [u8; 27], kind: u8, stands: u8, born: [Born; 2], blob: U64, blob_len: U32, stated: U32 }
    /// How many names that are not the same there are, of how many entities, and how many of them have two syllables or more.
    Counts { names: U32, named_entities: U32, syllabic: U32 }
    /// A part of a name: where its text and its sounds are, and its role.
    PartRecord { text: U32, sounds: U32, text_len: U16, sounds_len: u8, role: u8 }
    /// One sound: all classes, the place of the likeliest one's bit, how firmly it is written.
    SoundRecord { set: U32, class: u8, kind: u8 }
    /// Two parts that another name may write as one.
    JoinRecord { first: U32, second: U32 }
    /// A token: the first of its bearers, the first of the marks beside them, and how many names that are not the same have it.
    TokenRecord { bearers: U32, beside: U32, distinct_names: U32 }
    /// A form that has a token: what the parts that it covers weigh, in 255ths of all; its flags; and how many marks stand beside it.
    BearerRecord { form: U32, share: u8, flags: u8, beside_len: u8 }
    /// What every question that brings a form up asks of it, in one line of the cache: a screen waits for those lines more
    /// than it counts (benches/results/register.md).
    FormRecord {
        /// Of a long one, the first says which of the long ones it is.
        tokens: [U32; TOKENS],
        places: [Covers; TOKENS],
        weights: [u8; WEIGHTS],
        weight: U16,
        /// None where the form is a long one.
        tokens_len: u8,
        parts_len: u8,
        all_parts: u8,
        /// [`IS_ORGANISATION`], [`IS_KNOWN`], [`IS_FIRST`]; from [`SCRIPT`] on, the script that all who bear it write it in.
        flags: u8,
    }
    /// The first part of a form, and the first entity that has it.
    FormPlace { parts: U32, entities: U32 }
    /// A form that no [`FormRecord`] has room for: its first token and the first of its weights, and how many.
    LongForm { form: U32, tokens: U32, weights: U32, tokens_len: U16, weights_len: U16 }
    /// A day or some days of a year, and the first of the forms of those who may be born then.
    BirthRecord { born: Born, forms: U32 }
    /// A form by its words as `score::hash_of_words` hashes them.
    WrittenRecord { hash: U32, form: U32 }
    /// A form or a part by a text, which need not be read where its first bytes differ.
    Keyed { start: [u8; START], text: U32, text_len: U32, number: U32 }
    /// A part by the hash of its key (`near::write_key`), and the first of its neighbours.
    NeighbourhoodRecord { hash: U32, part: U32, neighbours: U32 }
    /// A token in reach of a part, and how alike it is.
    NeighbourRecord { token: U32, similarity: F64 }
    /// A document's number in normal form: where its text is, and which statement of which entry states it.
    NumberRecord { text: U32, text_len: U32, entity: U32, entry: U32, statement: U32 }
    /// A reference in normal form: where its text is, and whose it is.
    ReferenceRecord { text: U32, text_len: U32, entity: U32 }
    /// A tie as one of its ends has it: the other end, whether that one states it, which statement of which entry does, and whether the
    /// other may own or control this one.
    TieRecord { entity: U32, is_by_other: u8, other: U32, entry: U32, statement: U32, is_owner: u8 }
}

/// A record with a text.
pub(crate) trait Texted {
    /// Where it begins, and how many bytes it has.
    fn text(&self) -> (usize, usize);

    /// Where it ends.
    fn ends(&self) -> usize {
        let (from, len) = self.text();
        from.saturating_add(len)
    }
}

macro_rules! texted {
    ($($name:ident)+) => {$(
        impl Texted for $name {
            fn text(&self) -> (usize, usize) {
                (self.text.get() as usize, usize::try_from(self.text_len.get()).unwrap_or(usize::MAX))
            }
        }
    )+};
}

texted! { PartRecord Keyed NumberRecord ReferenceRecord }

/// So many tokens, and parts that tell, a form's record has room for.
pub(crate) const TOKENS: usize = 10;
pub(crate) const WEIGHTS: usize = 8;
/// So many bytes of a text stand beside where it is; zeros where it is shorter.
pub(crate) const START: usize = 8;
const _: () = assert!(size_of::<FormRecord>() == 64, "one line of the cache");

/// It is an organisation's name, as it is known or as it says.
pub(crate) const IS_ORGANISATION: u8 = 1;
/// It is known to be an organisation's.
pub(crate) const IS_KNOWN: u8 = 2;
/// The same parts that tell stood in none before it: in another order they are the same name.
pub(crate) const IS_FIRST: u8 = 4;
/// From which bit on its script is told.
const SCRIPT: u8 = 4;
/// That of a form which is written in several, or in one that has no number.
const SEVERAL: u8 = 15;

/// The number of a script; 0 is none yet.
fn script_number(script: Option<Script>) -> u8 {
    match script {
        Some(Script::Latin) => 1,
        Some(Script::Arabic) => 2,
        Some(Script::Cyrillic) => 3,
        Some(Script::Hebrew) => 4,
        Some(Script::Greek) => 5,
        Some(Script::Han) => 6,
        Some(Script::Kana) => 7,
        Some(Script::Hangul) => 8,
        Some(Script::Armenian) => 9,
        Some(Script::Georgian) => 10,
        Some(Script::Other | Script::Mixed) | None => SEVERAL,
    }
}

impl FormRecord {
    /// Takes in that somebody writes it in a script.
    pub(crate) fn write_in(&mut self, script: Option<Script>) {
        let (told, number) = (self.flags >> SCRIPT, script_number(script));
        let number = if told == 0 || told == number { number } else { SEVERAL };
        self.flags = self.flags & ((1 << SCRIPT) - 1) | number << SCRIPT;
    }
}

/// Whether all who bear a form write it in a script, by its flags.
pub(crate) fn is_written_in(flags: u8, script: Option<Script>) -> bool {
    let told = flags >> SCRIPT;
    told != SEVERAL && told == script_number(script)
}

impl Keyed {
    /// The first bytes of a text.
    pub(crate) fn start_of(text: &str) -> [u8; START] {
        let mut start = [0; START];
        start.iter_mut().zip(text.bytes()).for_each(|(slot, byte)| *slot = byte);
        start
    }
}

/// Puts the sections behind their heading; each is let go once it stands there, so that they are in memory once.
pub(crate) fn assemble(sections: [Vec<u8>; SECTIONS]) -> Vec<u8> {
    let lens: Vec<U64> = sections.iter().map(|section| U64::new(section.len() as u64)).collect();
    let all: usize = sections.iter().map(Vec::len).sum();
    let Heads { table_end, hashes_end } = Heads::of(all);
    let mut out = Vec::with_capacity(hashes_end + all);
    out.resize(hashes_end, 0);
    for section in sections {
        out.extend_from_slice(&section);
    }
    let (heads, chunks) = out.split_at_mut(hashes_end);
    let (heading_and_table, hashes) = heads.split_at_mut(table_end);
    let (heading, table) = heading_and_table.split_at_mut(HEADING);
    put(hashes, chunks.chunks(CHUNK).flat_map(Sha256::digest));
    let groups = hashes.chunks(GROUP * HASH).flat_map(Sha256::digest);
    put(table, lens.as_bytes().iter().copied().chain(groups));
    let words = MAGIC.into_iter().chain(VERSION.to_le_bytes()).chain((SECTIONS as u32).to_le_bytes());
    put(heading, words.chain(Sha256::digest(&*table)));
    out
}

/// The file that these bytes would be if whoever made them had also put right lengths and hashes before them: of the lengths as many as
/// there is room for, the last section has what is left.
pub(crate) fn resealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let (lens, _) = <[U64]>::ref_from_prefix_with_elems(bytes.get(HEADING..)?, SECTIONS).ok()?;
    let wanted = lens.iter().try_fold(0_usize, |sum, len| sum.checked_add(usize::try_from(len.get()).ok()?));
    let begin =
        wanted.filter(|wanted| *wanted <= bytes.len()).map_or(LENGTHS_END, |wanted| Heads::of(wanted).hashes_end);
    let mut left = bytes.get(begin..).or(bytes.get(LENGTHS_END..))?;
    let mut sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|_| Vec::new());
    for (section, len) in sections.iter_mut().zip(lens) {
        let len = usize::try_from(len.get()).unwrap_or(usize::MAX).min(left.len());
        let (of, rest) = left.split_at_checked(len)?;
        (*section, left) = (of.to_vec(), rest);
    }
    sections.last_mut()?.extend_from_slice(left);
    Some(assemble(sections))
}

fn put(into: &mut [u8], values: impl Iterator<Item = u8>) {
    into.iter_mut().zip(values).for_each(|(byte, value)| *byte = value);
}

/// Where what stands before the sections ends.
#[derive(Clone, Copy)]
struct Heads {
    /// Where the table ends and the hashes of chunks begin.
    table_end: usize,
    /// Where those end and the sections begin.
    hashes_end: usize,
}

impl Heads {
    /// Of so many bytes in all sections.
    fn of(bytes: usize) -> Self {
        let chunks = bytes.div_ceil(CHUNK);
        let table_end = LENGTHS_END + HASH * chunks.div_ceil(GROUP);
        Self { table_end, hashes_end: table_end + HASH * chunks }
    }
}

const BITS: usize = u64::BITS as usize;

/// Which pieces were found to have their hashes: a bit each.
struct Checked(Box<[AtomicU64]>);

impl Checked {
    /// None yet of so many.
    fn none_of(count: usize) -> Self {
        Self((0..count.div_ceil(BITS)).map(|_| AtomicU64::new(0)).collect())
    }

    /// Whether all from the first to the last were found so.
    #[inline]
    fn has_all(&self, first: usize, last: usize) -> bool {
        (first / BITS..=last / BITS).all(|at| {
            let from = if at == first / BITS { first % BITS } else { 0 };
            let to = if at == last / BITS { last % BITS } else { BITS - 1 };
            let wanted = u64::MAX << from & u64::MAX >> (BITS - 1 - to);
            self.0.get(at).is_some_and(|bits| bits.load(Ordering::Relaxed) & wanted == wanted)
        })
    }

    /// Whether the piece at a place has its hash; once it was found so, it is not hashed again.
    fn check(&self, at: usize, pieces: &Pieces<'_>) -> bool {
        let is_sound = self.has_all(at, at) || pieces.has_its_hash(at);
        if is_sound && let Some(bits) = self.0.get(at / BITS) {
            bits.fetch_or(1 << (at % BITS), Ordering::Relaxed);
        }
        is_sound
    }
}

/// Bytes that are hashed in pieces.
struct Pieces<'b> {
    bytes: &'b [u8],
    /// How many bytes a piece has; the last may have fewer.
    len: usize,
    hashes: &'b [u8],
}

impl Pieces<'_> {
    fn has_its_hash(&self, at: usize) -> bool {
        let (piece, hash) = (self.bytes.chunks(self.len).nth(at), self.hashes.chunks(HASH).nth(at));
        piece.is_some_and(|piece| hash == Some(&Sha256::digest(piece)[..]))
    }
}

/// Where each section is, and which chunks were found to be what was written.
pub(crate) struct Layout {
    /// From where to where, behind the hashes.
    sections: [(usize, usize); SECTIONS],
    heads: Heads,
    pub(crate) id: [u8; HASH],
    chunks: Checked,
    /// Of their hashes.
    groups: Checked,
    is_damaged: AtomicBool,
}

impl Layout {
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, IndexError> {
        if bytes.get(..8) != Some(&MAGIC[..]) {
            return Err(IndexError::NotARegister);
        }
        let damaged = IndexError::Damaged("the heading");
        let number = |at: usize| U32::read_from_prefix(bytes.get(at..).unwrap_or_default()).map(|(n, _)| n.get());
        let version = number(8).map_err(|_| damaged.clone())?;
        if version != VERSION {
            return Err(IndexError::OtherVersion(version));
        }
        let table = bytes.get(HEADING..).unwrap_or_default();
        let (lens, _) = <[U64]>::ref_from_prefix_with_elems(table, SECTIONS).map_err(|_| damaged.clone())?;
        let (mut sections, mut end) = ([(0, 0); SECTIONS], 0_usize);
        for (section, len) in sections.iter_mut().zip(lens) {
            let next = usize::try_from(len.get()).ok().and_then(|len| end.checked_add(len));
            let next = next.filter(|next| *next <= bytes.len()).ok_or(IndexError::Damaged("the table of sections"))?;
            *section = (end, next);
            end = next;
        }
        for (section, (from, to)) in ALL.iter().zip(&sections) {
            if (to - from) % section.record_len() != 0 {
                return Err(IndexError::Damaged("a section is not a whole number of records"));
            }
        }
        let count = |section: Section| {
            let (from, to) = sections.get(section as usize).copied().unwrap_or_default();
            (to - from) / section.record_len()
        };
        let fits = [
            (count(Section::Counts), 1),
            (count(Section::Tokens), count(Section::Parts) + count(Section::Joins) + 1),
            (count(Section::FormPlaces), count(Section::Forms) + 1),
            (count(Section::LongPlaces), count(Section::LongTokens)),
        ];
        if fits.iter().any(|(got, want)| got != want) {
            return Err(IndexError::Damaged("sections do not fit one another"));
        }
        let heads = Heads::of(end);
        if number(12) != Ok(SECTIONS as u32) || heads.hashes_end.checked_add(end) != Some(bytes.len()) {
            return Err(IndexError::Damaged("its length"));
        }
        let id: [u8; HASH] = Sha256::digest(bytes.get(HEADING..heads.table_end).unwrap_or_default()).into();
        if bytes.get(16..HEADING) != Some(&id[..]) {
            return Err(IndexError::Damaged("the heading does not have the hash of what follows"));
        }
        let chunks = end.div_ceil(CHUNK);
        let (chunks, groups) = (Checked::none_of(chunks), Checked::none_of(chunks.div_ceil(GROUP)));
        Ok(Self { sections, heads, id, chunks, groups, is_damaged: AtomicBool::new(false) })
    }

    /// Where a section is, behind the hashes.
    pub(crate) fn place(&self, section: Section) -> (usize, usize) {
        self.sections.get(section as usize).copied().unwrap_or_default()
    }

    /// Where the sections begin.
    pub(crate) fn head(&self) -> usize {
        self.heads.hashes_end
    }

    /// Whether all chunks of a range of the sections are what was written; each is hashed when it is first asked for. Once one is
    /// not, the file is damaged for good.
    #[inline]
    pub(crate) fn is_sound(&self, bytes: &[u8], from: usize, to: usize) -> bool {
        let (first, last) = (from / CHUNK, to.saturating_sub(1) / CHUNK);
        self.chunks.has_all(first, last) || self.is_found_sound(bytes, first, last)
    }

    #[cold]
    fn is_found_sound(&self, bytes: &[u8], first: usize, last: usize) -> bool {
        let Heads { table_end, hashes_end } = self.heads;
        let hashes = bytes.get(table_end..hashes_end).unwrap_or_default();
        let hashes_of_groups = bytes.get(LENGTHS_END..table_end).unwrap_or_default();
        let groups = Pieces { bytes: hashes, len: GROUP * HASH, hashes: hashes_of_groups };
        let chunks = Pieces { bytes: bytes.get(hashes_end..).unwrap_or_default(), len: CHUNK, hashes };
        let mut all = first..=last;
        let is_sound = all.all(|at| self.groups.check(at / GROUP, &groups) && self.chunks.check(at, &chunks));
        if !is_sound {
            self.refuse();
        }
        is_sound
    }

    /// Says that what was written cannot be so.
    pub(crate) fn refuse(&self) {
        self.is_damaged.store(true, Ordering::Relaxed);
    }

    /// Whether a chunk that was asked for is not what was written, or cannot be so.
    pub(crate) fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }
}
