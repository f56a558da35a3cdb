//! Writing entities and their statements as FollowTheMoney.
//!
//! Source:   followthemoney 4.11.2: its proxies' JSON, and the columns of its statement CSV.
//! Shape:    an entity is one line; each designation, paper, wallet, address and tie is a line of its own that names it.
//!           The id of such a part is the SHA-256 of what tells it from others. A list is a dataset, an entry's
//!           reference (`un-sc:QDi.001`) a referent, as is the id that an entry gave before it was joined with others.
//! Lossy:    what the format has no property for goes to `notes`, as `label: text`; "about" in dates, spans of more
//!           than ten years (see `values`), notes on single values and the dates of acts are not written.
//! Not here: which entities are written, and where (the faces).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use register::{
    Address, Alias, Day, Document, Edition, EditionId, Entity, Evidence, Kind, ListedEntry, NameKind, Property,
    Quality, Sex, StatedDate, Statement, Tie, Value,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::proxy::Proxy;
use super::read::NAME_PARTS;
use super::schema::{self, Role, Schema};
use super::values;

/// The columns of a statement, as followthemoney's CSV has them. `origin` is the evidence: the edition's SHA-256, a
/// blank, and the place in it.
pub const STATEMENT_COLUMNS: [&str; 14] = [
    "canonical_id",
    "entity_id",
    "prop",
    "prop_type",
    "schema",
    "value",
    "dataset",
    "origin",
    "lang",
    "original_value",
    "external",
    "first_seen",
    "last_seen",
    "id",
];

/// The columns of an entity in one row, as OpenSanctions' `targets.simple.csv` has them; several values are joined by `;`, and one that
/// has a `;` in it stands in quotes.
pub const SIMPLE_COLUMNS: [&str; 15] = [
    "id",
    "schema",
    "name",
    "aliases",
    "birth_date",
    "countries",
    "addresses",
    "identifiers",
    "sanctions",
    "phones",
    "emails",
    "dataset",
    "first_seen",
    "last_seen",
    "last_change",
];

/// A line of an export, as a delta compares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportLine {
    /// The id of the entity or part.
    pub id: String,
    /// The line.
    pub line: String,
    /// A fingerprint of what it says, but for when it was last seen, which every edition moves.
    pub said: [u8; 16],
}

/// The longest identifier the format's tools take.
const MAX_IDENTIFIER: usize = 64;

/// One export: what is known of the editions, and the edges already written.
pub struct Export<'e> {
    published: HashMap<EditionId, Day>,
    newest: HashMap<Box<str>, Day>,
    find: &'e dyn Fn(&str, &str) -> Option<String>,
    edges: HashSet<String>,
}

impl<'e> Export<'e> {
    /// An export of entities whose statements stand in these editions. `find` gives the id of the entity that holds an
    /// entry, by list and key: the far end of a tie.
    pub fn new(editions: &[Edition], find: &'e dyn Fn(&str, &str) -> Option<String>) -> Self {
        let mut newest: HashMap<Box<str>, Day> = HashMap::new();
        for edition in editions.iter().filter(|edition| !edition.extract) {
            let day = newest.entry(edition.list.clone()).or_insert(edition.published);
            *day = edition.published.max(*day);
        }
        let published = editions.iter().map(|edition| (edition.id, edition.published)).collect();
        Self { published, newest, find, edges: HashSet::new() }
    }

    /// An entity and its parts, itself first.
    pub fn proxies(&mut self, entity: &Entity) -> Vec<Proxy> {
        let nodes = self.nodes(entity);
        let proxy = |node: &Node| {
            let line = self.of_node(entity, node);
            let properties = line.properties.into_iter();
            Proxy {
                id: line.id.to_owned(),
                caption: line.caption.to_owned(),
                schema: node.schema,
                properties: properties
                    .map(|(name, values)| (name.to_owned(), values.into_iter().map(str::to_owned).collect()))
                    .collect(),
                datasets: line.datasets.into_iter().map(str::to_owned).collect(),
                referents: line.referents,
                target: line.target,
                first_seen: line.first_seen,
                last_seen: line.last_seen,
                last_change: line.last_change,
            }
        };
        nodes.iter().map(proxy).collect()
    }

