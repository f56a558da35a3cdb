//! Invented people beside listed ones: pairs that share what two strangers share by chance.
//!
//! Source:   given names, middle names and last names of `wd_fullname_pairs_dev.tsv`, put together anew; beside the
//!           names of the listed persons in `arabic_xscript_dev.csv`.
//! Why:      of the labelled pairs every stranger contradicts the other on both sides. In a bank's files most strangers
//!           do not: they bear two or three of a listed person's parts, and nothing else is known.
//! Shape:    the same data gives the same pairs; those kept could reach the review band by their shares.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use names::{Part, Prepared, TokenBook};

use crate::evaluate::{FOLDS, Pair};

/// How many are invented, by script: Arabic, Latin.
pub(super) const INVENTED: [usize; 2] = [400, 1200];

/// The most pairs of one of them.
const PAIRS_EACH: usize = 12;

/// Shares that are worth less could not be a hit.
const LEAST: f64 = 0.68;

pub(super) fn pairs(quality: &Path, labelled: &[Pair]) -> anyhow::Result<Vec<Pair>> {
    let listed: BTreeSet<&str> = labelled
        .iter()
        .filter(|pair| !pair.groups.iter().any(|group| group.ends_with("wd_xs")))
        .flat_map(|pair| [pair.left.as_str(), pair.right.as_str()])
        .collect();
    let listed: Vec<(&str, Prepared)> = listed.into_iter().map(|name| (name, names::prepare(name))).collect();
    let mut bearers: BTreeMap<String, (Part, BTreeSet<usize>)> = BTreeMap::new();
    for (n, (_, name)) in listed.iter().enumerate() {
        for token in names::tokens(name).into_iter().filter(|token| !token.part.text.is_empty()) {
            let (_, names) = bearers.entry(token.part.text.clone()).or_insert_with(|| (token.part, BTreeSet::new()));
            names.insert(n);
        }
    }
    let bearers: Vec<(Part, BTreeSet<usize>)> = bearers.into_values().collect();
    let parts: Vec<(u32, &Part)> = (0..).zip(bearers.iter().map(|(part, _)| part)).collect();
    let bytes = TokenBook::bytes(&parts, std::iter::empty());
    let book = TokenBook::read(&bytes).context("a book written just now")?;
    let mut pairs = Vec::new();
    for (n, invented) in invented(quality)?.into_iter().enumerate() {
        let asked = names::prepare(&invented);
        let tokens = names::tokens(&asked);
        let near = tokens.iter().flat_map(|token| book.near(&token.part).unwrap_or_default());
        let near: BTreeSet<usize> =
            near.filter_map(|token| bearers.get(token as usize)).flat_map(|(_, names)| names).copied().collect();
        let mut found: Vec<(f64, &str)> = near
            .into_iter()
            .filter_map(|n| listed.get(n))
            .map(|(text, name)| (most(&asked, name), *text))
            .filter(|(most, _)| *most >= LEAST)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let fold = n as u64 % FOLDS;
        pairs.extend(found.into_iter().take(PAIRS_EACH).map(|(_, listed)| Pair::strangers(&invented, listed, fold)));
    }
    Ok(pairs)
}

/// The most that the shares of two names are worth.
fn most(asked: &Prepared, listed: &Prepared) -> f64 {
    let (left, right) = names::covered(asked, listed);
    names::most(names::Weights::of(asked).share(left), names::Weights::of(listed).share(right))
}

fn invented(quality: &Path) -> anyhow::Result<Vec<String>> {
    let path = quality.join("wd_fullname_pairs_dev.tsv");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut all = Vec::new();
    for (column, many) in INVENTED.into_iter().enumerate() {
        let names: BTreeSet<Vec<&str>> = text
            .lines()
            .skip(1)
            .filter_map(|row| row.split('\t').nth(column))
            .map(|name| name.split_whitespace().collect::<Vec<_>>())
            .filter(|words| words.len() >= 2)
            .collect();
        let names: Vec<Vec<&str>> = names.into_iter().collect();
        let mut dice = Dice(column as u64 + 1);
        for _ in 0..many {
            let mut words = vec![*dice.one_of(&names).and_then(|name| name.first()).unwrap_or(&"")];
            // Two parts, or three, or four.
            for _ in 0..[0, 0, 0, 1, 1, 1, 1, 2, 2, 2].get(dice.below(10)).copied().unwrap_or_default() {
                let middle = dice.one_of(&names);
                words.extend(middle.and_then(|name| name.get(name.len() / 2 * usize::from(name.len() > 2))));
            }
            words.extend(dice.one_of(&names).and_then(|name| name.last()));
            all.push(words.join(" "));
        }
    }
    Ok(all)
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }
}
