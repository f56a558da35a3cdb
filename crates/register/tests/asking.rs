//! Asking a register: who is found, why, and what never counts. Every person here is invented.

use register::date::civil;
use register::index::{Index, IndexError};
use register::{
    Alias, Band, Calendar, DateSpan, Document, Edition, EditionId, EntryKey, Episode, Evidence, Hit, Kind, ListedEntry,
    NameKind, Place, Policy, Property, Quality, Query, Register, Scope, StatedDate, Statement, Value,
};

fn edition() -> Edition {
    Edition {
        id: EditionId::of(b"an invented edition"),
        list: "xx-example".into(),
        published: civil(2026, 1, 15).expect("a day"),
        stated: None,
        retrieved: "2026-01-16T08:00:00Z".into(),
        extract: false,
    }
}

fn statement(property: Property, value: Value, row: u32) -> Statement {
    let place = Place::Cell { sheet: "example".into(), row, column: 1 };
    Statement { property, value, note: None, basis: None, evidence: Evidence { edition: edition().id, place } }
}

struct Listed(ListedEntry);

impl Listed {
    fn new(key: &str, names: &[&str]) -> Self {
        let name =
            |name: &&str| statement(Property::Name, Value::Name(Box::new(Alias::new(name, NameKind::Primary))), 1);
        let day = (edition().id, edition().published);
        Self(ListedEntry {
            list: "xx-example".into(),
            key: EntryKey::new(key),
            alternates: vec![format!("dataid:{key}0").into()],
            kind: Kind::Person,
            episodes: vec![Episode { from: day, until: None, may_have_begun_before: false }],
            statements: names.iter().map(name).collect(),
            since: Vec::new(),
        })
    }

    fn text(mut self, property: Property, text: &str) -> Self {
        self.0.statements.push(statement(property, Value::Text(text.into()), 2));
        self
    }

    fn born(self, span: &str, circa: bool) -> Self {
        self.date(Property::BirthDate, span, circa)
    }

    fn listed_on(self, day: &str) -> Self {
        self.date(Property::ListedOn, day, false)
    }

    fn date(mut self, property: Property, span: &str, circa: bool) -> Self {
        let spans = vec![span.parse::<DateSpan>().expect("a date")];
        let date = StatedDate { text: span.into(), spans, circa, calendar: Calendar::Gregorian };
        self.0.statements.push(statement(property, Value::Date(Box::new(date)), 3));
        self
    }

    fn document(mut self, number: &str) -> Self {
        let document = Document { kind: "Passport".into(), number: number.into(), ..Document::default() };
        self.0.statements.push(statement(Property::Document, Value::Document(Box::new(document)), 4));
        self
    }

    fn kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    fn taken_off(mut self) -> Self {
        let day = (edition().id, civil(2026, 2, 1).expect("a day"));
        self.0.episodes[0].until = Some(day);
        self
    }
}

fn register(entries: impl IntoIterator<Item = Listed>) -> Register {
    Register::of_entries(vec![edition()], entries.into_iter().map(|listed| listed.0).collect())
}

fn people() -> Vec<Listed> {
    vec![
        Listed::new("XXi.001", &["Yusuf al-Khayali"]).born("1970", false).text(Property::Nationality, "Iraq"),
        Listed::new("XXi.002", &["بدر الدين الوهمي"]).born("1965-03-02", false).document("FX 000-123"),
        Listed::new("XXi.003", &["Абдуррахман Мисали"]).text(Property::Gender, "male"),
        Listed::new("XXi.004", &["Karim al-Khayali"]).born("1975", true),
        Listed::new("XXe.001", &["Sarab Trading Company"]).kind(Kind::Organization),
        Listed::new("XXi.005", &["Amal bint Nur Sarabi"]).taken_off(),
    ]
}

fn asked(name: &str) -> Query {
    Query { names: vec![name.to_owned()], ..Query::default() }
}

fn hits(index: &Index<'_>, query: &Query) -> Vec<Hit> {
    index.screen(query, &Policy::default()).expect("the file is whole").hits
}

fn keys(hits: &[Hit]) -> Vec<&str> {
    hits.iter().flat_map(|hit| &hit.entries).map(|entry| entry.trim_start_matches("xx-example:")).collect()
}

#[test]
fn a_name_is_found_whatever_the_script_it_is_asked_or_listed_in() {
    let bytes = Index::build(&register(people()));
    let index = Index::open(bytes.as_slice()).expect("built here");
    for (name, want) in [
        ("Yusuf al-Khayali", &["XXi.001"][..]),
        ("يوسف الخيالي", &["XXi.001"]),
        ("Юсуф аль-Хаяли", &["XXi.001"]),
        ("KHAYALI, Youssef", &["XXi.001"]),
        ("Badr al-Din al-Wahmi", &["XXi.002"]),
        ("Badreddine Wahmi", &["XXi.002"]),
        ("عبد الرحمن مثالي", &["XXi.003"]),
        ("Abd al-Rahman Mithali", &["XXi.003"]),
        ("كريم الخيالي", &["XXi.004"]),
        ("SARAB TRADING", &["XXe.001"]),
        ("Amal Sarabi", &[]), // taken off
        ("Nadia Tajribi", &[]),
        ("", &[]),
    ] {
        assert_eq!(keys(&hits(&index, &asked(name))), want, "{name}");
    }
}

