//! Reads one published list once: what `benches/instructions` counts the instructions of.
//!
//! Shape:    `read_once FILE`, a path inside `../shared/lists`. Only what happens inside [`kernel`] is counted.
//! Fails:    exit 2 where the file is absent, so that the script can say "skipped".

use std::hint::black_box;
use std::process::ExitCode;

use register::EditionId;
use sources::{File, Format};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<ExitCode, Failure> {
    let path = std::env::args().nth(1).ok_or("usage: read_once FILE")?;
    let Some(bytes) = benches::published(&path)? else {
        return Ok(ExitCode::from(2));
    };
    let file = File { name: "list.xml", bytes: &bytes };
    let (format, _) = sources::identify(file)?;
    black_box(kernel(format, file, EditionId::of(&bytes))?);
    Ok(ExitCode::SUCCESS)
}

/// Reads the edition; never inlined, so that it can be told apart.
#[inline(never)]
fn kernel(format: Format, file: File<'_>, edition: EditionId) -> Result<usize, Failure> {
    let mut statements = 0;
    sources::read_entries(format, &[file], edition, &mut |entry| statements += black_box(&entry).statements.len())?;
    Ok(statements)
}
