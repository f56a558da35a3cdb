//! The score of one entity for one query: reasons whose points add up.
//!
//! Law:      country and sex only ever lower a score, and an absent one counts as the same one.
//! Not here: the weights are set by judgement, not yet learned; the issue on matching calibrates them.

use names::{Prepared, ReasonKind};

use super::country::countries;
use crate::index::{normal_number, tells};
use crate::{
    Band, Entity, Hit, Kind, ListedEntry, Policy, Property, Quality, Query, Reason, ReasonCode, Statement, Value,
};

/// The most that everything but names and numbers can add.
pub(crate) const MOST_BESIDE_NAMES: f64 = SAME_DAY;

const SAME_DAY: f64 = 0.05;
const MAY_BE_SAME_DAY: f64 = 0.03;
const LOW_QUALITY: f64 = -0.05;
const SAME_NUMBER: f64 = 0.95;
const SAME_NUMBER_OTHER_NAME: f64 = 0.75;

/// Whether a subject of one kind may be an entity of another.
pub(crate) fn may_be(asked: Option<Kind>, stated: Kind) -> bool {
    asked.is_none_or(|asked| asked == stated || asked == Kind::Unknown || stated == Kind::Unknown)
}

/// The hit, when the entity scores at least the policy's threshold.
pub(crate) fn score(query: &Query, policy: &Policy, entity: &Entity) -> Option<Hit> {
    let entries: Vec<&ListedEntry> = entity.entries.iter().filter(|entry| policy.withdrawn || entry.stands()).collect();
    let asked: Vec<(&str, Prepared)> = query.names.iter().map(|name| (name.as_str(), names::prepare(name))).collect();
    let mut reasons = best_name(&asked, &entries);
    let by_name = sum(&reasons);
    if let Some((number, statement)) = same_number(query, &entries) {
        // A number outweighs a name, unless names were asked and none of them is like.
        let worth = if by_name >= 0.4 || asked.is_empty() { SAME_NUMBER } else { SAME_NUMBER_OTHER_NAME };
        if worth > by_name {
            reasons.push(reason(ReasonCode::SameDocument, worth - by_name, Some(number), Some(statement)));
        }
    }
    reasons.extend(birth(query, &entries));
    reasons.extend(country(query, &entries));
    reasons.extend(gender(query, &entries));
    let total = sum(&reasons);
    let score = total.clamp(0.0, 1.0);
    if score != total {
        reasons.push(reason(ReasonCode::Bound, score - total, None, None));
    }
    (score >= policy.threshold).then(|| Hit {
        entity: entity.id.clone(),
        kind: entity.kind(),
        caption: entity.caption().into(),
        entries: entries.iter().map(|entry| entry.reference()).collect(),
        score,
        band: if score >= policy.match_at { Band::Match } else { Band::Review },
        reasons,
    })
}

fn sum(reasons: &[Reason]) -> f64 {
    reasons.iter().map(|reason| reason.points).sum()
}

fn reason(code: ReasonCode, points: f64, asked: Option<&str>, statement: Option<&Statement>) -> Reason {
    Reason {
        code,
        points,
        asked: asked.map(Into::into),
        stated: statement.map(|statement| statement.value.to_string().into()),
        property: statement.map(|statement| statement.property),
        evidence: statement.map(|statement| statement.evidence.clone()),
    }
}

