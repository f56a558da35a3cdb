//! When a designation is in force by what its publisher states, which is not when it was known here.
//!
//! Shape:    the editions held show when an entry stood on its list; the days that it states as those of its acts come before them
//!           where both speak of one listing.
//! Rule:     as long as an edition has an entry it stands: a day of an end that is printed beside it ends nothing. A publisher that
//!           lists somebody anew may print the day of the first listing (the UN did so in 2025), so that a day stated does not make a
//!           listing of the time when the editions show none.

use crate::{Day, EditionId, Entity, EntryRef, ListedEntry, Property, ShownBy, Value};

impl Entity {
    /// The entity as far as it may have been in force on a day: the entries that may, and why they are one.
    #[must_use]
    pub fn in_force_on(mut self, day: Day) -> Self {
        self.entries.retain(|entry| entry.may_be_in_force_on(day));
        let refs: Vec<EntryRef> = self.entries.iter().map(EntryRef::of).collect();
        self.unions.retain(|union| union.of.iter().all(|of| refs.contains(of)));
        self
    }
}

/// A time during which an entry was in force.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InForce<'e> {
    /// The first day, and what says so.
    pub from: (Day, ShownBy<'e>),
    /// Whether it may have begun any time before: no day of it is stated, and no whole edition without the entry is held from before.
    pub may_have_begun_before: bool,
    /// The first day on which it no longer was, and what says so; `None` while it is.
    pub until: Option<(Day, ShownBy<'e>)>,
}

impl InForce<'_> {
    /// Whether a day belongs to it for certain.
    pub fn has(&self, day: Day) -> bool {
        self.from.0 <= day && self.until.is_none_or(|(until, _)| day < until)
    }

    /// Whether a day may belong to it.
    pub fn may_have(&self, day: Day) -> bool {
        self.has(day) || self.may_have_begun_before && day < self.from.0
    }
}

impl ListedEntry {
    /// Whether it was in force on a day: from the day it states as that of its listing, or else the edition that first had it, to the day
    /// it states as that of its end, or else the edition that no longer had it.
    pub fn in_force_on(&self, day: Day) -> bool {
        self.in_force().any(|time| time.has(day))
    }

    /// Whether it may have been in force on a day: it was for certain, or nothing held tells since when it is.
    pub fn may_be_in_force_on(&self, day: Day) -> bool {
        self.in_force().any(|time| time.may_have(day))
    }

