//! The safe twin: a general XML reader over the same documents.
//!
//! Shape:    well-formed documents are made, and small changes of them. Whatever [`Markup`] accepts, quick-xml accepts
//!           with the same names, attributes, values and texts; and a well-formed document is accepted always.

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::{Closing, Markup, Piece};

/// What both readers see: an element begins, one of its attributes, it ends, text (neighbours joined), a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Start(String),
    Attribute(String, String),
    End,
    Text(String),
    Reference(String),
}

/// Adds a text to the one before; an empty one is none.
fn add_text(seen: &mut Vec<Seen>, more: &str) {
    match seen.last_mut() {
        _ if more.is_empty() => {}
        Some(Seen::Text(text)) => text.push_str(more),
        _ => seen.push(Seen::Text(more.to_owned())),
    }
}

/// What [`Markup`] sees.
fn ours(text: &str) -> Result<Vec<Seen>, String> {
    let mut markup = Markup::new(text);
    let mut seen = Vec::new();
    let mut attributes = Vec::new();
    loop {
        match markup.next_piece().map_err(|fault| fault.detail.into_owned())? {
            Piece::Start(name) => {
                seen.push(Seen::Start(name.to_owned()));
                attributes.clear();
                let closing = markup.attributes(&mut attributes).map_err(|fault| fault.detail.into_owned())?;
                let attributes = attributes.iter();
                seen.extend(attributes.map(|(name, value)| Seen::Attribute((*name).to_owned(), value.to_string())));
                if closing == Closing::Itself {
                    seen.push(Seen::End);
                }
            }
            Piece::End => seen.push(Seen::End),
            Piece::Blank(text) | Piece::Text(text) => add_text(&mut seen, text),
            Piece::Reference(name) => seen.push(Seen::Reference(name.to_owned())),
            Piece::Declaration(_) => {}
            // Refused by `xml`, wherever it stands.
            Piece::Doctype => return Err("a document type".to_owned()),
            Piece::Eof => return Ok(seen),
        }
    }
}

/// What quick-xml sees.
fn theirs(text: &str) -> Result<Vec<Seen>, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut seen = Vec::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => tag_seen(&tag, &mut seen)?,
            Event::Empty(tag) => {
                tag_seen(&tag, &mut seen)?;
                seen.push(Seen::End);
            }
            Event::End(_) => seen.push(Seen::End),
            Event::Text(text) => add_text(&mut seen, &text),
            Event::CData(text) => add_text(&mut seen, &text),
            Event::GeneralRef(name) => seen.push(Seen::Reference(name.to_string())),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::DocType(_) => return Err("a document type".to_owned()),
            Event::Eof => return Ok(seen),
        }
    }
}

fn tag_seen(tag: &BytesStart<'_>, seen: &mut Vec<Seen>) -> Result<(), String> {
    // The twin takes a prefix to end at the first colon; a name has one colon at most.
    let name = tag.name().0;
    seen.push(Seen::Start(name.rsplit_once(':').map_or(name, |(_, local)| local).to_owned()));
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        // Not `unescape_value`, which also makes each line break a blank: here values stay as printed.
        let value = unescape(&attribute.value).map_err(|error| error.to_string())?;
        seen.push(Seen::Attribute(attribute.key.0.to_owned(), value.into_owned()));
    }
    Ok(())
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-z]{1,3}", 1 => "[A-Za-z_][A-Za-z0-9._-]{0,12}", 1 => "[a-z]{1,2}:[a-z]{1,2}", 1 => "[اéЖ]{1,5}"]
}

/// A value or text without markup; references where they are allowed.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-z0-9 .;:=/>-]{0,12}",
        2 => "[ \t\r\n]{1,20}",
        1 => "[ابé字Ж]{1,9}",
        1 => Just("&amp;".to_owned()),
        1 => Just("&lt;".to_owned()),
        1 => Just("&#x41;&#66;".to_owned()),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn attribute() -> impl Strategy<Value = (String, String)> {
    let quoted = (words(), any::<bool>(), "[ ]{0,2}", "[\n ]{0,1}").prop_map(|(value, single, before, after)| {
        let (quote, other) = if single { ('\'', '"') } else { ('"', '\'') };
        format!("{before}={after}{quote}{value}{other}{quote}")
    });
    (name(), quoted)
}

