//! Words for people, in Arabic and English; later the HTTP API and the console.
//!
//! Promise:  no rule of the domain is decided here.

pub mod words;

pub use words::{Filling, Lang, Words};
