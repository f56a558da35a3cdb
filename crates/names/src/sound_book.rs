//! Sequences of sounds in order, so that what begins alike is compared once.
//!
//! Shape:    sequences with a number each in; for a sequence asked, the numbers of all that are alike enough.
//! Law:      the costs are `compare`'s, step for step; a test compares the two ways.
//! Cost:     a table of sounds is filled row by row, a row for each sound of a sequence. The next sequence keeps the
//!           rows of what both begin with, and a beginning that is too dear already ends all that share it. Most
//!           sequences are passed over before: what each sound costs at least beside all of the other side.

use std::collections::HashMap;

use crate::compare::{PAIR, absence, at_start, change, is_pair, least_cost, length, may_be, most_cost, near, scale};
use crate::sound::{H, MAX_SOUNDS, Sound};

/// One line of the table: what each beginning of the asked sequence costs.
type Line = [i32; MAX_SOUNDS + 1];

/// Lengths are multiples of this, and this many at most.
const LENGTH_STEP: i32 = 25;
const LENGTHS: usize = 4 * MAX_SOUNDS + 1;

/// Sequences of sounds, in order; they stand behind one another, since most are only looked at once on the way.
#[derive(Default)]
pub(crate) struct SoundBook {
    alphabet: Vec<Sound>,
    letters: Vec<u32>, // numbers in the alphabet
    sequences: Vec<Sequence>,
}

struct Sequence {
    first: usize, // of its letters
    letters: u8,  // at most MAX_SOUNDS
    shared: u8,   // how many the sequence before begins with too
    length: i32,
    heard: u32, // every class that a sound of it may be
    number: u32,
}

impl SoundBook {
    pub(crate) fn of<S: AsRef<[Sound]>>(sequences: impl Iterator<Item = (S, u32)>) -> Self {
        let mut known: HashMap<Sound, u32> = HashMap::new(); // only looked up, never walked
        let mut book = Self::default();
        let mut all: Vec<(Box<[u32]>, u32)> = Vec::new();
        for (sounds, number) in sequences {
            let letter = |sound: &Sound| {
                *known.entry(*sound).or_insert_with(|| {
                    book.alphabet.push(*sound);
                    (book.alphabet.len() - 1) as u32
                })
            };
            let letters: Box<[u32]> = heard(sounds.as_ref()).iter().map(letter).collect();
            if !letters.is_empty() {
                all.push((letters, number));
            }
        }
        all.sort_unstable();
        let mut before: &[u32] = &[];
        for (letters, number) in &all {
            let sounds: Vec<Sound> = letters.iter().filter_map(|at| book.alphabet.get(*at as usize)).copied().collect();
            book.sequences.push(Sequence {
                first: book.letters.len(),
                letters: letters.len() as u8,
                shared: before.iter().zip(letters).take_while(|(a, b)| a == b).count() as u8,
                length: length(&sounds),
                heard: classes(&sounds),
                number: *number,
            });
            book.letters.extend_from_slice(letters);
            before = letters;
        }
        book
    }

    /// Hands on the number of each sequence that is at least so alike, and of none far below.
    pub(crate) fn alike(&self, asked: &[Sound], least: f64, found: &mut Vec<u32>) {
        let asked = heard(asked);
        if asked.is_empty() {
            return;
        }
        let (table, floor, asked_length) =
            (Table::of(&self.alphabet, asked), Floor::of(&self.alphabet, asked), length(asked));
        let mut lines = [[0_i32; MAX_SOUNDS + 1]; MAX_SOUNDS + 1];
        let mut cheapest = [0_i32; MAX_SOUNDS + 1];
        lines[0] = table.first_line();
        let mosts: [i32; LENGTHS] =
            std::array::from_fn(|at| most_cost(least, scale(asked_length, at as i32 * LENGTH_STEP)));
        let mut filled = 0;
        for sequence in &self.sequences {
            filled = usize::from(sequence.shared).min(filled);
            let sounds = self.letters.get(sequence.first..).unwrap_or_default();
            let sounds = sounds.get(..usize::from(sequence.letters)).unwrap_or_default();
            let Some(&most) = mosts.get((sequence.length / LENGTH_STEP) as usize) else { continue };
            if floor.of_asked(sequence.heard) > most || floor.of_sequence(sounds) > most {
                continue;
            }
            loop {
                // A way may leap over one line, not over two.
                if filled > 0 && cheapest[filled] > most && cheapest[filled - 1] > most {
                    break;
                }
                if filled == sounds.len() {
                    if lines[filled][asked.len()] <= most {
                        found.push(sequence.number);
                    }
                    break;
                }
                let (done, next) = lines.split_at_mut(filled + 1);
                cheapest[filled + 1] = table.fill(sounds, filled, done, &mut next[0]);
                filled += 1;
            }
        }
    }
}

/// What is heard of a sequence.
fn heard(sounds: &[Sound]) -> &[Sound] {
    sounds.get(..MAX_SOUNDS).unwrap_or(sounds)
}

/// Every class that one of the sounds may be.
fn classes(sounds: &[Sound]) -> u32 {
    sounds.iter().fold(0, |classes, sound| classes | sound.set)
}

/// What the sounds of one side cost at least, whatever the order of the other side's. Every sound has its own step of a
/// way, alone or with sounds of the other side that it may be; so the least costs of a side add up to no more than a way.
struct Floor {
    /// The sounds asked: what they may be, what they are confused with, and the least cost beside neither, and beside both.
    asked: Vec<(u32, u32, i32, i32)>,
    /// By number in the alphabet: the least cost beside all that is asked.
    alphabet: Vec<i32>,
}

