//! The fictitious lists are read by the publishers' own readers without a problem, and are the same bytes each time.

use register::{EditionId, Entry, Kind, Place, Property, Standing, Value};
use sources::fictitious::{Change, FIRST, FictitiousFile, InventedPerson, List, MARK, Plan, Spelling, World, editions};
use sources::{File, identify, read};

fn world(people: usize) -> World {
    World::new(&Plan { people, ..Plan::default() })
}

/// The entries of a file; it must be of the list it says, and without a problem.
#[track_caller]
fn entries(file: &FictitiousFile) -> Vec<Entry> {
    let one = File { name: &file.name, bytes: &file.bytes };
    let (format, spec) = identify(one).expect("the format is known");
    assert_eq!(spec.list.id, file.list, "{}", file.name);
    let reading = read(format, &[one], EditionId::of(&file.bytes)).expect("the file is read");
    assert_eq!(reading.problems, [], "{}", file.name);
    assert_eq!(reading.outcome.more_problems, 0, "{}", file.name);
    // The national workbook does not say its own date.
    assert_eq!(reading.outcome.published, Some(file.published).filter(|_| file.list != "ae-local"), "{}", file.name);
    reading.items
}

fn all(world: &World) -> Vec<(FictitiousFile, Vec<Entry>)> {
    editions(world).map(|file| (file.clone(), entries(&file))).collect()
}

fn persons_on(world: &World, list: List, but: Option<Change>) -> usize {
    world.persons().iter().filter(|person| person.is_on(list) && Some(person.change()) != but).count()
}

#[track_caller]
fn check_counts(people: usize) {
    let world = world(people);
    assert_eq!(world.persons().len(), people);
    let read = all(&world);
    let (groups, ships) = (world.groups(), world.vessels().len());
    let want = |list: List, but: Option<Change>, more: usize| {
        persons_on(&world, list, but) + groups.iter().filter(|group| group.is_on(list)).count() + more
    };
    let wanted = [
        want(List::Un, Some(Change::Added), 0),
        want(List::Ofac, None, ships + 1),
        want(List::Eu, None, 0),
        want(List::Uk, None, ships),
        want(List::National, None, 0),
        want(List::Un, Some(Change::Delisted), 0),
        want(List::National, None, 0),
        5, // a person and four companies
    ];
    let got: Vec<usize> = read.iter().map(|(_, entries)| entries.len()).collect();
    assert_eq!(got, wanted, "{people} people");
    let lifted = |(_, entries): &(FictitiousFile, Vec<Entry>)| {
        entries.iter().filter(|entry| entry.standing == Standing::Delisted).count()
    };
    let people_lifted = world.persons().iter().filter(|person| person.change() == Change::Lifted).count();
    assert_eq!(read.iter().map(lifted).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 0, people_lifted, 0]);
    for (file, entries) in &read {
        for entry in entries {
            let marked = entry.statements.iter().any(|statement| statement.value.to_string().contains("FICTITIOUS"));
            assert!(marked, "{} {}", file.name, entry.key.printed());
        }
    }
}

#[test]
fn every_size_is_read_without_a_problem_and_marked_in_every_entry() {
    for people in [1, 2, 9, 200] {
        check_counts(people);
    }
}

#[test]
fn no_people_are_one() {
    assert_eq!(World::new(&Plan { people: 0, ..Plan::default() }).persons(), world(1).persons());
}

#[test]
fn twenty_thousand_people_are_read_without_a_problem() {
    check_counts(20_000);
}

#[test]
fn the_default_world_has_these_counts() {
    let read = all(&world(200));
    let got: Vec<_> = read.iter().map(|(file, entries)| (file.name.as_str(), entries.len())).collect();
    assert_eq!(got, COUNTS);
}

#[test]
fn the_same_plan_gives_the_same_bytes_and_another_seed_others() {
    let hashes = |plan: &Plan| -> Vec<String> {
        editions(&World::new(plan)).map(|file| EditionId::of(&file.bytes).to_string()).collect()
    };
    let plan = Plan::default();
    let first = hashes(&plan);
    // A change that is meant puts the printed hashes here, and says in the change log that the demonstration differs.
    assert_eq!(first, HASHES);
    assert_eq!(hashes(&plan), first);
    let other = hashes(&Plan { seed: 2, ..plan });
    assert!(first.iter().zip(&other).all(|(one, another)| one != another));
}

