//! Statements with their evidence, editions and what changed between them, entities, matching.
//!
//! Promise:  only what publishers and members state of the designated; every fact has its evidence.
//! Shape:    bytes and values in, values and bytes out; no clock, no files, no network.
//! Not here: how a publisher's file is read (`sources`), where it is kept (`node`).

pub mod date;

pub mod delta;
pub mod edition;
pub mod entity;
pub mod entry;
pub mod evidence;
mod in_force;
pub mod index;
pub mod judgement;
pub mod lag;
pub mod matching;
pub mod ownership;
mod resolve;
mod sex;
mod share;
pub mod statement;
pub mod ties;
pub mod view;

pub use date::{Calendar, DateSpan, Day, StatedDate};

pub use delta::{Change, Content, Delta, FieldChange, Op};
pub use edition::{Edition, EditionId};
pub use entity::{Entity, EntityId, Episode, Held, JoinedBy, ListedEntry, Question, Register, Since, Union};
pub use entry::{Entry, EntryKey, Kind, Standing};
pub use evidence::{Evidence, Place};
pub use in_force::InForce;
pub use judgement::{EntryRef, Ruling, Verdict};
pub use matching::{Answer, Band, Hit, Policy, Query, Reason, ReasonCode, SameLetters, SamePart, Scope, compare_names};
pub use resolve::{Ground, GroundCode, contradictions, resolve};
pub use sex::Sex;
pub use share::Share;
pub use statement::{Act, Address, Alias, Document, NameKind, Property, Quality, Said, Statement, Tie, Value};
pub use ties::{Side, TieKind, Tied};
pub use view::{Disagreement, DisagreementCode, Event, EventCode, ShownBy, StatedBy, StatedValue};
