//! Whether an edition fits its neighbours in the chain: a damaged file must never become a mass delisting.
//!
//! Source:   the losses of the published chains, 2015 to 2025: at most 16 % in three years, 1.2 % in a day.

use std::fmt;

use register::{Day, Property};

use crate::store::Fields;

/// What is out of line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Too many entries of the edition before would be withdrawn.
    Loss {
        /// The neighbour's day.
        neighbour: Day,
        /// Entries that would be gone.
        lost: u64,
        /// Entries the earlier of the two has.
        of: u64,
        /// Whether the neighbour follows the new edition in the chain.
        follows: bool,
    },
    /// Fewer or more entries than the list is known to have, where the neighbours are as expected.
    OutOfExpectation {
        /// Entries now.
        now: u64,
        /// The least and the most expected.
        expected: [u64; 2],
    },
    /// A property is stated for far fewer entries, or far less often, than in a neighbour of the same format.
    FieldLoss {
        /// The neighbour's day.
        neighbour: Day,
        /// The property's stable name.
        property: String,
        /// Statements for 100 entries, before.
        before: u64,
        /// Statements for 100 entries, now.
        now: u64,
    },
    /// The edition's day lies after the moment of retrieval: editions of the days between would stand before it. A
    /// whole list of such a day is refused, an extract warns.
    Future {
        /// The edition's day.
        published: Day,
    },
    /// Far more entries than the neighbour has.
    Growth {
        /// The neighbour's day.
        neighbour: Day,
        /// Entries now.
        now: u64,
        /// Entries before.
        before: u64,
    },
}

impl Finding {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Loss { .. } => "mass-withdrawal",
            Self::OutOfExpectation { .. } => "out-of-expectation",
            Self::FieldLoss { .. } => "field-loss",
            Self::Future { .. } => "future-day",
            Self::Growth { .. } => "sudden-growth",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loss { neighbour, lost, of, follows: false } => {
                write!(f, "{lost} of the {of} entries of the edition of {neighbour} would be withdrawn")
            }
            Self::Loss { neighbour, lost, of, follows: true } => {
                write!(f, "{lost} of this edition's {of} entries would be withdrawn by the held edition of {neighbour}")
            }
            Self::OutOfExpectation { now, expected: [least, most] } => {
                write!(f, "{now} entries, where {least} to {most} are expected")
            }
            Self::FieldLoss { neighbour, property, before, now } => {
                write!(f, "{property}: {now} for 100 entries, where the edition of {neighbour} has {before}")
            }
            Self::Future { published } => write!(f, "the edition's day, {published}, has not come yet"),
            Self::Growth { neighbour, now, before } => {
                write!(f, "{now} entries, where the edition of {neighbour} has {before}")
            }
        }
    }
}

/// How far apart, in days, an edition and the one after it are weighed field by field.
pub(crate) const YEAR_DAYS: i32 = 366;

/// Fewer losses than this are never out of line.
const FREE_LOSS: u64 = 5;

/// Checks two neighbours; `lost` of the earlier one's `before` entries are gone in the later one, which has `now`.
pub(crate) fn check(earlier: Day, later: Day, before: u64, now: u64, lost: u64, new_is_later: bool) -> Option<Finding> {
    let days = earlier.until(later).map_or(0, |span| span.get_days());
    let years = f64::from(days.max(0)) / 365.25;
    let allowed = 0.05 + 0.10 * years;
    let neighbour = if new_is_later { earlier } else { later };
    if lost > FREE_LOSS && lost as f64 > before as f64 * allowed.min(0.5) {
        return Some(Finding::Loss { neighbour, lost, of: before, follows: !new_is_later });
    }
    let most = before as f64 * (2.0 + years) + 50.0;
    (now as f64 > most).then_some(Finding::Growth { neighbour, now, before })
}

/// Whether a full edition has as many entries as `lists/<id>.toml` expects.
pub(crate) fn expected(entries: u64, range: Option<[u64; 2]>) -> Option<Finding> {
    let [least, most] = range?;
    (!(least..=most).contains(&entries)).then_some(Finding::OutOfExpectation { now: entries, expected: [least, most] })
}

/// How strictly fields are weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Said to people: a tenth less than before.
    Warns,
    /// The edition is refused: a field that a quarter of the entries had is left to less than half as many; or names are
    /// stated less than six times for ten before, as when a table of further names was cut. (Publishers have dropped
    /// further birth dates for a while, never further names.)
    Refuses,
}