#[test]
fn no_two_persons_have_the_same_name_or_number() {
    for people in [20_000, 1_400_000] {
        let world = world(people);
        // A name by its words is unique where its Arabic spelling is; texts of all would be slow.
        let step = people / 20_000;
        let mut names: Vec<String> =
            world.persons().iter().step_by(step).map(|person| person.name(Spelling::Arabic)).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), people.div_ceil(step));
    }
}

/// The names an edition states of a person, who is the entry with a wanted name.
fn names_of(entries: &[Entry], wanted: &str) -> Vec<String> {
    let names = |entry: &Entry| -> Vec<String> {
        let named = entry.statements.iter().filter(|statement| statement.property == Property::Name);
        named.map(|statement| statement.value.to_string()).collect()
    };
    let found = |entry: &&Entry| names(entry).iter().any(|name| name == wanted);
    entries.iter().find(found).map(names).unwrap_or_default()
}

/// The editions that state a name, by list.
fn lists_with(read: &[(FictitiousFile, Vec<Entry>)], wanted: &str) -> Vec<&'static str> {
    read.iter().filter(|(_, entries)| !names_of(entries, wanted).is_empty()).map(|(file, _)| file.list).collect()
}

#[test]
fn the_first_person_stands_under_a_different_spelling_on_each_list() {
    let read = all(&world(9));
    for (name, want) in [
        ("YUSUF AL-KHAYALI", vec!["un-sc", "un-sc"]),
        ("Yousef AL-KHAYALI", vec!["us-ofac-sdn"]),
        ("Youssef El Khaiali", vec!["un-sc", "eu-fsf", "uk-sl", "un-sc"]),
        ("Yousuf Al Khayaly", vec!["us-ofac-sdn", "eu-fsf", "uk-sl"]),
        ("يوسف الخيالي", vec!["un-sc", "eu-fsf", "uk-sl", "ae-local", "un-sc", "ae-local", "ftm"]),
        ("Юсуф аль-Хаяли", vec!["eu-fsf"]),
        ("Γιουσούφ αλ-Χαγιάλι", vec!["eu-fsf"]),
        ("יוסוף אל-ח'יאלי", vec!["uk-sl"]),
        // In Arabic alone, in Latin letters alone, in Persian.
        ("ليلى الوهمي", vec!["ae-local", "ae-local"]),
        ("Layla al-Wahmi", vec![]),
        ("Omar AL-SARABI", vec!["us-ofac-sdn"]),
        ("عمر السرابي", vec![]),
        ("حسین ورقی", vec!["eu-fsf", "uk-sl"]),
        // Taken off, added, and lifted but still printed.
        ("ABD AL-RAHMAN AL-MITHALI", vec!["un-sc"]),
        ("عبد الرحمن المثالي", vec!["un-sc", "eu-fsf", "uk-sl", "ae-local", "ae-local"]),
        ("خالد المجازي", vec!["ae-local", "ae-local"]),
    ] {
        assert_eq!(lists_with(&read, name), want, "{name}");
    }
    let added = lists_with(&read, "IBRAHIM AL-AHLAMI");
    assert_eq!(added, ["un-sc"]);
    assert!(names_of(&read[0].1, "IBRAHIM AL-AHLAMI").is_empty());
}

/// A spelling that the comparison of names does not find is a finding about the comparison; a table that it mostly does
/// not find would be a wrong table.
#[test]
fn most_persons_are_found_by_their_arabic_name_under_every_spelling() {
    let world = world(500);
    for spelling in Spelling::ALL {
        let found = world.persons().iter().filter(|person| {
            let listed = names::prepare(&person.name(Spelling::Arabic));
            names::compare(&listed, &names::prepare(&person.name(spelling))).score >= 0.7
        });
        let found = found.count();
        assert!(found >= 450, "{spelling:?}: {found} of 500");
    }
}