    /// The lines of an entity, without line breaks: itself, then its parts.
    pub fn entities(&mut self, entity: &Entity) -> Vec<String> {
        let nodes = self.nodes(entity);
        nodes.iter().map(|node| self.line(entity, node)).collect()
    }

    /// The same, each with its id and what tells whether it says something else than before.
    pub fn lines(&mut self, entity: &Entity) -> Vec<ExportLine> {
        let nodes = self.nodes(entity);
        let line = |node: &Node| {
            let line = self.of_node(entity, node);
            let said = text_of(&Line { last_seen: None, ..line.clone() });
            let digest = Sha256::digest(said);
            let said = std::array::from_fn(|at| digest.get(at).copied().unwrap_or_default());
            ExportLine { id: node.id.clone(), line: text_of(&line), said }
        };
        nodes.iter().map(line).collect()
    }

    /// An entity in one row, in the order of [`SIMPLE_COLUMNS`]; nothing of one that stands on no list as a target.
    pub fn simple(&mut self, entity: &Entity) -> Option<[String; 15]> {
        let nodes = self.nodes(entity);
        let main = nodes.first()?;
        let line = self.of_node(entity, main);
        if !line.target {
            return None;
        }
        let of = |node: &Node, is_wanted: &dyn Fn(&Fact, &str) -> bool| -> Vec<String> {
            let facts = node.facts.iter();
            let wanted = facts.filter(|fact| is_wanted(fact, node.schema.type_of(&fact.property).unwrap_or_default()));
            wanted.map(|fact| fact.value.clone()).collect()
        };
        let parts = |schema: &str| -> Vec<&Node> { nodes.iter().filter(|node| node.schema.is(schema)).collect() };
        let typed = |wanted: &str| of(main, &|_, kind| kind == wanted);
        let papers = parts("Identification");
        let of_papers = |wanted: &str| -> Vec<String> {
            papers.iter().flat_map(|paper| of(paper, &|fact, _| fact.property == wanted)).collect()
        };
        // "programme - status - since - until", as far as stated.
        let sanction = |node: &Node| {
            let said = ["program", "status", "startDate", "endDate"];
            let said: Vec<String> =
                said.iter().flat_map(|wanted| of(node, &|fact, _| fact.property == *wanted)).collect();
            said.join(" - ")
        };
        let mut aliases = typed("name");
        aliases.retain(|name| *name != entity.caption());
        let lists: Vec<String> = line.datasets.iter().map(|list| (*list).to_owned()).collect();
        Some([
            line.id.to_owned(),
            line.schema.to_owned(),
            entity.caption().to_owned(),
            joined(aliases),
            joined(of(main, &|fact, _| fact.property == "birthDate")),
            joined(typed("country").into_iter().chain(of_papers("country")).collect()),
            joined(typed("address")),
            joined(typed("identifier").into_iter().chain(of_papers("number")).collect()),
            joined(parts("Sanction").into_iter().map(sanction).collect()),
            joined(typed("phone")),
            joined(typed("email")),
            joined(lists),
            line.first_seen.unwrap_or_default(),
            line.last_seen.unwrap_or_default(),
            line.last_change.unwrap_or_default(),
        ])
    }

    /// The statements of an entity and its parts, in the order of [`STATEMENT_COLUMNS`].
    pub fn statements(&mut self, entity: &Entity) -> Vec<[String; 14]> {
        let nodes = self.nodes(entity);
        nodes.iter().flat_map(|node| self.rows(entity, node)).collect()
    }

    fn nodes(&mut self, entity: &Entity) -> Vec<Node> {
        let Some(schema) = schema_of(entity) else { return Vec::new() };
        let id = entity.id.as_str().to_owned();
        let mut main = Node { id: id.clone(), schema, facts: Vec::new() };
        let mut parts = Vec::new();
        for (at, entry) in entity.entries.iter().enumerate() {
            let mut one = Writing {
                find: self.find,
                entity: &id,
                caption: entity.caption(),
                schema,
                at,
                entry,
                main: &mut main.facts,
                first_seen: None,
                sanction: Vec::new(),
                parts: &mut parts,
            };
            for (statement, first_seen) in entry.dated_statements() {
                one.first_seen = first_seen.map(|(_, day)| day);
                one.statement(statement);
            }
            one.first_seen = first_seen(entry);
            one.designation();
        }
        parts.retain(|part: &Node| part.schema.edge.is_none() || self.edges.insert(part.id.clone()));
        let mut known = BTreeSet::new();
        parts.retain(|part| known.insert(part.id.clone()));
        parts.insert(0, main);
        for node in &mut parts {
            let mut known = HashSet::new();
            node.facts.retain(|fact| known.insert((fact.property.clone(), fact.value.clone(), fact.at)));
        }
        parts
    }

