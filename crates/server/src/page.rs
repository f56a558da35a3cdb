//! The console's pages: searching, one entity with everything stated, and what a fault says.
//!
//! Shape:    `templates/*.html`, filled from the small structs here; whatever a template prints is escaped.
//! Law:      no page needs a script. Every data value stands in its own `<bdi>`, with its language and direction where
//!           they are known, and a character that would turn the text around it is shown, not obeyed.
//! Not here: what is asked and found (`http`), sentences (`words`, `explain`).

pub(crate) mod signing_in;

use std::sync::LazyLock;

use askama::Template;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use names::Script;
use node::RegisterFile;
use node::audit::EventId;
use register::index::{Owned, OwnedBy, Surroundings};
use register::{
    Answer, Band, Calendar, Day, Disagreement, Edition, Entity, Evidence, Hit, JoinedBy, ListedEntry, NameKind, Place,
    Quality, StatedBy, StatedValue, Statement, Tied, Union, Value,
};
use screening::{Screening, Unscreened};

use crate::asked::Asked;
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Asker};
use crate::words::unturned;
use crate::{Filling, Lang, Words, explain};

/// A file that pages refer to.
pub(crate) struct Asset {
    /// Its name with the hash of its content.
    pub(crate) file: String,
    pub(crate) media_type: &'static str,
    pub(crate) content: &'static str,
}

/// The files that pages refer to: the style, the icon.
pub(crate) fn assets() -> &'static [Asset; 2] {
    static ASSETS: LazyLock<[Asset; 2]> = LazyLock::new(|| {
        let asset = |ending, media_type, content: &'static str| {
            let hash = register::EditionId::of(content.as_bytes()).to_string(); // a SHA-256 like any other
            Asset { file: format!("{}.{ending}", hash.get(..16).unwrap_or_default()), media_type, content }
        };
        [
            asset("css", "text/css; charset=utf-8", include_str!("../assets/dalil.css")),
            asset("svg", "image/svg+xml", include_str!("../assets/dalil.svg")),
        ]
    });
    &ASSETS
}

/// The address of the style.
pub(crate) fn style() -> String {
    format!("/assets/{}", assets()[0].file)
}

/// What every page has around its own content.
struct Page<'a> {
    words: &'a Words,
    other: &'a Words,
    fictitious: bool,
    behind: bool,
    /// Where the same page is in the other language.
    switch: String,
    register: Option<String>,
    lists: Vec<HeldList>,
    /// Who signed in, with the token for their forms.
    person: Option<(String, String)>,
}

/// One list in the register, and how fresh it is.
struct HeldList {
    id: String,
    name: String,
    editions: usize,
    published: String,
    retrieved: String,
    stale: bool,
}

impl<'a> Page<'a> {
    fn new(app: &'a App, asker: &Asker, switch: &str) -> Self {
        let other = if asker.lang == Lang::Ar { Lang::En } else { Lang::Ar };
        let joint = if switch.contains('?') { '&' } else { '?' };
        Self {
            words: app.words(asker.lang),
            other: app.words(other),
            fictitious: app.options.fictitious,
            behind: app.is_behind(),
            switch: format!("{switch}{joint}lang={}", other.code()),
            register: asker.register.as_ref().map(|register| register.id().to_owned()),
            lists: asker.register.as_ref().map(|register| held_lists(app, asker.lang, register)).unwrap_or_default(),
            person: asker.identity.session().map(|session| (session.name.clone(), session.token.clone())),
        }
    }

    fn lang(&self) -> &'static str {
        self.words.lang().code()
    }

    fn dir(&self) -> &'static str {
        direction_of(self.words.lang())
    }

    fn other_lang(&self) -> &'static str {
        self.other.lang().code()
    }

    fn other_dir(&self) -> &'static str {
        direction_of(self.other.lang())
    }

    fn say(&self, key: &str) -> String {
        self.words.say(key, &[])
    }

    fn say_other(&self, key: &str) -> String {
        self.other.say(key, &[])
    }

    fn style(&self) -> String {
        style()
    }

    fn icon(&self) -> String {
        format!("/assets/{}", assets()[1].file)
    }

    fn entity_address(&self, id: &str) -> String {
        format!("/entities/{}?lang={}", encoded(id), self.lang())
    }
}

