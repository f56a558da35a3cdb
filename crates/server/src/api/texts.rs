//! The words of entities, so that they are found by text.
//!
//! Shape:    every word of every value in normal form, with who has it, and whether in a name; values of dates, countries, topics,
//!           numbers and short texts whole, by property and by what such properties are together (`countries`).
//! Not here: what is asked (`query_string`), which of those found are told (`search`).

use std::collections::{BTreeMap, BTreeSet};

use names::normal;
use register::EntityId;
use register::index::IndexError;
use sources::ftm::{Proxy, vocabulary};

use super::corpus::Corpus;
use super::query_string::{Clause, How};

/// Values that are longer are found by their words only.
const MAX_KEYWORD: usize = 64;

/// One entity, as far as it is needed to find it.
#[derive(Debug)]
pub(super) struct Doc {
    pub(super) id: String,
    pub(super) schema: &'static str,
    pub(super) caption: String,
    pub(super) datasets: Vec<String>,
    pub(super) first_seen: Option<String>,
    pub(super) last_seen: Option<String>,
    pub(super) last_change: Option<String>,
    pub(super) target: bool,
    /// How many values are known of it.
    values: usize,
}

/// Every entity that is found by text.
#[derive(Default)]
pub(crate) struct Texts {
    pub(super) docs: Vec<Doc>,
    /// By word, who has it: twice the place, and one more where it stands in a name.
    words: BTreeMap<Box<str>, Vec<u32>>,
    /// By field and value in normal form.
    keywords: BTreeMap<(Box<str>, Box<str>), Vec<u32>>,
}

/// Who is found, in the order of their places, and how well.
pub(super) type Found = Vec<(u32, f32)>;

/// What a word in a name counts for more.
const IN_NAME: f32 = 3.0;

impl Texts {
    /// Of all that is served.
    pub(crate) fn of(corpus: &Corpus) -> Result<Self, IndexError> {
        let mut texts = Self::default();
        for proxy in corpus.datasets.iter().flat_map(|datasets| datasets.entities()) {
            texts.add(proxy);
        }
        if let Some(register) = &corpus.register {
            let ids: Vec<EntityId> =
                register.index().entities()?.map(|entity| Ok(entity?.id)).collect::<Result<_, IndexError>>()?;
            for id in ids {
                corpus.listed(&id)?.iter().take(1).for_each(|proxy| texts.add(proxy));
            }
        }
        Ok(texts)
    }

    fn add(&mut self, proxy: &Proxy) {
        let Ok(place) = u32::try_from(self.docs.len()) else { return };
        if place > u32::MAX / 2 {
            return;
        }
        let mut words: BTreeMap<String, bool> = BTreeMap::new();
        let mut keywords: BTreeSet<(String, String)> = BTreeSet::new();
        let mut keyword = |field: &str, value: &str| {
            keywords.insert((field.to_owned(), keyword_of(value)));
        };
        for (name, values) in &proxy.properties {
            let kind = proxy.schema.type_of(name).unwrap_or_default();
            let group = vocabulary::kind(kind).and_then(|kind| kind.group.as_deref());
            let is_compared = proxy.schema.property(name).and_then(|property| property.matchable).unwrap_or(true);
            for value in values {
                if kind != "entity" {
                    for word in words_of(value) {
                        *words.entry(word).or_default() |= kind == "name";
                    }
                }
                if value.len() > MAX_KEYWORD {
                    continue;
                }
                for shorter in dates(kind, value) {
                    keyword(&format!("properties.{name}"), shorter);
                    if let Some(group) = group.filter(|_| is_compared) {
                        keyword(group, shorter);
                    }
                }
            }
        }
        keyword("schema", &proxy.schema.name);
        keyword("entity_id", &proxy.id);
        keyword("id", &proxy.id);
        keyword("target", if proxy.target { "true" } else { "false" });
        proxy.datasets.iter().for_each(|name| keyword("datasets", name));
        proxy.referents.iter().for_each(|id| keyword("referents", id));
        for (word, in_name) in words {
            self.words.entry(word.into()).or_default().push(place << 1 | u32::from(in_name));
        }
        for (field, value) in keywords {
            self.keywords.entry((field.into(), value.into())).or_default().push(place);
        }
        self.docs.push(Doc {
            id: proxy.id.clone(),
            schema: &proxy.schema.name,
            caption: proxy.caption.clone(),
            datasets: proxy.datasets.clone(),
            first_seen: proxy.first_seen.clone(),
            last_seen: proxy.last_seen.clone(),
            last_change: proxy.last_change.clone(),
            target: proxy.target,
            values: proxy.properties.values().map(Vec::len).sum(),
        });
    }

