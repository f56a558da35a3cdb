//! FollowTheMoney's schemata: which names exist, what each property holds, and what each schema is to an entry.
//!
//! Source:   `data/ftm.toml`, from followthemoney 4.11.2 (MIT).
//! Shape:    [`find`] gives a schema with everything it inherits; a property of type `entity` names other entities, and the schemata
//!           it may name have its reverse: what names them so.
//! Not here: which of our properties stands for which of theirs (`read`, `write`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use register::Kind;
use serde::Deserialize;

const FILE: &str = include_str!("../../data/ftm.toml");

/// A schema with everything it inherits.
#[derive(Debug, PartialEq, Eq)]
pub struct Schema {
    /// Its name: `Person`.
    pub name: String,
    /// For readers: "Person", "People".
    pub label: String,
    /// The same of several.
    pub plural: String,
    /// Whether entities of it are asked for by example.
    pub matchable: bool,
    /// Itself and every schema it extends.
    is: Vec<String>,
    /// The two properties an edge joins, from its source to its target.
    pub edge: Option<[String; 2]>,
    /// The properties that say most, in order.
    pub featured: Vec<String>,
    /// The properties that an entity may be called by, the likeliest first.
    pub caption: Vec<String>,
    /// By name.
    properties: BTreeMap<String, Property>,
    /// By name, what others call it that name it.
    reverses: BTreeMap<String, Reverse>,
}

/// A property of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// The schema that has it first: `Thing` of a person's `country`.
    pub schema: String,
    /// For readers.
    pub label: String,
    /// The type of its values: `name`, `country`, `entity`.
    pub kind: String,
    /// Whether it is left out where properties are offered.
    pub hidden: bool,
    /// Whether entities are compared by it; `None` where the type says so.
    pub matchable: Option<bool>,
    /// The schema that it may name; any where none is given.
    range: Option<String>,
    /// What whom it names calls it, with a label.
    pub reverse: Option<(String, String)>,
}

/// What an entity is called by others: the entities whose property names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reverse {
    /// For readers.
    pub label: String,
    /// The schema whose property it is.
    pub schema: String,
    /// The property.
    pub property: String,
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
        self.properties.get(property).map(|property| property.kind.as_str())
    }

    /// A property by its name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.get(name)
    }

    /// Every property, by name.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &Property)> {
        self.properties.iter().map(|(name, property)| (name.as_str(), property))
    }

    /// What others call it that name it, by the name it has for them.
    pub fn reverse(&self, name: &str) -> Option<&Reverse> {
        self.reverses.get(name)
    }

    /// Every reverse, by name.
    pub fn reverses(&self) -> impl Iterator<Item = (&str, &Reverse)> {
        self.reverses.iter().map(|(name, reverse)| (name.as_str(), reverse))
    }

    /// Itself and every schema it extends.
    pub fn ancestors(&self) -> impl Iterator<Item = &str> {
        self.is.iter().map(String::as_str)
    }

    /// Whether an entity of another schema may be meant where one of this is asked for by example: what it extends and what extends it.
    pub fn can_match(&self, other: &Schema) -> bool {
        self.matchable && other.matchable && (self.is(&other.name) || other.is(&self.name))
    }

    /// Whether an entity of another schema is found where one of this is searched for.
    pub fn is_found_as(&self, other: &Schema) -> bool {
        if self.matchable { self.can_match(other) } else { other.is(&self.name) }
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
    all().get(name)
}

/// Every schema, by name.
pub fn all() -> &'static BTreeMap<String, Schema> {
    static ALL: OnceLock<BTreeMap<String, Schema>> = OnceLock::new();
    ALL.get_or_init(|| read(FILE).unwrap_or_default())
}

