//! Which entries of which lists are one entity. Everyone and everything here is invented; each row is a mistake that unifying could make.

use register::date::civil;
use register::index::Index;
use register::{
    Alias, Calendar, DateSpan, Day, DisagreementCode, Document, Edition, EditionId, EntityId, EntryKey, EntryRef,
    Episode, Evidence, Ground, GroundCode, Held, JoinedBy, Kind, ListedEntry, NameKind, Place, Policy, Property,
    Quality, Query, Register, Ruling, StatedDate, Statement, Value, Verdict, resolve,
};

/// The lists, and the day of the edition of each.
const LISTS: [(&str, i16); 4] = [("un-sc", 2020), ("eu-fsf", 2021), ("us-ofac-sdn", 2022), ("uk-ofsi", 2023)];

fn edition(list: &str) -> Edition {
    let year = LISTS.iter().find(|(id, _)| *id == list).expect("a list of these").1;
    Edition {
        id: EditionId::of(list.as_bytes()),
        list: list.into(),
        published: day(year),
        stated: None,
        retrieved: "2026-01-16T08:00:00Z".into(),
        extract: false,
    }
}

fn day(year: i16) -> Day {
    civil(year, 1, 15).expect("a day")
}

/// An entry in the making.
#[derive(Clone)]
struct Listed(ListedEntry);

impl Listed {
    /// `list:key`, what it is and its main name.
    fn new(reference: &str, kind: Kind, name: &str) -> Self {
        let (list, key) = reference.split_once(':').expect("a list and a key");
        let from = edition(list);
        let episodes = vec![Episode { from: (from.id, from.published), until: None, may_have_begun_before: false }];
        let (key, list) = (EntryKey::new(key), list.into());
        Self(ListedEntry {
            list,
            key,
            alternates: Vec::new(),
            kind,
            episodes,
            statements: Vec::new(),
            since: Vec::new(),
        })
        .name(name, NameKind::Primary)
    }

    fn person(reference: &str, name: &str) -> Self {
        Self::new(reference, Kind::Person, name)
    }

    fn body(reference: &str, name: &str) -> Self {
        Self::new(reference, Kind::Organization, name)
    }

    fn ship(reference: &str, name: &str, imo: &str) -> Self {
        Self::new(reference, Kind::Vessel, name).number("IMO", imo)
    }

    fn state(mut self, property: Property, value: Value) -> Self {
        let place = Place::Line { line: self.0.statements.len() as u32 + 1, column: 1 };
        let evidence = Evidence { edition: edition(&self.0.list).id, place };
        self.0.statements.push(Statement { property, value, note: None, basis: None, evidence });
        self
    }

    fn text(self, property: Property, text: &str) -> Self {
        self.state(property, Value::Text(text.into()))
    }

    fn name(self, text: &str, kind: NameKind) -> Self {
        self.state(Property::Name, Value::Name(Box::new(Alias::new(text, kind))))
    }

    fn aka(self, text: &str) -> Self {
        self.name(text, NameKind::Aka)
    }

    fn weak_aka(self, text: &str) -> Self {
        let alias = Alias { quality: Quality::Low, ..Alias::new(text, NameKind::Aka) };
        self.state(Property::Name, Value::Name(Box::new(alias)))
    }

    fn born(self, span: &str) -> Self {
        self.state_day(Property::BirthDate, span)
    }

    fn state_day(self, property: Property, span: &str) -> Self {
        let spans = vec![span.parse::<DateSpan>().expect("a date")];
        let date = StatedDate { text: span.into(), spans, circa: false, calendar: Calendar::Gregorian };
        self.state(property, Value::Date(Box::new(date)))
    }

    fn number(self, kind: &str, number: &str) -> Self {
        let document = Document { kind: kind.into(), number: number.into(), ..Document::default() };
        self.state(Property::Document, Value::Document(Box::new(document)))
    }

    fn under(self, programme: &str) -> Self {
        self.text(Property::Programme, programme)
    }
}

fn resolved(entries: &[Listed], rulings: &[Ruling]) -> Register {
    let editions = LISTS.iter().map(|(list, _)| edition(list)).collect();
    resolve(editions, entries.iter().map(|listed| listed.0.clone()).collect(), rulings)
}

/// The entities, each as its entries with blanks between, in order.
fn groups(register: &Register) -> Vec<String> {
    let of =
        |entity: &register::Entity| entity.entries.iter().map(ListedEntry::reference).collect::<Vec<_>>().join(" ");
    let mut groups: Vec<String> = register.entities.iter().map(of).collect();
    groups.sort();
    groups
}

#[track_caller]
fn check(why: &str, entries: &[Listed], want: &[&str]) -> Register {
    let register = resolved(entries, &[]);
    assert_eq!(groups(&register), want, "{why}");
    for entity in &register.entities {
        assert_eq!(entity.unions.len(), entity.entries.len() - 1, "{why}: each union joins one more");
    }
    register
}

