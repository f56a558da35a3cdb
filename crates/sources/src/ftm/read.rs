//! Reading FollowTheMoney entities as the entries of a list.
//!
//! Source:   followthemoney 4.11.2; `entities.ftm.json` and `targets.nested.json`.
//! Shape:    persons, organisations, vessels and airplanes are entries, keyed by their id. Addresses, sanctions,
//!           passports, wallets and edges are folded into the entries they belong to, wherever in the file they stand:
//!           the lines are walked twice, first for who names whom, then for the entries with what is folded into them.
//!           An edge becomes a tie at both its ends; its kind names the far end's part in it: `Ownership:asset`.
//! Traps:    `na` is Namibia here and no placeholder; `last_seen` changes with every export, and is the edition's day.
//! Fails:    a line that is no JSON object or too long; a last line that is cut; shared parts that would make the
//!           reading many times larger than the file.
//! Not read: religion and ethnicity, by rule. In nested lines, an entity at the far end of an edge counts with its id
//!           and caption only.

use std::borrow::Cow;
use std::collections::HashMap;

use register::{Address, DateSpan, Document, Kind, NameKind, Place, Property, Quality, Share, StatedDate, Tie, Value};

use super::json::{Json, Stated};
use super::schema::{Role, Schema};
use crate::dates::{self, Order, iso_day};
use crate::draft::{Draft, Writer};
use crate::json_line;
use crate::reading::{ProblemKind, Refusal, more_than};
use crate::shares;
use crate::text::clean;
use crate::xml::checked_text;

/// The counted lines.
const STATS: &[&str] = &[
    "lines",
    "entries",
    "persons",
    "organizations",
    "legal_entities",
    "vessels",
    "airplanes",
    "other_entries",
    "targets",
    "edges",
    "parts",
    "orphans",
    "unknown_schema",
    "not_read",
];

/// What says of an edge that it is past.
const PAST: &[&str] = &["inactive", "ended", "former", "past", "dissolved", "historical"];
/// Bytes of one line; the longest known nested one has 4 MB.
pub(super) const MAX_LINE: usize = 8 << 20;
/// Distinct properties of one entity; the richest schema has 97.
const MAX_PROPERTIES: usize = 1024;
/// How often, in sizes of the file, lines may be read again to be folded into entries.
const MAX_FOLDING: usize = 16;
/// Parts of names that are looked for in the names of one person.
const MAX_NAME_PARTS: usize = 64;

/// Whether a text begins as a file of entities does: `id` with `schema` or `properties`, at the first level.
pub fn is_line(start: &str) -> bool {
    let names = first_level_names(start.lines().next().unwrap_or_default());
    names.contains(&"id") && (names.contains(&"schema") || names.contains(&"properties"))
}

/// The names of an object's members, as far as the text goes.
fn first_level_names(line: &str) -> Vec<&str> {
    let (mut names, mut depth, mut quote, mut escaped) = (Vec::new(), 0_u32, None, false);
    for (at, byte) in line.bytes().enumerate() {
        match (quote, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(from), b'"') => {
                if depth == 1 && line[at + 1..].trim_start().starts_with(':') {
                    names.push(&line[from..at]);
                }
                quote = None;
            }
            (Some(_), _) => {}
            (None, b'"') => quote = Some(at + 1),
            (None, b'{' | b'[') => depth += 1,
            (None, b'}' | b']') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 => return names,
            (None, _) => {}
        }
    }
    names
}

/// Reads an edition.
///
/// # Errors
/// Not UTF-8; a line that is no JSON object, too long or cut; too much to fold.
pub fn read(bytes: &[u8], out: &mut Writer<'_>) -> Result<(), Refusal> {
    out.outcome.stats.expect(STATS);
    let text = checked_text(bytes)?;
    let mut file = File::default();
    for (text, line) in text.split_inclusive('\n').zip(1..).filter(|(text, _)| !text.trim().is_empty()) {
        let at = file.lines.len();
        file.lines.push((line, text));
        let json = parse(line, text)?;
        file.note(at, &json, out);
    }
    file.left = bytes.len().saturating_mul(MAX_FOLDING);
    for at in 0..file.lines.len() {
        let (line, text) = file.lines[at];
        if let Some(kind) = file.kinds[at] {
            let json = parse(line, text)?;
            if let Some(stated) = Stated::of(&json) {
                file.entry(kind, &stated, line, out)?;
            }
        }
    }
    for at in 0..file.lines.len() {
        if file.parts[at] == Part::Unused {
            let (line, text) = file.lines[at];
            let json = parse(line, text)?;
            let schema = Stated::of(&json).map_or("", |stated| stated.schema);
            out.count("orphans");
            out.problem(Place::Member { line, path: "".into() }, ProblemKind::Orphan, schema);
        }
    }
    Ok(())
}