    /// When it was in force, the earliest time first.
    pub fn in_force(&self) -> impl Iterator<Item = InForce<'_>> {
        let (listed, delisted) = (self.stated(Property::ListedOn), self.stated(Property::DelistedOn));
        // Printed as taken off alone: in force between the days stated, where both are.
        let printed = self.episodes.is_empty().then(|| {
            let from = *listed.first()?;
            Some(InForce {
                from,
                may_have_begun_before: false,
                until: Some(*delisted.iter().find(|until| from.0 <= until.0)?),
            })
        });
        let mut before: Option<Day> = None;
        let episodes = self.episodes.iter().map(move |episode| {
            let shown = |(edition, day): (EditionId, Day)| (day, ShownBy::Edition(edition));
            let (begun, ended) = (shown(episode.from), episode.until.map(shown));
            // Of a later listing only a day after the end of the one before it speaks.
            let speaks = |on: Day| before.is_none_or(|ended| ended <= on) && on <= begun.0;
            let stated = listed.iter().find(|(on, _)| speaks(*on)).copied();
            let may_have_begun_before = stated.is_none() && episode.may_have_begun_before;
            let from = stated.unwrap_or(begun);
            // While an edition has it, it stands, whatever end of an earlier listing its publisher prints.
            let is_its_end = |on: &&(Day, ShownBy<'_>)| {
                let listed_anew = listed.iter().any(|(anew, _)| on.0 <= *anew && *anew > from.0);
                ended.is_some_and(|(until, _)| from.0 <= on.0 && on.0 <= until) && !listed_anew
            };
            let until = delisted.iter().find(is_its_end).copied().or(ended);
            before = ended.map(|(day, _)| day);
            InForce { from, may_have_begun_before, until }
        });
        printed.flatten().into_iter().chain(episodes)
    }

    /// The days stated of an act, the earliest first, and where; of a span its first.
    fn stated(&self, property: Property) -> Vec<(Day, ShownBy<'_>)> {
        let dates = self.statements.iter().filter(|statement| statement.property == property);
        let mut days: Vec<(Day, ShownBy<'_>)> = dates
            .filter_map(|statement| match &statement.value {
                Value::Date(date) => Some((date.spans.first()?.first(), ShownBy::Statement(&statement.evidence))),
                _ => None,
            })
            .collect();
        days.sort_by_key(|(day, _)| *day);
        days
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Calendar, DateSpan, Day, EditionId, Evidence, ListedEntry, Place, Property, StatedDate, Statement, Value,
    };

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// An entry with episodes as `2010-01-01..2012-01-01` or `2010-01-01..`, and the days it states.
    fn entry(episodes: &[&str], listed: &[&str], delisted: &[&str]) -> ListedEntry {
        let edition = EditionId::of(b"an invented edition");
        let statement = |property, text: &str| Statement {
            property,
            value: Value::Date(Box::new(StatedDate {
                text: text.into(),
                spans: vec![DateSpan::day(day(text))],
                circa: false,
                calendar: Calendar::Gregorian,
            })),
            note: None,
            basis: None,
            evidence: Evidence { edition, place: Place::Byte { offset: 0 } },
        };
        let listed = listed.iter().map(|text| statement(Property::ListedOn, text));
        let delisted = delisted.iter().map(|text| statement(Property::DelistedOn, text));
        let statements = listed.chain(delisted).collect();
        ListedEntry { statements, ..ListedEntry::with_episodes("xx-example", episodes) }
    }

    #[test]
    fn a_designation_is_in_force_from_its_act_to_its_end() {
        for (episodes, listed, delisted, want) in [
            (&["2010-01-05.."][..], &[][..], &[][..], &["2010-01-05.."][..]),
            (&["2010-01-05.."], &["2009-12-20"], &[], &["2009-12-20.."]),
            (&["2010-01-05..2012-03-04"], &["2009-12-20"], &[], &["2009-12-20..2012-03-04"]),
            // Taken off days before the edition that shows it.
            (&["2010-01-05..2012-03-04"], &[], &["2012-03-01"], &["2010-01-05..2012-03-01"]),
            (&["2010-01-05.."], &[], &["2012-03-01"], &["2010-01-05.."]), // the edition has it still
            (&["2010-01-05.."], &["2010-01-01", "2018-01-01"], &["2015-01-01"], &["2010-01-01.."]),
            // The last edition states the day of the last listing alone.
            (
                &["2010-01-05..2011-01-01", "2012-02-01.."],
                &["2012-01-28"],
                &[],
                &["2010-01-05..2011-01-01", "2012-01-28.."],
            ),
            // An end that a listing follows is none of the episode's.
            (&["2010-01-05..2020-01-01"], &["2010-01-01", "2016-01-01"], &["2015-01-01"], &["2010-01-01..2020-01-01"]),
            // Listed anew with the day of the first listing, and with a day of its own.
            (
                &["2015-01-01..2018-01-01", "2025-10-01.."],
                &["2006-12-23"],
                &[],
                &["2006-12-23..2018-01-01", "2025-10-01.."],
            ),
            (
                &["2015-01-01..2018-01-01", "2025-10-01.."],
                &["2006-12-23", "2025-09-28"],
                &[],
                &["2006-12-23..2018-01-01", "2025-09-28.."],
            ),
            // Printed as taken off alone.
            (&[], &["2010-01-01"], &["2012-01-01"], &["2010-01-01..2012-01-01"]),
            (&[], &[], &["2012-01-01"], &[]),
            (&[], &["2010-01-01"], &[], &[]),
        ] {
            let entry = entry(episodes, listed, delisted);
            let shown = entry.in_force().map(|time| {
                format!("{}..{}", time.from.0, time.until.map(|(until, _)| until.to_string()).unwrap_or_default())
            });
            assert_eq!(shown.collect::<Vec<_>>(), want, "{episodes:?} {listed:?} {delisted:?}");
        }
    }

    #[test]
    fn of_what_the_first_edition_held_has_it_is_not_known_since_when() {
        for (listed, want) in [(&[][..], [false, true, true, true]), (&["2009-12-20"], [false, false, true, true])] {
            let mut entry = entry(&["2010-01-05..2012-03-04"], listed, &[]);
            entry.episodes[0].may_have_begun_before = true;
            let may_be = ["2009-12-19", "2010-01-05"].map(|on| entry.may_be_in_force_on(day(on)));
            let is = ["2009-12-19", "2010-01-05"].map(|on| entry.in_force_on(day(on)));
            assert_eq!([is[0], may_be[0], is[1], may_be[1]], want, "{listed:?}");
            assert!(!entry.may_be_in_force_on(day("2012-03-04")));
        }
    }

    #[test]
    fn it_is_not_in_force_on_the_day_of_its_end() {
        let entry = entry(&["2010-01-05..2012-03-04"], &[], &[]);
        for (on, want) in [("2010-01-04", false), ("2010-01-05", true), ("2012-03-03", true), ("2012-03-04", false)] {
            assert_eq!(entry.in_force_on(day(on)), want, "{on}");
        }
    }
}
