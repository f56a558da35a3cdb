//! Invented persons, bodies, ships and an aircraft, and which publisher states what of them.
//!
//! Shape:    a person is a few numbers; names are spelt when asked for, so that millions fit in memory. Everything
//!           follows from the plan: the same plan gives the same world on every machine.
//! Not here: how a publisher writes it down (`un`, `ofac`, `eu`, `uk`, `national`).

use register::Day;
use register::date::civil;

use super::chance;
use super::parts::{
    ARTICLE, CORES, COUNTRIES, DAUGHTER, FAMILIES, FATHER, FORMS, IRAN, MEN, MOTHER, SECTORS, SON, Spelling, TOWNS,
    WOMEN,
};

/// The most persons of a world: as many have names of their own, and two gigabytes hold them.
pub const MOST_PEOPLE: usize = 40_000_000;

/// Which world to invent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Another seed gives other people, but for the [`FIRST`] ones.
    pub seed: u64,
    /// Persons, 1 to [`MOST_PEOPLE`]; another number is taken as the nearer of the two.
    pub people: usize,
    /// The day of the first edition; the others follow within seven weeks.
    pub first_edition: Day,
}

impl Default for Plan {
    fn default() -> Self {
        Self { seed: 1, people: 200, first_edition: Day::constant(2026, 1, 5) }
    }
}

/// The publishers a world has lists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// `un-sc`.
    Un,
    /// `us-ofac-sdn`.
    Ofac,
    /// `eu-fsf`.
    Eu,
    /// `uk-sl`.
    Uk,
    /// `ae-local`.
    National,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 5] = [Self::Un, Self::Ofac, Self::Eu, Self::Uk, Self::National];

    /// The list's id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Un => "un-sc",
            Self::Ofac => "us-ofac-sdn",
            Self::Eu => "eu-fsf",
            Self::Uk => "uk-sl",
            Self::National => "ae-local",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What later editions do to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// The second UN edition no longer has the person.
    Delisted,
    /// The first UN edition does not have the person yet.
    Added,
    /// The second UN edition prints a birth date a year later.
    Amended,
    /// The second national edition has the person on its delisting sheet.
    Lifted,
}

/// A stream of numbers that a seed decides.
struct Numbers(u64);

impl Numbers {
    fn of(seed: u64, stream: u64, index: u64) -> Self {
        let mut numbers = Self(seed ^ stream.rotate_left(32));
        Self(numbers.next() ^ index.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    fn next(&mut self) -> u64 {
        chance::next(&mut self.0)
    }

    /// A number below `n`, at most 255.
    fn below(&mut self, n: usize) -> u8 {
        u8::try_from(self.next() % (n.clamp(1, 256) as u64)).unwrap_or_default()
    }

    /// A day within `years` from the first of January of a year; no later than the 28th of its month.
    fn day(&mut self, from: i16, years: usize) -> Day {
        let year = from + i16::from(self.below(years));
        let month = 1 + self.below(12).cast_signed();
        let day = 1 + self.below(28).cast_signed();
        civil(year, month, day).unwrap_or(Day::MIN)
    }
}

/// Someone who does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InventedPerson {
    index: u32,
    woman: bool,
    given: u8,
    father: Option<u8>,
    grandfather: Option<u8>,
    family: u8,
    second_family: Option<u8>,
    /// Whether "son of" stands before the father's name.
    particle: bool,
    kunya: Option<u8>,
    country: u8,
    town: u8,
    lists: u8,
    /// Whether lists in Latin letters print the Arabic name too.
    has_script: bool,
    /// How each list writes the birth date, 0 to 7, three bits each.
    date_styles: u16,
    change: Change,
    born: Day,
    listed_on: Day,
    /// The number among the persons of each list, from 1; 0 where not on it.
    numbers: [u32; 5],
}

impl InventedPerson {
    /// The position among [`World::persons`].
    pub fn index(&self) -> usize {
        self.index as usize
    }

    /// The day of birth; lists state it more or less closely.
    pub fn born(&self) -> Day {
        self.born
    }

    /// Whether the given name is a woman's.
    pub fn is_woman(&self) -> bool {
        self.woman
    }

    /// Whether a list has the person, in some edition.
    pub fn is_on(&self, list: List) -> bool {
        self.lists & list.bit() != 0
    }

