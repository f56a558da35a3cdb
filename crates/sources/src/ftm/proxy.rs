//! An entity as FollowTheMoney's tools tell it: an id, a schema and the values of its properties.
//!
//! Source:   followthemoney 4.11.2: `entities.ftm.json`, and the lines of `entities.delta.json`.
//! Shape:    a JSON object a line in; properties that the schema does not have are left out, as are religion and ethnicity by rule.
//! Fails:    a line that is no JSON object of an entity, or longer than 8 MB.

use std::collections::BTreeMap;

use register::Place;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{Json, Stated};
use super::read::{MAX_LINE, is_not_read};
use super::schema::Schema;
use super::vocabulary;
use crate::json_line;
use crate::reading::{ProblemKind, Refusal};

/// An entity with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Proxy {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub caption: String,
    /// What it is.
    pub schema: &'static Schema,
    /// The values of each property, in their order.
    pub properties: BTreeMap<String, Vec<String>>,
    /// The datasets that have it.
    pub datasets: Vec<String>,
    /// Other ids of it.
    pub referents: Vec<String>,
    /// Whether a topic of risk is stated of it.
    pub target: bool,
    /// When it was first seen, as `2023-07-19T18:02:43`.
    pub first_seen: Option<String>,
    /// When it was last seen.
    pub last_seen: Option<String>,
    /// When what it says last changed.
    pub last_change: Option<String>,
}

/// What a line of a delta does.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The entity is new, or says something else.
    Put(Box<Proxy>),
    /// The entity of this id is no more.
    Remove(String),
}

impl Proxy {
    /// Of a schema, with nothing known of it.
    pub fn new(id: &str, schema: &'static Schema) -> Self {
        Self {
            id: id.to_owned(),
            caption: schema.label.clone(),
            schema,
            properties: BTreeMap::new(),
            datasets: Vec::new(),
            referents: Vec::new(),
            target: false,
            first_seen: None,
            last_seen: None,
            last_change: None,
        }
    }

    /// Reads the entity of a line; `None` where its schema is none of FollowTheMoney's.
    ///
    /// # Errors
    /// See above.
    pub fn read(line: u32, text: &str) -> Result<Option<Self>, Refusal> {
        let json: Json<'_> = json_line::read(line, text, MAX_LINE)?;
        let stated = Stated::of(&json).ok_or_else(|| malformed(line, text))?;
        Ok(Self::of(&stated))
    }

    fn of(stated: &Stated<'_>) -> Option<Self> {
        let mut proxy = Self::new(stated.id, stated.known()?);
        for (name, values) in stated.properties() {
            if !proxy.schema.has(name) || is_not_read(name) {
                continue;
            }
            for (_, value) in values.items() {
                let text = value.text().map(str::to_owned);
                let text = text.or_else(|| Stated::of(value).map(|nested| nested.id.to_owned()));
                proxy.add(name, text.as_deref().unwrap_or_default());
            }
        }
        let list = |member: &str| stated.texts(member).map(|(_, text)| text.to_owned()).collect();
        proxy.datasets = list("datasets");
        proxy.referents = list("referents");
        let moment = |member: &str| stated.text(member).and_then(moment);
        proxy.first_seen = moment("first_seen");
        proxy.last_seen = moment("last_seen");
        proxy.last_change = moment("last_change");
        proxy.target = proxy.values("topics").iter().any(|topic| vocabulary::is_risk(topic));
        match stated.text("caption").map(str::trim).filter(|caption| !caption.is_empty()) {
            Some(caption) => proxy.caption = caption.to_owned(),
            None => proxy.choose_caption(),
        }
        Some(proxy)
    }

    /// The values of a property.
    pub fn values(&self, property: &str) -> &[String] {
        self.properties.get(property).map(Vec::as_slice).unwrap_or_default()
    }

    /// Adds a value that is not there yet; nothing of a property that the schema does not have, or an empty one.
    pub fn add(&mut self, property: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() || !self.schema.has(property) {
            return;
        }
        let values = self.properties.entry(property.to_owned()).or_default();
        if !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }

    /// Every value of a type, with its property.
    pub fn of_kind<'p>(&'p self, kind: &'p str) -> impl Iterator<Item = (&'p str, &'p str)> {
        let of = self.properties.iter().filter(move |(name, _)| self.schema.type_of(name) == Some(kind));
        of.flat_map(|(name, values)| values.iter().map(move |value| (name.as_str(), value.as_str())))
    }

    /// The ids of the entities it names, each with the property.
    pub fn named(&self) -> impl Iterator<Item = (&str, &str)> {
        self.of_kind("entity")
    }

    /// Takes in what another telling of the same entity says.
    pub fn join(&mut self, other: Self) {
        for (name, values) in &other.properties {
            values.iter().for_each(|value| self.add(name, value));
        }
        for (own, others) in [(&mut self.datasets, other.datasets), (&mut self.referents, other.referents)] {
            let new: Vec<String> = others.into_iter().filter(|name| !own.contains(name)).collect();
            own.extend(new);
        }
        self.target |= other.target;
        self.first_seen = [self.first_seen.take(), other.first_seen].into_iter().flatten().min();
        self.last_seen = self.last_seen.take().max(other.last_seen);
        self.last_change = self.last_change.take().max(other.last_change);
    }

    /// Calls it by the first value of what its schema is called by.
    pub fn choose_caption(&mut self) {
        let of = self.schema.caption.iter().find_map(|name| self.values(name).first());
        self.caption = of.cloned().unwrap_or_else(|| self.schema.label.clone());
    }
}

