//! XML of publishers: one record's tree at a time, with the XPath of every value.
//!
//! Source:   XML 1.0 (fifth edition); the checks that matter here are refused as [`Refusal`]s.
//! Shape:    [`Records`] walks the document; containers are descended into, every other child of a container is a
//!           record and is handed out as a small tree. Memory is one record, whatever the file's size.
//!           A record may be noted as a [`Spot`] and read again later, so that a file whose records refer to each other
//!           needs a few bytes a record instead of the records.
//! Fails:    not UTF-8, control characters, DOCTYPE, unknown entities, deeper than [`MAX_DEPTH`], a text or tag longer
//!           than [`MAX_TEXT`], a record of more than [`MAX_NODES`] elements, an element with attributes or children of
//!           more than [`MAX_NAMES`] names, not well-formed, not closed.
//! Not here: namespaces; publishers change them, so local names are matched.

use std::borrow::Cow;
use std::fmt::Write as _;

use quick_xml::events::{BytesDecl, BytesRef, BytesStart};
use register::Place;

use crate::markup::{Attribute, Closing, Fault, Markup, Piece};
use crate::reading::{ProblemKind, Refusal};

/// Elements inside elements; the deepest list known has 11.
pub(crate) const MAX_DEPTH: usize = 32;
/// Bytes of one text or tag; the longest known is a remark of 9,000.
pub(crate) const MAX_TEXT: usize = 1 << 20;
/// Elements of one record; the largest known has about 2,000.
pub(crate) const MAX_NODES: usize = 200_000;

/// Different names of one element's attributes, and of its children; the most known are about 60. Names are looked up
/// one by one, so that more would make reading slow.
pub(crate) const MAX_NAMES: usize = 256;

const NONE: u32 = u32::MAX;
const ROOT: u32 = 0;

/// Walks a document record by record.
pub(crate) struct Records<'a> {
    text: &'a str,
    markup: Markup<'a>,
    containers: &'static [&'static str],
    /// The open containers, outermost first.
    open: Vec<Container<'a>>,
    tree: Tree<'a>,
    root_closed: bool,
    /// Where the record at hand begins.
    record_from: usize,
    /// The paths of the containers that noted records stand in.
    prefixes: Vec<String>,
}

/// Where a record stands, to be read again with [`Records::again`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    from: usize,
    index: u32,
    prefix: u32,
}

struct Container<'a> {
    name: &'a str,
    index: u32,
    attributes: Vec<Attribute<'a>>,
    /// How often each child name has occurred.
    seen: Vec<(&'a str, u32)>,
}

impl<'a> Container<'a> {
    /// `None` when there are too many names.
    fn next_index(&mut self, name: &'a str) -> Option<u32> {
        if let Some((_, n)) = self.seen.iter_mut().find(|(seen, _)| same(seen, name)) {
            *n += 1;
            return Some(*n);
        }
        self.seen.push((name, 1));
        (self.seen.len() <= MAX_NAMES).then_some(1)
    }
}

#[derive(Default)]
struct Tree<'a> {
    /// The path of the record's container, as in `/list/entries`, and after `container` bytes the record's own step.
    prefix: String,
    container: usize,
    nodes: Vec<Node<'a>>,
    attributes: Vec<Attribute<'a>>,
}

struct Node<'a> {
    name: &'a str,
    text: Cow<'a, str>,
    attributes: (u32, u32),
    parent: u32,
    first_child: u32,
    last_child: u32,
    next: u32,
    /// The last child of the name first seen among the children; the others follow by `next_name`.
    names: u32,
    /// The last sibling of the name seen next.
    next_name: u32,
    /// 1-based among siblings of the same name.
    index: u32,
    /// Whether a sibling has the same name.
    repeats: bool,
}

/// An element of the record at hand.
#[derive(Clone, Copy)]
pub(crate) struct Element<'t, 'a> {
    tree: &'t Tree<'a>,
    at: u32,
}