fn direction_of(lang: Lang) -> &'static str {
    if lang == Lang::Ar { "rtl" } else { "ltr" }
}

fn held_lists(app: &App, lang: Lang, register: &RegisterFile) -> Vec<HeldList> {
    let today = app.today();
    let mut editions: Vec<&Edition> = register.editions().iter().collect();
    // An extract is no sign of freshness where a whole edition is there.
    editions.sort_by_key(|edition| (&edition.list, !edition.extract, edition.published));
    let lists = editions.chunk_by(|a, b| a.list == b.list);
    let held = lists.filter_map(|editions| {
        let newest = editions.last()?;
        let spec = sources::spec::all().iter().find(|spec| spec.list.id == *newest.list);
        let name = spec.map(|spec| if lang == Lang::Ar { &spec.list.name_ar } else { &spec.list.name });
        Some(HeldList {
            id: newest.list.to_string(),
            name: name.cloned().unwrap_or_default(),
            editions: editions.len(),
            published: newest.published.to_string(),
            retrieved: moment(&newest.retrieved),
            stale: spec.is_none_or(|spec| spec.list.is_stale(Some(newest.published), today)),
        })
    });
    held.collect()
}

/// A moment in RFC 3339 to the second, as people read it.
pub(crate) fn moment(printed: &str) -> String {
    match printed.parse::<jiff::Timestamp>() {
        Ok(moment) => moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        Err(_) => printed.to_owned(),
    }
}

/// A text that comes from data or from the asker, ready to be shown.
struct Shown {
    text: String,
    /// The language its letters most often write, `None` where they do not tell.
    lang: Option<String>,
    dir: &'static str,
}

impl Shown {
    fn new(text: &str) -> Self {
        Self::in_language(text, None)
    }

    /// With the language its publisher names, where it is one.
    fn in_language(text: &str, stated: Option<&str>) -> Self {
        let is_code = |code: &&str| matches!(code.len(), 2 | 3) && code.bytes().all(|b| b.is_ascii_lowercase());
        let script = Script::of(text);
        let usual = match script {
            Some(Script::Arabic) => Some("ar"),
            Some(Script::Hebrew) => Some("he"),
            Some(Script::Cyrillic) => Some("ru"),
            Some(Script::Greek) => Some("el"),
            Some(Script::Han) => Some("zh"),
            Some(Script::Kana) => Some("ja"),
            Some(Script::Hangul) => Some("ko"),
            Some(Script::Armenian) => Some("hy"),
            Some(Script::Georgian) => Some("ka"),
            Some(Script::Latin) => Some("und-Latn"),
            Some(Script::Other | Script::Mixed) | None => None,
        };
        let dir = match script {
            Some(Script::Arabic | Script::Hebrew) => "rtl",
            Some(Script::Other | Script::Mixed) => "auto",
            _ => "ltr",
        };
        let lang = stated.filter(is_code).or(usual).map(str::to_owned);
        Self { text: unturned(text), lang, dir }
    }
}

/// A place in words.
struct Located {
    text: String,
    dir: &'static str,
}

impl Located {
    fn of(words: &Words, place: &Place) -> Self {
        // A path reads from the left in both languages.
        let dir = if matches!(place, Place::Element { .. }) { "ltr" } else { direction_of(words.lang()) };
        Self { text: explain::place(words, place), dir }
    }
}

/// A text as it stands in an address.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The search page.
#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    page: Page<'a>,
    name: &'a str,
    birth_date: &'a str,
    outcome: Outcome,
}

enum Outcome {
    /// Nothing was asked yet.
    Nothing,
    /// Not screened: what happened and the next step, in the page's language and in the other one.
    NotScreened([(String, String); 2]),
    /// Screened: how many hits there are, what that means, and the hits shown.
    Screened { found: String, meaning: String, more: Option<String>, hits: Vec<Card>, receipt: Option<String> },
}