#[test]
fn the_first_persons_are_the_same_in_every_world() {
    let names = |seed: u64| -> Vec<String> {
        let world = World::new(&Plan { seed, people: 30, ..Plan::default() });
        world.persons().iter().take(FIRST).map(|person| person.name(Spelling::Arabic)).collect()
    };
    let want = [
        "يوسف الخيالي",
        "ليلى الوهمي",
        "عمر السرابي",
        "عبد الرحمن المثالي",
        "فيصل التجريبي",
        "إبراهيم الأحلامي",
        "خالد المجازي",
        "إسماعيل الطيفي",
        "حسين الورقي",
    ];
    assert_eq!(names(1), want);
    assert_eq!(names(77), want);
}

/// The births a name's entry states, each with a span that holds the day of birth.
fn births(entries: &[Entry], person: &InventedPerson, name: &str) -> Vec<String> {
    let mut out = Vec::new();
    for entry in entries {
        let is = entry.statements.iter().any(|statement| statement.value.to_string() == name);
        for statement in entry.statements.iter().filter(|statement| is && statement.property == Property::BirthDate) {
            let Value::Date(date) = &statement.value else { continue };
            let born = person.born();
            assert!(date.spans.iter().any(|span| span.first() <= born && born <= span.last()), "{date:?}");
            out.push(date.text.to_string());
        }
    }
    out
}

#[test]
fn lists_state_one_birth_more_or_less_closely_and_in_their_own_calendars() {
    let world = world(9);
    let read = all(&world);
    for (at, name, want) in [
        (0, "يوسف الخيالي", vec!["1970-03-04", "1970", "04/03/1970", "1389 هـ", "1970-03-04", "1389 هـ", "1970-03-04"]),
        (0, "Yousef AL-KHAYALI", vec!["circa 1970"]),
        (1, "ليلى الوهمي", vec!["19 يوليو 1982م", "19 يوليو 1982م"]),
        (7, "إسماعيل الطيفي", vec!["1973 - 1975"]),
        (8, "حسین ورقی", vec!["1348", "dd/mm/1969"]),
    ] {
        let got: Vec<String> =
            read.iter().flat_map(|(_, entries)| births(entries, &world.persons()[at], name)).collect();
        assert_eq!(got, want, "{name}");
    }
}

#[test]
fn every_birth_date_holds_the_day_of_birth() {
    let world = world(400);
    for (file, entries) in all(&world) {
        let persons: Vec<&Entry> = entries.iter().filter(|entry| entry.kind == Kind::Person).collect();
        let Some(list) = List::ALL.into_iter().find(|list| list.id() == file.list) else { continue };
        let of_list = world.persons().iter().filter(|person| person.is_on(list));
        let delisting = persons.iter().any(|entry| entry.standing == Standing::Delisted);
        if file.list == "un-sc" || delisting {
            continue; // other persons in other editions
        }
        for (person, entry) in of_list.zip(persons) {
            let dates = entry.statements.iter().filter_map(|statement| match &statement.value {
                Value::Date(date) if statement.property == Property::BirthDate => Some(date),
                _ => None,
            });
            for date in dates {
                let born = person.born();
                let holds = date.spans.iter().any(|span| span.first() <= born && born <= span.last());
                assert!(holds || date.circa, "{} {born} {date:?}", file.name);
            }
        }
    }
}

#[test]
fn an_amendment_between_two_editions_moves_the_birth_date_by_a_year() {
    let read = all(&world(9));
    let born = |at: usize| -> Vec<String> {
        let entry = read[at].1.iter().find(|entry| entry.key.printed() == "XXi.003").expect("Faysal al-Tajribi");
        let births = entry.statements.iter().filter(|statement| statement.property == Property::BirthDate);
        births.map(|statement| statement.value.to_string()).collect()
    };
    assert_eq!((born(0), born(5)), (vec!["1977-05-12".to_owned()], vec!["1978-05-12".to_owned()]));
}

