//! Invented customers of many name cultures, put together from tables of common name parts.
//!
//! Source:   `xtask/data/customers/<culture>.toml`; each says what its shares rest on. Nobody in them is real.
//! Shape:    the n-th customer of a culture is a function of the seed, the culture and n: the same on every machine.
//! Rules:    the r-th part of a table is borne in proportion to 1 / (r + offset)^exponent, the shape name frequencies
//!           have; of a part's spellings the first is as frequent as all others together.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;

/// The tables, by culture, in the order they are printed.
const TABLES: [&str; 8] = [
    include_str!("../../data/customers/arabic.toml"),
    include_str!("../../data/customers/persian.toml"),
    include_str!("../../data/customers/turkish.toml"),
    include_str!("../../data/customers/south_asian.toml"),
    include_str!("../../data/customers/slavic.toml"),
    include_str!("../../data/customers/west_african.toml"),
    include_str!("../../data/customers/east_asian.toml"),
    include_str!("../../data/customers/western.toml"),
];

/// One invented person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    pub(crate) name: String,
    /// `YYYY-MM-DD`.
    pub(crate) born: String,
    pub(crate) sex: &'static str,
    /// Two letters.
    pub(crate) country: String,
}

/// One name culture.
pub(crate) struct Culture {
    pub(crate) name: String,
    parts: BTreeMap<String, Parts>,
    groups: Vec<Group>,
}

/// Customers of one country's or region's habits.
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

/// One part as it is written.
struct Spellings {
    /// In its own script, where the table has that.
    own: Option<BySex>,
    /// By column: the spellings of one convention.
    latin: Vec<Vec<BySex>>,
}

/// One spelling, for men and for women.
type BySex = [String; 2];

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

/// Every culture.
pub(crate) fn cultures() -> anyhow::Result<Vec<Culture>> {
    TABLES.iter().map(|text| Culture::read(text)).collect()
}

impl Culture {
    fn read(text: &str) -> anyhow::Result<Self> {
        let file: File = toml::from_str(text)?;
        let parts = file.parts.into_iter().map(|(name, parts)| {
            let parts = Parts::read(&parts).with_context(|| format!("{}: {name}", file.culture))?;
            Ok((name, parts))
        });
        let culture = Self {
            parts: parts.collect::<anyhow::Result<_>>()?,
            groups: file.groups.iter().map(Group::read).collect::<anyhow::Result<_>>()?,
            name: file.culture,
        };
        for form in culture.groups.iter().flat_map(|group| &group.forms) {
            for sex in SEXES {
                culture.put_together(&form.1, sex, &mut |parts| Ok(parts.parts.len().to_string()))?;
            }
        }
        Ok(culture)
    }

    /// The n-th customer; of one group, or of all by their shares.
    pub(crate) fn customer(&self, seed: u64, n: u64, of: Option<&str>) -> anyhow::Result<Customer> {
        let mut chance = Chance::new(seed, &format!("{} {}", self.name, of.unwrap_or_default()), n);
        let groups: Vec<(f64, &Group)> =
            self.groups.iter().filter(|group| of.is_none_or(|of| group.id == of)).map(|g| (g.share, g)).collect();
        let group = *chance.of(&groups).context("no such group")?;
        let sex = if chance.unit() < 0.5 { SEXES[0] } else { SEXES[1] };
        let form = chance.of(&group.forms).context("no form")?;
        let name = self.put_together(form, sex, &mut |parts| Ok(parts.one(&mut chance, group, sex).to_owned()))?;
        let country = chance.of(&group.countries).context("no country")?.clone();
        Ok(Customer { name, born: chance.day(), sex, country })
    }

    /// A form with each `{table}` replaced; a table that differs by sex is named without its ending.
    fn put_together<'c>(
        &'c self,
        form: &str,
        sex: &str,
        part: &mut dyn FnMut(&'c Parts) -> anyhow::Result<String>,
    ) -> anyhow::Result<String> {
        let mut out = String::new();
        for piece in form.split_inclusive(['{', '}']) {
            match piece.strip_suffix('}') {
                None => out.push_str(piece.trim_end_matches('{')),
                Some(table) => {
                    let parts = self.parts.get(table).or_else(|| self.parts.get(&format!("{table}_{sex}")));
                    let parts = parts.with_context(|| format!("{}: no table {table} in {form}", self.name))?;
                    out.push_str(&part(parts)?);
                }
            }
        }
        Ok(out)
    }
}

const SEXES: [&str; 2] = ["male", "female"];

impl Group {
    fn read(text: &GroupText) -> anyhow::Result<Self> {
        let weighted = |text: &String| {
            let (weight, rest) = text.split_once(' ').with_context(|| format!("no weight: {text}"))?;
            anyhow::Ok((weight.parse().with_context(|| format!("no weight: {text}"))?, rest.to_owned()))
        };
        Ok(Self {
            id: text.id.clone(),
            share: text.share,
            countries: text.countries.iter().map(weighted).collect::<anyhow::Result<_>>()?,
            spelling: text.spelling,
            is_own_script: text.own_script,
            forms: text.forms.iter().map(weighted).collect::<anyhow::Result<_>>()?,
        })
    }
}

