//! Scripts, normal forms, sound classes, parts and comparison of names.
//!
//! Shape:    text in, text and scores out; no input or output, no register terms.
//! Not here: what a publisher says of a name (its kind, quality and evidence) is `register::Alias`.

mod script;

pub use script::Script;
