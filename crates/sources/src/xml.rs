//! XML of publishers: one record's tree at a time, with the XPath of every value.
//!
//! Source:   XML 1.0 (fifth edition); the checks that matter here are refused as [`Refusal`]s.
//! Shape:    [`Records`] walks the document; containers are descended into, every other child of a container is a
//!           record and is handed out as a small tree. Memory is one record, whatever the file's size.
//!           A record may be noted as a [`Spot`] and read again later, so that a file whose records refer to each other
//!           needs a few bytes a record instead of the records.
//! Fails:    not UTF-8, control characters, DOCTYPE, unknown entities, deeper than [`MAX_DEPTH`], a text or tag longer
//!           than [`MAX_TEXT`], a record of more than [`MAX_NODES`] elements, not well-formed, not closed.
//! Not here: namespaces; publishers change them, so local names are matched.

use std::borrow::Cow;
use std::fmt::Write as _;

use memchr::{memchr, memchr2};
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use register::Place;

use crate::reading::{ProblemKind, Refusal};

/// Elements inside elements; the deepest list known has 11.
pub const MAX_DEPTH: usize = 32;
/// Bytes of one text or tag; the longest known is a remark of 9,000.
pub const MAX_TEXT: usize = 1 << 20;
/// Elements of one record; the largest known has about 2,000.
pub const MAX_NODES: usize = 200_000;

const NONE: u32 = u32::MAX;
const ROOT: u32 = 0;

/// Walks a document record by record.
pub struct Records<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    containers: &'static [&'static str],
    /// The open containers, outermost first.
    open: Vec<Container<'a>>,
    tree: Tree<'a>,
    root_closed: bool,
    /// Where the record at hand begins.
    record_from: u64,
    /// The paths of the containers that noted records stand in.
    prefixes: Vec<String>,
}

/// Where a record stands, to be read again with [`Records::again`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    from: u64,
    index: u32,
    prefix: u32,
}

struct Container<'a> {
    name: &'a str,
    index: u32,
    attributes: Vec<(&'a str, Cow<'a, str>)>,
    /// How often each child name has occurred.
    seen: Vec<(&'a str, u32)>,
}

impl<'a> Container<'a> {
    fn next_index(&mut self, name: &'a str) -> u32 {
        if let Some((_, n)) = self.seen.iter_mut().find(|(seen, _)| *seen == name) {
            *n += 1;
            return *n;
        }
        self.seen.push((name, 1));
        1
    }
}

#[derive(Default)]
struct Tree<'a> {
    /// The path of the record's container, as in `/list/entries`.
    prefix: String,
    nodes: Vec<Node<'a>>,
    attributes: Vec<(&'a str, Cow<'a, str>)>,
}

struct Node<'a> {
    name: &'a str,
    text: Cow<'a, str>,
    attributes: (u32, u32),
    parent: u32,
    first_child: u32,
    last_child: u32,
    next: u32,
    /// 1-based among siblings of the same name.
    index: u32,
    /// Whether a sibling has the same name.
    repeats: bool,
}

/// An element of the record at hand.
#[derive(Clone, Copy)]
pub struct Element<'t, 'a> {
    tree: &'t Tree<'a>,
    at: u32,
}

impl<'a> Records<'a> {
    /// Checks the bytes as a whole and opens the document. `containers` are the local names to descend into; the root
    /// is always one.
    ///
    /// # Errors
    /// Not UTF-8, or a control character.
    pub fn open(bytes: &'a [u8], containers: &'static [&'static str]) -> Result<Self, Refusal> {
        let text = checked_text(bytes)?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        Ok(Self::new(text, reader, containers))
    }

    fn new(text: &'a str, reader: Reader<&'a [u8]>, containers: &'static [&'static str]) -> Self {
        Self {
            text,
            reader,
            containers,
            open: Vec::new(),
            tree: Tree::default(),
            root_closed: false,
            record_from: 0,
            prefixes: Vec::new(),
        }
    }

