//! Labelled pairs of names of organisations, made from published lists: they are never written down.
//!
//! Source:   the organisations of the UN list and of OFAC's lists in `../shared/lists`; of an entry its main name, its
//!           aliases with their quality, and its names in other scripts.
//! Same:     the main name against each other name of its entry. An alias counts when it shares words that are neither
//!           generic nor countries, give or take a letter in five, and not both names have more such words of their own;
//!           when it is the same letters in other words; or when it is an acronym. A name in
//!           another script counts when, letter for letter, some word of two consonants or more has the same
//!           consonants. Other aliases are another name altogether, and left out; names in another script that are
//!           translated whole are counted by themselves.
//! Other:    two entries of one list that bear no name in common: one's name stands whole in the other's (parent and
//!           branch); they differ by a number or a country; or both have words of their own beside two they share.
//! Rules:    nothing here knows sounds as the comparison does: the labels must not favour it. Entries of one list that
//!           share an alias may be one body and make no pair.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use node::Input;
use register::{EditionId, Kind, NameKind, Property, Quality, Value};
use serde::Deserialize;
use sources::fictitious::fnv;

use super::pairs::{Pair, fold};

/// The lists' latest editions; older ones for who was taken off since, and extracts for their names in Arabic script.
const EDITIONS: [(&str, &str); 7] = [
    ("un-sc", "un/un-consolidated-2025-04-19.xml.zst"),
    ("un-sc", "un/un-consolidated-2020-11-23.xml.zst"),
    ("un-sc", "un/un-consolidated-2015-03-13.xml.zst"),
    ("us-ofac-sdn", "ofac/ofac-sdn-2024-05-07.xml.zst"),
    ("us-ofac-cons", "ofac/ofac-cons-2025-03-28.xml.zst"),
    ("us-ofac-sdn", "ofac/ofac-enhanced-IRGC-2024-08-28.xml.zst"),
    ("us-ofac-sdn", "ofac/ofac-enhanced-YEMEN-2024-05-24.xml.zst"),
];

/// Pairs that one entry leads to, of each kind: so that no entry makes the set its own.
const MOST: usize = 3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    small: String,
    forms: String,
    generic: String,
}

/// One organisation of a list.
#[derive(Clone, Debug, Default)]
struct Body {
    /// The list, and the entry's key in it.
    list: &'static str,
    key: String,
    main: String,
    /// Further names, with their quality.
    others: Vec<(String, Quality)>,
}

/// What a pair of names shows of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    /// A word that is not generic, or the letters of all.
    Words,
    Acronym,
    /// Another script, and a word that is letter for letter the same.
    Letters,
    /// Another script, and none.
    Translated,
    /// Nothing: another name altogether.
    Nothing,
}

/// The set; empty where the lists are absent.
pub(crate) fn pairs(lists: &Path) -> anyhow::Result<Vec<Pair>> {
    let mut bodies: BTreeMap<(&'static str, String), Body> = BTreeMap::new();
    for (list, path) in EDITIONS {
        let path = lists.join(path);
        if path.exists() {
            gather(list, &Input::read(&path)?, &mut bodies)?;
        }
    }
    let bodies: Vec<Body> = bodies.into_values().collect();
    let words = Generic::read()?;
    let mut pairs = same(&bodies, &words);
    pairs.extend(other(&bodies, &words));
    Ok(pairs)
}

/// The organisations of one edition; an extract adds names to those that are there.
fn gather(
    list: &'static str,
    input: &Input,
    bodies: &mut BTreeMap<(&'static str, String), Body>,
) -> anyhow::Result<()> {
    let file = sources::File { name: &input.name, bytes: &input.bytes };
    let (format, _) = sources::identify(file)?;
    let reading = sources::read(format, &[file], EditionId::of(&input.bytes))?;
    for entry in reading.items.into_iter().filter(|entry| entry.kind == Kind::Organization) {
        let key = entry.key.normal();
        let body = bodies.entry((list, key.clone())).or_insert_with(|| Body { list, key, ..Body::default() });
        for statement in &entry.statements {
            let Value::Name(alias) = &statement.value else { continue };
            if statement.property != Property::Name || alias.kind == NameKind::Fragment {
                continue;
            }
            if body.main.is_empty() && alias.kind == NameKind::Primary {
                body.main = alias.text.to_string();
            } else if alias.text[..] != body.main && body.others.iter().all(|(text, _)| text[..] != alias.text[..]) {
                body.others.push((alias.text.to_string(), alias.quality));
            }
        }
    }
    bodies.retain(|_, body| !body.main.is_empty());
    Ok(())
}

fn same(bodies: &[Body], words: &Generic) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for body in bodies {
        let mut made: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, quality) in &body.others {
            let (all, group) = match (likeness(&body.main, name, words), quality) {
                (Likeness::Nothing, _) => continue,
                (Likeness::Translated, _) => (false, "translated whole into another script"),
                (Likeness::Letters, _) => (true, "another script"),
                (Likeness::Acronym, _) => (true, "acronym"),
                (Likeness::Words, Quality::Low) => (true, "low-quality alias"),
                (Likeness::Words, _) => (true, "alias"),
            };
            let made = made.entry(group).or_default();
            *made += 1;
            if *made <= MOST {
                pairs.push(pair(true, all, group, (body, &body.main), (body, name)));
            }
        }
    }
    pairs
}

