//! Questions that a register is measured with: invented customers, listed names as others write them, and what is asked to be
//! slow.
//!
//! Shape:    names that are listed in; the n-th question of a kind out, a function of the seed, those names and n.
//! Not here: how long an answer takes (`node::bench`).

use std::collections::BTreeMap;

use register::{Kind, Query};

use super::chance::Chance;
use super::cultures::{Culture, cultures};
use super::spellings::otherwise;

/// What kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// An invented person of one of the name cultures.
    Customer,
    /// Someone listed, as another office writes the name.
    WrittenOtherwise,
    /// Someone listed in Latin letters, written by its sounds in Arabic or Cyrillic ones.
    InOtherScript,
    /// One to four of the parts that most names have.
    FrequentParts,
    /// One part of a listed name.
    OnePart,
    /// Thirty parts of listed names.
    ManyParts,
    /// Twenty listed names as aliases of one.
    ManyAliases,
    /// The initials of a listed name.
    Initials,
    /// One word of sixty letters.
    LongWord,
    /// What is hardly a name.
    HardlyAName,
}

/// The parts that most names have: so many are counted as such.
const FREQUENT: usize = 60;

/// Letters by whose sounds a name is written, for each sound the first one.
const ARABIC: &str = "اويبپتثجچحخدذرزژسشغفقگكلمنه";
const CYRILLIC: &str = "аиубптджчхкзрсшщгфлмнвйыэю";

impl Question {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Customer,
        Self::WrittenOtherwise,
        Self::InOtherScript,
        Self::FrequentParts,
        Self::OnePart,
        Self::ManyParts,
        Self::ManyAliases,
        Self::Initials,
        Self::LongWord,
        Self::HardlyAName,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::WrittenOtherwise => "written-otherwise",
            Self::InOtherScript => "other-script",
            Self::FrequentParts => "frequent-parts",
            Self::OnePart => "one-part",
            Self::ManyParts => "many-parts",
            Self::ManyAliases => "many-aliases",
            Self::Initials => "initials",
            Self::LongWord => "long-word",
            Self::HardlyAName => "hardly-a-name",
        }
    }

    /// Whether it is asked to be slow.
    pub fn is_adversarial(self) -> bool {
        !matches!(self, Self::Customer | Self::WrittenOtherwise | Self::InOtherScript)
    }
}

/// What questions are made of.
pub struct Questions {
    cultures: Vec<Culture>,
    seed: u64,
    listed: Vec<(String, Kind)>,
    /// Which of them are in Latin letters.
    latin: Vec<usize>,
    frequent: Vec<String>,
}

impl Questions {
    /// Of names that are listed; where there are none, only those that need none are asked.
    pub fn of(seed: u64, listed: Vec<(String, Kind)>) -> Self {
        let is_latin = |name: &str| name.chars().all(|c| c.is_ascii() || !c.is_alphabetic());
        let latin = (0..listed.len()).filter(|n| listed.get(*n).is_some_and(|(name, _)| is_latin(name))).collect();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for part in listed.iter().flat_map(|(name, _)| name.split_whitespace()) {
            *counts.entry(part.to_lowercase()).or_default() += 1;
        }
        let mut counts: Vec<(usize, String)> = counts.into_iter().map(|(part, count)| (count, part)).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let frequent = counts.into_iter().take(FREQUENT).map(|(_, part)| part).collect();
        Self { cultures: cultures(), seed, listed, latin, frequent }
    }