    /// Another reader at the beginning of the same document, whose bytes are not checked again. It knows the records
    /// noted so far.
    pub fn fork(&self) -> Self {
        let mut reader = Reader::from_str(self.text);
        reader.config_mut().check_end_names = true;
        Self { prefixes: self.prefixes.clone(), ..Self::new(self.text, reader, self.containers) }
    }

    /// Notes where the record at hand stands.
    pub fn spot(&mut self) -> Spot {
        if self.prefixes.last() != Some(&self.tree.prefix) {
            self.prefixes.push(self.tree.prefix.clone());
        }
        let index = self.tree.nodes.first().map_or(1, |node| node.index);
        Spot { from: self.record_from, index, prefix: offset(self.prefixes.len() - 1) }
    }

    /// The record that was noted here or by the reader this one was forked from; where it stood among the others, the
    /// reader goes on after it.
    ///
    /// # Errors
    /// None, if the spot is of the same document; as [`Self::next_record`] otherwise.
    pub fn again(&mut self, spot: Spot) -> Result<Option<Element<'_, 'a>>, Refusal> {
        let from = usize::try_from(spot.from).unwrap_or(usize::MAX);
        self.reader = Reader::from_str(self.text.get(from..).unwrap_or_default());
        self.reader.config_mut().check_end_names = true;
        if self.open.is_empty() {
            // Any open container will do: the path is the noted one.
            self.open.push(Container { name: "", index: 1, attributes: Vec::new(), seen: Vec::new() });
        }
        if !self.advance()? {
            return Ok(None);
        }
        if let Some(prefix) = self.prefixes.get(spot.prefix as usize) {
            self.tree.prefix.clone_from(prefix);
        }
        if let Some(node) = self.tree.nodes.first_mut() {
            node.index = spot.index;
        }
        Ok(Some(Element { tree: &self.tree, at: ROOT }))
    }

    /// The next record; `None` after the root has closed.
    ///
    /// # Errors
    /// Anything that makes the document unfit to be trusted, with its place.
    pub fn next_record(&mut self) -> Result<Option<Element<'_, 'a>>, Refusal> {
        Ok(if self.advance()? { Some(Element { tree: &self.tree, at: ROOT }) } else { None })
    }

    /// Reads the next record into the tree; `false` after the root has closed.
    fn advance(&mut self) -> Result<bool, Refusal> {
        self.tree.nodes.clear();
        self.tree.attributes.clear();
        // The node that is open, NONE while between records.
        let mut at = NONE;
        let mut depth = 0;
        loop {
            let from = position(&self.reader);
            let event = self.reader.read_event().map_err(|error| self.broken(&error))?;
            match event {
                Event::Start(start) => {
                    if at == NONE && self.descend(&start, from)? {
                        continue;
                    }
                    depth += 1;
                    if self.open.len() + depth > MAX_DEPTH {
                        return Err(self.refuse(from, ProblemKind::TooDeep, &start));
                    }
                    if at == NONE {
                        self.record_from = from;
                    }
                    at = self.add(at, &start, from)?;
                }
                Event::Empty(start) => {
                    if at == NONE && self.descend(&start, from)? {
                        self.ascend();
                        continue;
                    }
                    self.add(at, &start, from)?;
                    if at == NONE {
                        self.record_from = from;
                        return Ok(true);
                    }
                }
                Event::End(_) if at == NONE => self.ascend(),
                Event::End(_) => {
                    depth -= 1;
                    at = self.tree.nodes[at as usize].parent;
                    if at == NONE {
                        return Ok(true);
                    }
                }
                Event::Text(piece) => {
                    let piece = within(self.text, &piece);
                    self.add_text(at, from, Cow::Borrowed(piece))?;
                }
                Event::CData(piece) => {
                    let piece = within(self.text, &piece);
                    self.add_text(at, from, Cow::Borrowed(piece))?;
                }
                Event::GeneralRef(reference) => {
                    let c = match reference.resolve_char_ref() {
                        Ok(Some(c)) => c,
                        Ok(None) => match &*reference {
                            "amp" => '&',
                            "lt" => '<',
                            "gt" => '>',
                            "quot" => '"',
                            "apos" => '\'',
                            _ => return Err(self.refuse(from, ProblemKind::UnknownEntity, &reference)),
                        },
                        Err(error) => return Err(self.broken(&error)),
                    };
                    self.add_text(at, from, Cow::Owned(c.to_string()))?;
                }
                Event::DocType(_) => return Err(self.refuse(from, ProblemKind::Doctype, "<!DOCTYPE")),
                Event::Decl(decl) => {
                    if let Some(Ok(encoding)) = decl.encoding()
                        && !["utf-8", "utf8", "us-ascii"].iter().any(|known| encoding.eq_ignore_ascii_case(known))
                    {
                        return Err(self.refuse(from, ProblemKind::BadEncoding, &encoding));
                    }
                }
                Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => {
                    return match (self.root_closed, self.open.last()) {
                        (true, _) if at == NONE => Ok(false),
                        (_, Some(container)) => Err(self.refuse(from, ProblemKind::Truncated, container.name)),
                        _ => Err(self.refuse(from, ProblemKind::Truncated, "")),
                    };
                }
            }
        }
    }

