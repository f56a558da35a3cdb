//! Places that are not understood are problems with their place; the rest of the edition is read.

mod common;

use common::{one, problems, text};
use sources::ProblemKind;

/// The problems of the advanced edition with one piece replaced, that the edition itself does not have.
#[track_caller]
fn check(from: &str, to: &str, want: &[&str]) {
    let whole = text("us-ofac-sdn/advanced.xml");
    assert!(whole.contains(from), "{from}");
    let known = problems(&one(&whole).expect("the edition is read"));
    let changed = one(whole.replacen(from, to, 1)).expect("nothing of this damages the file");
    let got: Vec<String> = problems(&changed).into_iter().filter(|line| !known.contains(line)).collect();
    assert_eq!(got, want, "{from} -> {to}");
}

#[test]
fn a_reference_to_nothing_is_a_problem_with_its_place() {
    let party = "/Sanctions/DistinctParties/DistinctParty";
    check(
        "<VersionLocation LocationID=\"25\"",
        "<VersionLocation LocationID=\"x\"",
        &[
            &format!(
                "unknown-reference {party}[1]/Profile/Feature[5]/FeatureVersion/VersionLocation/@LocationID Location x"
            ),
            "unknown-reference /Sanctions/Locations/Location[1] ID 25",
        ],
    );
    check(
        "IdentityID=\"8002\" ValidityID",
        "IdentityID=\"8888\" ValidityID",
        &["unknown-reference /Sanctions/IDRegDocuments/IDRegDocument[3] IdentityID 8888"],
    );
    check(
        "<Location ID=\"25\"",
        "<Location",
        &[
            "no-key /Sanctions/Locations/Location[1] ID",
            &format!(
                "unknown-reference {party}[1]/Profile/Feature[5]/FeatureVersion/VersionLocation/@LocationID Location 25"
            ),
        ],
    );
    check(
        "AliasTypeID=\"1401\"",
        "AliasTypeID=\"1409\"",
        &[&format!("unknown-reference {party}[1]/Profile/Identity/Alias[3]/@AliasTypeID AliasType 1409")],
    );
    check(
        "PartySubTypeID=\"4\"",
        "PartySubTypeID=\"40\"",
        &[&format!("unknown-reference {party}[1]/Profile/@PartySubTypeID PartySubType 40")],
    );
    check(
        "DetailReferenceID=\"704\"",
        "DetailReferenceID=\"705\"",
        &[
            &format!(
                "unknown-reference {party}[2]/Profile/Feature[5]/FeatureVersion/VersionDetail/@DetailReferenceID DetailReference 705"
            ),
            &format!("placeholder {party}[2]/Profile/Feature[5]/FeatureVersion VESSEL TYPE"),
        ],
    );
    check(
        "ListID=\"91507\"",
        "ListID=\"1\"",
        &["unknown-reference /Sanctions/SanctionsEntries/SanctionsEntry[4]/@ListID List 1"],
    );
    check("<Month>8</Month><Day>27</Day>", "<Month>8</Month>", &["bad-date /Sanctions/DateOfIssue[1] 2025-8"]);
}

#[test]
fn an_entry_without_anything_is_kept_with_its_problem() {
    let enhanced =
        "<sanctionsData><entities><entity/><entity id='1'><names><name/></names></entity></entities></sanctionsData>";
    let advanced = "<Sanctions><ReferenceValueSets/><DistinctParties><DistinctParty/><DistinctParty FixedRef='1'><Profile>\
        <Identity><Alias><DocumentedName/></Alias></Identity><Feature/></Profile></DistinctParty></DistinctParties>\
        </Sanctions>";
    use ProblemKind::{NoKey, NoName, Placeholder};
    for (xml, want) in [(enhanced, &[NoKey, NoName][..]), (advanced, &[NoKey, NoKey, Placeholder, NoKey, NoName])] {
        let reading = one(xml).expect("nothing of this damages the file");
        assert_eq!(reading.items.len(), 2, "{xml}");
        assert!(reading.items.iter().all(|entry| entry.statements.is_empty()), "{xml}");
        let kinds: Vec<_> = reading.problems.iter().map(|problem| problem.kind).collect();
        assert_eq!(kinds, want, "{xml}");
    }
}
