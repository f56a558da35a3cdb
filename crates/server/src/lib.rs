//! Words for people in Arabic and English, answers as JSON; the HTTP API and the console.
//!
//! Promise:  no rule of the domain is decided here.

pub mod answer;
mod api;
mod asked;
mod caller;
pub mod certificate;
mod connections;
pub mod explain;
mod fault;
pub mod http;
mod log;
mod metrics;
mod page;
mod seen;
pub mod serving;
pub mod tls;
mod trace;
pub mod words;

pub use fault::codes as fault_codes;
pub use words::{Filling, Lang, Words};