fn entry(reference: &str) -> EntryRef {
    let (list, key) = reference.split_once(':').expect("a list and a key");
    EntryRef { list: list.into(), key: key.to_lowercase().into() }
}

fn ruling(one: &str, other: &str, verdict: Verdict) -> Ruling {
    Ruling { of: [entry(one), entry(other)], verdict, judgement: "j1".into(), people: 2 }
}

/// One person on four lists, spelt otherwise on each.
fn yusuf() -> Vec<Listed> {
    vec![
        Listed::person("un-sc:XXi.001", "Yusuf Sabir al-Khayali").born("1970-05-17"),
        Listed::person("eu-fsf:EU.1", "يوسف صابر الخيالي").born("1970-05-17"),
        Listed::person("us-ofac-sdn:1", "AL-KHAYALI, Yousef Saber").born("1970-05-17"),
        Listed::person("uk-ofsi:1", "Yousuf Sabir ALKHAYALI").born("1970"),
    ]
}

const YUSUF: &str = "eu-fsf:EU.1 uk-ofsi:1 un-sc:XXi.001 us-ofac-sdn:1";

#[test]
fn one_person_on_four_lists_is_one_entity_with_the_reasons() {
    let register = check("spelt otherwise on each", &yusuf(), &[YUSUF]);
    let entity = &register.entities[0];
    assert_eq!(entity.id, EntityId::of("un-sc", "xxi.001"), "of the entry that was published first");
    for union in &entity.unions {
        let JoinedBy::Likeness { logits, grounds } = &union.by else { panic!("nobody judged") };
        let sum: f64 = grounds.iter().map(|ground| ground.logits).sum();
        assert!((sum - logits).abs() < 1e-9, "the grounds add up: {grounds:?}");
        assert!(grounds.iter().any(|ground| ground.code == GroundCode::Name && ground.stated[0].is_some()));
    }
}

#[test]
fn the_order_of_entries_and_editions_does_not_matter() {
    let more =
        [Listed::person("uk-ofsi:2", "Badr Wahmi").born("1980-02-03"), Listed::body("un-sc:XXe.1", "Sarab Group")];
    let entries: Vec<Listed> = yusuf().into_iter().chain(more).collect();
    let want = resolved(&entries, &[]);
    for turn in 0..entries.len() {
        let mut turned = entries.clone();
        turned.rotate_left(turn);
        turned.reverse();
        assert_eq!(resolved(&turned, &[]), want, "{turn}");
        assert_eq!(Index::build(&resolved(&turned, &[])), Index::build(&want), "{turn}");
    }
}

#[test]
fn an_entity_is_found_by_every_id_and_reference_that_its_entries_had() {
    let mut entries = yusuf();
    entries[3].0.alternates.push("key:OLD.7".into());
    let index = Index::open(Index::build(&resolved(&entries, &[]))).expect("a register");
    let id = EntityId::of("un-sc", "xxi.001");
    for asked in [
        id.as_str(),
        EntityId::of("eu-fsf", "eu.1").as_str(),
        EntityId::of("us-ofac-sdn", "1").as_str(),
        EntityId::of("uk-ofsi", "old.7").as_str(), // its publisher changed the key
        "uk-ofsi:1",
        "EU.1",
    ] {
        assert_eq!(index.find(asked).expect("whole"), std::slice::from_ref(&id), "{asked}");
    }
}

