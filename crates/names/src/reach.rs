//! Which names can score at all: what an index may look for, and the most a name can still reach.
//!
//! Shape:    a name's tokens are its core parts and the joins of neighbours that another name may write as one. Two
//!           names score above zero only if a token of one is in [`reach`] of a token of the other.
//! Law:      `compare(a, b).score <= most(answered, answered)` when every pair of tokens in reach was counted. An index
//!           that keeps to it loses nothing; a test holds it.
//! Not here: the comparison itself (`compare`), the index (`register`).

use crate::compare::{ALIKE, cores, joined_similarity, joins, part_similarity, shared_points, weight};
use crate::parts::{Part, Prepared, Role};

/// A core part, or neighbours that may be written as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Its text and sounds; the text of a join is empty.
    pub part: Part,
    /// Which core parts it covers, a bit each, the first in the lowest.
    pub covers: u32,
}

impl Token {
    fn is_join(&self) -> bool {
        self.part.text.is_empty()
    }
}

/// What each core part of a name weighs, in the order of its tokens' bits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights(Vec<f64>);

impl Weights {
    /// Of a name.
    pub fn of(name: &Prepared) -> Self {
        Self(cores(name).into_iter().filter_map(|at| name.parts.get(at)).map(weight).collect())
    }

    /// The share of the weight that the covered parts have, `0.0..=1.0`.
    pub fn share(&self, covered: u32) -> f64 {
        let (mut all, mut answered) = (0.0, 0.0);
        for (bit, weight) in self.0.iter().enumerate() {
            all += weight;
            if covered >> bit.min(31) & 1 == 1 {
                answered += weight;
            }
        }
        if all > 0.0 { answered / all } else { 0.0 }
    }
}

/// A name's tokens: its core parts first, in order, then its joins.
pub fn tokens(name: &Prepared) -> Vec<Token> {
    let at = cores(name);
    let single = |(bit, at): (usize, &usize)| {
        let part = name.parts.get(*at)?.clone();
        Some(Token { part, covers: 1 << bit.min(31) })
    };
    let mut tokens: Vec<Token> = at.iter().enumerate().filter_map(single).collect();
    tokens.extend(joins(name, &at).into_iter().map(|join| {
        let covers =
            if join.cores == 2 { 0b11_u32.wrapping_shl(join.first.min(31) as u32) } else { 1 << join.first.min(31) };
        Token { part: Part { text: String::new(), sounds: join.sounds, role: Role::Core }, covers }
    }));
    tokens
}

/// Whether two tokens may answer one another in a comparison.
pub fn reach(left: &Token, right: &Token) -> bool {
    match (left.is_join(), right.is_join()) {
        (true, true) => false, // a join answers what the other name writes as one part
        (false, false) => part_similarity(&left.part, &right.part) >= ALIKE,
        _ => joined_similarity(&left.part.sounds, &right.part.sounds).is_some(),
    }
}

/// The most two names can score when these shares of their weights can be answered, `0.0..=1.0`.
pub fn most(left_share: f64, right_share: f64) -> f64 {
    shared_points(left_share.max(right_share), left_share.min(right_share))
}

#[cfg(test)]
mod tests {
    use super::{Weights, most, reach, tokens};
    use crate::{compare, prepare};

    const NAMES: &[&str] = &[
        "Yusuf al-Khayali",
        "يوسف الخيالي",
        "Юсуф аль-Хаяли",
        "Hamid Reza Wahmi",
        "Hamidreza Vahmi",
        "حميدرضا وهمي",
        "Abu Bakr Mithali",
        "Aboubakr al Mithaly",
        "أبو بكر المثالي",
        "Abd al-Rahman bin Nur",
        "Abdurrahman Noor",
        "Y. Khayali",
        "Muhammad",
        "Mohamed Ali Sarab",
        "محمد علي سراب",
        "Shams al-Din Tajribi",
        "شمس الدين التجريبي",
        "李四",
        "Haji Nur",
        "Al Sarab Trading Company",
        "A B C",
        "",
        "Sayyid",
    ];

    #[test]
    fn no_name_scores_more_than_its_reach() {
        for left in NAMES.iter().map(|name| prepare(name)) {
            for right in NAMES.iter().map(|name| prepare(name)) {
                let (mut covered_left, mut covered_right) = (0, 0);
                for l in tokens(&left) {
                    for r in tokens(&right).iter().filter(|r| reach(&l, r)) {
                        covered_left |= l.covers;
                        covered_right |= r.covers;
                    }
                }
                let most = most(Weights::of(&left).share(covered_left), Weights::of(&right).share(covered_right));
                let score = compare(&left, &right).score;
                assert!(score <= most + 1e-9, "{left:?} {right:?}: {score} > {most}");
            }
        }
    }
}