fn parse(line: u32, text: &str) -> Result<Json<'_>, Refusal> {
    let json: Json<'_> = json_line::read(line, text, MAX_LINE)?;
    match json {
        Json::Object(_) => Ok(json),
        _ => Err(Refusal::at(Place::Line { line, column: 1 }, ProblemKind::Malformed, text.trim_end())),
    }
}

/// Whether a line is part of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    No,
    Unused,
    Used,
}

/// What the first walk over the lines found.
#[derive(Default)]
struct File<'a> {
    /// The lines that are not blank, with their numbers.
    lines: Vec<(u32, &'a str)>,
    /// What the entry of each line designates, where it is one.
    kinds: Vec<Option<Kind>>,
    /// Whether each line is part of entries.
    parts: Vec<Part>,
    /// The line and the caption of each id.
    ids: HashMap<String, (usize, String)>,
    /// The lines that name an id and are part of its entry.
    naming: HashMap<String, Vec<usize>>,
    /// The bytes that may still be read again.
    left: usize,
}

impl<'a> File<'a> {
    /// Notes what a line is and whom it names.
    fn note(&mut self, at: usize, json: &Json<'_>, out: &mut Writer<'_>) {
        let (line, _) = self.lines[at];
        let place = |path: &str| Place::Member { line, path: path.into() };
        self.kinds.push(None);
        self.parts.push(Part::No);
        out.count("lines");
        let Some(stated) = Stated::of(json) else {
            out.problem(place(""), ProblemKind::NoKey, "");
            return;
        };
        let Some(schema) = stated.known() else {
            out.count("unknown_schema");
            out.problem(place("/schema"), ProblemKind::UnknownType, stated.schema);
            return;
        };
        if let Some(seen) = stated.text("last_seen")
            && let Some(day) = iso_day(seen)
            && out.outcome.published.is_none_or(|known| known < day)
        {
            out.outcome.published = Some(day);
            out.outcome.stated = Some(seen.into());
        }
        let caption = stated.text("caption").unwrap_or_default();
        self.ids.entry(stated.id.to_owned()).or_insert_with(|| (at, clean(caption).into_owned()));
        let target = stated.text("target") == Some("true");
        if target {
            out.count("targets");
        }
        self.kinds[at] = match schema.role() {
            Role::Entry(kind) => Some(kind),
            Role::Thing if target && stated.first("holder").is_none() => Some(Kind::Unknown),
            Role::Thing | Role::Part => None,
        };
        count(schema, self.kinds[at], out);
        if self.kinds[at].is_none() {
            self.parts[at] = Part::Unused;
            for (property, value) in stated.properties() {
                if schema.type_of(property) == Some("entity") {
                    for id in value.items().filter_map(|(_, item)| id_of(item)) {
                        let naming = self.naming.entry(id.to_owned()).or_default();
                        if naming.last() != Some(&at) {
                            naming.push(at);
                        }
                    }
                }
            }
        }
    }

    /// The line's text, to be folded into an entry.
    fn part(&mut self, at: usize) -> Result<(u32, Json<'a>), Refusal> {
        let (line, text) = self.lines[at];
        self.left = self.left.checked_sub(text.len()).ok_or_else(|| {
            Refusal::at(Place::Line { line, column: 1 }, ProblemKind::TooLarge, &format!("> {MAX_FOLDING} ×"))
        })?;
        self.parts[at] = Part::Used;
        Ok((line, parse(line, text)?))
    }

