//! The newcomer's first page: from a publisher's own file to a screened name, step by step.
//!
//! Follow it downwards: `sources` reads a file into entries with evidence, `node` keeps the edition, `register` makes
//! entities of entries and an index of entities, `screening` asks who a subject may be. Every person here is invented.

use std::path::Path;
use std::process::{Command, Output};

use node::{Group, ImportOptions, Input, Node, Origin, Taken};
use register::{Op, Policy, Property};
use screening::{Fields, Screening, Subject};

/// What the publisher issues in January: two people, one of them with a name in her own script.
const JANUARY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-01-15T09:00:00Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>9000001</DATAID>
      <FIRST_NAME>YUSUF</FIRST_NAME> <SECOND_NAME>AL-KHAYALI</SECOND_NAME>
      <UN_LIST_TYPE>Example</UN_LIST_TYPE>
      <REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER>
      <LISTED_ON>2019-01-01</LISTED_ON>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1970</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
    </INDIVIDUAL>
    <INDIVIDUAL>
      <DATAID>9000002</DATAID>
      <FIRST_NAME>AMAL</FIRST_NAME> <SECOND_NAME>BINT NUR</SECOND_NAME>
      <UN_LIST_TYPE>Example</UN_LIST_TYPE>
      <REFERENCE_NUMBER>XXi.002</REFERENCE_NUMBER>
      <LISTED_ON>2019-01-01</LISTED_ON>
      <NAME_ORIGINAL_SCRIPT>أمل بنت نور</NAME_ORIGINAL_SCRIPT>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES/>
</CONSOLIDATED_LIST>"#;

/// A month later she is gone from the file. No publisher announces it: the absence is the delisting.
fn february() -> String {
    let start = JANUARY.find("<INDIVIDUAL>\n      <DATAID>9000002").expect("she is listed in January");
    let end = JANUARY.find("  </INDIVIDUALS>").expect("the section ends");
    format!("{}{}", &JANUARY[..start], &JANUARY[end..]).replace("2026-01-15", "2026-02-15")
}

#[test]
fn from_a_publishers_file_to_a_screened_name() {
    let folder = tempfile::tempdir().unwrap();
    let now = "2026-02-16T08:00:00Z".parse().unwrap();

    // 1. A reader finds list and format by content, and gives entries: statements, each with its evidence.
    let file = sources::File { name: "consolidated.xml", bytes: JANUARY.as_bytes() };
    let (format, list) = sources::identify(file).unwrap();
    assert_eq!((format.name(), list.list.id.as_str()), ("un-xml", "un-sc"));
    let reading = sources::read(format, &[file], register::EditionId::of(file.bytes)).unwrap();
    assert_eq!((reading.items.len(), reading.problems.len()), (2, 0));
    let born = reading.items[0].statements.iter().find(|statement| statement.property == Property::BirthDate).unwrap();
    assert_eq!(born.value.to_string(), "1970");
    assert_eq!(
        born.evidence.place.to_string(),
        "/CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL[1]/INDIVIDUAL_DATE_OF_BIRTH/YEAR"
    );

    // 2. The node keeps the bytes under their hash, and the edition in its place in the list's chain.
    let mut node = Node::open(&folder.path().join("data")).unwrap();
    let mut import = |text: &str| {
        let bytes = text.as_bytes().to_vec();
        let input = Input { path: "consolidated.xml".into(), name: "consolidated.xml".into(), bytes };
        let group = Group::identify(vec![input], None).unwrap();
        let origin = Origin::Published;
        let options = ImportOptions { list: None, published: None, extract: None, accept_loss: None, origin, now };
        node.import(&group, &options).unwrap()
    };
    assert_eq!(import(JANUARY).changes[&Op::Added], 2);
    assert_eq!(import(&february()).changes[&Op::Withdrawn], 1);
    assert!(import(JANUARY).taken == Taken::Held, "the same bytes change nothing");

    // 3. Entries become entities, and the entities a register file, named by the hash of its content.
    let built = node.build(now, &mut |_| {}).unwrap();
    assert_eq!((built.entities, built.standing), (2, 1));
    let file = node.register().unwrap();
    assert_eq!(file.id(), built.register);

    // 4. A subject is asked about, in another script and spelling than the list's.
    let ask = |name: &str| {
        let subject =
            Subject::from_fields("1", &Fields { name, birth_date: "1970-05-01", ..Fields::default() }).unwrap();
        match screening::screen(&subject, file.index(), &Policy::default()) {
            Screening::Screened(answer) => answer.hits,
            Screening::NotScreened(why) => panic!("{why:?}"), // never the same as "nothing found"
        }
    };
    let hits = ask("يوسف الخيالي");
    assert_eq!(hits.iter().flat_map(|hit| &hit.entries).collect::<Vec<_>>(), ["un-sc:XXi.001"]);

    // 5. The hit is a question with its reasons: they add up to the score, and each leads back to the file.
    let hit = &hits[0];
    let points: f64 = hit.reasons.iter().map(|reason| reason.points).sum();
    assert!((points - hit.score).abs() < 1e-9);
    let evidence = hit.reasons[0].evidence.as_ref().expect("a name was stated");
    let edition = file.edition(evidence.edition).expect("the register knows its editions");
    assert_eq!((&*edition.list, edition.published.to_string().as_str()), ("un-sc", "2026-02-15"));
    assert!(evidence.place.to_string().ends_with("INDIVIDUAL[1]/FIRST_NAME"), "{}", evidence.place);

    // 6. Who was taken off is no hit any more; that she stood, and until when, stays known.
    assert_eq!(ask("Amal bint Nur"), []);
    let id = &file.index().find("XXi.002").unwrap()[0];
    let amal = file.index().entity(id.as_str()).unwrap().expect("she is known");
    let (_, until) = amal.entries[0].episodes[0].until.expect("her time on the list has ended");
    assert_eq!(until.to_string(), "2026-02-15");
}

