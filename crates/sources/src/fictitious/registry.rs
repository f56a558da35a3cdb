//! A fictitious extract of company registers, as FollowTheMoney (`ftm` reads it): who holds which share of whom, none of it on a list.
//!
//! Shape:    the first person holds half of a holding, and a part of a shipping company beside what the holding has of it: more than
//!           half together. A third company was theirs until it was sold; of a fourth a range is stated that may be half.

use register::Day;
use serde_json::{Value, json};

use super::{MARK, Spelling, World};

/// By number, the companies' names.
const COMPANIES: [&str; 4] =
    ["Mithal Bahri Holding", "Sarab Bahri Shipping", "Wahm Bahri Foods", "Tajriba Bahri Hotels"];

/// Who holds how much of which company, from when until when; companies by their place from 1, the person is 0.
const STAKES: [(usize, usize, &str, &str, Option<&str>); 5] = [
    (0, 1, "50", "2019-03-01", None),
    (0, 2, "26", "2020-05-17", None),
    (1, 2, "25", "2021-01-01", None),
    (0, 3, "80", "2015-06-01", Some("2022-11-30")),
    (0, 4, "25-50", "2018-02-01", None),
];

pub(super) fn write(world: &World, published: Day) -> String {
    let mut lines: Vec<Value> = Vec::new();
    let mut add = |id: String, schema: &str, mut properties: Value| {
        if schema != "Ownership" {
            properties["notes"] = json!([MARK]);
        }
        let caption = properties["name"][0].clone();
        lines.push(json!({
            "id": id, "caption": caption, "schema": schema, "target": false, "last_seen": published.to_string(),
            "properties": properties,
        }));
    };
    if let Some(person) = world.persons().first() {
        let properties = json!({
            "name": [person.name(Spelling::English)], "alias": [person.name(Spelling::Arabic)],
            "birthDate": [person.born().to_string()], "passportNumber": [person.passport()],
        });
        add(id_of(0), "Person", properties);
    }
    for (at, name) in COMPANIES.iter().enumerate() {
        let properties =
            json!({"name": [name], "registrationNumber": [format!("FX-{}-{}", world.plan().seed, at + 1)]});
        add(id_of(at + 1), "Company", properties);
    }
    for (at, (owner, asset, share, from, until)) in STAKES.iter().enumerate() {
        let mut properties =
            json!({"owner": [id_of(*owner)], "asset": [id_of(*asset)], "percentage": [share], "startDate": [from]});
        if let Some(until) = until {
            properties["endDate"] = json!([until]);
        }
        add(format!("fx-stake-{}", at + 1), "Ownership", properties);
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn id_of(at: usize) -> String {
    if at == 0 { "fx-person-1".to_owned() } else { format!("fx-company-{at}") }
}
