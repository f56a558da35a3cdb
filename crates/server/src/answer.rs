//! Answers as JSON: the same for the command line's `--json` and the HTTP API.
//!
//! Shape:    an answer names the register it was computed from, and every statement its evidence.

use node::audit::EventId;
use node::receipts::{KeptReceipt, Replayed, is_of_this_engine};
use node::{EditionDelta, EditionRecord, Error, RegisterFile};
use register::index::{Found, Owned, OwnedBy, Surroundings};
use register::{
    Answer, Band, Change, Day, Disagreement, EditionId, Entity, Event, Evidence, Ground, Hit, JoinedBy, ListedEntry,
    Reason, Share, ShownBy, StatedBy, StatedDate, StatedValue, Statement, Tied, Union, Value as Stated,
};
use screening::receipt::{Receipt, found_only_by};
use screening::{Screening, Unscreened};
use serde_json::{Map, Value, json};
use sources::spec::ListSpec;

use crate::{Words, explain};

/// What came of screening one subject; with the id of its receipt, where one is kept.
pub fn screening(
    words: &Words,
    file: &RegisterFile,
    id: &str,
    screening: &Screening,
    receipt: Option<EventId>,
) -> Value {
    let mut told = match screening {
        Screening::Screened(answer) => screened(words, file, id, answer),
        Screening::NotScreened(why) => not_screened(words, id, why),
    };
    if let Some(receipt) = receipt {
        told["receipt"] = json!(receipt.to_string());
    }
    told
}

/// A receipt as it is kept.
pub fn receipt(kept: &KeptReceipt) -> Value {
    let KeptReceipt { id, at, actor, through, receipt } = kept;
    json!({
        "receipt": id.to_string(), "at": at, "by": actor.by, "purpose": actor.purpose, "through": through,
        "register": receipt.register, "engine": receipt.engine, "of_this_engine": is_of_this_engine(receipt),
        "question": receipt.question, "outcome": receipt.outcome,
    })
}

/// A list that is known and what is held of it, oldest first.
pub fn list(spec: &ListSpec, held: &[&EditionRecord], today: Day, with_editions: bool) -> Value {
    let newest = held.iter().rev().find(|edition| !edition.extract).or(held.last());
    let published = newest.map(|edition| edition.published);
    let mut told = json!({
        "list": spec.list.id, "name": spec.list.name, "name_ar": spec.list.name_ar, "publisher": spec.list.publisher,
        "authority": spec.list.authority, "addresses": spec.list.addresses, "editions": held.len(),
        "extracts": held.iter().filter(|edition| edition.extract).count(), "newest": published.map(|day| day.to_string()),
        "entries": newest.map(|edition| edition.entries), "stale": spec.list.is_stale(published, today),
    });
    if with_editions {
        told["held"] = held.iter().map(|edition| edition_held(edition)).collect();
    }
    told
}

fn edition_held(edition: &EditionRecord) -> Value {
    json!({
        "edition": edition.published.to_string(), "format": edition.format, "extract": edition.extract,
        "entries": edition.entries, "sha256": edition.id, "retrieved": edition.retrieved,
        "accepted_loss": edition.accepted_loss,
    })
}

/// What changed between two editions of a list.
pub fn diff(list: &str, found: &EditionDelta) -> Value {
    let changes: Vec<Value> = found.delta.changes.iter().map(change).collect();
    let edition = |edition: &EditionRecord| json!({"edition": edition.published.to_string(), "sha256": edition.id});
    json!({"list": list, "from": edition(&found.from), "to": edition(&found.to), "changes": changes})
}

/// One entry that changed.
pub fn change(change: &Change) -> Value {
    json!({"op": change.op.name(), "entry": change.key.printed(), "fields": change.fields()})
}