    fn line(&self, entity: &Entity, node: &Node) -> String {
        text_of(&self.of_node(entity, node))
    }

    fn of_node<'n>(&self, entity: &'n Entity, node: &'n Node) -> Line<'n> {
        let entries: BTreeSet<usize> = node.facts.iter().map(|fact| fact.at).collect();
        let entries: Vec<&ListedEntry> = entries.iter().filter_map(|at| entity.entries.get(*at)).collect();
        let is_main = node.id == entity.id.as_str();
        let mut properties: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for fact in &node.facts {
            let values = properties.entry(&fact.property).or_default();
            if !values.contains(&fact.value.as_str()) {
                values.push(&fact.value);
            }
        }
        if let Some(names) = properties.get_mut("name") {
            names.sort_by_key(|name| *name != entity.caption());
        }
        Line {
            id: &node.id,
            caption: if is_main { entity.caption() } else { node.caption() },
            schema: &node.schema.name,
            properties,
            referents: if is_main { referents(entity) } else { Vec::new() },
            datasets: entries.iter().map(|entry| &*entry.list).collect(),
            first_seen: entries.iter().filter_map(|entry| first_seen(entry)).min().map(moment),
            last_seen: entries.iter().filter_map(|entry| self.last_seen(entry)).max().map(moment),
            last_change: entries.iter().filter_map(|entry| last_change(entry)).max().map(moment),
            target: is_main && entity.entries.iter().any(|entry| entry.stands() && !is_beside(entry)),
        }
    }

    fn rows(&self, entity: &Entity, node: &Node) -> Vec<[String; 14]> {
        let is_main = node.id == entity.id.as_str();
        let mut out = Vec::new();
        for fact in &node.facts {
            let Some(entry) = entity.entries.get(fact.at) else { continue };
            let entity_id = if is_main { entry.reference() } else { node.id.clone() };
            let seen = fact.evidence.as_ref().and_then(|evidence| self.published.get(&evidence.edition).copied());
            let origin = fact.evidence.as_ref().map(|evidence| format!("{} {}", evidence.edition, evidence.place));
            let language = fact.language.clone().unwrap_or_default();
            let parts = [&*entry.list, &entity_id, &fact.property, &fact.value, &language];
            out.push([
                node.id.clone(),
                entity_id.clone(),
                fact.property.clone(),
                node.schema.type_of(&fact.property).unwrap_or_default().to_owned(),
                node.schema.name.clone(),
                fact.value.clone(),
                entry.list.to_string(),
                origin.map(|origin| origin.trim_end().to_owned()).unwrap_or_default(),
                language.clone(),
                fact.original.clone().unwrap_or_default(),
                "f".to_owned(),
                fact.first_seen.map(moment).unwrap_or_default(),
                seen.or_else(|| self.last_seen(entry)).map(moment).unwrap_or_default(),
                hash(&parts),
            ]);
        }
        out
    }

    /// The newest edition of its list while an entry stands, else the edition its statements are of.
    fn last_seen(&self, entry: &ListedEntry) -> Option<Day> {
        let stated = entry.statements.iter().filter_map(|s| self.published.get(&s.evidence.edition).copied()).max();
        let newest = self.newest.get(&entry.list).copied().filter(|_| entry.stands());
        newest.max(stated)
    }
}

fn text_of(line: &Line<'_>) -> String {
    // Texts, lists of texts and truth values always have a form in JSON.
    serde_json::to_string(line).unwrap_or_default()
}

