//! One property, one value, one piece of evidence.
//!
//! Shape:    values are typed where they mean more than their text: names, dates, documents, addresses, ties, acts.
//! Not here: FollowTheMoney's names for these (`sources::ftm`).

use std::sync::Arc;

use names::Script;
use serde::{Deserialize, Serialize};

use crate::{Evidence, Share, StatedDate};

macro_rules! properties {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What a statement says something about. The names are stable: they appear in `--json`, in diffs and in the store.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Property {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Property {
            /// Every property, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

properties! {
    /// A name of any kind; the [`Alias`] says which.
    Name = "name",
    /// A form of address: "Mullah", "Dr".
    Title = "title",
    /// An office or function held.
    Position = "position",
    /// "male", "female", as printed.
    Gender = "gender",
    /// Date of birth.
    BirthDate = "birthDate",
    /// Place of birth, as one text.
    BirthPlace = "birthPlace",
    /// Date of death.
    DeathDate = "deathDate",
    /// The publisher reports the death, in words.
    DeathNote = "deathNote",
    /// Nationality.
    Nationality = "nationality",
    /// Citizenship, where the publisher tells it apart from nationality.
    Citizenship = "citizenship",
    /// A nationality the publisher says is past or withdrawn.
    FormerNationality = "formerNationality",
    /// A country linked in another way: registration, flag, headquarters.
    Country = "country",
    /// An address.
    Address = "address",
    /// A passport, identity card, registration, IMO number, wallet …
    Document = "document",
    /// An e-mail address.
    Email = "email",
    /// A telephone or fax number.
    Phone = "phone",
    /// A web address.
    Website = "website",
    /// Date of founding or building.
    IncorporationDate = "incorporationDate",
    /// What kind of body, vessel or aircraft, in the publisher's words.
    Type = "type",
    /// The sector of business.
    Sector = "sector",
    /// Flag of a vessel.
    Flag = "flag",
    /// Radio call sign.
    CallSign = "callSign",
    /// Tonnage, as printed.
    Tonnage = "tonnage",
    /// Owner, operator or parent, in words only.
    Owner = "owner",
    /// Model of an aircraft or vessel.
    Model = "model",
    /// The programme or regime of the designation.
    Programme = "programme",
    /// The act under which the entry stands.
    LegalBasis = "legalBasis",
    /// What the designation does: asset freeze, travel ban.
    Measure = "measure",
    /// Listed on.
    ListedOn = "listedOn",
    /// Taken off on.
    DelistedOn = "delistedOn",
    /// A day on which the publisher amended the entry.
    AmendedOn = "amendedOn",
    /// A day on which a review of the entry was concluded.
    ReviewedOn = "reviewedOn",
    /// Another authority that designated it first or jointly.
    DesignatedBy = "designatedBy",
    /// Another publisher's reference of the same designation, as `list:reference`.
    Reference = "reference",
    /// Link to an INTERPOL notice.
    Notice = "notice",
    /// A tie to another entry.
    Tie = "tie",
    /// The publisher's class of the entry: "terrorist person".
    Classification = "classification",
    /// The publisher's reasons.
    Reason = "reason",
    /// Free text.
    Remark = "remark",
    /// Anything the publisher states that has no property of its own, as `label: text`.
    Other = "other",
}

/// What kind of name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// The entry's main name.
    Primary,
    /// Also known as.
    Aka,
    /// Formerly known as.
    Fka,
    /// Now known as.
    Nka,
    /// The main name in its own script.
    OriginalScript,
    /// The name in another language, by the publisher.
    Translation,
    /// A name on a document.
    OnDocument,
    /// A family name alone or another fragment, where the publisher prints it apart.
    Fragment,
}

/// The quality of a name, as the publisher states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// Good, strong.
    Good,
    /// Low, weak.
    Low,
    /// Not said.
    #[default]
    Unstated,
}

/// A name with its script, language and quality as the publisher states it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Alias {
    /// The whole name, blanks normalised.
    pub text: Box<str>,
    /// Its kind.
    pub kind: NameKind,
    /// Its quality.
    pub quality: Quality,
    /// The script of its letters.
    pub script: Option<Script>,
    /// The language the publisher names, ISO 639 in lower case.
    pub language: Option<Box<str>>,
    /// The parts where the publisher prints them apart, as (part, text); part is `first`, `second`, `third`, `fourth`,
    /// `middle`, `last` or the publisher's own word.
    pub parts: Vec<(Box<str>, Box<str>)>,
}

impl Alias {
    /// A name of which only the text and its kind are known; the script is read off its letters.
    pub fn new(text: &str, kind: NameKind) -> Self {
        Self {
            text: text.into(),
            kind,
            quality: Quality::Unstated,
            script: Script::of(text),
            language: None,
            parts: Vec::new(),
        }
    }
}

