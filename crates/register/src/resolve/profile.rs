//! What is compared of one entry, read once.

use std::collections::BTreeSet;

use names::Role;

use crate::entity::words_in_order;
use crate::matching::birth::is_birth;
use crate::matching::country::countries;
use crate::matching::identifier::Number;
use crate::matching::place::Place;
use crate::{Alias, Day, Entity, Kind, NameKind, Property, Query, Sex, StatedDate, Statement, Value};

use super::regime::Regimes;

/// One entry, or several of one list and key, as it is compared with others.
pub(super) struct Profile<'e> {
    pub(super) entity: &'e Entity,
    pub(super) kind: Kind,
    pub(super) list: &'e str,
    /// In the order of the entries.
    pub(super) names: Vec<&'e Alias>,
    /// The words of its main name in normal form and in order; of a body's without its legal form.
    pub(super) main_words: Vec<String>,
    /// The names after a father in its names, in normal form; of persons.
    pub(super) fathers: Vec<String>,
    pub(super) births: Vec<&'e StatedDate>,
    pub(super) birth_places: Vec<(&'e Statement, Place)>,
    pub(super) countries: Vec<&'static str>,
    pub(super) sex: Option<Sex>,
    pub(super) numbers: Vec<(&'e Statement, Number)>,
    /// E-mail addresses, web addresses and telephones in normal form.
    pub(super) contacts: Vec<String>,
    /// The days it states as those of its listing; of a longer span none.
    pub(super) listed_on: Vec<Day>,
    pub(super) regimes: Regimes,
    /// As printed, in order.
    pub(super) programmes: BTreeSet<String>,
}

impl<'e> Profile<'e> {
    pub(super) fn of(entity: &'e Entity) -> Self {
        let kind = entity.kind();
        let statements = || entity.entries.iter().flat_map(|entry| &entry.statements);
        let of = |property: Property| statements().filter(move |statement| statement.property == property);
        let births = statements().filter(|statement| is_birth(statement.property));
        let births = births.filter_map(|statement| match &statement.value {
            Value::Date(date) if !date.spans.is_empty() => Some(&**date),
            _ => None,
        });
        let national = [Property::Nationality, Property::Citizenship, Property::FormerNationality, Property::Country];
        let addresses = statements().filter_map(|statement| match &statement.value {
            // Where a body is; a person may live anywhere.
            Value::Address(address) if kind == Kind::Organization => address.country.as_deref(),
            _ => None,
        });
        let mut sexes = of(Property::Gender).filter_map(|statement| Sex::stated(&statement.value.to_string()));
        let sex = sexes.next().filter(|sex| sexes.all(|other| other == *sex));
        let main_words = match kind {
            Kind::Organization => body_words(entity.caption()),
            _ => words_in_order(entity.caption()),
        };
        let names: Vec<&Alias> =
            entity.entries.iter().flat_map(|entry| entry.names()).map(|(alias, _)| alias).collect();
        Self {
            entity,
            main_words,
            kind,
            list: entity.entries.first().map_or("", |entry| &entry.list),
            fathers: if kind == Kind::Person { fathers(&names) } else { Vec::new() },
            names,
            births: births.collect(),
            birth_places: of(Property::BirthPlace)
                .map(|statement| (statement, Place::of(&statement.value.to_string())))
                .collect(),
            countries: statements()
                .filter(|statement| national.contains(&statement.property))
                .flat_map(|statement| countries(&statement.value.to_string()))
                .chain(addresses.flat_map(countries))
                .collect(),
            sex,
            numbers: statements()
                .filter_map(|statement| match &statement.value {
                    Value::Document(document) => Some((statement, Number::of_document(document))),
                    _ => None,
                })
                .filter(|(_, number)| number.tells())
                .collect(),
            contacts: statements()
                .filter(|statement| matches!(statement.property, Property::Email | Property::Website | Property::Phone))
                .map(|statement| contact(&statement.value.to_string()))
                .filter(|contact| contact.len() > 6)
                .collect(),
            listed_on: of(Property::ListedOn)
                .filter_map(|statement| match &statement.value {
                    Value::Date(date) => date.spans.first().filter(|span| span.first() == span.last()),
                    _ => None,
                })
                .map(|span| span.first())
                .collect(),
            programmes: of(Property::Programme).map(|statement| statement.value.to_string()).collect(),
            regimes: entity.entries.iter().map(Regimes::of).fold(Regimes::default(), Regimes::and),
        }
    }

    /// What is asked of the index, to find others like it.
    pub(super) fn query(&self) -> Query {
        Query {
            names: self.names.iter().map(|alias| alias.text.to_string()).collect(),
            kind: Some(self.kind).filter(|kind| *kind != Kind::Unknown),
            ..Query::default()
        }
    }

    /// The last word of its main name, in normal form.
    pub(super) fn last_word(&self) -> String {
        let name = names::normal(self.entity.caption());
        name.split_whitespace().next_back().unwrap_or_default().to_owned()
    }

    /// A name of it, as printed.
    pub(super) fn name(&self, at: usize) -> Option<Box<str>> {
        self.names.get(at).map(|alias| alias.text.clone())
    }

    /// Its main name, as printed.
    pub(super) fn caption(&self) -> Box<str> {
        self.entity.caption().into()
    }

    /// The programmes it stands under, as printed.
    pub(super) fn programmes_text(&self) -> Option<Box<str>> {
        let programmes: Vec<&str> = self.programmes.iter().map(String::as_str).collect();
        Some(programmes.join(", ").into()).filter(|_| !programmes.is_empty())
    }

    /// Whether a name is one of its main names.
    pub(super) fn is_main(&self, name: usize) -> bool {
        let alias = self.names.get(name);
        alias.is_some_and(|alias| matches!(alias.kind, NameKind::Primary | NameKind::OriginalScript))
    }
}

/// The names after a father, in normal form, as Russian, Ukrainian and Belarusian make them.
fn fathers(names: &[&Alias]) -> Vec<String> {
    const ENDINGS: &[&str] = &[
        "ovich", "evich", "ovych", "evych", "avich", "ovitj", "evitj", "ovna", "evna", "ivna", "auna", "ович", "евич",
        "овна", "евна", "івна", "авіч", "евіч", "аўна",
    ];
    let mut fathers: Vec<String> = Vec::new();
    for alias in names {
        let name = names::normal(&alias.text);
        let words: Vec<&str> = name.split_whitespace().collect();
        // One of three: of two it may be a family's name.
        let of_three = words.iter().filter(|word| words.len() > 2 && ENDINGS.iter().any(|end| word.ends_with(end)));
        fathers.extend(of_three.map(|word| (*word).to_owned()));
    }
    fathers.sort();
    fathers.dedup();
    fathers
}

/// The words of a body's name in order, but for its legal form.
fn body_words(name: &str) -> Vec<String> {
    let parts = names::prepare_organisation(name).parts.into_iter();
    let mut words: Vec<String> = parts.filter(|part| part.role != Role::LegalForm).map(|part| part.text).collect();
    words.sort();
    words
}

fn contact(text: &str) -> String {
    let text = text.to_lowercase();
    let text = text.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    text.chars().filter(|c| c.is_alphanumeric() || *c == '@' || *c == '.').collect()
}
