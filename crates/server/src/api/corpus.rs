//! What is asked: the lists of the register in use and the datasets of a manifest, as FollowTheMoney's entities.
//!
//! Shape:    a list is a dataset of its id. Without a manifest `default` and `sanctions` are all lists; with one they are what it says.
//!           An alias of `all` is every list and every dataset of the manifest.
//!           A sanction, a paper or an address of a listed entity is told with it, and is not found by its own id.

use std::collections::BTreeSet;
use std::sync::Arc;

use node::RegisterFile;
use node::datasets::{ALL, Dataset, Datasets, within};
use register::index::IndexError;
use register::{Day, EntityId};
use sources::ftm::{Export, Proxy};

/// What one request is answered from.
#[derive(Clone)]
pub(crate) struct Corpus {
    pub(crate) register: Option<Arc<RegisterFile>>,
    pub(crate) datasets: Option<Arc<Datasets>>,
    pub(crate) today: Day,
}

/// The collections of all lists, where no manifest says what they are.
const COLLECTIONS: [&str; 2] = ["default", "sanctions"];

/// What an id names.
#[derive(Debug, PartialEq)]
pub(super) enum Named {
    /// This entity.
    Entity(Box<Proxy>),
    /// An entity whose id is this.
    Referred(String),
}

impl Corpus {
    /// Whether the same is served from both.
    pub(crate) fn serves_as(&self, other: &Self) -> bool {
        let same = |one: &Option<Arc<RegisterFile>>, other: &Option<Arc<RegisterFile>>| match (one, other) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        let datasets = match (&self.datasets, &other.datasets) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        same(&self.register, &other.register) && datasets
    }

    /// The ids of the lists, in order.
    pub(super) fn lists(&self) -> Vec<&str> {
        let editions = self.register.iter().flat_map(|register| register.editions());
        let lists: BTreeSet<&str> = editions.map(|edition| &*edition.list).collect();
        lists.into_iter().collect()
    }

    /// The names of a dataset and of what it holds; `None` where there is none of that name.
    pub(crate) fn scope(&self, name: &str) -> Option<BTreeSet<String>> {
        let lists = self.lists();
        if self.told().iter().any(|dataset| dataset.name == name) {
            let mut names = within(self.told(), name);
            if names.iter().any(|name| self.is_all(name)) {
                names.extend(self.all());
            }
            return Some(names);
        }
        if lists.contains(&name) {
            return Some(BTreeSet::from([name.to_owned()]));
        }
        let of_all = self.collections().contains(&name);
        of_all.then(|| lists.iter().copied().chain([name]).map(str::to_owned).collect())
    }

    /// Whether a name stands for every list and dataset.
    pub(super) fn is_all(&self, name: &str) -> bool {
        name == ALL && !self.told().iter().any(|told| told.name == ALL && !told.is_alias)
    }

    /// Every list, and every dataset of the manifest that is loaded or holds others.
    pub(super) fn all(&self) -> BTreeSet<String> {
        let lists = self.lists().into_iter().map(str::to_owned);
        lists.chain(self.told().iter().filter(|told| !told.is_alias).map(|told| told.name.clone())).collect()
    }