    /// What later editions change.
    pub fn change(&self) -> Change {
        self.change
    }

    /// An invented passport number, as in `FX0001234`.
    pub fn passport(&self) -> String {
        format!("FX{:07}", self.index + 1)
    }

    /// The reference on the UN list, as in `XXi.001`; empty where not on it.
    pub fn un_reference(&self) -> String {
        if self.is_on(List::Un) { format!("XXi.{:03}", self.number(List::Un)) } else { String::new() }
    }

    /// The whole name.
    pub fn name(&self, spelling: Spelling) -> String {
        let mut name = self.given(spelling).to_owned();
        let middle = self.middle(spelling);
        if !middle.is_empty() {
            name.push(' ');
            name.push_str(&middle);
        }
        name.push(' ');
        name.push_str(&self.family(spelling));
        name
    }

    /// The given name.
    pub fn given(&self, spelling: Spelling) -> &'static str {
        word(if self.woman { WOMEN } else { MEN }, self.given, spelling)
    }

    /// The father's and his father's name, as far as printed.
    pub fn middle(&self, spelling: Spelling) -> String {
        let Some(father) = self.father else { return String::new() };
        let mut middle = String::new();
        if self.particle && spelling != Spelling::Capitals && spelling != Spelling::Persian {
            middle.push_str(if self.woman { DAUGHTER.spelt(spelling) } else { SON.spelt(spelling) });
            middle.push(' ');
        }
        middle.push_str(word(MEN, father, spelling));
        if let Some(grandfather) = self.grandfather.filter(|_| spelling != Spelling::Capitals) {
            middle.push(' ');
            middle.push_str(word(MEN, grandfather, spelling));
        }
        middle
    }

    /// The family name with its article.
    pub fn family(&self, spelling: Spelling) -> String {
        let mut family = String::new();
        for part in [Some(self.family), self.second_family].into_iter().flatten() {
            if !family.is_empty() {
                family.push(' ');
            }
            family.push_str(ARTICLE.spelt(spelling));
            family.push_str(word(FAMILIES, part, spelling));
        }
        if spelling == Spelling::Capitals { family.to_uppercase() } else { family }
    }

    /// "Father of …", where one is known.
    pub fn kunya(&self, spelling: Spelling) -> Option<String> {
        let of = if self.woman { MOTHER } else { FATHER };
        Some(format!("{} {}", of.spelt(spelling), word(MEN, self.kunya?, spelling)))
    }

    /// Whether lists in Latin letters print the name in Arabic letters too.
    pub fn has_script(&self) -> bool {
        self.has_script
    }

    pub(super) fn number(&self, list: List) -> u32 {
        self.numbers[list as usize]
    }

    pub(super) fn date_style(&self, list: List) -> u16 {
        self.date_styles >> (3 * list as u16) & 7
    }

    pub(super) fn writes_persian(&self) -> bool {
        self.country == IRAN
    }

    /// English, Arabic, code.
    pub(super) fn country(&self) -> [&'static str; 3] {
        COUNTRIES.get(usize::from(self.country)).copied().unwrap_or_default()
    }

    /// English, Arabic.
    pub(super) fn town(&self) -> [&'static str; 2] {
        TOWNS.get(usize::from(self.town)).copied().unwrap_or_default()
    }

    pub(super) fn listed_on(&self) -> Day {
        self.listed_on
    }

    pub(super) fn gender(&self) -> &'static str {
        if self.woman { "Female" } else { "Male" }
    }
}

fn word(words: &'static [super::parts::Word], at: u8, spelling: Spelling) -> &'static str {
    words.get(usize::from(at)).map_or("", |word| word.spelt(spelling))
}

/// A company, an establishment or an association that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InventedGroup {
    index: u32,
}

impl InventedGroup {
    /// The whole name with its legal form. Only Arabic and the Latin spellings have one.
    pub fn name(&self, spelling: Spelling) -> String {
        let at = self.index as usize;
        let core = CORES[at % CORES.len()].spelt(spelling);
        let at = at / CORES.len();
        let sector = SECTORS[at % SECTORS.len()];
        let at = at / SECTORS.len();
        let form = FORMS[at % FORMS.len()];
        let again = at / FORMS.len();
        let mut name = match spelling {
            Spelling::Arabic => format!("{} {core} {}", form[0], sector[0]),
            Spelling::Capitals => format!("{core} {} {}", sector[1], form[2]).to_uppercase(),
            Spelling::French => format!("{} {core} {}", form[3], sector[2]),
            Spelling::Spaced => format!("{core} {} {}", sector[1], form[4]),
            _ => format!("{core} {} {}", sector[1], form[1]),
        };
        if again > 0 {
            name.push_str(&format!(" {}", again + 1));
        }
        name
    }

