//! What the published chains teach, one test a lesson: on invented editions, and on the published files where they are.
//!
//! Shape:    editions go in through the command line; what is held of each entry is asked of `node`.
//! Not here: every known delta of the UN's list (`published_chain.rs`).

mod common;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Output;

use common::{Person, dalil, lines, text, un};
use register::{DateSpan, EditionId, ListedEntry, Property, Value};

/// A data folder and where editions are written.
struct Place {
    folder: tempfile::TempDir,
}

/// What an import or a diff counts: added, withdrawn, relisted, amended.
type Counts = [u64; 4];

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn import(&self, name: &str, edition: &str, more: &[&str]) -> Output {
        let path = self.folder.path().join(name);
        std::fs::write(&path, edition).expect("written");
        let path = path.display().to_string();
        dalil(&self.data(), &[&["import", path.as_str()], more].concat())
    }

    /// Takes an edition in; its JSON line.
    fn take(&self, name: &str, edition: &str, more: &[&str]) -> serde_json::Value {
        let output = self.import(name, edition, more);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        lines(&output)[0].clone()
    }

    /// Takes an invented edition of the UN's list in.
    fn un(&self, day: &str, people: &[Person]) -> Counts {
        counts(&self.take(&format!("{day}.xml"), &un(day, people), &[]))
    }

    /// The changes between the last two editions.
    fn diff(&self) -> Vec<(String, String)> {
        let changes = lines(&dalil(&self.data(), &["diff", "un-sc"]));
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        changes.iter().map(|change| (text(&change["op"]), text(&change["entry"]))).collect()
    }

    /// What is held, by list and key as printed.
    fn held(&self) -> BTreeMap<String, ListedEntry> {
        let node = node::Node::open(&self.data()).expect("open");
        let (_, entries) = node.held_entries(&mut |_| {}).expect("held");
        entries.into_iter().map(|entry| (format!("{}:{}", entry.list, entry.key), entry)).collect()
    }
}

fn counts(line: &serde_json::Value) -> Counts {
    ["added", "withdrawn", "relisted", "amended"].map(|op| line[op].as_u64().unwrap_or(u64::MAX))
}

/// When an entry stood, as days: from, until.
fn episodes(entry: &ListedEntry) -> Vec<(String, Option<String>)> {
    let day = |(_, day): (EditionId, register::Day)| day.to_string();
    entry.episodes.iter().map(|episode| (day(episode.from), episode.until.map(day))).collect()
}

fn stood(from: &str, until: Option<&str>) -> (String, Option<String>) {
    (from.to_owned(), until.map(ToOwned::to_owned))
}

fn person(n: usize) -> Person {
    Person::numbered(n).dataid(&(110_000 + n).to_string())
}

fn changes(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(op, entry)| ((*op).to_owned(), (*entry).to_owned())).collect()
}

#[test]
fn lesson_1_absence_from_the_next_edition_is_the_withdrawal_and_a_guard_keeps_damage_from_being_one() {
    let place = Place::new();
    let all: Vec<Person> = (0..40).map(person).collect();
    assert_eq!(place.un("2024-01-01", &all), [40, 0, 0, 0]);
    assert_eq!(place.un("2024-02-01", &all[..38]), [0, 2, 0, 0]);
    assert_eq!(place.diff(), changes(&[("withdrawn", "XXi.0038"), ("withdrawn", "XXi.0039")]));
    let held = place.held();
    // Both editions are the evidence: the last that printed it and the first that did not.
    assert_eq!(episodes(&held["un-sc:XXi.0039"]), [stood("2024-01-01", Some("2024-02-01"))]);
    assert_eq!(episodes(&held["un-sc:XXi.0037"]), [stood("2024-01-01", None)]);

    let half = place.import("half.xml", &un("2024-02-02", &all[..20]), &[]);
    assert_eq!(half.status.code(), Some(1));
    assert_eq!(lines(&half)[0]["problems"][0]["code"], "mass-withdrawal");
    assert_eq!(episodes(&place.held()["un-sc:XXi.0037"]), [stood("2024-01-01", None)]);
}

