//! What ties an entity of a register file to others, and whether the designated own it.
//!
//! Shape:    ties are read from both ends; owners are followed upwards, each looked at once, up to a limit.
//! Not here: what a tie is (`ties`), what a rule makes of stakes (`ownership`).

use std::collections::{HashMap, HashSet, VecDeque};

use super::layout::{Section, TieRecord};
use super::{Index, IndexError};
use crate::ownership::{Finding, MAX_PARTIES, MAX_STAKES, Rule, Stake, find};
use crate::ties::{Tied, may_name};
use crate::{Day, Entity, EntityId, ListedEntry, Side, TieKind};

/// What is known of an entity beside what its own entries state of it alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Surroundings {
    /// What ties it to others: what its own entries state, in their order, then what entries of others state of it.
    pub ties: Vec<Tied>,
    /// By which readings it is owned or controlled by the designated, or may be, on [`on`](Self::on).
    pub ownership: Vec<Owned>,
    /// The day.
    pub on: Day,
}

/// That the designated own or control an entity, or may.
#[derive(Clone, Debug, PartialEq)]
pub struct Owned {
    /// By which reading, and what comes of it.
    pub finding: Finding,
    /// The stakes that lead to it, from the designated down to the entity.
    pub chain: Vec<OwnedBy>,
}

/// One stake of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnedBy {
    /// Who holds it, and the name to show.
    pub owner: (EntityId, Box<str>),
    /// The entries by which the holder is designated; none where it is one that the designated own.
    pub designated_by: Vec<String>,
    /// Of whom, and the name to show.
    pub owned: (EntityId, Box<str>),
    /// The tie that says so, as the owned one sees it.
    pub tied: Tied,
}

/// An owner, or an owner of one, as far as it was looked at.
struct Party {
    entity: Entity,
    /// What others hold of it, with the number of each.
    held: Vec<(usize, Tied)>,
}