    /// The position among [`World::groups`].
    pub fn index(&self) -> usize {
        self.index as usize
    }

    /// The reference on the UN list, as in `XXe.001`; empty where not on it.
    pub fn un_reference(&self) -> String {
        if self.is_on(List::Un) { format!("XXe.{:03}", self.index + 1) } else { String::new() }
    }

    /// Whether a list has the body: the first ones are on all, of the others each is on two or three.
    pub fn is_on(&self, list: List) -> bool {
        self.index < 2 || (self.index() + list as usize).is_multiple_of(2)
    }

    /// English, Arabic, code.
    pub(super) fn country(&self) -> [&'static str; 3] {
        COUNTRIES[self.index as usize % COUNTRIES.len()]
    }

    /// English, Arabic.
    pub(super) fn town(&self) -> [&'static str; 2] {
        TOWNS[self.index as usize % TOWNS.len()]
    }
}

/// A ship that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InventedVessel {
    index: u32,
}

impl InventedVessel {
    /// Its name, as in `KHAYAL STAR`.
    pub fn name(&self) -> String {
        const SECOND: [&str; 4] = ["STAR", "PEARL", "WAVE", "HOPE"];
        let at = self.index as usize;
        let core = CORES[at % CORES.len()].spelt(Spelling::English).to_uppercase();
        let again = at / CORES.len();
        let mut name = format!("{core} {}", SECOND[again % SECOND.len()]);
        if again >= SECOND.len() {
            name.push_str(&format!(" {}", again / SECOND.len() + 1));
        }
        name
    }

    /// The IMO number: its check digit is right, and no number that begins with 3 has been given to a ship.
    pub fn imo(&self) -> String {
        let digits = 300_000 + self.index % 100_000;
        let weighted = |place: u32| digits / 10_u32.pow(place) % 10 * (place + 2);
        let sum: u32 = (0..6).map(weighted).sum();
        format!("{digits}{}", sum % 10)
    }

    /// The position among [`World::vessels`].
    pub fn index(&self) -> usize {
        self.index as usize
    }
}

/// Everyone and everything the fictitious lists are of.
#[derive(Clone, Debug)]
pub struct World {
    plan: Plan,
    persons: Vec<InventedPerson>,
    groups: Vec<InventedGroup>,
    vessels: Vec<InventedVessel>,
}

/// The first persons of every world: given name, whether a woman's, family name, lists, change, and why they are there.
struct First {
    given: &'static str,
    family: &'static str,
    lists: &'static [List],
    change: Change,
    born: [i16; 3],
    country: u8,
    date_styles: [u16; 5],
}

/// Yusuf al-Khayali is on every list, under four Latin spellings. Layla al-Wahmi stands on the national list in Arabic
/// alone, Umar al-Sarabi on OFAC's in Latin letters alone. The UN takes Abd al-Rahman al-Mithali off, whom others still
/// list, amends Faysal al-Tajribi and adds Ibrahim al-Ahlami; the national list lifts Khalid al-Majazi. Ismail al-Tayfi
/// is on the EU's list in Latin, Cyrillic and Greek letters; Husayn al-Waraqi in Persian too, with a solar year of birth.
#[rustfmt::skip] // a table
const FIRSTS: &[First] = &[
    First { given: "Yusuf", family: "Khayali", lists: &List::ALL, change: Change::None, born: [1970, 3, 4], country: 0, date_styles: [0, 6, 4, 0, 3] },
    First { given: "Layla", family: "Wahmi", lists: &[List::National], change: Change::None, born: [1982, 7, 19], country: 1, date_styles: [0, 0, 0, 0, 1] },
    First { given: "Umar", family: "Sarabi", lists: &[List::Ofac], change: Change::None, born: [1965, 11, 2], country: 2, date_styles: [0; 5] },
    First { given: "Abd al-Rahman", family: "Mithali", lists: &[List::Un, List::Eu, List::Uk, List::National], change: Change::Delisted, born: [1958, 1, 23], country: 3, date_styles: [0, 0, 0, 5, 0] },
    First { given: "Faysal", family: "Tajribi", lists: &[List::Un, List::Ofac], change: Change::Amended, born: [1977, 5, 12], country: 4, date_styles: [0; 5] },
    First { given: "Ibrahim", family: "Ahlami", lists: &[List::Un, List::Ofac], change: Change::Added, born: [1988, 9, 8], country: 5, date_styles: [7, 5, 0, 0, 0] },
    First { given: "Khalid", family: "Majazi", lists: &[List::Ofac, List::National], change: Change::Lifted, born: [1961, 4, 27], country: 6, date_styles: [0, 4, 0, 0, 4] },
    First { given: "Ismail", family: "Tayfi", lists: &[List::Eu], change: Change::None, born: [1974, 12, 1], country: 0, date_styles: [0, 0, 7, 0, 0] },
    First { given: "Husayn", family: "Waraqi", lists: &[List::Eu, List::Uk], change: Change::None, born: [1969, 8, 15], country: IRAN, date_styles: [0, 0, 5, 6, 0] },
];

