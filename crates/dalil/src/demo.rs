//! `dalil demo`: invented lists in the publishers' own formats, through the real way, to a first screening.
//!
//! Shape:    no network. The lists go into a folder of their own, marked FICTITIOUS, never beside published ones; the
//!           same plan gives the same files, so a second run finds its editions held already.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use jiff::Timestamp;
use node::{Finding, Group, ImportOptions, Input, Node, Output};
use register::Policy;
use screening::{Fields, Screening, Subject};
use sources::fictitious::{self, FictitiousFile, Plan, World};

use crate::show::Show;
use crate::{building, commands, screen};

/// Writes the invented lists, takes them in, builds the register and asks it about some of the invented people.
pub(crate) fn demo(show: Show<'_>, folder: &Path, plan: &Plan, now: Timestamp) -> anyhow::Result<ExitCode> {
    let mut node = Node::open(folder)?;
    node.mark_fictitious()?;
    eprintln!("{}", show.say("fictitious"));
    let world = World::new(plan);
    let files = fictitious::editions(&world);
    let written = folder.join("fictitious");
    node.make_folder(&written)?;
    for file in &files {
        take(show, &mut node, &written, file, now)?;
    }
    eprintln!("{}", show.fill("demo-files", &[("path", written.display().to_string())]));
    building::build(show, &mut node, now)?;
    for name in world.questions() {
        ask(show, &node, &name)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn take(
    show: Show<'_>,
    node: &mut Node,
    folder: &Path,
    file: &FictitiousFile,
    now: Timestamp,
) -> anyhow::Result<()> {
    let path = folder.join(&file.name);
    let mut output = Output::create(&path)?;
    output.write_all(&file.bytes)?;
    output.finish()?;
    let input = Input { path: path.clone(), name: file.name.clone(), bytes: file.bytes.clone() };
    let group = Group::identify(vec![input], Some(file.list))?;
    // The files say their own day, but for those formats that have no place for it.
    let options =
        ImportOptions { list: None, published: Some(file.published), extract: false, accept_loss: None, now };
    let mut imported = node.import(&group, &options)?;
    // A small invented list has fewer entries than the published one it stands for.
    imported.warnings.retain(|finding| !matches!(finding, Finding::OutOfExpectation { .. }));
    commands::show_imported(show, &file.name, &imported)
}

/// Asks about one invented person, in the script they are not listed in.
fn ask(show: Show<'_>, node: &Node, name: &str) -> anyhow::Result<()> {
    let file = node.register()?;
    let Ok(subject) = Subject::from_fields(name, &Fields { name, ..Fields::default() }) else { return Ok(()) };
    let policy = Policy { limit: 2, ..Policy::default() };
    let screening = screening::screen(&subject, file.index(), &policy);
    let mut out = std::io::stdout().lock();
    if show.json {
        writeln!(out, "{}", server::answer::screening(show.words, &file, name, &screening))?;
        return Ok(());
    }
    writeln!(out, "\n{}", show.fill("demo-asks", &[("name", name.to_owned())]))?;
    if let Screening::Screened(answer) = screening {
        for hit in &answer.hits {
            screen::write_hit(show, &file, hit, &mut out)?;
        }
    }
    Ok(())
}
