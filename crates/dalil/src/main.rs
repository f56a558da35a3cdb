//! The command line.
//!
//! Shape:    data on stdout, messages on stderr. Exit 0: done, nothing found; 3: possible matches; 1: failed; 2: wrong
//!           usage.
//! Words:    the doc comments of commands and arguments are their help in English; `help` says it in the language asked.
//! Not here: any rule of the domain.

#![expect(clippy::print_stderr, reason = "a command line prints")]

mod access;
mod asking;
mod auditing;
mod authorities;
mod backing_up;
mod bench;
mod building;
mod commands;
mod compare;
mod demo;
mod doctor;
mod export;
mod health;
mod help;
mod man;
mod parallel;
mod receipts;
mod screen;
mod serving;
mod show;
mod unifying;
mod usage;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use node::backup::Secrets;
use register::{DateSpan, Day, Policy, Scope};
use server::explain;
use sources::fictitious::Plan;

/// Unifies public designation lists into one register, with evidence for every statement.
#[derive(Parser)]
#[command(name = "dalil", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args)]
struct Common {
    /// The data folder [default: the platform's folder for data, then `dalil`]
    #[arg(long, global = true, env = "DALIL_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print JSON instead of a table
    #[arg(long, global = true)]
    json: bool,
    /// The language of messages
    #[arg(long, global = true, env = "DALIL_LANG", value_enum, default_value_t = Language::En)]
    lang: Language,
    /// The moment that counts as now
    #[arg(long, global = true, hide = true, value_name = "TIME")]
    now: Option<jiff::Timestamp>,
}

/// Arabic or English.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Language {
    /// العربية
    Ar,
    /// English
    En,
}

impl From<Language> for server::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Ar => Self::Ar,
            Language::En => Self::En,
        }
    }
}

#[derive(Subcommand)]
enum Command {
    /// Try Dalil on invented lists: written, taken in, built, screened against; no network
    Demo(Demo),
    /// Show the lists known and the editions held
    Lists {
        /// Only lists whose newest edition is older than its limit, or absent
        #[arg(long)]
        stale: bool,
    },
    /// Take editions in; the format is found by content
    Import(Import),
    /// Show the publisher's elements counted as read, an edition a line; or how lists stand to one another
    Stats {
        /// The list, as in un-sc
        list: Option<String>,
        /// Only the edition of this day
        #[arg(long, value_name = "DATE")]
        edition: Option<Day>,
        /// Days until other lists followed each designation and delisting of the list [default list: un-sc]
        #[arg(long, conflicts_with = "edition")]
        lag: bool,
        /// Which groups stand on which lists
        #[arg(long, conflicts_with_all = ["edition", "lag", "list"])]
        matrix: bool,
    },
    /// Show what changed between two editions, field by field
    Diff {
        /// The list, as in un-sc
        list: String,
        /// The earlier edition [default: the one before]
        #[arg(long, value_name = "DATE")]
        from: Option<Day>,
        /// The later edition [default: the last]
        #[arg(long, value_name = "DATE")]
        to: Option<Day>,
    },
    /// Build the register of everything held and put it in use
    Build {
        /// Build from the editions of this day and before only: what was known then; the register in use stays in use
        #[arg(long, value_name = "DATE")]
        as_of: Option<Day>,
        /// Put that register in use all the same: until the next build every answer is of that day
        #[arg(long = "use", requires = "as_of")]
        use_it: bool,
    },
    /// Put the register built before the one in use back in use
    Rollback,
    /// Show the key that signs what this data folder builds
    Keys,
    /// Show everything known of an entity, with the evidence for each statement
    Entity {
        /// An entity's id, or a publisher's reference, as in un-sc:XXi.001 or XXi.001
        id: String,
        #[command(flatten)]
        when: asking::When,
    },
    /// Find entities by reference, number or name, in any script; those on no list any more too
    Search {
        /// The text
        text: String,
        /// The most to show
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: usize,
        #[command(flatten)]
        when: asking::When,
    },
    /// Show which entries of which lists are taken for one entity
    Clusters {
        /// Only entities that more than one list speaks of
        #[arg(long)]
        several: bool,
        #[command(flatten)]
        when: asking::When,
    },
    /// Show the pairs of entries that a person has to look at, or judge them
    #[command(args_conflicts_with_subcommands = true)]
    Unify(unifying::Unify),
    /// Ask whether a person or party may be listed; exit code 3 when something may match
    Screen(Screen),
    /// Show the receipt of a screening, its signed note, or the certificate of the search
    Receipt(receipts::Wanted),
    /// Compute screenings again from their receipts; exit code 1 when one gives something else
    Replay(receipts::Replay),
    /// Check the log of what was looked up and screened, write it out, or erase what is personal of it
    #[command(subcommand)]
    Audit(auditing::Asked),
    /// Show who may ask over HTTP, or make and withdraw keys and people
    #[command(args_conflicts_with_subcommands = true)]
    Access(access::Access),
    /// Ask another server that speaks yente's addresses the same, and tell what each finds that the other does not
    Parallel(parallel::Parallel),
    /// Take in which entity others' ids name: entities.ftm.json of OpenSanctions, or CSV with the columns id,referent
    Referents {
        /// The file; .gz, .zst and .zip are unpacked
        file: PathBuf,
        /// In place of what was taken in before
        #[arg(long)]
        replace: bool,
    },
    /// Compare two names, or each pair of a table
    Compare(Compare),
    /// Write the register in use for other tools
    Export(export::Wanted),
    /// Measure how fast the register in use is screened against
    Bench(bench::Bench),
    /// Serve the HTTP API and the console; the first line on standard error is `listening on URL`
    Serve(serving::Serve),
    /// Show where the data is and how much, check the stored bytes against their hashes, the register in use against its own entities, the clock and the keys
    Doctor,
    /// Copy everything that cannot be made again into a folder; others may read and write meanwhile
    Backup {
        /// A folder that is empty or not there yet
        to: PathBuf,
        /// The secret keys too: whoever reads the backup can then sign in the name of this data folder
        #[arg(long)]
        with_keys: bool,
    },
    /// Check a backup whole and make a data folder of it; one that holds anything stays as it is
    Restore {
        /// The folder that dalil backup wrote
        from: PathBuf,
        /// Only check it: every file, the store, the register's signature; nothing is written
        #[arg(long)]
        verify: bool,
    },
    /// Ask a server on this machine whether it is ready; exit code 1 when it is not
    Health {
        /// Its address: http:// and a loopback address; /readyz where no path is given
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8470")]
        url: node::health::Local,
    },
    /// Print a manual page
    Man {
        /// The command, as in unify judge [default: dalil itself]
        command: Vec<String>,
        /// Print which commands have a page instead, a command a line
        #[arg(long, conflicts_with = "command")]
        names: bool,
    },
    /// Print what the HTTP API is, as OpenAPI 3.1 describes it
    Openapi,
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
struct Demo {
    /// Do not serve the search page at the end
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    serve: serving::Serve,
    /// How many people to invent
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=40_000_000))]
    people: u32,
    /// Another seed invents other people, who take the place of an earlier demonstration in the same folder
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
}

