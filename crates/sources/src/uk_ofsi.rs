//! OFSI's consolidated list of the United Kingdom's asset freeze targets, CSV; replaced by the UK Sanctions List.
//!
//! Source:   HM Treasury, sanctionsconlist.csv of 2014 (29 columns, Windows-1252) and ConList.csv of 2022 (36, UTF-8).
//! Shape:    `Last Updated,02/04/2014`, headings, then one row per name. Keyed by Group ID; rows of a group may stand
//!           thousands of lines apart, so entries are handed on at the end, in the order of their first rows.
//! Fails:    as [`crate::uk_table`]. A file cut within its very last field, or between rows, cannot be told.

use std::collections::HashSet;

use register::Kind;

use crate::draft::Writer;
use crate::reading::Refusal;
use crate::uk_table::{Field, Table, decode, gather, has_headings};

/// Rows are counted but for `groups`, `individual` and `entity`, which count groups; `regimes` counts different ones.
const STATS: &[&str] = &[
    "rows",
    "groups",
    "individual",
    "entity",
    "ship",
    "aka",
    "prime_alias",
    "fka",
    "dob",
    "day_00",
    "nationality",
    "passport",
    "regimes",
    "al_qaida",
    "afghanistan",
    "terrorism_and_terrorist_financing",
];

/// Whether a file begins as this list does.
pub(crate) fn is_list(start: &str) -> bool {
    has_headings(start, &["name6", "grouptype", "groupid"])
}

/// Reads an edition.
///
/// # Errors
/// As [`crate::uk_table`].
pub(crate) fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let text = decode(bytes)?;
    let table = Table::open(&text, "conlist", Field::GroupId, out)?;
    let mut regimes: HashSet<Box<str>> = HashSet::new();
    gather(table, Field::GroupId, out, &mut |bag, begins, _, out| {
        out.count("rows");
        if let Some(kind) = begins {
            out.count("groups");
            match kind {
                Kind::Person => out.count("individual"),
                Kind::Organization => out.count("entity"),
                Kind::Vessel => out.count("ship"),
                _ => {}
            }
        }
        match bag.get(Field::NameType) {
            "AKA" => out.count("aka"),
            "Prime Alias" | "Primary name" => out.count("prime_alias"),
            "FKA" => out.count("fka"),
            _ => {}
        }
        for (field, key) in [(Field::BirthDate, "dob"), (Field::Nationality, "nationality")] {
            if !bag.get(field).is_empty() {
                out.count(key);
            }
        }
        if bag.get(Field::BirthDate).starts_with("00/") {
            out.count("day_00");
        }
        if !bag.get(Field::Passport).is_empty() || !bag.get(Field::PassportNote).is_empty() {
            out.count("passport");
        }
        let regime = bag.get(Field::Regime);
        match regime {
            "Al-Qaida" => out.count("al_qaida"),
            "Afghanistan" => out.count("afghanistan"),
            "Terrorism and Terrorist Financing" => out.count("terrorism_and_terrorist_financing"),
            _ => {}
        }
        if !regime.is_empty() && !regimes.contains(regime) {
            out.count("regimes");
            regimes.insert(regime.into());
        }
    })
}
