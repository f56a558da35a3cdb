//! `dalil clusters` and `dalil unify`: which entries are one entity, what a person has to look at, and what people judged.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use node::{Error, EventKind, Input, JudgementRecord, NewJudgement, Node, Standing};
use register::index::Index;
use register::{Entity, EntryRef, ListedEntry, Question, Verdict};
use serde_json::{Value, json};
use server::explain::{self, plain};
use server::words::printable;
use server::{Words, answer};

use crate::asking::{When, register, register_of, write_grounds};
use crate::show::Show;

#[derive(Args)]
pub(crate) struct Unify {
    #[command(subcommand)]
    command: Option<UnifyCommand>,
    /// The most pairs to show
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
}

#[derive(Subcommand)]
enum UnifyCommand {
    /// Say that two entries speak of one entity, or of two; the next build goes by it
    Judge(Judge),
    /// Say the same as another person of two entries that contradict each other
    Confirm(Noted),
    /// Take over what another member judged
    Accept(Noted),
    /// Take a judgement back; the next build is as if it had never been made
    Undo(Noted),
    /// Show what people judged
    Judgements,
    /// Write what was judged here as signed lines, for others
    ExportJudgements,
    /// Take judgements in that others signed: as proposals, until a person here accepts them
    ImportJudgements {
        /// The file; .gz, .zst and .zip are unpacked
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Args)]
struct Judge {
    /// One entry, by reference, as in un-sc:XXi.001, or an entity's id
    #[arg(value_name = "A")]
    left: String,
    /// The other
    #[arg(value_name = "B")]
    right: String,
    /// What is judged
    #[arg(value_enum)]
    verdict: Judged,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = crate::reason)]
    reason: String,
    #[command(flatten)]
    author: Author,
}

#[derive(Args)]
struct Noted {
    /// The judgement's id
    id: String,
    #[command(flatten)]
    author: Author,
}

