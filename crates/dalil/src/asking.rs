//! `dalil entity` and `dalil search`: what the register in use holds.

use std::io::Write as _;
use std::process::ExitCode;

use node::{Error, Node, RegisterFile};
use register::index::Found;
use register::{Entity, Ground, JoinedBy, ListedEntry, Statement, Union};
use server::{answer, explain};

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

/// Everything known of an entity, source by source.
pub(crate) fn entity(show: Show<'_>, node: &Node, reference: &str) -> anyhow::Result<ExitCode> {
    let file = register(show, node)?;
    let found = file.index().find(reference).map_err(Error::from)?;
    if found.is_empty() {
        return Err(Error::NoEntity(reference.to_owned()).into());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for id in found {
        let Some(entity) = file.index().entity(id.as_str()).map_err(Error::from)? else { continue };
        if show.json {
            writeln!(out, "{}", answer::entity(show.words, &file, &entity))?;
        } else {
            write_entity(show, &file, &entity, &mut out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn write_entity(
    show: Show<'_>,
    file: &RegisterFile,
    entity: &Entity,
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

/// By what two entries came together.
fn write_union(show: Show<'_>, entity: &Entity, union: &Union, out: &mut dyn std::io::Write) -> anyhow::Result<()> {
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
    writeln!(out, "  {:<18} {}{note}{basis}", statement.property.name(), statement.value)?;
    let evidence = &statement.evidence;
    writeln!(out, "  {:<18}   {}", "", explain::evidence(show.words, evidence, file.edition(evidence.edition)))?;
    Ok(())
}

/// Entities with a reference, a number or a name like the text.
pub(crate) fn search(show: Show<'_>, node: &Node, text: &str, limit: usize) -> anyhow::Result<ExitCode> {
    let file = register(show, node)?;
    let found = file.index().search(text, limit).map_err(Error::from)?;
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