    /// The n-th of a kind; `None` where nothing is listed that it could be made of.
    pub fn ask(&self, what: Question, n: u64) -> Option<Query> {
        let mut chance = Chance::new(self.seed, what.code(), n);
        if what == Question::Customer {
            let all = self.cultures.len().max(1) as u64;
            let person = self.cultures.get((n % all) as usize)?.person(self.seed, n / all, None)?;
            let born = if chance.once_in(2) { person.born.parse().ok() } else { None };
            return Some(Query { names: vec![person.name], kind: Some(Kind::Person), born, ..Query::default() });
        }
        let (name, listed_kind) = self.listed.get(chance.below(self.listed.len()))?;
        let mut kind = if chance.once_in(2) { Some(*listed_kind) } else { None };
        let any = |chance: &mut Chance| chance.one(&self.listed).map(|(name, _)| name.clone());
        let initials = || name.split(' ').map(|part| part.chars().take(1).collect::<String>()).collect::<Vec<_>>();
        let names = match what {
            Question::Customer => return None,
            Question::WrittenOtherwise => vec![otherwise(&mut chance, name)],
            Question::InOtherScript => {
                let (name, listed_kind) = self.listed.get(*chance.one(&self.latin)?)?;
                kind = kind.map(|_| *listed_kind);
                vec![by_sounds(name, if chance.once_in(2) { ARABIC } else { CYRILLIC })]
            }
            Question::FrequentParts => {
                let parts = (0..=chance.below(4)).filter_map(|_| chance.one(&self.frequent)).cloned();
                vec![parts.collect::<Vec<_>>().join(" ")]
            }
            Question::OnePart => {
                Vec::from_iter(chance.one(&name.split(' ').collect::<Vec<_>>()).map(|part| (*part).to_owned()))
            }
            Question::ManyParts => {
                let names: Vec<String> = (0..30).filter_map(|_| any(&mut chance)).collect();
                vec![names.join(" ").split(' ').take(30).collect::<Vec<_>>().join(" ")]
            }
            Question::ManyAliases => (0..20).filter_map(|_| any(&mut chance)).collect(),
            Question::Initials => vec![initials().join(if chance.once_in(2) { " " } else { "" })],
            Question::LongWord => vec![name.replace(' ', "").repeat(60).chars().take(60).collect()],
            Question::HardlyAName => {
                let hardly = ["", " ", "\u{1F600}", "x", "'", "123", "A B C D", "al-", "abu"];
                Vec::from_iter(chance.one(&hardly).map(|text| (*text).to_owned()))
            }
        };
        Some(Query { names, kind, ..Query::default() })
    }
}

/// A name by its sounds in the letters of another script; what no letter sounds like is left out, and so are short vowels where
/// the first letter is Arabic.
fn by_sounds(name: &str, letters: &str) -> String {
    let of_letters: Vec<(names::Sound, char)> = letters
        .chars()
        .filter_map(|letter| Some((names::sounds(letter.encode_utf8(&mut [0; 4])).first().copied()?, letter)))
        .collect();
    let word = |word: &str| {
        let normal = names::normal(word);
        let sounds = names::sounds(&normal)
            .into_iter()
            .filter(|sound| letters != ARABIC || sound.kind != names::SoundKind::Short);
        let letter = |sound: names::Sound| {
            let same = of_letters.iter().find(|(letter, _)| letter.primary == sound.primary);
            same.or_else(|| of_letters.iter().find(|(letter, _)| letter.set & sound.set != 0))
                .map(|(_, letter)| *letter)
        };
        sounds.filter_map(letter).collect::<String>()
    };
    name.split(' ').map(word).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use register::Kind;

    use super::{ARABIC, CYRILLIC, Question, Questions, by_sounds};

    #[test]
    fn a_name_is_written_by_its_sounds() {
        for (name, letters, want) in
            [("Khalid Mithali", ARABIC, "خلد مثلي"), ("Sabir Wahmistani", CYRILLIC, "сабир уахмистани")]
        {
            assert_eq!(by_sounds(name, letters), want, "{name}");
        }
    }

    #[test]
    fn every_kind_is_asked_and_the_same_seed_asks_the_same() {
        let listed = || vec![("Sabir Wahmistani".to_owned(), Kind::Person), ("سلمى الخيالي".to_owned(), Kind::Person)];
        let questions = Questions::of(1, listed());
        for what in Question::ALL {
            let asked: Vec<_> = (0..20).map(|n| questions.ask(what, n).expect("there are names")).collect();
            assert_eq!(asked, (0..20).map(|n| Questions::of(1, listed()).ask(what, n).unwrap()).collect::<Vec<_>>());
            let parts = asked.iter().flat_map(|query| &query.names).map(|name| name.split(' ').count()).max();
            match what {
                Question::ManyAliases => assert!(asked.iter().all(|query| query.names.len() == 20)),
                Question::ManyParts => assert_eq!(parts, Some(30)),
                Question::OnePart | Question::LongWord => assert_eq!(parts, Some(1)),
                _ => assert!(asked.iter().all(|query| query.names.len() == 1), "{what:?}"),
            }
        }
    }

    #[test]
    fn where_nobody_is_listed_customers_are_asked() {
        let questions = Questions::of(1, Vec::new());
        let asked: Vec<_> = Question::ALL.into_iter().filter(|what| questions.ask(*what, 0).is_some()).collect();
        assert_eq!(asked, [Question::Customer]);
    }
}