    /// Who has a value of a field.
    pub(super) fn having(&self, field: &str, value: &str) -> &[u32] {
        let key = (field.into(), keyword_of(value).into());
        self.keywords.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The values of a field, each with who has it.
    pub(super) fn values(&self, field: &str) -> impl Iterator<Item = (&str, &[u32])> {
        let from: (Box<str>, Box<str>) = (field.into(), "".into());
        let of = self.keywords.range(from..).take_while(move |((own, _), _)| **own == *field);
        of.map(|((_, value), who)| (&**value, who.as_slice()))
    }

    /// Who answers what is asked; `phrase` tells whether an entity has words one after another.
    pub(super) fn find<E>(&self, clause: &Clause, phrase: &dyn Fn(u32, &str) -> Result<bool, E>) -> Result<Found, E> {
        Ok(match clause {
            Clause::All => self.docs.iter().zip(0..).map(|(doc, at)| (at, weight(doc))).collect(),
            Clause::And(all) => {
                let mut found: Option<Found> = None;
                for one in all {
                    let one = self.find(one, phrase)?;
                    found = Some(found.map_or_else(|| one.clone(), |found| both(&found, &one)));
                }
                found.unwrap_or_default()
            }
            Clause::Or(all) => {
                let mut found = Found::new();
                for one in all {
                    found = either(&found, &self.find(one, phrase)?);
                }
                found
            }
            Clause::Not(one) => {
                let without: BTreeSet<u32> = self.find(one, phrase)?.into_iter().map(|(at, _)| at).collect();
                let all = self.docs.iter().zip(0..).filter(|(_, at)| !without.contains(at));
                all.map(|(doc, at)| (at, weight(doc))).collect()
            }
            Clause::Word { field, text, how } => match field.as_deref() {
                None | Some("text") => self.by_words(text, *how, false, phrase)?,
                Some("names" | "name" | "name_parts" | "caption") => self.by_words(text, *how, true, phrase)?,
                Some(field) => self.by_keyword(field, text, *how),
            },
        })
    }

    fn by_words<E>(
        &self,
        text: &str,
        how: How,
        in_name: bool,
        phrase: &dyn Fn(u32, &str) -> Result<bool, E>,
    ) -> Result<Found, E> {
        let words: Vec<String> = match how {
            How::Pattern => vec![normal_pattern(text)],
            _ => words_of(text).collect(),
        };
        let mut found: Option<Found> = None;
        for word in &words {
            let one = self.by_word(word, how, in_name);
            found = Some(found.map_or_else(|| one.clone(), |found| both(&found, &one)));
        }
        let mut found = found.unwrap_or_default();
        if words.len() > 1 && (how == How::Phrase || how == How::Whole) {
            let wanted = words.join(" ");
            let mut kept = Found::new();
            for (at, score) in found {
                if phrase(at, &wanted)? {
                    kept.push((at, score));
                }
            }
            found = kept;
        }
        Ok(found)
    }

    fn by_word(&self, word: &str, how: How, in_name: bool) -> Found {
        let total = self.docs.len().max(1) as f32;
        let of = |who: &[u32]| -> Found {
            let rare = (1.0 + total / who.len().max(1) as f32).ln();
            let found = who.iter().filter(|mark| !in_name || **mark & 1 == 1);
            found
                .map(|mark| {
                    let boost = self.docs.get((mark >> 1) as usize).map_or(0.0, weight);
                    (mark >> 1, rare * if mark & 1 == 1 { IN_NAME } else { 1.0 } + boost)
                })
                .collect()
        };
        match how {
            How::Whole | How::Phrase => self.words.get(word).map(|who| of(who)).unwrap_or_default(),
            How::Pattern => {
                let start: String = word.chars().take_while(|c| *c != '*' && *c != '?').collect();
                let from: Box<str> = start.as_str().into();
                let like = self.words.range(from..).take_while(|(own, _)| own.starts_with(&start));
                like.filter(|(own, _)| is_like(own, word))
                    .fold(Found::new(), |found, (_, who)| either(&found, &of(who)))
            }
            How::Near(letters) => {
                let most = letters.map_or_else(|| near(word), usize::from);
                let like = self.words.iter().filter(|(own, _)| apart(own, word, most));
                like.fold(Found::new(), |found, (_, who)| either(&found, &of(who)))
            }
        }
    }

    fn by_keyword(&self, field: &str, text: &str, how: How) -> Found {
        let mut found: BTreeSet<u32> = BTreeSet::new();
        match how {
            How::Pattern => {
                let pattern = normal_pattern(text);
                let like = self.values(field).filter(|(value, _)| is_like(value, &pattern));
                like.for_each(|(_, who)| found.extend(who));
            }
            How::Near(letters) => {
                let wanted = keyword_of(text);
                let most = letters.map_or_else(|| near(&wanted), usize::from);
                let like = self.values(field).filter(|(value, _)| apart(value, &wanted, most));
                like.for_each(|(_, who)| found.extend(who));
            }
            How::Whole | How::Phrase => found.extend(self.having(field, text)),
        }
        found.into_iter().map(|at| (at, 1.0)).collect()
    }
}

/// Entities of whom much is known come first of those that are found alike.
fn weight(doc: &Doc) -> f32 {
    (doc.values as f32).sqrt() / 20.0
}

/// The words of a text in normal form.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = String> {
    let text = normal(text);
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.into_iter()
}