/// Each value once, in the order of its first; one that has the separator in it stands in quotes.
fn joined(values: Vec<String>) -> String {
    let mut known = HashSet::new();
    let once = values.into_iter().filter(|value| known.insert(value.clone()));
    let quoted = |value: String| match value.contains([';', '"', '\n']) {
        true => format!("\"{}\"", value.replace('"', "\"\"")),
        false => value,
    };
    once.map(quoted).collect::<Vec<_>>().join(";")
}

/// An entity as the format writes it.
#[derive(Clone, Serialize)]
struct Line<'n> {
    id: &'n str,
    caption: &'n str,
    schema: &'n str,
    properties: BTreeMap<&'n str, Vec<&'n str>>,
    referents: Vec<String>,
    datasets: BTreeSet<&'n str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_seen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_change: Option<String>,
    target: bool,
}

/// An entity in the format's sense: one of ours, or a part of it.
struct Node {
    id: String,
    schema: &'static Schema,
    facts: Vec<Fact>,
}

impl Node {
    fn caption(&self) -> &str {
        let first = |name: &str| self.facts.iter().find(|fact| fact.property == name).map(|fact| &*fact.value);
        ["program", "number", "cryptoAddress", "full", "role"].into_iter().find_map(first).unwrap_or(&self.schema.name)
    }
}

/// One value of one property, and which entry states it where.
#[derive(Clone)]
struct Fact {
    property: String,
    value: String,
    original: Option<String>,
    language: Option<String>,
    at: usize,
    evidence: Option<Evidence>,
    /// The day of the first edition held that states it.
    first_seen: Option<Day>,
}

fn schema_of(entity: &Entity) -> Option<&'static Schema> {
    let kind = entity.kind();
    let stated = entity.entries.iter().filter(|entry| is_ftm(entry)).find_map(|entry| stated_other(entry, "schema"));
    let stated = stated.and_then(schema::find).filter(|schema| match schema.role() {
        Role::Entry(own) => own == kind,
        Role::Thing => kind == Kind::Unknown,
        Role::Part => false,
    });
    stated.or_else(|| {
        schema::find(match kind {
            Kind::Person => "Person",
            Kind::Organization => "Organization",
            Kind::Vessel => "Vessel",
            Kind::Aircraft => "Airplane",
            Kind::Unknown => "LegalEntity",
        })
    })
}

fn is_ftm(entry: &ListedEntry) -> bool {
    &*entry.list == "ftm"
}

/// Whether the file the entry came from says that it is no target itself.
fn is_beside(entry: &ListedEntry) -> bool {
    is_ftm(entry) && stated_other(entry, "target") == Some("false")
}

fn stated_other<'e>(entry: &'e ListedEntry, label: &str) -> Option<&'e str> {
    entry.statements.iter().find_map(|statement| match (&statement.value, statement.property) {
        (Value::Text(text), Property::Other) => text.strip_prefix(label)?.strip_prefix(": "),
        _ => None,
    })
}

/// What else names an entity: its entries, and the ids that they gave before they came together.
fn referents(entity: &Entity) -> Vec<String> {
    let former = entity.ids().filter(|id| *id != entity.id).map(|id| id.to_string());
    entity.entries.iter().map(ListedEntry::reference).chain(former).collect()
}

fn first_seen(entry: &ListedEntry) -> Option<Day> {
    entry.episodes.first().map(|episode| episode.from.1)
}

/// The last day on which it came, went, or was amended by its publisher's word.
fn last_change(entry: &ListedEntry) -> Option<Day> {
    let episodes = entry.episodes.iter().flat_map(|one| [Some(one.from.1), one.until.map(|until| until.1)]).flatten();
    let amended = entry.statements.iter().filter_map(|statement| match (&statement.value, statement.property) {
        (Value::Date(date), Property::AmendedOn) => date.spans.first().map(|span| span.first()),
        _ => None,
    });
    episodes.chain(amended).max()
}

fn moment(day: Day) -> String {
    format!("{day}T00:00:00")
}

/// 40 hexadecimal digits of a SHA-256 over texts, each with its length before it.
fn hash(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

/// One entry while it is written.
struct Writing<'w> {
    find: &'w dyn Fn(&str, &str) -> Option<String>,
    entity: &'w str,
    caption: &'w str,
    schema: &'static Schema,
    at: usize,
    entry: &'w ListedEntry,
    /// Of the statement that is being written.
    first_seen: Option<Day>,
    main: &'w mut Vec<Fact>,
    sanction: Vec<Fact>,
    parts: &'w mut Vec<Node>,
}