/// Pairs of two bodies; those that share the rarest words first.
fn other(bodies: &[Body], words: &Generic) -> Vec<Pair> {
    let tokens: Vec<Vec<String>> = bodies.iter().map(|body| split(&body.main)).collect();
    let mut bearers: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (n, tokens) in tokens.iter().enumerate() {
        for token in tokens.iter().filter(|token| token.chars().count() > 2) {
            bearers.entry(token).or_default().insert(n);
        }
    }
    let mut made: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (n, body) in bodies.iter().enumerate() {
        let near =
            tokens[n].iter().filter_map(|token| bearers.get(token.as_str())).filter(|of| of.len() <= 300).flatten();
        let mut near: Vec<(usize, usize)> = near
            .collect::<BTreeSet<&usize>>()
            .into_iter()
            .filter(|m| **m > n && bodies[**m].list == body.list && !share_a_name(body, &bodies[**m]))
            .map(|m| (shared(&tokens[n], &tokens[*m]).len(), *m))
            .collect();
        // Those that share most first; among equals in an order that no list gives.
        near.sort_by_key(|(shared, m)| (std::cmp::Reverse(*shared), fnv(&bodies[*m].key)));
        for (_, m) in near {
            let Some(group) = kind_of_other(&tokens[n], &tokens[m], words) else { continue };
            if [n, m].iter().all(|at| made.get(&(*at, group)).is_none_or(|made| *made < MOST)) {
                [n, m].into_iter().for_each(|at| *made.entry((at, group)).or_default() += 1);
                pairs.push(pair(false, true, group, (body, &body.main), (&bodies[m], &bodies[m].main)));
            }
        }
    }
    pairs
}

const PARENT: &str = "parent or branch, another body";

/// Why two names of two bodies are easily taken for one another; `None` where they are not, or may be one name.
fn kind_of_other(left: &[String], right: &[String], words: &Generic) -> Option<&'static str> {
    let own = |of: &[String], than: &[String]| -> Vec<String> {
        of.iter().filter(|token| !than.contains(token)).cloned().collect()
    };
    let (left_own, right_own) = (own(left, right), own(right, left));
    let both = shared(left, right);
    let is_told = |tokens: &[String]| tokens.iter().any(|token| words.tells(token));
    let is_number =
        |tokens: &[String]| tokens.iter().all(|token| token.chars().all(|c| c.is_ascii_digit()) || is_roman(token));
    let is_place = |tokens: &[String]| is_country(&tokens.join(" "));
    match (left_own.is_empty(), right_own.is_empty()) {
        (true, true) => None,
        (true, false) | (false, true) => {
            let more = if left_own.is_empty() { &right_own } else { &left_own };
            let says_more = more.iter().any(|token| !words.is_form(token));
            (is_told(&both) && says_more).then_some(if is_number(more) { "another number" } else { PARENT })
        }
        _ if is_number(&left_own) && is_number(&right_own) => Some("another number"),
        _ if is_place(&left_own) && is_place(&right_own) => Some("another country"),
        _ if both.len() < 2 || !is_told(&left_own) && !is_told(&right_own) => None,
        _ if is_told(&both) => Some("words shared, another body"),
        _ => Some("generic words shared, another body"),
    }
}

/// Whether words are a country's name; its codes are too like other short words.
fn is_country(words: &str) -> bool {
    words.chars().count() > 3 && !register::matching::countries(words).is_empty()
}

fn is_roman(token: &str) -> bool {
    token.chars().all(|c| "ivx".contains(c))
}