    /// The collections that hold all lists, where no manifest says what they are.
    pub(super) fn collections(&self) -> &'static [&'static str] {
        if self.datasets.is_none() { &COLLECTIONS } else { &[] }
    }

    /// The datasets of the manifest.
    pub(super) fn told(&self) -> &[Dataset] {
        self.datasets.as_ref().map(|datasets| datasets.datasets.as_slice()).unwrap_or_default()
    }

    /// What an id names.
    pub(super) fn named(&self, id: &str) -> Result<Option<Named>, IndexError> {
        if let Some(datasets) = &self.datasets {
            if let Some(proxy) = datasets.entity(id) {
                return Ok(Some(Named::Entity(Box::new(proxy.clone()))));
            }
            if let Some(canonical) = datasets.referred(id) {
                return Ok(Some(Named::Referred(canonical.to_owned())));
            }
        }
        let Some(register) = &self.register else { return Ok(None) };
        match register.find(id)?.as_slice() {
            [only] if only.as_str() == id => {
                Ok(self.listed(only)?.into_iter().next().map(|proxy| Named::Entity(Box::new(proxy))))
            }
            [only] => Ok(Some(Named::Referred(only.to_string()))),
            _ => Ok(None),
        }
    }

    /// Every entity that an id may name, of the datasets and of the register; the id itself among them.
    pub(crate) fn all_named(&self, id: &str) -> Result<Vec<String>, IndexError> {
        let mut named = vec![id.to_owned()];
        named.extend(self.datasets.iter().filter_map(|datasets| datasets.referred(id)).map(str::to_owned));
        if let Some(register) = &self.register {
            named.extend(register.find(id)?.iter().map(ToString::to_string));
        }
        Ok(named)
    }

    /// Whether an id is one of an entity here.
    pub(crate) fn holds(&self, id: &str) -> Result<bool, IndexError> {
        let is_of_dataset = self.datasets.as_ref().is_some_and(|datasets| datasets.entity(id).is_some());
        let in_register = self.register.as_ref().map(|register| register.find(id)).transpose()?;
        Ok(is_of_dataset || in_register.is_some_and(|found| !found.is_empty()))
    }

    /// An entity by its id.
    pub(super) fn entity(&self, id: &str) -> Result<Option<Proxy>, IndexError> {
        Ok(match self.named(id)? {
            Some(Named::Entity(proxy)) => Some(*proxy),
            _ => None,
        })
    }

    /// An entity of the register and its parts, itself first; none where there is none of that id.
    pub(super) fn listed(&self, id: &EntityId) -> Result<Vec<Proxy>, IndexError> {
        let Some(register) = &self.register else { return Ok(Vec::new()) };
        let Some(entity) = register.index().entity(id.as_str())? else { return Ok(Vec::new()) };
        let find = |list: &str, key: &str| {
            let found = register.index().find(&format!("{list}:{key}")).ok()?;
            found.first().map(ToString::to_string)
        };
        let mut proxies = Export::new(register.editions(), &find).proxies(&entity);
        if let Some(main) = proxies.first_mut() {
            let ids = register.referents().ids(id).iter();
            let new: Vec<String> = ids.filter(|id| !main.referents.contains(id)).cloned().collect();
            main.referents.extend(new);
        }
        Ok(proxies)
    }

    /// Those that name an entity.
    pub(super) fn naming(&self, id: &str) -> Result<Vec<Proxy>, IndexError> {
        if let Some(datasets) = self.datasets.as_ref().filter(|datasets| datasets.entity(id).is_some()) {
            let naming = datasets.naming(id).iter().filter_map(|id| datasets.entity(id));
            return Ok(naming.cloned().collect());
        }
        let Some(register) = &self.register else { return Ok(Vec::new()) };
        let Some(id) = register.index().find(id)?.into_iter().find(|found| found.as_str() == id) else {
            return Ok(Vec::new());
        };
        let mut parts = self.listed(&id)?;
        let others: BTreeSet<EntityId> =
            register.index().surroundings(&id, self.today)?.ties.into_iter().filter_map(|tied| tied.other).collect();
        for other in &others {
            parts.extend(self.listed(other)?.into_iter().filter(|part| part.id != other.as_str()));
        }
        let mut known = BTreeSet::new();
        parts.retain(|part| part.named().any(|(_, named)| named == id.as_str()) && known.insert(part.id.clone()));
        Ok(parts)
    }

    /// The parts of a listed entity that it names itself: its addresses.
    pub(super) fn part(&self, of: &str, id: &str) -> Result<Option<Proxy>, IndexError> {
        let Some(register) = &self.register else { return Ok(None) };
        let owner = register.index().find(of)?.into_iter().find(|found| found.as_str() == of);
        let parts = owner.map(|owner| self.listed(&owner)).transpose()?.unwrap_or_default();
        Ok(parts.into_iter().find(|part| part.id == id))
    }
}