    /// The local name of the root, once the first record was asked for.
    pub fn root_name(&self) -> &'a str {
        self.open.first().map_or("", |root| root.name)
    }

    /// An attribute of the root.
    pub fn root_attribute(&self, name: &str) -> Option<&str> {
        let root = self.open.first()?;
        root.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| &**value)
    }

    /// Opens a container, if the element is one.
    fn descend(&mut self, start: &BytesStart<'_>, from: u64) -> Result<bool, Refusal> {
        let name = local(within(self.text, start.name().as_ref()));
        if self.open.is_empty() {
            if self.root_closed {
                return Err(self.refuse(from, ProblemKind::Malformed, "a second root element"));
            }
            if name.eq_ignore_ascii_case("html") {
                return Err(self.refuse(from, ProblemKind::WebPage, "<html>"));
            }
        } else if !self.containers.contains(&name) {
            return Ok(false);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(self.refuse(from, ProblemKind::TooDeep, name));
        }
        let index = self.open.last_mut().map_or(1, |parent| parent.next_index(name));
        let mut attributes = Vec::new();
        self.attributes_of(start, from, &mut attributes)?;
        self.open.push(Container { name, index, attributes, seen: Vec::new() });
        self.name_prefix();
        Ok(true)
    }

    fn ascend(&mut self) {
        // The root stays, so that its attributes can still be asked for.
        if self.open.len() > 1 {
            self.open.pop();
            self.name_prefix();
        } else {
            self.root_closed = true;
        }
    }

    fn name_prefix(&mut self) {
        self.tree.prefix.clear();
        for container in &self.open {
            let _ = write!(self.tree.prefix, "/{}", container.name);
            if container.index > 1 {
                let _ = write!(self.tree.prefix, "[{}]", container.index);
            }
        }
    }

    fn add(&mut self, parent: u32, start: &BytesStart<'_>, from: u64) -> Result<u32, Refusal> {
        if self.root_closed {
            return Err(self.refuse(from, ProblemKind::Malformed, "an element after the root element"));
        }
        if self.tree.nodes.len() >= MAX_NODES {
            return Err(self.refuse(from, ProblemKind::TooLarge, start));
        }
        let name = local(within(self.text, start.name().as_ref()));
        let first_attribute = offset(self.tree.attributes.len());
        let mut attributes = std::mem::take(&mut self.tree.attributes);
        let parsed = self.attributes_of(start, from, &mut attributes);
        self.tree.attributes = attributes;
        parsed?;
        let at = offset(self.tree.nodes.len());
        let (index, repeats) = if parent == NONE {
            (self.open.last_mut().map_or(1, |container| container.next_index(name)), true)
        } else {
            self.tree.link(parent, at, name)
        };
        self.tree.nodes.push(Node {
            name,
            text: Cow::Borrowed(""),
            attributes: (first_attribute, offset(self.tree.attributes.len())),
            parent,
            first_child: NONE,
            last_child: NONE,
            next: NONE,
            index,
            repeats,
        });
        Ok(at)
    }

    fn add_text(&mut self, at: u32, from: u64, piece: Cow<'a, str>) -> Result<(), Refusal> {
        let blank = piece.bytes().all(|b| b.is_ascii_whitespace());
        if at == NONE {
            // Text beside records has no meaning in any list; outside the root it is not XML.
            let outside = self.open.is_empty() || self.root_closed;
            let byte_order_mark = from == 0 && piece.trim() == "\u{feff}";
            if !blank && outside && !byte_order_mark {
                return Err(self.refuse(from, ProblemKind::Malformed, &piece));
            }
            return Ok(());
        }
        let node = &mut self.tree.nodes[at as usize];
        if node.text.is_empty() {
            if !blank {
                node.text = piece;
            }
        } else {
            node.text.to_mut().push_str(&piece);
        }
        if node.text.len() > MAX_TEXT {
            let name = node.name;
            return Err(self.refuse(from, ProblemKind::TooLarge, name));
        }
        Ok(())
    }

    /// Reads the attributes of a tag: `name = "value"`, no name twice.
    fn attributes_of(
        &self,
        start: &BytesStart<'_>,
        from: u64,
        out: &mut Vec<(&'a str, Cow<'a, str>)>,
    ) -> Result<(), Refusal> {
        if start.len() > MAX_TEXT {
            return Err(self.refuse(from, ProblemKind::TooLarge, start.name().as_ref()));
        }
        let first = out.len();
        let broken = |detail: &str| self.refuse(from, ProblemKind::Malformed, detail);
        let mut rest = within(self.text, start.attributes_raw()).trim_ascii_start();
        while !rest.is_empty() {
            let equals = memchr(b'=', rest.as_bytes()).ok_or_else(|| broken(rest))?;
            let name = rest[..equals].trim_ascii_end();
            if name.is_empty() || memchr2(b' ', b'"', name.as_bytes()).is_some() {
                return Err(broken(rest));
            }
            rest = rest[equals + 1..].trim_ascii_start();
            let quote = match rest.as_bytes().first() {
                Some(quote @ (b'"' | b'\'')) => *quote,
                _ => return Err(broken(rest)),
            };
            let end = memchr(quote, &rest.as_bytes()[1..]).ok_or_else(|| broken(rest))? + 1;
            let raw = &rest[1..end];
            rest = &rest[end + 1..];
            if !rest.is_empty() && !rest.as_bytes()[0].is_ascii_whitespace() {
                return Err(broken(rest));
            }
            rest = rest.trim_ascii_start();
            let name = local(name);
            if out[first..].iter().any(|(known, _)| *known == name) {
                return Err(broken(name));
            }
            let value = match memchr2(b'&', b'<', raw.as_bytes()) {
                None => Cow::Borrowed(raw),
                Some(at) if raw.as_bytes()[at] == b'<' => return Err(broken(raw)),
                Some(_) => quick_xml::escape::unescape(raw)
                    .map_err(|error| self.refuse(from, ProblemKind::UnknownEntity, &error.to_string()))?,
            };
            out.push((name, value));
        }
        Ok(())
    }

    fn refuse(&self, at: u64, kind: ProblemKind, detail: &str) -> Refusal {
        Refusal::at(line_of(self.text.as_bytes(), at), kind, detail)
    }

    fn broken(&self, error: &Error) -> Refusal {
        let at = self.reader.error_position();
        let kind = match error {
            Error::Syntax(SyntaxError::InvalidBangMarkup) => ProblemKind::Malformed,
            Error::Syntax(_) => ProblemKind::Truncated,
            _ => ProblemKind::Malformed,
        };
        self.refuse(at, kind, &error.to_string())
    }
}

