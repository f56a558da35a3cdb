//! What each fuzz target does with bytes from outside: nothing may panic, and what is promised must hold.
//!
//! Shape:    [`TARGETS`] is the table: a name, what it does, and the files its search begins with. A new format is one
//!           line here and one in `Cargo.toml`. `crates/dalil/tests/fuzz_regressions.rs` runs the same table on every
//!           found input in plain `cargo test`, and checks that both tables agree.

use std::collections::BTreeMap;
use std::path::Path;

use node::Input;
use register::delta::{apply, by_key, diff};
use register::index::Index;
use register::matching::Birth;
use register::{
    Calendar, Content, DateSpan, Day, EditionId, Entry, Episode, ListedEntry, Policy, Query, Register, StatedDate,
    Value,
};
use sources::dates::{self, Order};
use sources::ftm::{Change, Proxy};
use sources::{File, Format};

/// A fuzz target.
pub(crate) struct Target {
    /// The name: of the executable, of `regressions/<name>/`, of `corpus/<name>/`.
    pub(crate) name: &'static str,
    /// What it does with the bytes.
    pub(crate) run: fn(&[u8]),
    /// The files its search begins with, from the root of the checkout; `+` joins the files of a set.
    #[allow(dead_code, reason = "the test reads it, the fuzzer does not")]
    pub(crate) seeds: &'static [&'static str],
}

/// Every target.
pub(crate) const TARGETS: &[Target] = &[
    // One for each format.
    reader("un-xml", |data| read(Format::UnXml, data), &["crates/sources/testdata/un-sc/edition.xml"]),
    reader("ofac-xml", |data| read(Format::OfacXml, data), &["crates/sources/testdata/us-ofac-sdn/edition.xml"]),
    reader("ofac-csv", |data| read(Format::OfacCsv, data), &[OFAC_SET]),
    reader(
        "ofac-enhanced-xml",
        |data| read(Format::OfacEnhancedXml, data),
        &["crates/sources/testdata/us-ofac-sdn/enhanced.xml"],
    ),
    reader("eu-xml", |data| read(Format::EuXml, data), &["crates/sources/testdata/eu-fsf/invented.xml"]),
    reader("eu-old-xml", |data| read(Format::EuOldXml, data), &["crates/sources/testdata/eu-fsf/invented-old.xml"]),
    reader("uk-xml", |data| read(Format::UkXml, data), &["crates/sources/testdata/uk-sl/edition.xml"]),
    reader("uk-csv", |data| read(Format::UkCsv, data), &["crates/sources/testdata/uk-sl/edition.csv"]),
    reader(
        "ofsi-csv",
        |data| read(Format::OfsiCsv, data),
        &["crates/sources/testdata/uk-ofsi/edition-2014.csv", "crates/sources/testdata/uk-ofsi/edition-2022.csv"],
    ),
    reader("ca-sema-xml", |data| read(Format::CaSemaXml, data), &["crates/sources/testdata/ca-sema/edition.xml"]),
    reader("us-csl-csv", |data| read(Format::UsCslCsv, data), &["crates/sources/testdata/us-csl/edition.csv"]),
    reader(
        "ae-local-jsonl",
        |data| read(Format::AeLocalJsonl, data),
        &["crates/sources/testdata/ae-local/edition.jsonl"],
    ),
    reader("ae-local-csv", |data| read(Format::AeLocalCsv, data), &["crates/sources/testdata/ae-local/sheets.csv"]),
    reader(
        "ofac-advanced-xml",
        |data| read(Format::OfacAdvancedXml, data),
        &["crates/sources/testdata/us-ofac-sdn/advanced.xml"],
    ),
    reader("ftm-jsonl", |data| read(Format::FtmJsonl, data), &["crates/sources/testdata/ftm/edition.jsonl"]),
    // What else takes bytes from outside.
    Target {
        name: "ftm-line",
        run: ftm_line,
        seeds: &["testdata/manifest/wahm_list.ftm.json", "testdata/manifest/delta-new.json"],
    },
    Target {
        name: "identify",
        run: identify,
        seeds: &["crates/sources/testdata/uk-sl/edition.xml", "crates/sources/testdata/uk-sl/edition.csv", OFAC_SET],
    },
    Target { name: "subject-table", run: subject_table, seeds: &["fuzz/seeds/subjects.csv"] },
    Target { name: "pair-table", run: pair_table, seeds: &["fuzz/seeds/pairs.csv"] },
    Target { name: "register-file", run: register_file, seeds: &[] }, // the test builds one
    Target { name: "receipt", run: receipt, seeds: &["fuzz/seeds/receipt.json"] },
    Target { name: "others-ids", run: others_ids, seeds: &["fuzz/seeds/others-ids.txt"] },
    Target { name: "signed-note", run: signed_note, seeds: &["fuzz/seeds/signed-note.txt"] },
    Target {
        name: "names",
        run: names_beside,
        seeds: &["fuzz/seeds/names.txt", "fuzz/seeds/names-2.txt", "fuzz/seeds/names-3.txt"],
    },
    Target { name: "dates", run: printed_dates, seeds: &["fuzz/seeds/dates.txt", "docs/dates.md"] },
    Target {
        name: "input",
        run: input,
        seeds: &["fuzz/seeds/list.xml.gz", "fuzz/seeds/list.xml.zst", "fuzz/seeds/list.xml.zip"],
    },
];