#[test]
fn who_was_taken_off_is_found_when_asked_for() {
    let bytes = Index::build(&register(people()));
    let index = Index::open(bytes.as_slice()).expect("built here");
    let policy = Policy { withdrawn: true, ..Policy::default() };
    assert_eq!(keys(&index.screen(&asked("أمل سرابي"), &policy).unwrap().hits), ["XXi.005"]);
    let found = index.search("Amal Sarabi", 5).unwrap();
    assert_eq!(found.iter().map(|found| found.stands).collect::<Vec<_>>(), [false]);
}

#[test]
fn every_reason_has_its_evidence_and_the_points_add_up() {
    let bytes = Index::build(&register(people()));
    let index = Index::open(bytes.as_slice()).expect("built here");
    let all = Policy { threshold: 0.0, withdrawn: true, ..Policy::default() };
    for name in ["يوسف الخيالي", "Badr Wahmi", "K. Khayali", "Sarab", "Nobody At-All"] {
        let query = Query { born: "1970".parse().ok(), countries: vec!["Egypt".into()], ..asked(name) };
        for hit in index.screen(&query, &all).unwrap().hits {
            let sum: f64 = hit.reasons.iter().map(|reason| reason.points).sum();
            assert!((sum - hit.score).abs() < 0.0005, "{name}: {} {:?}", hit.score, hit.reasons);
            assert!((0.0..=1.0).contains(&hit.score));
            let stated = hit.reasons.iter().filter(|reason| reason.stated.is_some());
            assert!(stated.clone().all(|reason| reason.evidence.is_some() && reason.property.is_some()));
        }
    }
    let hit = &hits(&index, &asked("يوسف الخيالي"))[0];
    let pairs: Vec<_> = hit.reasons[0].parts.iter().map(|part| (&*part.asked, &*part.stated)).collect();
    assert_eq!(pairs, [("يوسف", "yusuf"), ("خيالي", "khayali")]);
}

#[test]
fn only_what_is_asked_for_finds_anyone_or_speaks_for_them() {
    let mut listed = register(vec![
        Listed::new("XXi.001", &["Yusuf al-Khayali"]).text(Property::Programme, "Example Regime"),
        Listed::new("XXi.002", &["Badr Wahmi"]).born("1970", false),
    ]);
    // One person by two authorities, of which the other knows another name and the year of birth.
    let mut other = Listed::new("XXo.009", &["Abu Sarab Tajribi"]).born("1971", false).0;
    other.list = "xx-other".into();
    listed.entities[0].entries.push(other);
    let bytes = Index::build(&listed);
    let index = Index::open(bytes.as_slice()).expect("built here");
    let (one, two) = (listed.entities[0].id.to_string(), listed.entities[1].id.to_string());
    let names =
        |entity: usize| listed.entities[entity].entries[0].names().next().map(|(name, _)| name.text.to_string());
    assert_eq!(names(0).as_deref(), Some("Yusuf al-Khayali"));
    let (list, regime) = (|list: &str| vec![list.to_owned()], vec!["EXAMPLE  regime.".to_owned()]);
    let all = Scope::default;
    for (what, name, scope, want) in [
        ("all", "Yusuf al-Khayali", all(), vec!["xx-example:XXi.001", "xx-other:XXo.009"]),
        ("its list", "Yusuf al-Khayali", Scope { lists: list("xx-example"), ..all() }, vec!["xx-example:XXi.001"]),
        ("another's name", "Yusuf al-Khayali", Scope { lists: list("xx-other"), ..all() }, vec![]),
        ("its own name", "Abu Sarab Tajribi", Scope { lists: list("xx-other"), ..all() }, vec!["xx-other:XXo.009"]),
        (
            "its programme",
            "Yusuf al-Khayali",
            Scope { programmes: regime.clone(), ..all() },
            vec!["xx-example:XXi.001"],
        ),
        ("no programme", "Badr Wahmi", Scope { programmes: regime, ..all() }, vec![]),
        ("told apart", "Yusuf al-Khayali", Scope { exclude: vec![one], ..all() }, vec![]),
        (
            "another told apart",
            "Yusuf al-Khayali",
            Scope { exclude: vec![two], ..all() },
            vec!["xx-example:XXi.001", "xx-other:XXo.009"],
        ),
    ] {
        for threshold in [0.7, 0.0] {
            let policy = Policy { threshold, scope: scope.clone(), ..Policy::default() };
            let hits = index.screen(&asked(name), &policy).unwrap().hits;
            let entries: Vec<_> = hits
                .first()
                .filter(|hit| hit.score >= 0.7)
                .map(|hit| hit.entries.clone())
                .into_iter()
                .flatten()
                .collect();
            assert_eq!(entries, want, "{what}, {threshold}");
        }
    }
    // What is not asked for does not contradict either.
    let born = Query { born: "1990".parse().ok(), ..asked("Yusuf al-Khayali") };
    let score = |lists| {
        let policy = Policy { threshold: 0.0, scope: Scope { lists, ..all() }, ..Policy::default() };
        index.screen(&born, &policy).unwrap().hits[0].score
    };
    assert!(score(list("xx-example")) > score(Vec::new()));
}

/// The score of the first entry of `people` that a query gives.
fn score(entries: Vec<Listed>, query: &Query) -> f64 {
    let bytes = Index::build(&register(entries));
    let index = Index::open(bytes.as_slice()).expect("built here");
    let policy = Policy { threshold: 0.0, ..Policy::default() };
    index.screen(query, &policy).expect("the file is whole").hits.first().map_or(0.0, |hit| hit.score)
}