fn shared(left: &[String], right: &[String]) -> Vec<String> {
    left.iter().filter(|token| right.contains(token)).cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

fn share_a_name(left: &Body, right: &Body) -> bool {
    let names = |body: &Body| -> BTreeSet<String> {
        body.others.iter().map(|(name, _)| name).chain([&body.main]).map(|name| split(name).concat()).collect()
    };
    !names(left).is_disjoint(&names(right))
}

fn pair(is_same: bool, in_all: bool, group: &str, left: (&Body, &str), right: (&Body, &str)) -> Pair {
    let person = |body: &Body| format!("{} {}", body.list, body.key);
    let mut groups = vec![format!("organizations ({group})")];
    if in_all {
        groups.push("organizations".to_owned());
    }
    Pair {
        groups,
        is_same,
        left: left.1.to_owned(),
        right: right.1.to_owned(),
        is_organisation: true,
        fold: fold(&person(left.0)),
        other_fold: fold(&person(right.0)),
    }
}

fn is_alike(a: &str, b: &str) -> bool {
    distance(a, b) <= a.chars().count().max(b.chars().count()) / 5
}

/// What two names of one body show.
fn likeness(main: &str, other: &str, words: &Generic) -> Likeness {
    let (left, right) = (split(main), split(other));
    if names::Script::of(main) != names::Script::of(other) {
        // "Bank" is heard in many languages.
        let heard = |tokens: &[String]| -> Vec<String> {
            tokens.iter().filter(|token| words.tells(token)).map(|token| consonants(token)).collect()
        };
        let (left, right) = (heard(&left), heard(&right));
        let is_alike = left.iter().any(|token| token.len() >= 2 && right.contains(token));
        return if is_alike { Likeness::Letters } else { Likeness::Translated };
    }
    let telling = |tokens: &[String]| {
        tokens.iter().filter(|token| words.tells(token) && !is_country(token)).cloned().collect::<Vec<_>>()
    };
    let (left_telling, right_telling) = (telling(&left), telling(&right));
    let found = left_telling.iter().filter(|a| right_telling.iter().any(|b| is_alike(a, b))).count();
    let missing = left_telling.len().min(right_telling.len()).saturating_sub(found);
    if found > 0 && missing <= found {
        return Likeness::Words;
    }
    if is_acronym(&left, &right, words) || is_acronym(&right, &left, words) {
        return Likeness::Acronym;
    }
    let (left_all, right_all) = (left.concat(), right.concat());
    let is_all = |whole: &str, part: &str| part.chars().count() >= 5 && whole.contains(part);
    if is_alike(&left_all, &right_all)
        || is_all(&left_all, &right_telling.concat())
        || is_all(&right_all, &left_telling.concat())
    {
        return Likeness::Words;
    }
    Likeness::Nothing
}

/// Whether a name's one word is made of the first letters of the other's words, with or without small words and forms.
fn is_acronym(name: &[String], of: &[String], words: &Generic) -> bool {
    let [word] = name else { return false };
    let made = |left_out: &dyn Fn(&str) -> bool| {
        let kept = of.iter().filter(|token| !left_out(token));
        kept.filter_map(|token| token.chars().next()).collect::<String>() == *word
    };
    word.chars().count() >= 2
        && (made(&|_| false) || made(&|token| words.small.contains(token)) || made(&|token| words.is_form(token)))
}

/// The words of a name in normal form: letters and digits only.
fn split(name: &str) -> Vec<String> {
    let normal = names::normal(name).replace(['\'', '’', '`', 'ʿ', 'ʾ', '.'], "");
    normal.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()).map(str::to_owned).collect()
}

/// Words that many bodies bear.
struct Generic {
    small: BTreeSet<String>,
    forms: BTreeSet<String>,
    generic: BTreeSet<String>,
}

impl Generic {
    fn read() -> anyhow::Result<Self> {
        let words: Words = toml::from_str(include_str!("../../data/organization_words.toml"))?;
        let [small, forms, generic] = [words.small, words.forms, words.generic]
            .map(|words| words.split_whitespace().map(str::to_owned).collect());
        Ok(Self { small, forms, generic })
    }

    /// Whether a word tells one body from another.
    fn tells(&self, word: &str) -> bool {
        word.chars().count() >= 3 && !self.is_form(word) && !self.generic.contains(word)
    }

    /// Whether a word says nothing of which body it is.
    fn is_form(&self, word: &str) -> bool {
        self.small.contains(word) || self.forms.contains(word)
    }
}