const OFAC_SET: &str = "crates/sources/testdata/us-ofac-cons/prim.csv+crates/sources/testdata/us-ofac-cons/alt.csv\
                        +crates/sources/testdata/us-ofac-cons/add.csv+crates/sources/testdata/us-ofac-cons/comments.csv";

const fn reader(name: &'static str, run: fn(&[u8]), seeds: &'static [&'static str]) -> Target {
    Target { name, run, seeds }
}

/// What stands between the files of a set; no list has it.
pub(crate) const BETWEEN_FILES: u8 = 0x1E;

/// More entries than this are read, but nothing further is done with them: a fuzzer needs many short runs.
const FEW: usize = 24;

fn files(data: &[u8]) -> Vec<File<'_>> {
    data.split(|byte| *byte == BETWEEN_FILES).map(|bytes| File { name: "fuzzed", bytes }).collect()
}

/// An entity that was read reads the same when it is written.
fn ftm_line(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let line = text.lines().next().unwrap_or_default();
    if let Ok(Some(proxy)) = Proxy::read(1, line) {
        let written = serde_json::to_string(&proxy).expect("texts have a form in JSON");
        let again = Proxy::read(1, &written).expect("what was written is read").expect("of the same schema");
        assert_eq!((again.id, again.properties, again.target), (proxy.id, proxy.properties, proxy.target));
    }
    let _ = Change::read(1, line);
}

fn identify(data: &[u8]) {
    let files = files(data);
    for file in &files {
        sources::is_part_of_set(*file);
    }
    if let Ok((format, _)) = sources::identify(&files) {
        let _ = sources::read(format, &files, EditionId::of(data));
    }
}

/// A reader gives entries and problems or a refusal, and what it gives can be stored, compared and asked for.
fn read(format: Format, data: &[u8]) {
    let files = if format == Format::OfacCsv { files(data) } else { vec![File { name: "fuzzed", bytes: data }] };
    let reading = match sources::read(format, &files, EditionId::of(data)) {
        Ok(reading) => reading,
        Err(refusal) => {
            assert!(refusal.detail.chars().count() <= 200 && !refusal.to_string().is_empty());
            return;
        }
    };
    assert!(!reading.items.is_empty(), "an edition without entries is refused");
    assert!(reading.problems.len() <= sources::reading::MAX_PROBLEMS);
    for problem in &reading.problems {
        assert!(problem.detail.chars().count() <= 200 && !problem.place.to_string().is_empty());
    }
    for statement in reading.items.iter().flat_map(|entry| &entry.statements) {
        let _ = (statement.value.to_string(), statement.evidence.place.to_string());
        if let Value::Date(date) = &statement.value {
            stated_date(date);
        }
    }
    if reading.items.len() > FEW {
        return;
    }
    let some = reading.items.iter().step_by(2).cloned();
    deltas(&by_key(reading.items.clone()), &by_key(some));
    let register = Index::build(&register_of(reading.items));
    questions(&Index::open(register.as_slice()).expect("the register of what was read can be opened"));
}