/// The properties that are stated much less than in a neighbour; both with their number of entries.
pub(crate) fn field_losses(
    (earlier, before, before_entries): (Day, &Fields, u64),
    (now, now_entries): (&Fields, u64),
    weight: Weight,
) -> Vec<Finding> {
    // Fields stated a handful of times come and go with single entries.
    const FEW: u64 = 20;
    let rate = |n: u64, entries: u64| n as f64 / entries.max(1) as f64;
    let lost = |(property, (with, statements)): (&String, &(u64, u64))| {
        let (with_now, statements_now) = now.get(property).copied().unwrap_or_default();
        // How often it is stated where it is stated: an exporter that drops further values leaves every entry one.
        let (each, each_now) = (rate(*statements, *with), rate(statements_now, with_now));
        let (with, with_now) = (rate(*with, before_entries), rate(with_now, now_entries));
        let (stated, stated_now) = (rate(*statements, before_entries), rate(statements_now, now_entries));
        let found = match weight {
            Weight::Warns => *statements >= FEW && (with_now < with * 0.9 || each_now < each * 0.9),
            Weight::Refuses => {
                let names_were_cut = property == Property::Name.name() && each_now < each * 0.6;
                *statements >= FEW && with >= 0.25 && (with_now < with * 0.5 || names_were_cut)
            }
        };
        found.then(|| Finding::FieldLoss {
            neighbour: earlier,
            property: property.clone(),
            before: (stated * 100.0).round() as u64,
            now: (stated_now * 100.0).round() as u64,
        })
    };
    before.iter().filter_map(lost).collect()
}

#[cfg(test)]
mod tests {
    use register::date::civil;

    use super::{Finding, Weight, check, field_losses};

    #[track_caller]
    fn code(from: (i16, i8, i8), to: (i16, i8, i8), before: u64, now: u64, lost: u64) -> Option<&'static str> {
        let day = |(y, m, d)| civil(y, m, d).unwrap();
        check(day(from), day(to), before, now, lost, true).map(|finding| finding.code())
    }

    #[test]
    fn published_losses_pass_and_a_cut_file_does_not() {
        assert_eq!(code((2015, 3, 27), (2018, 6, 7), 1046, 1098, 175), None);
        assert_eq!(code((2020, 11, 30), (2020, 12, 1), 1018, 1006, 12), None);
        assert_eq!(code((2021, 3, 12), (2024, 5, 15), 1004, 875, 163), None);
        assert_eq!(code((2019, 1, 1), (2024, 5, 7), 7379, 14966, 1500), None);
        assert_eq!(code((2025, 4, 19), (2025, 8, 16), 877, 400, 477), Some("mass-withdrawal"));
        assert_eq!(code((2025, 4, 19), (2030, 8, 16), 877, 200, 677), Some("mass-withdrawal"));
        assert_eq!(code((2025, 4, 19), (2025, 4, 20), 877, 5000, 0), Some("sudden-growth"));
        assert_eq!(code((2025, 4, 19), (2025, 4, 20), 3, 2, 1), None);
    }

    #[test]
    fn a_field_that_thins_out_warns_and_one_that_is_gone_refuses() {
        let day = civil(2024, 1, 1).unwrap();
        let fields = |with, statements| [("birthDate".to_owned(), (with, statements))].into();
        let properties = |now: (u64, u64), weight| -> Vec<(String, u64, u64)> {
            field_losses((day, &fields(70, 90), 100), (&fields(now.0, now.1), 100), weight)
                .into_iter()
                .filter_map(|finding| match finding {
                    Finding::FieldLoss { property, before, now, .. } => Some((property, before, now)),
                    _ => None,
                })
                .collect()
        };
        assert_eq!(properties((70, 85), Weight::Warns), []);
        // The exporter dropped further dates: as many entries have one, but none has two.
        assert_eq!(properties((70, 70), Weight::Warns), [("birthDate".to_owned(), 90, 70)]);
        assert_eq!(properties((70, 70), Weight::Refuses), []);
        assert_eq!(properties((30, 30), Weight::Refuses), [("birthDate".to_owned(), 90, 30)]);
    }

    #[test]
    fn names_that_were_cut_refuse_and_other_values_only_warn() {
        let day = civil(2024, 1, 1).unwrap();
        let refused = |property: &str, now: u64| {
            let fields = |statements| [(property.to_owned(), (100, statements))].into();
            !field_losses((day, &fields(250), 100), (&fields(now), 100), Weight::Refuses).is_empty()
        };
        for (property, now, want) in
            [("name", 240, false), ("name", 160, false), ("name", 140, true), ("birthDate", 110, false)]
        {
            assert_eq!(refused(property, now), want, "{property} {now}");
        }
    }
}
