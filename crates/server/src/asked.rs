//! What a request asks to screen: members of a JSON object, or parameters of an address.
//!
//! Shape:    `name`, `birth_date`, `birth_place`, `nationality`, `document`, `schema`, `gender`, `threshold`, `limit`, `id`,
//!           each once.
//! Limits:   a text of 4,096 characters; bytes are limited by the body.
//! Fails:    a member that is not known, comes twice or means nothing is refused by its name: nothing is dropped in
//!           silence. What the fields mean is for `screening` to say.

use register::Policy;
use screening::{Fields, MAX_FIELD, Subject, Unscreened};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::fault::{Fault, FaultKind};

/// The members of a JSON body.
pub(crate) const MEMBERS: &[&str] =
    &["id", "name", "birth_date", "birth_place", "nationality", "document", "schema", "gender", "threshold", "limit"];

/// The most possible matches that can be asked for at once.
const MOST_HITS: u64 = 1000;

/// One subject as asked about.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Asked {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) birth_date: String,
    birth_place: String,
    nationality: String,
    document: String,
    schema: String,
    gender: String,
    pub(crate) policy: Policy,
}

impl Asked {
    /// From the members of a JSON object.
    pub(crate) fn from_json(body: &[u8]) -> Result<Self, Fault> {
        let members: Members = read(body)?;
        Self::from_members(members.0, MEMBERS)
    }

    /// From a JSON object's `subjects`, a list of at most so many such objects.
    pub(crate) fn many_from_json(body: &[u8], most: usize) -> Result<Vec<Self>, Fault> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Many {
            subjects: Vec<Members>,
        }
        let Many { subjects } = read(body)?;
        if subjects.is_empty() || subjects.len() > most {
            return Err(Fault::about(FaultKind::BadMember, "subjects"));
        }
        let of = |(at, members): (usize, Members)| {
            let read = Self::from_members(members.0, MEMBERS);
            read.map_err(|fault| Fault { detail: format!("subjects[{at}].{}", fault.detail), ..fault })
        };
        subjects.into_iter().enumerate().map(of).collect()
    }

    /// From the members of a JSON object, with the entity that is asked about.
    pub(crate) fn with_entity_from_json(body: &[u8]) -> Result<(Self, String), Fault> {
        let mut members: Members = read(body)?;
        let at = members.0.iter().position(|(name, _)| name == "entity");
        let entity = at.map(|at| members.0.remove(at).1);
        let Some(Value::String(entity)) = entity else { return Err(Fault::about(FaultKind::BadMember, "entity")) };
        Ok((Self::from_members(members.0, MEMBERS)?, entity))
    }

    /// From an address's parameters, of which `known` are taken.
    pub(crate) fn from_query(pairs: Vec<(String, String)>, known: &[&str]) -> Result<Self, Fault> {
        Self::from_members(pairs.into_iter().map(|(name, text)| (name, Value::String(text))).collect(), known)
    }

    fn from_members(members: Vec<(String, Value)>, known: &[&str]) -> Result<Self, Fault> {
        let mut asked = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in members {
            if !known.contains(&name.as_str()) {
                return Err(Fault::about(FaultKind::UnknownMember, short(&name)));
            }
            if seen.contains(&name) {
                return Err(Fault::about(FaultKind::RepeatedMember, &name));
            }
            asked.take(&name, &value)?;
            seen.push(name);
        }
        Ok(asked)
    }

    fn take(&mut self, name: &str, value: &Value) -> Result<(), Fault> {
        let bad = || Fault::about(FaultKind::BadMember, name);
        let field = match name {
            "id" => &mut self.id,
            "name" => &mut self.name,
            "birth_date" => &mut self.birth_date,
            "birth_place" => &mut self.birth_place,
            "nationality" => &mut self.nationality,
            "document" => &mut self.document,
            "schema" => &mut self.schema,
            "gender" => &mut self.gender,
            "lang" => return value.as_str().and_then(crate::caller::lang_of).map(|_| ()).ok_or_else(bad),
            "threshold" => {
                let share = number(value, Value::as_f64).ok_or_else(bad)?;
                self.policy.threshold = share.filter(|share| (0.0..=1.0).contains(share)).ok_or_else(bad)?;
                return Ok(());
            }
            _ => {
                let limit = number(value, Value::as_u64).flatten().filter(|limit| (1..=MOST_HITS).contains(limit));
                self.policy.limit = limit.and_then(|limit| usize::try_from(limit).ok()).ok_or_else(bad)?;
                return Ok(());
            }
        };
        match value {
            Value::Null => Ok(()),
            Value::String(text) if text.chars().nth(MAX_FIELD).is_some() => Err(Fault::about(FaultKind::TooLong, name)),
            // The sign that bytes which are not UTF-8 were replaced: the text is not what was meant.
            Value::String(text) if text.contains('\u{fffd}') => Err(bad()),
            Value::String(text) => {
                text.clone_into(field);
                Ok(())
            }
            _ => Err(bad()),
        }
    }

    /// The subject that is asked about, where the fields make one.
    pub(crate) fn subject(&self) -> Result<Subject, Unscreened> {
        let fields = Fields {
            name: &self.name,
            birth_date: &self.birth_date,
            birth_place: &self.birth_place,
            nationality: &self.nationality,
            document: &self.document,
            schema: &self.schema,
            gender: &self.gender,
        };
        Subject::from_fields(&self.id, &fields)
    }
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(body)
        .map_err(|error| Fault::about(FaultKind::Malformed, &format!("{}:{}", error.line(), error.column())))
}