#[test]
fn lesson_2_relisting_with_the_same_dataid_reference_and_date_opens_a_new_episode() {
    let place = Place::new();
    let mut back = person(2);
    "2006-12-23".clone_into(&mut back.listed_on);
    let others = [person(0), person(1)];
    let with = [others.as_slice(), std::slice::from_ref(&back)].concat();
    assert_eq!(place.un("2018-01-01", &with), [3, 0, 0, 0]);
    assert_eq!(place.un("2018-06-01", &others), [0, 1, 0, 0]);
    assert_eq!(place.un("2025-10-01", &with), [0, 0, 1, 0]);
    assert_eq!(place.diff(), changes(&[("relisted", "XXi.0002")]));
    let held = place.held();
    let entry = &held["un-sc:XXi.0002"];
    assert_eq!(episodes(entry), [stood("2018-01-01", Some("2018-06-01")), stood("2025-10-01", None)]);
    // The publisher's own date stays what it prints, and is not when it took effect.
    let listed: Vec<String> = entry
        .statements
        .iter()
        .filter(|statement| statement.property == Property::ListedOn)
        .map(|statement| statement.value.to_string())
        .collect();
    assert_eq!(listed, ["2006-12-23"]);

    // The register file tells the same.
    let mut node = node::Node::open(&place.data()).expect("open");
    node.build("2026-06-01T00:00:00Z".parse().expect("a moment"), &mut |_| {}).expect("built");
    let register = node.register().expect("built");
    let ids = register.index().find("un-sc:XXi.0002").expect("sound");
    let entity = register.index().entity(ids[0].as_str()).expect("sound").expect("there");
    assert_eq!(episodes(&entity.entries[0]), episodes(entry));
    assert!(entity.stands());
}

#[test]
fn lesson_3_a_changed_dataid_under_the_same_reference_is_the_same_entry() {
    let place = Place::new();
    assert_eq!(place.un("2025-04-01", &[person(1), person(2)]), [2, 0, 0, 0]);
    let [added, withdrawn, relisted, _] = place.un("2026-02-01", &[person(1).dataid("6908001"), person(2)]);
    assert_eq!([added, withdrawn, relisted], [0, 0, 0]);
    assert!(place.diff().iter().all(|(op, entry)| op == "amended" && entry == "XXi.0001"), "{:?}", place.diff());
    let held = place.held();
    assert_eq!(held.len(), 2);
    assert_eq!(episodes(&held["un-sc:XXi.0001"]), [stood("2025-04-01", None)]);
    assert!(held["un-sc:XXi.0001"].alternates.iter().any(|alternate| &**alternate == "dataid:6908001"));
}

#[test]
fn lesson_3_a_dataid_alone_never_makes_two_references_one_entry() {
    let place = Place::new();
    place.un("2025-04-01", &[person(1), person(2)]);
    let other = Person::new("XXi.0777", "ANOTHER PERSON").dataid(&person(1).dataid);
    assert_eq!(place.un("2026-02-01", &[other, person(2)]), [1, 1, 0, 0]);
}

#[test]
fn lesson_4_typos_in_references_do_not_make_other_entries_and_stay_as_printed() {
    for (typo, mended) in [("XXI.0171", "XXi.0171"), ("XXi.0343.", "XXi.0343"), ("XXi. 0007", "XXi.0007")] {
        let place = Place::new();
        let named = |reference: &str| Person::new(reference, "YUSUF AL-KHAYALI");
        assert_eq!(place.un("2015-03-13", &[named(typo), person(1)]), [2, 0, 0, 0]);
        assert!(place.held().contains_key(&format!("un-sc:{typo}")), "{typo} stays as printed");
        assert_eq!(place.un("2015-03-27", &[named(mended), person(1)])[..3], [0, 0, 0], "{typo}");
        let held = place.held();
        assert_eq!(held.len(), 2);
        assert_eq!(episodes(&held[&format!("un-sc:{mended}")]), [stood("2015-03-13", None)], "{typo}");
    }
}