#[test]
fn those_who_are_nearly_called_alike_stay_apart() {
    for (why, one, other) in [
        (
            "brothers",
            Listed::person("un-sc:1", "Sabir Mithal al-Khayali").born("1970"),
            Listed::person("eu-fsf:2", "Badr Mithal al-Khayali").born("1971"),
        ),
        (
            "sisters born on one day",
            Listed::person("un-sc:1", "Amal bint Nur Sarabi").born("1970-05-17"),
            Listed::person("eu-fsf:2", "Hanan bint Nur Sarabi").born("1970-05-17"),
        ),
        (
            "father and son",
            Listed::person("un-sc:1", "Sabir Tajrib Wahmi").born("1941"),
            Listed::person("eu-fsf:2", "Yusuf Sabir Tajrib Wahmi").born("1970"),
        ),
        (
            "a son who has his father's name",
            Listed::person("un-sc:1", "Sabir Tajrib Wahmi").born("1941-01-02"),
            Listed::person("eu-fsf:2", "Sabir Tajrib Wahmi").born("1970-03-04"),
        ),
        (
            "namesakes of one year",
            Listed::person("un-sc:1", "Mohammed Ali").born("1970"),
            Listed::person("eu-fsf:2", "Muhammad Ali").born("1970"),
        ),
        (
            "a man and a woman of one name",
            Listed::person("un-sc:1", "Nur Sabir Sarabi").born("1970").text(Property::Gender, "male"),
            Listed::person("eu-fsf:2", "Nur Sabir Sarabi").born("1970").text(Property::Gender, "female"),
        ),
        (
            "a kunya that two bear",
            Listed::person("un-sc:1", "Yusuf al-Khayali").weak_aka("Abu Mithal").born("1970"),
            Listed::person("eu-fsf:2", "Badr al-Wahmi").weak_aka("Abu Mithal").born("1970"),
        ),
        (
            "an alias that was written to the wrong brother",
            Listed::person("un-sc:1", "Sabir Mithal al-Khayali").aka("Badr Mithal al-Khayali").born("1950"),
            Listed::person("eu-fsf:2", "Badr Mithal al-Khayali").born("1942"),
        ),
        (
            "a company and its subsidiary",
            Listed::body("un-sc:1", "Sarab Trading"),
            Listed::body("eu-fsf:2", "Sarab Trading Mithal Shipping"),
        ),
        (
            "numbered companies",
            Listed::body("un-sc:1", "Sarab Shipping No. 1 Limited"),
            Listed::body("eu-fsf:2", "Sarab Shipping No. 2 Limited"),
        ),
        (
            "two directions",
            Listed::body("un-sc:1", "North Sarab Refineries"),
            Listed::body("eu-fsf:2", "South Sarab Refineries"),
        ),
        ("two places", Listed::body("un-sc:1", "Donetsk Sarab Front"), Listed::body("eu-fsf:2", "Luhansk Sarab Front")),
        (
            "companies of one list that are named alike",
            Listed::body("uk-ofsi:12", "Theta Mithal Navigation Sarab"),
            Listed::body("uk-ofsi:13", "Zeta Mithal Navigation Sarab"),
        ),
        (
            "two of one list and programme with one main name and names of their own",
            Listed::body("uk-ofsi:12", "Mithal Foundry Sarab").aka("Khayal").under("Iran"),
            Listed::body("uk-ofsi:13", "Mithal Foundry Sarab").aka("Wahm").under("Iran"),
        ),
        (
            "two of one list with one alias",
            Listed::body("uk-ofsi:12", "Mithal Foundry").aka("Sarab Wahm Khayal"),
            Listed::body("uk-ofsi:13", "Tajrib Works").aka("Sarab Wahm Khayal"),
        ),
        (
            "a group and its wing, that another authority lists by itself under another regime",
            Listed::body("un-sc:1", "Harakat Mithal").aka("Kataib Sarab al-Wahm").under("Taliban"),
            Listed::body("eu-fsf:2", "Kataib Sarab al-Wahm").under("SYR"),
        ),
        (
            "ministries of two states",
            Listed::body("un-sc:1", "Ministry of Examples").text(Property::Country, "Syria").under("Iraq"),
            Listed::body("eu-fsf:2", "Ministry of Examples").text(Property::Country, "Cuba").under("SYR"),
        ),
        (
            "ships of one name",
            Listed::ship("un-sc:1", "SARAB STAR", "1234567"),
            Listed::ship("eu-fsf:2", "SARAB STAR", "7654329"),
        ),
        (
            "a ship that took over another's radio number",
            Listed::ship("un-sc:1", "SARAB STAR", "1234567").number("MMSI", "470123456"),
            Listed::ship("eu-fsf:2", "SARAB STAR", "7654329").number("MMSI", "470123456"),
        ),
        (
            "two bodies with a short number each of its own register",
            Listed::body("un-sc:1", "Sarab Trading").number("Registration ID", "12345"),
            Listed::body("eu-fsf:2", "Wahmi Foundry").number("Tax ID", "12345"),
        ),
        (
            "ministries of two states",
            Listed::body("un-sc:1", "Ministry of Sarab").text(Property::Country, "Iraq"),
            Listed::body("eu-fsf:2", "Ministry of Sarab").text(Property::Country, "Yemen"),
        ),
        (
            "two bodies with one bank",
            Listed::body("un-sc:1", "Sarab Trading").number("SWIFT/BIC", "XMPLAEAD"),
            Listed::body("eu-fsf:2", "Wahmi Foundry").number("SWIFT/BIC", "XMPLAEAD"),
        ),
        (
            "a person and a company that is named after him",
            Listed::person("un-sc:1", "Tajrib Wahmi Sarabi"),
            Listed::body("eu-fsf:2", "Tajrib Wahmi Sarabi"),
        ),
    ] {
        let mut apart = [one.0.reference(), other.0.reference()];
        apart.sort();
        check(why, &[one, other], &apart.each_ref().map(String::as_str));
    }
}