/// `apply(diff(a, b), a) == b`, both ways.
fn deltas(a: &BTreeMap<String, Entry>, b: &BTreeMap<String, Entry>) {
    let content = |entries: &BTreeMap<String, Entry>| -> Vec<(String, Content)> {
        entries.iter().map(|(key, entry)| (key.clone(), Content::of(entry))).collect()
    };
    for (a, b) in [(a, b), (b, a)] {
        for follow_alternates in [false, true] {
            let delta = diff(a, b, follow_alternates);
            assert_eq!(content(&apply(&delta, a)), content(b));
            delta.changes.iter().for_each(|change| drop(change.fields()));
        }
        assert!(diff(a, a, true).changes.is_empty());
    }
}

/// The register of the entries of one edition.
pub(crate) fn register_of(entries: Vec<Entry>) -> Register {
    let edition = EditionId::of(b"an edition");
    let day = DateSpan::year(2024).expect("a year").first();
    let listed = |entry: Entry| ListedEntry {
        list: "xx-fuzz".into(),
        key: entry.key,
        alternates: entry.alternates,
        kind: entry.kind,
        episodes: vec![Episode { from: (edition, day), until: None, may_have_begun_before: false }],
        statements: entry.statements,
        since: Vec::new(),
    };
    register::Register::of_entries(Vec::new(), entries.into_iter().map(listed).collect())
}

/// Bytes as they are, and as if whoever made them had also put right lengths and hashes before them.
fn register_file(data: &[u8]) {
    let resealed = Index::resealed(data);
    for bytes in [Some(data), resealed.as_deref()].into_iter().flatten() {
        if let Ok(index) = Index::open(bytes) {
            questions(&index);
            let _ = index.verify_built();
        }
    }
}

/// Everything that can be asked of a register file; it may answer that it is damaged.
fn questions(index: &Index<'_>) {
    let _ = (index.editions(), index.len(), index.is_empty());
    for text in ["Yusuf al-Khayali", "xx-fuzz:1", "90001", "X0000001", ""] {
        let _ = index.find(text);
        let _ = index.search(text, 5);
        let (names, documents) = (vec![text.to_owned()], vec![text.to_owned()]);
        let query = Query { names, documents, ..Query::default() };
        let born = ["1970-05-17", "1970"].map(|born| Query { born: born.parse().ok(), ..query.clone() });
        let policy = Policy { threshold: 0.3, withdrawn: true, ..Policy::default() };
        for answer in born.iter().chain([&query]).filter_map(|query| index.screen(query, &policy).ok()) {
            for hit in &answer.hits {
                assert!((0.0..=1.0).contains(&hit.score));
                let _ = index.entity(hit.entity.as_str());
                let _ = index.surroundings(&hit.entity, Day::constant(2026, 1, 15));
            }
        }
    }
}

/// The first line is a key, the rest a note.
fn signed_note(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (key, note) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(key) = node::PublicKey::read(key) {
        assert_eq!(node::PublicKey::read(&key.line()), Some(key.clone()));
        assert!(key.text_of(note).is_none_or(|text| note.starts_with(text) && note.len() <= node::MAX_NOTE));
    }
}

fn subject_table(data: &[u8]) {
    let empty = Index::build(&Register::default());
    let index = Index::open(empty.as_slice()).expect("it was built just now");
    let Ok(table) = screening::SubjectTable::open(data) else { return };
    for row in table {
        match row.subject {
            Ok(subject) => drop(screening::screen(&subject, &index, &Policy::default())),
            Err(unscreened) => assert!(!unscreened.kind.code().is_empty(), "{}", row.id),
        }
    }
}

/// Every row keeps the heading's width, and its names are compared or it says why not.
fn pair_table(data: &[u8]) {
    let Ok(table) = screening::PairTable::open(data) else { return };
    let width = table.heading().len();
    for row in table {
        assert_eq!(row.cells.len(), width);
        match row.names {
            Ok([left, right]) => assert!((0.0..=1.0).contains(&register::compare_names(row.kind, &left, &right).0)),
            Err(unscreened) => assert!(unscreened.line.is_some_and(|line| line > 1)),
        }
    }
}

