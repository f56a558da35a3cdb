//! Scripts, normal forms, sound classes, parts and comparison of names.
//!
//! Shape:    text in, text and scores out; no input or output, no register terms.
//! Not here: what a publisher says of a name (its kind, quality and evidence) is `register::Alias`.
//!
//! ```
//! let listed = names::prepare("يوسف الخيالي");
//! let asked = names::prepare("Yusuf al-Khayali");
//! assert!(names::compare(&listed, &asked).score >= 0.8);
//! ```

mod compare;
mod fold;
mod normal;
mod parts;
mod rarity;
mod reach;
mod script;
mod sound;
mod sound_book;

pub use compare::{
    CLASSES, Class, Comparison, Evidence, FEATURES, Feature, Model, ModelWeights, PartPair, Reason, ReasonKind, SHIPPED,
    STEP, WEIGHT_UNIT, compare, compare_by, evidence, part_similarity,
};
pub use fold::fold_arabic;
pub use normal::{MAX_CHARS, normal, western_digit};
pub use parts::{Concept, MAX_PARTS, Part, PersonRole, Prepared, Role, is_acronym, person_roles, prepare};
pub use rarity::{FULL_WEIGHT, outline, rarity};
pub use reach::{Token, TokenBook, TokenPlace, Weights, joined, likeness, most, reach, token_places, tokens};
pub use script::Script;
pub use sound::{Kind as SoundKind, MAX_SOUNDS, Sound, sounds};
