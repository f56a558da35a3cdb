//! How long after one authority others followed: with a designation, and with its end.
//!
//! Shape:    an entity's entries in, each act of the origin's entries out, with what every other list did about it.
//! Rule:     a delisting counts like a listing. Where a list's newest edition is older than the act, or only parts of the list are held, it is
//!           not known whether it followed, and that is what is said. A day that only an edition shows is that of the edition: the
//!           act may have been earlier, and where it is the first edition held, any time before.

use std::collections::BTreeMap;

use crate::{DateSpan, Day, Edition, Entity, InForce, ListedEntry, ShownBy};

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
    /// By list, in order; of a delisting only lists that had it then.
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
    /// It has it in the first edition held, and nothing says since when.
    By {
        /// That edition's day, and the edition.
        first: (Day, ShownBy<'e>),
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

/// The days of the first and the newest whole edition of each list; `None` of a list of which only parts are held.
pub fn span_of_lists(editions: &[Edition]) -> BTreeMap<&str, Option<DateSpan>> {
    let mut spans: BTreeMap<&str, Option<DateSpan>> = BTreeMap::new();
    for edition in editions {
        let span = spans.entry(&edition.list).or_default();
        if !edition.extract {
            let day = edition.published;
            let (first, newest) = span.map_or((day, day), |span| (span.first().min(day), span.last().max(day)));
            *span = DateSpan::new(first, newest);
        }
    }
    spans
}

/// Every act of the origin's entries of an entity, the earliest first, with what the other lists did about it; no listing of which nothing
/// says since when it is.
pub fn lags<'e, 'l>(entity: &'e Entity, origin: &str, lists: &BTreeMap<&'l str, Option<DateSpan>>) -> Vec<Lag<'e, 'l>> {
    let mut lags: Vec<Lag<'e, 'l>> = Vec::new();
    for entry in entity.entries.iter().filter(|entry| &*entry.list == origin) {
        for InForce { from, until } in entry.in_force() {
            let act = |act, on: (Day, ShownBy<'e>)| {
                let others = lists.iter().filter(|(list, _)| **list != origin);
                let followed = others.filter_map(|(list, held)| {
                    let of_list = || entity.entries.iter().filter(|entry| entry.list.as_ref() == *list);
                    let followed = match act {
                        ActCode::Designation => Some(listed_after(of_list(), on.0, *held)),
                        ActCode::Delisting => taken_off_after(of_list(), on.0, *held),
                    };
                    Some((*list, followed?))
                });
                Lag { act, entry, on, followed: followed.collect() }
            };
            let held = lists.get(origin).copied().flatten();
            lags.extend((!is_first(from, held)).then(|| act(ActCode::Designation, from)));
            lags.extend(until.map(|until| act(ActCode::Delisting, until)));
        }
    }
    lags.sort_by_key(|lag| lag.on.0);
    lags
}

/// What a list did about a designation: the first time that its entries were in force on the day of the act or after it.
fn listed_after<'e>(entries: impl Iterator<Item = &'e ListedEntry>, on: Day, held: Option<DateSpan>) -> Followed<'e> {
    let times = entries.flat_map(|entry| entry.in_force().map(move |time| (time, entry)));
    let first =
        times.filter(|(time, _)| time.until.is_none_or(|(until, _)| on < until)).min_by_key(|(time, _)| time.from.0);
    match first {
        Some((time, entry)) if is_first(time.from, held) => Followed::By { first: time.from, entry },
        Some((time, entry)) => Followed::On { day: time.from, days: days(on, time.from.0), entry },
        None => not_by(on, held),
    }
}

