//! `dalil access`: keys of programs and people, made, shown and withdrawn.
//!
//! Rules:    a key's text and a link that works once are shown when they are made, and never again. What is done is recorded in the audit log.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use node::Node;
use node::access::{KeyRecord, NewKey, PersonRecord, Right, Role, Secret};
use node::audit::{Event, Kind};
use serde_json::{Value, json};
use server::explain;
use server::words::printable;

use crate::screen::local;
use crate::show::Show;

#[derive(Args)]
pub(crate) struct Access {
    #[command(subcommand)]
    command: Option<Asked>,
}

#[derive(Subcommand)]
enum Asked {
    /// Make a key for a program; its text is shown this once
    KeyAdd(NewKeyAsked),
    /// Withdraw a key for good
    KeyWithdraw {
        /// Its id, eight hexadecimal digits
        id: String,
    },
    /// Put a person down, or give them another role, and a link to sign in with once, within a day
    PersonAdd {
        /// The name to sign in with
        name: String,
        /// What they may do
        #[arg(long, value_name = "ROLE", value_parser = roles())]
        role: String,
    },
    /// Withdraw a person: they can sign in no more
    PersonWithdraw {
        /// Their name
        name: String,
    },
}

#[derive(Args)]
struct NewKeyAsked {
    /// What it is for
    name: String,
    /// What may be done with it
    #[arg(long, value_name = "ROLE", value_parser = roles(), default_value = "screener")]
    role: String,
    /// Only these of the role's rights, with commas between
    #[arg(long, value_name = "RIGHTS", value_delimiter = ',', value_parser = PossibleValuesParser::new(Right::ALL.iter().map(|right| right.code())))]
    only: Vec<String>,
    /// For what its holder asks, where a request does not say
    #[arg(long, value_name = "TEXT", default_value = "")]
    purpose: String,
    /// For so many days
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
}

fn roles() -> PossibleValuesParser {
    PossibleValuesParser::new(Role::ALL.iter().map(|role| role.code()))
}

/// Shows who may ask, or changes it.
pub(crate) fn access(show: Show<'_>, node: &Node, asked: &Access, now: Timestamp) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    match &asked.command {
        None => return list(show, node, now),
        Some(Asked::KeyAdd(new)) => {
            let role = Role::of(&new.role).unwrap_or(Role::Viewer); // clap takes roles alone
            let only: BTreeSet<Right> = new.only.iter().filter_map(|right| Right::of(right)).collect();
            let expires = now.checked_add(SignedDuration::from_hours(24 * i64::from(new.days)))?;
            let wanted = NewKey { name: new.name.clone(), only, purpose: new.purpose.clone(), expires: Some(expires) };
            let (record, Secret(text)) = node.make_key(role, wanted, now)?;
            record_change(node, "key-added", &record.id, role.code(), now)?;
            if show.json {
                writeln!(out, "{}", with(key_json(&record, now), "key", &text))?;
            } else {
                writeln!(out, "{text}")?;
                let values = [("id", record.id), ("expires", expires.to_string())];
                eprintln!("{}", show.fill("access-key-made", &values));
            }
        }
        Some(Asked::KeyWithdraw { id }) => {
            node.withdraw_key(id, now)?;
            record_change(node, "key-withdrawn", id, "", now)?;
            withdrawn(show, id)?;
        }
        Some(Asked::PersonAdd { name, role }) => {
            let role = Role::of(role).unwrap_or(Role::Viewer); // clap takes roles alone
            let (record, Secret(link)) = node.put_person(name, role, now)?;
            record_change(node, "person-added", name, role.code(), now)?;
            let path = format!("/enter/{link}");
            if show.json {
                writeln!(out, "{}", with(person_json(&record), "link", &path))?;
            } else {
                writeln!(out, "{path}")?;
                eprintln!("{}", show.fill("access-person-added", &[("name", name.clone())]));
            }
        }
        Some(Asked::PersonWithdraw { name }) => {
            node.withdraw_person(name, now)?;
            record_change(node, "person-withdrawn", name, "", now)?;
            withdrawn(show, name)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Records what was changed, before its secret is shown.
fn record_change(node: &Node, what: &str, whose: &str, role: &str, now: Timestamp) -> Result<(), node::Error> {
    let facts = [("what", what), ("whose", whose), ("role", role)];
    let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    node.audit()?.append_durably(&local(), &[Event { kind: Kind::Access, facts, personal: Value::Null }], now)?;
    Ok(())
}

fn withdrawn(show: Show<'_>, what: &str) -> anyhow::Result<()> {
    if show.json {
        writeln!(std::io::stdout().lock(), "{}", json!({"withdrawn": what}))?;
    } else {
        eprintln!("{}", show.fill("access-withdrawn", &[("what", what.to_owned())]));
    }
    Ok(())
}

fn list(show: Show<'_>, node: &Node, now: Timestamp) -> anyhow::Result<ExitCode> {
    let access = node.access()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for key in access.keys.values() {
        if show.json {
            writeln!(out, "{}", key_json(key, now))?;
            continue;
        }
        let state = if key.holds(now) { "" } else { "access-ended" };
        let rights: Vec<String> = key.rights().iter().map(|right| explain::right(show.words, right.code())).collect();
        let until = key.expires.map(|expires| expires.to_string()).unwrap_or_default();
        let (role, state) = (
            explain::role(show.words, key.role.code()),
            if state.is_empty() { String::new() } else { show.say(state) },
        );
        writeln!(out, "{}  {}  {role}  ({})  {until}  {state}", key.id, printable(&key.name), rights.join(", "))?;
    }
    for person in access.people.values() {
        if show.json {
            writeln!(out, "{}", person_json(person))?;
            continue;
        }
        let state = match (person.withdrawn, person.has_password()) {
            (Some(_), _) => show.say("access-ended"),
            (None, false) => show.say("access-no-password"),
            (None, true) => String::new(),
        };
        writeln!(out, "{}  {}  {state}", printable(&person.name), explain::role(show.words, person.role.code()))?;
    }
    out.flush()?;
    if access.is_empty() && !show.json {
        eprintln!("{}", show.say("access-nobody"));
    }
    Ok(ExitCode::SUCCESS)
}

fn with(mut line: Value, name: &str, value: &str) -> Value {
    line[name] = json!(value);
    line
}

fn key_json(key: &KeyRecord, now: Timestamp) -> Value {
    let rights: Vec<&str> = key.rights().into_iter().map(Right::code).collect();
    json!({
        "kind": "key", "id": key.id, "name": key.name, "role": key.role.code(), "rights": rights,
        "purpose": key.purpose, "made": key.made, "expires": key.expires, "withdrawn": key.withdrawn, "holds": key.holds(now),
    })
}

fn person_json(person: &PersonRecord) -> Value {
    json!({
        "kind": "person", "name": person.name, "role": person.role.code(), "made": person.made,
        "withdrawn": person.withdrawn, "has_password": person.has_password(),
    })
}