fn statements<'e>(entries: &'e [&'e ListedEntry]) -> impl Iterator<Item = &'e Statement> {
    entries.iter().flat_map(|entry| &entry.statements)
}

/// The reasons of the pair of names that scores best.
fn best_name(asked: &[(&str, Prepared)], entries: &[&ListedEntry]) -> Vec<Reason> {
    let mut best: (f64, Vec<Reason>) = (0.0, Vec::new());
    for (alias, statement) in entries.iter().flat_map(|entry| entry.names()) {
        let stated = names::prepare(&alias.text);
        for (text, asked) in asked {
            let comparison = names::compare(asked, &stated);
            let low = if alias.quality == Quality::Low { LOW_QUALITY.max(-comparison.score) } else { 0.0 };
            if comparison.score + low <= best.0 {
                continue;
            }
            let step = |step: &names::Reason| {
                let code = match step.kind {
                    ReasonKind::SharedParts => ReasonCode::Name,
                    ReasonKind::Conflict => ReasonCode::NameConflict,
                    ReasonKind::OtherGivenName => ReasonCode::OtherGivenName,
                    ReasonKind::SinglePart => ReasonCode::SinglePart,
                    _ => ReasonCode::Bound,
                };
                reason(code, step.points, Some(text), Some(statement))
            };
            let mut reasons: Vec<Reason> = comparison.reasons.iter().map(step).collect();
            if low != 0.0 {
                reasons.push(reason(ReasonCode::LowQualityName, low, None, Some(statement)));
            }
            best = (comparison.score + low, reasons);
        }
    }
    best.1
}

/// A number asked for that is stated.
fn same_number<'q, 'e>(query: &'q Query, entries: &'e [&'e ListedEntry]) -> Option<(&'q str, &'e Statement)> {
    query.documents.iter().find_map(|asked| {
        let wanted = normal_number(asked);
        let same = |statement: &&Statement| match &statement.value {
            Value::Document(document) => normal_number(&document.number) == wanted,
            _ => false,
        };
        tells(&wanted).then(|| statements(entries).find(same)).flatten().map(|statement| (asked.as_str(), statement))
    })
}

/// The date of birth, or of founding, that agrees best.
fn birth(query: &Query, entries: &[&ListedEntry]) -> Option<Reason> {
    let born = query.born?;
    let judge = |statement: &Statement| match (&statement.value, statement.property) {
        (Value::Date(date), Property::BirthDate | Property::IncorporationDate) if !date.spans.is_empty() => {
            let day = born.first() == born.last() && date.spans.iter().any(|span| *span == born) && !date.circa;
            Some(if day {
                (ReasonCode::BirthMayAgree, SAME_DAY)
            } else if date.may_equal(born) {
                (ReasonCode::BirthMayAgree, MAY_BE_SAME_DAY)
            } else if date.may_equal(born.widened(366)) {
                (ReasonCode::BirthNear, 0.0)
            } else if date.may_equal(born.widened(5 * 366)) {
                (ReasonCode::BirthDiffers, -0.15)
            } else {
                (ReasonCode::BirthDiffers, -0.25)
            })
        }
        _ => None,
    };
    let judged = statements(entries).filter_map(|statement| judge(statement).map(|judgement| (judgement, statement)));
    let ((code, points), statement) = judged.reduce(|best, next| if next.0.1 > best.0.1 { next } else { best })?;
    Some(reason(code, points, Some(&born.to_string()), Some(statement)))
}

/// Speaks against when both sides state countries and none is the same; never for.
fn country(query: &Query, entries: &[&ListedEntry]) -> Option<Reason> {
    let asked: Vec<&'static str> = query.countries.iter().flat_map(|text| countries(text)).collect();
    let stating = |statement: &&Statement| {
        matches!(
            statement.property,
            Property::Nationality
                | Property::Citizenship
                | Property::FormerNationality
                | Property::Country
                | Property::Flag
        )
    };
    let mut stated = statements(entries).filter(stating).map(|s| (s, countries(&s.value.to_string()))).peekable();
    if asked.is_empty() || stated.peek().is_none() {
        return None;
    }
    let mut other = None;
    for (statement, codes) in stated {
        // What is not understood may be the same country.
        if codes.is_empty() || codes.iter().any(|code| asked.contains(code)) {
            return None;
        }
        other.get_or_insert(statement);
    }
    other.map(|statement| {
        reason(ReasonCode::OtherCountry, -0.05, query.countries.first().map(String::as_str), Some(statement))
    })
}

/// Speaks against when both sides state a sex and they differ; never for.
fn gender(query: &Query, entries: &[&ListedEntry]) -> Option<Reason> {
    let asked = sex(query.gender.as_deref()?)?;
    let mut other = None;
    for statement in statements(entries).filter(|statement| statement.property == Property::Gender) {
        if sex(&statement.value.to_string())? == asked {
            return None;
        }
        other.get_or_insert(statement);
    }
    other.map(|statement| reason(ReasonCode::OtherGender, -0.15, query.gender.as_deref(), Some(statement)))
}

fn sex(text: &str) -> Option<char> {
    match text.trim().to_lowercase().as_str() {
        "m" | "male" | "ذكر" | "مذكر" | "homme" | "man" => Some('m'),
        "f" | "female" | "أنثى" | "انثى" | "مؤنث" | "femme" | "woman" => Some('f'),
        _ => None,
    }
}
