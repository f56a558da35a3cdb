//! Words that mean something in names, each list once, with what tells at a glance that a word is none of them.
//!
//! Shape:    a word in normal form in, whether it is in a list out.

use super::tables;

/// Words in order.
pub(super) struct Words {
    sorted: &'static [&'static str],
    /// A bit for each place that one of them has ([`place`]): most words of names have another.
    places: [u64; PLACES / 64],
}

const PLACES: usize = 2048;

impl Words {
    const fn of(sorted: &'static [&'static str]) -> Self {
        let (mut places, mut at) = ([0; PLACES / 64], 0);
        while at < sorted.len() {
            let place = place(sorted[at].as_bytes());
            places[place / 64] |= 1 << (place % 64);
            at += 1;
        }
        Self { sorted, places }
    }

    pub(super) fn has(&self, word: &str) -> bool {
        let place = place(word.as_bytes());
        let may_be = self.places.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1);
        may_be && self.sorted.binary_search(&word).is_ok()
    }
}

/// By how long a word is, and its first and last byte.
const fn place(word: &[u8]) -> usize {
    let [first, .., last] = word else { return word.len() };
    ((*first as usize) << 6 ^ (*last as usize) << 2 ^ word.len()) % PLACES
}

pub(super) static ARTICLES: Words = Words::of(tables::PARTICLES_ARTICLES);
pub(super) static ASSIMILATED: Words = Words::of(tables::PARTICLES_ASSIMILATED);
pub(super) static BETWEEN: Words = Words::of(tables::PARTICLES_BETWEEN);
pub(super) static ORGANISATION_LINKS: Words = Words::of(tables::PARTICLES_ORGANISATION);
pub(super) static LINKS: Words = Words::of(tables::PARTICLES_PERSON);
pub(super) static TITLES: Words = Words::of(tables::TITLES_ANYWHERE);
pub(super) static ENDINGS: Words = Words::of(tables::TITLES_ENDING);
pub(super) static FRONT_TITLES: Words = Words::of(tables::TITLES_FRONT);

#[cfg(test)]
mod tests {
    use super::{ARTICLES, ASSIMILATED, BETWEEN, ENDINGS, FRONT_TITLES, LINKS, ORGANISATION_LINKS, TITLES};

    #[test]
    fn each_word_of_a_list_is_in_it_and_hardly_a_name_is_looked_for() {
        for list in [&ARTICLES, &ASSIMILATED, &BETWEEN, &ORGANISATION_LINKS, &LINKS, &TITLES, &ENDINGS, &FRONT_TITLES] {
            assert!(list.sorted.is_sorted_by(|a, b| a < b));
            assert!(list.sorted.iter().all(|word| list.has(word)));
            for word in ["", "x", "khayali", "mithalov", "خيالي", "sabir"] {
                assert!(!list.has(word), "{word}");
            }
            assert!(list.places.iter().map(|bits| bits.count_ones()).sum::<u32>() < 256);
        }
    }
}