/// What came of computing a receipt again.
pub fn replayed(words: &Words, name: &str, receipt: &Receipt, replayed: &Replayed) -> Value {
    let mut told = json!({
        "receipt": name, "register": receipt.register, "engine": receipt.engine,
        "of_this_engine": is_of_this_engine(receipt), "found": receipt.outcome.found,
        "text": explain::replayed(words, receipt, replayed),
    });
    match replayed {
        Replayed::Same => told["result"] = json!("same"),
        Replayed::Other(outcome) => {
            told["result"] = json!("other");
            told["found_now"] = json!(outcome.found);
        }
        Replayed::Compared(both) => {
            let [then, now] = &**both;
            let only = |one, other| {
                let hit = |hit: &&Hit| json!({"entity": hit.entity, "caption": hit.caption, "score": hit.score, "entries": hit.entries});
                found_only_by(one, other).iter().map(hit).collect::<Vec<_>>()
            };
            told["result"] = json!("compared");
            told["found_now"] = json!(now.found());
            told["only_then"] = json!(only(then, now));
            told["only_now"] = json!(only(now, then));
        }
    }
    told
}

/// A receipt that was not computed again, and why.
pub fn not_replayed(words: &Words, name: &str, error: &Error) -> Value {
    json!({"receipt": name, "result": "failed", "problem": explain::problem_json(words, error)})
}

fn screened(words: &Words, file: &RegisterFile, id: &str, answer: &Answer) -> Value {
    let hits: Vec<Value> = answer.hits.iter().map(|hit| self::hit(words, file, hit)).collect();
    json!({"id": id, "status": "screened", "register": file.id(), "found": answer.found, "hits": hits})
}

/// A subject that was not screened, and why.
pub fn not_screened(words: &Words, id: &str, why: &Unscreened) -> Value {
    let problem = json!({
        "code": why.kind.code(), "message": explain::unscreened(words, why), "place": explain::row_place(words, why),
        "line": why.line, "column": why.column,
    });
    json!({"id": id, "status": "not_screened", "problem": problem})
}

/// One hit with its reasons and where they stand.
pub fn hit(words: &Words, file: &RegisterFile, hit: &Hit) -> Value {
    let reasons: Vec<Value> = hit.reasons.iter().map(|reason| self::reason(words, file, reason)).collect();
    json!({
        "entity": hit.entity, "kind": hit.kind, "caption": hit.caption, "score": hit.score, "band": hit.band,
        "match": hit.band == Band::Match, "entries": hit.entries, "reasons": reasons,
    })
}

fn reason(words: &Words, file: &RegisterFile, reason: &Reason) -> Value {
    json!({
        "code": reason.code, "points": reason.points, "text": explain::reason(words, reason),
        "asked": reason.asked, "stated": reason.stated, "property": reason.property, "parts": reason.parts,
        "by_chance": reason.by_chance, "evidence": reason.evidence.as_ref().map(|evidence| self::evidence(file, evidence)),
    })
}

/// Where a statement stands.
pub fn evidence(file: &RegisterFile, evidence: &Evidence) -> Value {
    let edition = file.edition(evidence.edition);
    json!({
        "list": edition.map(|edition| &edition.list), "edition": edition.map(|edition| edition.published),
        "sha256": evidence.edition, "place": evidence.place.to_string(),
        "retrieved": edition.map(|edition| &edition.retrieved),
    })
}

/// An entity found by a text.
pub fn found(file: &RegisterFile, found: &Found) -> Value {
    json!({
        "entity": found.entity, "kind": found.kind, "caption": found.caption, "entries": found.entries,
        "stands": found.stands, "score": found.score, "register": file.id(),
    })
}

/// Everything known of an entity, entry by entry.
pub fn entity(words: &Words, file: &RegisterFile, entity: &Entity, around: &Surroundings) -> Value {
    let ties: Vec<Value> = around.ties.iter().map(|tied| tie(words, file, tied)).collect();
    let ownership: Vec<Value> = around.ownership.iter().map(|owned| ownership(words, file, owned, around.on)).collect();
    let entries: Vec<Value> = entity.entries.iter().map(|entry| self::entry(file, entry)).collect();
    let former: Vec<String> = entity.ids().filter(|id| *id != entity.id).map(|id| id.to_string()).collect();
    let unions: Vec<Value> = entity.unions.iter().map(|union| self::union(words, entity, union)).collect();
    json!({
        "entity": entity.id, "kind": entity.kind(), "caption": entity.caption(), "stands": entity.stands(),
        "former_ids": former, "unions": unions, "disagreements": disagreements(words, entity),
        "timeline": timeline(words, file, entity), "values": values(file, entity), "ties": ties, "ownership": ownership, "on": around.on,
        "register": file.id(), "entries": entries,
    })
}