    fn entry(&mut self, kind: Kind, stated: &Stated<'_>, line: u32, out: &mut Writer<'_>) -> Result<(), Refusal> {
        let Some(schema) = stated.known() else { return Ok(()) };
        let place = |path: &str| Place::Member { line, path: path.into() };
        let mut draft = out.draft(kind);
        draft.key(stated.id);
        for (_, referent) in stated.texts("referents") {
            draft.alternate("referent", referent);
        }
        if stated.properties().len() > MAX_PROPERTIES {
            return Err(Refusal::at(place("/properties"), ProblemKind::TooLarge, &more_than(MAX_PROPERTIES)));
        }
        let own = Own { stated, schema, line, path: String::new() };
        own.names(&mut draft);
        own.members(&mut draft, out);
        let mut whole_addresses = Vec::new();
        for (end, value) in stated.values("addressEntity") {
            let path = format!("/properties/addressEntity{end}");
            self.address_of(value, line, &path, &mut whole_addresses, &mut draft, out)?;
        }
        for (property, values) in stated.properties() {
            if is_not_read(property) {
                out.count("not_read");
                continue;
            }
            if !schema.has(property) && !values.items().any(|(_, value)| Stated::of(value).is_some()) {
                out.problem(own.place(property, ""), ProblemKind::UnknownElement, property);
            }
            for (end, value) in values.items() {
                let at = own.place(property, &end);
                match (value.text(), Stated::of(value)) {
                    _ if property == "addressEntity" => {}
                    (_, Some(nested)) => {
                        let path = format!("{}/properties/{}{end}", own.path, escaped(property));
                        self.nested(property, &nested, stated.id, line, path, &mut draft, out);
                    }
                    (Some(text), _) if schema.type_of(property) == Some("entity") => {
                        let tie = Tie { kind: property.as_ref().into(), to: Some(text.into()), ..Tie::default() };
                        self.tie(tie, &[], at, &mut draft);
                    }
                    (Some(text), _) if property == "address" && whole_addresses.iter().any(|known| known == text) => {}
                    (Some(text), _) => own_value(schema, property, text, at, &mut draft, out),
                    (None, None) => other(property, &value.to_string(), at, &mut draft),
                }
            }
        }
        for at in self.naming.get(stated.id).cloned().unwrap_or_default() {
            let (line, json) = self.part(at)?;
            if let Some(part) = Stated::of(&json) {
                self.fold(&part, stated.id, line, String::new(), &mut draft, out);
            }
        }
        out.entry(draft, || place(""));
        Ok(())
    }

    /// The address an entry names, or holds nested.
    fn address_of(
        &mut self,
        value: &Json<'_>,
        line: u32,
        path: &str,
        whole: &mut Vec<String>,
        draft: &mut Draft,
        out: &mut Writer<'_>,
    ) -> Result<(), Refusal> {
        if let Some(nested) = Stated::of(value) {
            address(&nested, line, path, whole, draft, out);
            return Ok(());
        }
        let Some(id) = value.text() else { return Ok(()) };
        match self.ids.get(id).map(|(at, _)| *at).filter(|at| self.kinds[*at].is_none()) {
            Some(at) => {
                let (line, json) = self.part(at)?;
                if let Some(part) = Stated::of(&json) {
                    address(&part, line, "", whole, draft, out);
                }
            }
            None => {
                let tie = Tie { kind: "addressEntity".into(), to: Some(id.into()), ..Tie::default() };
                self.tie(tie, &[], Place::Member { line, path: path.into() }, draft);
            }
        }
        Ok(())
    }

    /// An entity inside an entry's own line: a part of it, or the far end of one of its properties.
    #[expect(clippy::too_many_arguments, reason = "the same as `fold`, and the property that holds the entity")]
    fn nested(
        &mut self,
        property: &str,
        nested: &Stated<'_>,
        id: &str,
        line: u32,
        path: String,
        draft: &mut Draft,
        out: &mut Writer<'_>,
    ) {
        match nested.known().map(Schema::role) {
            None => {
                let place = Place::Member { line, path: path.into() };
                out.count("unknown_schema");
                out.problem(place, ProblemKind::UnknownType, nested.schema);
            }
            Some(Role::Entry(_)) => {
                let name = nested.text("caption").map(|caption| clean(caption).into());
                let tie = Tie { kind: property.into(), to: Some(nested.id.into()), name, ..Tie::default() };
                draft.state(Property::Tie, Value::Tie(Box::new(tie)), Place::Member { line, path: path.into() });
            }
            Some(_) => self.fold(nested, id, line, path, draft, out),
        }
    }