/// A start tag up to its `>` or `/>`: no two attributes of one name.
fn tag() -> impl Strategy<Value = (String, String)> {
    let attributes = proptest::collection::vec((attribute(), "[ \t\n]{1,9}"), 0..5);
    (name(), attributes, "[ \n]{0,2}").prop_map(|(name, attributes, end)| {
        let mut out = format!("<{name}");
        let mut known: Vec<String> = Vec::new();
        for ((name, value), blank) in attributes {
            if !known.contains(&name) {
                out.push_str(&format!("{blank}{name}{value}"));
                known.push(name);
            }
        }
        (name, out + &end)
    })
}

/// What may stand between tags.
fn between() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => words(),
        1 => "[a-z<>&\" ]{0,8}".prop_map(|inside| format!("<!--{inside}-->")),
        1 => "[a-z<>&\" \\]]{0,8}".prop_map(|inside| format!("<![CDATA[{}]]>", inside.replace('>', "]"))),
        1 => "[a-z]{1,3}( [a-z<>&\"]{0,8})?".prop_map(|inside| format!("<?p{inside}?>")),
    ]
}

fn element() -> impl Strategy<Value = String> {
    // One tag that closes itself is repeated, as lists do.
    let leaf =
        (tag(), 1_usize..4, between()).prop_map(|((_, tag), times, text)| format!("{tag}/>{text}").repeat(times));
    leaf.prop_recursive(4, 40, 5, |inner| {
        let inside = proptest::collection::vec(prop_oneof![inner, between()], 0..5);
        (tag(), inside, "[ \n]{0,2}")
            .prop_map(|((name, tag), inside, blank)| format!("{tag}>{}</{name}{blank}>", inside.concat()))
    })
}

fn document() -> impl Strategy<Value = String> {
    let declaration = prop_oneof![Just(""), Just("<?xml version=\"1.0\" encoding='UTF-8'?>\n"), Just("<!-- a -->\n\n")];
    (declaration, tag(), proptest::collection::vec(element(), 0..4))
        .prop_map(|(before, (name, tag), inside)| format!("{before}{tag}>{}</{name}>\n", inside.concat()))
}

/// Pieces that mean something to a reader of markup.
const TELLING: &[&str] = &[
    "<",
    ">",
    "/",
    "\"",
    "'",
    "=",
    "&",
    ";",
    "!",
    "?",
    "-",
    "--",
    "[",
    "]]>",
    "<!",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?",
    "?>",
    "</",
    "/>",
    "&amp;",
    "&nbsp;",
    "&#0;",
    ":",
    " ",
    "\n",
    "x",
    "<!DOCTYPE",
    "<a>",
    "</a>",
    "<a b='1' b='2'/>",
    "a=\"1\"",
    "é",
];

/// A place, how many characters are taken out there, and what is put in.
fn change() -> impl Strategy<Value = (prop::sample::Index, usize, &'static str)> {
    (any::<prop::sample::Index>(), 0_usize..4, prop_oneof![1 => Just(""), 3 => prop::sample::select(TELLING)])
}

fn changed(document: &str, changes: &[(prop::sample::Index, usize, &str)]) -> String {
    let mut chars: Vec<char> = document.chars().collect();
    for (place, taken, put) in changes {
        let at = place.index(chars.len() + 1);
        let end = (at + taken).min(chars.len());
        chars.splice(at..end, put.chars());
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_well_formed_document_is_accepted_and_seen_as_the_twin_sees_it(document in document()) {
        prop_assert_eq!(ours(&document), theirs(&document));
        prop_assert!(ours(&document).is_ok(), "{document}");
    }

    #[test]
    fn what_is_accepted_of_a_changed_document_the_twin_accepts_alike(
        document in document(),
        changes in proptest::collection::vec(change(), 1..4),
    ) {
        let document = changed(&document, &changes);
        if let Ok(seen) = ours(&document) {
            prop_assert_eq!(Ok(seen), theirs(&document), "{}", document);
        }
    }
}

#[test]
fn attributes_differ_by_their_whole_names() {
    let attribute = |name: &str, value: &str| Seen::Attribute(name.to_owned(), value.to_owned());
    let document = "<p:a id='1' xml:id='2' p:id=\"3\" xmlns:p='u'/>";
    let want = vec![
        Seen::Start("a".to_owned()),
        attribute("id", "1"),
        attribute("xml:id", "2"),
        attribute("p:id", "3"),
        attribute("xmlns:p", "u"),
        Seen::End,
    ];
    assert_eq!(ours(document), Ok(want.clone()));
    assert_eq!(theirs(document), Ok(want));
    for twice in ["<a id='1' id='2'/>", "<a p:id='1' q:id='2' p:id='3'/>"] {
        assert!(ours(twice).is_err() && theirs(twice).is_err(), "{twice}");
    }
}