/// One possible match.
struct Card {
    caption: Shown,
    entity: String,
    kind: String,
    band: String,
    strong: bool,
    score: String,
    entries: Vec<String>,
    reasons: Vec<CardReason>,
    evidence: Vec<CardEvidence>,
}

struct CardReason {
    points: String,
    text: String,
    /// Which piece of evidence, from 1.
    stands_in: Option<usize>,
}

struct CardEvidence {
    list: String,
    edition: String,
    place: Located,
    hash: String,
}

/// The search page with what came of the asking; `None` where nothing was asked.
pub(crate) fn search(
    app: &App,
    asker: &Asker,
    asked: &Asked,
    screening: Option<&Result<(Screening, Option<EventId>), Fault>>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let same = format!("/?name={}&birth_date={}", encoded(&asked.name), encoded(&asked.birth_date));
    let page = Page::new(app, asker, if screening.is_some() { &same } else { "/" });
    let outcome = match (screening, &asker.register) {
        (None, _) => Outcome::Nothing,
        (Some(Ok((Screening::Screened(answer), receipt))), Some(register)) => {
            screened(page.words, register, answer, *receipt)
        }
        (Some(Ok((Screening::NotScreened(why), _))), _) => {
            Outcome::NotScreened([page.words, page.other].map(|words| not_screened(words, why)))
        }
        (Some(Err(fault)), _) => Outcome::NotScreened([page.words, page.other].map(|words| faulty(words, fault))),
        (Some(Ok(_)), None) => return Err(Fault::new(FaultKind::NoRegister)),
    };
    html(status, &SearchPage { page, name: &asked.name, birth_date: &asked.birth_date, outcome })
}

fn not_screened(words: &Words, why: &Unscreened) -> (String, String) {
    (explain::unscreened(words, why), words.say("page-not-screened-hint", &[]))
}

fn faulty(words: &Words, fault: &Fault) -> (String, String) {
    let message = fault.message(words);
    (words.say("page-not-screened-because", &[("cause", (&message).into())]), fault.hint(words))
}

fn screened(words: &Words, register: &RegisterFile, answer: &Answer, receipt: Option<EventId>) -> Outcome {
    let left = answer.found.saturating_sub(answer.hits.len()) as u64;
    let more = || words.say("page-more-hits", &[("count", Filling::Text(&left.to_string()))]);
    let meaning = if answer.found == 0 { "page-no-hit-means" } else { "page-hits-mean" };
    Outcome::Screened {
        found: words.say("page-found", &[("count", (answer.found as u64).into())]),
        meaning: words.say(meaning, &[]),
        more: (left > 0).then(more),
        hits: answer.hits.iter().map(|hit| card(words, register, hit)).collect(),
        receipt: receipt.map(|id| id.to_string()),
    }
}

fn card(words: &Words, register: &RegisterFile, hit: &Hit) -> Card {
    let mut told: Vec<&Evidence> = Vec::new();
    let mut reasons = Vec::with_capacity(hit.reasons.len());
    for reason in &hit.reasons {
        let stands_in = reason.evidence.as_ref().map(|evidence| {
            told.iter().position(|known| *known == evidence).unwrap_or_else(|| {
                told.push(evidence);
                told.len() - 1
            }) + 1
        });
        let text = without_turns(&explain::reason(words, reason));
        reasons.push(CardReason { points: format!("{:+.2}", reason.points), text, stands_in });
    }
    Card {
        caption: Shown::new(&hit.caption),
        entity: hit.entity.to_string(),
        kind: explain::kind(words, hit.kind),
        band: explain::band(words, hit.band),
        strong: hit.band == Band::Match,
        score: format!("{:.2}", hit.score),
        entries: hit.entries.iter().map(|entry| unturned(entry)).collect(),
        reasons,
        evidence: told.into_iter().map(|evidence| card_evidence(words, register, evidence)).collect(),
    }
}

