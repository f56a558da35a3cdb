//! Invented people of many name cultures, put together from tables of name parts.
//!
//! Source:   `crates/sources/data/cultures/<culture>.toml` for the common parts, `data/rare.toml` for the others; each says what
//!           its shares rest on. Nobody in them is real.
//! Shape:    the n-th person of a culture is a function of the seed, the culture and n: the same on every machine. One who is
//!           listed has several names, as several offices write them, and may be of a rare family.
//! Rules:    the r-th part of a table is borne in proportion to 1 / (r + offset)^exponent, the shape name frequencies
//!           have; of a part's spellings the first is as frequent as all others together.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::chance::Chance;

/// The tables, by culture, in the order they are shown.
const TABLES: [&str; 8] = [
    include_str!("../../data/cultures/arabic.toml"),
    include_str!("../../data/cultures/persian.toml"),
    include_str!("../../data/cultures/turkish.toml"),
    include_str!("../../data/cultures/south_asian.toml"),
    include_str!("../../data/cultures/slavic.toml"),
    include_str!("../../data/cultures/west_african.toml"),
    include_str!("../../data/cultures/east_asian.toml"),
    include_str!("../../data/cultures/western.toml"),
];

/// The rare names of all cultures.
const RARE: &str = include_str!("../../data/rare.toml");

/// One invented person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPerson {
    /// The name, as one office writes it.
    pub name: String,
    /// `YYYY-MM-DD`.
    pub born: String,
    /// `male` or `female`.
    pub sex: &'static str,
    /// Two letters.
    pub country: String,
}

/// One name culture.
pub struct Culture {
    name: String,
    parts: BTreeMap<String, Parts>,
    groups: Vec<Group>,
    rare: Option<Rare>,
}

/// People of one country's or region's habits.
struct Group {
    id: String,
    share: f64,
    countries: Vec<(f64, String)>,
    /// Which column of spellings is used; the last one a part has, where it has fewer.
    spelling: usize,
    is_own_script: bool,
    /// How names are put together: text, and `{table}` for a part.
    forms: Vec<(f64, String)>,
}

/// A table of parts, the commonest first.
struct Parts {
    parts: Vec<Spellings>,
    /// The sums of the weights up to each part.
    sums: Vec<f64>,
}

/// Rare names, each put together of pieces.
struct Rare {
    beside: Vec<String>,
    share: f64,
    /// How many there are in the first stretch.
    first: usize,
    pieces: Vec<Vec<Spellings>>,
}

/// How many stretches of rare names there are.
const STRETCHES: usize = 7;

/// One part as it is written.
struct Spellings {
    /// In its own script, where the table has that.
    own: Option<BySex>,
    /// By column: the spellings of one convention.
    latin: Vec<Vec<BySex>>,
}

/// One spelling, for men and for women.
type BySex = [String; 2];