#[test]
fn country_and_sex_never_raise_a_score() {
    for listed_name in ["Yusuf al-Khayali", "Yusuf Wahmi", "يوسف"] {
        let listed = |property, text: &str| vec![Listed::new("XXi.001", &[listed_name]).text(property, text)];
        let bare = || vec![Listed::new("XXi.001", &[listed_name])];
        let query = asked("Yusuf al-Khayali");
        let from = |country: &str| Query { countries: vec![country.into()], ..query.clone() };
        let of = |sex: &str| Query { gender: Some(sex.into()), ..query.clone() };
        let absent = score(bare(), &query);
        for property in [Property::Nationality, Property::Citizenship, Property::Country] {
            assert_eq!(score(listed(property, "Iraq"), &query), absent);
            assert_eq!(score(bare(), &from("Iraq")), absent);
            for same in ["Iraq", "IQ", "irq", "العراق"] {
                assert_eq!(score(listed(property, "Iraq"), &from(same)), absent, "{same}");
            }
            for unknown in ["XXA", "XXB", "XXC", "XXX", "Atlantis", ""] {
                assert_eq!(score(listed(property, "Iraq"), &from(unknown)), absent, "{unknown}");
                assert_eq!(score(listed(property, unknown), &from("Iraq")), absent, "{unknown}");
            }
            assert!(score(listed(property, "Iraq"), &from("Egypt")) < absent);
        }
        assert_eq!(score(listed(Property::Gender, "male"), &of("m")), absent);
        assert_eq!(score(listed(Property::Gender, "ذكر"), &of("Male")), absent);
        assert_eq!(score(bare(), &of("m")), absent);
        assert_eq!(score(listed(Property::Gender, "male"), &of("unstated")), absent);
        assert!(score(listed(Property::Gender, "male"), &of("female")) < absent);
    }
}

#[test]
fn birth_dates_speak_for_and_against() {
    let at = |stated: &str, born: &str| {
        let query = Query { born: born.parse().ok(), ..asked("Karim Khayali") };
        score(vec![Listed::new("XXi.004", &["Karim al-Khayali Wahmi"]).born(stated, false)], &query)
    };
    let unknown = at("1975-05-03", "");
    // Each date speaks less for one person than the one before it.
    let asked = ["1975-05-03", "1975-05", "1975-03-05", "1975", "1975-05-13", "", "1975-12-11", "1978", "1982", "1950"];
    let scores: Vec<f64> = asked.iter().map(|born| at("1975-05-03", born)).collect();
    assert!(scores.is_sorted_by(|more, less| more > less), "{scores:?}");
    assert_eq!(at("1975", "1975-01-01"), at("1975", "1975"), "1 January is a year whose day is not known");
    assert!((unknown - at("1975-05-03", "1976")) < 0.10, "one year off is common");
    assert!((unknown - at("1975-05-03", "1950")) > 0.25, "another generation");
}

#[test]
fn where_no_birth_date_is_stated_the_age_at_the_listing_speaks_against() {
    let listed = |listed: &[&str]| {
        listed.iter().fold(Listed::new("XXi.004", &["Karim al-Khayali Wahmi"]), |entry, day| entry.listed_on(day))
    };
    let at =
        |entry: Listed, born: &str| score(vec![entry], &Query { born: born.parse().ok(), ..asked("Karim Khayali") });
    let unsaid = at(listed(&[]), "1970-05-17");
    for (days, born, lower) in [
        (&["2003-06-27"][..], "1970-05-17", 0.0),
        (&["2003-06-27"], "1990-05-17", 0.1023),               // a child
        (&["2003-06-27"], "2005-05-17", 0.1023),               // not born
        (&["2003-06-27"], "1984-05-17", 0.0414),               // 19
        (&["2003-06-27"], "1910-05-17", 0.0727),               // 93
        (&["2019-06-27", "2003-06-27"], "1990-05-17", 0.1023), // the first listing counts
    ] {
        let score = at(listed(days), born);
        assert!((unsaid - score - lower).abs() < 1e-9, "{days:?} {born}: {unsaid} {score}");
    }
    let dated = |born| at(listed(&["2003-06-27"]).born("1990-05-17", false), born);
    assert!(dated("1990-05-17") > unsaid, "a date of birth that is stated counts alone");
    let body = |born| at(listed(&["2003-06-27"]).kind(Kind::Organization), born);
    assert_eq!(body("2001-05-17"), body("1970-05-17"), "a body is not born");
}

#[test]
fn where_no_birth_date_is_stated_a_name_has_to_be_rarer_and_the_answer_says_so() {
    for (name, born, is_said) in [
        ("Ali Khayali", "1970-05-17", true),
        ("Ali Khayali", "1970", true),
        ("Ali Khayali", "1960..1980", false),       // tells nobody apart
        ("Nimrod Wahmistani", "1970-05-17", false), // rare enough
    ] {
        let query = Query { born: born.parse().ok(), ..asked(name) };
        let (_, codes) = beside_many(Listed::new("XXi.001", &[name]), &query).expect("a hit");
        assert_eq!(codes.contains(&"birth-not-stated"), is_said, "{name} {born}: {codes:?}");
    }
}

