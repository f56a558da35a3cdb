//! Reading published lists into statements with evidence, beside a bare pass of quick-xml over the same bytes.
//!
//! Shape:    `cargo run --release -p benches --bin reading [ROUNDS]`. Rounds alternate between the two, so that a busy
//!           machine slows both; printed are MB/s (median, least..greatest), their ratio, and the process's peak memory,
//!           which has the uncompressed file in it. 1 MB is 10^6 bytes.
//! Not here: judgement. The figures of a run are kept in `benches/results/reading.md`.

#![expect(clippy::print_stdout, reason = "the figures are the program's output")]

use std::hint::black_box;
use std::time::Instant;

use benches::{READING, Spread, published};
use quick_xml::events::Event;
use register::EditionId;
use sources::File;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let rounds = match std::env::args().nth(1) {
        Some(rounds) => rounds.parse()?,
        None => 15,
    };
    for (name, file) in READING {
        match published(file)? {
            Some(bytes) => measure(name, &bytes, rounds)?,
            None => println!("{name}: skipped, no ../shared/lists beside this checkout"),
        }
    }
    if let Some(peak) = peak_memory() {
        println!("peak memory: {peak}");
    }
    Ok(())
}

fn measure(name: &str, bytes: &[u8], rounds: usize) -> Result<(), Failure> {
    let edition = EditionId::of(bytes);
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let start = Instant::now();
        black_box(bare_pass(black_box(bytes))?);
        bare.push(mb_per_s(bytes, start));
        let start = Instant::now();
        black_box(read(black_box(bytes), edition)?);
        ours.push(mb_per_s(bytes, start));
    }
    let ratios = ours.iter().zip(&bare).map(|(ours, bare)| ours / bare).collect();
    let (Some(bare), Some(ours), Some(ratio)) = (Spread::of(bare), Spread::of(ours), Spread::of(ratios)) else {
        return Ok(());
    };
    println!("{name}: {:.1} MB, {} statements, {rounds} rounds", mb(bytes), read(bytes, edition)?);
    println!("  bare quick-xml  {:6.1} MB/s  ({:.1}..{:.1})", bare.median, bare.least, bare.greatest);
    println!("  read_entries    {:6.1} MB/s  ({:.1}..{:.1})", ours.median, ours.least, ours.greatest);
    println!("  ratio           {:6.3}       ({:.3}..{:.3})", ratio.median, ratio.least, ratio.greatest);
    Ok(())
}

/// Every event of quick-xml with its default settings, and nothing done with it but adding up lengths.
fn bare_pass(bytes: &[u8]) -> Result<usize, Failure> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut length = 0;
    loop {
        length += match black_box(reader.read_event()?) {
            Event::Eof => return Ok(length),
            event => event.len(),
        };
    }
}

/// Reads an edition and drops its entries; how many statements there were.
fn read(bytes: &[u8], edition: EditionId) -> Result<usize, Failure> {
    let file = File { name: "list.xml", bytes };
    let (format, _) = sources::identify(file)?;
    let mut statements = 0;
    sources::read_entries(format, &[file], edition, &mut |entry| {
        statements += black_box(&entry).statements.len();
    })?;
    Ok(statements)
}

#[expect(clippy::cast_precision_loss, reason = "a file's length is far below 2^52")]
fn mb(bytes: &[u8]) -> f64 {
    bytes.len() as f64 / 1e6
}

fn mb_per_s(bytes: &[u8], start: Instant) -> f64 {
    mb(bytes) / start.elapsed().as_secs_f64()
}

/// The most memory the process has held, as the kernel prints it.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(|peak| peak.trim().to_owned())
}
