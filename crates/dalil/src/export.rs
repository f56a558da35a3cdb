//! The register in use, written for other tools.
//!
//! Shape:    an entity at a time, in the order of their ids; the same register gives the same bytes.
//! Not here: the forms themselves (`sources::ftm`).

use std::cell::Cell;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use node::{Error, Node, Output};
use register::index::Index;
use sources::ftm::{Export, STATEMENT_COLUMNS};

use crate::asking::register;
use crate::show::Show;

/// What is written.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Form {
    /// FollowTheMoney entities, a JSON object a line
    Ftm,
    /// FollowTheMoney statements, as CSV
    FtmStatements,
}

/// Writes every entity of the register in use, or those with an entry on one list, to a file or to standard output.
pub(crate) fn export(
    show: Show<'_>,
    node: &Node,
    form: Form,
    list: Option<&str>,
    out: Option<&Path>,
) -> anyhow::Result<ExitCode> {
    let register = register(show, node)?;
    if let Some(list) = list
        && register.editions().iter().all(|edition| &*edition.list != list)
    {
        return Err(Error::NotFound(list.to_owned()).into());
    }
    match out {
        Some(path) => {
            let mut output = Output::create(path)?;
            write(register.index(), form, list, &mut output)?;
            output.finish()?;
        }
        None => write(register.index(), form, list, std::io::stdout().lock())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn write(index: &Index<'_>, form: Form, list: Option<&str>, out: impl Write) -> anyhow::Result<()> {
    let mut out = BufWriter::new(out);
    // Where the register is damaged it is not known who is named in what another one says.
    let damage = Cell::new(None);
    let undamaged = || damage.take().map_or(Ok(()), |error| Err(Error::from(error)));
    let find = |list: &str, key: &str| {
        let found = index.find(&format!("{list}:{key}")).map_err(|error| damage.set(Some(error))).ok()?;
        found.first().map(|id| id.as_str().to_owned())
    };
    let mut export = Export::new(&index.editions().map_err(Error::from)?, &find);
    if matches!(form, Form::FtmStatements) {
        row(&mut out, &STATEMENT_COLUMNS)?;
    }
    for entity in index.entities().map_err(Error::from)? {
        let mut entity = entity.map_err(Error::from)?;
        entity.entries.retain(|entry| list.is_none_or(|list| list == &*entry.list));
        match form {
            _ if entity.entries.is_empty() => {}
            Form::Ftm => {
                let lines = export.entities(&entity);
                undamaged()?;
                for line in lines {
                    writeln!(out, "{line}")?;
                }
            }
            Form::FtmStatements => {
                let statements = export.statements(&entity);
                undamaged()?;
                for statement in statements {
                    row(&mut out, &statement.each_ref().map(String::as_str))?;
                }
            }
        }
    }
    out.flush()?;
    Ok(())
}

/// A row with every field in quotes, as the tools that read it write theirs.
fn row(out: &mut impl Write, fields: &[&str]) -> std::io::Result<()> {
    for (n, field) in fields.iter().enumerate() {
        write!(out, "{}\"{}\"", if n == 0 { "" } else { "," }, field.replace('"', "\"\""))?;
    }
    writeln!(out)
}