impl<'a> Records<'a> {
    /// Checks the bytes as a whole and opens the document. `containers` are the local names to descend into; the root
    /// is always one.
    ///
    /// # Errors
    /// Not UTF-8, or a control character.
    pub(crate) fn open(bytes: &'a [u8], containers: &'static [&'static str]) -> Result<Self, Refusal> {
        let text = checked_text(bytes)?;
        Ok(Self::new(text, containers))
    }

    fn new(text: &'a str, containers: &'static [&'static str]) -> Self {
        Self {
            text,
            markup: Markup::new(text),
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
    pub(crate) fn fork(&self) -> Self {
        Self { prefixes: self.prefixes.clone(), ..Self::new(self.text, self.containers) }
    }

    /// Notes where the record at hand stands.
    pub(crate) fn spot(&mut self) -> Spot {
        let prefix = &self.tree.prefix[..self.tree.container];
        if self.prefixes.last().map(String::as_str) != Some(prefix) {
            self.prefixes.push(prefix.to_owned());
        }
        let index = self.tree.nodes.first().map_or(1, |node| node.index);
        Spot { from: self.record_from, index, prefix: offset(self.prefixes.len() - 1) }
    }

    /// The record that was noted here or by the reader this one was forked from; where it stood among the others, the
    /// reader goes on after it.
    ///
    /// # Errors
    /// None, if the spot is of the same document; as [`Self::next_record`] otherwise.
    pub(crate) fn again(&mut self, spot: Spot) -> Result<Option<Element<'_, 'a>>, Refusal> {
        self.markup = Markup::at(self.text, spot.from);
        if self.open.is_empty() {
            // Any open container will do: the path is the noted one.
            self.open.push(Container { name: "", index: 1, attributes: Vec::new(), seen: Vec::new() });
        }
        if !self.advance()? {
            return Ok(None);
        }
        if let Some(prefix) = self.prefixes.get(spot.prefix as usize) {
            self.tree.prefix.clone_from(prefix);
            self.tree.container = prefix.len();
        }
        if let Some(node) = self.tree.nodes.first_mut() {
            node.index = spot.index;
            let name = node.name;
            self.tree.begin_record(name, spot.index);
        }
        Ok(Some(Element { tree: &self.tree, at: ROOT }))
    }

    /// The next record; `None` after the root has closed.
    ///
    /// # Errors
    /// Anything that makes the document unfit to be trusted, with its place.
    pub(crate) fn next_record(&mut self) -> Result<Option<Element<'_, 'a>>, Refusal> {
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
            let from = self.markup.position();
            match self.markup.next_piece().map_err(|fault| self.broken(from, &fault))? {
                Piece::Start(name) => {
                    if at == NONE && self.is_container(name, from)? {
                        if self.descend(name, from)? == Closing::Itself {
                            self.ascend();
                        }
                        continue;
                    }
                    if at == NONE {
                        self.record_from = from;
                    }
                    let (added, closing) = self.add(at, name, from)?;
                    if closing == Closing::ByEndTag {
                        depth += 1;
                        if self.open.len() + depth > MAX_DEPTH {
                            return Err(self.refuse(from, ProblemKind::TooDeep, name));
                        }
                        at = added;
                    } else if at == NONE {
                        return Ok(true);
                    }
                }
                Piece::End if at == NONE => self.ascend(),
                Piece::End => {
                    depth -= 1;
                    at = self.tree.nodes[at as usize].parent;
                    if at == NONE {
                        return Ok(true);
                    }
                }
                Piece::Blank(piece) => self.add_blank(at, from, piece)?,
                Piece::Text(piece) => self.add_text(at, from, Cow::Borrowed(piece))?,
                Piece::Reference(reference) => {
                    let c = self.character(reference, from)?;
                    self.add_text(at, from, Cow::Owned(c.to_string()))?;
                }
                Piece::Doctype => return Err(self.refuse(from, ProblemKind::Doctype, "<!DOCTYPE")),
                Piece::Declaration(inside) => self.check_encoding(inside, from)?,
                Piece::Eof => {
                    return match (self.root_closed, self.open.last()) {
                        (true, _) if at == NONE => Ok(false),
                        (_, Some(container)) => Err(self.refuse(from, ProblemKind::Truncated, container.name)),
                        _ => Err(self.refuse(from, ProblemKind::Truncated, "")),
                    };
                }
            }
        }
    }

    /// An attribute of the root.
    pub(crate) fn root_attribute(&self, name: &str) -> Option<&str> {
        let root = self.open.first()?;
        root.attributes.iter().find(|(key, _)| same(key, name)).map(|(_, value)| &**value)
    }

    /// Whether an element between records is to be descended into.
    fn is_container(&self, name: &str, from: usize) -> Result<bool, Refusal> {
        if self.open.is_empty() {
            if name.eq_ignore_ascii_case("html") {
                return Err(self.refuse(from, ProblemKind::WebPage, "<html>"));
            }
        } else if self.root_closed {
            return Err(self.refuse(from, ProblemKind::Malformed, &format!("<{name}>")));
        } else if !self.containers.contains(&name) {
            return Ok(false);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(self.refuse(from, ProblemKind::TooDeep, name));
        }
        Ok(true)
    }

    /// Opens a container.
    fn descend(&mut self, name: &'a str, from: usize) -> Result<Closing, Refusal> {
        let index = self.open.last_mut().map_or(Some(1), |parent| parent.next_index(name));
        let index = index.ok_or_else(|| self.refuse(from, ProblemKind::TooLarge, name))?;
        let mut attributes = Vec::new();
        let closing = self.attributes_into(&mut attributes, from)?;
        self.open.push(Container { name, index, attributes, seen: Vec::new() });
        self.name_prefix();
        Ok(closing)
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
        self.tree.container = self.tree.prefix.len();
    }

    /// Adds an element to the tree, with its attributes.
    fn add(&mut self, parent: u32, name: &'a str, from: usize) -> Result<(u32, Closing), Refusal> {
        if self.tree.nodes.len() >= MAX_NODES {
            return Err(self.refuse(from, ProblemKind::TooLarge, name));
        }
        let first_attribute = offset(self.tree.attributes.len());
        let mut attributes = std::mem::take(&mut self.tree.attributes);
        let closing = self.attributes_into(&mut attributes, from);
        self.tree.attributes = attributes;
        let closing = closing?;
        let at = offset(self.tree.nodes.len());
        let index = if parent == NONE {
            self.open.last_mut().map_or(Some(1), |container| container.next_index(name))
        } else {
            Some(1)
        };
        let index = index.ok_or_else(|| self.refuse(from, ProblemKind::TooLarge, name))?;
        self.tree.nodes.push(Node {
            name,
            text: Cow::Borrowed(""),
            attributes: (first_attribute, offset(self.tree.attributes.len())),
            parent,
            first_child: NONE,
            last_child: NONE,
            next: NONE,
            names: NONE,
            next_name: NONE,
            index,
            repeats: parent == NONE,
        });
        if parent == NONE {
            self.tree.begin_record(name, index);
        } else if !self.tree.link(parent, at) {
            return Err(self.refuse(from, ProblemKind::TooLarge, name));
        }
        Ok((at, closing))
    }

    /// White space counts only inside a text.
    fn add_blank(&mut self, at: u32, from: usize, piece: &'a str) -> Result<(), Refusal> {
        if at == NONE || self.tree.nodes[at as usize].text.is_empty() {
            return Ok(());
        }
        self.add_text(at, from, Cow::Borrowed(piece))
    }

    fn add_text(&mut self, at: u32, from: usize, piece: Cow<'a, str>) -> Result<(), Refusal> {
        let blank = piece.bytes().all(|b| b.is_ascii_whitespace());
        if at == NONE {
            // Text beside records has no meaning in any list; outside the root it is not XML.
            let outside = self.open.is_empty() || self.root_closed;
            if !blank && outside {
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

    /// Reads the attributes of the tag at hand.
    fn attributes_into(&mut self, out: &mut Vec<Attribute<'a>>, from: usize) -> Result<Closing, Refusal> {
        let closing = self.markup.attributes(out).map_err(|fault| self.broken(from, &fault))?;
        if self.markup.position() - from > MAX_TEXT {
            return Err(self.refuse(from, ProblemKind::TooLarge, &self.text[from..self.markup.position()]));
        }
        Ok(closing)
    }

    /// The character that a reference stands for.
    fn character(&self, reference: &str, from: usize) -> Result<char, Refusal> {
        Ok(match reference {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => match BytesRef::new(reference).resolve_char_ref() {
                Ok(Some(c)) => c,
                Ok(None) => return Err(self.refuse(from, ProblemKind::UnknownEntity, reference)),
                Err(_) => return Err(self.refuse(from, ProblemKind::Malformed, &format!("&{reference};"))),
            },
        })
    }

    /// The declaration may name no other encoding than the one that was checked.
    fn check_encoding(&self, declaration: &str, from: usize) -> Result<(), Refusal> {
        let declaration = BytesDecl::from_start(BytesStart::from_content(declaration, "xml".len()));
        match declaration.encoding() {
            Some(Ok(encoding))
                if !["utf-8", "utf8", "us-ascii"].iter().any(|known| encoding.eq_ignore_ascii_case(known)) =>
            {
                Err(self.refuse(from, ProblemKind::BadEncoding, &encoding))
            }
            _ => Ok(()),
        }
    }

    fn refuse(&self, at: usize, kind: ProblemKind, detail: &str) -> Refusal {
        Refusal::at(line_of(self.text.as_bytes(), at as u64), kind, detail)
    }

    fn broken(&self, at: usize, fault: &Fault<'_>) -> Refusal {
        self.refuse(at, fault.kind, &fault.detail)
    }
}

impl<'a> Tree<'a> {
    /// Ends the prefix of paths with the record's own step.
    fn begin_record(&mut self, name: &str, index: u32) {
        self.prefix.truncate(self.container);
        push_step(&mut self.prefix, name, Some(index));
    }

    /// Appends a child and numbers it among siblings of its name; false when there are too many names.
    fn link(&mut self, parent: u32, child: u32) -> bool {
        let name = self.nodes[child as usize].name;
        let last = std::mem::replace(&mut self.nodes[parent as usize].last_child, child);
        if last == NONE {
            self.nodes[parent as usize].first_child = child;
        } else {
            self.nodes[last as usize].next = child;
        }
        let (mut before, mut twin) = (NONE, self.nodes[parent as usize].names);
        let mut names = 1;
        while twin != NONE && !same(self.nodes[twin as usize].name, name) {
            (before, twin) = (twin, self.nodes[twin as usize].next_name);
            names += 1;
        }
        if twin != NONE {
            self.nodes[twin as usize].repeats = true;
            let (index, next_name) = (self.nodes[twin as usize].index + 1, self.nodes[twin as usize].next_name);
            let node = &mut self.nodes[child as usize];
            (node.index, node.next_name, node.repeats) = (index, next_name, true);
        }
        // The child stands for its name from now on.
        if before == NONE {
            self.nodes[parent as usize].names = child;
        } else {
            self.nodes[before as usize].next_name = child;
        }
        names <= MAX_NAMES
    }
}

impl<'t, 'a> Element<'t, 'a> {
    fn node(self) -> &'t Node<'a> {
        &self.tree.nodes[self.at as usize]
    }

    /// The local name.
    pub(crate) fn name(self) -> &'a str {
        self.node().name
    }

    /// The text directly inside, as printed; empty when there is none.
    pub(crate) fn text(self) -> &'t str {
        &self.node().text
    }

    /// The child elements, in order.
    pub(crate) fn children(self) -> impl Iterator<Item = Element<'t, 'a>> {
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
    pub(crate) fn all(self, name: &'static str) -> impl Iterator<Item = Element<'t, 'a>> {
        self.children().filter(move |child| same(child.name(), name))
    }

    /// The first child of a name.
    pub(crate) fn child(self, name: &str) -> Option<Element<'t, 'a>> {
        self.children().find(|child| same(child.name(), name))
    }

    /// The cleaned text of the first child of a name; `None` when absent or empty.
    pub(crate) fn child_text(self, name: &str) -> Option<Cow<'t, str>> {
        self.child(name).map(|child| crate::text::clean(child.text())).filter(|text| !text.is_empty())
    }

    /// An attribute's cleaned value; `None` when absent or empty.
    pub(crate) fn attribute(self, name: &str) -> Option<Cow<'t, str>> {
        let (from, to) = self.node().attributes;
        let (_, value) = self.tree.attributes[from as usize..to as usize].iter().find(|(key, _)| same(key, name))?;
        Some(crate::text::clean(value)).filter(|value| !value.is_empty())
    }

    /// Every attribute as printed, in order.
    pub(crate) fn raw_attributes(self) -> impl Iterator<Item = (&'a str, &'t str)> {
        let (from, to) = self.node().attributes;
        self.tree.attributes[from as usize..to as usize].iter().map(|(key, value)| (*key, &**value))
    }

    /// An attribute's value as printed.
    pub(crate) fn raw_attribute(self, name: &str) -> Option<&'t str> {
        self.raw_attributes().find(|(key, _)| same(key, name)).map(|(_, value)| value)
    }

    /// Where the element stands.
    pub(crate) fn place(self) -> Place {
        Place::Element { path: self.path("") }
    }

    /// Where one of its attributes stands.
    pub(crate) fn attribute_place(self, name: &str) -> Place {
        Place::Element { path: self.path(name) }
    }

    /// Written for every statement, so into one allocation of the very length.
    fn path(self, attribute: &str) -> Box<str> {
        let mut chain = [0; MAX_DEPTH];
        let mut depth = 0;
        let mut at = self.at;
        let mut length = self.tree.prefix.len() + if attribute.is_empty() { 0 } else { "/@".len() + attribute.len() };
        while at != ROOT && depth < MAX_DEPTH {
            chain[depth] = at;
            depth += 1;
            let node = &self.tree.nodes[at as usize];
            length += "/".len() + node.name.len();
            if node.repeats {
                length += "[]".len() + digits(node.index);
            }
            at = node.parent;
        }
        let mut path = String::with_capacity(length);
        path.push_str(&self.tree.prefix);
        for at in chain[..depth].iter().rev() {
            let node = &self.tree.nodes[*at as usize];
            push_step(&mut path, node.name, node.repeats.then_some(node.index));
        }
        if !attribute.is_empty() {
            path.push_str("/@");
            path.push_str(attribute);
        }
        path.into_boxed_str()
    }
}

/// `/name[index]`.
fn push_step(path: &mut String, name: &str, index: Option<u32>) {
    path.push('/');
    path.push_str(name);
    if let Some(index) = index {
        path.push('[');
        push_number(path, index);
        path.push(']');
    }
}

/// How many decimal digits a number has.
fn digits(n: u32) -> usize {
    n.checked_ilog10().map_or(1, |log| log as usize + 1)
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

/// The bytes as text behind their byte order mark: UTF-8, none of another encoding, without control characters.
pub(crate) fn checked_text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Refusal::at(Place::Byte { offset: 0 }, ProblemKind::BadEncoding, "UTF-16"));
    }
    let (text, bad_byte) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => ("", Some(error.valid_up_to())),
    };
    let bad_control = control_character(&bytes[..bad_byte.unwrap_or(bytes.len())]);
    match (bad_control, bad_byte) {
        (Some(at), _) => {
            Err(Refusal::at(line_of(bytes, at as u64), ProblemKind::ControlCharacter, &format!("U+{:04X}", bytes[at])))
        }
        (None, Some(at)) => {
            Err(Refusal::at(line_of(bytes, at as u64), ProblemKind::BadEncoding, &format!("0x{:02X}", bytes[at])))
        }
        (None, None) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
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

/// Whether two names are the same; most that are not differ in their length or their first letter.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.as_bytes().first() == b.as_bytes().first() && a == b
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
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
                for (name, value) in element.raw_attributes() {
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
    fn a_tag_that_is_as_the_last_has_the_same_attributes() {
        let xml = b"<l><e><a k=\"1\" m='&lt;'/><b k=\"1\" m='&lt;'/><c k=\"2\"/><a k=\"1\"/></e></l>";
        let want = [
            "/l/e[1]/a[1]/@k=1",
            "/l/e[1]/a[1]/@m=<",
            "/l/e[1]/b/@k=1",
            "/l/e[1]/b/@m=<",
            "/l/e[1]/c/@k=2",
            "/l/e[1]/a[2]/@k=1",
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
            (b"\xef\xbb\xbf<l><a k=1/></l>", ProblemKind::Malformed, "line 1 column 4"),
            (b"<l><a k='1'l='2'/></l>", ProblemKind::Malformed, "line 1 column 4"),
            (b"<l><a k='<'/></l>", ProblemKind::Malformed, "line 1 column 4"),
            (b"<l><a k='&a;'/></l>", ProblemKind::UnknownEntity, "line 1 column 4"),
            (b"<l><a k='1/></l>", ProblemKind::Truncated, "line 1 column 4"),
            (b"<l><? x?></l>", ProblemKind::Malformed, "line 1 column 4"),
            (b"<l>a & b</l>", ProblemKind::Malformed, "line 1 column 6"),
            (b"<l></l></l>", ProblemKind::Malformed, "line 1 column 8"),
            (deep.as_bytes(), ProblemKind::TooDeep, "line 1 column 97"),
            (long.as_bytes(), ProblemKind::TooLarge, "line 1 column 7"),
        ];
        for (xml, kind, place) in rows {
            let shown = String::from_utf8_lossy(&xml[..xml.len().min(60)]).into_owned();
            assert_eq!(leaves(xml), Err((*kind, (*place).to_owned())), "{shown}");
        }
    }

    /// Each of these took a minute and more while siblings were looked through one by one.
    #[test]
    fn what_would_take_long_is_refused_or_read_at_once() {
        let many = |n: usize, one: &dyn Fn(usize) -> String| (0..n).map(one).collect::<String>();
        let children = format!("<l><e>{}</e></l>", many(100_000, &|n| format!("<a{n}/>")));
        let records = format!("<l>{}</l>", many(100_000, &|n| format!("<a{n}/>")));
        let attributes = format!("<l><e {}/></l>", many(60_000, &|n| format!("a{n}='' ")));
        for (xml, place) in
            [(children, "line 1 column 1689"), (records, "line 1 column 1686"), (attributes, "line 1 column 4")]
        {
            assert_eq!(leaves(xml.as_bytes()), Err((ProblemKind::TooLarge, place.to_owned())));
        }
        let taking_turns = format!("<l><e>{}<a>x</a></e></l>", "<a/><b/>".repeat(90_000));
        assert_eq!(leaves(taking_turns.as_bytes()), Ok(vec!["/l/e[1]/a[90001]=x".to_owned()]));
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
