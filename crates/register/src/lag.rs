//! How long after one authority others followed: with a designation, and with its end.
//!
//! Shape:    an entity's entries in, each act of the origin's entries out, with what every other list did about it.
//! Rule:     a delisting counts like a listing. Where a list's newest edition is older than the act, or only parts of the list are held, it is
//!           not known whether it followed, and that is what is said. A day that only an edition shows is that of the edition: the act was
//!           between it and the one before, and where those are more than a month apart, or none is before, no days are counted.

use std::collections::BTreeMap;

use crate::{Day, Edition, Entity, InForce, ListedEntry, ShownBy};

/// What an authority did. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActCode {
    /// It designated.
    Designation,
    /// It took off.
    Delisting,
}

impl ActCode {
    /// Every code, in order.
    pub const ALL: &[Self] = &[Self::Designation, Self::Delisting];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Designation => "designation",
            Self::Delisting => "delisting",
        }
    }
}

/// An act of the origin, and what other lists did about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lag<'e, 'l> {
    /// What.
    pub act: ActCode,
    /// The origin's entry.
    pub entry: &'e ListedEntry,
    /// The day of the act, and what says so.
    pub on: (Day, ShownBy<'e>),
    /// Whether that is about the day; where editions far apart alone show it, the act was any time between them.
    pub is_known: bool,
    /// By list, in order; of a delisting only lists that had it while the origin had.
    pub followed: Vec<(&'l str, Followed<'e>)>,
}

/// Whether a list followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Followed<'e> {
    /// It did, on a day.
    On {
        /// The day, and what says so.
        day: (Day, ShownBy<'e>),
        /// Days after the act; below zero where the list was first.
        days: i32,
        /// Its entry.
        entry: &'e ListedEntry,
    },
    /// It did by an edition of that day, and how many days after the act is not known: the edition before is more than a month older, or none
    /// is held, or the day of the act itself is not known.
    By {
        /// That edition's day, and the edition.
        day: (Day, ShownBy<'e>),
        /// Its entry.
        entry: &'e ListedEntry,
    },
    /// Not up to its newest edition.
    NotBy {
        /// That edition's day.
        newest: Day,
        /// Days since the act.
        days: i32,
    },
    /// It is not known: what is held of the list is older than the act, or parts of it only.
    Unknown,
}

impl Followed<'_> {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::On { .. } => "followed",
            Self::By { .. } => "followed-by",
            Self::NotBy { .. } => "not-followed",
            Self::Unknown => "unknown",
        }
    }
}

/// What one list did about the acts of another, of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Days after each act that was followed.
    pub days: Vec<i32>,
    /// Followed by an edition that does not tell after how many.
    pub by_edition: u64,
    /// Not followed up to the newest edition.
    pub not_followed: u64,
    /// It is not known.
    pub unknown: u64,
}

impl Counts {
    /// Takes in what the list did about one act.
    pub fn add(&mut self, followed: &Followed<'_>) {
        match followed {
            Followed::On { days, .. } => self.days.push(*days),
            Followed::By { .. } => self.by_edition += 1,
            Followed::NotBy { .. } => self.not_followed += 1,
            Followed::Unknown => self.unknown += 1,
        }
    }

    /// In how many days half of those that followed had; the lower of the two middle ones, where there is an even number.
    pub fn median(&self) -> Option<i32> {
        let mut days = self.days.clone();
        days.sort_unstable();
        days.get(days.len().checked_sub(1)? / 2).copied()
    }
}

/// The days of the whole editions of a list, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListEditions {
    days: Vec<Day>, // invariant: in order
}

impl ListEditions {
    /// Those of each list; none of a list of which only parts are held.
    pub fn of(editions: &[Edition]) -> BTreeMap<&str, Self> {
        let mut lists: BTreeMap<&str, Self> = BTreeMap::new();
        for edition in editions {
            let list = lists.entry(&edition.list).or_default();
            list.days.extend((!edition.extract).then_some(edition.published));
        }
        lists.values_mut().for_each(|list| list.days.sort_unstable());
        lists
    }

