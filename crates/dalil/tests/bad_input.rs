//! Bad input through the command line: one clear message with the place and the next step, and nothing has changed.
//!
//! Shape:    a [`Sample`] is a good edition of each format, invented; a [`Damage`] breaks it. Every damage of a kind is
//!           tried on every format of that kind. Then what cannot be read or written at all.
//! Not here: a process that is killed (`interrupted.rs`); cuts at every byte (the readers' own tests).

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Person, dalil, lines, published, text, un, without_room};
use serde_json::Value;

/// A good edition.
struct Sample {
    format: &'static str,
    list: &'static str,
    kind: Kind,
    /// Each file; the first is the one that is damaged.
    files: Vec<(&'static str, Vec<u8>)>,
    /// A text inside the first entry, in which something can be put.
    inside: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Xml,
    Csv,
    Json,
}

fn golden(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sources/testdata").join(path);
    let bytes = std::fs::read(&path).unwrap_or_default();
    assert!(!bytes.is_empty(), "{}", path.display());
    bytes
}

fn samples() -> Vec<Sample> {
    let one = |format, list, kind, name, path: &str, inside| Sample {
        format,
        list,
        kind,
        files: vec![(name, golden(path))],
        inside,
    };
    let people = [Person::new("XXi.001", "YUSUF AL-KHAYALI"), Person::new("XXi.002", "AMAL BINT NUR")];
    vec![
        Sample {
            format: "un-xml",
            list: "un-sc",
            kind: Kind::Xml,
            files: vec![("un.xml", un("2024-03-01", &people).into_bytes())],
            inside: "YUSUF",
        },
        one("ofac-xml", "us-ofac-sdn", Kind::Xml, "sdn.xml", "us-ofac-sdn/edition.xml", "Yusuf"),
        one("ofac-enhanced-xml", "us-ofac-sdn", Kind::Xml, "enhanced.xml", "us-ofac-sdn/enhanced.xml", "800001"),
        one("eu-xml", "eu-fsf", Kind::Xml, "eu.xml", "eu-fsf/invented.xml", "Date of listing 1.12.2011"),
        one("eu-old-xml", "eu-fsf", Kind::Xml, "old.xml", "eu-fsf/invented-old.xml", "Yusuf Al-Khayali"),
        one("uk-xml", "uk-sl", Kind::Xml, "uk.xml", "uk-sl/edition.xml", "SPECIMEN"),
        one("ca-sema-xml", "ca-sema", Kind::Xml, "ca.xml", "ca-sema/edition.xml", "TESTOV"),
        one("uk-csv", "uk-sl", Kind::Csv, "uk.csv", "uk-sl/edition.csv", "SPECIMEN"),
        one("ofsi-csv", "uk-ofsi", Kind::Csv, "conlist.csv", "uk-ofsi/edition-2022.csv", "SPECIMEN"),
        one("us-csl-csv", "us-csl", Kind::Csv, "csl.csv", "us-csl/edition.csv", "TESTER"),
        Sample {
            format: "ofac-csv",
            list: "us-ofac-cons",
            kind: Kind::Csv,
            files: ["prim", "alt", "add", "comments"]
                .into_iter()
                .map(|part| (part, golden(&format!("us-ofac-cons/{part}.csv"))))
                .collect(),
            inside: "CMIC-EO13959", // in the second row: the first tells which part the file plays
        },
        one("ae-local-jsonl", "ae-local", Kind::Json, "ae.jsonl", "ae-local/edition.jsonl", "TEST EXAMPLE"),
    ]
}

/// A way to break a file, and the code that must then be told.
struct Damage {
    why: &'static str,
    of: &'static [Kind],
    make: fn(&Sample) -> Vec<u8>,
    code: &'static str,
    /// Whether there is a place to name.
    placed: bool,
}

const fn damage(
    why: &'static str,
    of: &'static [Kind],
    make: fn(&Sample) -> Vec<u8>,
    code: &'static str,
    placed: bool,
) -> Damage {
    Damage { why, of, make, code, placed }
}

const ALL: &[Kind] = &[Kind::Xml, Kind::Csv, Kind::Json];
const XML: &[Kind] = &[Kind::Xml];
const CSV: &[Kind] = &[Kind::Csv];
const JSON: &[Kind] = &[Kind::Json];

const DAMAGES: &[Damage] = &[
    damage("empty", ALL, |_| Vec::new(), "empty", false),
    damage("blanks only", ALL, |_| b" \n\r\n\t".to_vec(), "empty", false),
    damage("a web page", ALL, |_| PAGE.into(), "web-page", true),
    damage("a web page that is XML", ALL, |_| XHTML.into(), "web-page", true),
    damage("a web page without its type", ALL, |_| b"<html><body>503</body></html>".to_vec(), "web-page", true),
    damage("something else", ALL, |_| b"a,b,c\n1,2,3\n".to_vec(), "unknown-format", false),
    damage("UTF-16", ALL, utf16, "bad-encoding", true),
    damage("a control character", ALL, |s| put(s, b"\x01"), "control-character", true),
    damage("10 MB in one value", ALL, |s| put(s, &[b'x'; 10 << 20]), "too-large", true),
    damage("cut in the last tag", XML, |s| cut(s, 3), "truncated", true),
    damage("cut before the root closes", XML, without_end, "truncated", true),
    damage("cut inside the first entry", XML, cut_inside, "truncated", true),
    damage("a Latin-1 letter in UTF-8", XML, |s| put(s, b"\xE9"), "bad-encoding", true),
    damage("another encoding declared", XML, |s| with_declaration(s, "encoding='windows-1252'"), "bad-encoding", true),
    damage("a document type", XML, |s| with_doctype(s, "<!DOCTYPE list SYSTEM 'list.dtd'>"), "doctype", true),
    damage("an entity bomb", XML, |s| with_doctype(s, BOMB), "doctype", true),
    damage("an entity without its declaration", XML, |s| put(s, b"&bomb;"), "unknown-entity", true),
    damage("nested deeply", XML, |s| put(s, nested("<a>", "</a>").as_bytes()), "too-deep", true),
    damage("tags that cross", XML, |s| put(s, b"<a><b></a></b>"), "malformed", true),
    damage("another list behind it", XML, |s| [file(s), b"<list/>"].concat(), "malformed", true),
    damage("cut in mid-row", CSV, cut_inside, "truncated", true),
    damage("cut in mid-line", JSON, cut_inside, "truncated", true),
    damage("nested deeply", JSON, nested_line, "malformed", true),
    damage("bytes that are not UTF-8", JSON, |s| put(s, b"\xE9"), "bad-encoding", true),
];

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>503</title></head><body>Service unavailable</body></html>";
const XHTML: &str =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"x\">\n<html/>";
const BOMB: &str = "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>\
                    <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>";

fn file(sample: &Sample) -> &[u8] {
    &sample.files[0].1
}

fn at_inside(sample: &Sample) -> usize {
    let found = file(sample).windows(sample.inside.len()).position(|text| text == sample.inside.as_bytes());
    found.expect("the sample has the text that is named")
}

fn put(sample: &Sample, what: &[u8]) -> Vec<u8> {
    let (before, after) = file(sample).split_at(at_inside(sample));
    [before, what, after].concat()
}

fn cut(sample: &Sample, bytes: usize) -> Vec<u8> {
    let whole = file(sample).trim_ascii_end();
    whole[..whole.len() - bytes].to_vec()
}

fn cut_inside(sample: &Sample) -> Vec<u8> {
    file(sample)[..at_inside(sample) + 2].to_vec()
}

fn without_end(sample: &Sample) -> Vec<u8> {
    let at = file(sample).windows(2).rposition(|text| text == b"</").expect("a closing tag");
    file(sample)[..at].to_vec()
}

fn utf16(sample: &Sample) -> Vec<u8> {
    let text = String::from_utf8_lossy(file(sample)).into_owned();
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// The document after its declaration and what stands before the root.
fn body(sample: &Sample) -> &[u8] {
    let text = file(sample);
    let after = text.windows(2).position(|text| text == b"?>").map_or(0, |at| at + 2);
    &text[after..]
}

fn with_declaration(sample: &Sample, encoding: &str) -> Vec<u8> {
    [format!("<?xml version='1.0' {encoding}?>").as_bytes(), body(sample)].concat()
}

fn with_doctype(sample: &Sample, doctype: &str) -> Vec<u8> {
    [b"<?xml version='1.0'?>\n", doctype.as_bytes(), body(sample)].concat()
}

fn nested(open: &str, close: &str) -> String {
    open.repeat(1_000) + &close.repeat(1_000)
}

fn nested_line(sample: &Sample) -> Vec<u8> {
    [file(sample), format!("{{\"a\": {}}}\n", nested("[", "]")).as_bytes()].concat()
}

/// A data folder that holds something, and where the files of a test are put.
struct Place {
    folder: tempfile::TempDir,
    data: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let place = Self { folder, data };
        for (day, people) in [("2024-01-01", 3), ("2024-02-01", 2)] {
            let people: Vec<Person> = (0..people).map(Person::numbered).collect();
            let path = place.write(&format!("{day}.xml"), un(day, &people).as_bytes());
            assert!(place.import(&[path]).status.success());
        }
        place
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    }

    fn import(&self, paths: &[PathBuf]) -> Output {
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let mut arguments = vec!["import"];
        arguments.extend(paths.iter().map(String::as_str));
        dalil(&self.data, &arguments)
    }

    /// Everything that is told of the data, and the files in it.
    fn state(&self) -> Vec<String> {
        let mut out = Vec::new();
        for command in [&["lists"][..], &["stats"], &["diff", "un-sc"], &["doctor"]] {
            let told = dalil(&self.data, command);
            assert!(told.status.success(), "{command:?}: {}", text(&told.stderr));
            out.push(without_room(&told));
        }
        let mut files: Vec<String> = ["editions", "registers"]
            .into_iter()
            .flat_map(|part| std::fs::read_dir(self.data.join(part)).expect("a folder"))
            .map(|file| file.expect("a file").path().display().to_string())
            .collect();
        files.sort();
        out.extend(files);
        out
    }
}

/// The one problem of a refused import: told once in words with the next step, once as JSON.
#[track_caller]
fn the_problem(output: &Output, why: &str) -> Value {
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{why}: {told}");
    let count = |word: &str| told.lines().filter(|line| line.starts_with(word)).count();
    assert_eq!((count("error: "), count("hint: "), told.lines().count()), (1, 1, 2), "{why}: {told}");
    let lines = lines(output);
    assert_eq!(lines.len(), 1, "{why}: {lines:?}");
    let problems = lines[0]["problems"].as_array().expect("a list");
    assert_eq!(problems.len(), 1, "{why}: {problems:?}");
    assert!(problems[0]["message"].as_str().is_some_and(|message| !message.is_empty()), "{why}: {problems:?}");
    problems[0].clone()
}

#[test]
fn every_damage_of_every_format_is_refused_and_changes_nothing() {
    let place = Place::new();
    let before = place.state();
    let mut wrong = Vec::new();
    for sample in samples() {
        for damage in DAMAGES.iter().filter(|damage| damage.of.contains(&sample.kind)) {
            let why = format!("{}: {}", sample.format, damage.why);
            // In a folder of its own with the rest of its set, as it would arrive.
            let folder = place.folder.path().join(&why);
            std::fs::create_dir_all(&folder).expect("made");
            let mut paths = Vec::new();
            for (n, (name, bytes)) in sample.files.iter().enumerate() {
                let damaged = if n == 0 { (damage.make)(&sample) } else { bytes.clone() };
                paths.push(folder.join(name));
                std::fs::write(&paths[n], damaged).expect("written");
            }
            // The other files of the set are refused on their own where the damaged one is no part of it any more.
            let output = if sample.files.len() > 1 && !PART_CODES.contains(&damage.code) {
                place.import(&paths[..1])
            } else {
                place.import(&paths)
            };
            let problem = the_problem(&output, &why);
            if problem["code"] != damage.code || problem["place"].is_string() != damage.placed {
                wrong.push(format!("{why}: {problem}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(place.state(), before, "the data is as it was");

    // After all that, the good editions are taken.
    for sample in samples() {
        let paths: Vec<PathBuf> = sample.files.iter().map(|(name, bytes)| place.write(name, bytes)).collect();
        let output = place.import(&paths);
        assert!(output.status.success(), "{}: {}", sample.format, text(&output.stderr));
        assert_eq!(lines(&output)[0]["format"], sample.format);
        assert_eq!(lines(&output)[0]["list"], sample.list);
    }
}

/// What is found inside a file that is still known as a part of its set.
const PART_CODES: &[&str] = &["truncated", "control-character", "too-large"];

#[test]
fn the_damaged_un_file_is_refused() {
    let Some(path) = published("malformed/un-consolidated-2025-08-16.mangled.xml.zst") else { return };
    let place = Place::new();
    let before = place.state();
    let problem = the_problem(&place.import(&[path]), "damaged");
    assert_eq!(problem["code"], "control-character");
    assert_eq!(problem["place"], "line 53 column 11");
    assert_eq!(place.state(), before);
}

#[test]
fn a_table_of_another_list_is_not_taken_for_the_one_asked_for() {
    let place = Place::new();
    let before = place.state();
    for sample in samples() {
        let other = if sample.list == "un-sc" { "uk-sl" } else { "un-sc" };
        let folder = place.folder.path().join(sample.format);
        std::fs::create_dir_all(&folder).expect("made");
        let paths: Vec<String> = sample
            .files
            .iter()
            .map(|(name, bytes)| {
                std::fs::write(folder.join(name), bytes).expect("written");
                folder.join(name).display().to_string()
            })
            .collect();
        let mut arguments = vec!["import", "--list", other];
        arguments.extend(paths.iter().map(String::as_str));
        let problem = the_problem(&dalil(&place.data, &arguments), sample.format);
        assert_eq!(problem["code"], "other-list", "{}", sample.format);
        assert!(problem["message"].as_str().is_some_and(|m| m.contains(sample.list)), "{problem}");
    }
    assert_eq!(place.state(), before);
}

#[test]
fn files_of_different_sets_do_not_make_an_edition_but_a_stray_comment_only_warns() {
    let entries = |first: u32| {
        let row = |n| format!("{n},\"IMAGINARY {n} CO.\",-0- ,\"NS-PLC\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n");
        row(first) + &row(first + 1)
    };
    let aliases = |first: u32| format!("{first},1,\"aka\",\"OTHER {first}\",-0- \r\n");
    let addresses = |first: u32| format!("{first},1,\"1 Example Street\",-0- ,-0- ,-0- \r\n");
    let comments = |first: u32| format!("{first},\"more words.\"\r\n");
    /// Why, the files, and the code and place of the refusal.
    type Set = (&'static str, Vec<String>, Option<(&'static str, &'static str)>);
    let rows: [Set; 6] = [
        (
            "aliases of another set",
            vec![entries(1), aliases(7), addresses(1)],
            Some(("mixed-set", "alt row 1 column 1")),
        ),
        (
            "addresses of another set",
            vec![entries(1), aliases(1), addresses(7)],
            Some(("mixed-set", "add row 1 column 1")),
        ),
        ("entries twice", vec![entries(1), entries(2), aliases(1)], Some(("duplicate-part", ""))),
        ("no entries", vec![aliases(1), addresses(1)], Some(("incomplete-set", ""))),
        ("a set of its own", vec![entries(1), aliases(1), addresses(2), comments(2)], None),
        ("comments of another set", vec![entries(5), aliases(5), addresses(6), comments(9)], None),
    ];
    let place = Place::new();
    let before = place.state();
    for (why, files, refused) in rows {
        let folder = place.folder.path().join(why);
        std::fs::create_dir_all(&folder).expect("made");
        let paths: Vec<PathBuf> = (0..files.len()).map(|n| folder.join(format!("{n}.csv"))).collect();
        for (path, text) in paths.iter().zip(&files) {
            std::fs::write(path, text).expect("written");
        }
        let output = place.import(&paths);
        match refused {
            Some((code, at)) => {
                let problem = the_problem(&output, why);
                assert_eq!(
                    (&problem["code"], problem["place"].as_str().unwrap_or_default()),
                    (&code.into(), at),
                    "{why}"
                );
                assert_eq!(place.state(), before, "{why}");
            }
            None => {
                assert!(output.status.success(), "{why}: {}", text(&output.stderr));
                let lines = lines(&output);
                let problems = lines[0]["problems"].as_array().expect("a list");
                let stray = problems.iter().any(|problem| problem["code"] == "orphan-comment");
                assert_eq!(stray, why.starts_with("comments"), "{why}: {problems:?}");
            }
        }
    }
}

#[test]
fn a_set_of_which_a_table_cannot_be_read_is_not_taken_for_the_whole() {
    let row = "1,\"IMAGINARY CO.\",-0- ,\"NS-PLC\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n";
    let place = Place::new();
    let before = place.state();
    for (why, name, table) in [("empty", "alt.csv", b"".as_slice()), ("cut", "alt.csv.gz", b"\x1F\x8B\x08\0\0")] {
        let folder = place.folder.path().join(why);
        std::fs::create_dir_all(&folder).expect("made");
        let paths: Vec<PathBuf> = ["prim.csv", "add.csv", name].iter().map(|name| folder.join(name)).collect();
        std::fs::write(&paths[0], row).expect("written");
        std::fs::write(&paths[1], "1,1,\"1 Example Street\",-0- ,-0- ,-0- \r\n").expect("written");
        std::fs::write(&paths[2], table).expect("written");
        let output = place.import(&paths);
        assert_eq!(output.status.code(), Some(1), "{why}");
        let codes: Vec<_> = lines(&output).iter().map(|line| line["problems"][0]["code"].clone()).collect();
        assert_eq!(codes[1], "incomplete-set", "{why}: {codes:?}");
        assert_eq!(place.state(), before, "{why}");
    }
}

/// Tables of 40 entries whose second half is cut off between two rows: no reader can tell, the guard does.
#[test]
fn a_table_cut_between_rows_is_caught_by_the_guard() {
    let ofsi =
        |n: usize| format!("PERSON {n},,,,,,,,,,,,,,,,,,,,,,,Individual,Prime Alias,X,24/01/2003,23/06/2011,{n}\n");
    let ofsi_head = String::from_utf8_lossy(&golden("uk-ofsi/edition-2014.csv"))
        .lines()
        .take(2)
        .map(|line| format!("{line}\n"))
        .collect::<String>();
    let json = |n: usize| {
        format!(
            "{{\"sheet\": \"الأفراد\", \"classification\": \"شخص\", \"name_ar\": \"مثال {n}\", \"name_latin\": \"N {n}\"}}\n"
        )
    };
    let csl = |n: usize| format!("{n},Denied Persons List (DPL) - Bureau of Industry and Security,,,,PERSON {n}\n");
    let ofac = |n: usize| format!("{n},\"CO {n}\",-0- ,\"NS-PLC\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n");
    let uk = |n: usize| format!("EXA{n:04},PERSON {n},Primary Name,Individual\n");
    type Row<'r> = &'r dyn Fn(usize) -> String;
    let rows: [(&str, String, Row<'_>); 5] = [
        ("uk-ofsi", ofsi_head, &ofsi),
        ("ae-local", String::new(), &json),
        ("us-csl", "_id,source,entity_number,type,programs,name\n".to_owned(), &csl),
        ("us-ofac-cons", String::new(), &ofac),
        ("uk-sl", "Report Date: 03-Apr-2026\nUnique ID,Name 6,Name type,Designation Type\n".to_owned(), &uk),
    ];
    for (list, head, row) in rows {
        let place = Place::new();
        let edition = |n: usize| head.clone() + &(0..n).map(|n| row(1_000 + n)).collect::<String>();
        let whole = place.write("2026-01-01", edition(40).as_bytes());
        let half = place.write("2026-01-02", edition(20).as_bytes());
        let taken = place.import(&[whole]);
        assert!(taken.status.success(), "{list}: {}", text(&taken.stderr));
        if lines(&taken)[0]["extract"] == true {
            continue; // entries without the rest of their set: they withdraw nothing, cut or not
        }
        let before = place.state();
        assert_eq!(the_problem(&place.import(&[half]), list)["code"], "mass-withdrawal", "{list}");
        assert_eq!(place.state(), before, "{list}");
    }
}

#[test]
fn what_cannot_be_read_or_written_is_said_with_its_path() {
    let place = Place::new();
    let good = place.write("good.xml", un("2024-03-01", &[Person::numbered(0), Person::numbered(1)]).as_bytes());
    let before = place.state();
    let folder = place.folder.path().display().to_string();
    for path in [folder.as_str(), "/nowhere/un.xml"] {
        let problem = the_problem(&dalil(&place.data, &["import", path]), path);
        assert_eq!(problem["code"], "io", "{path}");
        assert!(problem["message"].as_str().is_some_and(|message| message.contains(path)), "{problem}");
    }
    assert_eq!(place.state(), before);

    // Permissions do not bind root: a file where the folder should be, and a file system that takes no files.
    for data in [good.clone(), good.join("data"), PathBuf::from("/proc/dalil"), PathBuf::from("/proc/self/fd")] {
        if data.starts_with("/proc") && !Path::new("/proc/self").exists() {
            println!("skipped: no /proc");
            continue;
        }
        let good = good.display().to_string();
        let why = data.display().to_string();
        let problem = the_problem(&dalil(&data, &["import", &good]), &why);
        assert_eq!(problem["code"], "io", "{why}: {problem}");
        assert!(problem["message"].as_str().is_some_and(|message| message.contains(&why)), "{problem}");
    }
    assert!(place.import(&[good]).status.success());
}

/// A packed file as it is, cut at several places, and with one byte changed in its middle.
fn packed(name: &'static str, bytes: &[u8]) -> Vec<(String, Vec<u8>, &'static str)> {
    let cuts = [6, bytes.len() / 2, bytes.len() - 1];
    let mut out: Vec<_> =
        cuts.iter().map(|at| (format!("cut at {at}: {name}"), bytes[..*at].to_vec(), "packing-cut")).collect();
    let mut damaged = bytes.to_vec();
    damaged[bytes.len() / 2] ^= 0xFF;
    out.push((format!("damaged: {name}"), damaged, "packing-damaged"));
    out
}

/// A zip of these files; a name that ends with a stroke is a folder.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        if name.ends_with('/') {
            zip.add_directory(*name, zip::write::SimpleFileOptions::default()).expect("a folder");
        } else {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file");
            std::io::Write::write_all(&mut zip, bytes).expect("written");
        }
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn what_is_wrong_with_a_packed_file_is_said() {
    let place = Place::new();
    let before = place.state();
    let fuzz = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(name);
        std::fs::read(path).expect("a seed")
    };
    let one: &[u8] = b"<a/>";
    let mut rows = packed("list.xml.gz", &fuzz("list.xml.gz"));
    rows.extend(packed("list.xml.zst", &fuzz("list.xml.zst")));
    rows.extend(packed("list.xml.zip", &fuzz("list.xml.zip")));
    for (name, files, code) in [
        ("none.zip", &[][..], "packing-files"),
        ("folders.zip", &[("a/", one), ("__MACOSX/", one), ("__MACOSX/._a", one)], "packing-files"),
        ("two.zip", &[("a.xml", one), ("b/c.xml", one)], "packing-files"),
        ("book.xlsx", &[("[Content_Types].xml", one), ("xl/workbook.xml", one)], "unknown-format"),
    ] {
        rows.push((name.to_owned(), zipped(files), code));
    }
    for (name, bytes, code) in rows {
        let path = place.write(&name, &bytes);
        let problem = the_problem(&place.import(std::slice::from_ref(&path)), &name);
        assert_eq!(problem["code"], code, "{name}: {problem}");
        let arabic = dalil(&place.data, &["--lang", "ar", "import", &path.display().to_string()]);
        let message = the_message(&arabic);
        assert!(message.contains(|c| ('\u{600}'..='\u{6FF}').contains(&c)), "{name}: {message}");
        if code == "packing-files" {
            let path = path.display();
            let want = if name == "two.zip" { ": the zip holds 2 files, not one" } else { ": the zip holds no file" };
            assert_eq!(problem["message"], format!("{path}{want}"));
        }
    }
    assert_eq!(place.state(), before);

    // The one file among what file managers add is the file.
    let list = un("2024-03-01", &[Person::numbered(0), Person::numbered(1)]);
    let files: [(&str, &[u8]); 5] = [
        ("list/", one),
        ("list/un.xml", list.as_bytes()),
        ("__MACOSX/", one),
        ("__MACOSX/list/._un.xml", one),
        ("list/.DS_Store", one),
    ];
    let taken = place.import(&[place.write("mac.zip", &zipped(&files))]);
    assert!(taken.status.success(), "{}", text(&taken.stderr));
    assert_eq!(lines(&taken)[0]["entries"], 2);
}

/// The message of the one problem, in whatever language.
fn the_message(output: &Output) -> String {
    lines(output)[0]["problems"][0]["message"].as_str().unwrap_or_default().to_owned()
}

/// Runs a script with `$dalil` and `$work`; what it prints, or why it could not be run.
#[cfg(unix)]
fn script(shell: &[&str], work: &Path, text: &str) -> Output {
    Command::new(shell[0])
        .args(&shell[1..])
        .arg(text)
        .env("dalil", env!("CARGO_BIN_EXE_dalil"))
        .env("work", work)
        .output()
        .expect("a shell")
}

/// An edition that does not compress well.
#[cfg(unix)]
fn large(day: &str) -> String {
    let people: Vec<Person> = (0..4_000_u64)
        .map(|n| {
            let noise = n.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0xD1B5_4A32_D192_ED03);
            Person::new(&format!("XXi.{n:05}"), &format!("{noise:016X} {:016X}", noise.wrapping_mul(noise | 1)))
        })
        .collect();
    un(day, &people)
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_changes_nothing() {
    let place = Place::new();
    place.write("large.xml", large("2024-03-01").as_bytes());
    let before = place.state();
    let limited = |blocks: u32| {
        // The signal is ignored, so that writing past the limit fails as on a full disk.
        let text = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$dalil\" --data \"$work/data\" --json import --accept-loss test \"$work/large.xml\""
        );
        script(&["sh", "-c"], place.folder.path(), &text)
    };
    // Too little to open the store; for the raw bytes; enough for them, too little for the store.
    for (blocks, part) in [(8, "dalil.db"), (100, "editions"), (300, "dalil.db")] {
        let problem = the_problem(&limited(blocks), &format!("{blocks} blocks"));
        let message = problem["message"].as_str().unwrap_or_default().to_owned();
        assert!(message.contains(&place.data.join(part).display().to_string()), "{message}");
        assert_eq!(place.state(), before, "{blocks} blocks: {message}");
    }
    let large = place.folder.path().join("large.xml").display().to_string();
    let taken = dalil(&place.data, &["import", "--accept-loss", "test", &large]);
    assert!(taken.status.success(), "{}", text(&taken.stderr));
}

/// A file system of every size from too small to large enough: the import is taken whole or leaves nothing.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_at_any_point_of_an_import_leaves_the_old_state() {
    const SCRIPT: &str = r#"
        mkdir -p "$work/disk" && mount -t tmpfs -o size=2m none "$work/disk" || exit 77
        ask() { "$dalil" --data "$work/disk/data" --json "$@"; }
        ask import "$work/2024-01-01.xml" > "$work/first" 2> "$work/said" || exit 78
        ask stats > "$work/before"
        for kib in 8 32 64 96 128 192 256 384 512 768 1024 1280 2048; do
            free=$(( $(stat -f -c '%a * %S' "$work/disk") / 1024 ))
            [ $free -gt $kib ] && dd if=/dev/zero of="$work/disk/fill" bs=1024 count=$((free - kib)) 2> "$work/dd"
            ask import --accept-loss test "$work/large.xml" > "$work/told" 2> "$work/said"
            code=$?
            rm -f "$work/disk/fill"
            ask stats > "$work/after" || exit 79
            ask doctor > "$work/doctor" || exit 80
            if cmp -s "$work/before" "$work/after"; then state=old; else state=new; fi
            left=$(ls -A "$work/disk/data/editions" | wc -l)
            echo "$code $state $left $(wc -l < "$work/told") $(grep -c '^hint: ' "$work/said")"
            [ $code = 0 ] && break
        done
    "#;
    let place = Place::new();
    place.write("large.xml", large("2024-03-01").as_bytes());
    let Ok(output) = std::panic::catch_unwind(|| script(&["unshare", "-rm", "sh", "-c"], place.folder.path(), SCRIPT))
    else {
        println!("skipped: no unshare");
        return;
    };
    let told = text(&output.stdout);
    if output.status.code() == Some(77) || told.is_empty() && !output.status.success() {
        println!("skipped: no small file system can be mounted here");
        return;
    }
    let rows: Vec<&str> = told.lines().collect();
    let (last, refused) = rows.split_last().expect("a row");
    assert!(refused.len() > 3, "{told}");
    assert!(refused.iter().all(|row| *row == "1 old 1 1 1"), "{told}");
    assert!(last.starts_with("0 new 2 1 "), "{told}");
}
