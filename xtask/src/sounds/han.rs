//! Han characters: the readings of `han.toml`, laid over one another to one short sequence of sounds a character.
//!
//! Shape:    the readings of a group of characters in, `Mandarin / Cantonese / Korean / Japanese`; a sorted table of
//!           characters and a table of sequences out, which many characters share.
//! Rules:    a syllable is what it begins with, its vowels and what it ends with, and each is laid over its like. The
//!           first reading says what is firm; what only another has is `short`, so that it may be left out.
//! Fails:    a reading that the tables do not spell is named with its characters.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::{Heard, VOWELS, expression, sounds};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    script: String,
    sources: Vec<String>,
    mandarin: Spelling,
    cantonese: Spelling,
    korean: Spelling,
    japanese: Spelling,
    readings: BTreeMap<String, String>,
}

/// How a language's syllables are spelled and sound.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spelling {
    /// Whether a reading is laid over the others only where it begins as they do.
    #[serde(default)]
    only_like: bool,
    begins: BTreeMap<String, String>,
    vowels: BTreeMap<String, String>,
    ends: BTreeMap<String, String>,
}

pub(super) struct Han {
    pub(super) script: String,
    pub(super) sources: Vec<String>,
    /// The two tables, as text.
    pub(super) constants: String,
}

/// Reads `han.toml`.
pub(super) fn table(text: &str) -> anyhow::Result<Han> {
    let table: Table = toml::from_str(text)?;
    let spellings = [&table.mandarin, &table.cantonese, &table.korean, &table.japanese];
    let mut sequences: BTreeMap<Vec<Heard>, usize> = BTreeMap::new();
    let mut characters: BTreeMap<char, Vec<Heard>> = BTreeMap::new();
    for (readings, group) in &table.readings {
        let heard = character(readings, &spellings).with_context(|| format!("{readings}: {group}"))?;
        sequences.insert(heard.clone(), 0);
        for c in group.chars() {
            ensure!(characters.insert(c, heard.clone()).is_none(), "{c} is there twice");
        }
    }
    for (number, sequence) in sequences.values_mut().enumerate() {
        *sequence = number;
    }
    let mut constants = String::from(
        "/// The Han characters in order, each with the number of its sounds in `HAN_SOUNDS`.\n\
         pub(super) const HAN: &[(char, u16)] = &[\n",
    );
    for (at, (c, heard)) in characters.iter().enumerate() {
        let _ = write!(constants, "{}('{c}', {}),", if at % 10 == 0 { "    " } else { " " }, sequences[heard]);
        if at % 10 == 9 || at + 1 == characters.len() {
            constants.push('\n');
        }
    }
    constants.push_str(
        "];\n\n/// Sequences of sounds that Han characters have.\npub(super) const HAN_SOUNDS: &[&[Sound]] = &[\n",
    );
    for sequence in sequences.keys() {
        let _ = writeln!(constants, "    {},", expression(sequence));
    }
    constants.push_str("];\n");
    Ok(Han { script: table.script, sources: table.sources, constants })
}

fn character(readings: &str, spellings: &[&Spelling; 4]) -> anyhow::Result<Vec<Heard>> {
    let columns: Vec<&str> = readings.split(" / ").collect();
    ensure!(columns.len() == spellings.len(), "a character has {} readings", spellings.len());
    let mut heard: Option<Syllable> = None;
    for (column, spelling) in columns.iter().zip(spellings) {
        for reading in column.split_whitespace().filter(|reading| *reading != "-") {
            let other = spelling.syllable(&letters(reading)).with_context(|| format!("{reading:?}"))?;
            heard = Some(match heard {
                Some(syllable) if spelling.only_like && !syllable.begins_like(&other) => syllable,
                Some(syllable) => syllable.with(&other),
                None => other,
            });
        }
    }
    Ok(heard.context("a character has a reading")?.sounds())
}

/// A reading, a Hangul syllable as its letters (Unicode, section 3.12).
fn letters(reading: &str) -> String {
    let mut letters = String::new();
    for c in reading.chars() {
        let Some(number) = u32::from(c).checked_sub(0xAC00).filter(|number| *number < 11_172) else {
            letters.push(c);
            continue;
        };
        let tail = number % 28;
        letters.extend(char::from_u32(0x1100 + number / 588));
        letters.extend(char::from_u32(0x1161 + number / 28 % 21));
        letters.extend(if tail == 0 { None } else { char::from_u32(0x11A7 + tail) });
    }
    letters
}