/// A sentence with values in it: its own isolating marks stay, characters of a value that override are shown.
fn without_turns(sentence: &str) -> String {
    let is_override = |c: char| ('\u{202a}'..='\u{202e}').contains(&c);
    let shown = |c: char| if is_override(c) { unturned(&c.to_string()) } else { c.to_string() };
    if sentence.contains(is_override) { sentence.chars().map(shown).collect() } else { sentence.to_owned() }
}

fn card_evidence(words: &Words, register: &RegisterFile, evidence: &Evidence) -> CardEvidence {
    let edition = register.edition(evidence.edition);
    CardEvidence {
        list: edition.map(|edition| edition.list.to_string()).unwrap_or_default(),
        edition: edition.map(|edition| edition.published.to_string()).unwrap_or_default(),
        place: Located::of(words, &evidence.place),
        hash: evidence.edition.to_string(),
    }
}

/// Everything known of an entity.
#[derive(Template)]
#[template(path = "entity.html")]
struct EntityPage<'a> {
    page: Page<'a>,
    caption: Shown,
    id: String,
    kind: String,
    stands: bool,
    unions: Vec<UnionSection>,
    /// What sources disagree on, and each entry with what it says.
    disagreements: Vec<(String, Vec<(String, String)>)>,
    /// Day, entry, and what happened; of an entity of several entries.
    timeline: Vec<(String, String, String)>,
    /// What each reading of "owned or controlled" says, and the stakes that lead to it.
    ownership: Vec<(String, Vec<TieRow>)>,
    ties: Vec<TieRow>,
    /// Each value of an entity of several entries, with all who state it.
    values: Vec<ValueRow>,
    entries: Vec<EntrySection>,
    editions: Vec<EditionRow>,
}

/// A value and who states it, from when to when.
struct ValueRow {
    property: String,
    value: Shown,
    stated_by: Vec<(String, String)>,
}

/// What ties two entities, where the other is and what states it.
struct TieRow {
    says: String,
    /// The other entity's page.
    address: Option<String>,
    stated_by: String,
}

/// By what two entries of the entity came together.
struct UnionSection {
    says: String,
    /// What each ground adds, and what it says.
    grounds: Vec<(String, String)>,
}

struct EntrySection {
    reference: String,
    list: String,
    standing: Vec<String>,
    rows: Vec<StatementRow>,
}

struct StatementRow {
    property: String,
    value: Shown,
    details: Vec<(String, String)>,
    note: Option<Shown>,
    /// The edition's number on this page, from 1, and its day.
    edition: usize,
    day: String,
    place: Located,
}

struct EditionRow {
    list: String,
    published: String,
    retrieved: String,
    hash: String,
}

/// The page of an entity, source by source.
pub(crate) fn entity(
    app: &App,
    asker: &Asker,
    register: &RegisterFile,
    entity: &Entity,
    around: &Surroundings,
) -> Result<Response, Fault> {
    let page = Page::new(app, asker, &format!("/entities/{}", encoded(entity.id.as_str())));
    let mut editions: Vec<register::EditionId> = Vec::new();
    let entries = entity.entries.iter().map(|entry| section(&page, register, entry, &mut editions)).collect();
    let edition_row = |id: &register::EditionId| {
        let edition = register.edition(*id);
        EditionRow {
            list: edition.map(|edition| edition.list.to_string()).unwrap_or_default(),
            published: edition.map(|edition| edition.published.to_string()).unwrap_or_default(),
            retrieved: edition.map(|edition| moment(&edition.retrieved)).unwrap_or_default(),
            hash: id.to_string(),
        }
    };
    let filled = EntityPage {
        caption: Shown::new(entity.caption()),
        id: entity.id.to_string(),
        kind: explain::kind(page.words, entity.kind()),
        stands: entity.stands(),
        disagreements: entity.disagreements().iter().map(|of| disagreement(page.words, of)).collect(),
        timeline: timeline(page.words, entity),
        values: together(&page, register, entity),
        ownership: around.ownership.iter().map(|owned| ownership(&page, owned, around.on)).collect(),
        ties: around.ties.iter().map(|tied| tie_row(&page, tied)).collect(),
        unions: entity.unions.iter().map(|union| union_section(page.words, entity, union)).collect(),
        entries,
        editions: editions.iter().map(edition_row).collect(),
        page,
    };
    html(StatusCode::OK, &filled)
}

