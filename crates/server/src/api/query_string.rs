//! What a search box is asked, as Lucene's query string writes it.
//!
//! Source:   Apache Lucene's classic query parser syntax, as Elasticsearch's `query_string` and `simple_query_string` read it.
//! Shape:    words that all have to be there, `"phrases"`, `AND`, `OR`, `NOT`, `+`, `-`, brackets, `field:value`, `wor*`, `w?rd`, `word~1`.
//!           NOT binds closer than AND, AND closer than OR.
//! Fails:    brackets or quotes that are not closed, an operator without what it is of, a range; the simple form never fails.
//! Limits:   256 words, 32 brackets in one another.

const MAX_WORDS: usize = 256;
const MAX_DEPTH: usize = 32;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Clause {
    /// Anything.
    All,
    Word {
        field: Option<String>,
        text: String,
        how: How,
    },
    And(Vec<Clause>),
    Or(Vec<Clause>),
    Not(Box<Clause>),
}

/// How a text has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// As a word.
    Whole,
    /// As words one after another.
    Phrase,
    /// With `*` for any letters and `?` for one.
    Pattern,
    /// With so many letters otherwise; as many as the word's length allows where none is said.
    Near(Option<u8>),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Must,
    Word {
        field: Option<String>,
        text: String,
        how: How,
    },
    /// A field before a bracket.
    Field(String),
}

impl Clause {
    /// Of a query string.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() || text.trim() == "*" {
            return Ok(Self::All);
        }
        let tokens = tokens(text, false)?;
        let mut reader = Reader { tokens: &tokens, at: 0 };
        let clause = reader.either(0)?;
        match reader.peek() {
            None => Ok(clause),
            Some(_) => Err("a bracket is closed that was not opened".to_owned()),
        }
    }

    /// Of a search box for anybody: what is not understood is words.
    pub(super) fn simple(text: &str) -> Self {
        let swapped: String =
            text.chars().map(|c| if matches!(c, ':' | '^' | '[' | ']' | '{' | '}' | '?') { ' ' } else { c }).collect();
        let read = tokens(&swapped, true).and_then(|tokens| {
            let mut reader = Reader { tokens: &tokens, at: 0 };
            let clause = reader.either(0)?;
            if reader.peek().is_some() { Err(String::new()) } else { Ok(clause) }
        });
        read.unwrap_or_else(|_| {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(MAX_WORDS);
            let word = |word: &str| Self::Word { field: None, text: word.to_owned(), how: How::Whole };
            let words: Vec<Self> = words.map(word).collect();
            if words.is_empty() { Self::All } else { Self::And(words) }
        })
    }

    /// The same of one field.
    fn of_field(self, name: &str) -> Self {
        match self {
            Self::Word { field: None, text, how } => Self::Word { field: Some(name.to_owned()), text, how },
            Self::And(all) => Self::And(all.into_iter().map(|one| one.of_field(name)).collect()),
            Self::Or(all) => Self::Or(all.into_iter().map(|one| one.of_field(name)).collect()),
            Self::Not(one) => Self::Not(Box::new(one.of_field(name))),
            other => other,
        }
    }
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn either(&mut self, depth: usize) -> Result<Clause, String> {
        let mut all = vec![self.all(depth)?];
        while self.peek() == Some(&Token::Or) {
            self.at += 1;
            all.push(self.all(depth)?);
        }
        Ok(if all.len() == 1 { all.swap_remove(0) } else { Clause::Or(all) })
    }

    fn all(&mut self, depth: usize) -> Result<Clause, String> {
        let mut all = vec![self.one(depth)?];
        loop {
            match self.peek() {
                None | Some(Token::Or | Token::Close) => break,
                Some(Token::And) => {
                    self.at += 1;
                    all.push(self.one(depth)?);
                }
                Some(_) => all.push(self.one(depth)?),
            }
        }
        Ok(if all.len() == 1 { all.swap_remove(0) } else { Clause::And(all) })
    }

    fn one(&mut self, depth: usize) -> Result<Clause, String> {
        if depth > MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} brackets in one another"));
        }
        match self.take() {
            Some(Token::Not) => Ok(Clause::Not(Box::new(self.one(depth + 1)?))),
            Some(Token::Must) => self.one(depth + 1),
            Some(Token::Open) => {
                let clause = self.either(depth + 1)?;
                match self.take() {
                    Some(Token::Close) => Ok(clause),
                    _ => Err("a bracket is not closed".to_owned()),
                }
            }
            Some(Token::Field(name)) => match self.peek() {
                Some(Token::Open) => Ok(self.one(depth + 1)?.of_field(&name)),
                _ => Err(format!("nothing is asked of the field {name}")),
            },
            Some(Token::Word { field, text, how }) => Ok(Clause::Word { field, text, how }),
            Some(Token::And | Token::Or) => Err("AND or OR stands without what is before it".to_owned()),
            Some(Token::Close) => Err("a bracket is closed that was not opened, or is empty".to_owned()),
            None => Err("the query ends where something is still asked for".to_owned()),
        }
    }
}

