//! `GET /algorithms`: the one way of comparing, under its own name and those that clients send.
//!
//! Shape:    `dalil` is the algorithm; the others are answered by it, as their descriptions say.

use axum::http::StatusCode;
use axum::response::Response;
use register::ReasonCode;
use serde_json::{Map, Value, json};

use crate::Words;
use crate::http::json_response;

/// A name under which comparing is asked for.
pub(super) struct Algorithm {
    pub(super) name: &'static str,
    /// What clients of that algorithm may set, which has no meaning here.
    config: &'static [&'static str],
}

const LOGIC_V2: &[&str] = &[
    "nm_name_property",
    "nm_number_mismatch",
    "nm_extra_query_name",
    "nm_extra_result_name",
    "nm_family_name_weight",
    "nm_fuzzy_cutoff_factor",
];

/// The one that answers.
pub(super) const OURS: &str = "dalil";

/// The best first.
const ALGORITHMS: &[Algorithm] = &[
    Algorithm { name: OURS, config: LOGIC_V2 },
    Algorithm { name: "logic-v2", config: LOGIC_V2 },
    Algorithm { name: "logic-v1", config: &[] },
    Algorithm { name: "name-based", config: &[] },
    Algorithm { name: "name-qualified", config: &[] },
    Algorithm { name: "regression-v1", config: &[] },
    Algorithm { name: "ofac-249", config: &[] },
    Algorithm { name: "ofac", config: &[] },
];

impl Algorithm {
    /// Whether clients of it may set this.
    pub(super) fn takes(&self, config: &str) -> bool {
        self.config.contains(&config)
    }
}

/// The algorithm of a name as clients write it; `best` is ours.
pub(super) fn find(name: &str) -> Option<&'static Algorithm> {
    let name = name.trim().to_lowercase();
    let name = if name == "best" { OURS } else { &name };
    ALGORITHMS.iter().find(|algorithm| algorithm.name == name)
}

/// The feature that a reason is to yente's clients.
pub(super) fn feature(code: ReasonCode) -> String {
    match code.code() {
        "name" => "name_match".to_owned(),
        code => code.replace('-', "_"),
    }
}

pub(super) async fn answer() -> Response {
    let words = Words::new(crate::Lang::En);
    let features: Map<String, Value> = ReasonCode::ALL
        .iter()
        .map(|code| {
            let description =
                words.say(&format!("reason-{}", code.code()), &[("asked", "…".into()), ("stated", "…".into())]);
            (feature(*code), json!({"description": description, "coefficient": 1.0, "url": null}))
        })
        .collect();
    let told = ALGORITHMS.iter().map(|algorithm| {
        let description = if algorithm.name == OURS {
            "One additive score of listed reasons, the same across scripts; what each reason adds is told with every result.".to_owned()
        } else {
            format!("Answered by dalil: clients that ask for {} get its scores and reasons.", algorithm.name)
        };
        let config: Map<String, Value> = algorithm
            .config
            .iter()
            .map(|name| ((*name).to_owned(), json!({"type": "float", "description": "has no meaning here", "default": null})))
            .collect();
        json!({
            "name": algorithm.name, "description": description, "features": features,
            "docs": {"name": algorithm.name, "description": description, "config": config, "features": features},
        })
    });
    let told = json!({"algorithms": told.collect::<Vec<_>>(), "default": "best", "best": OURS});
    json_response(StatusCode::OK, &told)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_names_that_clients_send_are_known() {
        for (name, want) in [
            ("best", Some("dalil")),
            (" Logic-V2 ", Some("logic-v2")),
            ("logic-v1", Some("logic-v1")),
            ("name-based", Some("name-based")),
            ("ofac-249", Some("ofac-249")),
            ("magic", None),
            ("", None),
        ] {
            assert_eq!(find(name).map(|algorithm| algorithm.name), want, "{name}");
        }
    }
}
