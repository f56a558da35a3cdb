//! Words for people in Arabic and English, answers as JSON; the HTTP API and the console.
//!
//! Promise:  no rule of the domain is decided here.

pub mod answer;
mod api;
mod asked;
mod auth;
mod caller;
pub mod certificate;
mod connections;
pub mod explain;
mod fault;
pub mod http;
mod log;
mod mcp;
mod metrics;
mod page;
pub mod parallel;
mod recording;
mod seen;
pub mod serving;
#[cfg(test)]
mod testing;
pub mod tls;
mod trace;
mod unread;
mod v1;
pub mod words;

pub use fault::codes as fault_codes;
pub use v1::OPENAPI;
pub use words::{Filling, Lang, Words};