/// As a line of `entities.ftm.json`.
impl Serialize for Proxy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(10))?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("caption", &self.caption)?;
        map.serialize_entry("schema", &self.schema.name)?;
        map.serialize_entry("properties", &self.properties)?;
        map.serialize_entry("datasets", &self.datasets)?;
        map.serialize_entry("referents", &self.referents)?;
        map.serialize_entry("target", &self.target)?;
        map.serialize_entry("first_seen", &self.first_seen)?;
        map.serialize_entry("last_seen", &self.last_seen)?;
        map.serialize_entry("last_change", &self.last_change)?;
        map.end()
    }
}

impl Change {
    /// Reads a line of a delta: `{"op": "ADD", "entity": {…}}`; `None` where the entity's schema is none of FollowTheMoney's.
    ///
    /// # Errors
    /// See above.
    pub fn read(line: u32, text: &str) -> Result<Option<Self>, Refusal> {
        let json: Json<'_> = json_line::read(line, text, MAX_LINE)?;
        let Json::Object(members) = &json else { return Err(malformed(line, text)) };
        let member = |name: &str| members.iter().find(|(own, _)| own == name).map(|(_, value)| value);
        let entity = member("entity").ok_or_else(|| malformed(line, text))?;
        match member("op").and_then(Json::text) {
            Some("DEL") => {
                let Json::Object(members) = entity else { return Err(malformed(line, text)) };
                let id = members.iter().find(|(own, _)| own == "id").and_then(|(_, id)| id.text());
                Ok(Some(Self::Remove(id.ok_or_else(|| malformed(line, text))?.to_owned())))
            }
            Some("ADD" | "MOD") => {
                let stated = Stated::of(entity).ok_or_else(|| malformed(line, text))?;
                Ok(Proxy::of(&stated).map(|proxy| Self::Put(Box::new(proxy))))
            }
            _ => Err(malformed(line, text)),
        }
    }
}

fn malformed(line: u32, text: &str) -> Refusal {
    let start: String = text.chars().take(80).collect();
    Refusal::at(Place::Line { line, column: 1 }, ProblemKind::Malformed, start.trim_end())
}

/// A moment to the second and without a zone; of a day its beginning.
fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    match text.split_once(['T', ' ']) {
        Some((day, time)) => Some(format!("{day}T{}", time.get(..8)?)),
        None => (text.len() == 10).then(|| format!("{text}T00:00:00")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, Proxy};

    const LINE: &str = r#"{"id":"a","schema":"Person","properties":{"name":["Yusuf al-Khayali","Yusuf al-Khayali"],"religion":["x"],
        "topics":["sanction"],"imoNumber":["1"],"birthDate":"1970"},"referents":["b"],"datasets":["xx"],
        "first_seen":"2023-07-19T18:02:43.123Z","last_seen":"2024-01-02","target":false}"#;

    #[test]
    fn an_entity_is_read_by_its_schema() {
        let proxy = Proxy::read(1, &LINE.replace('\n', "")).expect("JSON").expect("a known schema");
        assert_eq!(proxy.caption, "Yusuf al-Khayali");
        assert_eq!(proxy.properties.keys().collect::<Vec<_>>(), ["birthDate", "name", "topics"]);
        assert_eq!(proxy.values("name"), ["Yusuf al-Khayali"]);
        assert!(proxy.target, "by its topics, whatever the file says");
        let seen = [&proxy.first_seen, &proxy.last_seen, &proxy.last_change].map(Option::as_deref);
        assert_eq!(seen, [Some("2023-07-19T18:02:43"), Some("2024-01-02T00:00:00"), None]);
    }

    #[test]
    fn a_delta_puts_and_removes() {
        for (line, want) in [
            (r#"{"op":"ADD","entity":{"id":"a","schema":"Person"}}"#, Ok(Some("put a"))),
            (r#"{"op":"MOD","entity":{"id":"a","schema":"Person"}}"#, Ok(Some("put a"))),
            (r#"{"op":"DEL","entity":{"id":"a"}}"#, Ok(Some("remove a"))),
            (r#"{"op":"ADD","entity":{"id":"a","schema":"Planet"}}"#, Ok(None)),
            (r#"{"op":"ADD","entity":{"schema":"Person"}}"#, Err(())),
            (r#"{"op":"DEL","entity":[]}"#, Err(())),
            (r#"{"op":"EAT","entity":{"id":"a","schema":"Person"}}"#, Err(())),
            (r#"["op"]"#, Err(())),
            (r#"{"op":"AD"#, Err(())),
        ] {
            let read = Change::read(1, line).map_err(|_| ()).map(|change| {
                change.map(|change| match change {
                    Change::Put(proxy) => format!("put {}", proxy.id),
                    Change::Remove(id) => format!("remove {id}"),
                })
            });
            assert_eq!(read, want.map(|said| said.map(str::to_owned)), "{line}");
        }
    }
}