impl Writing<'_> {
    fn fact(&self, property: &str, value: &str, evidence: Option<&Evidence>) -> Fact {
        Fact {
            property: property.to_owned(),
            value: value.to_owned(),
            original: None,
            language: None,
            at: self.at,
            evidence: evidence.cloned(),
            first_seen: self.first_seen,
        }
    }

    /// The value under the first of these properties that the schema has, else among the notes.
    fn own(&mut self, properties: &[&str], value: &str, statement: &Statement) {
        let printed = statement.value.to_string();
        match properties.iter().find(|property| self.schema.has(property)) {
            Some(property) => {
                let mut fact = self.fact(property, value, Some(&statement.evidence));
                fact.original = Some(printed).filter(|printed| printed != value);
                self.main.push(fact);
            }
            None => self.note(statement.property.name(), &printed, statement),
        }
    }

    fn note(&mut self, label: &str, text: &str, statement: &Statement) {
        let fact = self.fact("notes", &format!("{label}: {text}"), Some(&statement.evidence));
        self.main.push(fact);
    }

    /// The value of a designation.
    fn designated(&mut self, property: &str, value: &str, statement: &Statement) {
        let fact = self.fact(property, value, Some(&statement.evidence));
        self.sanction.push(fact);
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.value {
            Value::Name(alias) => self.name(alias, statement),
            Value::Date(date) => self.date(date, statement),
            Value::Document(document) => self.document(document, statement),
            Value::Address(address) => self.address(address, statement),
            Value::Tie(tie) => self.tie(tie, statement),
            Value::Act(act) => {
                self.designated("summary", &act.title, statement);
                if let Some(link) = act.url.as_deref().and_then(values::link) {
                    self.designated("sourceUrl", &link, statement);
                }
            }
            Value::Text(text) => self.text(text, statement),
        }
    }

    fn name(&mut self, alias: &Alias, statement: &Statement) {
        let property = match (alias.kind, alias.quality) {
            _ if *alias.text == *self.caption => "name",
            (_, Quality::Low) | (NameKind::Fragment, _) => "weakAlias",
            (NameKind::Fka, _) => "previousName",
            (NameKind::Aka | NameKind::OnDocument, _) => "alias",
            (NameKind::Primary | NameKind::Nka | NameKind::OriginalScript | NameKind::Translation, _) => "name",
        };
        let mut fact = self.fact(property, &alias.text, Some(&statement.evidence));
        fact.language = alias.language.as_deref().map(values::language);
        self.main.push(fact.clone());
        for (part, text) in &alias.parts {
            let property = NAME_PARTS.iter().find(|(_, word)| *word == &**part).map(|(property, _)| *property);
            if let Some(property) = property.filter(|property| self.schema.has(property)) {
                self.main.push(Fact { property: property.to_owned(), value: text.to_string(), ..fact.clone() });
            }
        }
    }

    fn date(&mut self, date: &StatedDate, statement: &Statement) {
        let written = values::dates(date);
        let label = statement.property.name();
        if written.is_empty() {
            self.note(label, &date.text, statement);
        }
        for text in &written {
            match statement.property {
                Property::ListedOn => {
                    let effective = statement.note.as_deref() == Some("startDate");
                    self.designated(if effective { "startDate" } else { "listingDate" }, text, statement);
                }
                Property::DelistedOn => self.designated("endDate", text, statement),
                Property::AmendedOn => self.own(&["modifiedAt"], text, statement),
                Property::IncorporationDate => self.own(&["incorporationDate", "buildDate"], text, statement),
                _ => self.own(&[label], text, statement),
            }
        }
    }

    fn text(&mut self, text: &str, statement: &Statement) {
        let noted = statement.note.as_deref().filter(|_| is_ftm(self.entry));
        let label = statement.property.name();
        match statement.property {
            Property::Nationality => self.countries(&["nationality", "country"], text, statement),
            Property::Citizenship => self.countries(&["citizenship", "country"], text, statement),
            Property::Country => self.countries(&[noted.unwrap_or("country"), "country"], text, statement),
            Property::FormerNationality => self.countries(&["country"], text, statement),
            Property::Flag => self.countries(&["flag", "country"], text, statement),
            Property::Gender => match Sex::stated(text).map(Sex::name) {
                Some(gender) => self.own(&["gender"], gender, statement),
                None => self.note(label, text, statement),
            },
            Property::Email if text.contains('@') && !text.contains(char::is_whitespace) => {
                self.own(&["email"], text, statement);
            }
            Property::Phone if text.len() <= MAX_IDENTIFIER && text.bytes().any(|b| b.is_ascii_digit()) => {
                self.own(&["phone"], text, statement);
            }
            Property::Website | Property::Notice => match values::link(text) {
                Some(link) if statement.property == Property::Website => self.own(&["website"], &link, statement),
                Some(link) => self.own(&["sourceUrl"], &link, statement),
                None => self.note(label, text, statement),
            },
            Property::Type => self.own(&["type", "legalForm"], text, statement),
            Property::Title | Property::Position | Property::BirthPlace | Property::Sector | Property::Model => {
                self.own(&[label], text, statement);
            }
            Property::CallSign if text.len() <= MAX_IDENTIFIER => self.own(&["callSign"], text, statement),
            Property::Tonnage => self.own(&[noted.unwrap_or("tonnage"), "tonnage"], text, statement),
            Property::Classification if is_ftm(self.entry) && noted.is_none() => {
                self.own(&["topics"], text, statement);
            }
            Property::Classification => self.own(&["classification", "keywords"], text, statement),
            Property::Remark => self.own(&[noted.unwrap_or("notes"), "notes"], text, statement),
            Property::Programme => {
                let is_id = noted == Some("programId");
                self.designated(if is_id { "programId" } else { "program" }, text, statement);
            }
            Property::Measure => self.designated("provisions", text, statement),
            Property::DesignatedBy => self.designated("authority", text, statement),
            Property::Reason => self.designated("reason", text, statement),
            Property::LegalBasis => self.designated("summary", text, statement),
            Property::Reference => match text.strip_prefix("un-sc:").filter(|reference| reference.len() <= 16) {
                Some(reference) => self.designated("unscId", reference, statement),
                None => self.note(label, text, statement),
            },
            Property::Other => self.other(text, statement),
            _ => self.note(label, text, statement),
        }
    }

    /// What came from a file of the format goes back under its own property; the rest is `label: text` already.
    fn other(&mut self, text: &str, statement: &Statement) {
        const OF_THE_FILE: &[&str] = &["schema", "caption", "target", "first_seen", "last_change"];
        let note = self.fact("notes", text, Some(&statement.evidence));
        let Some((label, value)) = text.split_once(": ").filter(|_| is_ftm(self.entry)) else {
            self.main.push(note);
            return;
        };
        match self.schema.type_of(label) {
            _ if OF_THE_FILE.contains(&label) => {}
            None | Some("entity") => self.main.push(note),
            // A code or a day that the tools do not take is kept in words.
            Some("country") if !values::countries(value).iter().any(|code| code == value) => self.main.push(note),
            Some("date") if !values::is_date(value) => self.main.push(note),
            Some(_) => self.own(&[label], value, statement),
        }
    }

    fn countries(&mut self, properties: &[&str], text: &str, statement: &Statement) {
        let codes = values::countries(text);
        if codes.is_empty() {
            self.note(statement.property.name(), text, statement);
        }
        for code in codes {
            self.own(properties, &code, statement);
        }
    }

    /// A part of this entity, unless there is nothing in it.
    fn part(
        &mut self,
        schema: &str,
        keys: &[&str],
        pairs: Vec<(&str, String)>,
        statement: &Statement,
    ) -> Option<String> {
        let schema = schema::find(schema)?;
        let mut texts = vec![schema.name.as_str()];
        texts.extend(keys);
        let id = format!("dl-{}-{}", schema.name.to_lowercase(), hash(&texts));
        let evidence = Some(&statement.evidence);
        let facts = pairs.into_iter().filter(|(property, value)| schema.has(property) && !value.is_empty());
        let facts = facts.map(|(property, value)| self.fact(property, &value, evidence)).collect();
        self.parts.push(Node { id: id.clone(), schema, facts });
        Some(id)
    }

    fn document(&mut self, document: &Document, statement: &Statement) {
        if document.number.len() > MAX_IDENTIFIER {
            self.note("document", &statement.value.to_string(), statement);
            return;
        }
        if self.schema.type_of(&document.kind) == Some("identifier") {
            self.own(&[&document.kind], &document.number, statement);
            return;
        }
        let what = Paper::of(&document.kind);
        let number = match what {
            Paper::Imo => values::imo(&document.number),
            _ => None,
        };
        let number = number.as_deref().unwrap_or(&document.number);
        let property = what.property().filter(|property| self.schema.has(property));
        if !self.schema.is("LegalEntity") {
            // No paper can name it, so that kind and country stand in the notes.
            self.own(&[property.unwrap_or("registrationNumber")], number, statement);
            self.note("document", &statement.value.to_string(), statement);
            return;
        }
        if what == Paper::Wallet {
            let currency = document.kind.rsplit([' ', '-']).next().filter(|word| is_currency(word));
            let pairs = vec![
                ("cryptoAddress", number.to_owned()),
                ("currency", currency.unwrap_or_default().to_owned()),
                ("summary", document.kind.to_string()),
                ("managingExchange", document.issuer.as_deref().unwrap_or_default().to_owned()),
                ("holder", self.entity.to_owned()),
            ];
            let _ = self.part("CryptoWallet", &[self.entity, number], pairs, statement);
            return;
        }
        if let Some(property) = property {
            self.own(&[property], number, statement);
        }
        let country = document.country.as_deref().unwrap_or_default();
        let codes = values::countries(country);
        let mut pairs = vec![
            ("holder", self.entity.to_owned()),
            ("type", document.kind.to_string()),
            ("number", document.number.to_string()),
            ("authority", document.issuer.as_deref().unwrap_or_default().to_owned()),
            ("summary", document.flags.join(", ")),
            ("description", if codes.is_empty() { country.to_owned() } else { String::new() }),
        ];
        pairs.extend(codes.into_iter().map(|code| ("country", code)));
        pairs.extend(document.issued.iter().flat_map(values::dates).map(|day| ("startDate", day)));
        pairs.extend(document.expires.iter().flat_map(values::dates).map(|day| ("endDate", day)));
        let schema = if what == Paper::Passport && self.schema.is("Person") { "Passport" } else { "Identification" };
        let _ = self.part(schema, &[self.entity, &document.kind, &document.number, country], pairs, statement);
    }

    fn address(&mut self, address: &Address, statement: &Statement) {
        let whole = address.to_string();
        let text = |piece: &Option<Box<str>>| piece.as_deref().unwrap_or_default().to_owned();
        let mut pairs = vec![
            ("full", whole.clone()),
            ("street", text(&address.street)),
            ("city", text(&address.city)),
            ("region", text(&address.region)),
            ("postalCode", text(&address.postal_code)),
        ];
        let codes = values::countries(address.country.as_deref().unwrap_or_default());
        pairs.extend(codes.into_iter().map(|code| ("country", code)));
        let id = self.part("Address", &[self.entity, &whole], pairs, statement);
        if let Some(id) = id {
            let fact = self.fact("addressEntity", &id, Some(&statement.evidence));
            self.main.push(fact);
        }
        let fact = self.fact("address", &whole, Some(&statement.evidence));
        self.main.push(fact);
    }

    fn tie(&mut self, tie: &Tie, statement: &Statement) {
        let far = tie.to.as_deref().and_then(|to| (self.find)(&self.entry.list, to));
        let Some(far) = far else {
            self.note("tie", &statement.value.to_string(), statement);
            return;
        };
        if self.schema.type_of(&tie.kind) == Some("entity") {
            let fact = self.fact(&tie.kind, &far, Some(&statement.evidence));
            self.main.push(fact);
            return;
        }
        // `Ownership:asset` is an edge whose other end this entity is.
        let edge = tie.kind.split_once(':').and_then(|(schema, end)| {
            let schema = schema::find(schema)?;
            let ends = schema.edge.as_ref()?;
            let far_at = ends.iter().position(|own| own == end)?;
            Some((schema, ends, far_at))
        });
        let Some((schema, ends, far_at)) = edge else {
            let pairs =
                vec![("subject", self.entity.to_owned()), ("object", far.clone()), ("role", tie.kind.to_string())];
            let _ = self.part("UnknownLink", &[self.entity, &far, &tie.kind], pairs, statement);
            return;
        };
        let note = statement.note.as_deref().unwrap_or_default();
        let (source, target) = if far_at == 0 { (far.as_str(), self.entity) } else { (self.entity, far.as_str()) };
        let mut pairs = vec![(ends[0].as_str(), source.to_owned()), (ends[1].as_str(), target.to_owned())];
        let said = note.split("; ").filter_map(|said| said.split_once(": "));
        pairs.extend(
            said.filter(|(property, _)| schema.type_of(property).is_some_and(|kind| kind != "entity"))
                .map(|(property, value)| (property, value.to_owned())),
        );
        let keys = [source, target, note];
        let _ = self.part(&schema.name, &keys, pairs, statement);
    }

    /// The designation of this entry: what the publisher states of it, and whether it stands.
    fn designation(&mut self) {
        let mut facts = std::mem::take(&mut self.sanction);
        let Some(schema) = schema::find("Sanction") else { return };
        if is_ftm(self.entry) {
            if facts.is_empty() {
                return;
            }
        } else {
            if self.entry.stands() {
                let topic = self.fact("topics", "sanction", None);
                self.main.push(topic);
            }
            if let Some(spec) = crate::spec::find(&self.entry.list) {
                facts.push(self.fact("authority", &spec.list.publisher, None));
            }
            if self.entry.key.printed().len() <= MAX_IDENTIFIER {
                facts.push(self.fact("authorityId", self.entry.key.printed(), None));
            }
        }
        facts.push(self.fact("status", if self.entry.stands() { "active" } else { "inactive" }, None));
        let gone = self.entry.episodes.last().and_then(|episode| episode.until);
        if let Some((_, day)) = gone.filter(|_| facts.iter().all(|fact| fact.property != "endDate")) {
            facts.push(self.fact("endDate", &day.to_string(), None));
        }
        facts.push(self.fact("entity", self.entity, None));
        let id = format!("dl-sanction-{}", hash(&["Sanction", self.entity, &self.entry.reference()]));
        self.parts.push(Node { id, schema, facts });
    }
}

