//! The register in use, written for other tools, or what changed in it since another one.
//!
//! Shape:    an entity at a time, in the order of their ids; the same register gives the same bytes. A delta has a line an entity or part
//!           that is new, says something else or is gone, as the tools of OpenSanctions take it; gone ones come last.
//! Not here: the forms themselves (`sources::ftm`).

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use jiff::Timestamp;
use node::{Error, Node, Output, RegisterFile};
use register::index::Index;
use register::{Day, Entity};
use serde_json::json;
use sources::ftm::{Export, SIMPLE_COLUMNS, STATEMENT_COLUMNS};

use crate::asking::register;
use crate::building::{warn_of_day_to_come, with_progress};
use crate::show::Show;

#[derive(clap::Args)]
pub(crate) struct Wanted {
    /// The form
    #[arg(long, value_enum, default_value = "ftm")]
    format: Form,
    /// Only entities with an entry on this list, and what it says of them
    #[arg(long, value_name = "ID")]
    list: Option<String>,
    /// Only what changed since a day or a register, a line {op, entity} each
    #[arg(long, value_name = "DATE or REGISTER")]
    since: Option<Since>,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What is written.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// FollowTheMoney entities, a JSON object a line
    Ftm,
    /// FollowTheMoney statements, as CSV
    FtmStatements,
    /// An entity a row, as CSV
    Csv,
}

/// Since when.
#[derive(Clone, Debug)]
enum Since {
    /// What was known on a day.
    Day(Day),
    /// What a register has, by its id or the beginning of it.
    Register(String),
}

impl std::str::FromStr for Since {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(day) = text.parse() {
            return Ok(Self::Day(day));
        }
        let is_id = (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id { Ok(Self::Register(text.to_lowercase())) } else { Err("a day or the id of a register is wanted") }
    }
}

/// Writes every entity of the register in use, or those with an entry on one list, to a file or to standard output.
pub(crate) fn export(show: Show<'_>, node: &mut Node, wanted: &Wanted, now: Timestamp) -> anyhow::Result<ExitCode> {
    let register = register(show, node)?;
    if let Some(list) = &wanted.list
        && register.editions().iter().all(|edition| *edition.list != **list)
    {
        return Err(Error::NotFound(list.clone()).into());
    }
    if wanted.since.is_some() && wanted.format != Form::Ftm {
        eprintln!("{}: {}", show.say("error"), show.say("delta-is-ftm"));
        return Ok(ExitCode::from(2));
    }
    let before = match &wanted.since {
        None => None,
        Some(Since::Day(day)) => {
            warn_of_day_to_come(show, *day, now);
            Some(with_progress(show, |on_list| node.register_of_day(*day, now, on_list))?)
        }
        Some(Since::Register(id)) => Some(node.register_named(id)?),
    };
    let write = |out: &mut dyn Write| match &before {
        Some(before) => write_delta(before, &register, wanted.list.as_deref(), out),
        None => write_all(register.index(), wanted, out),
    };
    match &wanted.out {
        Some(path) => {
            let mut output = Output::create(path)?;
            write(&mut output)?;
            output.finish()?;
        }
        None => write(&mut std::io::stdout().lock())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Hands over every entity with an entry on the list, as far as the list speaks of it.
fn each(
    index: &Index<'_>,
    list: Option<&str>,
    hand_over: &mut dyn FnMut(&mut Export<'_>, Entity) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // Where the register is damaged it is not known who is named in what another one says.
    let damage = Cell::new(None);
    let undamaged = || damage.take().map_or(Ok(()), |error| Err(Error::from(error)));
    let find = |list: &str, key: &str| {
        let found = index.find(&format!("{list}:{key}")).map_err(|error| damage.set(Some(error))).ok()?;
        found.first().map(|id| id.as_str().to_owned())
    };
    let mut export = Export::new(&index.editions().map_err(Error::from)?, &find);
    for entity in index.entities().map_err(Error::from)? {
        let mut entity = entity.map_err(Error::from)?;
        entity.entries.retain(|entry| list.is_none_or(|list| list == &*entry.list));
        if !entity.entries.is_empty() {
            hand_over(&mut export, entity)?;
            undamaged()?;
        }
    }
    Ok(())
}

fn write_all(index: &Index<'_>, wanted: &Wanted, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut out = BufWriter::new(out);
    match wanted.format {
        Form::Ftm => {}
        Form::FtmStatements => row(&mut out, &STATEMENT_COLUMNS)?,
        Form::Csv => row(&mut out, &SIMPLE_COLUMNS)?,
    }
    each(index, wanted.list.as_deref(), &mut |export, entity| {
        match wanted.format {
            Form::Ftm => export.entities(&entity).iter().try_for_each(|line| writeln!(out, "{line}"))?,
            Form::FtmStatements => {
                let rows = export.statements(&entity);
                rows.iter().try_for_each(|fields| row(&mut out, &fields.each_ref().map(String::as_str)))?;
            }
            Form::Csv => {
                let fields = export.simple(&entity);
                fields.iter().try_for_each(|fields| row(&mut out, &fields.each_ref().map(String::as_str)))?;
            }
        }
        Ok(())
    })?;
    Ok(out.flush()?)
}

/// Writes what is new, says something else or is gone.
fn write_delta(
    before: &RegisterFile,
    now: &RegisterFile,
    list: Option<&str>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut out = BufWriter::new(out);
    let mut was: BTreeMap<String, [u8; 16]> = BTreeMap::new();
    each(before.index(), list, &mut |export, entity| {
        was.extend(export.lines(&entity).into_iter().map(|line| (line.id, line.said)));
        Ok(())
    })?;
    each(now.index(), list, &mut |export, entity| {
        for line in export.lines(&entity) {
            let op = match was.remove(&line.id) {
                None => "ADD",
                Some(said) if said != line.said => "MOD",
                Some(_) => continue,
            };
            writeln!(out, "{{\"op\":\"{op}\",\"entity\":{}}}", line.line)?;
        }
        Ok(())
    })?;
    for id in was.keys() {
        writeln!(out, "{{\"op\":\"DEL\",\"entity\":{}}}", json!({"id": id}))?;
    }
    Ok(out.flush()?)
}

/// A row with every field in quotes, as the tools that read it write theirs.
fn row(out: &mut impl Write, fields: &[&str]) -> std::io::Result<()> {
    for (n, field) in fields.iter().enumerate() {
        write!(out, "{}\"{}\"", if n == 0 { "" } else { "," }, field.replace('"', "\"\""))?;
    }
    writeln!(out)
}