fn together(page: &Page<'_>, register: &RegisterFile, entity: &Entity) -> Vec<ValueRow> {
    if entity.entries.len() < 2 {
        return Vec::new();
    }
    let day = |day: Option<Day>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    let stating = |StatedBy { entry, statement, first_seen }: &StatedBy<'_>| {
        let last = register.edition(statement.evidence.edition).map(|edition| edition.published);
        let first = first_seen.map(|(_, day)| day);
        (unturned(&entry.reference()), format!("{} – {}", day(first), day(last)))
    };
    let row = |of: &StatedValue<'_>| {
        let language = match of.value {
            Value::Name(alias) => alias.language.as_deref(),
            _ => None,
        };
        ValueRow {
            property: page.words.say(&format!("property-{}", of.property.name()), &[]),
            value: Shown::in_language(&of.value.to_string(), language),
            stated_by: of.stated_by.iter().map(stating).collect(),
        }
    };
    entity.values().iter().map(row).collect()
}

fn ownership(page: &Page<'_>, owned: &Owned, on: Day) -> (String, Vec<TieRow>) {
    let link = |by: &OwnedBy| TieRow {
        says: without_turns(&explain::owned_by(page.words, by)),
        address: Some(page.entity_address(by.owner.0.as_str())),
        stated_by: unturned(&by.tied.stated_by),
    };
    (explain::ownership(page.words, owned, on), owned.chain.iter().map(link).collect())
}

fn tie_row(page: &Page<'_>, tied: &Tied) -> TieRow {
    TieRow {
        says: without_turns(&explain::tie(page.words, tied)),
        address: tied.other.as_ref().map(|other| page.entity_address(other.as_str())),
        stated_by: unturned(&tied.stated_by),
    }
}

fn disagreement(words: &Words, of: &Disagreement<'_>) -> (String, Vec<(String, String)>) {
    let side = |(entry, says): &(&ListedEntry, Vec<&str>)| {
        let says = if says.is_empty() { standing(words, entry).join("; ") } else { says.join("; ") };
        (unturned(&entry.reference()), says)
    };
    let what = explain::disagreement(words, of.code);
    (words.say("entity-disagree", &explain::fill(&[("what", what)])), of.sides.iter().map(side).collect())
}

fn timeline(words: &Words, entity: &Entity) -> Vec<(String, String, String)> {
    if entity.entries.len() < 2 {
        return Vec::new();
    }
    let row = |event: register::Event<'_>| {
        (event.day.to_string(), unturned(&event.entry.reference()), explain::event(words, event.code))
    };
    entity.timeline().into_iter().map(row).collect()
}