impl<'a> Tree<'a> {
    /// Appends a child and tells its index among siblings of its name.
    fn link(&mut self, parent: u32, child: u32, name: &'a str) -> (u32, bool) {
        let last = self.nodes[parent as usize].last_child;
        self.nodes[parent as usize].last_child = child;
        if last == NONE {
            self.nodes[parent as usize].first_child = child;
            return (1, false);
        }
        self.nodes[last as usize].next = child;
        let twin = if self.nodes[last as usize].name == name {
            Some(last)
        } else {
            let mut found = None;
            let mut at = self.nodes[parent as usize].first_child;
            while at != NONE && at != child {
                if self.nodes[at as usize].name == name {
                    found = Some(at);
                }
                at = self.nodes[at as usize].next;
            }
            found
        };
        match twin {
            None => (1, false),
            Some(twin) => {
                let node = &mut self.nodes[twin as usize];
                node.repeats = true;
                (node.index + 1, true)
            }
        }
    }
}

impl<'t, 'a> Element<'t, 'a> {
    fn node(self) -> &'t Node<'a> {
        &self.tree.nodes[self.at as usize]
    }

    /// The local name.
    pub fn name(self) -> &'a str {
        self.node().name
    }

    /// The text directly inside, as printed; empty when there is none.
    pub fn text(self) -> &'t str {
        &self.node().text
    }

    /// The child elements, in order.
    pub fn children(self) -> impl Iterator<Item = Element<'t, 'a>> {
        let tree = self.tree;
        let mut at = self.node().first_child;
        std::iter::from_fn(move || {
            let node = tree.nodes.get(at as usize)?;
            let child = Element { tree, at };
            at = node.next;
            Some(child)
        })
    }

    /// The children of one name.
    pub fn all(self, name: &'static str) -> impl Iterator<Item = Element<'t, 'a>> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first child of a name.
    pub fn child(self, name: &str) -> Option<Element<'t, 'a>> {
        self.children().find(|child| child.name() == name)
    }

    /// The cleaned text of the first child of a name; `None` when absent or empty.
    pub fn child_text(self, name: &str) -> Option<Cow<'t, str>> {
        self.child(name).map(|child| crate::text::clean(child.text())).filter(|text| !text.is_empty())
    }

    /// An attribute's cleaned value; `None` when absent or empty.
    pub fn attribute(self, name: &str) -> Option<Cow<'t, str>> {
        let (from, to) = self.node().attributes;
        let (_, value) = self.tree.attributes[from as usize..to as usize].iter().find(|(key, _)| *key == name)?;
        Some(crate::text::clean(value)).filter(|value| !value.is_empty())
    }

    /// Every attribute, cleaned, in order.
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, Cow<'t, str>)> {
        let (from, to) = self.node().attributes;
        self.tree.attributes[from as usize..to as usize].iter().map(|(key, value)| (*key, crate::text::clean(value)))
    }

    /// Every attribute as printed, in order.
    pub fn raw_attributes(self) -> impl Iterator<Item = (&'a str, &'t str)> {
        let (from, to) = self.node().attributes;
        self.tree.attributes[from as usize..to as usize].iter().map(|(key, value)| (*key, &**value))
    }

    /// An attribute's value as printed.
    pub fn raw_attribute(self, name: &str) -> Option<&'t str> {
        self.raw_attributes().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Where the element stands.
    pub fn place(self) -> Place {
        Place::Element { path: self.path("").into() }
    }

    /// Where one of its attributes stands.
    pub fn attribute_place(self, name: &str) -> Place {
        Place::Element { path: self.path(name).into() }
    }

    fn path(self, attribute: &str) -> String {
        let mut chain = [0; MAX_DEPTH];
        let mut length = 0;
        let mut at = self.at;
        while at != NONE && length < MAX_DEPTH {
            chain[length] = at;
            length += 1;
            at = self.tree.nodes[at as usize].parent;
        }
        let mut path = String::with_capacity(96);
        path.push_str(&self.tree.prefix);
        for at in chain[..length].iter().rev() {
            let node = &self.tree.nodes[*at as usize];
            path.push('/');
            path.push_str(node.name);
            if node.repeats {
                path.push('[');
                push_number(&mut path, node.index);
                path.push(']');
            }
        }
        if !attribute.is_empty() {
            path.push_str("/@");
            path.push_str(attribute);
        }
        path
    }
}