/// A receipt that is read is written as it was read, and can be asked again of any register.
fn receipt(data: &[u8]) {
    let Ok(read) = serde_json::from_slice::<screening::receipt::Receipt>(data) else { return };
    let text = serde_json::to_string(&read).expect("texts, numbers and lists are JSON");
    assert_eq!(serde_json::from_str::<screening::receipt::Receipt>(&text).expect("it was written"), read);
    let bytes = Index::build(&Register::of_entries(Vec::new(), Vec::new()));
    let index = Index::open(bytes).expect("a sound register");
    let (first, second) = (read.outcome_of(&index).1, read.outcome_of(&index).1);
    assert_eq!(first, second);
}

/// Ids of others, a line each: what they name can be looked for, and their spelling does not matter.
fn others_ids(data: &[u8]) {
    for id in String::from_utf8_lossy(data).lines() {
        let references = sources::ftm::opensanctions::references(id);
        assert!(references.iter().all(|reference| reference.contains(':') || reference.starts_with("dl-")), "{id}");
        assert_eq!(
            references,
            sources::ftm::opensanctions::references(&format!(" {} ", id.to_ascii_uppercase())),
            "{id}"
        );
    }
}

/// Two names, a line each: a score is the sum of its reasons to the last bit, the same from either side, and never above
/// what an index may look for.
fn names_beside(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (left_text, right_text) = text.split_once('\n').unwrap_or((&text, ""));
    for prepare in [names::prepare, names::prepare_organisation] {
        let (left, right) = (prepare(left_text), prepare(right_text));
        for (name, text) in [(&left, left_text), (&right, right_text)] {
            prepared_name(name);
            assert_eq!(name, &prepare(text), "a name is prepared the same way each time");
        }
        prepared_beside(&left, &right);
    }
}

fn prepared_beside(left: &names::Prepared, right: &names::Prepared) {
    let compared = names::compare(left, right);
    assert_eq!(compared, names::compare(left, right));
    assert_eq!(compared.score, names::compare(right, left).score, "{left:?} {right:?}");
    assert!((0.0..=1.0).contains(&compared.score), "{}", compared.score);
    let points: f64 = compared.reasons.iter().map(|reason| reason.points).sum();
    assert_eq!(points, compared.score, "{left:?} {right:?}");
    assert!(compared.reasons.iter().all(|reason| (reason.points / names::STEP).fract() == 0.0));
    for pair in &compared.pairs {
        assert!(pair.left < left.parts.len() && pair.right < right.parts.len());
        assert!((0.0..=1.0).contains(&pair.similarity));
    }
    let (mut covered_left, mut covered_right) = (0, 0);
    for l in names::tokens(left) {
        for r in names::tokens(right) {
            assert_eq!(names::likeness(&l.part, &r.part), names::likeness(&r.part, &l.part));
            if names::reach(&l.part, &r.part) {
                covered_left |= l.covers;
                covered_right |= r.covers;
            }
        }
    }
    let is_initials = |one: &names::Prepared, other: &names::Prepared| {
        let acronyms = names::acronyms(&other.parts);
        names::tokens(one).iter().any(|token| acronyms.contains(&token.part.text))
    };
    if is_initials(left, right) || is_initials(right, left) {
        (covered_left, covered_right) = (u32::MAX, u32::MAX);
    }
    for pair in &compared.pairs {
        let (Some(l), Some(r)) = (left.parts.get(pair.left), right.parts.get(pair.right)) else { continue };
        drop(names::letter_pairs(l, r));
    }
    let share = |name, covered| names::Weights::of(name).share(covered);
    let most = names::most(share(left, covered_left), share(right, covered_right));
    assert!(compared.score <= most + 1e-9, "{} > {most}", compared.score);
    let (earned_left, earned_right) = names::earned(left, right);
    let earned = names::most(earned_left, earned_right);
    assert!(compared.score <= earned + 1e-9 && earned <= most + 1e-9, "{} > {earned}", compared.score);
}