/// How many persons are the same in every world that has as many.
pub const FIRST: usize = FIRSTS.len();

/// Persons beyond this index are not on the UK's list, whose reader holds every entry while it gathers their rows.
const ON_UK_BELOW: usize = 500_000;

/// Which lists have a person, by chances of a hundred.
#[rustfmt::skip] // a table
const PROFILES: &[(u8, &[List])] = &[
    (10, &List::ALL),
    (15, &[List::Un, List::Eu, List::Uk]),
    (10, &[List::Un, List::National]),
    (20, &[List::Ofac]),
    (20, &[List::National]),
    (10, &[List::Ofac, List::Eu]),
    (10, &[List::Un]),
    (5, &[List::Ofac, List::National]),
];

impl World {
    /// The world of a plan.
    pub fn new(plan: &Plan) -> Self {
        let people = plan.people.clamp(1, MOST_PEOPLE);
        let mut counts = [0; 5];
        let mut persons = Vec::with_capacity(people);
        for index in 0..people {
            let mut person = match FIRSTS.get(index) {
                Some(first) => known(plan, index, first),
                None => drawn(plan, index),
            };
            for list in List::ALL {
                if person.is_on(list) {
                    counts[list as usize] += 1;
                    person.numbers[list as usize] = counts[list as usize];
                }
            }
            persons.push(person);
        }
        let some = |least: usize, of: usize| 0..u32::try_from((people / of).clamp(least, 5000)).unwrap_or(5000);
        Self {
            plan: Plan { people, ..*plan },
            persons,
            groups: some(3, 25).map(|index| InventedGroup { index }).collect(),
            vessels: some(2, 100).map(|index| InventedVessel { index }).collect(),
        }
    }

    /// The plan it follows.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The persons; the [`FIRST`] are the same in every world. `persons()[0]` is Yusuf al-Khayali, يوسف الخيالي.
    pub fn persons(&self) -> &[InventedPerson] {
        &self.persons
    }

    /// The bodies. Yusuf al-Khayali owns half of the first, the first half of the second, the second the first ship.
    pub fn groups(&self) -> &[InventedGroup] {
        &self.groups
    }

    /// The ships.
    pub fn vessels(&self) -> &[InventedVessel] {
        &self.vessels
    }

    /// The persons of a list.
    pub(super) fn on(&self, list: List) -> impl Iterator<Item = &InventedPerson> {
        self.persons.iter().filter(move |person| person.is_on(list))
    }

    /// The bodies of a list.
    pub(super) fn groups_on(&self, list: List) -> impl Iterator<Item = &InventedGroup> {
        self.groups.iter().filter(move |group| group.is_on(list))
    }

    /// The body a person belongs to: one in four does.
    pub(super) fn group_of(&self, person: &InventedPerson) -> Option<&InventedGroup> {
        let at = person.index as usize;
        at.is_multiple_of(4).then(|| self.groups.get(at / 4 % self.groups.len().max(1)))?
    }

    /// The owner of half of a body, as a list spells the name: the first stands in a chain, others have a person.
    pub(super) fn owner(&self, group: &InventedGroup, spelling: Spelling) -> String {
        match group.index() {
            0 => self.persons[0].name(spelling),
            at @ 1..=2 => self.groups[at - 1].name(spelling),
            at => self.persons[at * 7 % self.persons.len()].name(spelling),
        }
    }
}

