//! A name as its parts: what names the bearer, what only links or honours, what says of what kind it is.
//!
//! Source:   the naming customs of Arabic, Persian, Afghan, Maghreb and Sahel names; the lists of words in `data/`.
//! Shape:    any text in, at most `MAX_PARTS` parts out, in the order written; prepare once, compare often.
//! Rules:    everything of a part but its text, sounds and role follows from these three, so that they alone are stored.
//! Not here: which part is the father's or the clan's name (`parts::person`); order and place are weighed in `compare`.

mod acronym;
mod ending;
mod organisation;
mod person;
mod reading;
mod surname;
mod tables;
mod words;

pub use acronym::{acronyms, is_acronym, may_be_acronym};
pub use organisation::Concept;
pub(crate) use person::{Parent, is_descent, kunya};
pub use person::{PersonRole, person_roles};

use crate::compare::Heard;
use crate::normal::{MAX_CHARS, normal};
use crate::rarity::{is_known, outline, rarity};
use crate::script::Script;
use crate::sound::{MAX_SOUNDS, Sound, sounds, syllables};
use crate::well_known::{WellKnown, well_known};
use organisation::Forms;
use reading::Readings;
use words::{ARTICLES, ASSIMILATED, BETWEEN, ENDINGS, FRONT_TITLES, LINKS, ORGANISATION_LINKS, TITLES};

/// The most parts of a name that are looked at; what follows is cut.
pub const MAX_PARTS: usize = 32;

/// What a word that says what many organisations do tells, and one that says where they are, in hundredths.
const SECTOR_WEIGHT: u8 = 35;
const PLACE_WEIGHT: u8 = 50;

/// A name made ready for comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prepared {
    /// The parts in the order written.
    pub parts: Vec<Part>,
    is_organisation: bool,
}

impl Prepared {
    /// A name of parts that were prepared before; `is_known` where it is known to be an organisation's.
    pub fn of_parts(parts: Vec<Part>, is_known: bool) -> Self {
        let says = |part: &Part| matches!(part.role, Role::LegalForm | Role::Sector);
        let is_organisation = is_known || parts.iter().any(says);
        Self { parts, is_organisation }
    }

    /// Whether it was prepared as an organisation's name, or shows that it is one: by its legal form, or by what
    /// organisations say of themselves. A name that shows nothing may still be one.
    pub fn is_organisation(&self) -> bool {
        self.is_organisation
    }
}

/// One part of a name. It is made by [`Part::new`] only: what is private follows from its text, sounds and role.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its normal form, without a fused article; `Abd al-X` is one part, `abdx`. A form of several words is one part,
    /// with a blank between them: `saudi arabia`.
    pub text: String,
    /// What it sounds like; empty when its script has no table.
    pub sounds: Vec<Sound>,
    /// What it does in the name.
    pub role: Role,
    /// What it means in an organisation's name, whatever its language; only of a legal form, sector, place or number.
    pub concept: Option<Concept>,
    weight: u8,
    /// Which well-known name it writes, where it does.
    well_known: Option<WellKnown>,
    /// How many sounds stand before an ending that many names share; 0 where it has none.
    stem: u8,
    /// Which well-known name stands before that ending.
    stem_well_known: Option<WellKnown>,
    /// How many syllables are heard, as far as its script writes the vowels.
    syllables: u8,
    writes_vowels: bool,
    /// The script of its first letter.
    script: Option<Script>,
    readings: Readings,
    /// See [`outline`].
    outline: u64,
    /// The sounds, made ready for comparison.
    heard: Heard,
}