impl Spelling {
    /// The sounds of a syllable, by the longest beginning and then the longest vowel that leave an end.
    fn syllable(&self, reading: &str) -> anyhow::Result<Syllable> {
        let after = |rest: &str, pieces: &BTreeMap<String, String>| {
            let mut found: Vec<(String, String)> = pieces
                .iter()
                .filter_map(|(piece, hear)| Some((rest.strip_prefix(piece.as_str())?.to_owned(), hear.clone())))
                .collect();
            found.sort_by_key(|(rest, _)| rest.len());
            found
        };
        for (rest, begin) in after(reading, &self.begins) {
            for (rest, vowels) in after(&rest, &self.vowels) {
                if let Some(end) = self.ends.get(&rest) {
                    let mut heard = sounds(&begin)?;
                    heard.extend(sounds(&vowels)?);
                    heard.extend(sounds(end)?);
                    return Ok(Syllable::of(&heard));
                }
            }
        }
        anyhow::bail!("is not spelled by begins, vowels and ends")
    }
}

/// A syllable's sounds by their place in it.
struct Syllable {
    begins: Vec<Heard>,
    vowels: Vec<Heard>,
    ends: Vec<Heard>,
}

impl Syllable {
    fn of(heard: &[Heard]) -> Self {
        let is_vowel = |sound: &Heard| sound.class & VOWELS != 0;
        // A syllable without a vowel (Cantonese ng) is an end, which others have beside their vowel.
        let (begins, rest) = heard.split_at(heard.iter().position(is_vowel).unwrap_or(0));
        let (vowels, ends) = rest.split_at(rest.iter().position(|sound| !is_vowel(sound)).unwrap_or(rest.len()));
        Self { begins: begins.to_vec(), vowels: vowels.to_vec(), ends: ends.to_vec() }
    }

    fn begins_like(&self, other: &Self) -> bool {
        match (self.begins.first(), other.begins.first()) {
            (Some(one), Some(other)) => (one.class | one.others) & (other.class | other.others) != 0,
            (one, other) => one.is_none() && other.is_none(),
        }
    }

    /// This syllable with another reading laid over it.
    fn with(self, other: &Self) -> Self {
        Self {
            begins: laid_over(self.begins, &other.begins),
            vowels: other.vowels.iter().fold(self.vowels, |vowels, vowel| {
                // A glide stays what it is; the vowel after it is the one that differs.
                let (glides, nucleus) = vowels.split_at(vowels.len().saturating_sub(1));
                [glides, &laid_over(nucleus.to_vec(), &[*vowel])].concat()
            }),
            ends: laid_over(self.ends, &other.ends),
        }
    }

    fn sounds(self) -> Vec<Heard> {
        [self.begins, self.vowels, self.ends].concat()
    }
}

/// Sounds, the first of which may be another's too; where there are none, the others' may be left out.
fn laid_over(mut sounds: Vec<Heard>, others: &[Heard]) -> Vec<Heard> {
    match (sounds.first_mut(), others.first()) {
        (Some(sound), Some(other)) => sound.others |= (other.class | other.others) & !sound.class,
        (None, _) => sounds.extend(others.iter().map(|other| Heard { kind: "short", ..*other })),
        (Some(_), None) => {}
    }
    sounds
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn readings_are_laid_over_one_another() {
        let toml = |readings: &str| {
            let empty = "begins = {}\nvowels = {}\nends = {}\n";
            format!(
                "script = 'Han'\nsources = ['none']\n[mandarin]\nbegins = {{ p = 'consonant p' }}\n\
                 vowels = {{ u = 'short u' }}\nends = {{ '' = '' }}\n[cantonese]\nbegins = {{ b = 'consonant b' }}\n\
                 vowels = {{ o = 'short u, or a' }}\nends = {{ k = 'consonant k' }}\n[korean]\n{empty}[japanese]\n{empty}\
                 [readings]\n{readings}\n"
            )
        };
        let constants = table(&toml("'pu / bok / - / -' = '木'")).unwrap().constants;
        assert!(constants.contains("('木', 0)"), "{constants}");
        assert!(constants.contains("&[consonant(P, B), short(U, A), short(K, 0)]"), "{constants}");
        for (readings, why) in [
            ("'pu / bok / -' = '木'", "three columns"),
            ("'pa / bok / - / -' = '木'", "an unknown vowel"),
            ("'- / - / - / -' = '木'", "no reading"),
            ("'pu / bok / - / -' = '木'\n'pu / - / - / -' = '木'", "a character twice"),
        ] {
            assert!(table(&toml(readings)).is_err(), "{why}");
        }
    }
}
