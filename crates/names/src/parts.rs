//! A name as its parts: what names the person, what only links or honours.
//!
//! Source:   the naming customs of Arabic, Persian, Afghan, Maghreb and Sahel names.
//! Shape:    any text in, at most `MAX_PARTS` parts out, in the order written; prepare once, compare often.
//! Not here: which part is the father's or the clan's name; order and place are weighed in `compare`.

use crate::normal::normal;
use crate::rarity::rarity;
use crate::sound::{Sound, sounds};

/// The most parts of a name that are looked at; what follows is cut.
pub const MAX_PARTS: usize = 32;

/// A name made ready for comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// The parts in the order written.
    pub parts: Vec<Part>,
}

/// One part of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its normal form, without a fused article; `Abd al-X` is one part, `abdx`.
    pub text: String,
    /// What it sounds like; empty when its script has no table.
    pub sounds: Vec<Sound>,
    /// What it does in the name.
    pub role: Role,
    weight: u8,
}

impl Part {
    /// Of its normal form, sounds and role.
    pub fn new(text: String, sounds: Vec<Sound>, role: Role) -> Self {
        let weight = rarity(&text, &sounds);
        Self { text, sounds, role, weight }
    }

    /// How much it tells, in hundredths; see [`rarity`].
    pub fn weight(&self) -> u8 {
        self.weight
    }
}

/// What a part does in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It names the person, the father, the clan or the place.
    Core,
    /// It links: `al`, `bin`, `ould`, `abu` …
    Particle,
    /// It honours: `haji`, `mullah`, `sheikh`, `dr` …
    Title,
}

const ARTICLES: &[&str] = &["al", "el", "ul", "il", "ال"];

/// The article before a letter that swallows its l (ar-Rahman), and before d in Urdu and French spelling (ud-Din).
const ASSIMILATED: &[&str] = &[
    "ad", "an", "ar", "as", "ash", "at", "az", "ath", "adh", "ed", "en", "er", "es", "esh", "ech", "et", "ez", "ud",
    "un", "ur", "us", "ush", "ut", "uz", "id", "ir", "is", "od", "oud", "our", "ous",
];

const LINKS: &[&str] = &[
    "bin", "ben", "ibn", "bint", "bn", "ould", "wuld", "walad", "mint", "ait", "abu", "abou", "abi", "aboo", "bu",
    "bou", "umm", "um", "oum", "om", "e", "i", "o", "u", "de", "di", "van", "von", "ogly", "oglu", "kyzy", "بن", "ابن",
    "بنت", "ولد", "منت", "ابو", "ابي", "ابا", "ام", "بو", "ال", "و", "ибн", "бин", "абу", "аль", "эль", "ал", "оглы",
    "оглу",
];

const TITLES: &[&str] = &[
    "haji",
    "hajji",
    "hadji",
    "hajj",
    "haj",
    "hadj",
    "mullah",
    "mulla",
    "molla",
    "mawlawi",
    "maulawi",
    "maulvi",
    "moulavi",
    "mawlana",
    "maulana",
    "sheikh",
    "shaikh",
    "shaykh",
    "sheik",
    "cheikh",
    "shaik",
    "sayyid",
    "syed",
    "dr",
    "doctor",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mufti",
    "qari",
    "ustad",
    "imam",
    "eng",
    "engineer",
    "general",
    "gen",
    "brigadier",
    "brig",
    "colonel",
    "col",
    "major",
    "maj",
    "captain",
    "capt",
    "alhaji",
    "alhaj",
    "elhadj",
    "akhund",
    "akhond",
    "الحاج",
    "حاج",
    "حاجي",
    "الشيخ",
    "شيخ",
    "دكتور",
    "الدكتور",
    "د",
    "ملا",
    "الملا",
    "مولوي",
    "مولانا",
    "مفتي",
    "قاري",
    "استاذ",
    "الاستاذ",
    "امام",
    "مهندس",
    "المهندس",
    "لواء",
    "اللواء",
    "عميد",
    "العميد",
    "سيد",
    "السيد",
    "سردار",
    "اخوند",
    "мулла",
    "шейх",
    "хаджи",
    "доктор",
];