#[test]
fn those_who_are_one_come_together_though_something_differs() {
    for (why, one, other) in [
        (
            "a ship that was renamed",
            Listed::ship("un-sc:1", "SARAB STAR", "1234567"),
            Listed::ship("eu-fsf:2", "WAHMI PEARL", "IMO 1234567"),
        ),
        (
            "two letters of a year changed places",
            Listed::person("un-sc:1", "Badr al-Din Tajrib Wahmi").born("1957-05-17"),
            Listed::person("eu-fsf:2", "Badr Aldin Tajrib al-Wahmi").born("1975-05-17"),
        ),
        (
            "the main name of one is an alias of the other",
            Listed::person("un-sc:1", "Abu Mithal al-Sarabi").aka("Yusuf Sabir al-Khayali").born("1970-05-17"),
            Listed::person("eu-fsf:2", "Yusuf Sabir al-Khayali").born("1970-05-17"),
        ),
        (
            "a body of one word, listed by two authorities in one week",
            Listed::body("un-sc:1", "Mithaltel").under("Taliban").state_day(Property::ListedOn, "2019-01-01"),
            Listed::body("eu-fsf:2", "MITHALTEL").under("AFG").state_day(Property::ListedOn, "2019-01-03"),
        ),
        (
            "a passport",
            Listed::person("un-sc:1", "Sabir Wahmi").number("Passport", "FX 0001234"),
            Listed::person("eu-fsf:2", "Saber Wahmy").number("National passport", "FX0001234"),
        ),
    ] {
        check(why, &[one, other], &["eu-fsf:2 un-sc:1"]);
    }
}

/// Authorities that act together speak for one person, under one regime, and say nothing else.
#[test]
fn who_was_listed_within_a_week_is_the_likelier_one() {
    let listed = |reference: &str, programme: &str, on: &str| {
        Listed::person(reference, "Sabir Wahmi").under(programme).state_day(Property::ListedOn, on)
    };
    for (on, programme, want) in [
        ("2019-01-08", "AFG", Some(1.4)),
        ("2019-01-09", "AFG", None),
        ("2018-12-25", "AFG", Some(1.4)),
        ("2019-01-01", "SYR", None),
    ] {
        let entries = [listed("un-sc:1", "Taliban", "2019-01-01"), listed("eu-fsf:2", programme, on)];
        let register = resolved(&entries, &[]);
        let joined = register.entities.iter().flat_map(|entity| &entity.unions).filter_map(|union| match &union.by {
            JoinedBy::Likeness { grounds, .. } => Some(grounds),
            JoinedBy::Judgement { .. } => None,
        });
        let asked = register.questions.iter().map(|question| &question.grounds);
        let grounds = joined.chain(asked).flatten().find(|ground| ground.code == GroundCode::ListedTogether);
        assert_eq!(grounds.map(|ground| ground.logits), want, "{on} {programme}");
    }
}

/// What is said of two entries, joined or asked about.
fn grounds<'r>(register: &'r Register, of: [&str; 2]) -> &'r [Ground] {
    let is_of = |pair: &[EntryRef; 2]| pair.each_ref().map(ToString::to_string) == of;
    let unions = register.entities.iter().flat_map(|entity| &entity.unions);
    let joined = unions.filter(|union| is_of(&union.of)).find_map(|union| match &union.by {
        JoinedBy::Likeness { grounds, .. } => Some(grounds),
        JoinedBy::Judgement { .. } => None,
    });
    let asked = || register.questions.iter().find(|question| is_of(&question.of)).map(|question| &question.grounds);
    joined.or_else(asked).map(Vec::as_slice).unwrap_or_default()
}

const GIVEN: [&str; 12] =
    ["Badr", "Faris", "Ghassan", "Hatim", "Jalal", "Karim", "Luay", "Majid", "Nabil", "Qasim", "Rashid", "Tariq"];

/// Twelve people, of whom so many stand on two lists; and one of two names, of whom nothing else is known.
fn lists_in_common(on_both: usize, programme: &str) -> Register {
    let dated = |list: &str, programme: &str, n: usize| {
        let name = format!("{} Tajrib Mithal al-{}i", GIVEN[n], GIVEN[11 - n].to_lowercase());
        Listed::person(&format!("{list}:{}", n + 1), &name).born(&format!("19{}-05-17", 50 + n)).under(programme)
    };
    let un = (0..12).map(|n| dated("un-sc", "Taliban", n));
    let eu = (0..on_both).map(|n| dated("eu-fsf", programme, n));
    let undated = [("un-sc:99", "Taliban"), ("eu-fsf:99", programme)]
        .map(|(reference, programme)| Listed::person(reference, "Sabir Wahmi").under(programme));
    resolved(&un.chain(eu).chain(undated).collect::<Vec<_>>(), &[])
}

/// Where nearly all of one list stand on another, the one who is called alike there is likely the one.
#[test]
fn what_lists_have_in_common_speaks_for_who_is_called_alike() {
    for (on_both, programme, want) in [
        (12, "AFG", Some((1.7, "12/13"))), // of the shorter list, all but the undated one
        (6, "AFG", Some((1.16, "6/7"))),
        (0, "AFG", None),
        (12, "SYR", None), // under another regime
    ] {
        let register = lists_in_common(on_both, programme);
        let overlap = grounds(&register, ["eu-fsf:99", "un-sc:99"])
            .iter()
            .find(|ground| ground.code == GroundCode::Overlap)
            .map(|ground| (ground.logits, ground.stated.iter().flatten().next().expect("counts").as_ref()));
        assert_eq!(overlap, want, "{on_both} {programme}");
    }
}

