//! Of which list and day a file is, and whether it is the whole list, is told by its content.

mod common;

use common::text;
use register::EditionId;
use sources::{File, identify, read};

/// List, format, whether it is an extract, and the day.
#[track_caller]
fn check(content: &str, want: (&str, &str, bool, &str)) {
    let file = File { name: "edition", bytes: content.as_bytes() };
    let (format, spec) = identify(file).expect("the format is known");
    let outcome = read(format, &[file], EditionId::of(file.bytes)).expect("the edition is read").outcome;
    let day = outcome.published.map(|day| day.to_string()).unwrap_or_default();
    assert_eq!((&*spec.list.id, format.name(), outcome.extract, &*day), want);
}

#[test]
fn a_filter_makes_the_enhanced_format_an_extract_and_the_first_entity_names_the_list() {
    // The day as printed: a zone is cut, or this would be the day after.
    let day = "2024-05-24";
    let whole = text("us-ofac-sdn/enhanced.xml");
    check(&whole, ("us-ofac-sdn", "ofac-enhanced-xml", false, day));
    let filter = "<sanctionsPrograms><sanctionsProgram refId=\"1\">YEMEN</sanctionsProgram></sanctionsPrograms>";
    check(&whole.replace("<sanctionsPrograms />", filter), ("us-ofac-sdn", "ofac-enhanced-xml", true, day));
    check(&whole.replace("\">SDN List<", "\">CAPTA List<"), ("us-ofac-cons", "ofac-enhanced-xml", false, day));
}

#[test]
fn most_entries_of_the_advanced_format_name_the_list_and_the_day_is_that_of_issue() {
    let whole = text("us-ofac-sdn/advanced.xml");
    check(&whole, ("us-ofac-sdn", "ofac-advanced-xml", false, "2025-08-27"));
    let other = whole.replace("ListID=\"1550\"", "ListID=\"91512\"");
    check(&other, ("us-ofac-cons", "ofac-advanced-xml", false, "2025-08-27"));
}

#[test]
fn without_aliases_or_addresses_a_set_is_a_part_of_the_list() {
    check(&text("us-ofac-cons/prim.csv"), ("us-ofac-cons", "ofac-csv", true, ""));
}

#[test]
fn entities_of_followthemoney_are_a_list_of_their_own() {
    check(&text("ftm/edition.jsonl"), ("ftm", "ftm-jsonl", false, "2024-03-03"));
}
