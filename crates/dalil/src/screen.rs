//! `dalil screen`: one subject, or a table of them.
//!
//! Shape:    exit 3 when something may match, 1 when some subject was not screened and nothing matched, else 0.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use jiff::Timestamp;
use node::audit::{Actor, Audit, EventId};
use node::{Error, Input, Node, Output, RegisterFile};
use register::matching::Scratch;
use register::{Answer, Hit, Policy, Scope};
use screening::receipt::Receipt;
use screening::{
    Fields, IdDoubt, Screening, Subject, SubjectRow, SubjectTable, TableError, Unscreened, UnscreenedKind,
};
use server::answer;
use server::explain::{self, plain};

use crate::show::Show;

const POSSIBLE_MATCHES: u8 = 3;

/// Rows of a table whose receipts are kept together.
const KEPT_AT_ONCE: usize = 256;

/// Doubtful ids that are told one by one; of the others, how many there are.
const DOUBTS_TOLD: u64 = 5;

/// Where receipts of what is screened are kept, and for whom.
pub(crate) struct Receipts {
    audit: Audit,
    actor: Actor,
    now: Timestamp,
}

impl Receipts {
    pub(crate) fn open(node: &Node, purpose: &str, now: Timestamp) -> Result<Self, Error> {
        let actor = Actor { purpose: purpose.to_owned(), ..local() };
        Ok(Self { audit: node.audit()?, actor, now })
    }

    /// Keeps them, before anything is answered, and gives their ids.
    fn keep(&self, receipts: &[Receipt]) -> Result<Vec<EventId>, Error> {
        let ids = self.audit.keep_receipts(&self.actor, "dalil screen", receipts, self.now)?;
        self.audit.sync()?;
        Ok(ids)
    }
}

/// Who runs this program, as far as the system says.
pub(crate) fn local() -> Actor {
    let by = std::env::var("USER").ok().filter(|user| !user.is_empty());
    Actor { by: by.map_or("local".to_owned(), |user| format!("local:{user}")), purpose: String::new() }
}