/// A namesake whose counterpart is known is no reason to doubt who the other one is.
#[test]
fn a_namesake_who_is_met_elsewhere_is_no_rival() {
    let of = |reference: &str| Listed::person(reference, "Sabir Wahmi").under("Taliban");
    for (born, want) in [(["1970-05-17", "1970-05-17"], true), (["1970-05-17", "1972"], false)] {
        let entries = [of("un-sc:1"), of("eu-fsf:2"), of("un-sc:3").born(born[0]), of("eu-fsf:4").born(born[1])];
        let register = resolved(&entries, &[]);
        let said = grounds(&register, ["eu-fsf:2", "un-sc:1"]);
        let is_alone = said.iter().any(|ground| ground.code == GroundCode::NobodyElse);
        let are_joined = groups(&register).contains(&"eu-fsf:2 un-sc:1".to_owned());
        assert_eq!((said.is_empty(), is_alone, are_joined), (false, want, want), "{born:?} {said:?}");
    }
}

/// Of two that share an alias and no main name neither is taken, though the other who shares it is somebody else.
#[test]
fn who_shares_no_more_than_an_alias_is_not_taken_for_want_of_another() {
    let body = |reference: &str, name: &str, programme: &str| {
        Listed::body(reference, name).aka("Jamiat Ihya Sarab Wahmi").under(programme)
    };
    let entries = [
        body("un-sc:1", "Mithal Support Committee", "Al-Qaida"),
        body("un-sc:2", "Sarab Heritage Society", "Al-Qaida"),
        body("us-ofac-sdn:3", "Sarab Heritage Society", "SDGT"),
        body("us-ofac-sdn:4", "Nur Charity Fund", "SDGT"),
    ];
    check("an alias alone", &entries, &["un-sc:1", "un-sc:2 us-ofac-sdn:3", "us-ofac-sdn:4"]);
}

/// That a rival came together with somebody of a third list says nothing of who it is.
#[test]
fn a_rival_stays_one_whoever_of_a_third_list_it_came_together_with() {
    let other = "Qutb Farazdaq Tajribi al-Mithali";
    let entries = [
        Listed::person("un-sc:1", "Sabir Wahmi").under("Taliban"),
        Listed::person("eu-fsf:2", "Sabir Wahmi").under("AFG"),
        Listed::person("eu-fsf:3", "Sabir Wahmi").under("AFG").aka(other),
        Listed::person("us-ofac-sdn:9", other).under("SDGT"),
    ];
    check("two of one list", &entries, &["eu-fsf:2", "eu-fsf:3 us-ofac-sdn:9", "un-sc:1"]);
}

/// Neither brothers nor who bears another main name are one because their lists have much in common; nor are two that share an alias, though
/// the other who shares it is somebody else.
#[test]
fn what_lists_have_in_common_joins_none_who_are_told_apart() {
    let common = |undated: [Listed; 2]| {
        let of = |list: &'static str, programme: &'static str| {
            (0..12).map(move |n| {
                let name = format!("{} Tajrib Mithal al-{}i", GIVEN[n], GIVEN[11 - n].to_lowercase());
                Listed::person(&format!("{list}:{n}"), &name).born(&format!("19{}-05-17", 50 + n)).under(programme)
            })
        };
        resolved(&of("un-sc", "Taliban").chain(of("eu-fsf", "AFG")).chain(undated).collect::<Vec<_>>(), &[])
    };
    let un = |name: &str| Listed::person("un-sc:99", name).under("Taliban");
    let eu = |name: &str| Listed::person("eu-fsf:99", name).under("AFG");
    for (why, undated, want) in [
        ("who has another main name", [un("Qutb Farazdaq").aka("Sabir Wahmi"), eu("Sabir Wahmi")], None),
        ("the same main name", [un("Sabir Wahmi"), eu("Sabir Wahmi")], Some(GroundCode::Overlap)),
    ] {
        let register = common(undated);
        let overlap =
            grounds(&register, ["eu-fsf:99", "un-sc:99"]).iter().find(|ground| ground.code == GroundCode::Overlap);
        assert_eq!(overlap.map(|ground| ground.code), want, "{why}");
    }
    let apart = |why: &str, undated: [Listed; 2]| {
        let register = common(undated);
        let are_one = groups(&register).iter().any(|group| group.contains("eu-fsf:99") && group.contains("un-sc:99"));
        assert!(!are_one, "{why}: {:?}", grounds(&register, ["eu-fsf:99", "un-sc:99"]));
    };
    apart(
        "three years apart",
        [un("Sabir Yusuf Wahmi").born("1970-05-17"), eu("Sabir Yusuf Wahmi").born("1973-02-01")],
    );
    apart("another father", [un("Oleg Sabirovich WAHMOV"), eu("Oleg Yusufovich WAHMOV")]);
    apart(
        "another father beside a name without one",
        [un("Yermolay FARAZDAQOV").aka("Yermolay Sabirovich FARAZDAQOV"), eu("Yermolay Yusufovich FARAZDAQOV")]
            .map(|listed| listed.state_day(Property::ListedOn, "2019-01-01")),
    );
}