    /// States what a part says of the entry it names.
    fn fold(&mut self, part: &Stated<'_>, id: &str, line: u32, path: String, draft: &mut Draft, out: &mut Writer<'_>) {
        let Some(schema) = part.known() else { return };
        let own = Own { stated: part, schema, line, path };
        match &schema.edge {
            Some(ends) => self.edge(&own, ends, id, draft, out),
            None if schema.is("Sanction") => own.sanction(draft, out),
            None if schema.is("Identification") => own.identification(draft, out),
            None if schema.is("CryptoWallet") => own.wallet(draft),
            None if schema.is("Address") => address(part, line, &own.path, &mut Vec::new(), draft, out),
            None => {
                let name = part.text("caption").map(|caption| clean(caption).into());
                let tie = Tie { kind: schema.name.as_str().into(), to: Some(part.id.into()), name, ..Tie::default() };
                draft.state(Property::Tie, Value::Tie(Box::new(tie)), own.place("", ""));
                own.rest(&[], draft);
            }
        }
    }

    /// A tie to each entity at the other end of an edge.
    fn edge(&mut self, own: &Own<'_>, ends: &[String; 2], id: &str, draft: &mut Draft, out: &mut Writer<'_>) {
        let mut said = Vec::new();
        for (property, values) in own.stated.properties() {
            if !ends.iter().any(|end| end == property) && !is_not_read(property) {
                for (_, value) in values.items() {
                    said.push(format!("{property}: {}", value.text().map_or_else(|| value.to_string(), Into::into)));
                }
            }
        }
        let texts = |property: &str| -> Vec<&str> {
            own.stated.values(property).filter_map(|(_, value)| value.text()).collect()
        };
        // Of several days each may be meant.
        let mut date = |property| {
            let read = texts(property).into_iter().map(|text| read_date(text, || own.place(property, ""), out));
            read.collect::<Vec<_>>().into_iter().reduce(|mut all, more| {
                all.text = format!("{}; {}", all.text, more.text).into();
                all.spans.extend(more.spans);
                all
            })
        };
        let (from, until) = (date("startDate"), date("endDate"));
        // Of several shares any between; where one is not understood, nothing is known.
        let shares: Option<Vec<Share>> = texts("percentage").into_iter().map(shares::stated).collect();
        let share = shares.and_then(|shares| shares.into_iter().reduce(Share::or));
        let is_past = |status: &str| PAST.contains(&&*status.trim().to_lowercase());
        let is_past = texts("status").into_iter().any(is_past);
        let held = Tie { share, from, until, is_past, ..Tie::default() };
        for (near, far) in [(&ends[0], &ends[1]), (&ends[1], &ends[0])] {
            if !own.stated.values(near).any(|(_, value)| id_of(value) == Some(id)) {
                continue;
            }
            let held = Tie { kind: format!("{}:{far}", own.schema.name).into(), ..held.clone() };
            for (end, value) in own.stated.values(far) {
                let at = own.place(far, &end);
                match (Stated::of(value), id_of(value)) {
                    (Some(nested), _) => {
                        let name = nested.text("caption").map(|caption| clean(caption).into());
                        let tie = Tie { to: Some(nested.id.into()), name, ..held.clone() };
                        draft.state(Property::Tie, Value::Tie(Box::new(tie)), at);
                        note(&said, draft);
                    }
                    (None, Some(to)) => self.tie(Tie { to: Some(to.into()), ..held.clone() }, &said, at, draft),
                    (None, None) => {}
                }
            }
        }
    }

    /// A tie to an id of the file, with that entity's caption.
    fn tie(&mut self, tie: Tie, said: &[String], place: Place, draft: &mut Draft) {
        let to = tie.to.as_deref().unwrap_or_default().trim();
        let name = match self.ids.get(to) {
            Some((at, caption)) => {
                if self.parts[*at] == Part::Unused {
                    self.parts[*at] = Part::Used;
                }
                Some(caption.as_str().into()).filter(|_| !caption.is_empty())
            }
            None => None,
        };
        let tie = Tie { to: Some(to.into()).filter(|_| !to.is_empty()), name, ..tie };
        draft.state(Property::Tie, Value::Tie(Box::new(tie)), place);
        note(said, draft);
    }
}

