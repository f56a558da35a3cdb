//! Words for people in Arabic and English, answers as JSON; the HTTP API and the console.
//!
//! Promise:  no rule of the domain is decided here.

pub mod answer;
mod api;
mod asked;
mod caller;
pub mod explain;
mod fault;
pub mod http;
mod page;
pub mod serving;
mod trace;
pub mod words;

pub use fault::codes as fault_codes;
pub use words::{Filling, Lang, Words};