#[test]
fn whoever_is_called_as_somebody_listed_is_shown_but_for_a_common_part_with_a_birth_date_that_is_not_stated() {
    for (name, is_found_with_birth) in
        [("Sabir", false), ("Sheikh Sabir", true), ("Wahmistani", true), ("Ali Sarab", true)]
    {
        let listed = || Listed::new("XXi.001", &[name]);
        let with_birth = Query { born: "1970-05-17".parse().ok(), ..asked(name) };
        assert!(beside_many(listed(), &asked(name)).is_some(), "{name}");
        let found = beside_many(listed(), &with_birth);
        assert_eq!(found.is_some(), is_found_with_birth, "{name}");
        assert!(beside_many(listed().born("1970-05-17", false), &with_birth).is_some(), "{name}");
    }
}

#[test]
fn of_several_birth_dates_the_one_that_agrees_counts() {
    let listed = || Listed::new("XXi.004", &["Karim al-Khayali"]).born("1950", false).born("1975-05-03", false);
    let query = Query { born: "1975-05-03".parse().ok(), ..asked("Karim Khayali Wahmi") };
    assert!(score(vec![listed()], &query) > score(vec![listed()], &Query { born: None, ..query.clone() }));
}

#[test]
fn a_place_of_birth_adds_a_little_and_the_country_of_birth_nothing() {
    let listed = || Listed::new("XXi.004", &["Karim al-Khayali Wahmi"]).text(Property::BirthPlace, "Mosul, Iraq");
    let at = |place: &str| score(vec![listed()], &Query { birth_places: vec![place.into()], ..asked("Karim Khayali") });
    let unknown = at("");
    for (place, want) in
        [("الموصل", 1), ("Mosul, Iraq", 1), ("Iraq", 0), ("Basra, Iraq", 0), ("Atlantis", 0), ("Egypt", -1)]
    {
        let more = at(place) - unknown;
        assert_eq!(if more == 0.0 { 0.0 } else { more.signum() }, f64::from(want), "{place}: {more}");
    }
}

#[test]
fn a_ship_has_one_number_for_good() {
    let ship = || {
        let mut listed = Listed::new("XXs.001", &["Sarab Star"]).kind(Kind::Vessel).document("IMO 1234567");
        listed.0.statements.push(statement(Property::Flag, Value::Text("Panama".into()), 5));
        listed
    };
    let at = |number: &str| {
        score(vec![ship()], &Query { documents: vec![number.into()], kind: Some(Kind::Vessel), ..asked("Sarab Star") })
    };
    let unknown = at("");
    assert!(at("1234567") >= unknown && at("IMO 1234567") >= unknown);
    assert!(at("IMO 7654329") < 0.70, "another ship of the same name");
    let both = |numbers: [&str; 2]| {
        let documents = numbers.map(str::to_owned).to_vec();
        score(vec![ship()], &Query { documents, kind: Some(Kind::Vessel), ..asked("Sarab Star") })
    };
    assert_eq!(both(["IMO 1234567", "IMO 7654329"]), at("IMO 1234567"), "one of several numbers is the ship's");
    assert_eq!(both(["IMO 7654329", "IMO 1234567"]), at("IMO 1234567"));
    for silent in ["IMO 7654321", "FX000123"] {
        assert_eq!(at(silent), unknown, "{silent} is no ship's number");
    }
}

/// Four hundred people of few names.
fn many() -> impl Iterator<Item = Listed> {
    let given = |n: u32| if n.is_multiple_of(3) { "Sabir" } else { "Ali" };
    (0..400).map(move |n| Listed::new(&format!("XXo.{n}"), &[&format!("{} Sarab {n}", given(n))]))
}

/// Who is asked for, beside many others, and what comes of it: the band and the codes of the reasons.
fn beside_many(listed: Listed, query: &Query) -> Option<(Band, Vec<&'static str>)> {
    let bytes = Index::build(&register(many().chain([listed])));
    let index = Index::open(bytes.as_slice()).expect("built here");
    let hit = hits(&index, query).into_iter().find(|hit| hit.entries[0].contains("XXi.001"))?;
    Some((hit.band, hit.reasons.iter().map(|reason| reason.code.code()).collect()))
}

#[test]
fn few_parts_of_a_person_make_no_match_alone() {
    for (listed, asked_for, is_match) in [
        ("Nimrod Wahmistani", "Nimrod Wahmistani", false), // two parts
        ("Yusuf Tajrib Wahmistani", "Yusuf Tajrib Wahmistani", true),
        ("Nimrod Tajrib Wahmistani", "Nimrod Tajrib Wahmistani", true), // nobody else listed bears any of three
        ("Sabir Sarab Wahmistani", "Sabir Sarab Wahmistani", false), // hundreds bear two, and one of them is known at most
        ("Sarq Nimrod Tajrib Wahmistani", "Sarq Nimrod Tajrib Wahmistani", true),
        ("Muhammad Ali Hasan", "Muhammad Ali Hasan", false), // three that many bear
        ("Sarq Nimrod Tajrib Wahmistani", "Nimrod Tajrib Wahmistani", false), // another given name
        ("NIMROD WAHMISTANI, Tajrib Sarq", "Tajrib Sarq Nimrod Wahmistani", true),
        ("Nimrodtajrib Wahmistani", "Nimrod Tajrib Wahmistani", false), // a join is one part
    ] {
        let (band, codes) = beside_many(Listed::new("XXi.001", &[listed]), &asked(asked_for)).expect("a hit");
        assert_eq!(band == Band::Match, is_match, "{listed} / {asked_for}: {codes:?}");
    }
    let born = Query { born: "1970-05-17".parse().ok(), ..asked("Nimrod Wahmistani") };
    let listed = || Listed::new("XXi.001", &["Nimrod Wahmistani"]);
    let (band, codes) = beside_many(listed().born("1970-05-17", false), &born).expect("a hit");
    assert!(band == Band::Match && codes.contains(&"few-parts"), "a birth date makes it one: {codes:?}");
    let bytes = Index::build(&register([listed()]));
    let index = Index::open(bytes.as_slice()).expect("built here");
    let no_review = Policy { match_at: 0.70, ..Policy::default() };
    let found = index.screen(&asked("Nimrod Wahmistani"), &no_review).expect("the file is whole").hits;
    assert_eq!(keys(&found), ["XXi.001"], "where there is no band of review nobody is hidden");
    let ship = Query { kind: Some(Kind::Vessel), ..asked("Nimrod Wahmistani") };
    let (band, _) = beside_many(listed().kind(Kind::Vessel), &ship).expect("a hit");
    assert_eq!(band, Band::Match, "most ships have names of two words");
}