/// A tie as the entity that is looked at sees it.
fn tie(words: &Words, file: &RegisterFile, tied: &Tied) -> Value {
    let stated = tied.tie();
    let text = |date: Option<&StatedDate>| date.map(|date| date.text.clone());
    json!({
        "kind": tied.kind.code(), "side": tied.side.code(), "text": explain::tie(words, tied), "entity": tied.other,
        "name": tied.name, "share": stated.and_then(|tie| tie.share).map(share),
        "from": text(stated.and_then(|tie| tie.from.as_ref())), "until": text(stated.and_then(|tie| tie.until.as_ref())),
        "past": stated.is_some_and(|tie| tie.is_past), "stated_by": tied.stated_by, "stands": tied.stands,
        "evidence": evidence(file, &tied.statement.evidence),
    })
}

/// A share in percent.
fn share(share: Share) -> Value {
    json!({"least": f64::from(share.least()) / 100.0, "most": f64::from(share.most()) / 100.0})
}

/// That the designated own an entity, or may, and by which stakes.
fn ownership(words: &Words, file: &RegisterFile, owned: &Owned, on: Day) -> Value {
    let link = |by: &OwnedBy| {
        json!({
            "owner": by.owner.0, "owner_name": by.owner.1, "designated_by": by.designated_by, "owned": by.owned.0,
            "owned_name": by.owned.1, "text": explain::owned_by(words, by), "tie": tie(words, file, &by.tied),
        })
    };
    json!({
        "rule": owned.finding.rule.code(), "outcome": owned.finding.outcome.code(),
        "text": explain::ownership(words, owned, on), "held": owned.finding.held.map(share),
        "chain": owned.chain.iter().map(link).collect::<Vec<_>>(),
    })
}

/// What an entity's sources disagree on, each with what it says.
fn disagreements(words: &Words, entity: &Entity) -> Vec<Value> {
    let side = |(entry, says): &(&ListedEntry, Vec<&str>)| json!({"entry": entry.reference(), "stands": entry.stands(), "says": says});
    let told = |of: Disagreement<'_>| {
        let sides: Vec<Value> = of.sides.iter().map(side).collect();
        json!({"code": of.code.code(), "text": explain::disagreement(words, of.code), "sides": sides})
    };
    entity.disagreements().into_iter().map(told).collect()
}

/// What happened to an entity's entries, the earliest first, each with what says so.
fn timeline(words: &Words, file: &RegisterFile, entity: &Entity) -> Vec<Value> {
    let event = |event: Event<'_>| {
        json!({
            "day": event.day, "event": event.code.code(), "text": explain::event(words, event.code),
            "entry": event.entry.reference(), "evidence": shown_by(file, event.shown_by),
        })
    };
    entity.timeline().into_iter().map(event).collect()
}

/// What says that something happened: where a statement stands, or an edition, which has no place.
pub fn shown_by(file: &RegisterFile, shown_by: ShownBy<'_>) -> Value {
    match shown_by {
        ShownBy::Statement(evidence) => self::evidence(file, evidence),
        ShownBy::Edition(id) => {
            let edition = file.edition(id);
            json!({
                "list": edition.map(|edition| &edition.list), "edition": edition.map(|edition| edition.published),
                "sha256": id, "place": null, "retrieved": edition.map(|edition| &edition.retrieved),
            })
        }
    }
}