fn note(said: &[String], draft: &mut Draft) {
    if !said.is_empty() {
        draft.note_last(Some(&said.join("; ")));
    }
}

fn count(schema: &Schema, kind: Option<Kind>, out: &mut Writer<'_>) {
    match kind {
        None => {
            out.count(if schema.edge.is_some() { "edges" } else { "parts" });
            return;
        }
        Some(Kind::Person) => out.count("persons"),
        Some(Kind::Organization) => out.count("organizations"),
        Some(Kind::Vessel) => out.count("vessels"),
        Some(Kind::Aircraft) => out.count("airplanes"),
        Some(Kind::Unknown) if schema.is("LegalEntity") => out.count("legal_entities"),
        Some(Kind::Unknown) => out.count("other_entries"),
    }
    out.count("entries");
}

/// The id a value names, or is the entity of.
fn id_of<'j>(value: &'j Json<'j>) -> Option<&'j str> {
    let id = value.text().or_else(|| Stated::of(value).map(|nested| nested.id));
    id.map(str::trim).filter(|id| !id.is_empty())
}

/// Religion and ethnicity, also where an exporter spells the property in its own way.
pub(super) fn is_not_read(property: &str) -> bool {
    property.starts_with("relig") || property.starts_with("ethnic")
}

/// A member's name inside a JSON pointer (RFC 6901).
fn escaped(member: &str) -> Cow<'_, str> {
    if member.contains(['~', '/']) { member.replace('~', "~0").replace('/', "~1").into() } else { member.into() }
}

/// One entity while it is read: an entry or a part of one.
struct Own<'j> {
    stated: &'j Stated<'j>,
    schema: &'static Schema,
    line: u32,
    /// The pointer to it within the line.
    path: String,
}