fn union_section(words: &Words, entity: &Entity, union: &Union) -> UnionSection {
    let [one, other] = union.of.each_ref().map(|of| unturned(&entity.reference(of)));
    let named = |rest: (&'static str, String)| [("one", one.clone()), ("other", other.clone()), rest];
    match &union.by {
        JoinedBy::Likeness { logits, grounds } => {
            let says = words.say("union-likeness", &explain::fill(&named(("odds", explain::odds(*logits)))));
            let told = grounds.iter().filter(|ground| ground.logits != 0.0);
            let grounds = told.map(|ground| (format!("{:+.2}", ground.logits), explain::ground(words, ground)));
            UnionSection { says, grounds: grounds.collect() }
        }
        JoinedBy::Judgement { judgement } => {
            let says = words.say("union-judgement", &explain::fill(&named(("judgement", judgement.to_string()))));
            UnionSection { says, grounds: Vec::new() }
        }
    }
}

fn section(
    page: &Page<'_>,
    register: &RegisterFile,
    entry: &ListedEntry,
    editions: &mut Vec<register::EditionId>,
) -> EntrySection {
    let name = page.lists.iter().find(|list| list.id == *entry.list).map(|list| list.name.clone());
    let rows = entry.statements.iter().map(|statement| row(page.words, register, statement, editions)).collect();
    EntrySection {
        reference: unturned(&entry.reference()),
        list: name.unwrap_or_default(),
        standing: standing(page.words, entry),
        rows,
    }
}

fn standing(words: &Words, entry: &ListedEntry) -> Vec<String> {
    if entry.episodes.is_empty() {
        return vec![words.say("printed-as-taken-off", &[])];
    }
    let episode = |episode: &register::Episode| {
        let from = ("from", episode.from.1.to_string());
        match &episode.until {
            None => words.say("stands-since", &explain::fill(&[from])),
            Some((_, until)) => words.say("stood-until", &explain::fill(&[from, ("until", until.to_string())])),
        }
    };
    entry.episodes.iter().map(episode).collect()
}

fn row(
    words: &Words,
    register: &RegisterFile,
    statement: &Statement,
    editions: &mut Vec<register::EditionId>,
) -> StatementRow {
    let id = statement.evidence.edition;
    let edition = editions.iter().position(|known| *known == id).unwrap_or_else(|| {
        editions.push(id);
        editions.len() - 1
    });
    let text = statement.value.to_string();
    let language = match &statement.value {
        Value::Name(alias) => alias.language.as_deref(),
        _ => None,
    };
    StatementRow {
        property: words.say(&format!("property-{}", statement.property.name()), &[]),
        value: Shown::in_language(&text, language),
        details: details(words, statement),
        note: statement.note.as_deref().map(Shown::new),
        edition: edition + 1,
        day: register.edition(id).map(|edition| edition.published.to_string()).unwrap_or_default(),
        place: Located::of(words, &statement.evidence.place),
    }
}

/// What is stated of a value besides its text, labelled.
fn details(words: &Words, statement: &Statement) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut add = |key: &str, value: String| out.push((words.say(key, &[]), unturned(&value)));
    match &statement.value {
        Value::Name(alias) => {
            add("detail-kind", words.say(name_kind(alias.kind), &[]));
            match alias.quality {
                Quality::Unstated => {}
                Quality::Good => add("detail-quality", words.say("quality-good", &[])),
                Quality::Low => add("detail-quality", words.say("quality-low", &[])),
            }
        }
        Value::Date(date) => {
            let spans: Vec<String> = date.spans.iter().map(ToString::to_string).collect();
            if date.calendar != Calendar::Gregorian || spans.as_slice() != [&*date.text] {
                add("detail-may-be", spans.join(" / "));
            }
            if date.circa {
                add("detail-circa", words.say("detail-circa-yes", &[]));
            }
        }
        Value::Document(document) => {
            let dates = [("detail-issued", &document.issued), ("detail-expires", &document.expires)];
            document.issuer.iter().for_each(|issuer| add("detail-issuer", issuer.to_string()));
            for (key, date) in dates {
                date.iter().for_each(|date| add(key, date.text.to_string()));
            }
            if !document.flags.is_empty() {
                add("detail-flags", document.flags.join(", "));
            }
        }
        Value::Act(act) => add_act(act, &mut add),
        Value::Text(_) | Value::Address(_) | Value::Tie(_) => {}
    }
    if let Some(act) = &statement.basis {
        add("detail-basis", act.title.to_string());
        add_act(act, &mut add);
    }
    out
}

fn add_act(act: &register::Act, add: &mut dyn FnMut(&str, String)) {
    let stated = [
        ("detail-kind", &act.kind),
        ("detail-published", &act.published),
        ("detail-in-force", &act.in_force),
        ("detail-address", &act.url),
    ];
    for (key, text) in stated {
        text.iter().for_each(|text| add(key, text.to_string()));
    }
}

fn name_kind(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Primary => "name-primary",
        NameKind::Aka => "name-aka",
        NameKind::Fka => "name-fka",
        NameKind::Nka => "name-nka",
        NameKind::OriginalScript => "name-original-script",
        NameKind::Translation => "name-translation",
        NameKind::OnDocument => "name-on-document",
        NameKind::Fragment => "name-fragment",
    }
}

/// What a fault says.
#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'a> {
    page: Page<'a>,
    message: String,
    hint: String,
    choices: &'a [String],
}