/// Letter for letter, the consonants of a word in one Latin letter each; other scripts than these give none.
fn consonants(word: &str) -> String {
    const LATIN: [(&str, &str); 12] = [
        ("sch", "S"),
        ("sh", "S"),
        ("kh", "x"),
        ("gh", "g"),
        ("th", "t"),
        ("dh", "d"),
        ("ch", "C"),
        ("zh", "z"),
        ("ph", "f"),
        ("c", "k"),
        ("q", "k"),
        ("ts", "c"),
    ];
    const OTHER: [(&str, &str); 2] = [
        ("بپتثجچحخدذرزژسشصضطظغفقکكگلمنه", "bpttjChxddrzzsSsdtzgfkkkglmnh"),
        ("бвгджзйклмнпрстфхцчшщ", "bvgdzzyklmnprstfxcCSS"),
    ];
    let word = word.strip_prefix("ال").filter(|rest| rest.chars().count() > 2).unwrap_or(word);
    let word = LATIN.iter().fold(word.to_owned(), |word, (from, to)| word.replace(from, to));
    let mut out = String::new();
    for c in word.chars() {
        let places = OTHER.iter().filter_map(|(from, to)| from.chars().position(|f| f == c).map(|at| (to, at)));
        let c = places.filter_map(|(to, at)| to.chars().nth(at)).next().unwrap_or(c);
        if c.is_ascii_alphabetic() && !"aeiouywh".contains(c) && !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Edits between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use register::Quality;

    use super::{Body, Generic, Likeness, consonants, distance, is_acronym, likeness, other, same, split};

    /// A key, the main name, and further names.
    type Row = (&'static str, &'static str, &'static [(&'static str, Quality)]);

    /// Invented bodies.
    fn bodies() -> Vec<Body> {
        let rows: [Row; 8] = [
            ("1", "Khayal Relief Foundation", &[("KRF", Quality::Good), ("Silver Lanterns", Quality::Low)]),
            ("2", "Khayal Relief Foundation - Borneo", &[("Khayaal Foundation", Quality::Low)]),
            (
                "3",
                "Zahra Trading Company",
                &[("شركة زهرة للتجارة", Quality::Unstated), ("دار النور", Quality::Unstated)],
            ),
            ("4", "Marjan Shipping Company No. 3", &[]),
            ("5", "Marjan Shipping Company No. 7", &[]),
            ("6", "Tilal Bank of Chad", &[]),
            ("7", "Tilal Bank of China", &[]),
            ("8", "Zahra Trading", &[("Zahra Trading Company", Quality::Good)]),
        ];
        let body = |(key, main, others): &Row| Body {
            list: "xx-example",
            key: (*key).to_owned(),
            main: (*main).to_owned(),
            others: others.iter().map(|(name, quality)| ((*name).to_owned(), *quality)).collect(),
        };
        rows.iter().map(body).collect()
    }

    #[test]
    fn names_of_one_entry_are_the_same_unless_they_share_nothing() {
        let words = Generic::read().unwrap();
        let made: Vec<(String, String)> =
            same(&bodies(), &words).into_iter().map(|pair| (pair.groups[0].clone(), pair.right)).collect();
        let want = [
            ("organizations (acronym)", "KRF"),
            ("organizations (low-quality alias)", "Khayaal Foundation"),
            ("organizations (another script)", "شركة زهرة للتجارة"),
            ("organizations (translated whole into another script)", "دار النور"),
            ("organizations (alias)", "Zahra Trading Company"),
        ];
        assert_eq!(made, want.map(|(group, name)| (group.to_owned(), name.to_owned())));
    }

    #[test]
    fn names_of_two_entries_are_others_unless_they_bear_one_name() {
        let words = Generic::read().unwrap();
        let mut made: Vec<(String, String, String)> =
            other(&bodies(), &words).into_iter().map(|pair| (pair.groups[0].clone(), pair.left, pair.right)).collect();
        made.sort();
        let want = [
            ("organizations (another country)", "Tilal Bank of Chad", "Tilal Bank of China"),
            ("organizations (another number)", "Marjan Shipping Company No. 3", "Marjan Shipping Company No. 7"),
            (
                "organizations (parent or branch, another body)",
                "Khayal Relief Foundation",
                "Khayal Relief Foundation - Borneo",
            ),
        ];
        assert_eq!(made, want.map(|(group, a, b)| (group.to_owned(), a.to_owned(), b.to_owned())));
    }

    #[test]
    fn what_two_names_share_is_told_without_sounds() {
        let words = Generic::read().unwrap();
        for (main, other, want) in [
            ("Khayal Bank", "Bank of Khayyal", Likeness::Words),
            ("Khayal Bank", "Marjan Bank", Likeness::Nothing),
            ("Good Will Company", "Goodwill", Likeness::Words),
            ("Movement of the Two Rivers", "MTR", Likeness::Acronym),
            ("Khayal Bank", "بنك خيال", Likeness::Letters),
            ("Noah Bank", "بنك نوح", Likeness::Translated), // one consonant is too few to tell
            ("Marjan Bank", "بنك مرجان", Likeness::Letters),
            ("Zavod Marat", "Завод Марат", Likeness::Letters),
            ("Khayal Bank", "بنك النور", Likeness::Translated),
        ] {
            assert_eq!(likeness(main, other, &words), want, "{main} {other}");
        }
        assert_eq!([consonants("zahra"), consonants("زهرة"), consonants("shukri")], ["zr", "zr", "Skr"]);
        assert_eq!([distance("khayal", "khayaal"), distance("abc", ""), distance("abc", "acb")], [1, 3, 2]);
        for (acronym, of, want) in [("AQ", "al Qamar", true), ("MR", "Marjan Rice Co.", true), ("A", "Amal", false)] {
            assert_eq!(is_acronym(&split(acronym), &split(of), &words), want, "{acronym} {of}");
        }
    }
}