fn tokens(text: &str, is_simple: bool) -> Result<Vec<Token>, String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at, mut words) = (Vec::new(), 0, 0);
    while let Some(c) = chars.get(at).copied() {
        let begins =
            at == 0 || chars.get(at - 1).is_some_and(|before| before.is_whitespace() || "(:+-|!".contains(*before));
        let token = match c {
            _ if c.is_whitespace() => None,
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            '|' if is_simple => Some(Token::Or),
            '+' if begins => Some(if is_simple { Token::And } else { Token::Must }),
            '+' if is_simple => Some(Token::And),
            '-' | '!' if begins => Some(Token::Not),
            '&' if chars.get(at + 1) == Some(&'&') => {
                at += 1;
                Some(Token::And)
            }
            '|' if chars.get(at + 1) == Some(&'|') => {
                at += 1;
                Some(Token::Or)
            }
            '[' | '{' => return Err("ranges are not searched for".to_owned()),
            _ => {
                words += 1;
                if words > MAX_WORDS {
                    return Err(format!("more than {MAX_WORDS} words"));
                }
                let (token, next) = word(&chars, at, is_simple)?;
                out.push(token);
                at = next;
                continue;
            }
        };
        out.extend(token);
        at += 1;
    }
    if is_simple {
        // An operator at an end is none.
        while matches!(out.last(), Some(Token::And | Token::Or | Token::Not)) {
            out.pop();
        }
        let first = out.iter().position(|token| !matches!(token, Token::And | Token::Or)).unwrap_or(out.len());
        out.drain(..first);
    }
    Ok(out)
}

/// A word, a phrase, either with its field before it; and the place behind it.
fn word(chars: &[char], from: usize, is_simple: bool) -> Result<(Token, usize), String> {
    let (mut at, mut text, mut field, mut is_escaped) = (from, String::new(), None, false);
    let mut is_pattern = false;
    while let Some(c) = chars.get(at).copied() {
        match c {
            _ if is_escaped => {
                text.push(c);
                is_escaped = false;
            }
            '\\' => is_escaped = true,
            '"' if text.is_empty() => return phrase(chars, at, field),
            ':' if field.is_none() && !text.is_empty() && !is_simple => {
                field = Some(std::mem::take(&mut text));
                if chars.get(at + 1) == Some(&'(') {
                    return Ok((Token::Field(field.unwrap_or_default()), at + 1));
                }
            }
            '[' | '{' if text.is_empty() && field.is_some() => return Err("ranges are not searched for".to_owned()),
            '(' | ')' | '"' => break,
            '|' if is_simple => break,
            _ if c.is_whitespace() => break,
            _ => {
                is_pattern |= c == '*' || c == '?';
                text.push(c);
            }
        }
        at += 1;
    }
    if text.is_empty() {
        return match field {
            Some(name) => Err(format!("nothing is asked of the field {name}")),
            None => Err("a quote is not closed".to_owned()),
        };
    }
    // A weight says nothing here.
    let text = text
        .rsplit_once('^')
        .filter(|(_, weight)| weight.parse::<f32>().is_ok())
        .map_or(text.as_str(), |(text, _)| text);
    match text {
        "AND" if field.is_none() && !is_simple => return Ok((Token::And, at)),
        "OR" if field.is_none() && !is_simple => return Ok((Token::Or, at)),
        "NOT" if field.is_none() && !is_simple => return Ok((Token::Not, at)),
        _ => {}
    }
    let near = text.rsplit_once('~').and_then(|(text, letters)| match letters {
        "" => Some((text, None)),
        _ => letters.parse::<f32>().ok().map(|letters| (text, Some(letters.clamp(0.0, 2.0) as u8))),
    });
    let (text, how) = match near {
        Some((text, letters)) if !text.is_empty() => (text, How::Near(letters)),
        _ if is_pattern => (text, How::Pattern),
        _ => (text, How::Whole),
    };
    Ok((Token::Word { field, text: text.to_owned(), how }, at))
}