impl Part {
    /// A part with the concept and the weight that its text, sounds and role give it.
    pub fn new(text: String, sounds: Vec<Sound>, role: Role) -> Self {
        let means = matches!(role, Role::LegalForm | Role::Sector | Role::Place | Role::Number);
        let concept = if means { Concept::of(&text) } else { None };
        let outline = outline(&sounds);
        let weight = match role {
            Role::Sector => SECTOR_WEIGHT,
            Role::Place => PLACE_WEIGHT,
            _ => rarity(&text, outline),
        };
        let first = text.chars().next();
        // The Hebrew and the Arabic script write no vowels.
        let writes_vowels = !matches!(first, Some('\u{590}'..='\u{6FF}'));
        let syllables = if writes_vowels { syllables(&sounds) } else { 0 };
        let (before, stem) = if means { ("", 0) } else { ending::stem(&text, sounds.len()) };
        let stem_well_known = well_known(before);
        let well_known = if means { None } else { well_known(&text) };
        let (readings, heard) = (Readings::of(&text, &sounds), Heard::of(&sounds));
        Self {
            text,
            sounds,
            role,
            concept,
            weight,
            well_known,
            stem,
            stem_well_known,
            syllables,
            writes_vowels,
            script: first.and_then(Script::of_char),
            readings,
            outline,
            heard,
        }
    }

    /// Its sounds, made ready for comparison.
    pub(crate) fn heard(&self) -> &Heard {
        &self.heard
    }

    /// Whether their consonants leave one outline; see [`outline`].
    pub(crate) fn is_of_one_outline(&self, other: &Self) -> bool {
        self.outline == other.outline
    }

    /// Whether its script writes the vowels.
    pub(crate) fn writes_vowels(&self) -> bool {
        self.writes_vowels
    }

    /// The script of its first letter.
    pub(crate) fn script(&self) -> Option<Script> {
        self.script
    }

    /// Whether it is one syllable: `Zhao`, `Nur`, 이; false where the script does not write the vowels.
    pub fn is_syllable(&self) -> bool {
        self.syllables == 1
    }

    /// The sounds before an ending that many names share: of `Petrov`, `Petrovich` and `Petrosyan`, `petr` and `petros`.
    pub(crate) fn stem(&self) -> Option<&[Sound]> {
        self.sounds.get(..usize::from(self.stem)).filter(|stem| !stem.is_empty())
    }

    /// Whether both are spellings of one well-known name.
    pub(crate) fn is_same_well_known(&self, other: &Self) -> bool {
        self.well_known.is_some() && self.well_known == other.well_known
    }

    /// Whether both are well-known names, and not the same one.
    pub(crate) fn is_other_well_known(&self, other: &Self) -> bool {
        self.well_known.zip(other.well_known).is_some_and(|(one, other)| one != other)
    }

    /// Whether what stands before the endings of both are well-known names, and not the same one.
    pub(crate) fn is_of_other_well_known(&self, other: &Self) -> bool {
        self.stem_well_known.zip(other.stem_well_known).is_some_and(|(one, other)| one != other)
    }

    /// How much it tells, in hundredths: by how many bear its [`outline`].
    pub fn weight(&self) -> u8 {
        self.weight
    }

    /// Whether it is known how many bear it; others tell as much as the rarest.
    pub fn is_known(&self) -> bool {
        is_known(&self.sounds)
    }

    /// Whether it ends many names of its region and tells little there: `Khan`, `Jan`, `Gul`.
    pub fn is_common_ending(&self) -> bool {
        ENDINGS.has(&self.text)
    }
}

/// What a part does in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It names the person, the father, the clan or the place; it is an organisation's own name.
    Core,
    /// It links: `al`, `bin`, `ould`, `abu`, `of` …
    Particle,
    /// It honours: `haji`, `mullah`, `sheikh`, `dr` …
    Title,
    /// It is what an organisation is in law: `ltd`, `llc`, `gmbh` …
    LegalForm,
    /// It says what an organisation is or does: `bank`, `trading`, `front` …
    Sector,
    /// It is a place or what belongs to it, in an organisation's name: `iran`, `iranian` …
    Place,
    /// It is a number: digits anywhere; a numeral or an ordinal in an organisation's name.
    Number,
    /// It is the family's name, as a comma behind it tells: `KHAYALI, Yusuf`.
    Family,
}