impl Own<'_> {
    fn place(&self, property: &str, end: &str) -> Place {
        let path = match property {
            "" => self.path.clone(),
            _ => format!("{}/properties/{}{end}", self.path, escaped(property)),
        };
        Place::Member { line: self.line, path: path.into() }
    }

    /// Every name, the caption first, with the parts that stand in it.
    fn names(&self, draft: &mut Draft) {
        let caption = clean(self.stated.text("caption").unwrap_or_default());
        let mut parts = self.name_parts();
        let mut stated = Vec::new();
        for (property, values) in self.stated.properties() {
            let Some((kind, quality)) = name_kind(self.schema, property) else { continue };
            for (end, value) in values.items() {
                let Some(text) = value.text().map(clean).filter(|text| !text.is_empty()) else { continue };
                stated.push((kind, quality, text, self.place(property, &end)));
            }
        }
        stated.sort_by_key(|(kind, _, text, _)| *kind != NameKind::Primary || *text != caption);
        if stated.is_empty() && !caption.is_empty() {
            stated.push((NameKind::Primary, Quality::Unstated, caption, self.place("", "")));
        }
        for (kind, quality, text, place) in stated {
            let mut alias = register::Alias { quality, ..register::Alias::new(&text, kind) };
            for part in parts.iter_mut().take(MAX_NAME_PARTS).filter(|part| stands_in(&part.text, &text)) {
                part.used = true;
                alias.parts.push((part.part.into(), part.text.as_str().into()));
            }
            draft.state(Property::Name, Value::Name(Box::new(alias)), place);
        }
        for part in parts.into_iter().filter(|part| !part.used) {
            other(part.property, &part.text, part.place, draft);
        }
    }

    fn name_parts(&self) -> Vec<NamePart> {
        let mut parts = Vec::new();
        for (property, part) in NAME_PARTS.iter().filter(|(property, _)| self.schema.has(property)) {
            for (end, value) in self.stated.values(property) {
                let Some(text) = value.text().map(clean).filter(|text| !text.is_empty()) else { continue };
                let place = self.place(property, &end);
                parts.push(NamePart { property, part, text: text.into_owned(), place, used: false });
            }
        }
        parts
    }

    /// The members besides id, schema, properties and referents.
    fn members(&self, draft: &mut Draft, out: &mut Writer<'_>) {
        if !["Person", "Organization", "LegalEntity", "Vessel", "Airplane"].contains(&self.schema.name.as_str()) {
            other("schema", &self.schema.name, self.member("schema", ""), draft);
        }
        for (member, value) in self.stated.members {
            match &**member {
                "id" | "schema" | "properties" | "referents" | "last_seen" => {}
                "caption" => {
                    let text = clean(value.text().unwrap_or_default());
                    let known =
                        draft.statements().iter().any(|s| s.property == Property::Name && s.value.to_string() == text);
                    if !known {
                        other("caption", &text, self.member(member, ""), draft);
                    }
                }
                "target" => {
                    if value.text() == Some("false") {
                        other("target", "false", self.member(member, ""), draft);
                    }
                }
                "datasets" | "first_seen" | "last_change" => {
                    for (end, item) in value.items() {
                        let text = item.text().map_or_else(|| item.to_string().into(), Cow::Borrowed);
                        other(member, &text, self.member(member, &end), draft);
                    }
                }
                unknown if is_not_read(unknown) => out.count("not_read"),
                unknown => {
                    let text = value.text().map_or_else(|| value.to_string().into(), Cow::Borrowed);
                    out.problem(self.member(unknown, ""), ProblemKind::UnknownElement, unknown);
                    other(unknown, &text, self.member(unknown, ""), draft);
                }
            }
        }
    }

    fn member(&self, member: &str, end: &str) -> Place {
        Place::Member { line: self.line, path: format!("{}/{}{end}", self.path, escaped(member)).into() }
    }

    /// A designation.
    fn sanction(&self, draft: &mut Draft, out: &mut Writer<'_>) {
        const KNOWN: &[(&str, Property)] = &[
            ("authority", Property::DesignatedBy),
            ("program", Property::Programme),
            ("programId", Property::Programme),
            ("provisions", Property::Measure),
            ("reason", Property::Reason),
            ("listingDate", Property::ListedOn),
            ("startDate", Property::ListedOn),
            ("endDate", Property::DelistedOn),
            ("unscId", Property::Reference),
        ];
        for (name, property) in KNOWN {
            for (end, value) in self.stated.values(name) {
                let Some(text) = value.text().map(clean).filter(|text| !text.is_empty()) else { continue };
                let place = self.place(name, &end);
                match *property {
                    Property::ListedOn | Property::DelistedOn => {
                        date(*property, &text, place, draft, out);
                    }
                    Property::Reference => {
                        draft.state(Property::Reference, Value::Text(format!("un-sc:{text}").into()), place);
                    }
                    property => {
                        draft.state(property, Value::Text(text.into()), place);
                    }
                }
                if ["programId", "startDate"].contains(name) {
                    draft.note_last(Some(name));
                }
            }
        }
        let known: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        self.rest(&known, draft);
    }

    /// A passport or another paper.
    fn identification(&self, draft: &mut Draft, out: &mut Writer<'_>) {
        let first = |name: &str| self.stated.first(name).map(clean);
        let kind: Box<str> = first("type").unwrap_or_else(|| self.schema.name.as_str().into()).into();
        let mut on = |name: &str| {
            let text = first(name)?;
            Some(read_date(&text, || self.place(name, ""), out))
        };
        let (issued, expires) = (on("startDate"), on("endDate"));
        for property in ["number", "passportNumber", "personalNumber"] {
            for (end, value) in self.stated.values(property) {
                let Some(text) = value.text().map(clean).filter(|text| !text.is_empty()) else { continue };
                let document = Document {
                    kind: if property == "personalNumber" { property.into() } else { kind.clone() },
                    number: text.into(),
                    country: first("country").map(Into::into),
                    issuer: first("authority").map(Into::into),
                    issued: issued.clone(),
                    expires: expires.clone(),
                    flags: Vec::new(),
                };
                draft.state(Property::Document, Value::Document(Box::new(document)), self.place(property, &end));
            }
        }
        let known =
            ["number", "passportNumber", "personalNumber", "type", "country", "authority", "startDate", "endDate"];
        self.rest(&known, draft);
    }

    /// The address of a wallet is a number like a passport's.
    fn wallet(&self, draft: &mut Draft) {
        let currency = self.stated.first("currency").or_else(|| self.stated.first("currencySymbol"));
        let kind = currency.map_or_else(|| "CryptoWallet".to_owned(), |currency| format!("CryptoWallet {currency}"));
        for property in ["cryptoAddress", "publicKey", "accountId"] {
            for (end, value) in self.stated.values(property) {
                let Some(text) = value.text().map(clean).filter(|text| !text.is_empty()) else { continue };
                let document = Document {
                    kind: kind.as_str().into(),
                    number: text.into(),
                    issuer: self.stated.first("managingExchange").map(Into::into),
                    ..Document::default()
                };
                draft.state(Property::Document, Value::Document(Box::new(document)), self.place(property, &end));
            }
        }
        self.rest(&["cryptoAddress", "publicKey", "accountId", "managingExchange"], draft);
    }

    /// What a part states beyond what was taken, as `Schema.property: text`.
    fn rest(&self, taken: &[&str], draft: &mut Draft) {
        for (property, values) in self.stated.properties() {
            let naming = self.schema.type_of(property) == Some("entity");
            if taken.contains(&&**property) || naming || is_not_read(property) {
                continue;
            }
            for (end, value) in values.items() {
                let text = value.text().map_or_else(|| value.to_string().into(), Cow::Borrowed);
                let label = format!("{}.{property}", self.schema.name);
                other(&label, &text, self.place(property, &end), draft);
            }
        }
    }
}