/// The page of a fault.
pub(crate) fn fault(app: &App, asker: &Asker, fault: &Fault) -> Response {
    let page = Page::new(app, asker, "/");
    let (message, hint) = (without_turns(&fault.message(page.words)), fault.hint(page.words));
    let filled = FaultPage { page, message, hint, choices: &fault.choices };
    html(fault.kind.status(), &filled).unwrap_or_else(|_| fault.kind.status().into_response())
}

fn html(status: StatusCode, page: &impl Template) -> Result<Response, Fault> {
    let text = page.render().map_err(|_| Fault::new(FaultKind::Internal))?;
    Ok((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], Body::from(text)).into_response())
}

#[cfg(test)]
mod tests {
    use register::Property;

    use super::{Shown, assets, encoded, moment, name_kind, unturned, without_turns};
    use crate::{Lang, Words};

    #[test]
    fn a_text_is_shown_with_its_language_and_direction() {
        for (text, stated, lang, dir) in [
            ("Yusuf al-Khayali", None, Some("und-Latn"), "ltr"),
            ("يوسف الخيالي", None, Some("ar"), "rtl"),
            ("یوسف پورخیالی", Some("fa"), Some("fa"), "rtl"),
            ("يوسف", Some("Arabic, as printed"), Some("ar"), "rtl"),
            ("Юсуф", None, Some("ru"), "ltr"),
            ("1970-05-17", None, None, "ltr"),
            ("Yusuf يوسف", None, None, "auto"),
        ] {
            let shown = Shown::in_language(text, stated);
            assert_eq!((shown.lang.as_deref(), shown.dir), (lang, dir), "{text}");
        }
    }

    #[test]
    fn characters_that_turn_the_writing_are_shown_not_obeyed() {
        assert_eq!(unturned("a\u{202e}b\u{2066}c\u{200f}"), "a[U+202E]b[U+2066]c\u{200f}");
        assert_eq!(without_turns("\u{2068}a\u{202e}b\u{2069}"), "\u{2068}a[U+202E]b\u{2069}");
    }

    #[test]
    fn a_moment_is_shown_to_the_second() {
        assert_eq!(moment("2024-05-02T06:00:00.112016736Z"), "2024-05-02 06:00:00 UTC");
        assert_eq!(moment("in May"), "in May");
    }

    #[test]
    fn a_text_in_an_address_is_encoded() {
        assert_eq!(encoded("un-sc:A b|/?&ي"), "un-sc%3AA%20b%7C%2F%3F%26%D9%8A");
    }

    #[test]
    fn every_property_and_kind_of_name_has_its_word() {
        let kinds = [
            register::NameKind::Primary,
            register::NameKind::Aka,
            register::NameKind::Fka,
            register::NameKind::Nka,
            register::NameKind::OriginalScript,
            register::NameKind::Translation,
            register::NameKind::OnDocument,
            register::NameKind::Fragment,
        ];
        let properties = Property::ALL.iter().map(|property| format!("property-{}", property.name()));
        for lang in [Lang::Ar, Lang::En] {
            let words = Words::new(lang);
            for key in properties.clone().chain(kinds.map(|kind| name_kind(kind).to_owned())) {
                assert_ne!(words.say(&key, &[]), key);
            }
        }
    }

    /// Whatever a template asks for is there: a key that is missing would read as itself.
    #[test]
    fn every_word_of_the_templates_exists() {
        let templates = [
            include_str!("../templates/base.html"),
            include_str!("../templates/search.html"),
            include_str!("../templates/entity.html"),
            include_str!("../templates/fault.html"),
        ];
        let words = Words::new(Lang::Ar);
        let asked = |start| templates.iter().flat_map(move |text| text.split(start).skip(1));
        for key in asked("say(\"").chain(asked("say_other(\"")).filter_map(|rest| rest.split('"').next()) {
            assert_ne!(words.say(key, &[]), key);
        }
    }

    #[test]
    fn the_style_names_no_side() {
        for side in ["left", "right"] {
            assert!(!assets()[0].content.contains(side), "{side}");
        }
    }
}
