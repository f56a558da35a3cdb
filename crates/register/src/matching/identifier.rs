//! Numbers of documents, registrations, vessels and accounts: when two are one, and when two speak of two.
//!
//! Source:   IMO ship numbers: resolution A.1117(30) of the International Maritime Organization. LEI: ISO 17442-1, check
//!           digits of ISO/IEC 7064 MOD 97-10. IBAN: ISO 13616-1, checked likewise. BIC: ISO 9362. MMSI: ITU-R M.585.
//! Shape:    a number is what its letters and digits are, whatever stands between; a name of its scheme before it is none
//!           of it.
//! Law:      numbers that are taken for one have the same [`key`], by which the index finds them.
//! Limits:   what kind a number asked has is known from itself only; so two identity cards say nothing against one person,
//!           nor do two passports, of which people have several.

use super::country::countries;
use super::likelihood::{Beside, Seen};
use super::score::{Asked, reason, statements};
use super::{Reason, ReasonCode};
use crate::{Document, Kind, ListedEntry, Statement, Value};

/// A standard that numbers are made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    /// Of a ship, for good.
    Imo,
    /// Of a ship's radio; it changes with the flag.
    Mmsi,
    /// Of a legal entity, for good.
    Lei,
    /// Of a bank; 8 characters name the same one as these and XXX.
    Bic,
    /// Of an account.
    Iban,
}

/// The words that announce a scheme, as letters and digits in upper case.
const ANNOUNCED: &[(&str, Scheme)] = &[
    ("IMONUMBER", Scheme::Imo),
    ("IMONO", Scheme::Imo),
    ("IMO", Scheme::Imo),
    ("MMSI", Scheme::Mmsi),
    ("LEI", Scheme::Lei),
    ("SWIFTBIC", Scheme::Bic),
    ("SWIFT", Scheme::Bic),
    ("BIC", Scheme::Bic),
    ("IBAN", Scheme::Iban),
];

/// A number as written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Its letters in upper case and its digits as European ones.
    text: String,
    /// The scheme that is announced before it, or that it shows.
    scheme: Option<Scheme>,
    /// Whether its kind says that it is of a person's papers, which have no scheme.
    is_paper: bool,
}

impl Number {
    fn of(written: &str) -> Self {
        let mut text = String::with_capacity(written.len());
        for c in names::normal(written).chars().map(names::western_digit).filter(|c| c.is_alphanumeric()) {
            text.extend(c.to_uppercase());
        }
        let announced = ANNOUNCED.iter().find_map(|(word, scheme)| {
            let rest = text.strip_prefix(word)?;
            (scheme.has_shape(rest) || scheme.has_shape(&with_digits(rest))).then(|| (rest.to_owned(), *scheme))
        });
        let (mut text, announced) = match announced {
            Some((rest, scheme)) => (rest, Some(scheme)),
            None => (text, None),
        };
        if Scheme::Bic.has_shape(&text) && text.len() == 11 && text.ends_with("XXX") {
            text.truncate(8);
        }
        let shown =
            [Scheme::Lei, Scheme::Iban].into_iter().find(|scheme| scheme.has_shape(&text) && scheme.checks(&text));
        Self { scheme: announced.or(shown), text, is_paper: false }
    }

    /// One asked of a subject: seven digits of a vessel are its own number.
    pub(super) fn asked(written: &str, kind: Option<Kind>) -> Self {
        let mut number = Self::of(written);
        if number.scheme.is_none() && kind == Some(Kind::Vessel) && Scheme::Imo.has_shape(&number.text) {
            number.scheme = Some(Scheme::Imo);
        }
        number
    }

    /// A document's; its kind may announce the scheme.
    pub(crate) fn of_document(document: &Document) -> Self {
        let number = Self::of(&document.number);
        let kind = document.kind.to_lowercase();
        let named = |words: &[&str]| kind.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word));
        let by_kind = [
            (named(&["imo"]), Scheme::Imo),
            (named(&["mmsi"]), Scheme::Mmsi),
            (named(&["lei"]) || kind == "legal entity number", Scheme::Lei),
            (named(&["bic", "swift"]), Scheme::Bic),
            (named(&["iban"]), Scheme::Iban),
        ];
        let by_kind = by_kind.into_iter().find_map(|(is, scheme)| is.then_some(scheme));
        let is_paper = named(&["passport", "identity"]);
        Self { scheme: number.scheme.or(by_kind), is_paper, ..number }
    }

    /// Whether it breaks the rule it is made by.
    pub(crate) fn is_broken(&self) -> bool {
        self.scheme.is_some_and(|scheme| !scheme.has_shape(&self.text) || !scheme.checks(&self.text))
    }

    /// Whether nothing ever has two of its kind: a ship's own number, or a legal entity's.
    pub(crate) fn is_own(&self) -> bool {
        matches!(self.scheme, Some(Scheme::Imo | Scheme::Lei)) && !self.is_broken()
    }

    /// Whether hardly two things have it whatever they are called: a register's long number; no bank's, which many name as theirs.
    pub(crate) fn tells_alone(&self) -> bool {
        const LONG: usize = 8;
        !matches!(self.scheme, Some(Scheme::Bic | Scheme::Mmsi)) && self.text.chars().count() >= LONG
    }

    /// Whether two are made by one standard.
    pub(crate) fn is_of_scheme_of(&self, other: &Self) -> bool {
        self.scheme.is_some() && self.scheme == other.scheme
    }

    /// With the letters that look like digits as these.
    pub(crate) fn key(&self) -> String {
        with_digits(&self.text)
    }

    /// Whether it tells one document from another.
    pub(crate) fn tells(&self) -> bool {
        let has_digit = self.text.bytes().any(|b| b.is_ascii_digit());
        (has_digit && self.text.chars().count() >= 5) || Scheme::Bic.has_shape(&self.text)
    }
}

