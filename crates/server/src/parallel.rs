//! The same questions to another server that speaks yente's addresses and to this register: what each finds that the other does not.
//!
//! Shape:    both are asked with the same body and parameters of `POST /match/{dataset}`, with a low cutoff; what they find is paired by ids
//!           (also by the imported map of referents) and counted at each threshold. Ours is recorded, as every screening is.
//! Rules:    scores of two engines are not one scale: what is proposed is the threshold of ours that finds as much, and the one that loses nothing.
//!           Whom the other finds and no list here holds is counted apart: no threshold finds them.
//! Fails:    a batch that the other server does not answer is not counted; its subjects are told.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use jiff::Timestamp;
use node::audit::Actor;
use node::datasets::Datasets;
use node::remote::{Remote, RemoteFault};
use node::{Error, Node, RegisterFile};
use register::{Day, Kind, Query};
use screening::Subject;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::{Asked, Corpus, Tongues};
use crate::recording::{Receipts, Recorder};
use crate::{Lang, Words};

/// The thresholds at which is counted, in hundredths; the one asked for besides.
const THRESHOLDS: [u32; 10] = [50, 55, 60, 65, 70, 75, 80, 85, 90, 95];

/// How both are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The dataset.
    pub dataset: String,
    /// The algorithm of the other server; its own where none is named.
    pub algorithm: Option<String>,
    /// The threshold in use there.
    pub threshold: f64,
    /// The least score that is looked at.
    pub least: f64,
    /// How many each may find of a subject.
    pub limit: usize,
}

/// Both sides.
pub struct Sides {
    corpus: Corpus,
    settings: Settings,
    recorder: Arc<Recorder>,
    actor: Actor,
    words: [Words; 2],
}

/// Somebody that a side found.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Found {
    /// The id there.
    pub id: String,
    /// Other ids there of the same entity.
    #[serde(default)]
    pub referents: Vec<String>,
    /// The name that is shown.
    #[serde(default)]
    pub caption: String,
    /// The score.
    pub score: f64,
}

/// Somebody that either side or both found.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// As the other server found them.
    pub theirs: Option<Found>,
    /// As the register here did.
    pub ours: Option<Found>,
    /// Whether an entry of theirs stands in the register here.
    pub is_held: bool,
}

/// What came of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The asker's own id.
    pub id: String,
    /// Everybody found, the best of theirs first.
    pub pairs: Vec<Pair>,
}

/// One answer of `/match`, as far as it is looked at.
#[derive(Deserialize)]
struct Answer {
    responses: std::collections::HashMap<String, Response>, // only looked up, never walked
}

#[derive(Deserialize)]
struct Response {
    #[serde(default)]
    results: Vec<Found>,
}

/// What keeps a batch from being compared.
#[derive(Debug)]
pub enum Failed {
    /// The other server gave no answer.
    Theirs(RemoteFault),
    /// Ours could not be computed.
    Ours(Error),
}

impl Sides {
    /// Ours, of a register and the datasets of a manifest.
    ///
    /// # Errors
    /// The manifest cannot be read, there is no such dataset, or nothing can be recorded.
    pub fn open(
        node: &Node,
        mut register: RegisterFile,
        manifest: Option<&Path>,
        settings: Settings,
        actor: Actor,
        today: Day,
    ) -> Result<Self, Error> {
        node.tie_referents(&mut register)?;
        let datasets = manifest.map(Datasets::load).transpose()?.map(Arc::new);
        let corpus = Corpus { register: Some(Arc::new(register)), datasets, today };
        if corpus.scope(&settings.dataset).is_none() {
            return Err(Error::NotFound(settings.dataset));
        }
        let recorder = Arc::new(Recorder::open(node.folder())?);
        Ok(Self { corpus, settings, recorder, actor, words: [Words::new(Lang::En), Words::new(Lang::Ar)] })
    }

