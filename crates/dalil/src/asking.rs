//! `dalil entity` and `dalil search`: what the register in use holds, or that of another day.

use std::io::Write as _;
use std::process::ExitCode;

use jiff::Timestamp;
use node::{Error, Node, RegisterFile};
use register::index::{Found, Surroundings};
use register::lag::ListEditions;
use register::{Day, Entity, Ground, JoinedBy, ListedEntry, Scope, Statement, Tied, Union};
use server::{answer, explain};

use crate::building::{warn_of_day_to_come, with_progress};
use crate::show::Show;

/// The register in use; says so when editions were taken in since it was built.
pub(crate) fn register(show: Show<'_>, node: &Node) -> anyhow::Result<RegisterFile> {
    let file = node.register()?;
    if node.is_fictitious() {
        eprintln!("{}", show.say("fictitious"));
    }
    if node.register_is_behind()? {
        show.warn(&show.say("register-behind"), &show.say("hint-no-register"));
    }
    Ok(file)
}

/// Of which day the answer is.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct When {
    /// Answer with what was known on this day, from the editions then held
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Answer with what was in force on this day, by the publishers' dates
    #[arg(long, value_name = "DATE")]
    pub(crate) in_force: Option<Day>,
}

impl When {
    /// The day on which it is asked what holds.
    fn day(self, now: Timestamp) -> Day {
        self.in_force.or(self.as_of).unwrap_or(day_of(now))
    }
}

pub(crate) fn day_of(now: Timestamp) -> Day {
    jiff::tz::Offset::UTC.to_datetime(now).date()
}

/// The register in use, or that of the day asked about, which is built where it is not there yet.
pub(crate) fn register_of(show: Show<'_>, node: &mut Node, when: When, now: Timestamp) -> anyhow::Result<RegisterFile> {
    let file = match when.as_of {
        None => register(show, node)?,
        Some(day) => register_of_day(show, node, day, now)?,
    };
    if let Some(day) = when.in_force {
        let lists = ListEditions::of(file.editions());
        let later: Vec<&str> = lists.iter().filter(|(_, held)| !held.begin_by(day)).map(|(list, _)| *list).collect();
        if !later.is_empty() {
            let values = [("day", day.to_string()), ("lists", later.join(" "))];
            show.warn(&show.fill("in-force-not-known", &values), &show.say("hint-in-force-not-known"));
        }
    }
    Ok(file)
}

pub(crate) fn register_of_day(
    show: Show<'_>,
    node: &mut Node,
    day: Day,
    now: Timestamp,
) -> anyhow::Result<RegisterFile> {
    if node.is_fictitious() {
        eprintln!("{}", show.say("fictitious"));
    }
    warn_of_day_to_come(show, day, now);
    Ok(with_progress(show, |on_list| node.register_of_day(day, now, on_list))?)
}