#[test]
fn lesson_5_content_is_compared_and_versionnum_is_not_believed() {
    let place = Place::new();
    let version = |version: &str| {
        let mut person = person(1);
        version.clone_into(&mut person.version);
        person
    };
    place.un("2024-01-01", &[version("1"), person(2)]);
    // Another version and the same content: nothing changed.
    assert_eq!(place.un("2024-02-01", &[version("9"), person(2)]), [0, 0, 0, 0]);
    assert_eq!(place.diff(), []);
    // The same version and other content.
    let mut amended = version("9");
    amended.born = vec!["1971-02-03".to_owned()];
    assert_eq!(place.un("2024-03-01", &[amended, person(2)]), [0, 0, 0, 1]);
    assert_eq!(place.diff(), changes(&[("amended", "XXi.0001")]));
}

#[test]
fn lesson_6_authorities_diverge_and_each_list_tells_its_own_status() {
    let place = Place::new();
    let wanted = Person::new("XXi.0328", "YUSUF AL-KHAYALI");
    place.un("2025-04-01", &[wanted, person(1)]);
    let local = "{\"sheet\": \"الأفراد\", \"classification\": \"شخص\", \"name_ar\": \"يوسف الخيالي\", \
                 \"name_latin\": \"YUSUF AL-KHAYALI\", \"listing_basis\": \"قرار مجلس الوزراء رقم (18) لسنة 2017\"}\n";
    place.take("ae-2025-10-31.jsonl", local, &[]);
    place.un("2026-02-01", &[person(1)]);
    let status: BTreeMap<String, bool> = place
        .held()
        .into_values()
        .filter(|entry| {
            let named = |value: &Value| matches!(value, Value::Name(alias) if &*alias.text == "YUSUF AL-KHAYALI");
            entry.statements.iter().any(|statement| named(&statement.value))
        })
        .map(|entry| (entry.list.to_string(), entry.episodes.last().is_some_and(|episode| episode.until.is_none())))
        .collect();
    assert_eq!(status, [("ae-local".to_owned(), true), ("un-sc".to_owned(), false)].into());

    // Whoever asks the register is shown both.
    let mut node = node::Node::open(&place.data()).expect("open");
    node.build("2026-06-01T00:00:00Z".parse().expect("a moment"), &mut |_| {}).expect("built");
    let found = node.register().expect("built").index().search("Yusuf al-Khayali", 10).expect("sound");
    let lists: Vec<&str> =
        found.iter().flat_map(|found| &found.entries).filter_map(|entry| Some(entry.split_once(':')?.0)).collect();
    assert!(lists.contains(&"un-sc") && lists.contains(&"ae-local"), "{found:?}");
}

#[test]
fn a_zone_behind_a_date_is_cut_and_never_moves_the_day() {
    for (listed, generated) in [
        ("2015-03-27-04:00", "2015-03-27T23:59:59-04:00"),
        ("2015-03-27+13:00", "2015-03-27T00:00:01+13:00"),
        ("2015-03-27Z", "2015-03-27T00:00:03Z"),
        ("2015-03-27", "2015-03-27"),
    ] {
        let mut zoned = person(1);
        listed.clone_into(&mut zoned.listed_on);
        zoned.born = vec![listed.to_owned()];
        let text = un(generated, &[zoned]);
        let file = sources::File { name: "un.xml", bytes: text.as_bytes() };
        let (format, _) = sources::identify(file).expect("known");
        let reading = sources::read(format, &[file], EditionId::of(text.as_bytes())).expect("read");
        let want = register::date::civil(2015, 3, 27).expect("a day");
        assert_eq!(reading.outcome.published, Some(want), "{generated}");
        for property in [Property::ListedOn, Property::BirthDate] {
            let dates = reading.items[0].statements.iter().filter(|statement| statement.property == property);
            let spans: Vec<_> = dates
                .filter_map(|statement| match &statement.value {
                    Value::Date(date) => Some(date.spans.clone()),
                    _ => None,
                })
                .collect();
            assert_eq!(spans, [vec![DateSpan::day(want)]], "{listed}");
        }
    }
}