fn keyword_of(value: &str) -> String {
    value.trim().to_lowercase()
}

fn normal_pattern(text: &str) -> String {
    text.to_lowercase()
}

/// A date at its own precision and at those that are less; any other value as it is.
fn dates<'v>(kind: &str, value: &'v str) -> impl Iterator<Item = &'v str> {
    let shorter = if kind == "date" { &[4, 7, 10][..] } else { &[] };
    let shorter = shorter.iter().filter(|length| value.len() > **length).filter_map(|length| value.get(..*length));
    shorter.chain([value])
}

/// Whether a text is as a pattern says.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut of, mut star, mut from) = (0, 0, None, 0);
    while at < text.len() {
        match pattern.get(of) {
            Some('*') => {
                star = Some(of);
                from = at;
                of += 1;
            }
            Some(c) if *c == '?' || Some(c) == text.get(at) => {
                at += 1;
                of += 1;
            }
            _ => match star {
                Some(back) => {
                    of = back + 1;
                    from += 1;
                    at = from;
                }
                None => return false,
            },
        }
    }
    pattern.get(of..).unwrap_or_default().iter().all(|c| *c == '*')
}

/// How many letters may be otherwise in a word of that length.
fn near(word: &str) -> usize {
    match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// Whether two words are at most so many letters apart, two that changed places counted once.
fn apart(one: &str, other: &str, most: usize) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (row[j] + usize::from(a != b)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a) {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().is_some_and(|distance| *distance <= most)
}

/// Those found by both.
fn both(one: &Found, other: &Found) -> Found {
    let (mut out, mut others) = (Found::new(), other.iter().peekable());
    for (at, score) in one {
        while others.next_if(|(other, _)| other < at).is_some() {}
        if let Some((_, more)) = others.peek().filter(|(other, _)| other == at) {
            out.push((*at, score + more));
        }
    }
    out
}

/// Those found by either.
fn either(one: &Found, other: &Found) -> Found {
    let (mut out, mut others) = (Found::with_capacity(one.len() + other.len()), other.iter().peekable());
    for (at, score) in one {
        while let Some(earlier) = others.next_if(|(other, _)| other < at) {
            out.push(*earlier);
        }
        let more = others.next_if(|(other, _)| other == at).map_or(0.0, |(_, more)| *more);
        out.push((*at, score + more));
    }
    out.extend(others);
    out
}

#[cfg(test)]
mod tests {
    use super::{apart, is_like};

    #[test]
    fn patterns_and_words_that_are_near() {
        for (text, pattern, want) in [
            ("putin", "put*", true),
            ("putin", "p?tin", true),
            ("putin", "*tin", true),
            ("putin", "p*t*n", true),
            ("putin", "put", false),
            ("putin", "?utin?", false),
            ("", "*", true),
        ] {
            assert_eq!(is_like(text, pattern), want, "{text} {pattern}");
        }
        for (one, other, most, want) in [
            ("putin", "putin", 0, true),
            ("putin", "puten", 1, true),
            ("putin", "putni", 1, true),
            ("putin", "pten", 1, false),
            ("putin", "pten", 2, true),
            ("محمد", "محمود", 1, true),
        ] {
            assert_eq!(apart(one, other, most), want, "{one} {other} {most}");
        }
    }
}