/// Decimal digits without the formatting machinery: a path is written for every statement.
fn push_number(out: &mut String, mut n: u32) {
    let mut digits = [0; 10];
    let mut from = digits.len();
    loop {
        from -= 1;
        digits[from] = b'0' + u8::try_from(n % 10).unwrap_or(0);
        n /= 10;
        if n == 0 {
            break;
        }
    }
    out.extend(digits[from..].iter().map(|d| char::from(*d)));
}

/// The bytes as text: UTF-8, without a byte order mark of another encoding, without control characters.
pub(crate) fn checked_text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Refusal::at(Place::Byte { offset: 0 }, ProblemKind::BadEncoding, "UTF-16"));
    }
    let bad_byte = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    let bad_control = control_character(&bytes[..bad_byte.unwrap_or(bytes.len())]);
    match (bad_control, bad_byte) {
        (Some(at), _) => {
            Err(Refusal::at(line_of(bytes, at as u64), ProblemKind::ControlCharacter, &format!("U+{:04X}", bytes[at])))
        }
        (None, Some(at)) => {
            Err(Refusal::at(line_of(bytes, at as u64), ProblemKind::BadEncoding, &format!("byte 0x{:02X}", bytes[at])))
        }
        (None, None) => Ok(std::str::from_utf8(bytes).unwrap_or_default()),
    }
}

