//! Receipts: what was asked, of which register, and what came of it, so that anybody can compute it again.
//!
//! Shape:    a question (the subject, the policy and a random salt), the register's content id, the engine's version, and an outcome: whether it
//!           was screened, how many possible matches there were, and the SHA-256 of all of them with their reasons.
//! Rules:    the hash covers the question, the register and the answer, and the salt keeps it from being guessed: whoever has the
//!           hash alone learns nothing of the subject. The engine stands beside it, not in it: another one may well give the same.
//! Fails:    a question that the register cannot answer has a receipt too: it is never taken for "nothing found".
//! Not here: where receipts are kept and signed (`node`); which register file has the id.

use std::collections::BTreeSet;

use register::index::Index;
use register::{Hit, Policy, Query};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{Screening, Subject, screen};

/// The longest text of a receipt that is read, in bytes.
pub const MAX_RECEIPT: usize = 1 << 20;

/// What was asked. All of it is personal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The asker's own id of the subject.
    pub subject: String,
    /// What was known of it.
    pub query: Query,
    /// What counted as a hit.
    pub policy: Policy,
    /// Random, so that the hash of the outcome cannot be guessed.
    pub salt: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// `screened`, or the code of why it was not.
    pub status: String,
    /// Possible matches.
    pub found: usize,
    /// The SHA-256 of question, register and answer, in hexadecimal.
    pub sha256: String,
}

/// A screening that can be computed again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The version of what computed it.
    pub engine: String,
    /// The content id of the register.
    pub register: String,
    /// What was asked.
    pub question: Question,
    /// What came of it.
    pub outcome: Outcome,
}

/// The status of a subject that was compared with the whole register.
const SCREENED: &str = "screened";

/// What is hashed.
#[derive(Serialize)]
struct Computed<'a> {
    question: &'a Question,
    register: &'a str,
    status: &'a str,
    detail: &'a str,
    found: usize,
    hits: &'a [Hit],
}

impl Question {
    /// What was asked of a subject.
    pub fn of(subject: &Subject, policy: &Policy, salt: String) -> Self {
        Self { subject: subject.id.clone(), query: subject.query.clone(), policy: policy.clone(), salt }
    }

    /// The subject that was asked about.
    pub fn about(&self) -> Subject {
        Subject { id: self.subject.clone(), query: self.query.clone() }
    }

    /// What came of it, of the register with this id.
    pub fn outcome(&self, register: &str, screening: &Screening) -> Outcome {
        let (status, detail, found, hits) = match screening {
            Screening::Screened(answer) => (SCREENED, "", answer.found, answer.hits.as_slice()),
            Screening::NotScreened(why) => (why.kind.code(), why.detail.as_str(), 0, &[][..]),
        };
        let computed = Computed { question: self, register, status, detail, found, hits };
        let text = serde_json::to_vec(&computed).expect("texts, numbers and lists are JSON");
        let sha256 = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        Outcome { status: status.to_owned(), found, sha256 }
    }
}

impl Outcome {
    /// Whether the subject was compared with the whole register.
    pub fn is_screened(&self) -> bool {
        self.status == SCREENED
    }
}

impl Receipt {
    /// Of a screening that an engine computed from the register with this id.
    pub fn of(question: Question, engine: &str, register: &str, screening: &Screening) -> Self {
        let outcome = question.outcome(register, screening);
        Self { engine: engine.to_owned(), register: register.to_owned(), question, outcome }
    }

    /// What comes of the same question, of whichever register. Of another one the hash is always another, since the register is part of it.
    pub fn outcome_of(&self, index: &Index<'_>) -> (Screening, Outcome) {
        let screening = screen(&self.question.about(), index, &self.question.policy);
        let outcome = self.question.outcome(index.id(), &screening);
        (screening, outcome)
    }
}

/// Those found by one screening of whom the other found no entry, as far as each shows who it found.
pub fn found_only_by<'a>(one: &'a Screening, other: &Screening) -> Vec<&'a Hit> {
    let hits = |screening: &'a Screening| match screening {
        Screening::Screened(answer) => answer.hits.as_slice(),
        Screening::NotScreened(_) => &[],
    };
    let others: BTreeSet<&str> = match other {
        Screening::Screened(answer) => answer.hits.iter().flat_map(|hit| &hit.entries).map(String::as_str).collect(),
        Screening::NotScreened(_) => BTreeSet::new(),
    };
    hits(one).iter().filter(|hit| !hit.entries.iter().any(|entry| others.contains(entry.as_str()))).collect()
}

#[cfg(test)]
mod tests {
    use register::{Answer, Policy, Query};

    use super::{Question, Receipt};
    use crate::{Screening, Subject, Unscreened, UnscreenedKind};

    fn question(name: &str, salt: &str) -> Question {
        let query = Query { names: vec![name.to_owned()], ..Query::default() };
        Question::of(&Subject { id: "17".to_owned(), query }, &Policy::default(), salt.to_owned())
    }

    #[test]
    fn the_hash_is_of_question_register_and_answer() {
        let nobody = Screening::Screened(Answer::default());
        let more = Screening::Screened(Answer { found: 1, ..Answer::default() });
        let too_much = |detail: &str| Screening::NotScreened(Unscreened::of(UnscreenedKind::TooMuch, detail));
        let first = question("Yusuf al-Khayali", "00").outcome("abc", &nobody);
        assert_eq!((first.status.as_str(), first.found, first.is_screened()), ("screened", 0, true));
        // Written down once: another one would make every receipt that was given another.
        assert_eq!(first.sha256, "15add3f3c7a6230fa48edd0f67b8b3277425b090cd161132d7771c2a5c78eba8");
        for (why, name, salt, register, screening) in [
            ("another name", "Sabir Wahmi", "00", "abc", nobody.clone()),
            ("another salt", "Yusuf al-Khayali", "01", "abc", nobody.clone()),
            ("another register", "Yusuf al-Khayali", "00", "abd", nobody.clone()),
            ("another answer", "Yusuf al-Khayali", "00", "abc", more),
            ("no answer", "Yusuf al-Khayali", "00", "abc", too_much("1")),
        ] {
            assert_ne!(question(name, salt).outcome(register, &screening).sha256, first.sha256, "{why}");
        }
        let outcomes = ["1", "2"].map(|detail| question("Amal", "00").outcome("abc", &too_much(detail)));
        assert_ne!(outcomes[0].sha256, outcomes[1].sha256);
        assert_eq!((outcomes[0].status.as_str(), outcomes[0].is_screened()), ("too-much-to-compare", false));
    }

    #[test]
    fn a_receipt_is_read_as_it_was_written() {
        let nobody = Screening::Screened(Answer::default());
        let receipt = Receipt::of(question("يوسف الخيالي", "00"), "dalil 0.0.0", "abc", &nobody);
        let text = serde_json::to_string(&receipt).expect("it is JSON");
        assert_eq!(serde_json::from_str::<Receipt>(&text).expect("it is read"), receipt);
        for changed in [text.replace("subject", "sub"), text.replace("\"found\":0,", ""), String::new()] {
            assert!(serde_json::from_str::<Receipt>(&changed).is_err(), "{changed}");
        }
    }
}