impl Floor {
    fn of(alphabet: &[Sound], asked: &[Sound]) -> Self {
        let all = classes(asked);
        let each = |sound: &Sound| {
            let (far, close) = (i32::from(least_cost(*sound, false)), i32::from(least_cost(*sound, true)));
            (may_be(*sound), near(sound.primary), far, close)
        };
        Self {
            asked: asked.iter().map(each).collect(),
            alphabet: alphabet.iter().map(|sound| beside(each(sound), all)).collect(),
        }
    }

    fn of_asked(&self, heard: u32) -> i32 {
        self.asked.iter().map(|sound| beside(*sound, heard)).sum()
    }

    fn of_sequence(&self, sounds: &[u32]) -> i32 {
        sounds.iter().filter_map(|letter| self.alphabet.get(*letter as usize)).sum()
    }
}

fn beside((may_be, near, far, close): (u32, u32, i32, i32), heard: u32) -> i32 {
    if may_be & heard != 0 {
        0
    } else if near & heard != 0 {
        close
    } else {
        far
    }
}

/// What each sound of the alphabet costs beside each sound asked.
struct Table<'a> {
    alphabet: &'a [Sound],
    asked: &'a [Sound],
    changes: Vec<Line>,
    absences: Line,
}

impl<'a> Table<'a> {
    fn of(alphabet: &'a [Sound], asked: &'a [Sound]) -> Self {
        let line = |cost: &dyn Fn(Sound) -> i32| {
            let mut line = [0; MAX_SOUNDS + 1];
            line.iter_mut().zip(asked).for_each(|(slot, sound)| *slot = cost(*sound));
            line
        };
        let changes = alphabet.iter().map(|sound| line(&|asked| i32::from(change(*sound, asked)))).collect();
        Self { alphabet, asked, changes, absences: line(&|asked| i32::from(absence(asked))) }
    }

    fn first_line(&self) -> Line {
        let mut line = [0; MAX_SOUNDS + 1];
        for (j, sound) in self.asked.iter().enumerate() {
            line[j + 1] = line[j] + i32::from(at_start(absence(*sound), j));
        }
        line
    }

    /// Fills the line after the `at`-th sound from those before it; gives the least cost in it.
    fn fill(&self, sounds: &[u32], at: usize, done: &[Line], line: &mut Line) -> i32 {
        let letter = |at: usize| sounds.get(at).map(|sound| *sound as usize);
        let sound = |at: usize| letter(at).and_then(|letter| self.alphabet.get(letter)).copied();
        let (Some(this), Some(changes)) = (sound(at), letter(at).and_then(|letter| self.changes.get(letter))) else {
            return i32::MAX;
        };
        let absent = i32::from(absence(this));
        let before = &done[at];
        line[0] = before[0] + i32::from(at_start(absence(this), at));
        let mut least = line[0];
        // Two letters that read as one; see `compare`.
        let pair = at.checked_sub(1).and_then(sound).filter(|_| this.primary == H).zip(at.checked_sub(1));
        for (j, asked) in self.asked.iter().enumerate() {
            let mut cost = (before[j] + changes[j]).min(before[j + 1] + absent).min(line[j] + self.absences[j]);
            if let Some((previous, two_before)) = pair
                && is_pair(*asked, previous, this)
            {
                cost = cost.min(done[two_before][j] + PAIR);
            }
            if asked.primary == H && j > 0 && is_pair(this, self.asked[j - 1], *asked) {
                cost = cost.min(before[j - 1] + PAIR);
            }
            line[j + 1] = cost;
            least = least.min(cost);
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::SoundBook;
    use crate::compare::sound_similarity;
    use crate::sound::{Sound, sounds};

    #[track_caller]
    fn check(words: &[String], asked: &str, least: f64) {
        let all: Vec<Vec<Sound>> = words.iter().map(|word| sounds(word)).collect();
        let asked = sounds(asked);
        let mut found = Vec::new();
        SoundBook::of(all.iter().zip(0..)).alike(&asked, least, &mut found);
        for (sounds, n) in all.iter().zip(0..) {
            let similarity = sound_similarity(sounds, &asked);
            if similarity >= least {
                assert!(found.contains(&n), "{} is {similarity} and not found", words[n as usize]);
            } else if similarity < least - 0.01 {
                assert!(!found.contains(&n), "{} is {similarity} and found", words[n as usize]);
            }
        }
    }

    #[test]
    fn letters_that_read_as_one_are_found_across_words_that_begin_alike() {
        let words = ["ishaq", "isaq", "isakh", "ishak", "اسحاق", "اشاق", "исхак", "is", "i", "ishaqzai", "", "12"];
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        for asked in ["ishaq", "اسحاق", "eshaq", "mithali", "", "7"] {
            for least in [0.1, 0.62, 0.78, 0.95] {
                check(&words, asked, least);
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_alike_enough_is_found_and_nothing_else(
            words in prop::collection::vec("[askhtgdmyiuw]{0,9}|[اسحهشكويغ]{0,9}|[a-z]{0,40}", 0..40),
            asked in "[askhtgdmyiuw]{0,9}|[اسحهشكويغ]{0,9}|[a-z]{0,40}",
            least in 0.3..1.0_f64,
        ) {
            check(&words, &asked, least);
        }
    }
}