/// The first byte that XML 1.0 does not allow as a character (production 2), by blocks so that it vectorises.
fn control_character(bytes: &[u8]) -> Option<usize> {
    let bad = |b: u8| b < 0x20 && b != b'\t' && b != b'\n' && b != b'\r';
    for (block, chunk) in bytes.chunks(4096).enumerate() {
        if chunk.iter().fold(false, |any, b| any | bad(*b)) {
            return chunk.iter().position(|b| bad(*b)).map(|at| block * 4096 + at);
        }
    }
    None
}

/// The line and the column, in characters, of a byte; both count from 1.
pub(crate) fn line_of(bytes: &[u8], at: u64) -> Place {
    let before = &bytes[..usize::try_from(at).map_or(bytes.len(), |at| at.min(bytes.len()))];
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let column = before[start..].iter().filter(|b| **b & 0xC0 != 0x80).count() + 1;
    Place::Line { line: offset(line), column: offset(column) }
}

fn position(reader: &Reader<&[u8]>) -> u64 {
    reader.buffer_position()
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The same text with the lifetime of the document: events borrow from it, but their accessors do not say so.
fn within<'a>(text: &'a str, part: &str) -> &'a str {
    let from = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    text.get(from..from.wrapping_add(part.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Records;
    use crate::reading::ProblemKind;

    /// Every leaf of every record, as `path=text`.
    fn leaves(xml: &[u8]) -> Result<Vec<String>, (ProblemKind, String)> {
        let mut out = Vec::new();
        let refused = |r: crate::reading::Refusal| (r.kind, r.place.map(|p| p.to_string()).unwrap_or_default());
        let mut records = Records::open(xml, &["group"]).map_err(refused)?;
        while let Some(record) = records.next_record().map_err(refused)? {
            let mut open = vec![record];
            while let Some(element) = open.pop() {
                let place = element.place();
                if !element.text().is_empty() {
                    out.push(format!("{place}={}", element.text()));
                }
                for (name, value) in element.attributes() {
                    out.push(format!("{}={value}", element.attribute_place(name)));
                }
                let at = open.len();
                open.extend(element.children());
                open[at..].reverse();
            }
        }
        Ok(out)
    }

    #[test]
    fn every_value_has_the_xpath_that_finds_it() {
        let xml = b"<?xml version='1.0'?><list at='x'><group><e><n>a</n><m k=\"1 &amp; 2\"/><n>b&lt;&#99;</n></e>\
            <e><n><![CDATA[d<]]></n></e></group><group><f>g</f></group></list>";
        let want = [
            "/list/group/e[1]/n[1]=a",
            "/list/group/e[1]/m/@k=1 & 2",
            "/list/group/e[1]/n[2]=b<c",
            "/list/group/e[2]/n=d<",
            "/list/group[2]/f[1]=g",
        ];
        assert_eq!(leaves(xml).unwrap(), want);
    }

    #[test]
    fn what_cannot_be_trusted_is_refused_with_its_place() {
        let deep = format!("<l>{}{}</l>", "<a>".repeat(40), "</a>".repeat(40));
        let long = format!("<l><a>{}</a></l>", "x".repeat(2 << 20));
        let rows: &[(&[u8], ProblemKind, &str)] = &[
            (b"", ProblemKind::Truncated, "line 1 column 1"),
            (b"<l><a>x</a>", ProblemKind::Truncated, "line 1 column 12"),
            (b"<l><a>x</a", ProblemKind::Truncated, "line 1 column 8"),
            (b"<l>\n<a>x</b></l>", ProblemKind::Malformed, "line 2 column 5"),
            (b"<!DOCTYPE l [<!ENTITY a 'b'>]><l>&a;</l>", ProblemKind::Doctype, "line 1 column 1"),
            (b"<l><a>&a;</a></l>", ProblemKind::UnknownEntity, "line 1 column 7"),
            (b"<l><a>\x19</a></l>", ProblemKind::ControlCharacter, "line 1 column 7"),
            (b"<l><a>caf\xe9</a></l>", ProblemKind::BadEncoding, "line 1 column 10"),
            (b"<?xml version='1.0' encoding='windows-1252'?><l/>", ProblemKind::BadEncoding, "line 1 column 1"),
            (b"\xff\xfe<\0l\0", ProblemKind::BadEncoding, "byte 0"),
            (b"<html><body>Error 500</body></html>", ProblemKind::WebPage, "line 1 column 1"),
            (b"<l/><l/>", ProblemKind::Malformed, "line 1 column 5"),
            (b"<l/>x", ProblemKind::Malformed, "line 1 column 5"),
            (b"<l><a k='1' k='2'/></l>", ProblemKind::Malformed, "line 1 column 4"),
            (b"<l><a k=1/></l>", ProblemKind::Malformed, "line 1 column 4"),
            (deep.as_bytes(), ProblemKind::TooDeep, "line 1 column 97"),
            (long.as_bytes(), ProblemKind::TooLarge, "line 1 column 7"),
        ];
        for (xml, kind, place) in rows {
            let shown = String::from_utf8_lossy(&xml[..xml.len().min(60)]).into_owned();
            assert_eq!(leaves(xml), Err((*kind, (*place).to_owned())), "{shown}");
        }
    }

    #[test]
    fn a_noted_record_is_read_again_with_its_place() {
        let xml = b"<list><group><e k='1'>a</e><e/></group><group><f><n>b</n><n>c</n></f></group></list>";
        let mut records = Records::open(xml, &["group"]).unwrap();
        let mut spots = Vec::new();
        while records.next_record().unwrap().is_some() {
            spots.push(records.spot());
        }
        let mut fork = records.fork();
        let mut texts = Vec::new();
        for spot in spots.into_iter().rev() {
            let record = fork.again(spot).unwrap().unwrap();
            let last = record.children().last().unwrap_or(record);
            texts.push(format!("{}={}", last.place(), last.text()));
        }
        assert_eq!(texts, ["/list/group[2]/f[1]/n[2]=c", "/list/group/e[2]=", "/list/group/e[1]=a"]);
    }

    #[test]
    fn a_document_cut_at_any_byte_is_refused() {
        let whole =
            "<?xml version=\"1.0\"?>\n<list a=\"1\"><group><e k='v'>text &amp; é</e><!-- c --></group>\n</list>";
        assert!(leaves(whole.as_bytes()).is_ok());
        for end in 0..whole.len() {
            assert!(leaves(&whole.as_bytes()[..end]).is_err(), "cut at {end}");
        }
    }
}
