//! One entity across its sources: where they disagree, and what happened when.
//!
//! Shape:    worked out from the entries as they are held. Each event and each side names its entry, and the edition or the statement
//!           that says so. Of a span of days that is stated the first counts; a day that was not understood makes no event.
//! Rule:     what a publisher states as the day of an act stands beside what its editions show, and neither takes the other's place: a list
//!           is printed days after an act, and a day stated may be that of a listing long ended.

use std::collections::{BTreeSet, HashMap};

use crate::matching::birth::{Birth, is_birth, readings};
use crate::{Day, EditionId, Entity, Evidence, ListedEntry, Property, Sex, StatedDate, Statement, Value};

/// What sources disagree on. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisagreementCode {
    /// It stands on some lists and was taken off others.
    Standing,
    /// Dates of birth that cannot be one.
    Birth,
    /// The sex.
    Sex,
}

impl DisagreementCode {
    /// Every code, in order.
    pub const ALL: &[Self] = &[Self::Standing, Self::Birth, Self::Sex];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Birth => "birth",
            Self::Sex => "sex",
        }
    }
}

/// Sources that disagree, each with what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement<'e> {
    /// On what.
    pub code: DisagreementCode,
    /// Each entry that says something of it, in order, with what it states, as printed; nothing of its standing, which its episodes say.
    pub sides: Vec<(&'e ListedEntry, Vec<&'e str>)>,
}

/// What happened to an entry. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventCode {
    /// Its publisher states that it was listed on the day.
    ListedOn,
    /// The first edition that has it is of the day.
    Listed,
    /// An edition has it again, after one that did not.
    Relisted,
    /// Its publisher states that it was amended on the day.
    AmendedOn,
    /// Its publisher states that a review was concluded on the day.
    ReviewedOn,
    /// Its publisher states that it was taken off on the day.
    DelistedOn,
    /// The first edition that no longer has it is of the day.
    Withdrawn,
}

impl EventCode {
    /// Every code, in order.
    pub const ALL: &[Self] = &[
        Self::ListedOn,
        Self::Listed,
        Self::Relisted,
        Self::AmendedOn,
        Self::ReviewedOn,
        Self::DelistedOn,
        Self::Withdrawn,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::ListedOn => "listed-on",
            Self::Listed => "listed",
            Self::Relisted => "relisted",
            Self::AmendedOn => "amended-on",
            Self::ReviewedOn => "reviewed-on",
            Self::DelistedOn => "delisted-on",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What a property states as an act's day, if it does.
    fn of(property: Property) -> Option<Self> {
        match property {
            Property::ListedOn => Some(Self::ListedOn),
            Property::AmendedOn => Some(Self::AmendedOn),
            Property::ReviewedOn => Some(Self::ReviewedOn),
            Property::DelistedOn => Some(Self::DelistedOn),
            _ => None,
        }
    }
}

/// What happened to an entry on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<'e> {
    /// The day; of a longer span that is stated, its first.
    pub day: Day,
    /// What.
    pub code: EventCode,
    /// To which entry.
    pub entry: &'e ListedEntry,
    /// What says so.
    pub shown_by: ShownBy<'e>,
}

/// What says that something happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ShownBy<'e> {
    /// An edition that has the entry, or no longer has it.
    Edition(EditionId),
    /// A statement.
    Statement(&'e Evidence),
}

/// A value of a property, and who states it.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedValue<'e> {
    /// Of which property.
    pub property: Property,
    /// As the first of them prints it.
    pub value: &'e Value,
    /// Each entry that states it.
    pub stated_by: Vec<StatedBy<'e>>,
}

/// Who states a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StatedBy<'e> {
    /// The entry.
    pub entry: &'e ListedEntry,
    /// Its statement.
    pub statement: &'e Statement,
    /// The first edition held that states it, where that is known, and its day.
    pub first_seen: Option<(EditionId, Day)>,
}

impl Entity {
    /// Each value that its entries state, with all who state it: by property, then as they first come. Values are one that mean the same:
    /// dates of the same days, names and texts of the same letters, ties of the same share and days.
    pub fn values(&self) -> Vec<StatedValue<'_>> {
        let mut values: Vec<StatedValue<'_>> = Vec::new();
        let mut places: HashMap<(Property, String), usize> = HashMap::new(); // only looked up, never walked
        for entry in &self.entries {
            for (statement, first_seen) in entry.dated_statements() {
                let (property, value) = (statement.property, &statement.value);
                let at = *places.entry((property, meaning(value))).or_insert_with(|| {
                    values.push(StatedValue { property, value, stated_by: Vec::new() });
                    values.len() - 1
                });
                if let Some(known) = values.get_mut(at) {
                    known.stated_by.push(StatedBy { entry, statement, first_seen });
                }
            }
        }
        values.sort_by_key(|value| value.property);
        values
    }

    /// What its sources disagree on, or one source says both of.
    pub fn disagreements(&self) -> Vec<Disagreement<'_>> {
        [standing(self), births(self), sexes(self)].into_iter().flatten().collect()
    }

    /// What happened to its entries, the earliest first.
    pub fn timeline(&self) -> Vec<Event<'_>> {
        let mut events: Vec<Event<'_>> = self.entries.iter().flat_map(events_of).collect();
        // Of one day in the order of entries, and of one entry as they can follow one another.
        events.sort_by(|a, b| (a.day, &a.entry.list, a.code).cmp(&(b.day, &b.entry.list, b.code)));
        events
    }
}