/// With the letters that look like digits as these.
fn with_digits(text: &str) -> String {
    text.replace('O', "0").replace('I', "1")
}

impl Scheme {
    fn has_shape(self, text: &str) -> bool {
        let is = |from: usize, to: usize, of: fn(&u8) -> bool| {
            text.as_bytes().get(from..to).is_some_and(|bytes| bytes.iter().all(of))
        };
        let (digit, letter, either) = (u8::is_ascii_digit, u8::is_ascii_uppercase, u8::is_ascii_alphanumeric);
        let country = |from: usize| text.get(from..from + 2).is_some_and(|code| countries(code) == [code]);
        match (self, text.len()) {
            (Self::Imo, 7) => is(0, 7, digit),
            (Self::Mmsi, 9) => is(0, 9, digit),
            (Self::Lei, 20) => is(0, 18, either) && is(18, 20, digit),
            (Self::Bic, 8 | 11) => is(0, 6, letter) && is(6, text.len(), either) && country(4),
            (Self::Iban, 15..=34) => is(2, 4, digit) && is(4, text.len(), either) && country(0),
            _ => false,
        }
    }

    /// Whether the check digits are right, of a text that has the shape.
    fn checks(self, text: &str) -> bool {
        match self {
            // Six digits by 7 to 2 give a sum whose last digit is the seventh.
            Self::Imo => {
                let mut digits = text.bytes().map(|b| u32::from(b.wrapping_sub(b'0')));
                let sum: u32 = digits.clone().take(6).zip((2..=7).rev()).map(|(digit, by)| digit * by).sum();
                digits.next_back() == Some(sum % 10)
            }
            Self::Lei => mod_97(text.chars()) == 1,
            Self::Iban => mod_97(text.chars().skip(4).chain(text.chars().take(4))) == 1,
            // The first three digits are of a country's ships.
            Self::Mmsi => matches!(text.as_bytes().first(), Some(b'2'..=b'7')),
            Self::Bic => true,
        }
    }
}

/// The rest on dividing by 97, letters as two digits: A is 10, Z is 35.
fn mod_97(text: impl Iterator<Item = char>) -> u32 {
    text.filter_map(|c| c.to_digit(36)).fold(0, |rest, value| (rest * if value < 10 { 10 } else { 100 } + value) % 97)
}

/// What a number written so is found by; `None` when it tells nothing apart. The same for numbers that may be one.
pub(crate) fn key(written: &str) -> Option<String> {
    let number = Number::of(written);
    number.tells().then(|| number.key())
}

/// How surely a number asked is one stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sameness {
    /// But for letters and digits that look alike, or though it breaks the rule of its scheme.
    Doubtful(ReasonCode),
    Same,
}

impl Sameness {
    pub(crate) fn of(asked: &Number, stated: &Number) -> Option<Self> {
        if asked.scheme.is_some() && stated.is_paper && stated.scheme.is_none() {
            return None; // a ship's number is no passport's
        }
        if asked.text == stated.text {
            let is_broken = asked.is_broken() || stated.is_broken();
            return Some(if is_broken { Self::Doubtful(ReasonCode::SameDocumentBroken) } else { Self::Same });
        }
        (asked.key() == stated.key()).then_some(Self::Doubtful(ReasonCode::LikeDocument))
    }
}

/// What a score is at least where a number is the same: beside a like name or none, and beside names that are not.
const SAME: [f64; 2] = [0.95, 0.75];
const DOUBTFUL: [f64; 2] = [0.90, 0.70];

/// A number asked for that is stated, the surest one; and what a score is at least then.
pub(super) fn same_number(asked: &Asked<'_>, entries: &[&ListedEntry], is_name_like: bool) -> Option<(f64, Reason)> {
    let mut best: Option<(Sameness, &str, &Statement)> = None;
    for (written, number) in &asked.numbers {
        for (stated, statement) in numbers(entries).filter(|(stated, _)| stated.tells()) {
            let Some(sameness) = Sameness::of(number, &stated) else { continue };
            if best.as_ref().is_none_or(|(surest, ..)| sameness > *surest) {
                best = Some((sameness, written, statement));
            }
        }
    }
    let (sameness, written, statement) = best?;
    let (code, [like, unlike]) = match sameness {
        Sameness::Same => (ReasonCode::SameDocument, SAME),
        Sameness::Doubtful(code) => (code, DOUBTFUL),
    };
    let least = if is_name_like { like } else { unlike };
    Some((least, reason(code, least, Some(written), Some(statement))))
}