impl Role {
    /// Whether a part of this role tells one bearer from another. Links, titles and legal forms do not.
    pub fn tells(self) -> bool {
        matches!(self, Self::Core | Self::Sector | Self::Place | Self::Number | Self::Family)
    }
}

/// Names that begin with the letters of the article but have none.
const NO_ARTICLE: &[&str] = &["الياس", "الهام", "الطاف", "الماس", "البرت", "الكسندر", "اليسا", "الينا", "الفرد"];

/// The parts of a name. Never fails: a text without letters and digits has no parts.
pub fn prepare(name: &str) -> Prepared {
    read(name, false)
}

/// The parts of a name that is known to be an organisation's, where what is also a family name elsewhere is a legal form
/// or a place:
///
/// ```
/// use names::Role::{Core, LegalForm};
///
/// let roles = |name: names::Prepared| name.parts.iter().map(|part| part.role).collect::<Vec<_>>();
/// assert_eq!(roles(names::prepare("AO Mithal")), [Core, Core]);
/// assert_eq!(roles(names::prepare_organisation("AO Mithal")), [LegalForm, Core]);
/// ```
pub fn prepare_organisation(name: &str) -> Prepared {
    read(name, true)
}

/// Whether all of a name is looked at when it is prepared: it has fewer than [`MAX_CHARS`] characters, also in its normal form, and fewer
/// than [`MAX_PARTS`] words and parts. What is beyond those is not looked at.
///
/// ```
/// assert!(names::is_whole("Yusuf al-Khayali"));
/// assert!(!names::is_whole(&"Mr ".repeat(32)));
/// ```
pub fn is_whole(name: &str) -> bool {
    // A part has a letter at least; of other scripts one sign may stand for several words.
    if name.is_ascii() && name.len() < MAX_PARTS {
        return true;
    }
    if name.chars().nth(MAX_CHARS).is_some() {
        return false;
    }
    let normal = normal(name);
    let chars = normal.chars().count();
    let has_few = |normal: &str| normal.split(' ').filter(|word| !word.is_empty()).count() < MAX_PARTS;
    chars < MAX_PARTS || chars < MAX_CHARS && has_few(&normal) && prepare(name).parts.len() < MAX_PARTS
}

fn read(name: &str, is_known: bool) -> Prepared {
    let normal = normal(name);
    let mut words: Vec<&str> = Vec::with_capacity(8);
    for word in normal.split(' ').filter(|word| !word.is_empty()).take(MAX_PARTS) {
        if word.is_ascii() || !organisation::cut(word, &mut words) {
            words.push(word);
        }
    }
    words.truncate(MAX_PARTS);
    let comma = words_before_comma(name);
    let forms = organisation::forms(&words, comma, is_known);
    if let ([word], None) = (words.as_slice(), &forms)
        && let Some((family, given)) = surname::cut(word)
    {
        words = vec![family, given];
    }
    let mut parts = parts(&words, forms.as_ref(), if forms.is_none() { comma } else { 0 });
    parts.truncate(MAX_PARTS); // two initials of one word are two parts
    // A name of titles, particles and legal forms alone ("Sayyid", "Omar" misread) is still a name.
    if !parts.iter().any(|p| p.role.tells()) {
        let titles = parts.iter().any(|p| p.role == Role::Title);
        for p in parts.iter_mut().filter(|p| !titles || p.role == Role::Title) {
            *p = Part::new(std::mem::take(&mut p.text), std::mem::take(&mut p.sounds), Role::Core);
        }
    }
    Prepared::of_parts(parts, is_known)
}

/// How many words of a name stand before its only comma, when words stand behind it too.
fn words_before_comma(name: &str) -> usize {
    let mut sides = name.split([',', '،', '，', '﹐', '︐']);
    match (sides.next(), sides.next(), sides.next()) {
        (Some(before), Some(after), None) if after.contains(char::is_alphabetic) => {
            normal(before).split(' ').filter(|word| !word.is_empty()).count()
        }
        _ => 0,
    }
}