/// What a list did about a delisting, where it had the entity then: the day on which the last of its entries ended.
fn taken_off_after<'e>(
    entries: impl Iterator<Item = &'e ListedEntry>,
    on: Day,
    held: Option<DateSpan>,
) -> Option<Followed<'e>> {
    let times = entries.flat_map(|entry| entry.in_force().map(move |time| (time, entry)));
    // Taken off by this list on that day too, or standing.
    let had: Vec<(InForce<'e>, &ListedEntry)> =
        times.filter(|(time, _)| time.from.0 <= on && time.until.is_none_or(|(until, _)| on <= until)).collect();
    let last = had
        .iter()
        .map(|(time, entry)| (time.until, entry))
        .max_by_key(|(until, _)| (until.is_none(), until.map(|(day, _)| day)));
    Some(match last? {
        (Some(day), entry) => Followed::On { day, days: days(on, day.0), entry },
        (None, _) => not_by(on, held),
    })
}

/// Whether nothing but the first edition held shows it.
fn is_first((day, shown_by): (Day, ShownBy<'_>), held: Option<DateSpan>) -> bool {
    matches!(shown_by, ShownBy::Edition(_)) && held.is_some_and(|held| day == held.first())
}

fn not_by<'e>(on: Day, held: Option<DateSpan>) -> Followed<'e> {
    match held.map(DateSpan::last) {
        Some(newest) if on <= newest => Followed::NotBy { newest, days: days(on, newest) },
        _ => Followed::Unknown,
    }
}

fn days(from: Day, to: Day) -> i32 {
    from.until(to).map(|span| span.get_days()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Followed, lags};
    use crate::{DateSpan, Day, EditionId, Entity, EntryKey, Episode, Kind, ListedEntry};

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// An entry of a list with episodes as `2010-01-01..2012-01-01` or `2010-01-01..`.
    fn entry(list: &str, episodes: &[&str]) -> ListedEntry {
        let edition = EditionId::of(b"an invented edition");
        let episode = |text: &&str| {
            let (from, until) = text.split_once("..").expect("an episode");
            Episode { from: (edition, day(from)), until: (!until.is_empty()).then(|| (edition, day(until))) }
        };
        ListedEntry {
            list: list.into(),
            key: EntryKey::new("1"),
            alternates: Vec::new(),
            kind: Kind::Person,
            episodes: episodes.iter().map(episode).collect(),
            statements: Vec::new(),
            since: Vec::new(),
        }
    }

    /// The day of the first edition held of either list.
    const FIRST: &str = "2000-01-01";

    /// Acts of the first list, and what the second did: days after it, days not followed, or not known.
    #[track_caller]
    fn check(origin: &[&str], other: &[&str], newest: Option<&str>, want: &[&str]) {
        let mut entries = vec![entry("aa-one", origin)];
        entries.extend((!other.is_empty()).then(|| entry("bb-two", other)));
        let entity = Entity { id: entries[0].own_id(), entries, unions: Vec::new() };
        let held = |newest: &str| DateSpan::new(day(FIRST), day(newest));
        let lists = BTreeMap::from([("aa-one", held("2025-01-01")), ("bb-two", newest.and_then(held))]);
        let shown = lags(&entity, "aa-one", &lists).into_iter().map(|lag| {
            let followed = lag.followed.iter().map(|(_, followed)| match followed {
                Followed::On { days, .. } => format!("{days:+}"),
                Followed::By { first, .. } => format!("by {}", first.0),
                Followed::NotBy { days, .. } => format!("not for {days}"),
                Followed::Unknown => "unknown".to_owned(),
            });
            format!("{} {}", lag.act.code(), followed.collect::<String>()).trim_end().to_owned()
        });
        assert_eq!(shown.collect::<Vec<_>>(), want, "{origin:?} {other:?} {newest:?}");
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
        // What ended before the act does not follow it; of who was not there nothing is to be taken off.
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
    }

    #[test]
    fn of_a_list_that_is_older_than_the_act_nothing_is_known() {
        check(&["2024-01-12.."], &[], Some("2024-01-11"), &["designation unknown"]);
        check(&["2024-01-01.."], &[], None, &["designation unknown"]);
        check(
            &["2010-01-01..2024-01-12"],
            &["2010-01-05.."],
            Some("2024-01-11"),
            &["designation +4", "delisting unknown"],
        );
    }
}
