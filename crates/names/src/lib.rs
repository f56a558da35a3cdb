//! Scripts, normal forms, sound classes, parts and comparison of names.
//!
//! Shape:    text in, text and scores out; no input or output, no register terms.
//! Not here: what a publisher says of a name (its kind, quality and evidence) is `register::Alias`.
//!
//! # Across scripts
//!
//! A name is prepared once and compared often. Letters of every script stand for classes of sounds, so that none has to be
//! romanised first:
//!
//! ```
//! let listed = names::prepare("يوسف الخيالي");
//! let asked = names::prepare("Yusuf al-Khayali");
//! assert!(names::compare(&listed, &asked).score >= 0.8);
//! assert!(names::compare(&listed, &names::prepare("Юсуф аль-Хаяли")).score >= 0.8);
//! // يُكتب الاسم الواحد بصور كثيرة: بالتشكيل وبدونه، وبالهمزة وبدونها، وبالتطويل.
//! assert_eq!(names::prepare("أَحْمَد الخيـــالي"), names::prepare("احمد الخيالى"));
//! ```
//!
//! # Reasons
//!
//! A score is the sum of its reasons, to the last bit, and the same from either side:
//!
//! ```
//! let (one, other) = (names::prepare("Yusuf Sabir Khayali"), names::prepare("عمر صابر الخيالي"));
//! let compared = names::compare(&one, &other);
//! assert!(compared.score < 0.7); // the same father and family, another given name: perhaps brothers
//! assert!(compared.reasons.iter().any(|reason| reason.kind == names::ReasonKind::OtherGivenName));
//! assert_eq!(compared.reasons.iter().map(|reason| reason.points).sum::<f64>(), compared.score);
//! assert_eq!(compared.score, names::compare(&other, &one).score);
//! ```
//!
//! # Organisations
//!
//! Legal forms, trades, places and numbers are known by what they mean, in the languages of `data/`:
//!
//! ```
//! use names::Role;
//!
//! let name = names::prepare("شركة المثالي للتجارة ذ.م.م");
//! assert!(name.is_organisation());
//! let form = name.parts.iter().find(|part| part.role == Role::LegalForm);
//! assert_eq!(form.and_then(|part| part.concept), names::Concept::of("llc"));
//! ```
//!
//! # Tokens and reach: an index that loses nothing
//!
//! Two names score above zero only where a token of one is in [`reach`] of a token of the other, or one of its parts is
//! among the [`acronyms`] of the other; and never more than [`most`] of the shares so [`covered`]. Whoever looks up both and
//! keeps all that `most` allows has found every name:
//!
//! ```
//! let (asked, listed) = (names::prepare("Hamidreza Vahmi"), names::prepare("حميد رضا وهمي"));
//! let (left, right) = names::covered(&asked, &listed);
//! let most = names::most(names::Weights::of(&asked).share(left), names::Weights::of(&listed).share(right));
//! assert!(names::compare(&asked, &listed).score <= most);
//! ```
//!
//! # Where the tables come from
//!
//! | table | source |
//! | --- | --- |
//! | `data/sounds/*.toml` | the standards of romanisation named at the head of each (ISO, ALA-LC, BGN/PCGN, ICAO and national ones) |
//! | `data/sounds/han.toml` | Unicode Han Database 15.0.0, under the Unicode licence beside it |
//! | `data/particles.toml`, `data/titles.toml` | a source in each row |
//! | `data/surnames.toml` | Hundred Family Surnames; commonest Japanese family names; Korean census of 2015 |
//! | `data/legal_forms.toml` | ISO 20275 (GLEIF); companies' acts; usage of published lists |
//! | `data/sector_words.toml` | vocabulary of published lists; own work |
//! | `data/places.toml` | ISO 3166, CLDR territory names; own work for the adjectives |
//! | `data/numbers.toml` | CLDR rule-based number formats; Roman numerals |
//! | `data/endings.toml` | usage; a source in each row |
//! | `well_known/table.rs` | full names in Wikidata (CC0) in two scripts, put together by `cargo xtask train` |
//! | `rarity/table.rs` | counts of full names in Wikidata (CC0), made by `cargo xtask train` |
//! | `compare/weights.rs` | learnt by `cargo xtask train` from the pairs named in its head |
//! | letters that look alike | UTS 39, Unicode 16.0 |
//!
//! # Limits
//!
//! Any text may come in, and none panics: [`MAX_CHARS`] characters, [`MAX_PARTS`] parts and [`MAX_SOUNDS`] sounds of a part
//! are looked at. A name alone never settles who a person is.

mod compare;
mod fold;
mod normal;
mod packed;
mod parts;
mod rarity;
mod reach;
mod script;
mod slip_book;
mod sound;
mod sound_book;
mod well_known;

pub use compare::{
    CLASSES, Class, Comparison, Evidence, FEATURES, Feature, LetterPair, Meeting, Model, ModelWeights, PartPair,
    Reason, ReasonKind, SHIPPED, STEP, TokenPair, WEIGHT_UNIT, are_swapped, compare, compare_by, compare_known, credit,
    evidence, letter_pairs, part_similarity,
};
pub use fold::fold_arabic;
pub use normal::{MAX_CHARS, normal, western_digit};
pub use packed::MayRead;
pub use parts::{
    Concept, MAX_PARTS, Part, PersonRole, Prepared, Role, acronyms, is_acronym, is_whole, may_be_acronym, person_roles,
    prepare, prepare_organisation,
};
pub use rarity::{FULL_WEIGHT, outline};
pub use reach::{
    Token, TokenBook, TokenPlace, Weights, covered, earned, joined, likeness, most, most_of_one, reach, token_places,
    tokens,
};
pub use script::Script;
pub use slip_book::hash_of_bytes;
pub use sound::{Kind as SoundKind, MAX_SOUNDS, Sound, sounds};