    /// Whether one of a day or before it is held.
    pub fn begin_by(&self, day: Day) -> bool {
        self.days.first().is_some_and(|first| *first <= day)
    }

    /// Whether a day is about that of the act: it is stated, or an edition shows it and the one before is no more than a month older.
    fn tells((day, shown_by): (Day, ShownBy<'_>), editions: &Self) -> bool {
        let before = editions.days.iter().rev().find(|before| **before < day);
        matches!(shown_by, ShownBy::Statement(_)) || before.is_some_and(|before| days(*before, day) <= MONTH)
    }
}

/// Editions further apart do not tell when something happened between them.
const MONTH: i32 = 31;

/// Every act of the origin's entries of an entity, the earliest first, with what the other lists did about it; no listing of which nothing
/// says since when it is.
pub fn lags<'e, 'l>(entity: &'e Entity, origin: &str, lists: &BTreeMap<&'l str, ListEditions>) -> Vec<Lag<'e, 'l>> {
    let mut lags: Vec<Lag<'e, 'l>> = Vec::new();
    let Some(own) = lists.get(origin) else { return lags };
    for entry in entity.entries.iter().filter(|entry| &*entry.list == origin) {
        for time in entry.in_force() {
            let act = |act, on: (Day, ShownBy<'e>)| {
                let is_known = ListEditions::tells(on, own);
                let others = lists.iter().filter(|(list, _)| **list != origin);
                let followed = others.filter_map(|(list, held)| {
                    let of_list = entity.entries.iter().filter(|entry| entry.list.as_ref() == *list);
                    let times = of_list.flat_map(|entry| entry.in_force().map(move |time| (time, entry)));
                    let followed = match act {
                        ActCode::Designation => listed(times, &time, held),
                        ActCode::Delisting => taken_off(times, &time, on.0, held)?,
                    };
                    let followed = match followed {
                        Followed::On { day, entry, .. } if !is_known || !ListEditions::tells(day, held) => {
                            Followed::By { day, entry }
                        }
                        other => other,
                    };
                    Some((*list, followed))
                });
                Lag { act, entry, on, is_known, followed: followed.collect() }
            };
            lags.extend((!time.may_have_begun_before).then(|| act(ActCode::Designation, time.from)));
            lags.extend(time.until.map(|until| act(ActCode::Delisting, until)));
        }
    }
    lags.sort_by_key(|lag| lag.on.0);
    lags
}

/// What a list did about a designation: the first time that its entries were in force on the day of the act or after it.
fn listed<'e>(
    times: impl Iterator<Item = (InForce<'e>, &'e ListedEntry)>,
    origin: &InForce<'_>,
    held: &ListEditions,
) -> Followed<'e> {
    let on = origin.from.0;
    let later = times.filter(|(time, _)| time.until.is_none_or(|(until, _)| on < until));
    match later.min_by_key(|(time, _)| time.from.0) {
        Some((time, entry)) if time.may_have_begun_before => Followed::By { day: time.from, entry },
        Some((time, entry)) => Followed::On { day: time.from, days: days(on, time.from.0), entry },
        // Who was taken off before the first edition held may have been on the list.
        None => {
            let ends_before = |first: &Day| origin.until.is_some_and(|(until, _)| until <= *first);
            if held.days.first().is_none_or(ends_before) { Followed::Unknown } else { not_by(on, held) }
        }
    }
}

