//! Trace headers: a trace that comes with a request is continued, else one begins.
//!
//! Source:   W3C Trace Context (Recommendation, 2021-11-23), sections 3.2 and 3.3.
//! Shape:    `traceparent: 00-<32 hex>-<16 hex>-<2 hex>`; in `tracestate` ours stands first, under the name that yente's clients know.
//! Rules:    what is not of that shape counts as none.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

const PARENT: HeaderName = HeaderName::from_static("traceparent");
const STATE: HeaderName = HeaderName::from_static("tracestate");

/// The name under which yente's clients look.
const VENDOR: &str = "yente";
/// Members of a state besides ours.
const MAX_STATES: usize = 31;

/// The id of a trace: 32 hex digits.
#[derive(Clone)]
pub(crate) struct TraceId(String);

impl TraceId {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is said of a request's trace.
pub(crate) struct Trace {
    id: TraceId,
    parent: String,
    state: String,
}

impl Trace {
    /// Of a request's headers; where none is continued, of random bytes.
    pub(crate) fn of(headers: &HeaderMap, random: [u8; 24]) -> Self {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let (of_trace, of_span) = random.split_at(16);
        let (trace, span) = (hex(of_trace), hex(of_span));
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (version, trace, flags) = continued(text(&PARENT)).unwrap_or(("00", trace.as_str(), "00"));
        let others = text(&STATE).split(',').map(str::trim).filter(|state| {
            state
                .split_once('=')
                .is_some_and(|(name, value)| name != VENDOR && !name.is_empty() && !value.contains('='))
        });
        let state = [format!("{VENDOR}={span}")].into_iter().chain(others.take(MAX_STATES).map(str::to_lowercase));
        Self {
            id: TraceId(trace.to_owned()),
            parent: format!("{version}-{trace}-{span}-{flags}"),
            state: state.collect::<Vec<_>>().join(","),
        }
    }

    /// Its id.
    pub(crate) fn id(&self) -> TraceId {
        self.id.clone()
    }

    /// Says it in an answer.
    pub(crate) fn put(&self, headers: &mut HeaderMap) {
        for (name, text) in [(PARENT, &self.parent), (STATE, &self.state)] {
            if let Ok(value) = HeaderValue::from_str(text) {
                headers.insert(name, value);
            }
        }
    }
}

/// Version, trace and flags of a parent.
fn continued(parent: &str) -> Option<(&str, &str, &str)> {
    let mut parts = parent.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let is_sound = is_hex(version, 2)
        && version != "ff"
        && is_hex(trace, 32)
        && trace.bytes().any(|byte| byte != b'0')
        && is_hex(span, 16)
        && is_hex(flags, 2);
    is_sound.then_some((version, trace, flags))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{PARENT, STATE, Trace};

    #[test]
    fn a_trace_is_continued_or_begins() {
        let random: [u8; 24] = std::array::from_fn(|at| at as u8);
        let (begun, span) = ("000102030405060708090a0b0c0d0e0f", "1011121314151617");
        let given = "4bf92f3577b34da6a3ce929d0e0e4736";
        for (parent, state, want, want_state) in [
            ("", "", format!("00-{begun}-{span}-00"), format!("yente={span}")),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "Congo=t61, yente=old,broken",
                format!("00-{given}-{span}-01"),
                format!("yente={span},congo=t61"),
            ),
            (
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "",
                format!("00-{begun}-{span}-00"),
                format!("yente={span}"),
            ),
            (
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "",
                format!("00-{begun}-{span}-00"),
                format!("yente={span}"),
            ),
            ("nonsense", "=x", format!("00-{begun}-{span}-00"), format!("yente={span}")),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(PARENT, HeaderValue::from_str(parent).expect("a value"));
            headers.insert(STATE, HeaderValue::from_str(state).expect("a value"));
            let mut answered = HeaderMap::new();
            Trace::of(&headers, random).put(&mut answered);
            let told = [PARENT, STATE].map(|name| answered.get(name).and_then(|value| value.to_str().ok()));
            assert_eq!(told, [Some(want.as_str()), Some(want_state.as_str())], "{parent}");
        }
    }
}
