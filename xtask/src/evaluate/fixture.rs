//! The screening fixture: listed persons as others write them, and invented customers, asked against one UN edition.
//!
//! Source:   `../shared/quality/screen_*_dev.csv` and `../shared/lists/un/un-consolidated-2025-04-19.xml.zst`.
//! Shape:    a listed person is found when some hit bears the name as listed; one customer with a hit is a false hit.

use std::path::Path;

use node::{Group, ImportOptions, Input, Node, Origin};
use register::Policy;
use screening::Fields;

use super::{pairs, screened};

const EDITION: &str = "un/un-consolidated-2025-04-19.xml.zst";

/// What came of the fixture.
pub(crate) struct Fixture {
    pub(crate) listed: u64,
    pub(crate) found: u64,
    pub(crate) customers: u64,
    /// Customers with a hit in the review band or above; of them, those with a match.
    pub(crate) false_hits: [u64; 2],
    /// Names as listed that were not found.
    pub(crate) missed: Vec<String>,
    /// Customers with a hit, and the best of theirs: its score and reasons.
    pub(crate) taken: Vec<(String, f64, String)>,
}

/// Asks all of them; `None` where the edition is absent.
pub(crate) fn ask(quality: &Path, lists: &Path) -> anyhow::Result<Option<Fixture>> {
    let edition = lists.join(EDITION);
    if !edition.exists() {
        return Ok(None);
    }
    let folder = tempfile::tempdir()?;
    let mut node = Node::open(folder.path())?;
    let now = "2025-06-01T00:00:00Z".parse()?;
    let origin = Origin::Published;
    let options = ImportOptions { list: None, published: None, extract: None, accept_loss: None, origin, now };
    node.import(&Group::identify(vec![Input::read(&edition)?], None)?, &options)?;
    node.build(now, &mut |_| {})?;
    let register = node.register()?;
    let policy = Policy::default();
    let hits = |name: &str| screened(&Fields { name, ..Fields::default() }, register.index(), &policy);
    let mut fixture =
        Fixture { listed: 0, found: 0, customers: 0, false_hits: [0; 2], missed: Vec::new(), taken: Vec::new() };
    for row in pairs::rows(&quality.join("screen_un_positives_dev.csv"))? {
        let listed = names::normal(row.get("untreated"));
        fixture.listed += 1;
        let mut is_found = false;
        for hit in hits(row.get("treated"))? {
            let entity = register.index().entity(hit.entity.as_str())?;
            let entries = entity.map(|entity| entity.entries).unwrap_or_default();
            is_found |=
                entries.iter().flat_map(|entry| entry.names()).any(|(alias, _)| names::normal(&alias.text) == listed);
        }
        if is_found {
            fixture.found += 1;
        } else {
            fixture.missed.push(row.get("untreated").to_owned());
        }
    }
    for row in pairs::rows(&quality.join("screen_negatives_global_dev.csv"))? {
        fixture.customers += 1;
        let hits = hits(row.get("full_name"))?;
        if let Some(hit) = hits.first() {
            fixture.taken.push((row.get("full_name").to_owned(), hit.score, super::reasons(hit)));
        }
        fixture.false_hits[0] += u64::from(!hits.is_empty());
        fixture.false_hits[1] += u64::from(hits.iter().any(|hit| hit.score >= policy.match_at));
    }
    Ok(Some(fixture))
}