    /// Asks both sides about some subjects. `on_wait` hears for how long the other server is waited for.
    ///
    /// # Errors
    /// Either gave no answer.
    pub fn ask(
        &self,
        remote: &Remote,
        subjects: &[Subject],
        now: Timestamp,
        on_wait: &mut dyn FnMut(Duration),
    ) -> Result<Vec<Row>, Failed> {
        let queries = subjects.iter().enumerate().map(|(at, subject)| (at.to_string(), example(&subject.query)));
        let body = json!({"queries": queries.collect::<serde_json::Map<_, _>>()});
        let Settings { dataset, algorithm, threshold, least, limit } = &self.settings;
        let bounds = format!("threshold={threshold}&cutoff={least}&limit={limit}");
        let of_theirs = algorithm.iter().map(|name| format!("&algorithm={name}")).collect::<String>();
        let told = remote.post(&format!("/match/{dataset}?{bounds}{of_theirs}"), &body, on_wait);
        let theirs = read(told.map_err(Failed::Theirs)?).map_err(Failed::Theirs)?;
        let ours = self.ours(dataset, &bounds, &body, now).map_err(Failed::Ours)?;
        let rows = subjects.iter().enumerate().map(|(at, subject)| {
            let of = |answer: &Answer| answer.responses.get(&at.to_string()).map(|of| of.results.clone());
            let pairs = self.pairs(of(&theirs).unwrap_or_default(), of(&ours).unwrap_or_default())?;
            Ok(Row { id: subject.id.clone(), pairs })
        });
        rows.collect::<Result<_, Error>>().map_err(Failed::Ours)
    }

    fn ours(&self, dataset: &str, parameters: &str, body: &Value, now: Timestamp) -> Result<Answer, Error> {
        let damaged = || Error::Register(register::index::IndexError::Damaged("what it answers"));
        let body = body.to_string();
        let asked = Asked::of(self.corpus.clone(), dataset, Some(parameters), &HeaderMap::new(), body.as_bytes());
        let [english, arabic] = &self.words;
        let receipts = Receipts::new(Some(Arc::clone(&self.recorder)), &self.actor, "dalil parallel");
        let told = asked.and_then(|asked| asked.told(&Tongues { english, arabic }, receipts, now, &|_, _| {}));
        let told = told.map_err(|_| damaged())?;
        self.recorder.audit.sync()?;
        read(told).map_err(|_| damaged())
    }

    /// Who is the same on both sides; whoever is left over is alone.
    fn pairs(&self, theirs: Vec<Found>, mut ours: Vec<Found>) -> Result<Vec<Pair>, Error> {
        let mut pairs = Vec::new();
        for found in theirs {
            let mut ids = BTreeSet::new();
            for id in std::iter::once(&found.id).chain(&found.referents) {
                ids.extend(self.corpus.all_named(id)?);
            }
            let is_same = |own: &Found| ids.contains(&own.id) || own.referents.iter().any(|id| ids.contains(id));
            let own = ours.iter().position(is_same).map(|at| ours.remove(at));
            let mut is_held = own.is_some();
            for id in ids.iter().filter(|_| own.is_none()) {
                is_held = is_held || self.corpus.holds(id)?;
            }
            pairs.push(Pair { theirs: Some(found), ours: own, is_held });
        }
        pairs.extend(ours.into_iter().map(|own| Pair { theirs: None, ours: Some(own), is_held: true }));
        Ok(pairs)
    }
}

fn read(told: Value) -> Result<Answer, RemoteFault> {
    serde_json::from_value(told).map_err(|error| RemoteFault::NotJson(error.to_string()))
}

/// A question as yente's clients put it.
fn example(query: &Query) -> Value {
    let (schema, born, country) = match query.kind {
        Some(Kind::Person) => ("Person", "birthDate", "nationality"),
        Some(Kind::Organization) => ("Organization", "incorporationDate", "country"),
        Some(Kind::Vessel) => ("Vessel", "buildDate", "flag"),
        Some(Kind::Aircraft) => ("Airplane", "buildDate", "country"),
        Some(Kind::Unknown) | None if query.born.is_some() => ("Person", "birthDate", "nationality"),
        Some(Kind::Unknown) | None => ("LegalEntity", "incorporationDate", "country"),
    };
    let number = if matches!(query.kind, Some(Kind::Person) | None) { "idNumber" } else { "registrationNumber" };
    let mut properties = serde_json::Map::new();
    let mut put = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            properties.insert(name.to_owned(), json!(values));
        }
    };
    put("name", query.names.clone());
    // A span of years is no date of FollowTheMoney's.
    let date = query.born.map(|born| born.to_string()).filter(|date| !date.contains(".."));
    put(born, date.into_iter().collect());
    put(country, query.countries.clone());
    put(number, query.documents.clone());
    if schema == "Person" {
        put("birthPlace", query.birth_places.clone());
        put("gender", query.gender.iter().cloned().collect());
    }
    json!({"schema": schema, "properties": properties})
}