#[test]
fn no_chain_joins_what_contradicts_each_other() {
    // Without a date it may be either of the two, who are born thirty years apart.
    let entries = [
        Listed::person("un-sc:1", "Tajrib Sarab Wahmi").born("1940-01-02"),
        Listed::person("eu-fsf:2", "Tajrib Sarab Wahmi"),
        Listed::person("us-ofac-sdn:3", "Tajrib Sarab Wahmi").born("1970-03-04"),
    ];
    let register = resolved(&entries, &[]);
    let together = |one: &str, other: &str| {
        groups(&register).iter().any(|group| {
            let has = |reference: &str| group.split(' ').any(|entry| entry == reference);
            has(one) && has(other)
        })
    };
    assert!(!together("un-sc:1", "us-ofac-sdn:3"), "{:?}", groups(&register));
    assert!(!register.questions.is_empty(), "somebody is asked");
}

#[test]
fn of_two_entries_of_one_list_the_likelier_is_taken_or_none() {
    let namesakes = [
        Listed::person("un-sc:1", "Sabir Wahmi").under("Iraq"),
        Listed::person("un-sc:2", "Sabir Wahmi").under("Iraq").born("1970-03-04"),
    ];
    let undated = Listed::person("eu-fsf:3", "Sabir Wahmi");
    let all: Vec<Listed> = namesakes.iter().cloned().chain([undated]).collect();
    let register = check("nothing tells which", &all, &["eu-fsf:3", "un-sc:1", "un-sc:2"]);
    assert!(register.questions.iter().any(|question| question.held == Held::Ambiguous), "{:?}", register.questions);
    let dated = Listed::person("eu-fsf:3", "Sabir Wahmi").born("1970-03-04");
    let all: Vec<Listed> = namesakes.iter().cloned().chain([dated]).collect();
    check("the date tells", &all, &["eu-fsf:3 un-sc:2", "un-sc:1"]);
}

#[test]
fn a_list_that_has_somebody_twice_has_one_person() {
    let twice = |programmes: [&str; 2], born: [&str; 2]| {
        [0, 1].map(|n| {
            Listed::person(&format!("un-sc:{n}"), "Yusuf Sabir Tajrib al-Khayali").under(programmes[n]).born(born[n])
        })
    };
    check("under two programmes", &twice(["Al-Qaida", "Somalia"], ["1935", "1935"]), &["un-sc:0 un-sc:1"]);
    let undated = |reference: &str, name: &str| Listed::person(reference, name).under("Somalia");
    let name = "Yusuf Sabir Wahmi";
    check("nothing else known", &[undated("un-sc:0", name), undated("un-sc:1", name)], &["un-sc:0", "un-sc:1"]);
    check(
        "another list has them once",
        &[undated("un-sc:0", name), undated("un-sc:1", name), Listed::person("eu-fsf:2", name).under("SOM")],
        &["eu-fsf:2 un-sc:0 un-sc:1"],
    );
    check(
        "a namesake, spelt otherwise",
        &[
            undated("un-sc:0", name),
            undated("un-sc:1", "Youssef Saber Wahmy"),
            Listed::person("eu-fsf:2", name).under("SOM"),
        ],
        &["eu-fsf:2 un-sc:0", "un-sc:1"],
    );
    check("born on one day", &twice(["Somalia", "Somalia"], ["1935-02-03", "1935-02-03"]), &["un-sc:0 un-sc:1"]);
    check("born otherwise", &twice(["Al-Qaida", "Somalia"], ["1935", "1961"]), &["un-sc:0", "un-sc:1"]);
}

#[test]
fn a_publishers_link_counts_where_the_two_agree() {
    let un = Listed::person("un-sc:QDi.086", "Sabir Wahmi").born("1970");
    let linked = |reference: &str, name: &str, born: &str| {
        Listed::person("eu-fsf:2", name).born(born).text(Property::Reference, reference)
    };
    for (why, other, is_one) in [
        ("as it is now", linked("un-sc:QDi.086", "Saber al-Wahmy", "1970"), true),
        ("as it was before 2014", linked("un-sc:QI.A.86.03", "Saber al-Wahmy", "1970"), true),
        ("a line too low", linked("un-sc:QDi.086", "Badr Mithal Sarabi", "1941"), false),
        ("to nobody", linked("un-sc:QDi.999", "Badr Mithal Sarabi", "1941"), false),
    ] {
        let want: &[&str] = if is_one { &["eu-fsf:2 un-sc:QDi.086"] } else { &["eu-fsf:2", "un-sc:QDi.086"] };
        check(why, &[un.clone(), other], want);
    }
}