#[derive(Args)]
struct Import {
    /// The files; .gz, .zst and .zip are unpacked
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The list the files must be of
    #[arg(long, value_name = "ID")]
    list: Option<String>,
    /// The day to put on the edition, for files that state none or a wrong one
    #[arg(long, value_name = "DATE")]
    published: Option<Day>,
    /// The files are only parts of their lists: they add statements and withdraw nothing
    #[arg(long)]
    extract: bool,
    /// The files are whole lists, though they were marked as extracts
    #[arg(long, conflicts_with = "extract")]
    whole: bool,
    /// Take an edition that withdraws more than the guard allows, and record why
    #[arg(long, value_name = "REASON", value_parser = reason)]
    accept_loss: Option<String>,
}

/// A reason is words; blanks are none.
fn reason(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() { Err("the reason is empty") } else { Ok(text.to_owned()) }
}

#[derive(Args)]
struct Screen {
    /// The name, in any script
    #[arg(required_unless_present_any = ["file", "document"])]
    name: Option<String>,
    /// Date of birth or founding: 1970, 1970-05, 1970-05-17 or 1968..1972
    #[arg(long, value_name = "DATE")]
    born: Option<DateSpan>,
    /// Place of birth: a town, a province, a country, with commas between
    #[arg(long, value_name = "PLACE")]
    birth_place: Option<String>,
    /// Number of a document or registration
    #[arg(long, value_name = "NUMBER")]
    document: Option<String>,
    /// Nationality or country, by name or code; never raises a score
    #[arg(long, value_name = "COUNTRY")]
    nationality: Option<String>,
    /// What it is: Person, Organization, Vessel, Airplane
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<String>,
    /// The least score of a possible match, 0 to 1 [default: 0.70]; `match` is true in the stronger band, from 0.90 on
    #[arg(long, value_parser = share, value_name = "SCORE")]
    threshold: Option<f64>,
    /// The most possible matches to show for a subject
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Only what this list states; may be given several times [default: all lists]
    #[arg(long = "list", value_name = "ID")]
    lists: Vec<String>,
    /// Only entries under this programme or regime, as the publisher prints it; may be given several times
    #[arg(long = "programme", value_name = "TEXT")]
    programmes: Vec<String>,
    /// Never this entity, which a person told apart; may be given several times
    #[arg(long, value_name = "ENTITY")]
    exclude: Vec<String>,
    #[command(flatten)]
    when: asking::When,
    /// A table of subjects as CSV: id,name[,birth_date,birth_place,nationality,document,schema,gender]
    #[arg(long, value_name = "IN.csv", conflicts_with_all = ["name", "born", "birth_place", "document", "nationality", "schema"])]
    file: Option<PathBuf>,
    /// Where the answers go, a line of JSON for each row; the file is there once all are written [default: standard output]
    #[arg(long, requires = "file", value_name = "OUT.jsonl")]
    out: Option<PathBuf>,
    /// For what it is asked, as in "visa application 17": kept with the receipts
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    purpose: Option<String>,
}