/// What a publisher's word for a number means to the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paper {
    Passport,
    Identity,
    Registration,
    Tax,
    Imo,
    Mmsi,
    Swift,
    Lei,
    Serial,
    Wallet,
    Else,
}

impl Paper {
    fn of(kind: &str) -> Self {
        const WORDS: &[(&str, Paper)] = &[
            ("digital currency", Paper::Wallet),
            ("cryptowallet", Paper::Wallet),
            ("wallet", Paper::Wallet),
            ("passport", Paper::Passport),
            ("جواز", Paper::Passport),
            ("imo", Paper::Imo),
            ("vessel registration", Paper::Imo),
            ("mmsi", Paper::Mmsi),
            ("swift", Paper::Swift),
            ("legal entity identifier", Paper::Lei),
            ("serial", Paper::Serial),
            ("tax", Paper::Tax),
            ("national identification", Paper::Identity),
            ("national id", Paper::Identity),
            ("identity", Paper::Identity),
            ("الهوية", Paper::Identity),
            ("registration", Paper::Registration),
            ("company number", Paper::Registration),
            ("السجل", Paper::Registration),
        ];
        let kind = kind.to_lowercase();
        WORDS.iter().find(|(word, _)| kind.contains(word)).map_or(Self::Else, |(_, paper)| *paper)
    }

    /// The property of an entity that holds such a number.
    fn property(self) -> Option<&'static str> {
        match self {
            Self::Passport => Some("passportNumber"),
            Self::Identity => Some("idNumber"),
            Self::Registration => Some("registrationNumber"),
            Self::Tax => Some("taxNumber"),
            Self::Imo => Some("imoNumber"),
            Self::Mmsi => Some("mmsi"),
            Self::Swift => Some("swiftBic"),
            Self::Lei => Some("leiCode"),
            Self::Serial => Some("serialNumber"),
            Self::Wallet | Self::Else => None,
        }
    }
}

fn is_currency(word: &str) -> bool {
    (3..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase())
}