#[test]
fn what_agrees_gives_no_more_back_to_a_common_name_than_to_a_rare_one() {
    let at = |name: &str, query: &Query| {
        let listed = Listed::new("XXi.001", &[name]).born("1970", false).text(Property::BirthPlace, "Mosul, Iraq");
        let bytes = Index::build(&register(many().chain([listed])));
        let index = Index::open(bytes.as_slice()).expect("built here");
        let query = Query { names: vec![name.into()], ..query.clone() };
        hits(&index, &query).into_iter().find(|hit| hit.entries[0].contains("XXi.001")).map(|hit| hit.score)
    };
    let born = Query { born: "1970-05-17".parse().ok(), ..Query::default() };
    let place = Query { birth_places: vec!["الموصل".into()], ..Query::default() };
    for (query, common, rare) in [(&born, 0.8491, 0.9086), (&place, 0.7445, 0.8956)] {
        assert_eq!(at("Ali Sarab", query), Some(common), "{query:?}");
        assert_eq!(at("Nimrod Wahmistani", query), Some(rare), "{query:?}");
    }
}

#[test]
fn a_number_that_is_the_same_beside_a_like_name_is_shown_whatever_else_differs() {
    let listed = || Listed::new("XXi.001", &["Yusuf al-Khayali"]).born("1970-05-17", false).document("FX 000-123");
    for (name, born, is_found) in [
        ("Yusuf Khayali", "1970-05-17", true),
        ("Yusuf Khayali", "1999-01-03", true),
        ("Karim Wahmi", "1970-05-17", true),
        ("Karim Wahmi", "1999-01-03", false), // nothing but a number, which others may have
    ] {
        let query = Query { born: born.parse().ok(), documents: vec!["FX000123".into()], ..asked(name) };
        assert_eq!(beside_many(listed(), &query).is_some(), is_found, "{name} {born}");
    }
    let (_, codes) = beside_many(listed(), &Query { documents: vec!["FX000123".into()], ..asked("Yusuf al-Khayali") })
        .expect("a hit");
    assert!(codes.contains(&"same-document"), "{codes:?}");
}

#[test]
fn who_leaves_out_the_fathers_name_is_found() {
    let listed = || Listed::new("XXi.001", &["Sabir Tajrib Wahmistani"]);
    for (name, is_found) in [
        ("Sabir Wahmistani", true),
        ("Sabir Wihmastini", true), // spelled otherwise: hardly anybody is called so
        ("Wahmistani Sabir", true),
        ("Sabir Tajrib Sarq Wahmistani", true),
        ("Sabir Sarab", false), // another family, which hundreds bear
    ] {
        assert_eq!(beside_many(listed(), &asked(name)).is_some(), is_found, "{name}");
    }
}

#[test]
fn no_person_is_a_name_with_a_legal_form_or_a_trade_though_the_list_does_not_say_what_it_names() {
    let unsaid = |name| Listed::new("XXi.001", &[name]).kind(Kind::Unknown);
    for (name, kind, is_found) in [
        ("Sabir Wahmistani Trading Ltd", Some(Kind::Person), false),
        ("Sabir Wahmistani Trading Ltd", None, true),
        ("Sabir Wahmistani Trading", Some(Kind::Person), false),
        ("Sabir Wahmistani", Some(Kind::Person), true),
    ] {
        let query = Query { kind, ..asked("Sabir Wahmistani") };
        assert_eq!(beside_many(unsaid(name), &query).is_some(), is_found, "{name} {kind:?}");
    }
}

#[test]
fn a_body_is_found_by_its_initials_where_they_are_those_of_few() {
    let body = |n: usize, name: &str| Listed::new(&format!("XXe.{n}"), &[name]).kind(Kind::Organization);
    let others = (0..400).map(|n| body(n + 10, &format!("Sarab {n} Works")));
    let bodies = [body(1, "Mithal Relief and Support Fund"), body(2, "Wahm Khayal"), body(3, "KHSM")];
    let bytes = Index::build(&register(bodies.into_iter().chain(others)));
    let index = Index::open(bytes.as_slice()).expect("built here");
    for (name, want) in [
        ("MRSF", &["XXe.1"][..]),
        ("M.R.S.F. Ltd", &["XXe.1"]),
        ("MRSX", &[]),
        ("Khayal Helpers Sarab Mithal", &["XXe.3"]),
        ("Yusuf Mrsf Tajribi", &[]), // initials beside other words
    ] {
        for kind in [None, Some(Kind::Organization)] {
            assert_eq!(keys(&hits(&index, &Query { kind, ..asked(name) })), want, "{name} {kind:?}");
        }
    }
    let hit = hits(&index, &asked("MRSF")).swap_remove(0);
    assert!(hit.reasons.iter().any(|reason| reason.code.code() == "initials"), "{:?}", hit.reasons);
    assert_eq!(hit.band, Band::Review);
}