/// The parts that words make up, those of the first `family` words being the family's.
fn parts(words: &[&str], forms: Option<&Forms>, family: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at).copied() {
        if at > 0 && at == family {
            parts.iter_mut().filter(|p| p.role == Role::Core).for_each(|p| p.role = Role::Family);
        }
        if let Some(found) = forms.and_then(|forms| *forms.get(at)?) {
            parts.push(part(found.text(), found.role()));
            at += found.words();
            continue;
        }
        at += 1;
        let next = words.get(at).copied();
        if is_servant(word) {
            // "Abd al-Rahman", "Abdul Rahman", "عبد الرحمن" are one given name.
            let skip = usize::from(next.is_some_and(|n| is_article(n, words.get(at + 1).copied())));
            if let Some(of) = words.get(at + skip).filter(|w| !LINKS.has(w)) {
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
        } else if is_article(word, next) || is_link(word, next, &parts, forms.is_some()) {
            parts.push(part(word, Role::Particle));
        } else if is_title(word, words.get(at..).unwrap_or_default(), &parts) {
            parts.push(part(word, Role::Title));
        } else if let Some(number) = number(word, forms.is_some()) {
            parts.push(part(number, Role::Number));
        } else if let Some(letters) = letters(words.get(at - 1..).unwrap_or_default()).filter(|_| forms.is_some()) {
            // "N.I.T.C." is the acronym NITC.
            parts.push(part(&words.get(at - 1..at - 1 + letters).unwrap_or_default().concat(), Role::Core));
            at += letters - 1;
        } else if let Some((first, second)) = two_initials(word).filter(|_| forms.is_none() && words.len() > 1) {
            parts.push(part(first, Role::Core));
            parts.push(part(second, Role::Core));
        } else if let Some(of) = fused_servant(word) {
            parts.push(servant(of));
        } else if let Some((first, tail)) = fused_tail(word) {
            parts.push(part(&format!("{}{tail}", bare(first)), Role::Core));
        } else {
            parts.push(part(bare(word), Role::Core));
        }
    }
    parts
}

/// A name of two words written as one in Arabic letters (نصرالله, نورالدين), with its end as it is when they are two.
fn fused_tail(word: &str) -> Option<(&str, &'static str)> {
    ["الله", "الدين"].into_iter().find_map(|end| {
        let first = word.strip_suffix(end).filter(|first| first.chars().nth(1).is_some())?;
        tail(end).map(|tail| (first, tail))
    })
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

fn is_link(word: &str, next: Option<&str>, before: &[Part], is_organisation: bool) -> bool {
    LINKS.has(word)
        || (is_organisation && ORGANISATION_LINKS.has(word))
        || (next.is_some() && BETWEEN.has(word) && before.iter().any(|p| p.role == Role::Core))
}

/// Titles wherever they stand, but for those that tell some Afghan names apart as their end (Akhund); and titles that
/// are also names where nothing but titles stands before them and two more names follow.
fn is_title(word: &str, rest: &[&str], before: &[Part]) -> bool {
    if TITLES.has(word) {
        return !(rest.is_empty() && ENDINGS.has(word) && before.iter().any(|p| p.role == Role::Core));
    }
    let is_name = |word: &&&str| !LINKS.has(word) && !ARTICLES.has(word) && !TITLES.has(word);
    FRONT_TITLES.has(word) && before.iter().all(|p| p.role == Role::Title) && rest.iter().filter(is_name).count() >= 2
}

/// The digits of a number; in the name of an organisation, also of an ordinal (313th).
fn number(word: &str, is_organisation: bool) -> Option<&str> {
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (digits, rest) = word.split_at(end);
    let is_whole = rest.is_empty() || (is_organisation && matches!(rest, "st" | "nd" | "rd" | "th"));
    (!digits.is_empty() && is_whole).then_some(digits)
}

/// How many words of one letter follow one another, when they are two or more.
fn letters(words: &[&str]) -> Option<usize> {
    let count = words.iter().take_while(|word| word.chars().nth(1).is_none() && !LINKS.has(word)).count();
    (count >= 2).then_some(count)
}

/// The letters of two initials written together (YS Khayali), which no vowel makes a syllable; Ng and Md are names.
fn two_initials(word: &str) -> Option<(&str, &str)> {
    let is_alone = |b: u8| b.is_ascii_lowercase() && !b"aeiouyh".contains(&b);
    let is_pair =
        word.len() == 2 && word.bytes().all(is_alone) && !["md", "ng", "st", "mr", "jr", "sr"].contains(&word);
    is_pair.then(|| word.split_at(1))
}

fn part(text: &str, role: Role) -> Part {
    let heard = if text.contains(' ') { sounds(&text.replace(' ', "")) } else { sounds(text) };
    Part::new(text.to_owned(), heard, role)
}

fn servant(of: &str) -> Part {
    let abd = match of.chars().next() {
        Some('a'..='z') => "abd",
        Some('а'..='я') => "абд",
        _ => "عبد",
    };
    // Servant of God: Abdullah, Abdallah, عبد الله.
    let of = if of == "lah" || of == "allah" || of == "ullah" { "lah" } else { of };
    // Each word by itself: the d of Abd and the h of Hadi are two sounds.
    let mut heard = [sounds(abd), sounds(of)].concat();
    heard.truncate(MAX_SOUNDS);
    Part::new(format!("{abd}{of}"), heard, Role::Core)
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
            | "adbul" // typed in haste
            | "abudl"
            | "abdlu"
            | "عبد"
            | "абд"
            | "абдул"
            | "абдель"
    )
}