/// Everything known of an entity, source by source.
pub(crate) fn entity(
    show: Show<'_>,
    node: &mut Node,
    reference: &str,
    when: When,
    now: Timestamp,
) -> anyhow::Result<ExitCode> {
    let file = register_of(show, node, when, now)?;
    let found = file.index().find(reference).map_err(Error::from)?;
    if found.is_empty() {
        return Err(Error::NoEntity(reference.to_owned()).into());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for id in found {
        let Some(mut entity) = file.index().entity(id.as_str()).map_err(Error::from)? else { continue };
        let mut around = file.index().surroundings(&id, when.day(now)).map_err(Error::from)?;
        if let Some(day) = when.in_force {
            around.ties.retain(|tied| tied.may_hold_on(day));
            let caption = entity.caption().to_owned();
            entity = entity.in_force_on(day);
            if entity.entries.is_empty() {
                eprintln!("{}", show.fill("not-in-force", &[("name", caption), ("day", day.to_string())]));
            }
        }
        if show.json {
            writeln!(out, "{}", answer::entity(show.words, &file, &entity, &around))?;
        } else if !entity.entries.is_empty() {
            write_entity(show, &file, &entity, &around, &mut out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn write_entity(
    show: Show<'_>,
    file: &RegisterFile,
    entity: &Entity,
    around: &Surroundings,
    out: &mut dyn std::io::Write,
) -> anyhow::Result<()> {
    writeln!(out, "{}  {}  {}", entity.caption(), explain::kind(show.words, entity.kind()), entity.id)?;
    for union in &entity.unions {
        write_union(show, entity, union, out)?;
    }
    for of in entity.disagreements() {
        writeln!(out, "\n{}", show.fill("entity-disagree", &[("what", explain::disagreement(show.words, of.code))]))?;
        for (entry, says) in of.sides {
            let says = if says.is_empty() { standing(show, entry) } else { says.join("; ") };
            writeln!(out, "  {}  {says}", entry.reference())?;
        }
    }
    write_ownership(show, around, out)?;
    if !around.ties.is_empty() {
        writeln!(out, "\n{}", show.say("entity-ties"))?;
        for tied in &around.ties {
            let other = tied.other.as_ref().map(|other| format!("  {other}")).unwrap_or_default();
            writeln!(out, "  {}  {}{other}", explain::tie(show.words, tied), stated_by(show, tied))?;
        }
    }
    if entity.entries.len() > 1 {
        writeln!(out, "\n{}", show.say("entity-timeline"))?;
        for event in entity.timeline() {
            writeln!(out, "  {}  {}  {}", event.day, event.entry.reference(), explain::event(show.words, event.code))?;
        }
    }
    for entry in &entity.entries {
        writeln!(out, "\n{}  {}", entry.reference(), standing(show, entry))?;
        for statement in &entry.statements {
            write_statement(show, file, statement, out)?;
        }
    }
    let id = file.id().to_owned();
    writeln!(out, "\n{}", show.fill("register-named", &[("register", id)]))?;
    Ok(())
}

/// By which readings an entity is owned by the designated, or may be, and the stakes that lead to it.
pub(crate) fn write_ownership(
    show: Show<'_>,
    around: &Surroundings,
    out: &mut dyn std::io::Write,
) -> anyhow::Result<()> {
    for owned in &around.ownership {
        writeln!(out, "\n{}", explain::ownership(show.words, owned, around.on))?;
        for by in &owned.chain {
            writeln!(out, "  {}  {}", explain::owned_by(show.words, by), stated_by(show, &by.tied))?;
        }
    }
    Ok(())
}

fn stated_by(show: Show<'_>, tied: &Tied) -> String {
    show.fill("tie-stated-by", &[("entry", tied.stated_by.to_string())])
}

/// By what two entries came together.
pub(crate) fn write_union(
    show: Show<'_>,
    entity: &Entity,
    union: &Union,
    out: &mut dyn std::io::Write,
) -> anyhow::Result<()> {
    let [one, other] = union.of.each_ref().map(|of| entity.reference(of));
    match &union.by {
        JoinedBy::Likeness { logits, grounds } => {
            let values = [("one", one), ("other", other), ("odds", explain::odds(*logits))];
            writeln!(out, "\n{}", show.fill("union-likeness", &values))?;
            write_grounds(show, grounds, out)
        }
        JoinedBy::Judgement { judgement } => {
            let values = [("one", one), ("other", other), ("judgement", judgement.to_string())];
            Ok(writeln!(out, "\n{}", show.fill("union-judgement", &values))?)
        }
    }
}

/// Each ground with what it adds, those that say nothing left out.
pub(crate) fn write_grounds(show: Show<'_>, grounds: &[Ground], out: &mut dyn std::io::Write) -> anyhow::Result<()> {
    for ground in grounds.iter().filter(|ground| ground.logits != 0.0) {
        writeln!(out, "  {:+6.2}  {}", ground.logits, explain::ground(show.words, ground))?;
    }
    Ok(())
}

/// "stands since 2015-03-13", "taken off 2018-06-07": every episode.
fn standing(show: Show<'_>, entry: &ListedEntry) -> String {
    if entry.episodes.is_empty() {
        return show.say("printed-as-taken-off");
    }
    let episode = |episode: &register::Episode| match &episode.until {
        None => show.fill("stands-since", &[("from", episode.from.1.to_string())]),
        Some((_, until)) => {
            show.fill("stood-until", &[("from", episode.from.1.to_string()), ("until", until.to_string())])
        }
    };
    entry.episodes.iter().map(episode).collect::<Vec<_>>().join("; ")
}

fn write_statement(
    show: Show<'_>,
    file: &RegisterFile,
    statement: &Statement,
    out: &mut dyn std::io::Write,
) -> anyhow::Result<()> {
    let note = statement.note.as_deref().map(|note| format!(" [{note}]")).unwrap_or_default();
    let basis = statement.basis.as_deref().map(|act| format!(" <{}>", act.title)).unwrap_or_default();
    let property = show.say(&format!("property-{}", statement.property.name()));
    writeln!(out, "  {property:<18} {}{note}{basis}", statement.value)?;
    let evidence = &statement.evidence;
    writeln!(out, "  {:<18}   {}", "", explain::evidence(show.words, evidence, file.edition(evidence.edition)))?;
    Ok(())
}

/// Entities with a reference, a number or a name like the text.
pub(crate) fn search(
    show: Show<'_>,
    node: &mut Node,
    text: &str,
    limit: usize,
    when: When,
    now: Timestamp,
) -> anyhow::Result<ExitCode> {
    let file = register_of(show, node, when, now)?;
    let scope = Scope { in_force: when.in_force, ..Scope::default() };
    let found = file.index().search_in(text, limit, &scope).map_err(Error::from)?;
    let mut out = std::io::stdout().lock();
    for found in &found {
        if show.json {
            writeln!(out, "{}", answer::found(&file, found))?;
        } else {
            let Found { entity, kind, caption, entries, stands, score } = found;
            let (kind, entries) = (explain::kind(show.words, *kind), entries.join(" "));
            let off = if *stands { String::new() } else { format!("  {}", show.say("on-no-list")) };
            writeln!(out, "{score:.2}  {caption}  {kind}  {entity}  {entries}{off}")?;
        }
    }
    if !show.json {
        eprintln!("{}", show.fill("register-named", &[("register", file.id().to_owned())]));
    }
    if found.is_empty() {
        eprintln!("{}", show.fill("nothing-found", &[("text", text.to_owned())]));
    }
    Ok(ExitCode::SUCCESS)
}