#[test]
fn what_people_judged_wins_over_what_is_likely() {
    let entries = yusuf();
    let apart = [ruling("uk-ofsi:1", "un-sc:XXi.001", Verdict::Different)];
    let register = resolved(&entries, &apart);
    assert_eq!(groups(&register), ["eu-fsf:EU.1 un-sc:XXi.001 us-ofac-sdn:1", "uk-ofsi:1"]);
    let strangers =
        [Listed::person("un-sc:1", "Badr Wahmi").born("1941"), Listed::person("eu-fsf:2", "Nur Sarabi").born("1970")];
    let register = resolved(&strangers, &[ruling("un-sc:1", "eu-fsf:2", Verdict::Same)]);
    assert_eq!(groups(&register), ["eu-fsf:2 un-sc:1"]);
    let by = &register.entities[0].unions[0].by;
    assert_eq!(*by, JoinedBy::Judgement { judgement: "j1".into() });
    // Who cannot tell leaves them apart, and nobody is asked again.
    let two = &yusuf()[..2];
    let register = resolved(two, &[ruling("un-sc:XXi.001", "eu-fsf:EU.1", Verdict::Unsure)]);
    assert_eq!((groups(&register).len(), register.questions.len()), (2, 0));
    assert_eq!(resolved(&strangers, &[ruling("un-sc:1", "uk-sl:gone", Verdict::Same)]), resolved(&strangers, &[]));
}

#[test]
fn the_name_to_show_is_the_one_that_most_lists_print() {
    let of = |names: [(&str, &str); 3]| {
        let entries = names.map(|(reference, name)| Listed::person(reference, name).number("Passport", "FX 0001234"));
        let register = resolved(
            &entries,
            &[ruling(names[0].0, names[1].0, Verdict::Same), ruling(names[0].0, names[2].0, Verdict::Same)],
        );
        assert_eq!(register.entities.len(), 1, "{names:?}");
        register.entities[0].caption().to_owned()
    };
    let (un, eu, us) = ("un-sc:1", "eu-fsf:2", "us-ofac-sdn:3");
    for (names, want) in [
        ([(un, "Abu Mithal"), (eu, "Yusuf al-Khayali"), (us, "AL-KHAYALI, Yusuf")], "Yusuf al-Khayali"),
        ([(un, "يوسف الخيالي"), (eu, "Yusuf al-Khayali"), (us, "Yousef Khayali")], "Yusuf al-Khayali"),
        ([(un, "يوسف الخيالي"), (eu, "يوسف الخيالي"), (us, "Yousef Khayali")], "يوسف الخيالي"),
        ([(un, "Yusuf Wahmi"), (eu, "Yusof Wahmi"), (us, "Youssef Wahmi")], "Yusof Wahmi"), // eu-fsf comes first
    ] {
        assert_eq!(of(names), want, "{names:?}");
    }
}

#[test]
fn what_one_person_judged_joins_nothing_that_contradicts_itself_by_way_of_others() {
    let entries = [
        Listed::person("un-sc:1", "Badr Wahmi").born("1941"),
        Listed::person("eu-fsf:2", "Nur Sarabi"),
        Listed::person("us-ofac-sdn:3", "Amal Khayali").born("1970"),
    ];
    let by = |people: usize, one: &str, other: &str| Ruling { people, ..ruling(one, other, Verdict::Same) };
    let chain = [by(1, "un-sc:1", "eu-fsf:2"), by(1, "eu-fsf:2", "us-ofac-sdn:3")];
    let register = resolved(&entries, &chain);
    assert_eq!(groups(&register), ["eu-fsf:2 un-sc:1", "us-ofac-sdn:3"]);
    assert_eq!(register.questions[0].held, Held::Chain);
    // One person alone cannot say it of the two either, whatever was noted when it was judged; two can.
    let alone = resolved(&entries, &[by(1, "un-sc:1", "us-ofac-sdn:3")]);
    assert_eq!((groups(&alone).len(), alone.questions[0].held), (3, Held::Contradicted));
    let two = resolved(&entries, &[by(2, "un-sc:1", "us-ofac-sdn:3"), chain[0].clone(), chain[1].clone()]);
    assert_eq!(groups(&two), ["eu-fsf:2 un-sc:1 us-ofac-sdn:3"]);
    // Judgements that cannot all be gone by: the later one is asked about.
    let apart = ruling("un-sc:1", "us-ofac-sdn:3", Verdict::Different);
    let register = resolved(&entries, &[chain[1].clone(), chain[0].clone(), apart]);
    assert_eq!(groups(&register), ["eu-fsf:2 us-ofac-sdn:3", "un-sc:1"]);
    assert_eq!(register.questions[0].held, Held::Judged);
}

#[test]
fn who_cannot_be_told_stays_apart_by_way_of_others_too_and_who_was_told_apart_is_no_rival() {
    let entries = &yusuf()[..3];
    let unsure = ruling("un-sc:XXi.001", "eu-fsf:EU.1", Verdict::Unsure);
    let together = groups(&resolved(entries, &[unsure]));
    assert!(!together.iter().any(|of| of.contains("XXi.001") && of.contains("EU.1")), "{together:?}");
    let namesakes = [
        Listed::person("un-sc:1", "Sabir Wahmi").under("Iraq"),
        Listed::person("un-sc:2", "Sabir Wahmi").under("Iraq").born("1970-03-04"),
        Listed::person("eu-fsf:3", "Sabir Wahmi"),
    ];
    let register = resolved(&namesakes, &[ruling("eu-fsf:3", "un-sc:1", Verdict::Different)]);
    assert_eq!(groups(&register), ["eu-fsf:3 un-sc:2", "un-sc:1"]);
}