impl Parts {
    fn read(text: &PartsText) -> anyhow::Result<Self> {
        let entries = text.names.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty());
        let parts: Vec<Spellings> = entries.map(Spellings::read).collect();
        if parts.is_empty() {
            bail!("no parts");
        }
        ensure!(text.offset > -1.0 && text.exponent >= 0.0, "the shape is no shape");
        let mut sum = 0.0;
        // Rounded, so that the last bit of a power, which machines may differ in, changes nobody.
        let weight = |rank: u32| ((f64::from(rank) + text.offset).powf(-text.exponent) * 1e9).round();
        let sums = (1..).zip(&parts).map(|(rank, _)| {
            sum += weight(rank);
            sum
        });
        Ok(Self { sums: sums.collect(), parts })
    }

    fn one(&self, chance: &mut Chance, group: &Group, sex: &str) -> &str {
        let at = chance.unit() * self.sums.last().copied().unwrap_or_default();
        let at = self.sums.partition_point(|sum| *sum <= at).min(self.parts.len() - 1);
        let part = &self.parts[at];
        let column = part.latin.get(group.spelling).or(part.latin.last()).map(Vec::as_slice).unwrap_or_default();
        let others = column.len().saturating_sub(1);
        let first_or = if chance.unit() < 0.5 || others == 0 { 0 } else { 1 + chance.below(others) };
        let own = part.own.as_ref().filter(|_| group.is_own_script);
        own.or(column.get(first_or)).map_or("", |spelling| &spelling[usize::from(sex == SEXES[1])])
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
}

/// SplitMix64, from a seed, a label and a number.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64, label: &str, n: u64) -> Self {
        let mut chance = Self(super::pairs::fnv(label) ^ seed.rotate_left(32));
        chance.0 = chance.next() ^ n;
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    /// One of several, by their weights.
    fn of<'t, T>(&mut self, from: &'t [(f64, T)]) -> Option<&'t T> {
        let mut at = self.unit() * from.iter().map(|(weight, _)| weight).sum::<f64>();
        let one = from.iter().find(|(weight, _)| {
            at -= weight;
            at < 0.0
        });
        one.or(from.last()).map(|(_, one)| one)
    }

    /// A day of the years 1940 to 2005.
    fn day(&mut self) -> String {
        const DAYS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let year = 1940 + self.below(66);
        let (mut day, mut month) = (self.below(365), 0);
        while day >= DAYS[month] {
            day -= DAYS[month];
            month += 1;
        }
        format!("{year}-{:02}-{:02}", month + 1, day + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Culture, cultures};

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
    fn a_customer_is_put_together_from_the_parts_of_its_group() {
        let culture = Culture::read(MINI).unwrap();
        for (group, men, women) in [
            ("one", ["Youssef bin Khayal", "Nour bin Khayal"].as_slice(), ["Salma bin Khayala"].as_slice()),
            ("own", ["يوسف Khayal", "نور Khayal"].as_slice(), ["سلمى Khayala"].as_slice()),
        ] {
            for n in 0..200 {
                let customer = culture.customer(1, n, Some(group)).unwrap();
                let of = if customer.sex == "male" { men } else { women };
                assert!(of.contains(&customer.name.as_str()), "{group} {customer:?}");
                assert!(("1940-01-01".."2006").contains(&customer.born.as_str()), "{customer:?}");
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
            assert!(Culture::read(&MINI.replace(from, to)).is_err(), "{from}");
        }
    }

    #[test]
    fn the_tables_are_whole() {
        for culture in cultures().unwrap() {
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
                    let customer = culture.customer(1, n, Some(&group.id)).unwrap();
                    assert!(!customer.name.contains(|c: char| c.is_ascii_alphabetic()), "{customer:?}");
                }
            }
        }
    }

    #[test]
    fn a_seed_gives_these_people_on_every_machine() {
        let culture = Culture::read(MINI).unwrap();
        for (n, name, born) in [
            (0, "Salma bin Khayala", "2000-12-22"),
            (1, "Salma bin Khayala", "2000-10-22"),
            (2, "Salma bin Khayala", "1989-06-22"),
            (3, "سلمى Khayala", "1943-08-30"),
        ] {
            let customer = culture.customer(3, n, None).unwrap();
            assert_eq!((customer.name.as_str(), customer.born.as_str()), (name, born), "{n}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_people() {
        for culture in cultures().unwrap() {
            let people = |seed| (0..50).map(|n| culture.customer(seed, n, None).unwrap()).collect::<Vec<_>>();
            assert_eq!(people(1), people(1), "{}", culture.name);
            assert_ne!(people(1), people(2), "{}", culture.name);
        }
    }
}
