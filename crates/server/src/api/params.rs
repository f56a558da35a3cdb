//! Parameters in a query, read as pydantic reads them: one that is given twice counts as given last, lists are repeated, names that are
//! not known are passed over.
//!
//! Fails:    422 with the place and what was expected.

use serde_json::{Value, json};

use super::fault::{ApiFault, wrong};

/// The parameters of a request.
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Of a query as it stands in the address.
    pub(crate) fn of(query: Option<&str>) -> Self {
        let pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        };
        Self(pairs.map(pair).collect())
    }

    /// A parameter's text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// A list.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str()).collect()
    }

    /// A list of at most so many.
    pub(super) fn at_most(&self, name: &str, most: usize) -> Result<Vec<&str>, ApiFault> {
        let texts = self.texts(name);
        if texts.len() <= most {
            return Ok(texts);
        }
        let msg = format!("List should have at most {most} items after validation, not {}", texts.len());
        let mut wrong = wrong("too_long", &loc(name), &msg, &json!(texts));
        wrong["ctx"] = json!({"field_type": "List", "max_length": most, "actual_length": texts.len()});
        Err(ApiFault::Invalid(vec![wrong]))
    }

    /// A whole number of at most so much; below zero counts as zero.
    pub(super) fn count(&self, name: &str, default: usize, most: usize) -> Result<usize, ApiFault> {
        let Some(text) = self.text(name) else { return Ok(default) };
        let Ok(number) = text.trim().parse::<i64>() else {
            let msg = "Input should be a valid integer, unable to parse string as an integer";
            return Err(ApiFault::invalid("int_parsing", &loc(name), msg, &json!(text)));
        };
        let number = usize::try_from(number.max(0)).unwrap_or(usize::MAX);
        if number <= most {
            return Ok(number);
        }
        let msg = format!("Input should be less than or equal to {most}");
        let mut wrong = wrong("less_than_equal", &loc(name), &msg, &json!(text));
        wrong["ctx"] = json!({"le": most});
        Err(ApiFault::Invalid(vec![wrong]))
    }

    /// A number.
    pub(super) fn number(&self, name: &str, default: f64) -> Result<f64, ApiFault> {
        let Some(text) = self.text(name) else { return Ok(default) };
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let msg = "Input should be a valid number, unable to parse string as a number";
        number.ok_or_else(|| ApiFault::invalid("float_parsing", &loc(name), msg, &json!(text)))
    }

    /// A truth value.
    pub(super) fn truth(&self, name: &str) -> Result<Option<bool>, ApiFault> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.to_ascii_lowercase().as_str() {
            "1" | "true" | "t" | "yes" | "y" | "on" => Ok(Some(true)),
            "0" | "false" | "f" | "no" | "n" | "off" => Ok(Some(false)),
            _ => {
                let msg = "Input should be a valid boolean, unable to interpret input";
                Err(ApiFault::invalid("bool_parsing", &loc(name), msg, &json!(text)))
            }
        }
    }

    /// A day, or a moment in one, as `2024-05-15`, `2024-05-15T08:30`.
    pub(super) fn moment(&self, name: &str) -> Result<Option<&str>, ApiFault> {
        let Some(text) = self.text(name) else { return Ok(None) };
        if is_moment(text) {
            return Ok(Some(text));
        }
        let msg = format!("String should match pattern '{MOMENT}'");
        let mut wrong = wrong("string_pattern_mismatch", &loc(name), &msg, &json!(text));
        wrong["ctx"] = json!({"pattern": MOMENT});
        Err(ApiFault::Invalid(vec![wrong]))
    }
}

const MOMENT: &str = r"^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?$";

fn is_moment(text: &str) -> bool {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let is_of_shape = text.len() <= SHAPE.len()
        && text
            .bytes()
            .zip(SHAPE)
            .all(|(byte, want)| if *want == b'0' { byte.is_ascii_digit() } else { byte == *want });
    is_of_shape && [10, 13, 16, 19].contains(&text.len())
}

fn loc(name: &str) -> [Value; 2] {
    [json!("query"), json!(name)]
}

/// Percent-encoded text in a query, where a plus is a blank. What is not UTF-8 is replaced.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', ..) => out.push(b' '),
            _ => out.push(*byte),
        }
        at += 1;
    }
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{ApiFault, Params};

    /// The types of what is wrong.
    fn wrong<T>(read: Result<T, ApiFault>) -> Vec<String> {
        match read {
            Err(ApiFault::Invalid(wrong)) => {
                wrong.iter().map(|one| one["type"].as_str().unwrap_or_default().to_owned()).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_is_read_is_what_pydantic_reads() {
        let params = Params::of(Some("a=1&a=2&b=%D9%8A+x&c&limit=501&t=Yes&n=0.5&d=2024-05-15T08:30&=x&&%zz=1"));
        assert_eq!(params.text("a"), Some("2"));
        assert_eq!(params.texts("a"), ["1", "2"]);
        assert_eq!((params.text("b"), params.text("c"), params.text("x")), (Some("ي x"), Some(""), None));
        assert_eq!(params.count("a", 5, 500), Ok(2));
        assert_eq!(params.count("x", 5, 500), Ok(5));
        assert_eq!(params.truth("t"), Ok(Some(true)));
        assert_eq!(params.number("n", 0.7), Ok(0.5));
        assert_eq!(params.moment("d"), Ok(Some("2024-05-15T08:30")));
        assert_eq!(params.at_most("a", 2), Ok(vec!["1", "2"]));
        assert_eq!(wrong(params.count("limit", 5, 500)), ["less_than_equal"]);
        assert_eq!(wrong(params.at_most("a", 1)), ["too_long"]);
        for (query, want) in [("v=x", "int_parsing"), ("v=1.5", "int_parsing"), ("v=", "int_parsing")] {
            assert_eq!(wrong(Params::of(Some(query)).count("v", 1, 9)), [want], "{query}");
        }
        assert_eq!(Params::of(Some("v=-3")).count("v", 1, 9), Ok(0));
        assert_eq!(wrong(Params::of(Some("v=NaN")).number("v", 1.0)), ["float_parsing"]);
        assert_eq!(wrong(Params::of(Some("v=maybe")).truth("v")), ["bool_parsing"]);
        for moment in ["2024", "2024-05-15 ", "2024-05-15T", "2024-05-15T08:3", "15-05-2024", "2024-05-15T08:30:00Z"] {
            let query = format!("v={moment}");
            assert_eq!(wrong(Params::of(Some(&query)).moment("v")), ["string_pattern_mismatch"], "{moment}");
        }
    }
}