/// A group that four authorities listed, and three of them took off on three days.
fn taken_off_by_three() -> Vec<Listed> {
    let group = |reference: &str, name: &str| {
        Listed::body(reference, name).number("Registration ID", "FX 7701234567").under("Syria")
    };
    let mut entries = vec![
        group("un-sc:QDe.137", "Sarab Front").state_day(Property::ListedOn, "2014-05-14"),
        group("eu-fsf:EU.1", "Sarab Front"),
        group("us-ofac-sdn:1", "SARAB FRONT"),
        group("uk-ofsi:1", "Sarab Front"),
    ];
    for (entry, year) in entries.iter_mut().zip([2026, 2025, 2024]) {
        let gone = EditionId::of(format!("{} {year}", entry.0.list).as_bytes());
        entry.0.episodes[0].until = Some((gone, day(year)));
    }
    entries
}

#[test]
fn every_view_tells_who_still_lists_it_and_since_when() {
    let register = resolved(&taken_off_by_three(), &[]);
    assert_eq!(groups(&register), ["eu-fsf:EU.1 uk-ofsi:1 un-sc:QDe.137 us-ofac-sdn:1"]);
    let entity = &register.entities[0];
    assert!(entity.stands(), "one of the four still lists it");
    let standing: Vec<String> =
        entity.entries.iter().filter(|entry| entry.stands()).map(ListedEntry::reference).collect();
    assert_eq!(standing, ["uk-ofsi:1"]);
    let disagreements = entity.disagreements();
    let [on] = disagreements.as_slice() else { panic!("{disagreements:?}") };
    assert_eq!((on.code, on.sides.len()), (DisagreementCode::Standing, 4));
    let timeline: Vec<String> = entity
        .timeline()
        .iter()
        .map(|event| format!("{} {} {}", event.day, event.entry.list, event.code.code()))
        .collect();
    assert_eq!(
        timeline,
        [
            "2014-05-14 un-sc listed-on",
            "2020-01-15 un-sc listed",
            "2021-01-15 eu-fsf listed",
            "2022-01-15 us-ofac-sdn listed",
            "2023-01-15 uk-ofsi listed",
            "2024-01-15 us-ofac-sdn withdrawn",
            "2025-01-15 eu-fsf withdrawn",
            "2026-01-15 un-sc withdrawn",
        ]
    );
    // Whoever is screened against it is told who lists it, and with withdrawn ones asked for, who did.
    let index = Index::open(Index::build(&register)).expect("a register");
    let asked = Query { names: vec!["Sarab Front".to_owned()], ..Query::default() };
    for (withdrawn, want) in
        [(false, &["uk-ofsi:1"][..]), (true, &["eu-fsf:EU.1", "uk-ofsi:1", "un-sc:QDe.137", "us-ofac-sdn:1"])]
    {
        let hits = index.screen(&asked, &Policy { withdrawn, ..Policy::default() }).expect("whole").hits;
        assert_eq!(hits.len(), 1, "one question, not four");
        assert_eq!(hits[0].entries, want);
    }
    let found = index.search("Sarab Front", 20).expect("whole");
    assert_eq!((found.len(), found[0].stands, found[0].entries.len()), (1, true, 4));
}

#[test]
fn what_sources_disagree_on_is_told_with_what_each_states() {
    let entries = [
        Listed::person("un-sc:1", "Badr Tajrib Wahmi").born("1957-05-17"),
        Listed::person("eu-fsf:2", "Badr Tajrib Wahmi").born("1975-05-17"),
        Listed::person("us-ofac-sdn:3", "Badr Tajrib Wahmi"),
    ];
    let judged = [ruling("un-sc:1", "eu-fsf:2", Verdict::Same), ruling("un-sc:1", "us-ofac-sdn:3", Verdict::Same)];
    let register = resolved(&entries, &judged);
    let disagreements = register.entities[0].disagreements();
    let [on] = disagreements.as_slice() else { panic!("{disagreements:?}") };
    assert_eq!(on.code, DisagreementCode::Birth);
    let sides: Vec<(String, Vec<&str>)> =
        on.sides.iter().map(|(entry, says)| (entry.reference(), says.clone())).collect();
    assert_eq!(
        sides,
        [("eu-fsf:2".to_owned(), vec!["1975-05-17"]), ("un-sc:1".to_owned(), vec!["1957-05-17"])],
        "who states nothing takes no side"
    );
    // Dates that may be one day are no disagreement.
    let agreeing = [
        Listed::person("un-sc:1", "Badr Tajrib Wahmi").born("1957-05-17"),
        Listed::person("eu-fsf:2", "Badr Tajrib Wahmi").born("1957"),
    ];
    let register = resolved(&agreeing, &[ruling("un-sc:1", "eu-fsf:2", Verdict::Same)]);
    assert_eq!(register.entities[0].disagreements(), []);
}
