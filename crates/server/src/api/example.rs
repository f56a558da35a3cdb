//! An entity asked for by example: what is told of it, in the forms of FollowTheMoney, and as a question to the register.
//!
//! Source:   yente 5.5.0: `Entity.from_example`; followthemoney 4.11.2: what it makes of values.
//! Fails:    a schema that is not known, or that entities are not asked for by.

use std::collections::BTreeSet;

use register::matching::countries;
use register::{DateSpan, Kind, Query, Sex};
use serde_json::{Map, Value, json};
use sources::ftm::Proxy;
use sources::ftm::schema::{self, Role, Schema};

/// The schema of anything that has a name.
pub(super) const ANYTHING: &str = "Thing";

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub(super) proxy: Proxy,
    /// The asker's own id.
    id: Option<String>,
    /// Properties that the schema does not have, which were not asked for.
    pub(super) unknown: Vec<String>,
}

impl Example {
    /// Of a schema and the values of properties, as given.
    pub(super) fn of(id: Option<String>, schema: &str, properties: &[(String, Vec<String>)]) -> Result<Self, String> {
        let known = schema::find(schema).ok_or_else(|| format!("Unknown schema: '{schema}'"))?;
        if schema != ANYTHING && !known.matchable {
            return Err(format!("Non-matchable schema for query: {schema}"));
        }
        let mut example = Self { proxy: Proxy::new("", known), id, unknown: Vec::new() };
        for (name, values) in properties {
            let Some(kind) = known.type_of(name) else {
                example.unknown.push(name.clone());
                continue;
            };
            for value in values.iter().flat_map(|value| cleaned(kind, value)) {
                example.proxy.add(name, &value);
            }
        }
        if names(&example.proxy).next().is_none() {
            example.name_by_parts();
        }
        Ok(example)
    }

    /// The name that parts of it make, where none is given whole.
    fn name_by_parts(&mut self) {
        let parts = ["firstName", "secondName", "middleName", "fatherName", "lastName"];
        let parts: Vec<&str> =
            parts.iter().filter_map(|part| self.proxy.values(part).first().map(String::as_str)).collect();
        let name = parts.join(" ");
        self.proxy.add("name", &name);
    }

    /// Whether an entity of a schema may be meant.
    pub(super) fn may_be(&self, other: &Schema) -> bool {
        self.proxy.schema.is_found_as(other)
    }

    /// As a question to the register.
    pub(super) fn query(&self) -> Query {
        let of = |names: &[&str]| names.iter().flat_map(|name| self.proxy.values(name)).cloned().collect::<Vec<_>>();
        let kind = match self.proxy.schema.role() {
            Role::Entry(kind) if kind != Kind::Unknown => Some(kind),
            _ => None,
        };
        let documents: BTreeSet<String> = self.proxy.of_kind("identifier").map(|(_, value)| value.to_owned()).collect();
        let weak = self.proxy.values("weakAlias").iter().cloned();
        let dates = of(&["birthDate", "incorporationDate", "buildDate"]);
        Query {
            names: names(&self.proxy).map(str::to_owned).chain(weak).collect(),
            kind,
            born: dates.iter().find_map(|date| date.parse::<DateSpan>().ok()),
            birth_places: of(&["birthPlace"]),
            documents: documents.into_iter().collect(),
            countries: of(&["nationality", "citizenship", "country", "jurisdiction", "mainCountry", "flag"]),
            gender: self.proxy.values("gender").first().cloned(),
        }
    }

    /// As it was understood.
    pub(super) fn json(&self) -> Value {
        json!({"id": self.id, "schema": self.proxy.schema.name, "properties": self.proxy.properties})
    }
}

/// The names that entities are compared by.
fn names(proxy: &Proxy) -> impl Iterator<Item = &str> {
    let is_compared =
        |name: &str| proxy.schema.property(name).is_some_and(|property| property.matchable.unwrap_or(true));
    proxy.of_kind("name").filter(move |(name, _)| is_compared(name)).map(|(_, value)| value)
}

/// A value in the form its type has; none where it has none.
fn cleaned(kind: &str, value: &str) -> Vec<String> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.is_empty() {
        return Vec::new();
    }
    match kind {
        "country" => countries(&value).into_iter().map(str::to_lowercase).collect(),
        "gender" => Sex::stated(&value).map(|sex| sex.name().to_owned()).into_iter().collect(),
        "date" => {
            let day = value.split_once(['T', ' ']).map_or(value.as_str(), |(day, _)| day);
            let is_date = !day.contains("..") && day.parse::<DateSpan>().is_ok();
            if is_date { vec![day.to_owned()] } else { Vec::new() }
        }
        "email" => vec![value.to_lowercase()],
        _ => vec![value],
    }
}

/// The values of a property as a body may give them: a text, or a list of anything that has a text.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(items) => Some(items.iter().filter_map(text).collect()),
        _ => None,
    }
}

/// The properties of a body's object.
pub(super) fn properties(given: &Map<String, Value>) -> Vec<(String, Vec<String>)> {
    given.iter().filter_map(|(name, value)| Some((name.clone(), texts(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use register::Kind;
    use serde_json::json;

    use super::{Example, properties};

    #[test]
    fn values_take_the_forms_of_followthemoney() {
        let given = json!({
            "firstName": "Yusuf", "lastName": ["al-Khayali", null, 7], "birthDate": ["1970-05-17T00:00:00", "spring", "1970"],
            "nationality": ["Syria", "Atlantis"], "gender": "M", "colour": "blue", "passportNumber": 123456,
        });
        let given = properties(given.as_object().expect("an object"));
        let example = Example::of(Some("mine".to_owned()), "Person", &given).expect("an example");
        let told = example.json();
        assert_eq!(told["properties"]["birthDate"], json!(["1970-05-17", "1970"]));
        assert_eq!(told["properties"]["nationality"], json!(["sy"]));
        assert_eq!(told["properties"]["gender"], json!(["male"]));
        assert_eq!(told["properties"]["name"], json!(["Yusuf al-Khayali"]));
        assert_eq!((&told["id"], &told["schema"]), (&json!("mine"), &json!("Person")));
        assert_eq!(example.unknown, ["colour"]);
        let query = example.query();
        assert_eq!((query.kind, query.names.len()), (Some(Kind::Person), 1));
        assert_eq!(query.countries, ["sy"]);
    }

    #[test]
    fn only_what_is_asked_for_by_example_is() {
        for (schema, want) in [
            ("Person", None),
            ("Thing", None),
            ("Address", None),
            ("Planet", Some("Unknown schema: 'Planet'")),
            ("Sanction", Some("Non-matchable schema for query: Sanction")),
            ("Ownership", Some("Non-matchable schema for query: Ownership")),
        ] {
            assert_eq!(Example::of(None, schema, &[]).err().as_deref(), want, "{schema}");
        }
    }
}