/// Hits of both sides at one threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// The threshold, in hundredths.
    pub threshold: u32,
    /// Found by both.
    pub same: u64,
    /// Found by the other server alone, and held here.
    pub lost: u64,
    /// Found by the other server alone, and on no list here.
    pub not_held: u64,
    /// Found here alone.
    pub new: u64,
    /// Subjects of whom the other server found anybody.
    pub subjects_theirs: u64,
    /// Subjects of whom the register here did.
    pub subjects_ours: u64,
}

/// A threshold of ours beside the one in use there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposed {
    /// Ours, in hundredths.
    pub threshold: u32,
    /// What it finds beside theirs.
    pub counts: Counts,
}

/// The scores of all that was found, to be counted at any threshold.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Of each subject everybody found.
    rows: Vec<Vec<Scores>>,
}

/// The scores of one that was found.
#[derive(Clone, Copy, Debug)]
struct Scores {
    theirs: Option<f64>,
    ours: Option<f64>,
    is_held: bool,
}

impl Tally {
    /// Adds a subject.
    pub fn add(&mut self, row: &Row) {
        let score = |found: &Option<Found>| found.as_ref().map(|found| found.score);
        let of = |pair: &Pair| Scores { theirs: score(&pair.theirs), ours: score(&pair.ours), is_held: pair.is_held };
        self.rows.push(row.pairs.iter().map(of).collect());
    }

    /// Subjects that were compared.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What both find, each from a threshold of its own on, in hundredths.
    pub fn at(&self, theirs: u32, ours: u32) -> Counts {
        let reaches = |score: Option<f64>, least: u32| score.is_some_and(|score| hundredths(score) >= least);
        let mut counts = Counts { threshold: ours, ..Counts::default() };
        for row in &self.rows {
            let (mut any_theirs, mut any_ours) = (false, false);
            for scores in row {
                let (found_there, found_here) = (reaches(scores.theirs, theirs), reaches(scores.ours, ours));
                any_theirs |= found_there;
                any_ours |= found_here;
                match (found_there, found_here, scores.is_held) {
                    (true, true, _) => counts.same += 1,
                    (true, false, true) => counts.lost += 1,
                    (true, false, false) => counts.not_held += 1,
                    (false, true, _) => counts.new += 1,
                    (false, false, _) => {}
                }
            }
            counts.subjects_theirs += u64::from(any_theirs);
            counts.subjects_ours += u64::from(any_ours);
        }
        counts
    }

    /// Both at the same threshold, for each that is counted at and the one given.
    pub fn at_each(&self, threshold: f64) -> Vec<Counts> {
        let all: BTreeSet<u32> = THRESHOLDS.iter().copied().chain([hundredths(threshold)]).collect();
        all.into_iter().map(|at| self.at(at, at)).collect()
    }

    /// Ours that finds somebody of as many subjects as theirs at this threshold, the lower where two do as well; and the highest that loses no more
    /// than the least does.
    pub fn proposed(&self, theirs: f64, least: f64) -> [Proposed; 2] {
        let (theirs, least) = (hundredths(theirs), hundredths(least));
        let all: Vec<Counts> = (least..=100).map(|ours| self.at(theirs, ours)).collect();
        let lost_at_least = all.first().map_or(0, |counts| counts.lost);
        let as_many = all.iter().min_by_key(|counts| counts.subjects_ours.abs_diff(counts.subjects_theirs));
        let loses_none = all.iter().rev().find(|counts| counts.lost <= lost_at_least);
        [as_many, loses_none].map(|counts| {
            let counts = counts.copied().unwrap_or_default();
            Proposed { threshold: counts.threshold, counts }
        })
    }
}