#[test]
fn a_number_finds_its_entry_however_it_is_written() {
    let bytes = Index::build(&register(people()));
    let index = Index::open(bytes.as_slice()).expect("built here");
    for (number, want) in
        [("FX000123", &["XXi.002"][..]), ("fx-٠٠٠ ١٢٣", &["XXi.002"]), ("FX000124", &[]), ("123", &[]), ("", &[])]
    {
        let query = Query { documents: vec![number.to_owned()], ..Query::default() };
        assert_eq!(keys(&hits(&index, &query)), want, "{number}");
    }
    let other_name = Query { documents: vec!["FX000123".to_owned()], ..asked("Nadia Tajribi") };
    let found = hits(&index, &other_name);
    assert_eq!((keys(&found), found[0].band), (vec!["XXi.002"], Band::Review), "the number alone asks for a look");
    let nothing = Query { documents: vec!["FX000123".to_owned()], ..asked("!!!") };
    assert_eq!(hits(&index, &nothing)[0].band, Band::Match, "a name of which nothing can be compared is no other name");
    let misread = Query { documents: vec!["FXO0OI23".to_owned()], ..Query::default() };
    let found = hits(&index, &misread);
    assert_eq!((keys(&found), found[0].reasons[0].code.code()), (vec!["XXi.002"], "like-document"));
}

#[test]
fn an_entity_is_found_by_each_of_its_references() {
    let bytes = Index::build(&register(people()));
    let index = Index::open(bytes.as_slice()).expect("built here");
    let id = index.find("xx-example:XXi.001").unwrap();
    assert_eq!(id.len(), 1);
    for reference in ["XXi.001", "xxI.001.", " XX-EXAMPLE:xxi.001", "dataid:XXi.0010", id[0].as_str()] {
        assert_eq!(index.find(reference).unwrap(), id, "{reference}");
    }
    assert_eq!(index.find("XXi.00").unwrap(), []);
    let entity = index.entity(id[0].as_str()).unwrap().expect("it is there");
    assert_eq!(entity.caption(), "Yusuf al-Khayali");
}

#[test]
fn the_same_statements_give_the_same_bytes_whatever_their_order() {
    let mut turned = people();
    turned.reverse();
    assert!(Index::build(&register(people())) == Index::build(&register(turned)));
}

#[test]
fn what_is_no_register_file_of_this_version_is_refused() {
    let mut other = Index::build(&register(people()));
    other[8] = 9;
    let open = |bytes: &[u8]| Index::open(bytes).map(|index| index.len());
    assert_eq!(open(&other), Err(IndexError::OtherVersion(9)));
    assert_eq!(open(b"<html>"), Err(IndexError::NotARegister));
    assert_eq!(open(b""), Err(IndexError::NotARegister));
}

#[test]
fn a_question_that_takes_too_much_is_not_answered_and_says_so() {
    let bytes = Index::build(&register(many()));
    let index = Index::open(bytes.as_slice()).expect("built here");
    let screen = |most_compared, name| {
        let policy = Policy { most_compared, threshold: 0.0, limit: usize::MAX, ..Policy::default() };
        index.screen(&asked(name), &policy).map(|answer| answer.found)
    };
    let all = index.len();
    // Each name is compared, and each entity is scored.
    for (most, name, want) in [
        (2 * all, "Yusuf Khayali", Ok(())),
        (2 * all - 1, "Yusuf Khayali", Err(IndexError::TooMuch(2 * all - 1))),
        (all, "Yusuf Khayali", Err(IndexError::TooMuch(all))),
        (0, "Yusuf Khayali", Err(IndexError::TooMuch(0))),
        (0, "", Ok(())), // nothing to compare
    ] {
        assert_eq!(screen(most, name).map(|_| ()), want, "{most} {name}");
    }
    assert_eq!(screen(usize::MAX, "Yusuf Khayali").map(|found| found > 0), Ok(true));
}

#[test]
fn a_low_quality_name_weighs_less() {
    let with = |quality| {
        let mut listed = Listed::new("XXi.006", &["Walid Hulmi"]);
        if let Value::Name(alias) = &mut listed.0.statements[0].value {
            alias.quality = quality;
        }
        score(vec![listed], &asked("Walid Hulmi"))
    };
    assert!(with(Quality::Low) < with(Quality::Good));
    assert_eq!(with(Quality::Good), with(Quality::Unstated));
}

/// Parts from which names are put together: spellings, joins, initials, particles, titles.
const PARTS: &[&str] = &[
    "Sabir,", // a comma makes a title of what it is before
    "Akhund",
    "Yusuf",
    "يوسف",
    "Youssef",
    "al-Khayali",
    "الخيالي",
    "Khayaly",
    "bin",
    "بن",
    "Abu",
    "Bakr",
    "أبوبكر",
    "Abd",
    "al-Rahman",
    "Abdurrahman",
    "عبد الرحمن",
    "Nur",
    "al-Din",
    "Noureddine",
    "نور الدين",
    "K.",
    "Haji",
    "Wahmi",
    "وهمي",
    "Вахми",
    "Hamid",
    "Reza",
    "Hamidreza",
    "حمیدرضا",
    "Sarab",
    "Trading",
    "12",
    "Relief",
    "Fund",
    "YRF",
    "SRFT",
    "Ltd",
    "PAO",
    "company",
    "شركة",
];

