//! The labelled pairs: two names, whether they are of one person, and the groups they are counted in.
//!
//! Source:   `../shared/quality`: `arabic_xscript_dev.csv`, `name_bench_dev.csv`, `tokens_xs_dev.csv` (its README).
//! Rules:    names that differ altogether (`other_name`) are data and not comparison: they are left out.

use std::path::Path;

use anyhow::Context as _;
use sources::fictitious::fnv;

use super::FOLDS;

/// Two names, and whether they are of one person.
pub(crate) struct Pair {
    pub(crate) groups: Vec<String>,
    pub(crate) is_same: bool,
    pub(crate) left: String,
    pub(crate) right: String,
    /// Whether both are known to be names of organisations.
    pub(crate) is_organisation: bool,
    /// The fold of the left name's person, which it is tested in.
    pub(crate) fold: u64,
    /// The fold of the right name's person.
    pub(crate) other_fold: u64,
}

impl Pair {
    /// Whether both persons stand outside the fold that is tested.
    pub(crate) fn is_learnt_beside(&self, fold: u64) -> bool {
        self.fold != fold && self.other_fold != fold
    }

    /// Two names of two persons who have nothing to do with one another.
    pub(crate) fn strangers(left: &str, right: &str, fold: u64) -> Self {
        Self {
            groups: Vec::new(),
            is_same: false,
            left: left.to_owned(),
            right: right.to_owned(),
            is_organisation: false,
            fold,
            other_fold: fold,
        }
    }

    pub(crate) fn prepared(&self) -> [names::Prepared; 2] {
        let prepare = if self.is_organisation { names::prepare_organisation } else { names::prepare };
        [prepare(&self.left), prepare(&self.right)]
    }

    pub(crate) fn score_by(&self, model: &names::Model) -> f64 {
        let [left, right] = self.prepared();
        names::compare_by(model, &left, &right).score
    }

    pub(crate) fn score(&self) -> f64 {
        let [left, right] = self.prepared();
        names::compare(&left, &right).score
    }
}

/// Every set, each with a threshold of its own.
pub(crate) fn sets(quality: &Path) -> anyhow::Result<Vec<Vec<Pair>>> {
    let mut sets = vec![arabic(quality)?, bench(quality)?];
    sets.extend(tokens(quality)?);
    Ok(sets)
}

pub(crate) fn arabic(quality: &Path) -> anyhow::Result<Vec<Pair>> {
    let rows = rows(&quality.join("arabic_xscript_dev.csv"))?;
    let pairs = rows.into_iter().filter(|row| row.get("tier") != "other_name").map(|row| {
        let group = row.get("group");
        let mut groups = vec![format!("arabic_xscript {group}")];
        groups.push(
            if group.ends_with("_xs") { "arabic_xscript (across scripts)" } else { "arabic_xscript (Latin)" }
                .to_owned(),
        );
        if row.get("tier").ends_with("share3") {
            groups.push("arabic_xscript (three shared parts, another person)".to_owned());
        }
        pair(&row, groups, row.get("person1"), row.get("person2"))
    });
    Ok(pairs.collect())
}

pub(crate) fn bench(quality: &Path) -> anyhow::Result<Vec<Pair>> {
    let rows = rows(&quality.join("name_bench_dev.csv"))?;
    let pairs = rows.into_iter().map(|row| {
        let groups = vec![
            "name_bench".to_owned(),
            format!("name_bench {}", row.get("case_group")),
            format!("name_bench ({})", row.get("schema")),
        ];
        pair(&row, groups, row.get("name2"), row.get("name2"))
    });
    Ok(pairs.collect())
}

fn tokens(quality: &Path) -> anyhow::Result<Vec<Vec<Pair>>> {
    let rows = rows(&quality.join("tokens_xs_dev.csv"))?;
    let mut sets: Vec<Vec<Pair>> = Vec::new();
    for row in rows {
        let group = row.get("group").replace("tok_", "tokens ");
        let pair = pair(&row, vec![group], row.get("name1"), row.get("name1"));
        match sets.last_mut().filter(|set| set.last().is_some_and(|last| last.groups == pair.groups)) {
            Some(set) => set.push(pair),
            None => sets.push(vec![pair]),
        }
    }
    Ok(sets)
}

fn pair(row: &Row, groups: Vec<String>, person: &str, other: &str) -> Pair {
    Pair {
        groups,
        is_same: row.get("is_match") == "true",
        left: row.get("name1").to_owned(),
        right: row.get("name2").to_owned(),
        is_organisation: matches!(row.get("schema"), "Company" | "Organization"),
        fold: fold(person),
        other_fold: fold(other),
    }
}

/// The fold of what a text names.
pub(crate) fn fold(person: &str) -> u64 {
    (fnv(person) >> 20) % FOLDS
}

/// A row of a table, by column.
pub(crate) struct Row(Vec<(String, String)>);

impl Row {
    pub(crate) fn get(&self, column: &str) -> &str {
        self.0.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value)
    }
}

pub(crate) fn rows(path: &Path) -> anyhow::Result<Vec<Row>> {
    let mut reader = csv::Reader::from_path(path).with_context(|| path.display().to_string())?;
    let columns = reader.headers()?.clone();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        Ok(Row(columns.iter().map(Into::into).zip(record?.iter().map(Into::into)).collect()))
    };
    reader.records().map(row).collect()
}