#[derive(Args)]
struct Author {
    /// Who judges [default: the user of the system]
    #[arg(long = "author", env = "USER", value_name = "NAME", value_parser = crate::reason)]
    name: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Judged {
    /// One entity
    Same,
    /// Two entities
    Different,
    /// It cannot be told: leave them apart and do not ask again
    Unsure,
}

impl From<Judged> for Verdict {
    fn from(judged: Judged) -> Self {
        match judged {
            Judged::Same => Self::Same,
            Judged::Different => Self::Different,
            Judged::Unsure => Self::Unsure,
        }
    }
}

/// Each entity with its entries; how many lists speak of how many.
pub(crate) fn clusters(
    show: Show<'_>,
    node: &mut Node,
    several: bool,
    when: When,
    now: Timestamp,
) -> anyhow::Result<ExitCode> {
    let file = register_of(show, node, when, now)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut by_lists: BTreeMap<usize, u64> = BTreeMap::new();
    for entity in file.index().entities().map_err(Error::from)? {
        let mut entity = entity.map_err(Error::from)?;
        if let Some(day) = when.in_force {
            entity = entity.in_force_on(day);
        }
        if entity.entries.is_empty() {
            continue;
        }
        let lists = entity.lists().count();
        *by_lists.entry(lists).or_default() += 1;
        if several && lists < 2 {
            continue;
        }
        let entries: Vec<String> = entity.entries.iter().map(ListedEntry::reference).collect();
        if show.json {
            writeln!(out, "{}", json!({"entity": entity.id, "entries": entries}))?;
        } else {
            let entries = entries.join(" ");
            let (caption, entries) = (printable(entity.caption()), printable(&entries));
            writeln!(out, "{}  {caption}  {entries}", entity.id)?;
        }
    }
    out.flush()?;
    if !show.json {
        for (lists, count) in by_lists {
            let values = [("lists", (lists as u64).into()), ("count", count.into())];
            eprintln!("{}", show.words.say("clusters-of", &values));
        }
        eprintln!("{}", show.fill("register-named", &[("register", file.id().to_owned())]));
    }
    Ok(ExitCode::SUCCESS)
}

/// What a person has to look at, or what a person says of it.
pub(crate) fn unify(show: Show<'_>, node: &mut Node, asked: Unify, now: Timestamp) -> anyhow::Result<ExitCode> {
    match asked.command {
        None => questions(show, node, asked.limit),
        Some(UnifyCommand::Judge(judge)) => {
            let Judge { left, right, verdict, reason, author } = &judge;
            let judgement =
                NewJudgement { of: [left, right], verdict: (*verdict).into(), author: &author.name, reason };
            noted(show, &node.judge(judgement, now)?)
        }
        Some(UnifyCommand::Confirm(asked)) => event(show, node, EventKind::Confirmed, &asked, now),
        Some(UnifyCommand::Accept(asked)) => event(show, node, EventKind::Accepted, &asked, now),
        Some(UnifyCommand::Undo(asked)) => event(show, node, EventKind::Undone, &asked, now),
        Some(UnifyCommand::Judgements) => judgements(show, node),
        Some(UnifyCommand::ExportJudgements) => {
            let mut out = std::io::stdout().lock();
            for line in node.export_judgements()? {
                writeln!(out, "{line}")?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Some(UnifyCommand::ImportJudgements { file }) => import(show, node, &file, now),
    }
}

/// The pairs that may be one and are not joined, the likeliest first.
fn questions(show: Show<'_>, node: &Node, limit: usize) -> anyhow::Result<ExitCode> {
    let file = register(show, node)?;
    let questions = file.index().questions().map_err(Error::from)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for question in questions.iter().take(limit) {
        let sides = [side(file.index(), &question.of[0])?, side(file.index(), &question.of[1])?];
        if show.json {
            writeln!(out, "{}", question_json(show.words, question, &sides))?;
            continue;
        }
        let likelihood = format!("{:.2}", question.likelihood());
        let [one, other] = &sides;
        writeln!(out, "{likelihood}  {}  {}  |  {}  {}", one.reference, one.caption, other.reference, other.caption)?;
        writeln!(out, "  {}", show.fill("question-held", &[("why", explain::held(show.words, question.held))]))?;
        write_grounds(show, &question.grounds, &mut out)?;
        writeln!(out, "  dalil unify judge {} {} same --reason …\n", quoted(&one.reference), quoted(&other.reference))?;
    }
    out.flush()?;
    if !show.json {
        let values = [("count", (questions.len() as u64).into())];
        eprintln!("{}", show.words.say("questions-of", &values));
        eprintln!("{}", show.fill("register-named", &[("register", file.id().to_owned())]));
    }
    Ok(ExitCode::SUCCESS)
}

/// An entry of a question, and the entity it is in.
struct Side {
    reference: String,
    caption: String,
    entity: Option<Entity>,
}

fn side(index: &Index<'_>, of: &EntryRef) -> Result<Side, Error> {
    let found = index.find(&of.to_string())?.into_iter().next();
    let entity = found.map(|id| index.entity(id.as_str())).transpose()?.flatten();
    let reference = entity.as_ref().map_or_else(|| of.to_string(), |entity| entity.reference(of));
    let caption = entity.as_ref().map(|entity| printable(entity.caption()).into_owned()).unwrap_or_default();
    Ok(Side { reference, caption, entity })
}

fn question_json(words: &Words, question: &Question, sides: &[Side; 2]) -> Value {
    let references = sides.each_ref().map(|side| &side.reference);
    let captions = sides.each_ref().map(|side| &side.caption);
    let entities = sides.each_ref().map(|side| side.entity.as_ref().map(|entity| entity.id.clone()));
    json!({
        "entries": references, "captions": captions, "entities": entities, "likelihood": question.likelihood(),
        "held": question.held.code(), "text": explain::held(words, question.held), "logits": question.logits,
        "grounds": answer::grounds(words, &question.grounds),
    })
}

/// As a shell takes it: references may have blanks and signs in them.
fn quoted(reference: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ":._-".contains(c);
    if reference.chars().all(is_plain) {
        reference.to_owned()
    } else {
        format!("'{}'", reference.replace('\'', "'\\''"))
    }
}

fn event(show: Show<'_>, node: &mut Node, kind: EventKind, asked: &Noted, now: Timestamp) -> anyhow::Result<ExitCode> {
    noted(show, &node.note_judgement(&asked.id, kind, &asked.author.name, now)?)
}

fn noted(show: Show<'_>, record: &JudgementRecord) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    if show.json {
        writeln!(out, "{}", record_json(record))?;
        return Ok(ExitCode::SUCCESS);
    }
    write_record(show, record, &mut out)?;
    let hint = match record.standing() {
        Standing::AwaitsSecond => "hint-awaits-second",
        Standing::Proposed => "hint-proposed",
        Standing::Holds | Standing::Undone => "hint-judged",
    };
    eprintln!("{}: {}", show.say("hint"), show.fill(hint, &[("id", record.id.clone())]));
    Ok(ExitCode::SUCCESS)
}

fn judgements(show: Show<'_>, node: &Node) -> anyhow::Result<ExitCode> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let records = node.judgements()?;
    for record in &records {
        if show.json { writeln!(out, "{}", record_json(record))? } else { write_record(show, record, &mut out)? }
    }
    out.flush()?;
    if records.is_empty() && !show.json {
        eprintln!("{}", show.say("judgements-none"));
    }
    Ok(ExitCode::SUCCESS)
}

fn write_record(show: Show<'_>, record: &JudgementRecord, out: &mut dyn std::io::Write) -> anyhow::Result<()> {
    let judgement = &record.judgement;
    let [one, other] = &judgement.of;
    let values = [
        ("id", record.id.clone()),
        ("one", one_line(&one.to_string())),
        ("other", one_line(&other.to_string())),
        ("verdict", show.say(&format!("verdict-{}", judgement.verdict.name()))),
        ("standing", show.say(&format!("standing-{}", record.standing().code()))),
        ("author", one_line(&judgement.author)),
        ("day", judgement.judged.chars().take(10).collect()),
        ("reason", one_line(&judgement.reason)),
    ];
    writeln!(out, "{}", show.fill("judgement", &values))?;
    if let Some(member) = &record.member {
        writeln!(out, "  {}", show.fill("judgement-of-member", &[("key", member.clone())]))?;
    }
    if !judgement.against.is_empty() {
        let against = judgement.against.iter().map(|code| show.say(&format!("against-{}", code.code())));
        let against: Vec<String> = against.collect();
        writeln!(out, "  {}", show.fill("judgement-against", &[("what", against.join(", "))]))?;
    }
    for event in &record.events {
        let day = event.at.chars().take(10).collect();
        let kind = show.say(&format!("judgement-{}", event.kind.name()));
        writeln!(
            out,
            "  {}",
            show.fill("judgement-event", &[("kind", kind), ("author", event.author.clone()), ("day", day)])
        )?;
    }
    Ok(())
}

/// What somebody else may have written, in one line that steers no terminal and looks like no other line.
fn one_line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

fn record_json(record: &JudgementRecord) -> Value {
    let JudgementRecord { id, judgement, member, events } = record;
    let events: Vec<Value> = events
        .iter()
        .map(|event| json!({"event": event.kind.name(), "author": event.author, "at": event.at}))
        .collect();
    let against: Vec<&str> = judgement.against.iter().map(|code| code.code()).collect();
    json!({
        "id": id, "entries": judgement.of.each_ref().map(ToString::to_string), "verdict": judgement.verdict,
        "author": judgement.author, "reason": judgement.reason, "judged": judgement.judged, "against": against,
        "member": member, "standing": record.standing().code(), "events": events,
    })
}

fn import(show: Show<'_>, node: &mut Node, file: &Path, now: Timestamp) -> anyhow::Result<ExitCode> {
    let input = Input::read(file)?;
    let taken = node.import_judgements(&String::from_utf8_lossy(&input.bytes), now)?;
    let mut out = std::io::stdout().lock();
    if show.json {
        let refused: Vec<Value> =
            taken.refused.iter().map(|(line, fault)| json!({"line": line, "code": fault.code()})).collect();
        writeln!(
            out,
            "{}",
            json!({"new": taken.new, "known": taken.known, "refused": refused, "more_refused": taken.more_refused})
        )?;
    } else {
        let values = [("new", plain(taken.new as u64)), ("known", plain(taken.known as u64))];
        writeln!(out, "{}", show.fill("judgements-taken", &values))?;
    }
    for (line, fault) in &taken.refused {
        let why = show.say(&format!("judgement-{}", fault.code()));
        eprintln!(
            "{}: {}",
            show.say("error"),
            show.fill("judgement-refused", &[("line", plain(*line as u64)), ("why", why)])
        );
    }
    if taken.more_refused > 0 {
        eprintln!("  {}", show.fill("more-places", &[("count", plain(taken.more_refused as u64))]));
    }
    Ok(if taken.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