#[derive(Args)]
struct Compare {
    /// One name
    #[arg(required_unless_present = "pairs", requires = "right")]
    left: Option<String>,
    /// The other name
    right: Option<String>,
    /// A table of pairs as CSV: name1,name2 and any other columns
    #[arg(long, value_name = "IN.csv", conflicts_with = "left")]
    pairs: Option<PathBuf>,
    /// Where the table goes, with score and match added; the file is there once all is written [default: standard output]
    #[arg(long, requires = "pairs", value_name = "OUT.csv")]
    out: Option<PathBuf>,
    /// The least score of a possible match, 0 to 1: from it on `match` is true [default: 0.70]
    #[arg(long, value_parser = share, value_name = "SCORE")]
    threshold: Option<f64>,
}

/// A number from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1 is wanted".to_owned()),
    }
}

fn main() -> ExitCode {
    let cli: Cli = match help::parse(&std::env::args_os().collect::<Vec<_>>()) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let words = server::Words::new(cli.common.lang.into());
    let json = cli.common.json;
    match run(cli, &words) {
        Ok(code) => code,
        Err(error) => {
            // A closed pipe (`dalil diff … | head`) is the reader's choice.
            if error.chain().any(|cause| {
                cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
            }) {
                return ExitCode::SUCCESS;
            }
            match error.downcast_ref::<node::Error>() {
                Some(error) => {
                    if json {
                        let line = serde_json::json!({"problems": [explain::problem_json(&words, error)]});
                        // What cannot be written here is said on stderr below.
                        let _ = writeln!(std::io::stdout(), "{line}");
                    }
                    eprintln!("{}: {}", words.say("error", &[]), explain::message(&words, error));
                    eprintln!("{}: {}", words.say("hint", &[]), explain::hint(&words, error));
                }
                None => eprintln!("{}: {error:#}", words.say("error", &[])),
            }
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli, words: &server::Words) -> anyhow::Result<ExitCode> {
    if let Command::Completions { shell } = cli.command {
        clap_complete::generate(shell, &mut Cli::command(), "dalil", &mut std::io::stdout());
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Openapi = cli.command {
        std::io::stdout().lock().write_all(server::OPENAPI.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let show = show::Show { words, json: cli.common.json };
    if let Command::Man { command, names } = &cli.command {
        let spoken = help::in_words(Cli::command(), words);
        return if *names { man::names(&spoken) } else { man::page(show, &spoken, command) };
    }
    if let Command::Health { url } = &cli.command {
        return health::health(show, url);
    }
    if let Command::Restore { from, verify } = &cli.command {
        // Nothing is opened or made where a data folder is yet to be.
        return if *verify {
            backing_up::verify(show, from)
        } else {
            backing_up::restore(show, from, &data_folder(cli.common.data)?)
        };
    }
    if let Command::Compare(asked) = &cli.command {
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        return match &asked.pairs {
            Some(pairs) => compare::table(show, pairs, asked.out.as_deref(), asked.threshold),
            None => compare::two(show, &name(&asked.left), &name(&asked.right), asked.threshold),
        };
    }
    let now = cli.common.now.unwrap_or_else(jiff::Timestamp::now);
    if let Command::Demo(asked) = &cli.command {
        let plan = Plan { seed: asked.seed, people: asked.people as usize, ..Plan::default() };
        let folder = match cli.common.data {
            Some(folder) => folder,
            None => data_folder(None)?.with_file_name(format!("dalil-demo-{}-{}", plan.people, plan.seed)),
        };
        let node = demo::demo(show, &folder, &plan, now)?;
        if asked.no_serve {
            return Ok(ExitCode::SUCCESS);
        }
        return Ok(serving::serve(show, node, &asked.serve, cli.common.now)?);
    }
    let mut node = node::Node::open(&data_folder(cli.common.data)?)?;
    match cli.command {
        Command::Lists { stale } => commands::lists(show, &node, stale, now),
        Command::Import(import) => {
            let options = node::ImportOptions {
                list: import.list,
                published: import.published,
                extract: if import.whole { Some(false) } else { import.extract.then_some(true) },
                accept_loss: import.accept_loss,
                origin: node::Origin::Published,
                now,
            };
            commands::import(show, &mut node, &import.files, &options)
        }
        Command::Stats { list, lag: true, .. } => authorities::lag(show, &node, list.as_deref().unwrap_or("un-sc")),
        Command::Stats { matrix: true, .. } => authorities::matrix(show, &node),
        Command::Stats { list, edition, .. } => commands::stats(show, &node, list.as_deref(), edition),
        Command::Diff { list, from, to } => commands::diff(show, &node, &list, from, to),
        Command::Build { as_of: None, .. } => building::build(show, &mut node, now),
        Command::Build { as_of: Some(day), use_it } => building::build_as_of(show, &mut node, day, use_it, now),
        Command::Rollback => building::rollback(show, &mut node),
        Command::Keys => building::keys(show, &node),
        Command::Entity { id, when } => asking::entity(show, &mut node, &id, when, now),
        Command::Search { text, limit, when } => asking::search(show, &mut node, &text, limit, when, now),
        Command::Clusters { several, when } => unifying::clusters(show, &mut node, several, when, now),
        Command::Unify(asked) => unifying::unify(show, &mut node, asked, now),
        Command::Screen(asked) => screen(show, &mut node, &asked, now),
        Command::Receipt(wanted) => receipts::receipt(show, &node, &wanted),
        Command::Replay(wanted) => receipts::replay(show, &mut node, &wanted, now),
        Command::Audit(asked) => auditing::audit(show, &node, &asked, now),
        Command::Access(asked) => access::access(show, &node, &asked, now),
        Command::Parallel(asked) => parallel::parallel(show, &node, &asked, now),
        Command::Referents { file, replace } => parallel::referents(show, &mut node, &file, replace),
        Command::Export(wanted) => export::export(show, &mut node, &wanted, now),
        Command::Bench(wanted) => bench::bench(show, &node, &wanted),
        Command::Serve(asked) => Ok(serving::serve(show, node, &asked, cli.common.now)?),
        Command::Doctor => doctor::doctor(show, &node, now),
        Command::Backup { to, with_keys } => {
            let secrets = if with_keys { Secrets::Included } else { Secrets::LeftOut };
            backing_up::back_up(show, &node, &to, secrets, now)
        }
        // Answered above: they open no data folder, or one of their own.
        Command::Demo(_)
        | Command::Compare(_)
        | Command::Restore { .. }
        | Command::Health { .. }
        | Command::Man { .. }
        | Command::Openapi
        | Command::Completions { .. } => Ok(ExitCode::SUCCESS),
    }
}

fn screen(
    show: show::Show<'_>,
    node: &mut node::Node,
    asked: &Screen,
    now: jiff::Timestamp,
) -> anyhow::Result<ExitCode> {
    let usual = Policy::default();
    let policy = Policy {
        threshold: asked.threshold.unwrap_or(usual.threshold),
        limit: asked.limit.unwrap_or(usual.limit),
        scope: Scope {
            lists: asked.lists.clone(),
            programmes: asked.programmes.clone(),
            exclude: asked.exclude.clone(),
            in_force: asked.when.in_force,
        },
        ..usual
    };
    let register = asking::register_of(show, node, asked.when, now)?;
    let receipts = screen::Receipts::open(node, asked.purpose.as_deref().unwrap_or_default(), now)?;
    if let Some(file) = &asked.file {
        return screen::table(show, &register, file, asked.out.as_deref(), &policy, &receipts);
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let born = asked.born.map(|born| born.to_string()).unwrap_or_default();
    let (name, birth_place, nationality) = (text(&asked.name), text(&asked.birth_place), text(&asked.nationality));
    let (document, schema) = (text(&asked.document), text(&asked.schema));
    let fields = screening::Fields {
        name: &name,
        birth_date: &born,
        birth_place: &birth_place,
        nationality: &nationality,
        document: &document,
        schema: &schema,
        gender: "",
    };
    screen::one(show, &register, &fields, &policy, &receipts)
}

fn data_folder(given: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let platform = || std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(home);
    given
        .or_else(|| platform().map(|folder| folder.join("dalil")))
        .ok_or_else(|| anyhow::anyhow!("no data folder: give --data DIR or set DALIL_DATA"))
}
