//! Datasets of a manifest: files of FollowTheMoney entities that are served beside the lists.
//!
//! Source:   yente 5.5.0 (MIT): its manifest and catalog files, delta indexes and delta files.
//! Shape:    a manifest in YAML or JSON in: `datasets`, each `{name, title, entities_url | path, delta_url, version, children, load, …}`,
//!           and `catalogs`, files that hold more of them. A dataset with children is a collection: what they hold is in it. Names of
//!           lists held may be children too. `aliases` gives a dataset, a list or `all` of them other names.
//! Rules:    a path is looked for beside the file that names it. Of an entity's datasets only those of the dataset it was loaded for
//!           count; where none does, that dataset. Deltas newer than the dataset's version are applied in order.
//! Fails:    a file that is no manifest, a name that is given twice, an alias of nothing, an address that is not a local file; a line that
//!           is no entity.
//! Not here: how they are asked (`server::api`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use register::index::Index;
use register::{Day, Edition, EditionId, Entity, EntityId, Episode, ListedEntry, Register};
use serde::Deserialize;
use serde_json::{Map, Value};
use sources::ftm::{Change, Proxy};

use crate::{Error, Input, RegisterFile};

/// What an alias of every list and dataset stands for, where no dataset is named so.
pub const ALL: &str = "all";

/// Datasets of one manifest, catalogs' included.
const MAX_DATASETS: usize = 10_000;

/// A dataset as its manifest tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Its name.
    pub name: String,
    /// For readers.
    pub title: String,
    /// The datasets that it holds.
    pub children: BTreeSet<String>,
    /// Whether its own file is loaded.
    pub load: bool,
    /// The version of what it holds.
    pub version: String,
    /// The file of its entities.
    pub entities: Option<PathBuf>,
    /// The file that names its deltas.
    pub delta: Option<PathBuf>,
    /// Whether it is another name of its only child.
    pub is_alias: bool,
    /// All that the manifest says of it, as given.
    pub told: Map<String, Value>,
}

/// What a manifest serves.
pub struct Datasets {
    /// In the manifest's order.
    pub datasets: Vec<Dataset>,
    /// Every entity, by id.
    entities: BTreeMap<String, Proxy>,
    /// Who is called so besides, by id.
    referents: HashMap<String, String>, // only looked up, never walked
    /// Who names an entity, by the named one's id.
    naming: HashMap<String, Vec<String>>, // only looked up, never walked
    /// Who may be asked for by example.
    register: RegisterFile,
    /// The entities of the register.
    keys: HashMap<EntityId, String>, // only looked up, never walked
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    catalogs: Vec<Catalog>,
    #[serde(default)]
    datasets: Vec<Map<String, Value>>,
    /// Other names: of a dataset, of a list or of `all`.
    #[serde(default)]
    aliases: BTreeMap<String, String>,
}

/// A file with more datasets, and which of them are loaded.
#[derive(Deserialize)]
struct Catalog {
    url: String,
    scope: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    resource_name: Option<String>,
    resource_type: Option<String>,
}

#[derive(Deserialize)]
struct DeltaIndex {
    #[serde(default)]
    versions: BTreeMap<String, String>,
}

impl Dataset {
    fn of(mut told: Map<String, Value>, file: &Path) -> Result<Self, Error> {
        let text = |name: &str| told.get(name).and_then(Value::as_str).map(str::to_owned);
        let name = text("name").ok_or_else(|| wrong(file, "a dataset without a name"))?;
        let listed = ["children", "datasets", "scopes"].iter().filter_map(|member| told.get(*member)?.as_array());
        let children: BTreeSet<String> = listed.flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        let resources = told.get("resources").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let of_resource =
            ["resource_name", "resource_type"].iter().zip(["name", "mime_type"]).find_map(|(asked, member)| {
                let wanted = told.get(*asked)?;
                resources.iter().find(|resource| resource.get(member) == Some(wanted))?.get("url")?.as_str()
            });
        let entities = text("entities_url").or_else(|| text("path")).or_else(|| of_resource.map(str::to_owned));
        let load = told.get("load").and_then(Value::as_bool).unwrap_or(children.is_empty());
        let local = |url: Option<String>| url.filter(|_| load).map(|url| local(&url, file)).transpose();
        let (entities, delta) = (local(entities)?, local(text("delta_url"))?);
        let title = text("title").unwrap_or_else(|| name.clone());
        let version = text("version")
            .or_else(|| text("last_export").map(|moment| digits(&moment)))
            .unwrap_or_else(|| "static".to_owned());
        for member in
            ["path", "auth_token", "entities_checksum", "resource_name", "resource_type", "datasets", "scopes"]
        {
            told.remove(member);
        }
        Ok(Self { name, title, children, load, version, entities, delta, is_alias: false, told })
    }

    /// Another name of a dataset, a list or all.
    fn alias(name: String, of: String, title: &str) -> Self {
        let (version, title) = ("static".to_owned(), title.to_owned());
        let children = BTreeSet::from([of]);
        let (entities, delta, told) = (None, None, Map::new());
        Self { name, title, children, load: false, version, entities, delta, is_alias: true, told }
    }