#[test]
fn fields_that_the_publisher_drops_warn_and_fields_that_are_gone_keep_the_last_good_edition() {
    let place = Place::new();
    let born = |dates: &[&str]| -> Vec<Person> {
        let with = |n| {
            let mut person = person(n);
            person.born = dates.iter().map(|date| (*date).to_owned()).collect();
            person
        };
        (0..30).map(with).collect()
    };
    place.un("2024-01-01", &born(&["1970-01-01", "1971-01-01"]));
    // Months in which only one date of birth of each was printed.
    let line = place.take("one.xml", &un("2024-02-01", &born(&["1970-01-01"])), &[]);
    assert_eq!(counts(&line), [0, 0, 0, 30]);
    let codes: Vec<&str> =
        line["problems"].as_array().expect("a list").iter().filter_map(|problem| problem["code"].as_str()).collect();
    assert!(codes.contains(&"field-loss"), "{codes:?}");

    let none = place.import("none.xml", &un("2024-03-01", &born(&[])), &[]);
    assert_eq!(none.status.code(), Some(1));
    assert_eq!(lines(&none)[0]["problems"][0]["code"], "field-loss");
    assert_eq!(lines(&dalil(&place.data(), &["stats", "un-sc"])).len(), 2);
}

#[test]
fn an_extract_gives_statements_and_withdraws_nothing() {
    let place = Place::new();
    let all: Vec<Person> = (0..40).map(person).collect();
    place.un("2024-01-01", &all);
    let mut known = person(3);
    known.born.push("1969-09-09".to_owned());
    let part = [known, person(90)];
    let line = place.take("part.xml", &un("2024-02-01", &part), &["--extract"]);
    assert_eq!((counts(&line), &line["extract"]), ([1, 0, 0, 1], &true.into()));
    let held = place.held();
    assert_eq!(held.len(), 41);
    assert!(held.values().all(|entry| episodes(entry).last().is_some_and(|(_, until)| until.is_none())));
    let births = |entry: &ListedEntry| entry.statements.iter().filter(|s| s.property == Property::BirthDate).count();
    assert_eq!((births(&held["un-sc:XXi.0003"]), births(&held["un-sc:XXi.0004"])), (2, 1));
    // The next full edition is compared with the full one before.
    assert_eq!(place.un("2024-03-01", &all), [0, 0, 0, 0]);
    assert_eq!(place.diff(), []);
    assert_eq!(episodes(&place.held()["un-sc:XXi.0090"]), [stood("2024-02-01", Some("2024-03-01"))]);
}

/// The path of a published file, for the command line.
fn published(path: &str) -> Option<String> {
    Some(common::published(path)?.display().to_string())
}

#[test]
fn published_extracts_withdraw_nothing() {
    // The full edition before it, where one is held; the extract, and its entries.
    let rows = [
        (Some("ofac/ofac-sdn-2024-05-07.xml.zst"), "ofac/ofac-enhanced-IRGC-2024-08-28.xml.zst", 293),
        (Some("ofac/ofac-sdn-2024-05-07.xml.zst"), "ofac/ofac-enhanced-YEMEN-2024-05-24.xml.zst", 10),
        (None, "eu/eu-global-oldformat-2016-02-11.xml.zst", 595),
        (None, "uk/uk-sanctions-list-fragment-2026-09-02.xml", 2),
    ];
    let place = Place::new();
    for (full, extract, entries) in rows {
        let Some(extract) = published(extract) else { continue };
        if let Some(full) = full.and_then(published) {
            let taken = dalil(&place.data(), &["import", &full]);
            assert!(taken.status.success(), "{}", text(&taken.stderr));
        }
        let output = dalil(&place.data(), &["import", &extract]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let line = &lines(&output)[0];
        assert_eq!(line["extract"], true, "{extract}");
        assert_eq!((&line["entries"], &line["withdrawn"]), (&entries.into(), &0.into()), "{extract}");
    }
}

#[test]
fn the_known_delta_of_the_non_sdn_list_is_reproduced() {
    let place = Place::new();
    for edition in ["ofac/ofac-cons-2024.xml.zst", "ofac/ofac-cons-2025-03-28.xml.zst"] {
        let Some(path) = published(edition) else { return };
        let taken = dalil(&place.data(), &["import", &path]);
        assert!(taken.status.success(), "{}", text(&taken.stderr));
    }
    let changes = lines(&dalil(&place.data(), &["diff", "us-ofac-cons"]));
    let count = |op: &str| changes.iter().filter(|change| change["op"] == op).count();
    assert_eq!((count("added"), count("withdrawn"), count("relisted")), (1, 1, 0));
    assert!(count("amended") <= 301, "{} amended", count("amended"));
}
