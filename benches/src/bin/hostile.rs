//! Texts made to be slow: preparing two names and comparing them.
//!
//! Shape:    `cargo run --release -p benches --bin hostile [ROUNDS]` prints the fastest of the rounds in microseconds:
//!           preparing a text, preparing and comparing it beside itself and beside the text that is slowest with it; a line
//!           each, tabs between, the slowest first.
//! Not here: that nothing panics (`crates/names/tests/hostile`, which has the texts).

#![expect(clippy::print_stdout, reason = "the figures are the program's output")]

use std::hint::black_box;
use std::time::Instant;

#[path = "../../../crates/names/tests/hostile/texts.rs"]
mod texts;

use texts::hostile;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let rounds: u32 = std::env::args().nth(1).map_or(Ok(20), |text| text.parse())?;
    let texts = hostile();
    let mut rows = Vec::with_capacity(texts.len());
    for (why, text) in &texts {
        let beside = |(other, second): &(&'static str, String)| (both(text, second, rounds), *other);
        let (most, other) = texts.iter().map(beside).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
        rows.push((most, other, both(text, text, rounds), prepare(text, rounds), *why));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("text\tpreparing it, µs\tbeside itself, µs\tat most, µs\tbeside");
    for (most, other, itself, prepare, why) in rows {
        println!("{why}\t{prepare:.1}\t{itself:.1}\t{most:.1}\t{other}");
    }
    Ok(())
}

fn prepare(text: &str, rounds: u32) -> f64 {
    fastest(rounds, || drop(black_box(names::prepare(black_box(text)))))
}

/// Two names prepared and compared.
fn both(left: &str, right: &str, rounds: u32) -> f64 {
    fastest(rounds, || {
        let (left, right) = (names::prepare(black_box(left)), names::prepare(black_box(right)));
        black_box(names::compare(&left, &right));
    })
}

/// Microseconds of the fastest round.
fn fastest(rounds: u32, work: impl Fn()) -> f64 {
    let measure = |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1e6
    };
    (0..rounds.max(1)).map(measure).fold(f64::MAX, f64::min)
}
