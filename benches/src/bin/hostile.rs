//! Texts made to be slow: preparing two names and comparing them.
//!
//! Shape:    `cargo run --release -p benches --bin hostile [ROUNDS]` prints the fastest of the rounds in microseconds:
//!           preparing a text, preparing and comparing it beside itself and beside the text that is slowest with it; a line
//!           each, tabs between, the slowest first.
//! Not here: that nothing panics (`crates/names/tests/hostile.rs`).

#![expect(clippy::print_stdout, reason = "the figures are the program's output")]

use std::hint::black_box;
use std::time::Instant;

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

/// Each with what is hostile in it; `crates/names/tests/hostile.rs` has the same.
fn hostile() -> Vec<(&'static str, String)> {
    let words = |word: &str, times: usize| vec![word; times].join(" ");
    vec![
        ("nothing", String::new()),
        ("30 parts", (0..30).map(|n| format!("kar{}im", "aeiou".repeat(n % 3))).collect::<Vec<_>>().join(" ")),
        ("2,000 characters", "Yusuf ".repeat(334)),
        ("2,000 characters in one word", "yusufkhalid".repeat(182)),
        ("one letter 2,000 times", "a".repeat(2000)),
        ("one Arabic letter 2,000 times", "ع".repeat(2000)),
        ("the same word 32 times", words("Muhammad", 32)),
        ("the same Arabic word 32 times", words("محمد", 32)),
        ("512 initials", words("K", 512)),
        ("512 initials with dots", "K.".repeat(512)),
        ("joins everywhere", words("Abu Hamid al-Reza", 11)),
        ("servants", words("Abd al-Rahman", 11)),
        ("nothing but links", words("bin", 32)),
        ("nothing but titles", words("Haji", 32)),
        ("nothing but articles", words("al", 32)),
        ("nothing but legal forms", words("Co Ltd", 16)),
        ("words of organisations", words("Trading Bank Iran", 11)),
        ("the longest forms, cut short", words("sociedad de responsabilidad", 10)),
        ("Han without blanks", "公司有限北京银行".repeat(64)),
        ("Hangul without blanks", "회사은행".repeat(128)),
        ("kana", "ッャュョー".repeat(100)),
        ("emoji", "👨\u{200D}👩\u{200D}👧 🏴\u{E0067}\u{E007F} 😀".repeat(60)),
        ("combining marks", format!("a{}", "\u{301}\u{323}".repeat(1000))),
        ("marks alone", "\u{64B}\u{670}\u{5B0}".repeat(600)),
        ("right-to-left overrides", "\u{202E}fusuY\u{202C} \u{2067}ilayahK\u{2069} ".repeat(40)),
        ("what NFKC makes long", "ﷺ".repeat(512)),
        ("scripts mixed in each word", "Yоuѕеf Кhаlіd ".repeat(80)),
        ("signs for not joined", "علی\u{200C}".repeat(300)),
        ("commas", "a,b،c，".repeat(300)),
        ("digits", words("313th", 32)),
        ("controls", "\0\u{1}\u{FFFE}\u{FFFF}\u{10FFFF}".repeat(200)),
    ]
}