/// One of the first persons.
fn known(plan: &Plan, index: usize, first: &First) -> InventedPerson {
    let position = |words: &[super::parts::Word], wanted: &str| {
        let at = words.iter().position(|word| word.spelt(Spelling::English) == wanted);
        at.and_then(|at| u8::try_from(at).ok())
    };
    let woman = position(WOMEN, first.given);
    let styles = first.date_styles;
    let [year, month, day] = first.born;
    let small = |n: i16| i8::try_from(n).unwrap_or(1);
    InventedPerson {
        woman: woman.is_some(),
        given: woman.or_else(|| position(MEN, first.given)).unwrap_or_default(),
        father: None,
        grandfather: None,
        family: position(FAMILIES, first.family).unwrap_or_default(),
        second_family: None,
        kunya: (index == 0).then_some(8),
        country: first.country,
        lists: first.lists.iter().fold(0, |bits, list| bits | list.bit()),
        has_script: true,
        date_styles: (0..5).fold(0, |bits, at| bits | styles[at] << (3 * at)),
        change: first.change,
        born: civil(year, small(month), small(day)).unwrap_or(Day::MIN),
        ..drawn(plan, index)
    }
}

/// A person by lot. The name follows from the index alone, one to one, so that no two have the same.
fn drawn(plan: &Plan, index: usize) -> InventedPerson {
    const NAMES: u64 = ((MEN.len() + WOMEN.len()) * MEN.len() * MEN.len() * FAMILIES.len()) as u64;
    /// Prime, and so without a common divisor with [`NAMES`]: neighbours get names far apart.
    const STRIDE: u64 = 1_000_003;
    let mut rest = (index as u64 % NAMES * STRIDE + plan.seed % NAMES) % NAMES;
    let mut digit = |n: usize| {
        let digit = rest % n as u64;
        rest /= n as u64;
        u8::try_from(digit).unwrap_or_default()
    };
    let (family, father, grandfather) = (digit(FAMILIES.len()), digit(MEN.len()), digit(MEN.len()));
    let given = digit(MEN.len() + WOMEN.len());
    let men = u8::try_from(MEN.len()).unwrap_or(u8::MAX);
    let mut lot = Numbers::of(plan.seed, 1, index as u64);
    let lists = profile(lot.below(100), index);
    let change = change(&mut lot, lists);
    InventedPerson {
        index: u32::try_from(index).unwrap_or(u32::MAX),
        woman: given >= men,
        given: if given >= men { given - men } else { given },
        father: Some(father),
        grandfather: Some(grandfather),
        family,
        // From the 1,310,721st person on, a second family name.
        second_family: (index as u64 / NAMES)
            .checked_sub(1)
            .map(|at| u8::try_from(at % FAMILIES.len() as u64).unwrap_or_default()),
        particle: lot.below(2) == 0,
        kunya: (lot.below(3) == 0).then(|| lot.below(MEN.len())),
        country: lot.below(COUNTRIES.len()),
        town: lot.below(TOWNS.len()),
        lists,
        has_script: lot.below(10) < 6,
        date_styles: u16::try_from(lot.next() & 0x7FFF).unwrap_or_default(),
        change,
        born: lot.day(1948, 50),
        listed_on: lot.day(2012, 13),
        numbers: [0; 5],
    }
}

fn profile(mut chance: u8, index: usize) -> u8 {
    let mut lists: &[List] = &[List::Ofac];
    for (share, of) in PROFILES {
        if chance < *share {
            lists = of;
            break;
        }
        chance -= share;
    }
    let bits = lists.iter().fold(0, |bits, list| bits | list.bit());
    if index < ON_UK_BELOW { bits } else { bits & !List::Uk.bit() }
}

/// One in a hundred of those on the UN's or the national list for each change.
fn change(lot: &mut Numbers, lists: u8) -> Change {
    let on = |list: List| lists & list.bit() != 0;
    match lot.below(100) {
        0 if on(List::Un) => Change::Delisted,
        1 if on(List::Un) => Change::Added,
        2 if on(List::Un) => Change::Amended,
        3 if on(List::National) => Change::Lifted,
        _ => Change::None,
    }
}