/// Screens one subject.
pub(crate) fn one(
    show: Show<'_>,
    file: &RegisterFile,
    fields: &Fields<'_>,
    policy: &Policy,
    receipts: &Receipts,
) -> anyhow::Result<ExitCode> {
    check_scope(file, &policy.scope)?;
    let (screening, receipt) = match Subject::from_fields("", fields) {
        Ok(subject) => {
            let screening = screening::screen(&subject, file.index(), policy);
            let receipt = node::receipts::receipt(&subject, policy, file.id(), &screening)?;
            (screening, receipts.keep(&[receipt])?.pop())
        }
        Err(why) => (Screening::NotScreened(why), None),
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if show.json {
        writeln!(out, "{}", answer::screening(show.words, file, "", &screening, receipt))?;
    } else if let Some(receipt) = receipt {
        eprintln!("{}", show.fill("receipt-kept", &[("receipt", receipt.to_string())]));
    }
    let code = match &screening {
        Screening::NotScreened(why) => {
            say_not_screened(show, why);
            ExitCode::FAILURE
        }
        Screening::Screened(answer) => {
            if !show.json {
                write_answer(show, file, answer, &mut out)?;
            }
            if answer.found > 0 { ExitCode::from(POSSIBLE_MATCHES) } else { ExitCode::SUCCESS }
        }
    };
    out.flush()?;
    Ok(code)
}

/// Refuses a list, a programme or an entity that the register does not know: whoever misspells one must not read that nobody was
/// found.
fn check_scope(file: &RegisterFile, scope: &Scope) -> anyhow::Result<()> {
    let is_held = |list: &&String| file.editions().iter().any(|edition| *edition.list == ***list);
    if let Some(list) = scope.lists.iter().find(|list| !is_held(list)) {
        return Err(Error::NotFound(list.clone()).into());
    }
    for entity in &scope.exclude {
        if file.index().entity(entity)?.is_none() {
            return Err(Error::NoEntity(entity.clone()).into());
        }
    }
    let mut unseen: Vec<&String> = scope.programmes.iter().collect();
    let mut entities = file.index().entities()?;
    while !unseen.is_empty() {
        let Some(entity) = entities.next() else {
            return Err(Error::NotFound(unseen.into_iter().cloned().collect::<Vec<_>>().join(", ")).into());
        };
        let entity = entity?;
        unseen.retain(|programme| !entity.entries.iter().any(|entry| entry.is_under(programme)));
    }
    Ok(())
}

fn say_not_screened(show: Show<'_>, why: &Unscreened) {
    eprintln!("{}: {}", show.say("error"), explain::unscreened(show.words, why));
    let hint = match why.kind {
        UnscreenedKind::Register => "hint-register",
        UnscreenedKind::TooMuch => "hint-too-much-to-compare",
        UnscreenedKind::NameTooLong => "hint-name-too-long",
        _ => "hint-not-screened",
    };
    eprintln!("{}: {}", show.say("hint"), show.say(hint));
}

fn write_answer(show: Show<'_>, file: &RegisterFile, answer: &Answer, out: &mut dyn Write) -> anyhow::Result<()> {
    for hit in &answer.hits {
        write_hit(show, file, hit, out)?;
    }
    let more = answer.found.saturating_sub(answer.hits.len()) as u64;
    if more > 0 {
        eprintln!("{}", show.fill("more-hits", &[("count", plain(more))]));
    }
    let id = file.id().get(..12).unwrap_or_default().to_owned();
    if answer.found == 0 {
        eprintln!("{}", show.fill("no-hit", &[("register", id)]));
    } else {
        eprintln!("{}", show.fill("hits-are-questions", &[("register", id)]));
    }
    Ok(())
}

/// One hit with its reasons and where they stand.
pub(crate) fn write_hit(show: Show<'_>, file: &RegisterFile, hit: &Hit, out: &mut dyn Write) -> anyhow::Result<()> {
    let (band, kind) = (explain::band(show.words, hit.band), explain::kind(show.words, hit.kind));
    writeln!(out, "{band}  {:.2}  {}  {kind}  {}", hit.score, hit.caption, hit.entries.join(" "))?;
    let mut told = Vec::new();
    for reason in &hit.reasons {
        writeln!(out, "  {:+.2}  {}", reason.points, explain::reason(show.words, reason))?;
        told.extend(reason.evidence.as_ref().filter(|evidence| !told.contains(evidence)));
    }
    for evidence in told {
        let place = explain::evidence(show.words, evidence, file.edition(evidence.edition));
        writeln!(out, "  {}  {place}", show.say("stated-in"))?;
    }
    writeln!(out, "  {}  dalil entity {}", show.say("see-also"), hit.entity)?;
    Ok(())
}

/// Screens a table of subjects: a line of JSON each, in the order of the rows.
pub(crate) fn table(
    show: Show<'_>,
    file: &RegisterFile,
    input: &Path,
    output: Option<&Path>,
    policy: &Policy,
    receipts: &Receipts,
) -> anyhow::Result<ExitCode> {
    if output.is_some_and(|output| node::same_file(input, output)) {
        anyhow::bail!("{}", show.say("output-is-input"));
    }
    check_scope(file, &policy.scope)?;
    let input = Input::read(input)?;
    let mut table =
        SubjectTable::open(input.bytes.as_slice()).map_err(|error| table_error(show, &error, "hint-table"))?;
    let unknown = table.unknown_columns().join(", ");
    if !unknown.is_empty() {
        show.warn(&show.fill("unknown-columns", &[("columns", unknown)]), &show.say("hint-table"));
    }
    let counts = match output {
        Some(path) => {
            let mut out = Output::create(path)?;
            let counts = screen_rows(show, file, &mut table, policy, receipts, &mut out)?;
            out.finish()?;
            counts
        }
        None => screen_rows(show, file, &mut table, policy, receipts, &mut std::io::stdout().lock())?,
    };
    let values = [
        ("subjects", plain(counts.subjects)),
        ("with_hits", plain(counts.with_hits)),
        ("not_screened", plain(counts.not_screened)),
        ("register", file.id().get(..12).unwrap_or_default().to_owned()),
    ];
    eprintln!("{}", show.fill("table-screened", &values));
    Ok(match counts {
        Counts { with_hits: 1.., .. } => ExitCode::from(POSSIBLE_MATCHES),
        Counts { not_screened: 1.., .. } => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    })
}

#[derive(Default)]
struct Counts {
    subjects: u64,
    with_hits: u64,
    not_screened: u64,
}

fn screen_rows(
    show: Show<'_>,
    file: &RegisterFile,
    table: &mut SubjectTable<&[u8]>,
    policy: &Policy,
    receipts: &Receipts,
    out: &mut dyn Write,
) -> anyhow::Result<Counts> {
    let bar = show.progress(None);
    let mut counts = Counts::default();
    let mut doubts = 0;
    let mut scratch = Scratch::default();
    // Answers whose receipts are not kept yet: each with the row's id, and whether it has one.
    let (mut waiting, mut kept) = (Vec::with_capacity(KEPT_AT_ONCE), Vec::with_capacity(KEPT_AT_ONCE));
    let mut write = |waiting: &mut Vec<(String, Screening, bool)>, kept: &mut Vec<Receipt>| {
        let mut ids = receipts.keep(kept)?.into_iter();
        kept.clear();
        for (id, screening, has_receipt) in waiting.drain(..) {
            let receipt = if has_receipt { ids.next() } else { None };
            writeln!(out, "{}", answer::screening(show.words, file, &id, &screening, receipt))?;
        }
        Ok::<_, anyhow::Error>(())
    };
    for row in table {
        if let Some(doubt) = row.doubt {
            doubts += 1;
            if doubts <= DOUBTS_TOLD {
                bar.suspend(|| tell_doubt(show, &row, doubt));
            }
        }
        let has_receipt = row.subject.is_ok();
        let screening = match row.subject {
            Ok(subject) => {
                let screening = screening::screen_in(&mut scratch, &subject, file.index(), policy);
                kept.push(node::receipts::receipt(&subject, policy, file.id(), &screening)?);
                screening
            }
            Err(why) => Screening::NotScreened(why),
        };
        counts.subjects += 1;
        match &screening {
            Screening::Screened(answer) => counts.with_hits += u64::from(answer.found > 0),
            Screening::NotScreened(_) => counts.not_screened += 1,
        }
        waiting.push((row.id, screening, has_receipt));
        if waiting.len() >= KEPT_AT_ONCE {
            write(&mut waiting, &mut kept)?;
        }
        bar.set_message(counts.subjects.to_string());
        bar.tick();
    }
    write(&mut waiting, &mut kept)?;
    bar.finish_and_clear();
    if doubts > DOUBTS_TOLD {
        let values = [("shown", plain(DOUBTS_TOLD)), ("count", plain(doubts - DOUBTS_TOLD))];
        eprintln!("{}: {}", show.say("warning"), show.fill("id-doubts-more", &values));
    }
    if doubts > 0 {
        eprintln!("{}: {}", show.say("hint"), show.say("hint-ids"));
    }
    Ok(counts)
}

fn tell_doubt(show: Show<'_>, row: &SubjectRow, doubt: IdDoubt) {
    let line = ("line", plain(row.line));
    let said = match doubt {
        IdDoubt::Empty => show.fill("id-empty", &[line]),
        IdDoubt::Repeated(first) => show.fill("id-repeated", &[line, ("id", row.id.clone()), ("first", plain(first))]),
    };
    eprintln!("{}: {said}", show.say("warning"));
}

/// What is wrong with a table as a whole, with the hint for tables of its kind.
pub(crate) fn table_error(show: Show<'_>, error: &TableError, hint: &str) -> anyhow::Error {
    let hint = if matches!(error, TableError::AddedColumn(_)) { "hint-added-column" } else { hint };
    let (key, what) = match error {
        TableError::AddedColumn(column) => ("table-added-column", (*column).to_owned()),
        TableError::MissingColumn(column) => ("table-missing-column", (*column).to_owned()),
        TableError::RepeatedColumn(column) => ("table-repeated-column", column.clone()),
        TableError::Heading(cause) => ("table-heading", cause.clone()),
    };
    anyhow::anyhow!("{}\n{}: {}", show.fill(key, &[("what", what)]), show.say("hint"), show.say(hint))
}
