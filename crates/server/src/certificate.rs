//! The certificate of a search: what was asked, of which lists and editions, and what came of it, with what proves it.
//!
//! Shape:    a page that needs nothing beside it, to read and print, or JSON; both hold the signed note of the receipt.
//! Not here: whether computing it again gives the same (`node::receipts`).

use std::collections::BTreeMap;

use askama::Template;
use node::receipts::KeptReceipt;
use node::{PublicKey, RegisterFile};
use register::Edition;
use register::index::IndexError;
use serde_json::{Value, json};

use crate::page::moment;
use crate::words::unturned;
use crate::{Lang, Words, explain};

/// The certificate of one receipt.
pub struct Certificate<'a> {
    kept: &'a KeptReceipt,
    lists: Vec<Searched<'a>>,
    entities: usize,
    /// Whether the lists are invented: the page says so.
    fictitious: bool,
    /// The key that signed the note, as it is printed.
    key: String,
    note: String,
}

/// A list as it was searched.
struct Searched<'a> {
    newest: &'a Edition,
    editions: usize,
    /// Its entries that stood.
    standing: u64,
}

impl<'a> Certificate<'a> {
    /// Of a receipt, the register that it names, and the note of it that the key signed.
    ///
    /// # Errors
    /// The register is damaged.
    pub fn of(
        kept: &'a KeptReceipt,
        file: &'a RegisterFile,
        key: &PublicKey,
        note: String,
        fictitious: bool,
    ) -> Result<Self, IndexError> {
        let wanted = &kept.receipt.question.policy.scope.lists;
        let is_wanted = |list: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == list);
        let mut standing: BTreeMap<String, u64> = BTreeMap::new();
        for entity in file.index().entities()? {
            for entry in entity?.entries.iter().filter(|entry| entry.stands()) {
                *standing.entry(entry.list.to_string()).or_default() += 1;
            }
        }
        let mut editions: Vec<&Edition> = file.editions().iter().filter(|edition| is_wanted(&edition.list)).collect();
        // An extract is no sign of how new a list is where a whole edition is there.
        editions.sort_by_key(|edition| (&edition.list, !edition.extract, edition.published));
        let searched = editions.chunk_by(|a, b| a.list == b.list).filter_map(|editions| {
            let newest = *editions.last()?;
            let standing = standing.get(&*newest.list).copied().unwrap_or_default();
            Some(Searched { newest, editions: editions.len(), standing })
        });
        Ok(Self { kept, lists: searched.collect(), entities: file.index().len(), fictitious, key: key.line(), note })
    }

    /// As JSON.
    pub fn json(&self, words: &Words) -> Value {
        let KeptReceipt { id, at, actor, through, receipt } = self.kept;
        let lists: Vec<Value> = self.lists.iter().map(|list| list.json(words)).collect();
        json!({
            "receipt": id.to_string(), "at": at, "by": actor.by, "purpose": actor.purpose, "through": through,
            "register": receipt.register, "engine": receipt.engine, "entities": self.entities, "lists": lists, "fictitious": self.fictitious,
            "question": receipt.question, "outcome": receipt.outcome, "key": self.key, "note": self.note,
        })
    }

    /// As a page: one that needs nothing beside it, or one whose style is found at an address.
    pub fn page(&self, words: &Words, style_at: Option<String>) -> String {
        let style = include_str!("../assets/dalil.css");
        CertificatePage { words, certificate: self, style, style_at }.render().unwrap_or_default() // a text in memory takes everything
    }
}

impl Searched<'_> {
    fn json(&self, words: &Words) -> Value {
        let Edition { id, list, published, retrieved, .. } = self.newest;
        json!({
            "list": list, "name": self.name(words), "editions": self.editions, "newest": published, "sha256": id,
            "retrieved": retrieved, "entries": self.standing,
        })
    }

    fn retrieved(&self) -> String {
        moment(&self.newest.retrieved)
    }

    /// What the list is called, where it is one that Dalil knows.
    fn name(&self, words: &Words) -> String {
        let spec = sources::spec::all().iter().find(|spec| spec.list.id == *self.newest.list);
        let name = spec.map(|spec| if words.lang() == Lang::Ar { &spec.list.name_ar } else { &spec.list.name });
        name.cloned().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificatePage<'a> {
    words: &'a Words,
    certificate: &'a Certificate<'a>,
    style: &'static str,
    style_at: Option<String>,
}

impl CertificatePage<'_> {
    fn say(&self, key: &str) -> String {
        self.words.say(key, &[])
    }

    fn lang(&self) -> &'static str {
        self.words.lang().code()
    }

    fn dir(&self) -> &'static str {
        if self.words.lang() == Lang::Ar { "rtl" } else { "ltr" }
    }

    /// What was asked, and who asked it: a label and a value each, where there is one.
    fn facts(&self) -> Vec<(String, String)> {
        facts(self.words, self.certificate.kept)
    }

    fn outcome(&self) -> String {
        explain::outcome(self.words, &self.certificate.kept.receipt.outcome)
    }

    fn means(&self) -> String {
        let outcome = &self.certificate.kept.receipt.outcome;
        self.say(match (outcome.is_screened(), outcome.found) {
            (false, _) => "certificate-not-screened-means",
            (true, 0) => "page-no-hit-means",
            (true, _) => "page-hits-mean",
        })
    }
}

/// What a receipt says, a label and a value each; what was not asked is left out.
pub fn facts(words: &Words, kept: &KeptReceipt) -> Vec<(String, String)> {
    let KeptReceipt { id, at, actor, through, receipt } = kept;
    let (question, policy) = (&receipt.question, &receipt.question.policy);
    let query = &question.query;
    let date = |date: Option<String>| date.unwrap_or_default();
    let mut facts = vec![
        ("receipt-id", id.to_string()),
        ("receipt-at", moment(&at.to_string())),
        ("receipt-by", actor.by.clone()),
        ("receipt-purpose", actor.purpose.clone()),
        ("receipt-through", through.clone()),
        ("receipt-subject", question.subject.clone()),
        ("receipt-names", query.names.join("; ")),
        ("receipt-kind", query.kind.map(|kind| explain::kind(words, kind)).unwrap_or_default()),
        ("receipt-born", date(query.born.map(|born| born.to_string()))),
        ("receipt-birth-places", query.birth_places.join("; ")),
        ("receipt-documents", query.documents.join("; ")),
        ("receipt-countries", query.countries.join("; ")),
        ("receipt-gender", query.gender.clone().unwrap_or_default()),
        ("receipt-threshold", policy.threshold.to_string()),
        ("receipt-lists", policy.scope.lists.join(" ")),
        ("receipt-programmes", policy.scope.programmes.join("; ")),
        ("receipt-exclude", policy.scope.exclude.join(" ")),
        ("receipt-in-force", date(policy.scope.in_force.map(|day| day.to_string()))),
        ("receipt-register", receipt.register.clone()),
        ("receipt-engine", receipt.engine.clone()),
        ("receipt-outcome", explain::outcome(words, &receipt.outcome)),
        ("receipt-hash", receipt.outcome.sha256.clone()),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    // Sentences turn the writing on purpose; what was asked does not.
    let is_sentence = |key: &str| ["receipt-outcome", "receipt-kind"].contains(&key);
    let shown = |key: &str, value: String| if is_sentence(key) { value } else { unturned(&value) };
    facts.into_iter().map(|(key, value)| (words.say(key, &[]), shown(key, value))).collect()
}