fn dalil(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dalil"))
        .args(["--data", &data.display().to_string(), "--now", "2026-02-16T08:00:00Z"])
        .args(arguments)
        .output()
        .expect("dalil runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_same_way_by_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let (data, list) = (folder.path().join("data"), folder.path().join("consolidated.xml"));
    std::fs::write(&list, JANUARY).unwrap();

    let early = dalil(&data, &["screen", "Yusuf"]);
    assert_eq!(early.status.code(), Some(1));
    assert!(text(&early.stderr).contains("hint: run dalil build"), "{}", text(&early.stderr));

    let imported = dalil(&data, &["import", &list.display().to_string()]);
    assert_eq!(text(&imported.stdout), "un-sc 2026-01-15: 2 entries, +2 -0 relisted 0 amended 0\n");
    assert!(dalil(&data, &["build"]).status.success());

    // Exit code 3: something may match. The answer names entry, reasons and evidence.
    let hit = dalil(&data, &["screen", "يوسف الخيالي", "--born", "١٩٧٠"]);
    assert_eq!(hit.status.code(), Some(3), "{}", text(&hit.stderr));
    for words in [
        "possible match",
        "un-sc:XXi.001",
        "يوسف\u{2069} = yusuf",
        "خيالي\u{2069} = khayali",
        "INDIVIDUAL[1]/FIRST_NAME",
    ] {
        assert!(text(&hit.stdout).contains(words), "{words}: {}", text(&hit.stdout));
    }
    let arabic = dalil(&data, &["--lang", "ar", "screen", "Amal Bint Nour"]);
    assert_eq!(arabic.status.code(), Some(3));
    assert!(text(&arabic.stdout).contains("مطابقة محتملة"), "{}", text(&arabic.stdout));

    // Exit code 0: nothing found. Exit code 1: not screened, which is never the same. Exit code 2: wrong usage.
    assert_eq!(dalil(&data, &["screen", "Nadia Tajribi"]).status.code(), Some(0));
    assert_eq!(dalil(&data, &["screen", "  "]).status.code(), Some(1));
    assert_eq!(dalil(&data, &["screen", "Yusuf", "--born", "soon"]).status.code(), Some(2));

    let entity = text(&dalil(&data, &["entity", "XXi.002"]).stdout);
    for words in ["un-sc:XXi.002  stands since 2026-01-15", "أمل بنت نور", "NAME_ORIGINAL_SCRIPT, sha256 "] {
        assert!(entity.contains(words), "{words}: {entity}");
    }

    // A table of subjects gives a line of JSON for every row, also for one that could not be screened.
    let (table, out) = (folder.path().join("in.csv"), folder.path().join("out.jsonl"));
    std::fs::write(&table, "id,name,birth_date\na,Youssef Khayali,1970\nb,Nadia Tajribi,\nc,Amal,soon\n").unwrap();
    let screened =
        dalil(&data, &["screen", "--file", &table.display().to_string(), "--out", &out.display().to_string()]);
    assert_eq!(screened.status.code(), Some(3));
    let lines: Vec<serde_json::Value> =
        std::fs::read_to_string(&out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said: Vec<_> = lines
        .iter()
        .map(|line| {
            (line["id"].as_str().unwrap(), line["status"].as_str().unwrap(), line["hits"].as_array().map(Vec::len))
        })
        .collect();
    assert_eq!(said, [("a", "screened", Some(1)), ("b", "screened", Some(0)), ("c", "not_screened", None)]);
    assert_eq!(lines[0]["hits"][0]["entries"][0], "un-sc:XXi.001");
    assert_eq!(lines[2]["problem"]["code"], "bad-birth-date");
    assert_eq!(lines[2]["problem"]["place"], "line 4, column birth_date");
    assert_eq!((&lines[2]["problem"]["line"], &lines[2]["problem"]["column"]), (&4.into(), &"birth_date".into()));

    let compared = dalil(&data, &["compare", "Yusuf al-Khayali", "Юсуф аль-Хаяли"]);
    assert!(text(&compared.stdout).contains("may be one person"), "{}", text(&compared.stdout));
}