/// A part of a name, as a property of its own.
struct NamePart {
    property: &'static str,
    part: &'static str,
    text: String,
    place: Place,
    used: bool,
}

/// The parts of names, and the words for them in an alias.
pub(super) const NAME_PARTS: &[(&str, &str)] = &[
    ("firstName", "first"),
    ("secondName", "second"),
    ("middleName", "middle"),
    ("fatherName", "father"),
    ("motherName", "mother"),
    ("lastName", "last"),
    ("nameSuffix", "suffix"),
];

/// Whether a part stands in a name as whole words.
fn stands_in(part: &str, name: &str) -> bool {
    format!(" {} ", name.to_lowercase()).contains(&format!(" {} ", part.to_lowercase()))
}

fn name_kind(schema: &Schema, property: &str) -> Option<(NameKind, Quality)> {
    match property {
        "name" => Some((NameKind::Primary, Quality::Unstated)),
        "previousName" => Some((NameKind::Fka, Quality::Unstated)),
        "weakAlias" => Some((NameKind::Aka, Quality::Low)),
        _ if schema.type_of(property) == Some("name") => Some((NameKind::Aka, Quality::Unstated)),
        _ => None,
    }
}

fn other(label: &str, text: &str, place: Place, draft: &mut Draft) {
    let text = clean(text);
    if !text.is_empty() {
        draft.state(Property::Other, Value::Text(format!("{label}: {text}").into()), place);
    }
}

