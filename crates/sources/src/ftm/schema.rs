//! FollowTheMoney's schemata: which names exist, what each property holds, and what each schema is to an entry.
//!
//! Source:   `data/ftm.toml`, from followthemoney 4.11.2 (MIT).
//! Shape:    [`find`] gives a schema with everything it inherits.
//! Not here: which of our properties stands for which of theirs (`read`, `write`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use register::Kind;
use serde::Deserialize;

const FILE: &str = include_str!("../../data/ftm.toml");

/// A schema with everything it inherits.
#[derive(Debug)]
pub struct Schema {
    /// Its name: `Person`.
    pub name: String,
    /// Itself and every schema it extends.
    is: Vec<String>,
    /// The two properties an edge joins, from its source to its target.
    pub edge: Option<[String; 2]>,
    /// The type of each property, by the property's name.
    properties: BTreeMap<String, String>,
}

/// What a schema is to the entries of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An entry of this kind.
    Entry(Kind),
    /// A thing that is an entry where the file says that it is a target, else part of others.
    Thing,
    /// Part of the entries it names: a sanction, a passport, an edge.
    Part,
}

impl Schema {
    /// Whether it is a schema or extends it.
    pub fn is(&self, name: &str) -> bool {
        self.is.iter().any(|own| own == name)
    }

    /// The type of a property: `name`, `country`, `date`; `None` where the schema has no such property.
    pub fn type_of(&self, property: &str) -> Option<&str> {
        self.properties.get(property).map(String::as_str)
    }

    /// Whether it has a property.
    pub fn has(&self, property: &str) -> bool {
        self.properties.contains_key(property)
    }

    /// What it is to the entries of a list.
    pub fn role(&self) -> Role {
        match () {
            () if self.is("Person") => Role::Entry(Kind::Person),
            () if self.is("Organization") => Role::Entry(Kind::Organization),
            () if self.is("LegalEntity") => Role::Entry(Kind::Unknown),
            () if self.is("Vessel") => Role::Entry(Kind::Vessel),
            () if self.is("Airplane") => Role::Entry(Kind::Aircraft),
            () if self.is("Thing") && !self.is("Interval") && !self.is("Document") => Role::Thing,
            () => Role::Part,
        }
    }
}

/// The schema of a name.
pub fn find(name: &str) -> Option<&'static Schema> {
    static ALL: OnceLock<BTreeMap<String, Schema>> = OnceLock::new();
    ALL.get_or_init(|| all(FILE).unwrap_or_default()).get(name)
}

/// A schema as the file has it: what it adds to those it extends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    #[serde(default)]
    extends: Vec<String>,
    edge: Option<[String; 2]>,
    #[serde(default)]
    properties: BTreeMap<String, Vec<String>>,
}

fn all(file: &str) -> Result<BTreeMap<String, Schema>, toml::de::Error> {
    let owns: BTreeMap<String, Own> = toml::from_str(file)?;
    Ok(owns.keys().map(|name| (name.clone(), whole(name, &owns))).collect())
}

fn whole(name: &str, owns: &BTreeMap<String, Own>) -> Schema {
    let mut schema = Schema { name: name.to_owned(), is: Vec::new(), edge: None, properties: BTreeMap::new() };
    let mut todo = vec![name];
    while let Some(next) = todo.pop() {
        let Some(own) = owns.get(next).filter(|_| !schema.is(next)) else { continue };
        schema.is.push(next.to_owned());
        schema.edge = schema.edge.or_else(|| own.edge.clone());
        for (kind, names) in &own.properties {
            for name in names {
                // What is nearer to the schema wins: a contract's title over a thing's.
                schema.properties.entry(name.clone()).or_insert_with(|| kind.clone());
            }
        }
        todo.extend(own.extends.iter().map(String::as_str));
    }
    schema
}

#[cfg(test)]
mod tests {
    use register::Kind;

    use super::{FILE, Role, all, find};

    #[test]
    fn the_table_is_whole() {
        let all = all(FILE).expect("the table parses");
        assert_eq!(all.len(), 71);
        assert_eq!(all.values().filter(|schema| schema.edge.is_some()).count(), 17);
        for schema in all.values() {
            for end in schema.edge.iter().flatten() {
                assert_eq!(schema.type_of(end), Some("entity"), "{} {end}", schema.name);
            }
        }
    }

    #[test]
    fn a_schema_inherits() {
        for (schema, property, want) in [
            ("Person", "birthDate", Some("date")),
            ("Person", "weakAlias", Some("name")),
            ("Person", "imoNumber", None),
            ("Company", "amount", Some("number")),
            ("Passport", "holder", Some("entity")),
            ("Vessel", "registrationNumber", Some("identifier")),
        ] {
            assert_eq!(find(schema).and_then(|schema| schema.type_of(property)), want, "{schema}:{property}");
        }
    }

    #[test]
    fn each_schema_has_its_role() {
        for (schema, want) in [
            ("Person", Some(Role::Entry(Kind::Person))),
            ("PublicBody", Some(Role::Entry(Kind::Organization))),
            ("LegalEntity", Some(Role::Entry(Kind::Unknown))),
            ("Airplane", Some(Role::Entry(Kind::Aircraft))),
            ("Vehicle", Some(Role::Thing)),
            ("CryptoWallet", Some(Role::Thing)),
            ("Sanction", Some(Role::Part)),
            ("Ownership", Some(Role::Part)),
            ("Planet", None),
        ] {
            assert_eq!(find(schema).map(super::Schema::role), want, "{schema}");
        }
    }
}