/// A score in hundredths, as thresholds are counted: not rounded up to one that it does not reach.
fn hundredths(score: f64) -> u32 {
    // Scores have four digits: half of the fifth keeps .7 from being .6999….
    ((score.clamp(0.0, 1.0) + 0.000_05) * 100.0) as u32
}

#[cfg(test)]
mod tests {
    use register::{Kind, Query};
    use serde_json::json;

    use super::{Counts, Found, Pair, Proposed, Row, Tally, example, hundredths};

    fn pair(theirs: Option<f64>, ours: Option<f64>, is_held: bool) -> Pair {
        let found = |score: Option<f64>| {
            score.map(|score| Found { id: String::new(), referents: Vec::new(), caption: String::new(), score })
        };
        Pair { theirs: found(theirs), ours: found(ours), is_held }
    }

    #[test]
    fn hits_are_counted_at_each_threshold_and_thresholds_of_ours_are_proposed() {
        let mut tally = Tally::default();
        for pairs in [
            vec![pair(Some(0.95), Some(0.9), true)],
            vec![pair(Some(0.8), Some(0.62), true), pair(None, Some(0.75), true)],
            vec![pair(Some(0.71), None, true)],
            vec![pair(Some(0.99), None, false)],
            vec![pair(None, Some(0.7), true)],
            vec![],
        ] {
            tally.add(&Row { id: String::new(), pairs });
        }
        let counts = |theirs, ours| {
            let Counts { same, lost, not_held, new, subjects_theirs, subjects_ours, .. } = tally.at(theirs, ours);
            [same, lost, not_held, new, subjects_theirs, subjects_ours]
        };
        assert_eq!(counts(70, 70), [1, 2, 1, 2, 4, 3]);
        assert_eq!(counts(70, 60), [2, 1, 1, 2, 4, 3]);
        assert_eq!(counts(90, 90), [1, 0, 1, 0, 2, 1]);
        assert_eq!(counts(70, 100), [0, 3, 1, 0, 4, 0]);
        let [as_many, loses_none] = tally.proposed(0.7, 0.4);
        // Three subjects are found here at most, of four there.
        assert_eq!((as_many.threshold, as_many.counts.subjects_ours), (40, 3));
        assert_eq!((loses_none.threshold, loses_none.counts.lost), (62, 1));
        assert_eq!(tally.at_each(0.72).iter().map(|counts| counts.threshold).filter(|at| *at == 72).count(), 1);
        let nothing = Tally::default().proposed(0.7, 0.4);
        assert!(nothing.iter().all(|Proposed { counts, .. }| counts.same == 0));
    }

    #[test]
    fn a_score_reaches_the_threshold_that_it_is() {
        for (score, want) in [(0.7, 70), (0.6999, 69), (0.29, 29), (1.0, 100), (0.0, 0), (0.999_9, 99), (1.5, 100)] {
            assert_eq!(hundredths(score), want, "{score}");
        }
    }

    #[test]
    fn a_question_is_put_as_clients_of_yente_put_it() {
        let query = |kind, born: &str| Query {
            names: vec!["Yusuf al-Khayali".to_owned()],
            kind,
            born: born.parse().ok(),
            documents: vec!["X1".to_owned()],
            countries: vec!["sy".to_owned()],
            ..Query::default()
        };
        for (kind, born, want) in [
            (
                Some(Kind::Person),
                "1970-05",
                json!({"schema": "Person", "properties": {"name": ["Yusuf al-Khayali"], "birthDate": ["1970-05"], "nationality": ["sy"], "idNumber": ["X1"]}}),
            ),
            (
                Some(Kind::Organization),
                "",
                json!({"schema": "Organization", "properties": {"name": ["Yusuf al-Khayali"], "country": ["sy"], "registrationNumber": ["X1"]}}),
            ),
            (
                None,
                "1968..1972",
                json!({"schema": "Person", "properties": {"name": ["Yusuf al-Khayali"], "nationality": ["sy"], "idNumber": ["X1"]}}),
            ),
            (
                None,
                "",
                json!({"schema": "LegalEntity", "properties": {"name": ["Yusuf al-Khayali"], "country": ["sy"], "idNumber": ["X1"]}}),
            ),
        ] {
            assert_eq!(example(&query(kind, born)), want);
        }
    }
}