    /// The entities of its file, and of the deltas that are newer.
    fn read(&self, put: &mut impl FnMut(Change)) -> Result<(), Error> {
        if let Some(path) = &self.entities {
            each_line(path, &mut |line, text| {
                if let Some(proxy) = Proxy::read(line, text)? {
                    put(Change::Put(Box::new(proxy)));
                }
                Ok(())
            })?;
        }
        let Some(index) = &self.delta else { return Ok(()) };
        let deltas: DeltaIndex = read_tree(index)?;
        let is_newer = |version: &str| self.entities.is_none() || version > self.version.as_str();
        for (_, url) in deltas.versions.iter().filter(|(version, _)| is_newer(version)) {
            each_line(&local(url, index)?, &mut |line, text| {
                if let Some(change) = Change::read(line, text)? {
                    put(change);
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

impl Datasets {
    /// Loads what a manifest names.
    ///
    /// # Errors
    /// See above.
    pub fn load(manifest: &Path) -> Result<Self, Error> {
        let datasets = read_manifest(manifest)?;
        let mut entities: BTreeMap<String, Proxy> = BTreeMap::new();
        for dataset in datasets.iter().filter(|dataset| dataset.load) {
            let within = within(&datasets, &dataset.name);
            let mut own: BTreeMap<String, Proxy> = BTreeMap::new();
            dataset.read(&mut |change| match change {
                Change::Remove(id) => {
                    own.remove(&id);
                }
                Change::Put(mut proxy) => {
                    proxy.datasets.retain(|name| within.contains(name));
                    if proxy.datasets.is_empty() {
                        proxy.datasets.push(dataset.name.clone());
                    }
                    own.insert(proxy.id.clone(), *proxy);
                }
            })?;
            for (id, proxy) in own {
                match entities.get_mut(&id) {
                    Some(known) => known.join(proxy),
                    None => {
                        entities.insert(id, proxy);
                    }
                }
            }
        }
        Self::of(datasets, entities)
    }

    fn of(datasets: Vec<Dataset>, entities: BTreeMap<String, Proxy>) -> Result<Self, Error> {
        let mut referents = HashMap::new();
        let mut naming: HashMap<String, Vec<String>> = HashMap::new();
        for proxy in entities.values() {
            for referent in &proxy.referents {
                referents.entry(referent.clone()).or_insert_with(|| proxy.id.clone());
            }
            for (_, named) in proxy.named() {
                let by = naming.entry(named.to_owned()).or_default();
                if by.last() != Some(&proxy.id) {
                    by.push(proxy.id.clone());
                }
            }
        }
        let register = register_of(entities.values())?;
        let keys = register.entities.iter().filter_map(key_of).collect();
        let register = RegisterFile::new(Index::build(&register))?;
        Ok(Self { datasets, entities, referents, naming, register, keys })
    }

    /// An entity by its id.
    pub fn entity(&self, id: &str) -> Option<&Proxy> {
        self.entities.get(id)
    }

    /// The id of the entity that has another id besides.
    pub fn referred(&self, id: &str) -> Option<&str> {
        self.referents.get(id).map(String::as_str)
    }

    /// Every entity, by id.
    pub fn entities(&self) -> impl Iterator<Item = &Proxy> {
        self.entities.values()
    }

    /// The ids of those that name an entity.
    pub fn naming(&self, id: &str) -> &[String] {
        self.naming.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those who may be asked for by example.
    pub fn register(&self) -> &RegisterFile {
        &self.register
    }

    /// The entity that an entity of the register is.
    pub fn of_register(&self, id: &EntityId) -> Option<&Proxy> {
        self.entity(self.keys.get(id)?)
    }
}

/// The names of a dataset and of all that it holds, collections in collections too.
pub fn within(datasets: &[Dataset], name: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut todo = vec![name.to_owned()];
    while let Some(next) = todo.pop() {
        let children = datasets.iter().filter(|dataset| dataset.name == next).flat_map(|dataset| &dataset.children);
        if names.insert(next.clone()) {
            todo.extend(children.cloned());
        }
    }
    names
}

fn read_manifest(path: &Path) -> Result<Vec<Dataset>, Error> {
    let manifest: Manifest = read_tree(path)?;
    let mut datasets: Vec<Dataset> = Vec::new();
    let mut add = |told: Map<String, Value>, file: &Path| -> Result<(), Error> {
        let dataset = Dataset::of(told, file)?;
        if datasets.iter().any(|known| known.name == dataset.name) {
            return Err(wrong(file, &format!("the dataset {} is named twice", dataset.name)));
        }
        if datasets.len() == MAX_DATASETS {
            return Err(wrong(file, &format!("more than {MAX_DATASETS} datasets")));
        }
        datasets.push(dataset);
        Ok(())
    };
    for told in manifest.datasets {
        add(told, path)?;
    }
    for catalog in manifest.catalogs {
        let file = local(&catalog.url, path)?;
        let Manifest { datasets, .. } = read_tree(&file)?;
        let scopes: Vec<&String> = catalog.scopes.iter().chain(&catalog.scope).collect();
        let name = |told: &Map<String, Value>| told.get("name").and_then(Value::as_str).map(str::to_owned);
        for scope in &scopes {
            if !datasets.iter().any(|told| name(told).as_ref() == Some(scope)) {
                return Err(wrong(path, &format!("the catalog has no dataset {scope}")));
            }
        }
        for mut told in datasets {
            if !scopes.is_empty() {
                let is_asked_for = name(&told).is_some_and(|name| scopes.iter().any(|scope| **scope == name));
                told.insert("load".to_owned(), Value::Bool(is_asked_for));
            }
            for (member, value) in
                [("resource_name", &catalog.resource_name), ("resource_type", &catalog.resource_type)]
            {
                if let Some(value) = value {
                    told.insert(member.to_owned(), Value::String(value.clone()));
                }
            }
            add(told, &file)?;
        }
    }
    for (name, of) in manifest.aliases {
        let known = |name: &str| datasets.iter().find(|dataset| dataset.name == name && !dataset.is_alias);
        let list = sources::spec::find(&of).map(|spec| spec.list.name.clone());
        let Some(title) =
            known(&of).map(|dataset| dataset.title.clone()).or(list).or((of == ALL).then(|| name.clone()))
        else {
            return Err(wrong(path, &format!("the alias {name} is of {of}, which is no dataset and no list")));
        };
        if datasets.iter().any(|dataset| dataset.name == name) {
            return Err(wrong(path, &format!("the alias {name} is a dataset's own name")));
        }
        datasets.push(Dataset::alias(name, of, &title));
    }
    Ok(datasets)
}

/// A file of YAML or JSON.
fn read_tree<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let input = Input::read(path)?;
    let text = std::str::from_utf8(&input.bytes).map_err(|_| wrong(path, "not UTF-8"))?;
    if input.name.ends_with(".json") {
        serde_json::from_str(text).map_err(|error| wrong(path, &error.to_string()))
    } else {
        serde_saphyr::from_str(text).map_err(|error| wrong(path, &error.to_string()))
    }
}

/// The local file that a text names: a path, or `file://` and one, beside the file that names it.
fn local(url: &str, named_in: &Path) -> Result<PathBuf, Error> {
    let path = match url.split_once("://") {
        None => url,
        Some(("file", path)) => path,
        Some(_) => return Err(wrong(named_in, &format!("{url} is no local file"))),
    };
    let beside = named_in.parent().unwrap_or(Path::new("")).join(path);
    Ok(if beside.exists() { beside } else { PathBuf::from(path) })
}

fn each_line(path: &Path, each: &mut dyn FnMut(u32, &str) -> Result<(), sources::Refusal>) -> Result<(), Error> {
    let input = Input::read(path)?;
    let text = std::str::from_utf8(&input.bytes).map_err(|_| wrong(path, "not UTF-8"))?;
    for (text, line) in text.split_inclusive('\n').zip(1..).filter(|(text, _)| !text.trim().is_empty()) {
        each(line, text).map_err(|refusal| wrong(path, &refusal.to_string()))?;
    }
    Ok(())
}

fn wrong(path: &Path, what: &str) -> Error {
    Error::Manifest { path: path.to_owned(), what: what.to_owned() }
}

/// A moment as a version: its digits.
fn digits(moment: &str) -> String {
    moment.chars().filter(char::is_ascii_digit).take(14).collect()
}

/// Those who may be asked for by example, each by itself.
fn register_of<'p>(proxies: impl Iterator<Item = &'p Proxy>) -> Result<Register, Error> {
    let mut bytes = Vec::new();
    for proxy in proxies {
        // Texts and lists of texts always have a form in JSON.
        serde_json::to_writer(&mut bytes, proxy).map_err(|error| wrong(Path::new(""), &error.to_string()))?;
        bytes.push(b'\n');
    }
    let id = EditionId::of(&bytes);
    let files = &[sources::File { name: "entities.ftm.json", bytes: &bytes }];
    let published: Day = jiff::civil::date(1, 1, 1);
    let mut entries = Vec::new();
    if !bytes.is_empty() {
        let (format, _) = sources::identify(files)?;
        sources::read_entries(format, files, id, &mut |entry| {
            entries.push(ListedEntry {
                list: LIST.into(),
                key: entry.key,
                alternates: entry.alternates,
                kind: entry.kind,
                episodes: vec![Episode { from: (id, published), until: None, may_have_begun_before: true }],
                statements: entry.statements,
                since: Vec::new(),
            });
        })?;
    }
    let edition = Edition { id, list: LIST.into(), published, stated: None, retrieved: "".into(), extract: false };
    Ok(Register::of_entries(vec![edition], entries))
}

/// The list that files of entities are, to a register.
const LIST: &str = "ftm";

fn key_of(entity: &Entity) -> Option<(EntityId, String)> {
    let entry = entity.entries.first()?;
    Some((entity.id.clone(), entry.key.printed().to_owned()))
}
