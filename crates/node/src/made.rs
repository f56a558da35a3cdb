//! What each register file was made of, so that one whose file is gone is made again, byte for byte.
//!
//! Shape:    of each the editions, with the day each had then and whether it was an extract, and the judgements that held; kept in the store
//!           as what is other than of the one before.
//! Fails:    another version of this program may make another file of the same: then it says so, and none is given.
//! Not here: the files themselves (`register_file`).

use std::collections::BTreeMap;

use register::{Day, EditionId, Ruling};
use serde::{Deserialize, Serialize};

use crate::chain::order;
use crate::{EditionRecord, Error, Node, RegisterFile};

/// The version of what builds registers and screens against them.
pub fn engine() -> String {
    format!("dalil {} register {}", env!("CARGO_PKG_VERSION"), register::index::VERSION)
}

/// What a register was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Made {
    /// By which version.
    pub(crate) engine: String,
    /// The editions: with their day, and whether they were extracts.
    pub(crate) editions: BTreeMap<EditionId, (Day, bool)>,
    /// The judgements that held, in their order.
    pub(crate) rulings: Vec<Ruling>,
}

/// How one is made of other editions than the one before.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Difference {
    with: Vec<(EditionId, Day, bool)>,
    without: Vec<EditionId>,
}

impl Made {
    pub(crate) fn of(editions: &[EditionRecord], rulings: &[Ruling]) -> Self {
        let editions = editions.iter().map(|edition| (edition.id, (edition.published, edition.extract))).collect();
        Self { engine: engine(), editions, rulings: rulings.to_vec() }
    }

    pub(crate) fn since(&self, before: &Self) -> Difference {
        let is_new = |(id, of): &(&EditionId, &(Day, bool))| before.editions.get(*id) != Some(*of);
        let with = self.editions.iter().filter(is_new).map(|(id, (day, extract))| (*id, *day, *extract)).collect();
        let without = before.editions.keys().filter(|id| !self.editions.contains_key(*id)).copied().collect();
        Difference { with, without }
    }

    pub(crate) fn change(&mut self, difference: &Difference) {
        self.editions.retain(|id, _| !difference.without.contains(id));
        self.editions.extend(difference.with.iter().map(|(id, day, extract)| (*id, (*day, *extract))));
    }
}

impl Node {
    /// A register by its content id: its file, or where that is gone one made again of the same editions and judgements. The register in use stays.
    ///
    /// # Errors
    /// It was not made in this folder, what it was made of is not held any more, or another file comes of it now.
    pub fn register_again(&self, id: &str, on_list: &mut dyn FnMut(&str)) -> Result<RegisterFile, Error> {
        match self.open_register(id) {
            // What cannot be opened is made again.
            Err(_) => self.make_again(id, on_list),
            file => file,
        }
    }

    fn make_again(&self, id: &str, on_list: &mut dyn FnMut(&str)) -> Result<RegisterFile, Error> {
        let made = self.store.made(id)?.ok_or_else(|| Error::NotFound(id.to_owned()))?;
        let mut editions = self.store.editions(None)?;
        editions.retain_mut(|edition| match made.editions.get(&edition.id) {
            Some((day, extract)) => {
                (edition.published, edition.extract) = (*day, *extract);
                true
            }
            None => false,
        });
        editions.sort_by(|one, other| one.list.cmp(&other.list).then_with(|| order(one).cmp(&order(other))));
        let is_all = editions.len() == made.editions.len();
        let built = if is_all { Some(self.write_register(editions, &made.rulings, on_list)?) } else { None };
        match built {
            Some(built) if built.register == id => self.open_register(id),
            _ => Err(Error::NotMadeAgain { register: id.to_owned(), engine: made.engine }),
        }
    }
}
