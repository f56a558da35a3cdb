//! Which entities can reach a score by their names: the tokens of all names, each once, and who bears them.
//!
//! Law:      no entity that reaches the score is left out (`names::most`); there is no cap on candidates.
//! Cost:     one pass over the distinct tokens for each token asked.

use std::collections::HashMap;

use names::{Prepared, Sound, Token, Weights};

use super::score;
use crate::index::NameAt;

/// The distinct tokens of all names.
pub(crate) struct Vocabulary {
    tokens: Vec<Token>,
    /// For each token: the names that have it, with the parts it covers there.
    borne_by: Vec<Vec<(u32, u32)>>,
    names: Vec<(u32, Weights)>,
}

impl Vocabulary {
    pub(crate) fn of(names: Vec<(NameAt, Prepared)>) -> Self {
        let mut known: HashMap<(String, Vec<Sound>), usize> = HashMap::new();
        let mut out = Self { tokens: Vec::new(), borne_by: Vec::new(), names: Vec::with_capacity(names.len()) };
        for (n, (at, name)) in (0_u32..).zip(names) {
            for token in names::tokens(&name) {
                let key = (token.part.text.clone(), token.part.sounds.clone());
                let covers = token.covers;
                let slot = *known.entry(key).or_insert_with(|| {
                    out.tokens.push(token);
                    out.borne_by.push(Vec::new());
                    out.tokens.len() - 1
                });
                out.borne_by[slot].push((n, covers));
            }
            out.names.push((at.entity as u32, Weights::of(&name)));
        }
        out
    }

    /// Entities with a name that can score at least `least` against this one.
    pub(crate) fn candidates(&self, asked: &Prepared, least: f64) -> Vec<usize> {
        if least <= 0.0 {
            return self.names.iter().map(|(entity, _)| *entity as usize).collect();
        }
        let mut covered: HashMap<u32, (u32, u32)> = HashMap::new();
        for asked_token in names::tokens(asked) {
            for (token, borne_by) in self.tokens.iter().zip(&self.borne_by) {
                if !names::reach(&asked_token, token) {
                    continue;
                }
                for (name, covers) in borne_by {
                    let (left, right) = covered.entry(*name).or_default();
                    *left |= asked_token.covers;
                    *right |= covers;
                }
            }
        }
        let weights = Weights::of(asked);
        let reaches = |(name, (left, right)): (u32, (u32, u32))| {
            let (entity, own) = self.names.get(name as usize)?;
            let most = names::most(weights.share(left), own.share(right));
            (most >= least - score::ROUNDING).then_some(*entity as usize)
        };
        covered.into_iter().filter_map(reaches).collect()
    }
}
