//! An edition that is cut short is refused wherever the cut can be seen; no damage makes a reader panic.
//!
//! Shape:    every edition of `testdata/`, cut at every byte, and with every byte changed to telling ones; the two large
//!           ones at a part of their bytes.
//! Not here: a cut that leaves whole rows cannot be told from a shorter list; the node's guard on counts is for that.

mod common;

use common::{one, problems, reading, testdata, text};
use sources::ProblemKind;

/// Where an edition can end without a reader seeing it.
#[derive(Clone, Copy, Debug)]
enum Ends {
    /// Only with the document.
    Document,
    /// After a line break that stands outside quotes.
    Row,
    /// Before or after a line break.
    Line,
}

/// Bytes from which an edition is only sampled; the advanced format's has its own changes below.
const LARGE: usize = 10_000;

const EDITIONS: &[(&str, Ends)] = &[
    ("un-sc/edition.xml", Ends::Document),
    ("us-ofac-sdn/edition.xml", Ends::Document),
    ("us-ofac-sdn/enhanced.xml", Ends::Document),
    ("us-ofac-sdn/advanced.xml", Ends::Document),
    ("eu-fsf/invented.xml", Ends::Document),
    ("eu-fsf/invented-old.xml", Ends::Document),
    ("uk-sl/edition.xml", Ends::Document),
    ("ca-sema/edition.xml", Ends::Document),
    ("us-csl/edition.csv", Ends::Row),
    ("ae-local/sheets.csv", Ends::Row),
    ("ae-local/edition.jsonl", Ends::Line),
    ("ftm/edition.jsonl", Ends::Line),
];

/// Tables whose last row may lack its line break.
const TABLES: &[&str] = &["uk-sl/edition.csv", "uk-ofsi/edition-2014.csv", "uk-ofsi/edition-2022.csv"];

#[test]
fn an_edition_cut_at_any_byte_is_refused() {
    for (name, ends) in EDITIONS {
        let whole = testdata(name);
        let end = if matches!(ends, Ends::Document) { whole.trim_ascii_end().len() } else { whole.len() };
        let mut quotes = 0;
        for cut in 0..end {
            let after_break = cut > 0 && whole[cut - 1] == b'\n';
            let unseen = match ends {
                Ends::Document => false,
                Ends::Row => after_break && quotes % 2 == 0,
                Ends::Line => after_break || whole[cut] == b'\n',
            };
            // A large document at each tag and at some bytes between, or it would take a minute.
            let passed_over = end > LARGE && whole[cut] != b'<' && cut % 7 != 0;
            assert!(unseen || passed_over || one(&whole[..cut]).is_err(), "{name} cut at {cut}");
            quotes += usize::from(whole[cut] == b'"');
        }
    }
}

#[test]
fn a_table_cut_inside_its_last_row_is_truncated() {
    let ofsi = testdata("uk-ofsi/edition-2014.csv");
    let last_row = ofsi[..ofsi.len() - 1].iter().rposition(|b| *b == b'\n').expect("there are rows") + 1;
    for end in last_row + 1..ofsi.len() - 5 {
        assert_eq!(one(&ofsi[..end]).expect_err("cut").kind, ProblemKind::Truncated, "cut at {end}");
    }
    let csv = testdata("uk-sl/edition.csv");
    let quote = csv.iter().position(|b| *b == b'"').expect("a field is quoted");
    assert_eq!(one(&csv[..quote + 5]).expect_err("cut").kind, ProblemKind::Truncated);
}

#[test]
fn a_set_cut_inside_a_row_is_truncated() {
    let [prim, alt, add] = ["prim", "alt", "add"].map(|part| testdata(&format!("us-ofac-cons/{part}.csv")));
    let refused = |prim: &[u8], alt: &[u8]| reading(&[("", prim), ("", alt), ("", &add)]).expect_err("cut").kind;
    let words = text("us-ofac-cons/prim.csv");
    let (last_row, last_quote) = (words.rfind("90002").expect("a row"), words.rfind('"').expect("a quote"));
    for end in last_row + 1..=last_quote {
        assert_eq!(refused(&prim[..end], &alt), ProblemKind::Truncated, "cut at {end}");
    }
    let alt = b"90001,5,\"fka\",\"X\",-0- \r\n90001,6,\"aka\"";
    let refusal = reading(&[("", &prim), ("", alt)]).expect_err("cut");
    assert_eq!(refusal.kind, ProblemKind::Truncated);
}

#[test]
fn a_set_whose_entries_end_in_their_mark_wants_it_on_every_file() {
    let [prim, alt, add] = ["prim", "alt", "add"].map(|part| testdata(&format!("us-ofac-cons/{part}.csv")));
    let bare = |file: &[u8]| file.trim_ascii_end().strip_suffix(b"\x1A").unwrap_or(file).to_vec();
    let marked = |file: &[u8]| [bare(file).trim_ascii_end(), b"\r\n\x1A"].concat();
    let (with, without) = (marked(&prim), bare(&prim));
    // entries, aliases, addresses; what the reader says
    for (prim, alt, add, want) in [
        (&with, marked(&alt), marked(&add), None),
        (&with, bare(&alt), marked(&add), Some(ProblemKind::Truncated)),
        (&with, marked(&alt), bare(&add), Some(ProblemKind::Truncated)),
        (&without, bare(&alt), marked(&add), None), // an archive took the mark away
    ] {
        let got = reading(&[("", prim), ("", &alt), ("", &add)]).err().map(|refusal| refusal.kind);
        assert_eq!(got, want);
    }
}

#[test]
fn no_changed_byte_makes_a_reader_panic() {
    for name in EDITIONS.iter().map(|(name, _)| name).chain(TABLES) {
        let whole = testdata(name);
        let step = if whole.len() > LARGE { 29 } else { 1 };
        for at in (0..whole.len()).step_by(step) {
            for byte in *b"\",:\n(}\x00\xE9\xFF" {
                let mut changed = whole.clone();
                changed[at] = byte;
                let _ = one(&changed);
            }
            let _ = one(&whole[..at]);
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_changed_byte_of_a_set_makes_a_reader_panic(at in 0_usize..900, byte in 0_u8..=255, second in proptest::bool::ANY) {
        let mut prim = testdata("us-ofac-cons/prim.csv");
        if let Some(b) = prim.get_mut(at) {
            *b = byte;
        }
        let comments = if second { testdata("us-ofac-cons/comments.csv") } else { Vec::new() };
        let _ = reading(&[("", &prim), ("", &comments)]);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_number_of_the_advanced_format_may_be_wrong(at in 0_usize..4_000, number in "[0-9]{0,21}") {
        let whole = text("us-ofac-sdn/advanced.xml");
        let digits: Vec<usize> = whole.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()).map(|(i, _)| i).collect();
        let at = digits[at % digits.len()];
        let _ = one(format!("{}{number}{}", &whole[..at], &whole[at + 1..]));
    }

    #[test]
    fn any_line_of_the_advanced_format_may_be_missing(line in 0_usize..300, byte in 0_u8..=255) {
        let whole = text("us-ofac-sdn/advanced.xml");
        let at = whole.match_indices('\n').map(|(at, _)| at).nth(line).unwrap_or_default();
        let next = whole[at + 1..].find('\n').map_or(whole.len(), |next| at + 1 + next);
        let _ = one([&whole.as_bytes()[..at], &[byte], &whole.as_bytes()[next..]].concat()).map(|read| problems(&read));
    }
}