fn phrase(chars: &[char], from: usize, field: Option<String>) -> Result<(Token, usize), String> {
    let mut text = String::new();
    let mut at = from + 1;
    while let Some(c) = chars.get(at).copied() {
        at += 1;
        match c {
            '"' => {
                // How far apart the words may stand says nothing here.
                while chars.get(at).is_some_and(|c| *c == '~' || *c == '^' || c.is_ascii_digit() || *c == '.') {
                    at += 1;
                }
                return Ok((Token::Word { field, text, how: How::Phrase }, at));
            }
            '\\' => {
                text.extend(chars.get(at));
                at += 1;
            }
            _ => text.push(c),
        }
    }
    Err("a quote is not closed".to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Clause, How};

    /// As brackets and words.
    fn told(clause: &Clause) -> String {
        let all = |all: &[Clause], sign: &str| format!("({})", all.iter().map(told).collect::<Vec<_>>().join(sign));
        match clause {
            Clause::All => "*".to_owned(),
            Clause::And(of) => all(of, " & "),
            Clause::Or(of) => all(of, " | "),
            Clause::Not(one) => format!("!{}", told(one)),
            Clause::Word { field, text, how } => {
                let field = field.as_ref().map(|field| format!("{field}:")).unwrap_or_default();
                match how {
                    How::Whole => format!("{field}{text}"),
                    How::Phrase => format!("{field}\"{text}\""),
                    How::Pattern => format!("{field}{text}*"),
                    How::Near(letters) => {
                        format!("{field}{text}~{}", letters.map_or("?".to_owned(), |n| n.to_string()))
                    }
                }
            }
        }
    }

    #[test]
    fn a_query_string_is_read_as_lucene_reads_it() {
        for (text, want) in [
            ("", Ok("*")),
            ("*", Ok("*")),
            ("vladimir putin", Ok("(vladimir & putin)")),
            ("a AND b OR c", Ok("((a & b) | c)")),
            ("a OR b AND NOT c", Ok("(a | (b & !c))")),
            ("a && b || !c", Ok("((a & b) | !c)")),
            ("+a -b c", Ok("(a & !b & c)")),
            ("(a OR b) c", Ok("((a | b) & c)")),
            ("\"al qaida\" x", Ok("(\"al qaida\" & x)")),
            ("names:putin", Ok("names:putin")),
            ("properties.birthDate:1985-04", Ok("properties.birthDate:1985-04")),
            ("countries:(ru OR sy)", Ok("(countries:ru | countries:sy)")),
            ("name:\"a b\"~2", Ok("name:\"a b\"")),
            ("put* p?tin", Ok("(put** & p?tin*)")),
            ("putin~ x~1 y~0.8^2", Ok("(putin~? & x~1 & y~0)")),
            ("al-qaida", Ok("al-qaida")),
            ("أسامة بن لادن", Ok("(أسامة & بن & لادن)")),
            (r"a\:b", Ok("a:b")),
            ("(a", Err(())),
            ("a)", Err(())),
            ("\"a", Err(())),
            ("AND a", Err(())),
            ("a AND", Err(())),
            ("NOT", Err(())),
            ("name:", Err(())),
            ("[1 TO 2]", Err(())),
            ("first_seen:[2020 TO 2021]", Err(())),
            ("()", Err(())),
        ] {
            let read = Clause::read(text).map(|clause| told(&clause)).map_err(|_| ());
            assert_eq!(read.as_deref(), want.as_deref(), "{text}");
        }
        let deep = "(".repeat(100) + "a" + &")".repeat(100);
        assert!(Clause::read(&deep).is_err() && Clause::read(&"a ".repeat(300)).is_err());
    }

    #[test]
    fn the_simple_form_never_fails() {
        for (text, want) in [
            ("a b", "(a & b)"),
            ("a | b", "(a | b)"),
            ("a + b -c", "(a & b & !c)"),
            ("name:x", "(name & x)"),
            ("\"a b\" c", "(\"a b\" & c)"),
            ("(a", "a"),
            ("a |", "a"),
            ("\"", "*"),
            ("AND", "AND"),
        ] {
            let got = told(&Clause::simple(text));
            assert!(got == want || got == format!("({want})"), "{text}: {got}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "[ab()\"+|&!~*?:^\\\\\\[ -]{0,60}|\\PC{0,60}") {
            let _ = Clause::read(&text);
            let _ = Clause::simple(&text);
        }
    }
}