/// What a list did about a delisting, where it had the entity while the origin had, or may have: the day on which the last of its entries
/// ended, before the act or after it.
fn taken_off<'e>(
    times: impl Iterator<Item = (InForce<'e>, &'e ListedEntry)>,
    origin: &InForce<'_>,
    on: Day,
    held: &ListEditions,
) -> Option<Followed<'e>> {
    let had = times.filter(|(time, _)| {
        let began = time.from.0 <= on || time.may_have_begun_before;
        began && time.until.is_none_or(|(until, _)| origin.from.0 < until)
    });
    let last = had.max_by_key(|(time, _)| (time.until.is_none(), time.until.map(|(day, _)| day)));
    Some(match last? {
        (InForce { until: Some(day), .. }, entry) => Followed::On { day, days: days(on, day.0), entry },
        (InForce { until: None, .. }, _) => not_by(on, held),
    })
}

fn not_by<'e>(on: Day, held: &ListEditions) -> Followed<'e> {
    match held.days.last() {
        Some(newest) if on <= *newest => Followed::NotBy { newest: *newest, days: days(on, *newest) },
        _ => Followed::Unknown,
    }
}

fn days(from: Day, to: Day) -> i32 {
    from.until(to).map(|span| span.get_days()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Counts, Followed, ListEditions, lags};
    use crate::{Day, Entity, ListedEntry};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// The day of the first edition held of either list.
    const FIRST: &str = "2000-01-01";

    /// Acts of the first list, and what the second did: days after it, days not followed, or not known. Editions stand on each of these days
    /// and the day before.
    #[track_caller]
    fn check(origin: &[&str], other: &[&str], newest: Option<&str>, want: &[&str]) {
        let mut entries = vec![ListedEntry::with_episodes("aa-one", origin)];
        entries.extend((!other.is_empty()).then(|| ListedEntry::with_episodes("bb-two", other)));
        let days: Vec<Day> = entries
            .iter()
            .flat_map(|entry| &entry.episodes)
            .flat_map(|episode| [Some(episode.from.1), episode.until.map(|until| until.1)].into_iter().flatten())
            .flat_map(|day| [day, day.yesterday().expect("a day")])
            .collect();
        for entry in &mut entries {
            let first = day(FIRST);
            entry.episodes.iter_mut().for_each(|episode| episode.may_have_begun_before = episode.from.1 == first);
        }
        let entity = Entity { id: entries[0].own_id(), entries, unions: Vec::new() };
        let held = |newest: &str| {
            let mut days: Vec<Day> = days.iter().copied().filter(|of| day(FIRST) < *of && *of <= day(newest)).collect();
            days.extend([day(FIRST), day(newest)]);
            days.sort();
            ListEditions { days }
        };
        let lists = BTreeMap::from([("aa-one", held("2025-01-01")), ("bb-two", newest.map(held).unwrap_or_default())]);
        assert_eq!(shown(&entity, &lists), want, "{origin:?} {other:?} {newest:?}");
    }

    fn shown(entity: &Entity, lists: &BTreeMap<&str, ListEditions>) -> Vec<String> {
        let shown = lags(entity, "aa-one", lists).into_iter().map(|lag| {
            let followed = lag.followed.iter().map(|(_, followed)| match followed {
                Followed::On { days, .. } => format!("{days:+}"),
                Followed::By { day, .. } => format!("by {}", day.0),
                Followed::NotBy { days, .. } => format!("not for {days}"),
                Followed::Unknown => "unknown".to_owned(),
            });
            format!("{} {}", lag.act.code(), followed.collect::<String>()).trim_end().to_owned()
        });
        shown.collect()
    }

    #[test]
    fn half_of_those_that_followed_had_by_the_median() {
        for (days, want) in
            [(&[][..], None), (&[5], Some(5)), (&[9, 1], Some(1)), (&[30, -2, 4], Some(4)), (&[4, 2, 8, 6], Some(4))]
        {
            let counts = Counts { days: days.to_vec(), ..Counts::default() };
            assert_eq!(counts.median(), want, "{days:?}");
        }
    }

    #[test]
    fn of_editions_far_apart_no_days_are_counted() {
        let entries = vec![
            ListedEntry::with_episodes("aa-one", &["2010-01-01..2012-01-01"]),
            ListedEntry::with_episodes("bb-two", &["2010-01-01..2012-01-20"]),
        ];
        let entity = Entity { id: entries[0].own_id(), entries, unions: Vec::new() };
        let near = ["2009-12-20", "2010-01-01", "2011-12-20", "2012-01-01", "2012-01-19", "2012-01-20"];
        let far = ["2009-01-01", "2010-01-01", "2012-01-20"];
        for (one, other, want) in [
            (&near[..], &near[..], ["designation +0", "delisting +19"]),
            (&near, &far, ["designation by 2010-01-01", "delisting by 2012-01-20"]),
            (
                &["2009-01-01", "2010-01-01", "2012-01-01"],
                &near,
                ["designation by 2010-01-01", "delisting by 2012-01-20"],
            ),
        ] {
            let lists = [("aa-one", one), ("bb-two", other)]
                .map(|(list, days)| (list, ListEditions { days: days.iter().map(|text| day(text)).collect() }));
            assert_eq!(shown(&entity, &lists.into()), want, "{one:?} {other:?}");
        }
    }

    #[test]
    fn what_others_did_is_counted_in_days_for_both_acts() {
        let newest = Some("2024-01-11");
        check(&["2010-01-01.."], &["2010-01-05.."], newest, &["designation +4"]);
        check(&["2010-01-01.."], &["2009-12-31.."], newest, &["designation -1"]);
        check(&["2024-01-01.."], &[], newest, &["designation not for 10"]);
        check(&["2010-01-01..2012-01-01"], &["2010-01-05..2012-01-31"], newest, &["designation +4", "delisting +30"]);
        check(&["2010-01-01..2024-01-01"], &["2010-01-05.."], newest, &["designation +4", "delisting not for 10"]);
        check(&["2010-01-01..2012-01-01"], &["2010-01-05..2012-01-01"], newest, &["designation +4", "delisting +0"]);
        // Taken off before the origin did.
        check(&["2010-01-01..2012-01-01"], &["2010-01-05..2011-12-31"], newest, &["designation +4", "delisting -1"]);
        // What ended before the listing follows nothing; of who was not there nothing is to be taken off.
        check(
            &["2010-01-01..2012-01-01"],
            &["2005-01-01..2009-01-01"],
            newest,
            &["designation not for 5123", "delisting"],
        );
        // Listed again, and followed again.
        check(
            &["2010-01-01..2012-01-01", "2020-01-01.."],
            &["2010-01-02..2012-01-03", "2020-01-08.."],
            newest,
            &["designation +1", "delisting +2", "designation +7"],
        );
    }

    #[test]
    fn of_what_the_first_edition_held_has_nothing_says_since_when() {
        check(&["2010-01-01.."], &["2000-01-01.."], Some("2024-01-11"), &["designation by 2000-01-01"]);
        check(&["2000-01-01..2010-01-01"], &["2000-01-01..2010-01-04"], Some("2024-01-11"), &["delisting +3"]);
        // Still there, and it is not known since when; taken off before the first edition that is held.
        check(&["2000-01-01..2010-01-01"], &["2000-01-01.."], Some("2024-01-11"), &["delisting not for 5123"]);
        check(&["2010-01-01..2012-01-01"], &[], Some("2000-01-01"), &["designation unknown", "delisting"]);
    }

    #[test]
    fn of_a_list_that_is_older_than_the_act_nothing_is_known() {
        check(&["2024-01-12.."], &[], Some("2024-01-11"), &["designation unknown"]);
        check(&["2024-01-01.."], &[], None, &["designation unknown"]);
        check(&["2010-01-01.."], &["2010-01-05.."], None, &["designation by 2010-01-05"]);
        check(
            &["2010-01-01..2024-01-12"],
            &["2010-01-05.."],
            Some("2024-01-11"),
            &["designation +4", "delisting unknown"],
        );
    }
}