/// Parts of which hundreds have one or more beside [`many`].
const FEW_PARTS: &[&str] = &["Sabir", "Ali", "Sarab", "Muhammad", "Hasan", "Sabr", "Wahmistani"];

/// What a subject or an entity may be.
const KINDS: &[Kind] = &[Kind::Unknown, Kind::Person, Kind::Organization];

/// Dates, places and numbers, of which each is stated or asked, or not.
const BORN: &[&str] = &[
    "",
    "1970",
    "1970-05-17",
    "1970-05-11",
    "1970-11-05",
    "1970-05",
    "1972-01-01",
    "1950..1980",
    "1969-12-20..1970-05-11", // of two years, and shorter than one
    "1870-05-17",
];
const BORN_IN: &[&str] = &["", "Mosul, Iraq", "الموصل", "Egypt"];
const NUMBERS: &[&str] =
    &["", "FX000123", "FXO00123", "IMO 1234567", "1234567", "IMO 7654329", "XMPLAEADXXX", "XMPLAEAD"];

/// What stands beside a name, by place in `BORN`, `BORN_IN` and `NUMBERS`.
type Beside = (usize, usize, usize);

fn beside() -> impl proptest::strategy::Strategy<Value = Beside> {
    (0..BORN.len(), 0..BORN_IN.len(), 0..NUMBERS.len())
}

fn listed_with(n: usize, name: &str, (born, place, number): Beside) -> Listed {
    let mut listed = Listed::new(&format!("XXi.{n}"), &[name]);
    if !BORN[born].is_empty() {
        listed = listed.born(BORN[born], false);
    }
    listed.text(Property::BirthPlace, BORN_IN[place]).document(NUMBERS[number])
}

fn asked_with(name: &str, (born, place, number): Beside) -> Query {
    let (birth_places, documents) = (vec![BORN_IN[place].to_owned()], vec![NUMBERS[number].to_owned()]);
    Query { born: BORN[born].parse().ok(), birth_places, documents, ..asked(name) }
}

#[test]
fn a_title_behind_a_comma_is_the_same_text_and_found() {
    for (listed, name) in
        [("Omar Akhund", "Omar, Akhund"), ("Omar, Akhund", "Omar Akhund"), ("Khayali, Akhund", "Khayali Akhund")]
    {
        let bytes = Index::build(&register(many().chain([Listed::new("XXi.1", &[listed])])));
        let index = Index::open(bytes.as_slice()).expect("built here");
        let score = |threshold| {
            let policy = Policy { threshold, by_chance: false, limit: 1000, ..Policy::default() };
            let hits = index.screen(&asked(name), &policy).unwrap().hits;
            hits.into_iter().find(|hit| hit.entries[0].contains("XXi.1")).map(|hit| hit.score)
        };
        let all = score(0.0).expect("every name is compared");
        assert!(all > 0.8, "{listed} / {name}: {all}");
        assert_eq!(score(0.8), Some(all), "{listed} / {name}");
    }
}

