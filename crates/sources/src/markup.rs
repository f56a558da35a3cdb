//! The markup of an XML document, piece by piece, each a slice of the document's text.
//!
//! Source:   XML 1.0 (fifth edition), without document type declarations, which no list has.
//! Shape:    [`Markup::next_piece`] gives tags, texts and references in order; comments and processing instructions are
//!           passed over. After [`Piece::Start`] comes [`Markup::attributes`], which also says whether the tag closes itself.
//! Fails:    a [`Fault`] at the start of the piece: it does not end, ends another element than the open one, or is no XML.
//! Not here: trees, paths, sizes and depths (`xml`); namespaces. An element is known without its prefix, since publishers
//!           change them; an attribute keeps its own, so that `xml:id` is not taken for `id`.
//! Twin:     quick-xml, which the tests compare with it; `docs/why/own-xml-scanner.md` says why this is not quick-xml.
//!
//! Speed:    a general reader finds a tag's end, then its name, then its attributes; here each byte is looked at once.
//!           `benches/results/reading.md` has the figures.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3, memmem};

use crate::reading::ProblemKind;
use crate::xml::MAX_NAMES;

#[cfg(test)]
mod twin;

/// A piece of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'a> {
    /// `<name`, up to its attributes; the name without its prefix.
    Start(&'a str),
    /// `</name>`, of the element that was open.
    End,
    /// White space only, between markup.
    Blank(&'a str),
    /// Text between markup, or the content of a CDATA section.
    Text(&'a str),
    /// `&name;`, the name.
    Reference(&'a str),
    /// `<?xml …?>`, what stands between.
    Declaration(&'a str),
    /// `<!DOCTYPE`, and nothing of what follows it.
    Doctype,
    /// The end of the text.
    Eof,
}

/// Whether a tag also closes its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    /// `<name/>`.
    Itself,
    /// `<name>`.
    ByEndTag,
}

/// What is wrong with a piece.
#[derive(Debug)]
pub(crate) struct Fault<'a> {
    pub(crate) kind: ProblemKind,
    pub(crate) detail: Cow<'a, str>,
}

/// An attribute: its name as printed, its value with references resolved.
pub(crate) type Attribute<'a> = (&'a str, Cow<'a, str>);

/// Walks a document.
pub(crate) struct Markup<'a> {
    text: &'a str,
    at: usize,
    /// The names of the open elements, with their prefixes.
    open: Vec<&'a str>,
    /// The last tag with attributes that closed itself, from its name's end on, and what they were.
    last: (&'a str, Vec<Attribute<'a>>),
}

impl<'a> Markup<'a> {
    /// At the start of a document.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, open: Vec::new(), last: Default::default() }
    }

    /// At a tag inside a document; the elements around it are taken to be open.
    pub(crate) fn at(text: &'a str, tag: usize) -> Self {
        Self { at: tag.min(text.len()), ..Self::new(text) }
    }

    /// The byte at which the next piece begins.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The next piece.
    pub(crate) fn next_piece(&mut self) -> Result<Piece<'a>, Fault<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            let from = self.at;
            let at = blank_end(bytes, from);
            if at > from && matches!(byte(bytes, at), b'<' | 0) {
                self.at = at;
                return Ok(Piece::Blank(&self.text[from..at]));
            }
            match byte(bytes, at) {
                b'<' => {}
                b'&' if at == from => return self.reference(),
                _ if from == bytes.len() => return Ok(Piece::Eof),
                _ => {
                    self.at = text_end(bytes, at);
                    return Ok(Piece::Text(&self.text[from..self.at]));
                }
            }
            match byte(bytes, from + 1) {
                b'/' => return self.end(),
                b'?' => {
                    let inside = self.until("?>", "<?".len())?;
                    if Name::at(inside.as_bytes(), 0).end == 0 {
                        return Err(Fault { kind: ProblemKind::Malformed, detail: "<?".into() });
                    }
                    if inside
                        .strip_prefix("xml")
                        .is_some_and(|rest| blank_end(rest.as_bytes(), 0) > 0 || rest.is_empty())
                    {
                        return Ok(Piece::Declaration(inside));
                    }
                }
                b'!' => {
                    if let Some(piece) = self.bang()? {
                        return Ok(piece);
                    }
                }
                _ => return self.start(),
            }
        }
    }

    /// `<name`.
    fn start(&mut self) -> Result<Piece<'a>, Fault<'a>> {
        let bytes = self.text.as_bytes();
        let from = self.at + 1;
        let name = Name::at(bytes, from);
        if name.end == from || !matches!(byte(bytes, name.end), b' ' | b'>' | b'/' | b'\t' | b'\n' | b'\r') {
            return Err(self.bad_tag(self.at, from));
        }
        self.at = name.end;
        self.open.push(&self.text[from..name.end]);
        Ok(Piece::Start(&self.text[name.local..name.end]))
    }

    /// Reads the attributes of the tag that was just begun, `name = "value"`, to the end of the tag.
    pub(crate) fn attributes(&mut self, out: &mut Vec<Attribute<'a>>) -> Result<Closing, Fault<'a>> {
        let bytes = self.text.as_bytes();
        if byte(bytes, self.at) == b'>' {
            self.at += 1;
            return Ok(Closing::ByEndTag);
        }
        // Lists repeat one tag over and over: the act behind a value, after nearly every value.
        let (same, known) = &self.last;
        if !same.is_empty() && bytes[self.at..].starts_with(same.as_bytes()) {
            self.at += same.len();
            self.open.pop();
            out.extend_from_slice(known);
            return Ok(Closing::Itself);
        }
        let (from, first) = (self.at, out.len());
        let closing = self.new_attributes(out)?;
        if closing == Closing::Itself && out.len() > first {
            self.last.0 = &self.text[from..self.at];
            self.last.1.clear();
            self.last.1.extend_from_slice(&out[first..]);
        }
        Ok(closing)
    }

    /// [`Self::attributes`] of a tag that is not as the last.
    fn new_attributes(&mut self, out: &mut Vec<Attribute<'a>>) -> Result<Closing, Fault<'a>> {
        let bytes = self.text.as_bytes();
        let first = out.len();
        let mut names = NameSet::default();
        loop {
            let blank_from = self.at;
            self.at = blank_end(bytes, self.at);
            match byte(bytes, self.at) {
                b'>' => {
                    self.at += 1;
                    return Ok(Closing::ByEndTag);
                }
                b'/' if byte(bytes, self.at + 1) == b'>' => {
                    self.at += 2;
                    self.open.pop();
                    return Ok(Closing::Itself);
                }
                _ => {}
            }
            let start = self.at;
            let Some((name, raw, plain)) = self.attribute().filter(|_| start > blank_from) else {
                return Err(self.bad_attribute(start));
            };
            if names.may_have(name) && out[first..].iter().any(|(known, _)| *known == name) {
                return Err(Fault { kind: ProblemKind::Malformed, detail: name.into() });
            }
            if out.len() - first >= MAX_NAMES {
                return Err(Fault { kind: ProblemKind::TooLarge, detail: name.into() });
            }
            let value = if plain {
                Cow::Borrowed(raw)
            } else {
                quick_xml::escape::unescape(raw)
                    .map_err(|_| Fault { kind: ProblemKind::UnknownEntity, detail: raw.into() })?
            };
            out.push((name, value));
        }
    }

    /// One attribute: its name, its value as printed, and whether that has no references. `None` when it is none.
    fn attribute(&mut self) -> Option<(&'a str, &'a str, bool)> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let name = Name::at(bytes, start);
        let at = blank_end(bytes, name.end);
        if name.end == start || byte(bytes, at) != b'=' {
            return None;
        }
        let at = blank_end(bytes, at + 1);
        let quote = byte(bytes, at);
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let from = at + 1;
        let mut to = value_stop(bytes, from, quote)?;
        let plain = bytes[to] == quote;
        if !plain {
            to = from + memchr(quote, &bytes[from..])?;
            if bytes[from..to].contains(&b'<') {
                return None;
            }
        }
        self.at = to + 1;
        Some((&self.text[start..name.end], &self.text[from..to], plain))
    }

    /// `</name>`, which must be of the element that is open.
    fn end(&mut self) -> Result<Piece<'a>, Fault<'a>> {
        let bytes = self.text.as_bytes();
        let from = self.at + "</".len();
        let name = self.open.last().copied().unwrap_or_default();
        let at = from + name.len();
        if !name.is_empty() && bytes.get(from..at) == Some(name.as_bytes()) {
            let at = blank_end(bytes, at);
            if byte(bytes, at) == b'>' {
                self.at = at + 1;
                self.open.pop();
                return Ok(Piece::End);
            }
        }
        match memchr(b'>', &bytes[from..]) {
            Some(end) => Err(Fault {
                kind: ProblemKind::Malformed,
                detail: format!("</{}> ≠ </{name}>", &self.text[from..from + end]).into(),
            }),
            None => Err(unclosed("</")),
        }
    }

    /// `<!--`, `<![CDATA[`, `<!DOCTYPE`.
    fn bang(&mut self) -> Result<Option<Piece<'a>>, Fault<'a>> {
        const COMMENT: &str = "<!--";
        const CDATA: &str = "<![CDATA[";
        const DOCTYPE: &str = "<!doctype";
        let rest = &self.text.as_bytes()[self.at..];
        if rest.starts_with(COMMENT.as_bytes()) {
            self.until("-->", COMMENT.len())?;
            return Ok(None);
        }
        if rest.starts_with(CDATA.as_bytes()) {
            return self.until("]]>", CDATA.len()).map(|inside| Some(Piece::Text(inside)));
        }
        // As much of a marker as the text has left.
        let begins = |whole: &str| rest.iter().zip(whole.as_bytes()).all(|(a, b)| a.eq_ignore_ascii_case(b));
        if begins(DOCTYPE) && rest.len() >= DOCTYPE.len() {
            return Ok(Some(Piece::Doctype));
        }
        if [COMMENT, CDATA, DOCTYPE].into_iter().any(|whole| rest.len() < whole.len() && begins(whole)) {
            return Err(unclosed("<!"));
        }
        Err(Fault { kind: ProblemKind::Malformed, detail: "<!".into() })
    }

    /// What stands between an opening of some length and its closing.
    fn until(&mut self, closing: &str, opening: usize) -> Result<&'a str, Fault<'a>> {
        let from = self.at + opening;
        let (open, rest) = (&self.text[self.at..from], &self.text[from..]);
        let end = memmem::find(rest.as_bytes(), closing.as_bytes()).ok_or_else(|| unclosed(open))?;
        self.at = from + end + closing.len();
        Ok(&rest[..end])
    }

    /// `&name;`.
    fn reference(&mut self) -> Result<Piece<'a>, Fault<'a>> {
        let from = self.at + 1;
        let rest = &self.text[from..];
        match memchr3(b';', b'<', b'&', rest.as_bytes()) {
            Some(end) if rest.as_bytes()[end] == b';' => {
                self.at = from + end + 1;
                Ok(Piece::Reference(&rest[..end]))
            }
            _ => Err(Fault { kind: ProblemKind::Malformed, detail: "&".into() }),
        }
    }

    /// Why a tag cannot be read from one of its attributes on.
    #[cold]
    fn bad_attribute(&self, from: usize) -> Fault<'a> {
        self.bad_tag(self.text[..from].rfind('<').unwrap_or_default(), from)
    }

    /// Why the tag at `tag` cannot be read from `from` on: it has no end, or is malformed.
    #[cold]
    fn bad_tag(&self, tag: usize, from: usize) -> Fault<'a> {
        let bytes = self.text.as_bytes();
        let mut at = tag + 1;
        // The end is the first `>` outside quotes.
        while let Some(stop) = memchr3(b'>', b'"', b'\'', &bytes[at..]) {
            at += stop + 1;
            let quote = bytes[at - 1];
            if quote == b'>' {
                let detail = self.text.get(from..at - 1).unwrap_or_default();
                return Fault { kind: ProblemKind::Malformed, detail: detail.into() };
            }
            match memchr(quote, &bytes[at..]) {
                Some(close) => at += close + 1,
                None => break,
            }
        }
        unclosed("<")
    }
}