/// Names that begin with the letters of the article but have none.
const NO_ARTICLE: &[&str] = &["الياس", "الهام", "الطاف", "الماس", "البرت", "الكسندر", "اليسا", "الينا", "الفرد"];

/// The parts of a name. Never fails: a text without letters and digits has no parts.
pub fn prepare(name: &str) -> Prepared {
    let normal = normal(name);
    let words: Vec<&str> = normal.split(' ').filter(|w| !w.is_empty()).take(MAX_PARTS).collect();
    let mut parts: Vec<Part> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at).copied() {
        at += 1;
        let next = words.get(at).copied();
        if is_servant(word) {
            // "Abd al-Rahman", "Abdul Rahman", "عبد الرحمن" are one given name.
            let skip = usize::from(next.is_some_and(|n| is_article(n, words.get(at + 1).copied())));
            if let Some(of) = words.get(at + skip).filter(|w| !LINKS.contains(*w)) {
                parts.push(servant(bare(of)));
                at += skip + 1;
                continue;
            }
            parts.push(part(if word.starts_with('a') { "abd" } else { word }, Role::Core));
        } else if let Some(tail) = tail(word)
            && parts
                .iter()
                .rev()
                .find(|p| p.role != Role::Particle || !is_article(&p.text, Some(word)))
                .is_some_and(|p| p.role == Role::Core)
        {
            // "Izz al-Din", "Hidayat Allah": one name, whose end many names share.
            while parts.last().is_some_and(|p| p.role == Role::Particle) {
                parts.pop();
            }
            if let Some(first) = parts.pop() {
                parts.push(part(&format!("{}{tail}", first.text), Role::Core));
            }
        } else if is_article(word, next) || LINKS.contains(&word) {
            parts.push(part(word, Role::Particle));
        } else if TITLES.contains(&word) {
            parts.push(part(word, Role::Title));
        } else if let Some(of) = fused_servant(word) {
            parts.push(servant(of));
        } else {
            parts.push(part(bare(word), Role::Core));
        }
    }
    // A name of titles and particles alone ("Sayyid", "Omar" misread) is still a name.
    if parts.iter().all(|p| p.role != Role::Core) {
        let titles = parts.iter().any(|p| p.role == Role::Title);
        for p in parts.iter_mut().filter(|p| !titles || p.role == Role::Title) {
            p.role = Role::Core;
        }
    }
    Prepared { parts }
}

/// The end of a name made of two words, as it is written when they are one.
fn tail(word: &str) -> Option<&'static str> {
    Some(match word {
        "din" | "deen" | "dine" | "eddin" | "eddine" | "uddin" | "aldin" | "aldeen" | "eldin" | "eldeen" | "ddin" => {
            "din"
        }
        "الدين" | "دين" => "دين",
        "allah" | "ullah" => "lah",
        "الله" => "له",
        _ => return None,
    })
}

fn part(text: &str, role: Role) -> Part {
    Part::new(text.to_owned(), sounds(text), role)
}

fn servant(of: &str) -> Part {
    let abd = match of.chars().next() {
        Some('a'..='z') => "abd",
        Some('а'..='я') => "абд",
        _ => "عبد",
    };
    // Servant of God: Abdullah, Abdallah, عبد الله.
    let of = if of == "lah" || of == "allah" || of == "ullah" { "lah" } else { of };
    part(&format!("{abd}{of}"), Role::Core)
}

fn is_servant(word: &str) -> bool {
    matches!(
        word,
        "abd"
            | "abdul"
            | "abdel"
            | "abdal"
            | "abdoul"
            | "abdol"
            | "abdu"
            | "abdur"
            | "abdus"
            | "abdou"
            | "عبد"
            | "абд"
            | "абдул"
            | "абдель"
    )
}