/// What is true of every name that is made ready: its parts are few, plain, and follow from what an index keeps of them.
fn prepared_name(name: &names::Prepared) {
    use names::Role::{LegalForm, Number, Place, Sector};
    assert!(name.parts.len() <= names::MAX_PARTS);
    assert!(name.parts.is_empty() || name.parts.iter().any(|part| part.role.tells()), "a name has a part that tells");
    for part in &name.parts {
        assert!(!part.text.is_empty() && part.sounds.len() <= names::MAX_SOUNDS, "{part:?}");
        assert!(
            part.sounds
                .iter()
                .all(|sound| sound.set & sound.primary == sound.primary && sound.primary.is_power_of_two())
        );
        assert!((15..=names::FULL_WEIGHT).contains(&part.weight()), "{part:?}");
        assert!(part.concept.is_none() || matches!(part.role, LegalForm | Sector | Place | Number), "{part:?}");
        let again = names::Part::new(part.text.clone(), part.sounds.clone(), part.role);
        assert_eq!(&again, part, "the rest of a part follows from text, sounds and role");
        assert_eq!(names::part_similarity(part, part), 1.0);
    }
    let roles = names::person_roles(&name.parts);
    assert!(roles.iter().skip(name.parts.len()).all(|role| *role == names::PersonRole::Link));
    let tokens = names::tokens(name);
    assert_eq!(tokens.len(), names::token_places(&name.parts).len());
    assert!(tokens.iter().all(|token| token.covers.count_ones() <= 2 && token.covers != 0));
}

/// Printed dates, a line each; the first eight bytes are numbers of a date.
fn printed_dates(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for line in text.lines().take(16) {
        for order in [Order::DayFirst, Order::MonthFirst] {
            stated_date(&dates::stated(line, order));
            let _ = dates::slashed_day(line, order);
        }
        let _ = dates::iso_day(line);
        if let Ok(span) = line.parse::<DateSpan>() {
            assert_eq!(span.to_string().parse(), Ok(span), "what is printed can be read again");
        }
        let _ = sources::remarks::un_references(line).count();
        let _ = sources::remarks::death_notes(line).count();
        let _ = sources::remarks::notices(line).count();
        sources::remarks::reviews(line).for_each(|date| stated_date(&date));
        let _ = (sources::text::clean(line), sources::text::unescape_html(line), sources::text::stated(line));
    }
    if let Some((&[a, b, c, d, month, day, months, days], _)) = data.split_first_chunk() {
        let year = i32::from_le_bytes([a, b, c, d]);
        let some = |with: u8, value: u8| (with % 2 == 1).then_some(value);
        for calendar in [Calendar::Gregorian, Calendar::HijriLunar, Calendar::HijriSolar, Calendar::HijriEither] {
            for year in [year, year % 10_000] {
                stated_date(&dates::from_numbers("", calendar, year, some(months, month), some(days, day)));
            }
        }
        let short = |low, high| i16::from_le_bytes([low, high]);
        if let Some(span) = DateSpan::years(short(a, b), short(c, d)) {
            spanned(span);
        }
    }
}

fn stated_date(date: &StatedDate) {
    for span in &date.spans {
        spanned(*span);
        assert!(matches!(Birth::of(*span, date), Some(Birth::Meet { days: 1.. })), "a date meets its own readings");
    }
}

fn spanned(span: DateSpan) {
    assert!(span.first() <= span.last() && span.may_equal(span));
    let wider = span.widened(365);
    assert!(wider.first() <= span.first() && wider.last() >= span.last());
    assert_eq!(DateSpan::new(span.first(), span.last()), Some(span));
    assert_eq!(span.to_string().parse(), Ok(span), "what is printed can be read again");
}

fn input(data: &[u8]) {
    if let Ok(input) = Input::unpacked(Path::new("fuzzed.gz"), data.to_vec()) {
        assert!(input.bytes.len() as u64 <= node::MAX_INPUT);
        assert_eq!(input.name, "fuzzed");
    }
}
