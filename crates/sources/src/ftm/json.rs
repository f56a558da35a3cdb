//! One JSON line with its members in their order, and an entity seen in it.
//!
//! Fails:    what `serde_json` refuses, nesting beyond its 128 levels among it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::schema::{self, Schema};

/// A JSON value; members keep their order, and one that is named twice stands twice.
#[derive(Debug, PartialEq)]
pub(super) enum Json<'a> {
    Null,
    Text(Cow<'a, str>),
    /// A number or a truth value, as printed.
    Scalar(String),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Json<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Json::Scalar(value.to_string()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Json::Scalar(value.to_string()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
                Ok(Json::Scalar(value.to_string()))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
                Ok(Json::Scalar(value.to_string()))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
                Ok(Json::Text(Cow::Owned(value.to_owned())))
            }

            fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
                Ok(Json::Text(Cow::Borrowed(value)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Json::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<Json<'de>, Json<'de>>()? {
                    if let Json::Text(name) = name {
                        members.push((name, value));
                    }
                }
                Ok(Json::Object(members))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl<'a> Json<'a> {
    /// The items of a list; any other value is a list of itself, and null of nothing. With each item's place in the
    /// list, as the end of a JSON pointer.
    pub(super) fn items(&self) -> impl Iterator<Item = (String, &Json<'a>)> {
        let (list, alone) = match self {
            Self::List(items) => (items.as_slice(), None),
            Self::Null => (&[][..], None),
            other => (&[][..], Some((String::new(), other))),
        };
        list.iter().enumerate().map(|(n, item)| (format!("/{n}"), item)).chain(alone)
    }

    /// The text, or a number as printed.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Scalar(printed) => Some(printed),
            _ => None,
        }
    }
}

/// As JSON.
impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| serde_json::to_string(text).map_err(|_| fmt::Error);
        match self {
            Self::Null => f.write_str("null"),
            Self::Text(text) => f.write_str(&quoted(text)?),
            Self::Scalar(printed) => f.write_str(printed),
            Self::List(items) => {
                for (n, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if n == 0 { "[" } else { "," })?;
                }
                f.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Self::Object(members) => {
                for (n, (name, value)) in members.iter().enumerate() {
                    write!(f, "{}{}:{value}", if n == 0 { "{" } else { "," }, quoted(name)?)?;
                }
                f.write_str(if members.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

/// An entity as a line, or a member of one, states it.
#[derive(Clone, Copy)]
pub(super) struct Stated<'j> {
    /// All members, `id` and `schema` among them.
    pub(super) members: &'j [(Cow<'j, str>, Json<'j>)],
    /// Its id.
    pub(super) id: &'j str,
    /// The name of its schema.
    pub(super) schema: &'j str,
}

impl<'j> Stated<'j> {
    /// The entity of an object that has an id and a schema.
    pub(super) fn of(json: &'j Json<'j>) -> Option<Self> {
        let Json::Object(members) = json else { return None };
        let find = |name| find(members, name).and_then(Json::text).map(str::trim).filter(|text| !text.is_empty());
        Some(Self { members, id: find("id")?, schema: find("schema")? })
    }

    /// Its schema, where it is one of FollowTheMoney's.
    pub(super) fn known(&self) -> Option<&'static Schema> {
        schema::find(self.schema)
    }

    /// A member's text.
    pub(super) fn text(&self, member: &str) -> Option<&'j str> {
        find(self.members, member).and_then(Json::text)
    }

    /// The texts of a member that is a list.
    pub(super) fn texts(&self, member: &str) -> impl Iterator<Item = (String, &'j str)> {
        let items = find(self.members, member).map(Json::items).into_iter().flatten();
        items.filter_map(|(at, item)| Some((at, item.text()?)))
    }

    /// Its properties, in their order.
    pub(super) fn properties(&self) -> &'j [(Cow<'j, str>, Json<'j>)] {
        match find(self.members, "properties") {
            Some(Json::Object(properties)) => properties,
            _ => &[],
        }
    }

    /// The values of a property, each with the end of its pointer.
    pub(super) fn values(&self, property: &str) -> impl Iterator<Item = (String, &'j Json<'j>)> {
        let of = self.properties().iter().filter(move |(name, _)| name == property);
        of.flat_map(|(_, value)| value.items())
    }

    /// The first text of a property.
    pub(super) fn first(&self, property: &str) -> Option<&'j str> {
        self.values(property).find_map(|(_, value)| value.text()).map(str::trim).filter(|text| !text.is_empty())
    }
}

fn find<'j>(members: &'j [(Cow<'j, str>, Json<'j>)], name: &str) -> Option<&'j Json<'j>> {
    members.iter().find(|(own, _)| own == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn a_line_prints_as_it_was_read() {
        for line in [r#"{"b":["x",1,true,null],"a":{"c":"é\"\n","d":[],"e":{}},"a":-2.5}"#, r#""text""#, "[[],[[]]]"] {
            let read: Json<'_> = serde_json::from_str(line).expect("JSON");
            assert_eq!(read.to_string(), line);
        }
    }
}