#[cold]
fn unclosed(what: &str) -> Fault<'_> {
    Fault { kind: ProblemKind::Truncated, detail: what.into() }
}

/// The byte at a position, 0 past the end. A document has no byte 0: `xml::checked_text` sees to that.
fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

// Eight bytes are looked at as one number, the first byte lowest: a mark is the top bit of its byte.
const ONES: u64 = u64::from_le_bytes([1; 8]);
const TOPS: u64 = ONES << 7;

/// The eight bytes from a position on, where the text has as many.
fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// How many bytes stand before the first mark.
fn before(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

/// Marks the bytes that are `b`. The first mark is right; those above it may be wrong.
fn marks_of(word: u64, b: u8) -> u64 {
    let zeros = word ^ (ONES * u64::from(b));
    zeros.wrapping_sub(ONES) & !zeros & TOPS
}

/// Where the white space that may begin at `from` ends. Below the blank there is nothing else in a checked document.
fn blank_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    if byte(bytes, at) > b' ' {
        return at;
    }
    while let Some(word) = eight(bytes, at) {
        // Adding this carries into the top bit from `!` on.
        let marks = (((word & !TOPS) + ONES * 0x5F) | word) & TOPS;
        if marks != 0 {
            return at + before(marks);
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| *b > b' ').unwrap_or(rest.len())
}

/// Where a name stands.
struct Name {
    /// Past its prefix.
    local: usize,
    end: usize,
}

impl Name {
    /// The name that begins at `from`; empty where there is none.
    fn at(bytes: &[u8], from: usize) -> Self {
        let mut name = Self { local: from, end: from };
        loop {
            // Letters have bit 6 or bit 7; what ends a name has neither, nor have digits, dots, hyphens and the colon.
            while let Some(word) = eight(bytes, name.end) {
                let marks = !(word | (word << 1)) & TOPS;
                if marks != 0 {
                    name.end += before(marks);
                    break;
                }
                name.end += 8;
            }
            match byte(bytes, name.end) {
                0 => return name,
                b':' => name.local = name.end + 1,
                b if ENDS_NAME[usize::from(b)] => return name,
                _ => {}
            }
            name.end += 1;
        }
    }
}

/// The bytes that end a name: blanks, and what has a meaning in tags.
const ENDS_NAME: [bool; 256] = {
    let mut ends = [false; 256];
    let bytes = b" \t\r\n<>/=\"'&";
    let mut at = 0;
    while at < bytes.len() {
        ends[bytes[at] as usize] = true;
        at += 1;
    }
    ends
};

/// Where a value's quote, a reference or a forbidden `<` stands first.
fn value_stop(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    // Values mostly end sooner than a vectorised search is under way.
    while at < from + 24
        && let Some(word) = eight(bytes, at)
    {
        let marks = marks_of(word, quote) | marks_of(word, b'&') | marks_of(word, b'<');
        if marks != 0 {
            return Some(at + before(marks));
        }
        at += 8;
    }
    memchr3(quote, b'&', b'<', bytes.get(at..)?).map(|end| at + end)
}

/// Where a text ends: at markup, at a reference, or with the document.
fn text_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < from + 24
        && let Some(word) = eight(bytes, at)
    {
        let marks = marks_of(word, b'<') | marks_of(word, b'&');
        if marks != 0 {
            return at + before(marks);
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + memchr2(b'<', b'&', rest).unwrap_or(rest.len())
}

/// Names of one tag, hashed to one of 64 bits each: "not there" is sure, "there" is worth a look.
#[derive(Default)]
struct NameSet(u64);

impl NameSet {
    /// Whether the name may have been given before.
    fn may_have(&mut self, name: &str) -> bool {
        let bytes = name.as_bytes();
        let (first, last) = (bytes.first().copied().unwrap_or(0), bytes.last().copied().unwrap_or(0));
        let hash = usize::from(first) ^ (usize::from(last) << 2) ^ (bytes.len() * 11);
        let bit = 1_u64 << (hash % 64);
        let known = self.0 & bit != 0;
        self.0 |= bit;
        known
    }
}