/// A number, or the text of one; the outer `None` when it is neither.
fn number<T: std::str::FromStr>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    match value {
        Value::Number(_) => Some(read(value)),
        Value::String(text) => Some(text.trim().parse().ok()),
        _ => None,
    }
}

/// The first characters of a name that may be long.
pub(crate) fn short(text: &str) -> &str {
    text.char_indices().nth(80).map_or(text, |(at, _)| text.get(..at).unwrap_or_default())
}

/// The members of an object in their order, those that come twice too.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use screening::MAX_FIELD;

    use super::Asked;
    use crate::fault::FaultKind;

    #[test]
    fn what_is_not_understood_is_refused_by_its_name() {
        let longest = format!(r#"{{"name": "{}"}}"#, "ي".repeat(MAX_FIELD));
        let long = format!(r#"{{"name": "{}"}}"#, "x".repeat(MAX_FIELD + 1));
        let deep = format!(r#"{{"name": {}1{}}}"#, "[".repeat(200), "]".repeat(200));
        for (body, want) in [
            (r#"{"name": "Yusuf", "threshold": 0.5, "limit": 3, "gender": null}"#, None),
            (r#"{"name": "Yusuf", "threshold": "0.5", "limit": "3"}"#, None),
            ("{}", None),
            (r#"{"name": "Yusuf", "dob": "1970"}"#, Some((FaultKind::UnknownMember, "dob"))),
            (r#"{"name": "Yusuf", "name": "Amal"}"#, Some((FaultKind::RepeatedMember, "name"))),
            (r#"{"name": ["Yusuf"]}"#, Some((FaultKind::BadMember, "name"))),
            (r#"{"birth_date": 1970}"#, Some((FaultKind::BadMember, "birth_date"))),
            (r#"{"threshold": 1.5}"#, Some((FaultKind::BadMember, "threshold"))),
            (r#"{"threshold": "NaN"}"#, Some((FaultKind::BadMember, "threshold"))),
            (r#"{"threshold": true}"#, Some((FaultKind::BadMember, "threshold"))),
            (r#"{"limit": 0}"#, Some((FaultKind::BadMember, "limit"))),
            (r#"{"limit": -1}"#, Some((FaultKind::BadMember, "limit"))),
            (r#"{"limit": 1001}"#, Some((FaultKind::BadMember, "limit"))),
            (&longest, None),
            (&long, Some((FaultKind::TooLong, "name"))),
            (&deep, Some((FaultKind::Malformed, "1:1"))),
            ("[1]", Some((FaultKind::Malformed, "1:"))),
            ("{\n\"name\": ", Some((FaultKind::Malformed, "2:"))),
            ("", Some((FaultKind::Malformed, "1:"))),
        ] {
            let got = Asked::from_json(body.as_bytes()).err();
            let about = format!("{} {got:?}", body.get(..60).unwrap_or(body));
            assert_eq!(got.as_ref().map(|fault| fault.kind), want.map(|(kind, _)| kind), "{about}");
            let detail = got.map(|fault| fault.detail).unwrap_or_default();
            assert!(detail.starts_with(want.map_or("", |(_, detail)| detail)), "{about}");
        }
    }

    #[test]
    fn parameters_that_are_not_text_are_refused() {
        let pairs = |value: &str| vec![("name".to_owned(), value.to_owned())];
        assert_eq!(Asked::from_query(pairs("يوسف"), &["name"]).map(|asked| asked.name), Ok("يوسف".to_owned()));
        let refused = Asked::from_query(pairs("Y\u{fffd}"), &["name"]).map_err(|fault| fault.kind);
        assert_eq!(refused.err(), Some(FaultKind::BadMember));
    }
}