/// States one value of an entry's own property.
fn own_value(schema: &Schema, property: &str, text: &str, place: Place, draft: &mut Draft, out: &mut Writer<'_>) {
    let text = clean(text);
    let is_part = NAME_PARTS.iter().any(|(part, _)| *part == property);
    if text.is_empty() || name_kind(schema, property).is_some() || is_part && schema.has(property) {
        return;
    }
    let kind = schema.type_of(property);
    let (ours, noted) = match property {
        _ if kind.is_none() => (Property::Other, false),
        "title" => (Property::Title, false),
        "position" => (Property::Position, false),
        "gender" => (Property::Gender, false),
        "birthDate" => (Property::BirthDate, false),
        "birthPlace" => (Property::BirthPlace, false),
        "deathDate" => (Property::DeathDate, false),
        "nationality" => (Property::Nationality, false),
        "citizenship" => (Property::Citizenship, false),
        "country" => (Property::Country, false),
        "jurisdiction" | "mainCountry" => (Property::Country, true),
        "address" => (Property::Address, false),
        "email" => (Property::Email, false),
        "phone" => (Property::Phone, false),
        "website" => (Property::Website, false),
        "incorporationDate" | "buildDate" => (Property::IncorporationDate, false),
        "legalForm" | "type" => (Property::Type, false),
        "sector" => (Property::Sector, false),
        "flag" => (Property::Flag, false),
        "callSign" => (Property::CallSign, false),
        "tonnage" => (Property::Tonnage, false),
        "grossRegisteredTonnage" | "deadweightTonnage" => (Property::Tonnage, true),
        "model" => (Property::Model, false),
        "program" => (Property::Programme, false),
        "programId" => (Property::Programme, true),
        "modifiedAt" => (Property::AmendedOn, false),
        "topics" => (Property::Classification, false),
        "classification" => (Property::Classification, true),
        "notes" => (Property::Remark, false),
        "description" | "summary" | "biography" => (Property::Remark, true),
        _ if kind == Some("identifier") => (Property::Document, false),
        _ => (Property::Other, false),
    };
    match ours {
        Property::Other => other(property, &text, place, draft),
        Property::BirthDate | Property::DeathDate | Property::IncorporationDate | Property::AmendedOn => {
            date(ours, &text, place, draft, out);
        }
        Property::Address => {
            let address = Address { street: Some(text.into()), ..Address::default() };
            draft.state(ours, Value::Address(Box::new(address)), place);
        }
        Property::Document => {
            let document = Document { kind: property.into(), number: text.into(), ..Document::default() };
            draft.state(ours, Value::Document(Box::new(document)), place);
        }
        _ => {
            draft.state(ours, Value::Text(text.into()), place);
        }
    }
    if noted {
        draft.note_last(Some(property));
    }
}

fn address(part: &Stated<'_>, line: u32, path: &str, whole: &mut Vec<String>, draft: &mut Draft, out: &mut Writer<'_>) {
    const PIECES: &[&str] =
        &["full", "street", "street2", "postOfficeBox", "city", "region", "state", "postalCode", "country"];
    let Some(schema) = part.known() else { return };
    let own = Own { stated: part, schema, line, path: path.to_owned() };
    let first = |name: &str| part.first(name).map(|text| clean(text).into());
    let lines: Vec<Cow<'_, str>> =
        ["postOfficeBox", "street", "street2"].iter().filter_map(|name| part.first(name)).map(clean).collect();
    let mut address = Address {
        street: Some(lines.join(", ").into()).filter(|_| !lines.is_empty()),
        city: first("city"),
        region: first("region").or_else(|| first("state")),
        postal_code: first("postalCode"),
        country: first("country"),
    };
    for (_, full) in part.values("full") {
        let Some(full) = full.text().map(clean) else { continue };
        whole.push(full.clone().into_owned());
        let pieces = [&address.street, &address.city, &address.region, &address.postal_code];
        if pieces.iter().all(|piece| piece.is_none()) {
            address.street = Some(full.into());
        } else if !pieces.into_iter().flatten().all(|piece| full.contains(&**piece)) {
            // Not the pieces in one line, but something more.
            other("Address.full", &full, own.place("full", ""), draft);
        }
    }
    if address.is_empty() {
        out.problem(own.place("", ""), ProblemKind::UnknownElement, "Address");
    } else {
        draft.state(Property::Address, Value::Address(Box::new(address)), own.place("", ""));
    }
    own.rest(PIECES, draft);
}

fn date(property: Property, text: &str, place: Place, draft: &mut Draft, out: &mut Writer<'_>) {
    let date = read_date(text, || place.clone(), out);
    draft.date(property, date, place);
}

/// `1970`, `1970-05`, `1970-05-17`, with or without a time of day; anything else as other publishers print it.
fn read_date(text: &str, place: impl FnOnce() -> Place, out: &mut Writer<'_>) -> StatedDate {
    let text = clean(text);
    let day = text.split_once(['T', ' ']).map_or(&*text, |(day, _)| day);
    let span = (!day.contains("..")).then(|| day.parse::<DateSpan>().ok()).flatten();
    let date = match span {
        Some(span) => {
            StatedDate { text: text.into(), spans: vec![span], circa: false, calendar: register::Calendar::Gregorian }
        }
        None => dates::stated(&text, Order::DayFirst),
    };
    if date.spans.is_empty() {
        out.problem(place(), ProblemKind::BadDate, &date.text);
    }
    date
}
