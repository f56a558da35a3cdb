//! Preparing names, and comparing prepared ones, over the labelled pairs of Arabic names.
//!
//! Shape:    `cargo run --release -p benches --bin comparing [ROUNDS]` prints the mean of the fastest round: nanoseconds to
//!           prepare a name and to compare two prepared ones, a line each with a tab between. `benches/peer` runs it
//!           beside the peer. Rounds alternate between the two.
//! Fails:    where the pairs are absent it says "skipped" and ends well.

#![expect(clippy::print_stdout, reason = "the figures are the program's output")]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

const PAIRS: &str = "../../shared/quality/arabic_xscript_dev.csv";

fn main() -> Result<(), Failure> {
    let rounds: u32 = std::env::args().nth(1).map_or(Ok(5), |text| text.parse())?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAIRS);
    if !path.exists() {
        println!("skipped: no ../shared/quality beside this checkout");
        return Ok(());
    }
    let pairs = pairs(&path)?;
    let (mut prepare_ns, mut compare_ns) = (f64::MAX, f64::MAX);
    for _ in 0..rounds {
        let start = Instant::now();
        let prepared: Vec<_> = pairs.iter().map(|(a, b)| (names::prepare(black_box(a)), names::prepare(b))).collect();
        prepare_ns = prepare_ns.min(mean_ns(start, 2 * pairs.len()));
        let start = Instant::now();
        for (a, b) in &prepared {
            black_box(names::compare(black_box(a), black_box(b)));
        }
        compare_ns = compare_ns.min(mean_ns(start, pairs.len()));
    }
    println!("pairs\t{}\nprepare_ns\t{prepare_ns:.1}\ncompare_ns\t{compare_ns:.1}", pairs.len());
    Ok(())
}

fn mean_ns(start: Instant, times: usize) -> f64 {
    start.elapsed().as_secs_f64() * 1e9 / times.max(1) as f64
}

fn pairs(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut reader = csv::Reader::from_path(path)?;
    let columns = reader.headers()?.clone();
    let column = |name: &str| columns.iter().position(|column| column == name).ok_or(format!("no column {name}"));
    let (left, right) = (column("name1")?, column("name2")?);
    let cell = |row: &csv::StringRecord, at: usize| row.get(at).unwrap_or_default().to_owned();
    reader.records().map(|row| row.map(|row| (cell(&row, left), cell(&row, right))).map_err(Failure::from)).collect()
}