/// A schema as the file has it: what it adds to those it extends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    label: String,
    plural: String,
    #[serde(default)]
    extends: Vec<String>,
    #[serde(default = "yes")]
    matchable: bool,
    edge: Option<[String; 2]>,
    #[serde(default)]
    featured: Vec<String>,
    #[serde(default)]
    caption: Vec<String>,
    #[serde(default)]
    properties: BTreeMap<String, OwnProperty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnProperty {
    label: String,
    #[serde(rename = "type", default = "string")]
    kind: String,
    #[serde(default)]
    hidden: bool,
    matchable: Option<bool>,
    range: Option<String>,
    reverse: Option<OwnReverse>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnReverse {
    name: String,
    label: String,
}

fn yes() -> bool {
    true
}

fn string() -> String {
    "string".to_owned()
}

fn read(file: &str) -> Result<BTreeMap<String, Schema>, toml::de::Error> {
    let owns: BTreeMap<String, Own> = toml::from_str(file)?;
    let mut schemata: BTreeMap<String, Schema> =
        owns.iter().map(|(name, own)| (name.clone(), whole(name, own, &owns))).collect();
    for (name, own) in &owns {
        for (property, said) in &own.properties {
            let Some((range, reverse)) = said.range.as_ref().zip(said.reverse.as_ref()) else { continue };
            let called = Reverse { label: reverse.label.clone(), schema: name.clone(), property: property.clone() };
            for schema in schemata.values_mut().filter(|schema| schema.is(range)) {
                schema.reverses.insert(reverse.name.clone(), called.clone());
            }
        }
    }
    Ok(schemata)
}

fn whole(name: &str, own: &Own, owns: &BTreeMap<String, Own>) -> Schema {
    let mut schema = Schema {
        name: name.to_owned(),
        label: own.label.clone(),
        plural: own.plural.clone(),
        matchable: own.matchable,
        is: Vec::new(),
        edge: None,
        featured: own.featured.clone(),
        caption: own.caption.clone(),
        properties: BTreeMap::new(),
        reverses: BTreeMap::new(),
    };
    let mut todo = vec![name];
    while let Some(next) = todo.pop() {
        let Some(own) = owns.get(next).filter(|_| !schema.is(next)) else { continue };
        schema.is.push(next.to_owned());
        schema.edge = schema.edge.or_else(|| own.edge.clone());
        for (name, said) in &own.properties {
            // What is nearer to the schema wins: a contract's title over a thing's.
            schema.properties.entry(name.clone()).or_insert_with(|| Property {
                schema: next.to_owned(),
                label: said.label.clone(),
                kind: said.kind.clone(),
                hidden: said.hidden,
                matchable: said.matchable,
                range: said.range.clone(),
                reverse: said.reverse.as_ref().map(|reverse| (reverse.name.clone(), reverse.label.clone())),
            });
        }
        todo.extend(own.extends.iter().map(String::as_str));
    }
    schema
}

#[cfg(test)]
mod tests {
    use register::Kind;

    use super::{FILE, Role, find, read};

    #[test]
    fn the_table_is_whole() {
        let all = read(FILE).expect("the table parses");
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
    fn who_is_named_has_the_reverse_of_what_names_them() {
        for (schema, reverse, want) in [
            ("Company", "ownershipOwner", Some("Ownership:owner")),
            ("Person", "ownershipOwner", Some("Ownership:owner")),
            ("Company", "ownershipAsset", Some("Ownership:asset")),
            ("Person", "ownershipAsset", None),
            ("Vessel", "sanctions", Some("Sanction:entity")),
            ("Address", "addressEntity", None),
        ] {
            let named = find(schema).and_then(|schema| schema.reverse(reverse));
            assert_eq!(named.map(|of| format!("{}:{}", of.schema, of.property)).as_deref(), want, "{schema} {reverse}");
        }
    }

    #[test]
    fn what_may_be_meant_is_extended_or_extends() {
        for (asked, other, is_meant, is_found) in [
            ("Person", "Person", true, true),
            ("Person", "LegalEntity", true, true),
            ("LegalEntity", "Company", true, true),
            ("Person", "Company", false, false),
            ("Company", "Organization", true, true),
            ("Thing", "Person", false, true),
            ("Thing", "Address", false, true),
            ("Vessel", "Airplane", false, false),
            ("Person", "Thing", false, false),
            ("Sanction", "Sanction", false, true),
        ] {
            let [asked, other] = [asked, other].map(|name| find(name).expect("a schema"));
            let told = (asked.can_match(other), asked.is_found_as(other));
            assert_eq!(told, (is_meant, is_found), "{} {}", asked.name, other.name);
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