fn is_article(word: &str, next: Option<&str>) -> bool {
    let Some(next) = next else { return false };
    ARTICLES.has(word)
        || (ASSIMILATED.has(word)
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

    use super::{MAX_PARTS, Part, Role, prepare};

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
    fn initials_written_together_make_no_name_longer() {
        assert_eq!(prepare(&"bc ".repeat(40)).parts.len(), MAX_PARTS);
    }

    #[test]
    fn the_words_of_organisations_have_roles() {
        use Role::{Core, LegalForm, Number, Particle, Place, Sector};
        check("Mithali Trading Co., Ltd", &[("mithali", Core), ("trading", Sector), ("co ltd", LegalForm)]);
        check("ООО «Мисали Трейдинг»", &[("ооо", LegalForm), ("мисали", Core), ("трейдинг", Sector)]);
        check(
            "شركة المثالي للتجارة والصناعة ذ.م.م",
            &[("شركة", Sector), ("مثالي", Core), ("تجارة", Sector), ("صناعة", Sector), ("ذ م م", LegalForm)],
        );
        check(
            "Central Bank of Saudi Arabia",
            &[("central", Sector), ("bank", Sector), ("of", Particle), ("saudi arabia", Place)],
        );
        check("M.T.C. Trading", &[("mtc", Core), ("trading", Sector)]);
        check("313th Mithal Brigade", &[("313", Number), ("mithal", Core), ("brigade", Sector)]);
        check("Third Mithal Brigade", &[("third", Number), ("mithal", Core), ("brigade", Sector)]);
        check("Mithal Fund IV Ltd", &[("mithal", Core), ("fund", Sector), ("iv", Number), ("ltd", LegalForm)]);
        check("朝鲜密萨尔贸易公司", &[("朝鲜", Place), ("密萨尔", Core), ("贸易", Sector), ("公司", Sector)]);
        check("조선미살무역회사", &[("조선", Place), ("미살", Core), ("무역", Sector), ("회사", Sector)]);
        check("Limited", &[("limited", Core)]);
    }

    #[test]
    fn words_of_one_meaning_have_one_concept() {
        for (left, right) in [
            ("Mithali Ltd", "Mithali Limited"),
            ("Mithali LLC", "شركة المثالي ذات المسؤولية المحدودة"),
            ("Mithali GmbH", "ООО Мисали"),
            ("Mithali Limited Liability Company", "Общество с ограниченной ответственностью Мисали"),
        ] {
            let concept = |name| prepare(name).parts.into_iter().find(|p| p.role == Role::LegalForm).map(|p| p.concept);
            assert_eq!(concept(left).flatten().map(|c| c.name()), Some("limited"), "{left}");
            assert_eq!(concept(left), concept(right), "{left} {right}");
        }
        let names = ["Iranian Mithal Bank", "بنك المثال الإيراني", "بانک مثال ایران", "Иранский банк Мисал"];
        for name in names {
            let mut of: Vec<_> = prepare(name).parts.iter().filter_map(|p| p.concept).map(|c| c.name()).collect();
            of.sort_unstable();
            assert_eq!(of, ["bank", "iran"], "{name}");
        }
    }

    #[test]
    fn a_person_with_the_name_of_a_place_is_a_person() {
        use Role::Core;
        check("Hassan Iran", &[("hassan", Core), ("iran", Core)]);
        check("Turki Misri", &[("turki", Core), ("misri", Core)]);
        check("Bank", &[("bank", Core)]);
    }

    #[test]
    fn a_vessel_has_a_name_and_a_number() {
        check("Mithal 7", &[("mithal", Role::Core), ("7", Role::Number)]);
        check("EP-XYZ 12", &[("ep", Role::Core), ("xyz", Role::Core), ("12", Role::Number)]);
    }

    #[test]
    fn a_comma_tells_the_family_name() {
        use Role::{Core, Family, Particle};
        check("KHAYALI, Yusuf", &[("khayali", Family), ("yusuf", Core)]);
        check("AL-KHAYALI, Yusuf", &[("al", Particle), ("khayali", Family), ("yusuf", Core)]);
        check("Khayali,", &[("khayali", Core)]);
        check("Yusuf, Sabir, Karim", &[("yusuf", Core), ("sabir", Core), ("karim", Core)]);
    }

    #[test]
    fn titles_that_are_names_stand_in_front() {
        use Role::{Core, Particle, Title};
        check("Prince Yusuf bin Sabir", &[("prince", Title), ("yusuf", Core), ("bin", Particle), ("sabir", Core)]);
        check("Akhund Gul Mithal", &[("akhund", Title), ("gul", Core), ("mithal", Core)]);
        check("Mullah Gul Mithal Akhund", &[("mullah", Title), ("gul", Core), ("mithal", Core), ("akhund", Core)]);
        check("Mullah Akhund", &[("mullah", Core), ("akhund", Core)]);
        check("Prince Mensah", &[("prince", Core), ("mensah", Core)]);
        check("Yusuf Prince Mensah", &[("yusuf", Core), ("prince", Core), ("mensah", Core)]);
        check("Juan del Monte", &[("juan", Core), ("del", Particle), ("monte", Core)]);
        check("Del Monte", &[("del", Core), ("monte", Core)]);
        check("Sidi ag Mithal", &[("sidi", Core), ("ag", Particle), ("mithal", Core)]);
        check("Siti binti Mithal", &[("siti", Core), ("binti", Particle), ("mithal", Core)]);
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

    #[test]
    fn a_part_follows_from_its_text_sounds_and_role() {
        for name in
            ["Mithal Saudi Arabia Co., Ltd 3", "شركة المثالي للتجارة ذ.م.م", "朝鲜密萨尔贸易公司", "KHAYALI, Yusuf"]
        {
            for part in prepare(name).parts {
                assert_eq!(Part::new(part.text.clone(), part.sounds.clone(), part.role), part, "{name}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_prepared(text in any::<String>()) {
            prop_assert!(prepare(&text).parts.len() <= MAX_PARTS);
        }

        #[test]
        fn any_words_of_organisations_are_prepared(text in "((ltd|s|a|co|bank|iran|2|3rd|للتجارة|و|ال|公司|中国|은행|김|,| ){1,3} ?){0,40}") {
            prop_assert!(prepare(&text).parts.len() <= MAX_PARTS);
        }
    }
}
