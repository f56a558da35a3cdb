//! Which entry of a list an id of OpenSanctions names.
//!
//! Source:   its crawlers (MIT), read in their source: the id of an entity is the prefix of a dataset and the publisher's own reference in
//!           small letters and hyphens: `unsc-` and a DATAID, `ofac-` and a FixedRef, `eu-fsf-` and an EU reference number or a logical id,
//!           `gb-fcdo-` and a Unique ID, `gb-hmt-` and a Group ID.
//! Rules:    an id names an entry where that reference can be read back from it and from nothing else. `NK-…` and `Q…` are made when
//!           entities are joined, other ids are hashes, or have a name in them: what they name stands in a map of its referents only.

use register::entry::normal_key;

use crate::spec;

/// Under which references an entry may be found that an id names, each of another list or of another kind; none where the id names no
/// entry. An id of ours, or `list:reference`, is itself one.
///
/// ```
/// # use sources::ftm::opensanctions::references;
/// assert_eq!(references("eu-fsf-eu-27-28"), ["eu-fsf:eu.27.28"]);
/// assert!(references("NK-2ZrGocoY3llAQBHSbpKg5").is_empty());
/// ```
pub fn references(id: &str) -> Vec<String> {
    let id = normal_key(id);
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if id.starts_with("dl-") || id.split_once(':').is_some_and(|(list, _)| spec::find(list).is_some()) {
        return vec![id];
    }
    let known = PREFIXES.iter().find_map(|(prefix, lists)| Some((*prefix, *lists, id.strip_prefix(prefix)?)));
    let Some((prefix, lists, rest)) = known else { return Vec::new() };
    let reference = match prefix {
        "eu-fsf-logical-" | "unsc-" | "ofac-" | "gb-hmt-" if number(rest) => rest.to_owned(),
        "eu-fsf-eu-" => match rest.split_once('-') {
            Some((first, second)) if number(first) && number(second) => format!("{first}.{second}"),
            _ => return Vec::new(),
        },
        "gb-fcdo-" if !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) => rest.to_owned(),
        _ => return Vec::new(),
    };
    lists.iter().map(|list| format!("{list}{reference}")).collect()
}

/// What an id may begin with, the longer first, and what a reference to the entry begins with.
const PREFIXES: &[(&str, &[&str])] = &[
    ("eu-fsf-logical-", &["logicalid:"]),
    ("eu-fsf-eu-", &["eu-fsf:eu."]),
    ("gb-fcdo-", &["uk-sl:"]),
    ("gb-hmt-", &["uk-ofsi:", "ofsi:"]),
    ("ofac-", &["us-ofac-sdn:", "us-ofac-cons:", "us-csl:sdn-"]),
    ("unsc-", &["dataid:"]),
];

#[cfg(test)]
mod tests {
    use super::references;

    #[test]
    fn an_id_names_an_entry_where_its_reference_can_be_read_back() {
        let rows: [(&str, &[&str]); 19] = [
            ("unsc-6908434", &["dataid:6908434"]),
            ("ofac-12345", &["us-ofac-sdn:12345", "us-ofac-cons:12345", "us-csl:sdn-12345"]),
            ("eu-fsf-eu-27-28", &["eu-fsf:eu.27.28"]),
            ("eu-fsf-logical-1234", &["logicalid:1234"]),
            ("gb-hmt-13548", &["uk-ofsi:13548", "ofsi:13548"]),
            ("gb-fcdo-dpr0061", &["uk-sl:dpr0061"]),
            ("un-sc:XXi.001", &["un-sc:xxi.001"]),
            ("dl-abc", &["dl-abc"]),
            // What is made when entities are joined, hashes, slugs of names, press releases, other lists, and what is none.
            ("NK-2ZrGocoY3llAQBHSbpKg5", &[]),
            ("Q4115189", &[]),
            ("usgsa-c35007ce3d5de38ddac0fac2ff18756b02dabf2e", &[]),
            ("ca-sema-1-part-2-12-sy-yusuf-al-khayali", &[]),
            ("ofac-pr-0123456789abcdef", &[]),
            ("ofac-", &[]),
            ("eu-fsf-eu-27", &[]),
            ("eu-fsf-eu-27-28-29", &[]),
            ("gb-fcdo-dpr-0061", &[]),
            ("nowhere:1", &[]),
            ("", &[]),
        ];
        for (id, want) in rows {
            assert_eq!(references(id), want, "{id}");
        }
    }
}
