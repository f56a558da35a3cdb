//! Words for people in Arabic and English, answers as JSON; the HTTP API and the console.
//!
//! Promise:  no rule of the domain is decided here.

pub mod answer;
pub mod explain;
pub mod words;

pub use words::{Filling, Lang, Words};