/// What two values share that mean the same.
fn meaning(value: &Value) -> String {
    match value {
        Value::Name(alias) => names::normal(&alias.text),
        Value::Date(date) if !date.spans.is_empty() => {
            let spans: Vec<String> = date.spans.iter().map(ToString::to_string).collect();
            format!("{} {}", spans.join(" "), date.circa)
        }
        Value::Tie(tie) => {
            let day = |date: &Option<StatedDate>| date.as_ref().map(|date| date.text.clone()).unwrap_or_default();
            let (from, until) = (day(&tie.from), day(&tie.until));
            names::normal(&format!("{value} {from} {until} {}", tie.is_past))
        }
        _ => names::normal(&value.to_string()),
    }
}

fn events_of(entry: &ListedEntry) -> impl Iterator<Item = Event<'_>> {
    let shown = entry.episodes.iter().enumerate().flat_map(move |(n, episode)| {
        let event = |code, (edition, day)| Event { day, code, entry, shown_by: ShownBy::Edition(edition) };
        let from = event(if n == 0 { EventCode::Listed } else { EventCode::Relisted }, episode.from);
        [Some(from), episode.until.map(|until| event(EventCode::Withdrawn, until))].into_iter().flatten()
    });
    let stated = entry.statements.iter().filter_map(move |statement| {
        let code = EventCode::of(statement.property)?;
        let Value::Date(date) = &statement.value else { return None };
        let day = date.spans.first()?.first();
        Some(Event { day, code, entry, shown_by: ShownBy::Statement(&statement.evidence) })
    });
    shown.chain(stated)
}

/// Where it stands on one list and not on another.
fn standing(entity: &Entity) -> Option<Disagreement<'_>> {
    let lists = |stands: bool| {
        let entries = entity.entries.iter().filter(move |entry| entry.stands() == stands);
        entries.map(|entry| &*entry.list).collect::<BTreeSet<&str>>()
    };
    let (on, off) = (lists(true), lists(false));
    let is_disputed = !on.is_empty() && off.difference(&on).next().is_some();
    let sides = || entity.entries.iter().map(|entry| (entry, Vec::new())).collect();
    is_disputed.then(|| Disagreement { code: DisagreementCode::Standing, sides: sides() })
}

fn births(entity: &Entity) -> Option<Disagreement<'_>> {
    let dates = |entry: &'_ ListedEntry| -> Vec<StatedDate> {
        let born = entry.statements.iter().filter(|statement| is_birth(statement.property));
        born.filter_map(|statement| match &statement.value {
            Value::Date(date) if !date.spans.is_empty() => Some((**date).clone()),
            _ => None,
        })
        .collect()
    };
    let of: Vec<Vec<StatedDate>> = entity.entries.iter().map(dates).collect();
    let may_meet = |one: &[StatedDate], other: &[StatedDate]| {
        one.is_empty()
            || other.is_empty()
            || one.iter().any(|one| {
                other
                    .iter()
                    .any(|other| readings(one).any(|span| matches!(Birth::of(span, other), Some(Birth::Meet { .. }))))
            })
    };
    let do_meet = of.iter().enumerate().all(|(n, one)| of.iter().skip(n + 1).all(|other| may_meet(one, other)));
    (!do_meet).then(|| stating(entity, DisagreementCode::Birth, is_birth))
}

fn sexes(entity: &Entity) -> Option<Disagreement<'_>> {
    let is_sex = |property| property == Property::Gender;
    let stated = entity.entries.iter().flat_map(|entry| &entry.statements).filter(|of| is_sex(of.property));
    let sexes: Vec<Sex> = stated.filter_map(|statement| Sex::stated(&statement.value.to_string())).collect();
    let do_differ = sexes.first().is_some_and(|first| sexes.iter().any(|sex| sex != first));
    do_differ.then(|| stating(entity, DisagreementCode::Sex, is_sex))
}

/// The entries that state such a property, with what they state.
fn stating(entity: &Entity, code: DisagreementCode, is_meant: impl Fn(Property) -> bool) -> Disagreement<'_> {
    let mut sides: Vec<(&ListedEntry, Vec<&str>)> = Vec::new();
    for entry in &entity.entries {
        let stated = entry.statements.iter().filter(|statement| is_meant(statement.property));
        let says: Vec<&str> = stated
            .filter_map(|statement| match &statement.value {
                Value::Date(date) => Some(&*date.text),
                Value::Text(text) => Some(&**text),
                _ => None,
            })
            .collect();
        if !says.is_empty() {
            sides.push((entry, says));
        }
    }
    Disagreement { code, sides }
}