fn is_article(word: &str, next: Option<&str>) -> bool {
    let Some(next) = next else { return false };
    ARTICLES.contains(&word)
        || (ASSIMILATED.contains(&word)
            && (word.chars().last() == next.chars().next() || word.get(1..).is_some_and(|w| next.starts_with(w))))
}

/// A word without the article written into it.
fn bare(word: &str) -> &str {
    match word.strip_prefix("ال") {
        Some(rest) if rest.chars().nth(1).is_some() && !NO_ARTICLE.contains(&word) => rest,
        _ => word,
    }
}

/// What follows "abd" in a name written in one word: `rahman` of `abdelrahman`, `abdurrahman`, `عبدالرحمن`.
fn fused_servant(word: &str) -> Option<&str> {
    let long_enough = |rest: &str| rest.chars().nth(2).is_some();
    if let Some(rest) = word.strip_prefix("عبدال").or_else(|| word.strip_prefix("عبد")) {
        return (long_enough(rest) || rest == "له").then_some(rest);
    }
    if let Some(rest) = word.strip_prefix("абд") {
        let rest = rest.strip_prefix(['у', 'а', 'е', 'э'])?;
        let rest = rest.strip_prefix("ль").or_else(|| rest.strip_prefix('л')).unwrap_or(rest);
        return long_enough(rest).then_some(without_doubling(rest));
    }
    let rest = word.strip_prefix("abd")?;
    let rest = rest.strip_prefix("ou").or_else(|| rest.strip_prefix(['u', 'a', 'e', 'o', 'i']))?;
    let shorter = rest.strip_prefix('l').unwrap_or(rest);
    if matches!(shorter, "lah" | "ah" | "la" | "lahi") {
        return Some("lah");
    }
    let rest = without_doubling(shorter);
    long_enough(rest).then_some(rest)
}

/// The word without the first of two equal letters at its start.
fn without_doubling(word: &str) -> &str {
    let mut chars = word.chars();
    let first = chars.next();
    if first.is_some() && first == chars.clone().next() { chars.as_str() } else { word }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MAX_PARTS, Role, prepare};

    #[track_caller]
    fn check(name: &str, want: &[(&str, Role)]) {
        let prepared = prepare(name);
        let got: Vec<_> = prepared.parts.iter().map(|p| (p.text.as_str(), p.role)).collect();
        assert_eq!(got, want, "{name:?}");
    }

    #[test]
    fn parts_have_roles() {
        use Role::{Core, Particle, Title};
        check(
            "Yusuf bin Sabir al-Khayali",
            &[("yusuf", Core), ("bin", Particle), ("sabir", Core), ("al", Particle), ("khayali", Core)],
        );
        check("الشيخ يوسف الخيالي", &[("الشيخ", Title), ("يوسف", Core), ("خيالي", Core)]);
        check("Haji Abu Nimr", &[("haji", Title), ("abu", Particle), ("nimr", Core)]);
        check("Mullah", &[("mullah", Core)]);
        check("الياس", &[("الياس", Core)]);
    }

    #[test]
    fn the_servant_of_is_one_part() {
        for name in ["Abd al-Rahman", "Abd ar-Rahman", "Abdul Rahman", "Abdur Rahman", "Abdelrahman", "Abdurrahman"] {
            check(name, &[("abdrahman", Role::Core)]);
        }
        for name in ["عبد الرحمن", "عبدالرحمن"] {
            check(name, &[("عبدرحمن", Role::Core)]);
        }
        for name in ["Abdullah", "Abdallah", "Abd Allah", "Abdulla"] {
            check(name, &[("abdlah", Role::Core)]);
        }
        check("Abdul", &[("abd", Role::Core)]);
        check("Abdi", &[("abdi", Role::Core)]);
    }

    proptest! {
        #[test]
        fn any_text_is_prepared(text in any::<String>()) {
            prop_assert!(prepare(&text).parts.len() <= MAX_PARTS);
        }
    }
}
