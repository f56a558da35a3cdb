//! What is stated in two forms is read alike.

mod common;

use common::{one, text};
use register::Statement;

#[test]
fn what_ofacs_classic_format_states_the_advanced_one_states_alike() {
    let [classic, advanced] = ["edition", "advanced"].map(|name| one(text(&format!("us-ofac-sdn/{name}.xml"))));
    let advanced = advanced.expect("the edition is read");
    for entry in &classic.expect("the edition is read").items {
        let same = advanced.items.iter().find(|other| other.key == entry.key).expect("the same uid");
        assert_eq!(entry.kind, same.kind);
        let missing: Vec<String> = entry
            .statements
            .iter()
            .filter(|statement| !same.statements.iter().any(|other| other.says_the_same(statement)))
            .map(|statement| format!("{} {}", statement.property.name(), statement.value))
            .collect();
        // The classic format notes that it is the second one, the advanced one how reliable it is.
        let want: &[&str] = if entry.key.printed() == "90001" { &["birthDate circa 1971"] } else { &[] };
        assert_eq!(missing, want, "{}", entry.key.printed());
    }
}

#[test]
fn parts_of_entities_count_wherever_they_stand() {
    let whole = text("ftm/edition.jsonl");
    let backwards: Vec<&str> = whole.lines().rev().collect();
    // The places differ, and nothing else.
    let stated = |text: &str| {
        let reading = one(text).expect("the edition is read");
        let statement =
            |key: &str, s: &Statement| format!("{key} {:?} {:?} {:?} {:?}", s.property, s.value, s.note, s.basis);
        let mut lines: Vec<String> = Vec::new();
        for entry in &reading.items {
            let key = entry.key.printed();
            lines.push(format!("{key} {:?} {:?} {:?}", entry.kind, entry.standing, entry.alternates));
            lines.extend(entry.statements.iter().map(|one| statement(key, one)));
        }
        lines.extend(reading.problems.iter().map(|problem| format!("{} {}", problem.kind.code(), problem.detail)));
        lines.push(format!("{:?}", reading.outcome));
        lines.sort();
        lines
    };
    assert_eq!(stated(&(backwards.join("\n") + "\n")), stated(&whole));
}