impl Index<'_> {
    /// What ties an entity to others, and whether the designated own it on a day.
    ///
    /// # Errors
    /// The file is damaged, or holds no such entity.
    pub fn surroundings(&self, entity: &EntityId, on: Day) -> Result<Surroundings, IndexError> {
        let at = self.place_of(entity.as_str())?.ok_or(IndexError::Damaged("an entity"))?;
        let ties = self.ties_of(at, &self.blob(at)?)?.into_iter().map(|(_, tied)| tied).collect();
        let ownership = self.ownership(at, on)?;
        self.file.sound()?;
        Ok(Surroundings { ties, ownership, on })
    }

    fn ownership(&self, at: usize, on: Day) -> Result<Vec<Owned>, IndexError> {
        let parties = self.owners(at, on)?;
        let (mut stakes, mut ties) = (Vec::new(), Vec::new());
        for (owned, party) in parties.iter().enumerate() {
            for (owner, tied) in &party.held {
                stakes.push(Stake {
                    owner: *owner,
                    owned,
                    share: tied.share(),
                    controls: tied.kind != TieKind::Ownership,
                    is_certain: tied.holds_on(on),
                });
                ties.push(tied);
            }
        }
        let named = |at: usize| {
            let entity = &parties.get(at)?.entity;
            Some((entity.id.clone(), entity.caption().into()))
        };
        let found = Rule::ALL.iter().filter_map(|rule| {
            let by = |party: &Party| party.entity.designated_by(*rule, on).map(|entry| entry.reference()).collect();
            let designated_by: Vec<Vec<String>> = parties.iter().map(by).collect();
            let designated: Vec<bool> = designated_by.iter().map(|by| !by.is_empty()).collect();
            let finding = find(*rule, on, &designated, &stakes, 0)?;
            let chain = finding.chain.iter().filter_map(|at| {
                let (stake, tied) = (stakes.get(*at)?, *ties.get(*at)?);
                let designated_by = designated_by.get(stake.owner)?.clone();
                let (owner, owned) = (named(stake.owner)?, named(stake.owned)?);
                Some(OwnedBy { owner, designated_by, owned, tied: tied.clone() })
            });
            Some(Owned { chain: chain.collect(), finding })
        });
        Ok(found.collect())
    }

    /// An entity and all who own it, by way of others too, each with what is held of it on a day; the entity is the first. Of more than
    /// are followed there are too many to tell anything.
    fn owners(&self, at: usize, on: Day) -> Result<Vec<Party>, IndexError> {
        let mut numbers: HashMap<usize, usize> = HashMap::from([(at, 0)]); // only looked up, never walked
        let (mut parties, mut todo, mut stakes) = (Vec::new(), VecDeque::from([at]), 0);
        while let Some(at) = todo.pop_front() {
            let entity = self.blob(at)?;
            let mut held = Vec::new();
            if parties.len() <= MAX_PARTIES && stakes <= MAX_STAKES {
                for (other, tied) in self.ties_of(at, &entity)? {
                    let is_owner = tied.kind.is_ownership() && tied.side == Side::Other && tied.may_hold_on(on);
                    let Some(other) = other.filter(|_| is_owner) else { continue };
                    let next = numbers.len();
                    let number = *numbers.entry(other).or_insert_with(|| {
                        todo.push_back(other);
                        next
                    });
                    held.push((number, tied));
                }
            }
            stakes += held.len();
            parties.push(Party { entity, held });
            // Those beyond the limit are counted and not looked at.
            if parties.len() > MAX_PARTIES {
                break;
            }
        }
        Ok(parties)
    }

    /// The ties of the entity at a place, each with the place of its other end where that is held.
    fn ties_of(&self, at: usize, entity: &Entity) -> Result<Vec<(Option<usize>, Tied)>, IndexError> {
        let records = self.file.table::<TieRecord>(Section::Ties);
        let key = |record: &TieRecord| {
            let TieRecord { entity, is_by_other, other, entry, statement } = record;
            (entity.get() as usize, *is_by_other, other.get(), entry.get(), statement.get())
        };
        // Whether the one at a place, or the end, follows the one before it.
        let hold = |at: usize| {
            let follows =
                records.before(at).zip(records.get(at)).is_none_or(|(before, record)| key(before) < key(record));
            records.refuse_unless(follows);
        };
        let first = records.partition(|record, place| {
            hold(place);
            (record.entity.get() as usize) < at
        });
        hold(first);
        let (mut named, mut by_others) = (HashMap::new(), Vec::new()); // by statement; only looked up, never walked
        for n in first..records.len() {
            hold(n + 1);
            let Some(record) = records.get(n).filter(|record| record.entity.get() as usize == at) else { break };
            let (place, of) =
                (record.other.get() as usize, [record.entry.get() as usize, record.statement.get() as usize]);
            let other = self.blob(place)?;
            let is_own = record.is_by_other == 0;
            let (stating, other_end) = if is_own { (entity, &other) } else { (&other, entity) };
            records.refuse_unless(place != at && may_name(stating, of, other_end));
            if is_own {
                named.insert(of, (place, other));
            } else {
                by_others.extend(Tied::of(stating, of, is_own, Some(&other)).map(|tied| (Some(place), tied)));
            }
        }
        let statements = entity.entries.iter().enumerate();
        let statements = statements.flat_map(|(n, entry)| (0..entry.statements.len()).map(move |m| [n, m]));
        let own = statements.filter_map(|of| {
            let other = named.get(&of);
            let tied = Tied::of(entity, of, true, other.map(|(_, other)| other))?;
            Some((other.map(|(place, _)| *place), tied))
        });
        let mut ties: Vec<(Option<usize>, Tied)> = own.collect();
        let said: HashSet<_> = ties.iter().map(|(_, tied)| tied.said()).collect();
        by_others.retain(|(_, tied)| !said.contains(&tied.said()));
        ties.append(&mut by_others);
        Ok(ties)
    }
}

impl Entity {
    /// The entries by which it is designated on a day, as a rule takes it.
    fn designated_by(&self, rule: Rule, on: Day) -> impl Iterator<Item = &ListedEntry> {
        self.entries.iter().filter(move |entry| rule.lists().contains(&&*entry.list) && entry.in_force_on(on))
    }
}