#[test]
fn ties_and_references_lead_from_list_to_list() {
    let world = world(200);
    let read = all(&world);
    let ties = |at: usize| -> usize {
        let statements = read[at].1.iter().flat_map(|entry| &entry.statements);
        statements.filter(|statement| statement.property == Property::Tie).count()
    };
    assert!(ties(0) > 20, "{}", ties(0));
    assert!(ties(1) > 30, "{}", ties(1));
    let reference = |at: usize, wanted: &str| {
        read[at].1.iter().any(|entry| {
            let mut references = entry.statements.iter().filter(|s| s.property == Property::Reference);
            references.any(|statement| statement.value.to_string() == wanted)
        })
    };
    for at in [2, 3] {
        assert!(reference(at, "un-sc:XXi.001") && reference(at, "un-sc:XXe.001"), "{}", read[at].0.name);
    }
    // The chain of halves: person, company, company, ship.
    let remarks = |at: usize, name: &str| -> Vec<String> {
        let entry = read[at].1.iter().find(|entry| entry.statements[0].value.to_string() == name).expect(name);
        entry.statements.iter().map(|statement| statement.value.to_string()).collect()
    };
    let (first, second) = (world.groups()[0].name(Spelling::Capitals), world.groups()[1].name(Spelling::Capitals));
    let halves = |owner: &str| format!("{MARK} 50 percent owned by {owner}. (Linked To: {owner})");
    assert!(remarks(1, &first).contains(&halves("Yousef AL-KHAYALI")));
    assert!(remarks(1, &second).contains(&halves(&first)));
    assert!(remarks(1, &world.vessels()[0].name()).contains(&second));
}

#[test]
fn imo_numbers_have_their_check_digit() {
    for ship in world(20_000).vessels() {
        let digits: Vec<u32> = ship.imo().chars().filter_map(|c| c.to_digit(10)).collect();
        let sum: u32 = digits.iter().take(6).zip((2..=7).rev()).map(|(digit, weight)| digit * weight).sum();
        assert_eq!((digits.len(), digits[0], digits[6]), (7, 3, sum % 10), "{}", ship.imo());
    }
}

#[test]
fn a_merged_row_of_the_national_list_belongs_to_the_person_above() {
    let read = all(&world(9));
    let entry = &read[4].1[0];
    let documents: Vec<(String, String)> = entry
        .statements
        .iter()
        .filter(|statement| statement.property == Property::Document)
        .map(|statement| (statement.value.to_string(), statement.evidence.place.to_string()))
        .collect();
    assert_eq!(
        documents,
        [
            ("جواز السفر FX0000001".to_owned(), "الأفراد row 4 column 9".to_owned()),
            ("الرقم الموحد FX-1".to_owned(), "الأفراد row 5 column 9".to_owned()),
        ]
    );
    assert!(matches!(entry.statements[0].evidence.place, Place::Cell { row: 4, .. }));
}

/// The default plan's editions and their entries.
const COUNTS: [(&str, usize); 8] = [
    ("fictitious-un-sc-2026-01-05.xml", 86),
    ("fictitious-us-ofac-sdn-2026-01-12.xml", 101),
    ("fictitious-eu-fsf-2026-01-14.xml", 65),
    ("fictitious-uk-sl-2026-01-15.csv", 54),
    ("fictitious-ae-local-2026-01-20.csv", 99),
    ("fictitious-un-sc-2026-02-05.xml", 85),
    ("fictitious-ae-local-2026-02-20.csv", 99),
    ("fictitious-ftm-2026-01-25.json", 5),
];

/// The SHA-256 of the default plan's editions.
const HASHES: [&str; 8] = [
    "209b3ba2ffc9f184a7f0d7227095ac9d84c224bcbea3cb86f5746dcf29631628",
    "7d00f388cd5859b8ba0509a1fff900dbe37236fb3fe5760e24ff8862eb8757ab",
    "0b9abfce245ee50ab0fa4d5a2e7f9ca839cfefef0f282d3185617273343174e1",
    "913222c4a7ea2e3f721565d632b2c356007d201c86f74c91671e16af6df59ad8",
    "0d69989f7299f3c6fecf7d2d9f5f94716f951e02907de3d6c1e632b2720aa9b5",
    "a345f3d7718e6e618517f8e87bdf2537c727a029c4592726dcbf51a70ebdab0f",
    "ec5fcf8b425e5bad2f1c363f3a9fe90d97dfd2a58a19978b5a3e2573e8253642",
    "f162b2cb882c26d9c1036bc21e9e946d674f58b8f6744bb0c694fb4e9c05eca9",
];