/// How a name is written.
#[derive(Clone, Copy)]
struct Habit {
    spelling: usize,
    is_own_script: bool,
    sex: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    culture: String,
    parts: BTreeMap<String, PartsText>,
    groups: Vec<GroupText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartsText {
    offset: f64,
    exponent: f64,
    /// Parts, with commas or line ends between: `own=spelling/spelling|other convention's spelling`; each of them may be
    /// `man's:woman's`.
    names: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupText {
    id: String,
    share: f64,
    countries: Vec<String>,
    #[serde(default)]
    spelling: usize,
    #[serde(default)]
    own_script: bool,
    forms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RareText {
    beside: Vec<String>,
    share: f64,
    first: usize,
    form: String,
    lists: BTreeMap<String, String>,
}

/// Every culture.
pub fn cultures() -> Vec<Culture> {
    let read = || {
        let mut rare: BTreeMap<String, RareText> = toml::from_str(RARE).map_err(|error| error.to_string())?;
        let mut culture = |text: &&str| {
            let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
            let rare = rare.remove(&file.culture);
            Culture::of(file, rare)
        };
        TABLES.iter().map(&mut culture).collect::<Result<_, String>>()
    };
    read().expect("the tables are compiled in, and a test reads them")
}

impl Culture {
    fn of(file: File, rare: Option<RareText>) -> Result<Self, String> {
        let name = file.culture;
        let parts = file.parts.iter().map(|(table, parts)| {
            let parts = Parts::read(parts).map_err(|error| format!("{name}, {table}: {error}"))?;
            Ok((table.clone(), parts))
        });
        let culture = Self {
            parts: parts.collect::<Result<_, String>>()?,
            groups: file.groups.iter().map(Group::read).collect::<Result<_, String>>()?,
            rare: rare.map(Rare::read).transpose()?,
            name,
        };
        for (_, form) in culture.groups.iter().flat_map(|group| &group.forms) {
            for sex in SEXES {
                let whole = culture.put_together(form, sex, &mut |_, _| String::new());
                whole.ok_or_else(|| format!("{}: a table is wanting for {form}", culture.name))?;
            }
        }
        let known = |table: &String| culture.parts.contains_key(table);
        let beside = culture.rare.iter().flat_map(|rare| &rare.beside);
        match beside.into_iter().find(|table| !known(table)) {
            Some(table) => Err(format!("{}: no table {table}", culture.name)),
            None => Ok(culture),
        }
    }

    /// Its name in English.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The n-th person with a common name; of one group, or of all by their shares. `None` where no group is called so.
    pub fn person(&self, seed: u64, n: u64, of: Option<&str>) -> Option<NamedPerson> {
        let mut chance = Chance::new(seed, &format!("{} {}", self.name, of.unwrap_or_default()), n);
        let (group, sex, form) = self.group(&mut chance, of)?;
        let habit = Habit { spelling: group.spelling, is_own_script: group.is_own_script, sex };
        let mut part = |_: &str, parts: &Parts| parts.pick(&mut chance).write(&mut chance, habit).to_owned();
        let name = self.put_together(form, sex, &mut part)?;
        let country = chance.of(&group.countries)?.clone();
        Some(NamedPerson { name, born: chance.day(), sex, country })
    }

    /// The n-th of those who are listed, rare names among them, with so many names as several offices write them.
    pub fn listed(&self, seed: u64, n: u64, names: usize) -> Option<(NamedPerson, Vec<String>)> {
        let mut chance = Chance::new(seed, &format!("{} listed", self.name), n);
        let (group, sex, form) = self.group(&mut chance, None)?;
        let mut picked: Vec<Vec<&Spellings>> = Vec::new();
        self.put_together(form, sex, &mut |table, parts| {
            picked.push(self.pick(table, parts, &mut chance));
            String::new()
        })?;
        let name = |habit: Habit, chance: &mut Chance| {
            let mut picked = picked.iter();
            self.put_together(form, sex, &mut |_, _| {
                let pieces = picked.next().map(Vec::as_slice).unwrap_or_default();
                pieces.iter().map(|piece| piece.write(chance, habit)).collect()
            })
        };
        let usual = Habit { spelling: group.spelling, is_own_script: group.is_own_script, sex };
        let first = name(usual, &mut chance)?;
        let mut others = Vec::new();
        for _ in 1..names {
            let is_own_script = chance.once_in(4);
            // Most offices of a region write alike.
            let spelling = if chance.once_in(4) { 1 - usual.spelling.min(1) } else { usual.spelling };
            others.extend(name(Habit { spelling, is_own_script, sex }, &mut chance));
        }
        let country = chance.of(&group.countries)?.clone();
        Some((NamedPerson { name: first, born: chance.day(), sex, country }, others))
    }

    /// A group, one of the sexes, and how the name is put together.
    fn group(&self, chance: &mut Chance, of: Option<&str>) -> Option<(&Group, &'static str, &str)> {
        let groups: Vec<(f64, &Group)> =
            self.groups.iter().filter(|group| of.is_none_or(|of| group.id == of)).map(|g| (g.share, g)).collect();
        let group = *chance.of(&groups)?;
        let sex = if chance.unit() < 0.5 { SEXES[0] } else { SEXES[1] };
        let form = chance.of(&group.forms)?;
        Some((group, sex, form))
    }

    /// A part of a table, or a rare one in its place.
    fn pick<'c>(&'c self, table: &str, parts: &'c Parts, chance: &mut Chance) -> Vec<&'c Spellings> {
        match self.rare.as_ref().filter(|rare| rare.beside.iter().any(|beside| beside == table)) {
            Some(rare) if chance.unit() < rare.share => rare.pick(chance),
            _ => vec![parts.pick(chance)],
        }
    }

    /// A form with each `{table}` replaced; a table that differs by sex is named without its ending. `None` where there is no
    /// such table.
    fn put_together<'c>(
        &'c self,
        form: &str,
        sex: &str,
        part: &mut dyn FnMut(&str, &'c Parts) -> String,
    ) -> Option<String> {
        let mut out = String::new();
        for piece in form.split_inclusive(['{', '}']) {
            match piece.strip_suffix('}') {
                None => out.push_str(piece.trim_end_matches('{')),
                Some(table) => {
                    let by_sex = || self.parts.get_key_value(&format!("{table}_{sex}"));
                    let (table, parts) = self.parts.get_key_value(table).or_else(by_sex)?;
                    out.push_str(&part(table, parts));
                }
            }
        }
        Some(out)
    }
}

const SEXES: [&str; 2] = ["male", "female"];

impl Group {
    fn read(text: &GroupText) -> Result<Self, String> {
        let weighted = |text: &String| {
            let (weight, rest) = text.split_once(' ').unwrap_or_default();
            let weight = weight.parse().map_err(|_| format!("no weight: {text}"))?;
            Ok((weight, rest.to_owned()))
        };
        Ok(Self {
            id: text.id.clone(),
            share: text.share,
            countries: text.countries.iter().map(weighted).collect::<Result<_, String>>()?,
            spelling: text.spelling,
            is_own_script: text.own_script,
            forms: text.forms.iter().map(weighted).collect::<Result<_, String>>()?,
        })
    }
}

impl Parts {
    fn read(text: &PartsText) -> Result<Self, String> {
        let parts = Spellings::read_all(&text.names)?;
        if text.offset <= -1.0 || text.exponent < 0.0 {
            return Err("the shape is no shape".to_owned());
        }
        let mut sum = 0.0;
        // Rounded, so that the last bit of a power, which machines may differ in, changes nobody.
        let weight = |rank: u32| ((f64::from(rank) + text.offset).powf(-text.exponent) * 1e9).round();
        let sums = (1..).zip(&parts).map(|(rank, _)| {
            sum += weight(rank);
            sum
        });
        Ok(Self { sums: sums.collect(), parts })
    }

    fn pick(&self, chance: &mut Chance) -> &Spellings {
        let at = chance.unit() * self.sums.last().copied().unwrap_or_default();
        let at = self.sums.partition_point(|sum| *sum <= at).min(self.parts.len() - 1);
        &self.parts[at]
    }
}

impl Rare {
    fn read(text: RareText) -> Result<Self, String> {
        let list = |piece: &str| {
            let list = text.lists.get(piece).ok_or_else(|| format!("no list {piece}"))?;
            Spellings::read_all(list)
        };
        let pieces = text.form.split(['{', '}']).filter(|piece| !piece.is_empty());
        let pieces = pieces.map(list).collect::<Result<_, String>>()?;
        Ok(Self { beside: text.beside, share: text.share, first: text.first, pieces })
    }

    /// The pieces of one.
    fn pick(&self, chance: &mut Chance) -> Vec<&Spellings> {
        // Of each stretch, twice as long as the one before, as many: so n is borne in proportion to 1 / n, in whole numbers.
        let stretch = 1 << chance.below(STRETCHES);
        let n = self.first * (stretch - 1) + chance.below(self.first * stretch);
        // Neighbours are to have little in common.
        let mut at = (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 16;
        let pieces = self.pieces.iter().filter_map(|list| {
            let piece = list.get((at % list.len() as u64) as usize);
            at /= list.len() as u64;
            piece
        });
        pieces.collect()
    }
}

impl Spellings {
    fn read(entry: &str) -> Self {
        let by_sex = |spelling: &str| {
            let (man, woman) = spelling.split_once(':').unwrap_or((spelling, spelling));
            [man.trim().to_owned(), woman.trim().to_owned()]
        };
        let (own, latin) = match entry.split_once('=') {
            Some((own, latin)) => (Some(by_sex(own)), latin),
            None => (None, entry),
        };
        Self { own, latin: latin.split('|').map(|column| column.split('/').map(by_sex).collect()).collect() }
    }

    fn read_all(text: &str) -> Result<Vec<Self>, String> {
        let entries = text.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty());
        let all: Vec<Self> = entries.map(Self::read).collect();
        if all.is_empty() { Err("no parts".to_owned()) } else { Ok(all) }
    }

    fn write(&self, chance: &mut Chance, habit: Habit) -> &str {
        let column = self.latin.get(habit.spelling).or(self.latin.last()).map(Vec::as_slice).unwrap_or_default();
        let others = column.len().saturating_sub(1);
        let first_or = if chance.unit() < 0.5 || others == 0 { 0 } else { 1 + chance.below(others) };
        let own = self.own.as_ref().filter(|_| habit.is_own_script);
        own.or(column.get(first_or)).map_or("", |spelling| &spelling[usize::from(habit.sex == SEXES[1])])
    }
}

#[cfg(test)]
mod tests {
    use super::{Culture, cultures};

    fn mini(text: &str) -> Result<Culture, String> {
        Culture::of(toml::from_str(text).map_err(|error| error.to_string())?, None)
    }

    const MINI: &str = r#"
        culture = "Mini"
        parts.given_male = { offset = 1, exponent = 1, names = "يوسف=Yusuf/Yousuf|Youssef, نور=Noor|Nour" }
        parts.given_female = { offset = 1, exponent = 1, names = "سلمى=Salma" }
        parts.family = { offset = 1, exponent = 0, names = "Khayal:Khayala" }
        [[groups]]
        id = "one"
        share = 3
        countries = ["1 AE"]
        spelling = 1
        forms = ["1 {given} bin {family}"]
        [[groups]]
        id = "own"
        share = 1
        own_script = true
        countries = ["1 AE"]
        forms = ["1 {given} {family}"]
    "#;

    #[test]
    fn a_person_is_put_together_from_the_parts_of_its_group() {
        let culture = mini(MINI).unwrap();
        for (group, men, women) in [
            ("one", ["Youssef bin Khayal", "Nour bin Khayal"].as_slice(), ["Salma bin Khayala"].as_slice()),
            ("own", ["يوسف Khayal", "نور Khayal"].as_slice(), ["سلمى Khayala"].as_slice()),
        ] {
            for n in 0..200 {
                let person = culture.person(1, n, Some(group)).unwrap();
                let of = if person.sex == "male" { men } else { women };
                assert!(of.contains(&person.name.as_str()), "{group} {person:?}");
                assert!(("1940-01-01".."2006").contains(&person.born.as_str()), "{person:?}");
            }
        }
    }

    #[test]
    fn a_table_that_is_not_understood_is_refused() {
        for (from, to) in [
            ("{family}", "{clan}"),
            ("1 {given}", "{given}"),
            ("offset", "offcut"),
            ("سلمى=Salma", " , "),
            ("offset = 1", "offset = -1"),
        ] {
            assert!(mini(&MINI.replace(from, to)).is_err(), "{from}");
        }
    }

    #[test]
    fn the_tables_are_whole() {
        for culture in cultures() {
            for (table, parts) in &culture.parts {
                let written =
                    parts.parts.iter().flat_map(|part| part.latin.iter().flatten().chain(&part.own).flatten());
                for text in written {
                    let is_whole =
                        !text.is_empty() && text.chars().all(|c| c.is_alphabetic() || " '-\u{200c}々".contains(c));
                    assert!(is_whole, "{}, {table}: {text:?}", culture.name);
                }
            }
            let own = culture.groups.iter().filter(|group| group.is_own_script);
            for group in own {
                for n in 0..100 {
                    let person = culture.person(1, n, Some(&group.id)).unwrap();
                    assert!(!person.name.contains(|c: char| c.is_ascii_alphabetic()), "{person:?}");
                }
            }
        }
    }

    #[test]
    fn a_seed_gives_these_people_on_every_machine() {
        let culture = mini(MINI).unwrap();
        for (n, name, born) in [
            (0, "Salma bin Khayala", "2000-12-22"),
            (1, "Salma bin Khayala", "2000-10-22"),
            (2, "Salma bin Khayala", "1989-06-22"),
            (3, "سلمى Khayala", "1943-08-30"),
        ] {
            let person = culture.person(3, n, None).unwrap();
            assert_eq!((person.name.as_str(), person.born.as_str()), (name, born), "{n}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_people() {
        for culture in cultures() {
            let people = |seed| (0..50).map(|n| culture.person(seed, n, None).unwrap()).collect::<Vec<_>>();
            assert_eq!(people(1), people(1), "{}", culture.name);
            assert_ne!(people(1), people(2), "{}", culture.name);
        }
    }
}
