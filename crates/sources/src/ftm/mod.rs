//! FollowTheMoney entities: read as a list, and written for the tools and clients of that ecosystem.
//!
//! Source:   followthemoney 4.11.2 (MIT): schemata, statement columns; its exporters' `entities.ftm.json` and
//!           `targets.nested.json`.
//! Shape:    a JSON object a line: `{id, caption, schema, properties: {name: [text]}, referents, datasets, …}`. A
//!           sanction, a passport, an address, an edge between two entities is an entity of its own that names others.
//! Not here: delta files (`entities.delta.json`): they are changes, not an edition, and no reader knows them.

mod json;
pub mod read;
pub mod schema;
mod values;
pub mod write;

pub use read::{is_line, read};
pub use write::{Export, ExportLine, SIMPLE_COLUMNS, STATEMENT_COLUMNS};
