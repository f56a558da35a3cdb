//! The command line.
//!
//! Shape:    data on stdout, messages on stderr. Exit 0: done; 1: failed; 2: wrong usage.
//! Not here: any rule of the domain.

#![expect(clippy::print_stderr, reason = "a command line prints")]

mod commands;
mod explain;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use register::Day;

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

#[derive(Subcommand)]
enum Command {
    /// Show the lists known and the editions held
    Lists {
        /// Only lists whose newest edition is older than its limit, or absent
        #[arg(long)]
        stale: bool,
    },
    /// Take editions in; the format is found by content
    Import(Import),
    /// Show the publisher's elements counted as read, an edition a line
    Stats {
        /// The list, as in un-sc
        list: Option<String>,
        /// Only the edition of this day
        #[arg(long, value_name = "DATE")]
        edition: Option<Day>,
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
    /// Show where the data is and check the stored bytes against their hashes
    Doctor,
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
struct Import {
    /// The files; .gz, .zst and .zip are unpacked
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The list the files must be of
    #[arg(long, value_name = "ID")]
    list: Option<String>,
    /// The day to put on the edition, for files that state none
    #[arg(long, value_name = "DATE")]
    published: Option<Day>,
    /// The files are only parts of their lists: they add statements and withdraw nothing
    #[arg(long)]
    extract: bool,
    /// Take an edition that withdraws more than the guard allows, and record why
    #[arg(long, value_name = "REASON")]
    accept_loss: Option<String>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let words = server::Words::new(match cli.common.lang {
        Language::Ar => server::Lang::Ar,
        Language::En => server::Lang::En,
    });
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
    let mut node = node::Node::open(&data_folder(cli.common.data)?)?;
    let now = cli.common.now.unwrap_or_else(jiff::Timestamp::now);
    let show = commands::Show { words, json: cli.common.json };
    match cli.command {
        Command::Lists { stale } => commands::lists(show, &node, stale, now),
        Command::Import(import) => {
            let options = node::ImportOptions {
                list: import.list,
                published: import.published,
                extract: import.extract,
                accept_loss: import.accept_loss,
                now,
            };
            commands::import(show, &mut node, &import.files, &options)
        }
        Command::Stats { list, edition } => commands::stats(show, &node, list.as_deref(), edition),
        Command::Diff { list, from, to } => commands::diff(show, &node, &list, from, to),
        Command::Doctor => commands::doctor(show, &node),
        Command::Completions { .. } => Ok(ExitCode::SUCCESS),
    }
}

fn data_folder(given: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let platform = || std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(home);
    given
        .or_else(|| platform().map(|folder| folder.join("dalil")))
        .ok_or_else(|| anyhow::anyhow!("no data folder: give --data DIR or set DALIL_DATA"))
}
