//! Under which regimes an entry is designated, whatever its publisher calls them.
//!
//! Source:   `data/regimes.tsv`.
//! Shape:    a programme as printed in, the regimes that it serves out, as a set.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::entry::normal_key;
use crate::{ListedEntry, Property};

const TABLE: &str = include_str!("../../data/regimes.tsv");

/// Regimes, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Regimes(u64);

impl Regimes {
    /// Those of an entry; none where no programme is stated or known.
    pub(super) fn of(entry: &ListedEntry) -> Self {
        let authority = entry.list.split('-').next().unwrap_or_default();
        let of_all = table().get(&format!("{authority}:*")).copied().unwrap_or_default();
        let stated = entry.statements.iter().filter(|statement| statement.property == Property::Programme);
        stated.fold(of_all, |regimes, statement| {
            let key = normal_key(&format!("{authority}:{}", statement.value));
            regimes.and(table().get(&key).copied().unwrap_or_default())
        })
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// By programme, as `authority:programme` in normal form.
fn table() -> &'static HashMap<String, Regimes> {
    static BY_PROGRAMME: OnceLock<HashMap<String, Regimes>> = OnceLock::new();
    BY_PROGRAMME.get_or_init(|| {
        let mut by_programme: HashMap<String, Regimes> = HashMap::new();
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        for (bit, row) in rows.enumerate() {
            for programme in row.split('\t').skip(1) {
                let regimes = by_programme.entry(normal_key(programme)).or_default();
                *regimes = regimes.and(Regimes(1 << bit));
            }
        }
        by_programme
    })
}

#[cfg(test)]
mod tests {
    use super::{Regimes, TABLE, table};

    #[test]
    fn every_regime_has_a_bit_and_programmes_of_two_lists_meet_in_it() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        let names: Vec<&str> = rows.map(|row| row.split('\t').next().unwrap_or_default()).collect();
        assert!(names.len() <= u64::BITS as usize && names.iter().all(|name| !name.is_empty()), "{names:?}");
        let of = |programme: &str| table().get(programme).copied().unwrap_or_default();
        for (one, other, meet) in [
            ("un:al-qaida", "eu:taqa", true),
            ("un:taliban", "eu:afg", true),
            ("ca:russia/russie", "us:russia-eo14024", true),
            ("un:dprk", "eu:syr", false),
            ("un:nosuchlist", "eu:syr", false),
        ] {
            assert_eq!(of(one).meet(of(other)), meet, "{one} {other}");
        }
        assert_eq!(of("un:nosuchlist"), Regimes::default());
    }
}