proptest::proptest! {
    // Long names take long without the compiler's help.
    #![proptest_config(proptest::test_runner::Config::with_cases(24))]

    #[test]
    fn a_long_name_whose_parts_recur_is_found_as_by_comparing(
        parts in proptest::collection::vec(0..FEW_PARTS.len(), 6..16),
        added in (0..FEW_PARTS.len(), proptest::prelude::any::<proptest::sample::Index>()),
        threshold in 0.5..0.95_f64,
    ) {
        let text = |parts: &[usize]| parts.iter().map(|at| FEW_PARTS[*at]).collect::<Vec<_>>().join(" ");
        let bytes = Index::build(&register(many().chain([Listed::new("XXi.1", &[&text(&parts)])])));
        let index = Index::open(bytes.as_slice()).expect("built here");
        let mut more = parts.clone();
        more.insert(added.1.index(parts.len() + 1), added.0);
        for query in [text(&parts), text(&more), text(&parts[1..])].map(|name| asked(&name)) {
            let found = |threshold| {
                let policy = Policy { threshold, limit: 1000, ..Policy::default() };
                let hits = index.screen(&query, &policy).unwrap().hits;
                hits.into_iter().map(|hit| (hit.entries, hit.score)).collect::<Vec<_>>()
            };
            let mut all = found(0.0); // every name is compared
            all.retain(|(_, score)| *score >= threshold);
            proptest::prop_assert_eq!(found(threshold), all);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(128))]

    #[test]
    fn the_index_finds_exactly_what_comparing_with_everyone_finds(
        names in proptest::collection::vec(
            (proptest::collection::vec(0..PARTS.len(), 1..5), beside(), 0..KINDS.len()), 1..12
        ),
        query in (proptest::collection::vec(0..PARTS.len(), 1..5), beside(), 0..=KINDS.len()),
        threshold in 0.3..0.95_f64,
    ) {
        let text = |parts: &[usize]| parts.iter().map(|at| PARTS[*at]).collect::<Vec<_>>().join(" ");
        let listed = |(n, (parts, beside, kind)): (usize, &(Vec<usize>, Beside, usize))| {
            listed_with(n, &text(parts), *beside).kind(KINDS[*kind])
        };
        let bytes = Index::build(&register(names.iter().enumerate().map(listed).chain(many())));
        let index = Index::open(bytes.as_slice()).expect("built here");
        let with = |threshold| Policy { threshold, limit: 1000, ..Policy::default() };
        let query = Query { kind: KINDS.get(query.2).copied(), ..asked_with(&text(&query.0), query.1) };
        let first = index.screen(&query, &with(threshold)).unwrap().hits;
        let all = index.screen(&query, &with(0.0)).unwrap().hits; // every name is compared
        let least = |hit: &&Hit| hit.score >= threshold;
        let want: Vec<_> = all.iter().filter(least).map(|hit| (&hit.entries, hit.score)).collect();
        let found = index.screen(&query, &with(threshold)).unwrap().hits;
        let got: Vec<_> = found.iter().map(|hit| (&hit.entries, hit.score)).collect();
        proptest::prop_assert_eq!(got, want);
        proptest::prop_assert_eq!(found, first, "what is kept of a question changes no answer");
    }

    #[test]
    fn what_stands_beside_a_name_adds_up_and_adds_no_more_than_it_may(
        name in proptest::collection::vec(0..PARTS.len(), 1..5),
        query in proptest::collection::vec(0..PARTS.len(), 1..5),
        stated in beside(),
        besides in beside(),
    ) {
        let text = |parts: &[usize]| parts.iter().map(|at| PARTS[*at]).collect::<Vec<_>>().join(" ");
        let bytes = Index::build(&register(many().chain([listed_with(1, &text(&name), stated)])));
        let index = Index::open(bytes.as_slice()).expect("built here");
        let policy = |by_chance| Policy { threshold: 0.0, by_chance, limit: 1000, ..Policy::default() };
        let hit = |query: &Query, by_chance| {
            let hits = index.screen(query, &policy(by_chance)).unwrap().hits;
            hits.into_iter().find(|hit| hit.entries[0].contains("XXi.1")).unwrap()
        };
        let whole = hit(&asked_with(&text(&query), besides), true);
        let sum: f64 = whole.reasons.iter().map(|reason| reason.points).sum();
        proptest::prop_assert!((sum - whole.score).abs() < 1e-9, "{sum} {whole:?}");
        let is_numbered = whole.reasons.iter().any(|reason| reason.code.code().contains("document"));
        let by_name = hit(&asked(&text(&query)), false);
        let most = by_name.score + register::matching::MOST_BESIDE_NAMES + 0.001;
        proptest::prop_assert!(is_numbered || whole.score <= most, "{whole:?} {by_name:?}");
    }

    #[test]
    fn whoever_is_called_just_as_somebody_listed_is_shown(
        name in proptest::collection::vec(0..PARTS.len(), 1..5),
        kind in 0..KINDS.len(),
    ) {
        let text = name.iter().map(|at| PARTS[*at]).collect::<Vec<_>>().join(" ");
        let is_told = names::prepare(&text).parts.iter().any(|part| part.role.tells());
        let bytes = Index::build(&register(many().chain([Listed::new("XXi.1", &[&text]).kind(KINDS[kind])])));
        let index = Index::open(bytes.as_slice()).expect("built here");
        let hits = index.screen(&Query { kind: Some(KINDS[kind]), ..asked(&text) }, &Policy { limit: 1000, ..Policy::default() });
        let is_found = hits.unwrap().hits.iter().any(|hit| hit.entries[0].contains("XXi.1"));
        proptest::prop_assert!(is_found || !is_told, "{text}");
    }

    #[test]
    fn an_entry_of_two_names_scores_as_the_better_one(
        names in proptest::array::uniform2(proptest::collection::vec(0..PARTS.len(), 1..5)),
        query in proptest::collection::vec(0..PARTS.len(), 1..5),
        stated in beside(),
        besides in beside(),
    ) {
        let text = |parts: &[usize]| parts.iter().map(|at| PARTS[*at]).collect::<Vec<_>>().join(" ");
        let [one, other] = names.map(|name| text(&name));
        // Who is called so in the script asked too is written otherwise than asked.
        let is_written = |name: &str| names::Script::of(name) == names::Script::of(&text(&query));
        if is_written(&one) != is_written(&other) {
            return Ok(());
        }
        let scores = |listed: [Listed; 2]| {
            let bytes = Index::build(&register(many().chain(listed)));
            let index = Index::open(bytes.as_slice()).expect("built here");
            let policy = Policy { threshold: 0.0, limit: 1000, ..Policy::default() };
            let hits = index.screen(&asked_with(&text(&query), besides), &policy).unwrap().hits;
            ["XXi.1", "XXi.2"].map(|key| hits.iter().find(|hit| hit.entries[0].contains(key)).unwrap().score)
        };
        let apart = scores([listed_with(1, &one, stated), listed_with(2, &other, stated)]);
        let mut both = listed_with(1, &one, stated);
        both.0.statements.extend(Listed::new("XXi.1", &[&other]).0.statements);
        let [together, _] = scores([both, Listed::new("XXi.2", &["Ali Sarab 0"])]);
        // How many names the register holds is not quite the same.
        proptest::prop_assert!(together >= apart[0].max(apart[1]) - 0.002, "{one} | {other}: {together} {apart:?}");
    }
}
