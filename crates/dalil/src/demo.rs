//! `dalil demo`: invented lists in the publishers' own formats, through the real way, to a first screening.
//!
//! Shape:    no network. The lists go into a folder of their own, marked FICTITIOUS, never beside published ones; the
//!           same plan gives the same files, so a second run finds its editions held already. Those of another plan (or
//!           of another version's inventions) are no later editions of the same lists: the folder is emptied for them.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;
use node::{Finding, Group, ImportOptions, Input, Node, Origin, Output, RegisterFile};
use register::{EditionId, Entity, ListedEntry, Policy};
use screening::{Fields, Screening, Subject};
use sources::fictitious::{self, FictitiousFile, Plan, Spelling, World};

use serde_json::json;

use crate::show::Show;
use crate::{asking, building, commands, screen};

/// Invented people, by their place in the world, and the spelling to ask for them in: one is listed in Arabic letters
/// alone, one in Latin letters alone, one in both and asked in a third.
const QUESTIONS: &[(usize, Spelling)] = &[(1, Spelling::French), (2, Spelling::Arabic), (0, Spelling::Cyrillic)];

/// The first invented person, who is on every list, and a company that is on none.
const UNIFIED: &str = "un-sc:XXi.001";
const OWNED: &str = "ftm:fx-company-2";

/// Writes the invented lists, takes them in, builds the register and asks it about some of the invented people.
pub(crate) fn demo(show: Show<'_>, folder: &Path, plan: &Plan, now: Timestamp) -> anyhow::Result<Node> {
    let mut node = Node::open(folder)?;
    node.mark_fictitious()?;
    eprintln!("{}", show.say("fictitious"));
    let world = World::new(plan);
    if holds_another_demonstration(&node, &world)? {
        node.forget_invented()?;
        eprintln!("{}", show.say("demo-again"));
    }
    let written = folder.join("fictitious");
    node.make_folder(&written)?;
    for file in fictitious::editions(&world) {
        take(show, &mut node, &written, file, now)?;
    }
    eprintln!("{}", show.fill("demo-files", &[("path", written.display().to_string())]));
    building::build(show, &mut node, now)?;
    let file = node.register()?;
    for (person, spelling) in QUESTIONS {
        if let Some(person) = world.persons().get(*person) {
            ask(show, &file, &person.name(*spelling))?;
        }
    }
    show_union(show, &file)?;
    show_owned(show, &file, now)?;
    eprintln!("\n{}", show.say("demo-try"));
    for command in ["entity un-sc:XXi.001", "entity ftm:fx-company-2", "diff un-sc", "search Khayali", "serve"] {
        eprintln!("  dalil --data '{}' {command}", folder.display());
    }
    Ok(node)
}

/// Whether an edition is held that is none of this world's.
fn holds_another_demonstration(node: &Node, world: &World) -> anyhow::Result<bool> {
    let held = node.editions(None)?;
    if held.is_empty() {
        return Ok(false);
    }
    let planned: HashSet<EditionId> = fictitious::editions(world).map(|file| EditionId::of(&file.bytes)).collect();
    Ok(held.iter().any(|edition| !planned.contains(&edition.id)))
}

fn take(show: Show<'_>, node: &mut Node, folder: &Path, file: FictitiousFile, now: Timestamp) -> anyhow::Result<()> {
    let path = folder.join(&file.name);
    let mut output = Output::create(&path)?;
    output.write_all(&file.bytes)?;
    output.finish()?;
    let input = Input { path, name: file.name.clone(), bytes: file.bytes };
    let group = Group::identify(vec![input], Some(file.list))?;
    // The files say their own day, but for those formats that have no place for it.
    let options = ImportOptions {
        list: None,
        published: Some(file.published),
        extract: None,
        accept_loss: None,
        origin: Origin::Invented,
        now,
    };
    let mut imported = node.import(&group, &options)?;
    // A small invented list has fewer entries than the published one it stands for.
    imported.warnings.retain(|finding| !matches!(finding, Finding::OutOfExpectation { .. }));
    commands::show_imported(show, &file.name, &imported)
}

/// The first invented person's entries, which are one entity, and by what they came together.
fn show_union(show: Show<'_>, file: &RegisterFile) -> anyhow::Result<()> {
    let Some(entity) = entity(file, UNIFIED)? else { return Ok(()) };
    let entries: Vec<String> = entity.entries.iter().map(ListedEntry::reference).collect();
    let mut out = std::io::stdout().lock();
    if show.json {
        writeln!(out, "{}", json!({"entity": entity.id, "entries": entries}))?;
        return Ok(());
    }
    writeln!(out, "\n{}", show.fill("demo-unified", &[("name", entity.caption().to_owned())]))?;
    writeln!(out, "  {}", entries.join(" "))?;
    entity.unions.iter().take(1).try_for_each(|union| asking::write_union(show, &entity, union, &mut out))
}

/// An invented company on no list, and the stakes by which the designated own it.
fn show_owned(show: Show<'_>, file: &RegisterFile, now: Timestamp) -> anyhow::Result<()> {
    let Some(entity) = entity(file, OWNED)? else { return Ok(()) };
    let around = file.index().surroundings(&entity.id, asking::day_of(now)).map_err(node::Error::from)?;
    let mut out = std::io::stdout().lock();
    if show.json {
        writeln!(out, "{}", server::answer::entity(show.words, file, &entity, &around))?;
        return Ok(());
    }
    writeln!(out, "\n{}", show.fill("demo-owned", &[("name", entity.caption().to_owned())]))?;
    asking::write_ownership(show, &around, &mut out)
}

fn entity(file: &RegisterFile, reference: &str) -> anyhow::Result<Option<Entity>> {
    let found = file.index().find(reference).map_err(node::Error::from)?;
    let Some(id) = found.first() else { return Ok(None) };
    Ok(file.index().entity(id.as_str()).map_err(node::Error::from)?)
}

/// Asks about one invented person.
fn ask(show: Show<'_>, file: &RegisterFile, name: &str) -> anyhow::Result<()> {
    let Ok(subject) = Subject::from_fields(name, &Fields { name, ..Fields::default() }) else { return Ok(()) };
    let policy = Policy { limit: 2, ..Policy::default() };
    let screening = screening::screen(&subject, file.index(), &policy);
    let mut out = std::io::stdout().lock();
    if show.json {
        writeln!(out, "{}", server::answer::screening(show.words, file, name, &screening, None))?;
        return Ok(());
    }
    writeln!(out, "\n{}", show.fill("demo-asks", &[("name", name.to_owned())]))?;
    if let Screening::Screened(answer) = screening {
        for hit in &answer.hits {
            screen::write_hit(show, file, hit, &mut out)?;
        }
    }
    Ok(())
}
