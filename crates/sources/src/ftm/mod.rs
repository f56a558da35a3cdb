//! FollowTheMoney entities: read as a list, and written for the tools and clients of that ecosystem.
//!
//! Source:   followthemoney 4.11.2 (MIT): schemata, statement columns; its exporters' `entities.ftm.json` and
//!           `targets.nested.json`.
//! Shape:    a JSON object a line: `{id, caption, schema, properties: {name: [text]}, referents, datasets, …}`. A
//!           sanction, a passport, an address, an edge between two entities is an entity of its own that names others.
//! Not here: delta files (`entities.delta.json`) as editions: they are changes, and only a server's datasets know them (`proxy`).

mod json;
pub mod opensanctions;
pub mod proxy;
pub mod read;
pub mod schema;
mod values;
pub mod vocabulary;
pub mod write;

pub use proxy::{Change, Proxy};
pub use read::{is_line, read};
pub use write::{Export, ExportLine, SIMPLE_COLUMNS, STATEMENT_COLUMNS};