/// By what two entries of an entity came together.
fn union(words: &Words, entity: &Entity, union: &Union) -> Value {
    let entries = union.of.each_ref().map(|of| entity.reference(of));
    match &union.by {
        JoinedBy::Likeness { logits, grounds } => json!({
            "entries": entries, "by": "likeness", "logits": logits, "grounds": self::grounds(words, grounds),
        }),
        JoinedBy::Judgement { judgement } => json!({"entries": entries, "by": "judgement", "judgement": judgement}),
    }
}

/// Why two entries are taken for one, or for two; the logarithms add up.
pub fn grounds(words: &Words, grounds: &[Ground]) -> Vec<Value> {
    let ground = |ground: &Ground| {
        json!({
            "code": ground.code.code(), "logits": ground.logits, "text": explain::ground(words, ground),
            "stated": ground.stated,
        })
    };
    grounds.iter().map(ground).collect()
}

fn entry(file: &RegisterFile, entry: &ListedEntry) -> Value {
    let episode = |episode: &register::Episode| {
        let (from, until) = (&episode.from, &episode.until);
        json!({
            "from": from.1, "from_sha256": from.0,
            "until": until.as_ref().map(|until| until.1), "until_sha256": until.as_ref().map(|until| until.0),
        })
    };
    let episodes: Vec<Value> = entry.episodes.iter().map(episode).collect();
    let dated = |(statement, first): (&Statement, Option<(EditionId, Day)>)| self::statement(file, statement, first);
    let statements: Vec<Value> = entry.dated_statements().map(dated).collect();
    json!({
        "entry": entry.reference(), "list": entry.list, "key": entry.key, "kind": entry.kind,
        "alternates": entry.alternates, "stands": entry.stands(), "episodes": episodes, "statements": statements,
    })
}

fn statement(file: &RegisterFile, statement: &Statement, first_seen: Option<(EditionId, Day)>) -> Value {
    let mut line = Map::new();
    line.insert("property".into(), statement.property.name().into());
    line.insert("value".into(), statement.value.to_string().into());
    let typed = match &statement.value {
        Stated::Text(_) => None,
        Stated::Name(name) => Some(json!({
            "kind": name.kind, "quality": name.quality, "script": name.script, "language": name.language,
            "parts": name.parts,
        })),
        Stated::Date(date) => {
            let spans: Vec<String> = date.spans.iter().map(ToString::to_string).collect();
            Some(json!({"spans": spans, "circa": date.circa, "calendar": date.calendar}))
        }
        Stated::Document(document) => Some(json!(document)),
        Stated::Address(address) => Some(json!(address)),
        Stated::Tie(tie) => Some(json!(tie)),
        Stated::Act(act) => Some(json!(act)),
    };
    if let Some(typed) = typed {
        line.insert("details".into(), typed);
    }
    if let Some(note) = &statement.note {
        line.insert("note".into(), note.to_string().into());
    }
    if let Some(basis) = &statement.basis {
        line.insert("basis".into(), json!(basis));
    }
    line.insert("first_seen".into(), json!(first_seen.map(|(_, day)| day)));
    line.insert("last_seen".into(), json!(last_seen(file, &statement.evidence)));
    line.insert("evidence".into(), evidence(file, &statement.evidence));
    Value::Object(line)
}

/// The day of the last edition held that states it: the one it is read from.
fn last_seen(file: &RegisterFile, evidence: &Evidence) -> Option<Day> {
    file.edition(evidence.edition).map(|edition| edition.published)
}

/// Each value that an entity's entries state, with all who state it.
fn values(file: &RegisterFile, entity: &Entity) -> Vec<Value> {
    let stating = |StatedBy { entry, statement, first_seen }: &StatedBy<'_>| {
        json!({
            "entry": entry.reference(), "value": statement.value.to_string(), "stands": entry.stands(),
            "first_seen": first_seen.map(|(_, day)| day), "last_seen": last_seen(file, &statement.evidence),
        })
    };
    let value = |of: &StatedValue<'_>| {
        let stated: Vec<Value> = of.stated_by.iter().map(stating).collect();
        json!({"property": of.property.name(), "value": of.value.to_string(), "stated_by": stated})
    };
    entity.values().iter().map(value).collect()
}
