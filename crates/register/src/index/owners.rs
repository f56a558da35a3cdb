//! What ties an entity of a register file to others, and whether the designated own it.
//!
//! Shape:    ties are read from both ends; owners are followed upwards, each looked at once, up to a limit.
//! Not here: what a tie is (`ties`), what a rule makes of stakes (`ownership`).

use std::collections::{HashMap, HashSet, VecDeque};

use super::layout::{Section, TieRecord};
use super::{Index, IndexError};
use crate::ownership::{Finding, MAX_PARTIES, MAX_STAKES, Outcome, Rule, Stake, find};
use crate::ties::{Tied, may_name};
use crate::{Day, Entity, EntityId, ListedEntry, TieKind};

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
        let entity = self.blob(at)?;
        let tied = self.ties_of(at, &entity, Wanted::All)?;
        let owners =
            tied.iter().filter_map(|(other, tied)| Some(((*other)?, tied))).filter(|(_, tied)| tied.is_owner());
        let owners = owners.map(|(other, tied)| (other, tied.clone())).collect();
        let ownership = self.ownership(at, entity, owners, on)?;
        let mut ties: Vec<Tied> = tied.into_iter().map(|(_, tied)| tied).collect();
        // Both ends of a tie may state it.
        let mut said = HashSet::new();
        ties.retain(|tied| tied.other.is_none() || said.insert(tied.said()));
        self.file.sound()?;
        Ok(Surroundings { ties, ownership, on })
    }

    /// By which readings the entity at a place is owned, with those who hold a share of it.
    fn ownership(
        &self,
        at: usize,
        entity: Entity,
        owners: Vec<(usize, Tied)>,
        on: Day,
    ) -> Result<Vec<Owned>, IndexError> {
        let parties = self.owners(at, entity, owners, on)?;
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
            let by = |party: &Party, is_asked_for: &dyn Fn(&ListedEntry) -> bool| -> Vec<String> {
                let of_rule = party.entity.entries.iter().filter(|entry| rule.lists().contains(&&*entry.list));
                of_rule.filter(|entry| is_asked_for(entry)).map(ListedEntry::reference).collect()
            };
            let is_any = |by: &[Vec<String>]| -> Vec<bool> { by.iter().map(|by| !by.is_empty()).collect() };
            let all = |is_asked_for: &dyn Fn(&ListedEntry) -> bool| -> Vec<Vec<String>> {
                parties.iter().map(|party| by(party, is_asked_for)).collect()
            };
            let certain = all(&|entry| entry.in_force_on(on));
            let possible = all(&|entry| entry.may_be_in_force_on(on));
            let owned = find(*rule, on, &is_any(&certain), &stakes, 0).filter(|found| found.outcome == Outcome::Owned);
            let (finding, designated_by) = match owned {
                Some(finding) => (finding, certain),
                // Where it is not known whether the owner was designated, it is open.
                None => {
                    let mut designated = is_any(&possible);
                    // That it may be designated itself hides nothing.
                    if let (Some(itself), Some(by)) = (designated.first_mut(), certain.first()) {
                        *itself = !by.is_empty();
                    }
                    let mut finding = find(*rule, on, &designated, &stakes, 0)?;
                    if finding.outcome == Outcome::Owned {
                        finding.outcome = Outcome::Open;
                    }
                    (finding, possible)
                }
            };
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

    /// An entity and all who own it, by way of others too, each with what is held of it on a day; the entity is the first. One party more
    /// than are followed says that there are more.
    fn owners(&self, at: usize, entity: Entity, owners: Vec<(usize, Tied)>, on: Day) -> Result<Vec<Party>, IndexError> {
        let mut numbers: HashMap<usize, usize> = HashMap::from([(at, 0)]); // only looked up, never walked
        let (mut parties, mut todo, mut stakes) = (Vec::new(), VecDeque::new(), 0);
        let mut next = Some((entity, owners));
        while let Some((entity, owners)) = next.take() {
            let mut held: Vec<(usize, Tied)> = Vec::new();
            let mut said = HashSet::new();
            for (other, tied) in owners.into_iter().filter(|(_, tied)| tied.may_hold_on(on)) {
                // Both ends of a stake may state it.
                if !said.insert(tied.said()) {
                    continue;
                }
                let number = numbers.len();
                let number = *numbers.entry(other).or_insert_with(|| {
                    todo.push_back(other);
                    number
                });
                held.push((number, tied));
            }
            stakes += held.len();
            parties.push(Party { entity, held });
            if parties.len() > MAX_PARTIES {
                break;
            }
            if let Some(at) = todo.pop_front() {
                let entity = self.blob(at)?;
                let owners = if stakes > MAX_STAKES { Vec::new() } else { self.ties_of(at, &entity, Wanted::Owners)? };
                next = Some((entity, owners.into_iter().filter_map(|(other, tied)| Some((other?, tied))).collect()));
            }
        }
        Ok(parties)
    }

    /// The ties of the entity at a place, each with the place of its other end where that is held: what its own entries state, in their
    /// order, then what entries of others state of it.
    fn ties_of(&self, at: usize, entity: &Entity, wanted: Wanted) -> Result<Vec<(Option<usize>, Tied)>, IndexError> {
        let records = self.file.table::<TieRecord>(Section::Ties);
        let key = |record: &TieRecord| {
            let TieRecord { entity, is_by_other, other, entry, statement, .. } = record;
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
        let mut known: Option<(usize, Entity)> = None;
        for n in first..records.len() {
            hold(n + 1);
            let Some(record) = records.get(n).filter(|record| record.entity.get() as usize == at) else { break };
            if wanted == Wanted::Owners && record.is_owner == 0 {
                continue;
            }
            let place = record.other.get() as usize;
            let of = [record.entry.get() as usize, record.statement.get() as usize];
            // They stand by the other end: those of one are side by side.
            let other = match known.take().filter(|(before, _)| *before == place) {
                Some(known) => known.1,
                None => self.blob(place)?,
            };
            let is_own = record.is_by_other == 0;
            let (stating, named_one) = if is_own { (entity, &other) } else { (&other, entity) };
            let tied = Tied::of(stating, of, is_own, Some(&other));
            let is_so = place != at
                && may_name(stating, of, named_one)
                && tied.as_ref().is_some_and(|tied| u8::from(tied.is_owner()) == record.is_owner);
            records.refuse_unless(is_so);
            self.file.sound()?;
            let tied = tied.map(|tied| (Some(place), tied));
            if is_own {
                named.extend(tied.map(|tied| (of, tied)));
            } else {
                by_others.extend(tied);
            }
            known = Some((place, other));
        }
        let statements = entity.entries.iter().enumerate();
        let statements = statements.flat_map(|(n, entry)| (0..entry.statements.len()).map(move |m| [n, m]));
        let of_nobody_held = |of| Some((None, Tied::of(entity, of, true, None)?)).filter(|_| wanted == Wanted::All);
        let own = statements.filter_map(|of| named.remove(&of).or_else(|| of_nobody_held(of)));
        let mut ties: Vec<(Option<usize>, Tied)> = own.collect();
        ties.append(&mut by_others);
        Ok(ties)
    }
}

/// Which ties are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    /// Those by which the other may own or control this one, of which both ends are held.
    Owners,
}
