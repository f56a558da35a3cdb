//! `dalil man`: manual pages, out of the same words as `--help`.
//!
//! Shape:    roff on standard output, one page at a time, without a date: the same bytes whenever a package is built.
//! Not here: where pages are installed (`packaging/deb`).

use std::io::Write as _;
use std::process::ExitCode;

use clap::Command;
use clap_mangen::Man;

use crate::show::Show;

const WRONG_USAGE: u8 = 2;

/// The headings that clap's pages have in English, each with the key of its word.
const HEADINGS: [(&str, &str); 4] = [
    ("NAME", "man-name"),
    ("SYNOPSIS", "man-synopsis"),
    ("DESCRIPTION", "man-description"),
    ("VERSION", "man-version"),
];

/// Writes the page of a command, which is named by its words; of `dalil` itself where there are none.
pub(crate) fn page(show: Show<'_>, spoken: &Command, asked: &[String]) -> anyhow::Result<ExitCode> {
    let mut command = spoken;
    for name in asked {
        let Some(below) = command.find_subcommand(name) else {
            let unknown = show.fill("usage-unknown-command", &[("command", name.clone())]);
            eprintln!("{}: {unknown}", show.say("error"));
            eprintln!("{}: {}", show.say("hint"), show.say("hint-man"));
            return Ok(ExitCode::from(WRONG_USAGE));
        };
        command = below;
    }
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render(&mut page)?;
    let mut page: String = String::from_utf8(page)?;
    // The heading's empty date would be left out, and the version stand in its place.
    if let Some((start, rest)) =
        page.split_once(".TH ").and_then(|(start, rest)| Some((start, rest.split_once('\n')?.1)))
    {
        let name = [&["dalil".to_owned()], asked].concat().join("-");
        page = format!("{start}.TH {name} 1 \"\" \"Dalil {}\" \"\"\n{rest}", env!("CARGO_PKG_VERSION"));
    }
    for (heading, key) in HEADINGS {
        page = page.replace(&format!("\n.SH {heading}\n"), &format!("\n.SH {}\n", show.say(key)));
    }
    std::io::stdout().write_all(page.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the words of every command that has a page, a command a line; the first line is empty, for `dalil` itself.
pub(crate) fn names(spoken: &Command) -> anyhow::Result<ExitCode> {
    let mut lines = vec![String::new()];
    names_below(spoken, "", &mut lines);
    std::io::stdout().write_all(format!("{}\n", lines.join("\n")).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn names_below(command: &Command, above: &str, lines: &mut Vec<String>) {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        let name = format!("{above} {}", below.get_name()).trim_start().to_owned();
        lines.push(name.clone());
        names_below(below, &name, lines);
    }
}
