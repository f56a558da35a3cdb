//! `cargo xtask generate` writes the files that are made from others; `cargo xtask check` says which are stale;
//! `cargo xtask evaluate` says how well names are compared; `cargo xtask workload` how many invented customers are hit;
//! `cargo xtask screens` how fast; `cargo xtask everyone` whether the index finds what comparing with everyone finds;
//! `cargo xtask found` how many of the listed are found; `cargo xtask likelihoods` how
//! often what stands beside names agrees; `cargo xtask train` learns what the scorer of names weighs.
//!
//! Shape:    the files are committed, so that a reader of the repository needs no tool to see them.

#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a command line prints")]

mod codes;
mod crowd;
mod evaluate;
mod lists;
mod sounds;
mod train;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Every generated file, from the repository's root, with its text.
fn generated() -> anyhow::Result<Vec<(&'static str, String)>> {
    Ok(vec![
        ("docs/codes.md", codes::page()),
        ("docs/lists.md", lists::page()),
        ("crates/names/src/sound/tables.rs", sounds::tables(&root().join("crates/names/data/sounds"))?),
        ("crates/names/src/parts/tables.rs", words::tables()),
    ])
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Where the measurements find what they measure with, and keep what takes long to make.
fn folders() -> evaluate::Folders {
    let [quality, lists, kept] = ["../shared/quality", "../shared/lists", "target/evaluate"].map(|p| root().join(p));
    evaluate::Folders { quality, lists, kept }
}

/// What follows an option.
fn option(name: &str) -> Option<String> {
    std::env::args().skip(2).skip_while(|argument| argument != name).nth(1)
}

/// The generated files that are not as they would be written now.
fn stale() -> anyhow::Result<Vec<&'static str>> {
    let differs =
        |(path, text): &(&str, String)| std::fs::read_to_string(root().join(path)).ok().as_ref() != Some(text);
    Ok(generated()?.into_iter().filter(differs).map(|(path, _)| path).collect())
}

fn main() -> anyhow::Result<ExitCode> {
    match std::env::args().nth(1).as_deref() {
        Some("generate") => {
            for (path, text) in generated()? {
                std::fs::write(root().join(path), text)?;
                eprintln!("written: {path}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Some("check") => {
            let stale = stale()?;
            for path in &stale {
                eprintln!("stale: {path}; run cargo xtask generate");
            }
            Ok(if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Some("evaluate") => {
            match option("--rows") {
                Some(group) => evaluate::print_rows(&folders(), &group)?,
                None => evaluate::print(&folders(), option("--wrong").as_deref())?,
            }
            Ok(ExitCode::SUCCESS)
        }
        Some("workload") => {
            let hits = std::env::args().any(|argument| argument == "--hits");
            let each = if hits { evaluate::workload::SAMPLE } else { evaluate::workload::EACH };
            let each = option("--each").map_or(Ok(each), |text| text.parse())?;
            evaluate::workload::print(&folders(), each, hits)?;
            Ok(ExitCode::SUCCESS)
        }
        Some("screens") => {
            let number = |name: &str, usual: usize| option(name).map_or(Ok(usual), |text| text.parse());
            let each = number("--each", evaluate::screens::EACH)?;
            evaluate::screens::print(&folders(), each, number("--beside-everyone", 0)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Some("everyone") => {
            let number = |name: &str, usual: usize| option(name).map_or(Ok(usual), |text| text.parse());
            evaluate::everyone::print(
                number("--entities", evaluate::everyone::ENTITIES)?,
                number("--random", evaluate::everyone::RANDOM)?,
                number("--adversarial", evaluate::everyone::ADVERSARIAL)?,
                number("--seed", 1)? as u64,
            )?;
            Ok(ExitCode::SUCCESS)
        }
        Some("crowd") => {
            let number = |name: &str, usual: usize| option(name).map_or(Ok(usual), |text| text.parse());
            let folder = option("--data").ok_or_else(|| anyhow::anyhow!("--data DIR is wanted"))?;
            crowd::print(Path::new(&folder), number("--entities", crowd::ENTITIES)?, number("--seed", 1)? as u64)?;
            Ok(ExitCode::SUCCESS)
        }
        Some("found") => {
            evaluate::found::print(&folders(), std::env::args().any(|argument| argument == "--missed"))?;
            Ok(ExitCode::SUCCESS)
        }
        Some("likelihoods") => {
            evaluate::likelihoods::print(&folders())?;
            Ok(ExitCode::SUCCESS)
        }
        Some("train") => {
            train::train(&root(), &folders())?;
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprintln!(
                "usage: cargo xtask generate | check | evaluate [--wrong GROUP | --rows GROUP] | workload [--each N] [--hits] | screens [--each N] [--beside-everyone N] | everyone [--entities N] [--random N] [--adversarial N] [--seed N] | crowd --data DIR [--entities N] [--seed N] | found [--missed] | likelihoods | train"
            );
            Ok(ExitCode::from(2))
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_generated_files_are_fresh() {
        assert_eq!(super::stale().unwrap(), Vec::<&str>::new(), "run cargo xtask generate");
    }
}