/// An identity document, registration or other number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Document {
    /// The publisher's word for it: "Passport", "رقم الهوية".
    pub kind: Box<str>,
    /// The number as printed.
    pub number: Box<str>,
    /// The issuing country as printed.
    pub country: Option<Box<str>>,
    /// The issuing office or place as printed.
    pub issuer: Option<Box<str>>,
    /// Date of issue.
    pub issued: Option<StatedDate>,
    /// Date of expiry.
    pub expires: Option<StatedDate>,
    /// What the publisher says of its worth: `false`, `expired`, `lost`, `revoked`, `diplomatic`, `invalid`.
    pub flags: Vec<Box<str>>,
}

/// An address, in the publisher's pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// Street, building and other lines, as printed, joined by ", ".
    pub street: Option<Box<str>>,
    /// City, town or village.
    pub city: Option<Box<str>>,
    /// State, province or region.
    pub region: Option<Box<str>>,
    /// Postal code.
    pub postal_code: Option<Box<str>>,
    /// Country as printed.
    pub country: Option<Box<str>>,
}

impl Address {
    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pieces = [&self.street, &self.city, &self.region, &self.postal_code, &self.country];
        let mut separator = "";
        for piece in pieces.into_iter().flatten() {
            write!(f, "{separator}{piece}")?;
            separator = ", ";
        }
        Ok(())
    }
}

/// A tie to another entry, as stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tie {
    /// The publisher's words: "Linked To", "Acting for or on behalf of"; "mentions" for a reference in a remark.
    pub kind: Box<str>,
    /// The other entry's reference in the same list, where stated.
    pub to: Option<Box<str>>,
    /// The other entry's name, where stated.
    pub name: Option<Box<str>>,
    /// How much one holds of the other, where a share is stated and understood.
    pub share: Option<Share>,
    /// Since when.
    pub from: Option<StatedDate>,
    /// Until when.
    pub until: Option<StatedDate>,
    /// Whether the publisher says that it is past, with a day or without.
    pub is_past: bool,
}

/// A legal act.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Act {
    /// Its title or number: "1210/2003 (OJ L169)".
    pub title: Box<str>,
    /// Its kind: "regulation", "amendment".
    pub kind: Option<Box<str>>,
    /// When it was published, as printed.
    pub published: Option<Box<str>>,
    /// When it entered into force, as printed.
    pub in_force: Option<Box<str>>,
    /// Where its text stands.
    pub url: Option<Box<str>>,
}

/// What a statement states.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Value {
    /// Text as printed, blanks normalised.
    Text(Box<str>),
    /// A name.
    Name(Box<Alias>),
    /// A date.
    Date(Box<StatedDate>),
    /// A document or number.
    Document(Box<Document>),
    /// An address.
    Address(Box<Address>),
    /// A tie.
    Tie(Box<Tie>),
    /// A legal act.
    Act(Arc<Act>),
}

/// The value in one line, as people read it and as diffs show it.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Name(alias) => f.write_str(&alias.text),
            Self::Date(date) => f.write_str(&date.text),
            Self::Document(document) => {
                write!(f, "{} {}", document.kind, document.number)?;
                document.country.iter().try_for_each(|country| write!(f, " ({country})"))
            }
            Self::Address(address) => write!(f, "{address}"),
            Self::Tie(tie) => {
                write!(f, "{}", tie.kind)?;
                tie.name.iter().try_for_each(|name| write!(f, " {name}"))?;
                tie.to.iter().try_for_each(|to| write!(f, " ({to})"))?;
                tie.share.iter().try_for_each(|share| write!(f, " {share}"))
            }
            Self::Act(act) => f.write_str(&act.title),
        }
    }
}

/// One property, one value, one piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Statement {
    /// What it is about.
    pub property: Property,
    /// What is stated.
    pub value: Value,
    /// The publisher's note on this very value.
    pub note: Option<Box<str>>,
    /// The act that put this very value there, where the publisher says so.
    pub basis: Option<Arc<Act>>,
    /// Where it stands.
    pub evidence: Evidence,
}

/// What a statement says, wherever it stands; equal for statements that say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Said<'s> {
    property: Property,
    value: &'s Value,
    note: Option<&'s str>,
    basis: Option<&'s Act>,
}

impl Statement {
    /// What it says.
    pub fn said(&self) -> Said<'_> {
        let (note, basis) = (self.note.as_deref(), self.basis.as_deref());
        Said { property: self.property, value: &self.value, note, basis }
    }

    /// Whether two statements say the same, wherever they stand.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.said() == other.said()
    }
}