/// Another number where each ship or legal entity has one for good: of one, 1 in 1,000 is written wrongly and passes the
/// check, by judgement.
const OTHER: Seen = Seen { of_one: 0.001, of_two: 1.0 };

/// Speaks against when ships' or legal entities' own numbers are asked, and others of their scheme are stated.
pub(super) fn other_number<'s>(asked: &Asked<'_>, entries: &'s [&ListedEntry]) -> Option<Beside<'s>> {
    let mut other = None;
    for (written, number) in asked.numbers.iter().filter(|(_, number)| number.is_own()) {
        for (stated, statement) in numbers(entries) {
            if Sameness::of(number, &stated).is_some() {
                return None;
            }
            if stated.scheme == number.scheme && !stated.is_broken() {
                other.get_or_insert((*written, statement));
            }
        }
    }
    let (written, statement) = other?;
    let asked = written.to_owned();
    Some(Beside { code: ReasonCode::OtherDocument, logits: OTHER.against(), asked, statement })
}

fn numbers<'e>(entries: &'e [&'e ListedEntry]) -> impl Iterator<Item = (Number, &'e Statement)> {
    statements(entries).filter_map(|statement| match &statement.value {
        Value::Document(document) => Some((Number::of_document(document), statement)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Number, Sameness, Scheme, key};
    use crate::{Document, ReasonCode};

    #[test]
    fn a_scheme_is_known_by_its_name_or_its_check_digits() {
        for (written, text, scheme, is_broken) in [
            ("IMO 1234567", "1234567", Some(Scheme::Imo), false),
            ("imo no. 1234566", "1234566", Some(Scheme::Imo), true),
            ("1234567", "1234567", None, false), // a passport may have seven digits too
            ("EXAMPLE0ENTITY0001-66", "EXAMPLE0ENTITY000166", Some(Scheme::Lei), false),
            ("LEI EXAMPLE0ENTITY000164", "EXAMPLE0ENTITY000164", Some(Scheme::Lei), true),
            ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432", Some(Scheme::Iban), false),
            ("IBAN GB83WEST12345698765432", "GB83WEST12345698765432", Some(Scheme::Iban), true),
            ("SWIFT/BIC XMPL AE AD XXX", "XMPLAEAD", Some(Scheme::Bic), false),
            ("IMO 12E4567", "IMO12E4567", None, false),
            ("IMO I234567", "I234567", Some(Scheme::Imo), true), // I for 1
            ("ＩＭＯ １２３４５６７", "1234567", Some(Scheme::Imo), false),
            ("MMSI 470123456", "470123456", Some(Scheme::Mmsi), false),
            ("MMSI 970123456", "970123456", Some(Scheme::Mmsi), true),
            ("fx-٠٠٠ ١٢٣", "FX000123", None, false),
            ("IMO", "IMO", None, false),
            ("رقم 12345", "رقم12345", None, false),
        ] {
            let number = Number::of(written);
            assert_eq!((number.text.as_str(), number.scheme), (text, scheme), "{written}");
            assert_eq!(number.is_broken(), is_broken, "{written}");
        }
    }

    #[test]
    fn numbers_that_may_be_one_have_one_key() {
        let doubtful = |code| Some(Sameness::Doubtful(code));
        for (asked, kind, stated, want) in [
            ("FX000123", "Passport", "FX 000-123", Some(Sameness::Same)),
            ("FXO00123", "Passport", "FX000123", doubtful(ReasonCode::LikeDocument)),
            ("FXI00123", "Passport", "FX100123", doubtful(ReasonCode::LikeDocument)),
            ("FX000124", "Passport", "FX000123", None),
            ("1234567", "IMO", "IMO 1234567", Some(Sameness::Same)),
            ("1234566", "IMO", "1234566", doubtful(ReasonCode::SameDocumentBroken)),
            ("1234566", "Passport", "1234566", Some(Sameness::Same)),
            ("1234567", "Passport", "1234567", Some(Sameness::Same)),
            ("XMPLAEADXXX", "SWIFT/BIC", "XMPLAEAD", Some(Sameness::Same)),
            ("XMPLAEAD123", "SWIFT/BIC", "XMPLAEAD", None),
        ] {
            let document = Document { kind: kind.into(), number: stated.into(), ..Document::default() };
            let got = Sameness::of(&Number::of(asked), &Number::of_document(&document));
            assert_eq!(got, want, "{asked} / {kind} {stated}");
            assert_eq!(key(asked) == key(stated), want.is_some(), "{asked} / {kind} {stated}");
        }
        let passport = Document { kind: "Passport".into(), number: "1234567".into(), ..Document::default() };
        let got = Sameness::of(&Number::of("IMO 1234567"), &Number::of_document(&passport));
        assert_eq!(got, None, "a ship's number is no passport's");
        for (written, tells) in [("1234", false), ("ABCDEF", false), ("XMPLAEAD", true), ("A1234", true), ("", false)] {
            assert_eq!(key(written).is_some(), tells, "{written}");
        }
    }
}
