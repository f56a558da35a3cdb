//! Why a request has no answer: a status, a stable code, a sentence and the next step.
//!
//! Shape:    handlers return a [`Fault`]; one place (`http`) says it in the asker's language, as JSON or as a page.
//! Not here: a subject that was not screened; that is an answer of its own (`answer::not_screened`).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::{Words, explain};

/// What kept a request from its answer; codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The body or the address cannot be read.
    Malformed,
    /// The Host header names another machine: a page elsewhere may be asking through the browser.
    WrongHost,
    /// A page of another site asks.
    WrongOrigin,
    /// There is no such address.
    NotFound,
    /// No entity has the reference.
    NoEntity,
    /// Several entities have the reference.
    Ambiguous,
    /// The address is asked another way.
    WrongMethod,
    /// The body is larger than the limit.
    TooLarge,
    /// The address is longer than the limit.
    AddressTooLong,
    /// The body is of another type.
    WrongType,
    /// The answer is of no type that is taken.
    NotAcceptable,
    /// A member or parameter that is not known.
    UnknownMember,
    /// A member or parameter given twice.
    RepeatedMember,
    /// A member or parameter whose value means nothing.
    BadMember,
    /// A value longer than the limit.
    TooLong,
    /// A fault of this program.
    Internal,
    /// The register file cannot be read.
    RegisterDamaged,
    /// No register was built yet.
    NoRegister,
    /// Too much is being screened at once.
    Busy,
    /// The answer took too long.
    TooSlow,
    /// The key is none, or is one no more.
    WrongKey,
    /// Neither a key nor a session.
    NotSignedIn,
    /// The role of who asks has no right to it.
    NoRight,
    /// A page's request without its session's token.
    NoToken,
    /// A wrong name or password.
    WrongPassword,
    /// A new password that is none.
    BadPassword,
    /// A link that was used, is over, or never was one.
    WrongLink,
    /// Too many wrong passwords.
    TooManyAttempts,
    /// Too many requests wait for their turn.
    LineFull,
    /// The work of who asks is used up for now.
    WorkUsedUp,
    /// It cannot be recorded, so it is not answered.
    NotRecorded,
    /// The subject cannot be asked about.
    NotAskable,
    /// There is no such list.
    NoList,
    /// What is asked for is not held.
    NotHeld,
    /// There is no such receipt, or it is somebody else's.
    NoReceipt,
    /// What is personal of it was erased.
    Erased,
    /// The register cannot be made again of what is held.
    NotMadeAgain,
    /// The idempotency key stands for another request.
    KeyReused,
    /// The first request of the idempotency key is under way.
    UnderWay,
}

impl FaultKind {
    /// Every kind, in order.
    pub(crate) const ALL: &[Self] = &[
        Self::Malformed,
        Self::WrongHost,
        Self::WrongOrigin,
        Self::NotFound,
        Self::NoEntity,
        Self::Ambiguous,
        Self::WrongMethod,
        Self::TooLarge,
        Self::AddressTooLong,
        Self::WrongType,
        Self::NotAcceptable,
        Self::UnknownMember,
        Self::RepeatedMember,
        Self::BadMember,
        Self::TooLong,
        Self::Internal,
        Self::RegisterDamaged,
        Self::NoRegister,
        Self::Busy,
        Self::TooSlow,
        Self::WrongKey,
        Self::NotSignedIn,
        Self::NoRight,
        Self::NoToken,
        Self::WrongPassword,
        Self::BadPassword,
        Self::WrongLink,
        Self::TooManyAttempts,
        Self::LineFull,
        Self::WorkUsedUp,
        Self::NotRecorded,
        Self::NotAskable,
        Self::NoList,
        Self::NotHeld,
        Self::NoReceipt,
        Self::Erased,
        Self::NotMadeAgain,
        Self::KeyReused,
        Self::UnderWay,
    ];

    /// The stable code and the status it is answered with.
    fn code_and_status(self) -> (&'static str, StatusCode) {
        match self {
            Self::Malformed => ("malformed-request", StatusCode::BAD_REQUEST),
            Self::WrongHost => ("wrong-host", StatusCode::FORBIDDEN),
            Self::WrongOrigin => ("wrong-origin", StatusCode::FORBIDDEN),
            Self::NotFound => ("no-such-address", StatusCode::NOT_FOUND),
            Self::NoEntity => ("no-entity", StatusCode::NOT_FOUND),
            Self::Ambiguous => ("ambiguous-reference", StatusCode::MULTIPLE_CHOICES),
            Self::WrongMethod => ("wrong-method", StatusCode::METHOD_NOT_ALLOWED),
            Self::TooLarge => ("body-too-large", StatusCode::PAYLOAD_TOO_LARGE),
            Self::AddressTooLong => ("address-too-long", StatusCode::URI_TOO_LONG),
            Self::WrongType => ("wrong-content-type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Self::NotAcceptable => ("not-acceptable", StatusCode::NOT_ACCEPTABLE),
            Self::UnknownMember => ("unknown-member", StatusCode::UNPROCESSABLE_ENTITY),
            Self::RepeatedMember => ("repeated-member", StatusCode::UNPROCESSABLE_ENTITY),
            Self::BadMember => ("bad-member", StatusCode::UNPROCESSABLE_ENTITY),
            Self::TooLong => ("too-long", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR),
            Self::RegisterDamaged => ("register-damaged", StatusCode::INTERNAL_SERVER_ERROR),
            Self::NoRegister => ("no-register", StatusCode::SERVICE_UNAVAILABLE),
            Self::Busy => ("busy", StatusCode::SERVICE_UNAVAILABLE),
            Self::TooSlow => ("too-slow", StatusCode::SERVICE_UNAVAILABLE),
            Self::WrongKey => ("wrong-key", StatusCode::UNAUTHORIZED),
            Self::NotSignedIn => ("not-signed-in", StatusCode::UNAUTHORIZED),
            Self::NoRight => ("no-right", StatusCode::FORBIDDEN),
            Self::NoToken => ("no-token", StatusCode::FORBIDDEN),
            Self::WrongPassword => ("wrong-password", StatusCode::UNAUTHORIZED),
            Self::BadPassword => ("bad-password", StatusCode::UNPROCESSABLE_ENTITY),
            Self::WrongLink => ("wrong-link", StatusCode::FORBIDDEN),
            Self::TooManyAttempts => ("too-many-attempts", StatusCode::TOO_MANY_REQUESTS),
            Self::LineFull => ("line-full", StatusCode::TOO_MANY_REQUESTS),
            Self::WorkUsedUp => ("work-used-up", StatusCode::TOO_MANY_REQUESTS),
            Self::NotRecorded => ("not-recorded", StatusCode::SERVICE_UNAVAILABLE),
            Self::NotAskable => ("not-askable", StatusCode::UNPROCESSABLE_ENTITY),
            Self::NoList => ("no-list", StatusCode::NOT_FOUND),
            Self::NotHeld => ("not-held", StatusCode::NOT_FOUND),
            Self::NoReceipt => ("no-receipt", StatusCode::NOT_FOUND),
            Self::Erased => ("erased", StatusCode::GONE),
            Self::NotMadeAgain => ("register-not-made-again", StatusCode::CONFLICT),
            Self::KeyReused => ("idempotency-key-reused", StatusCode::UNPROCESSABLE_ENTITY),
            Self::UnderWay => ("idempotency-under-way", StatusCode::CONFLICT),
        }
    }

    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        self.code_and_status().0
    }

    /// The status it is answered with.
    pub(crate) fn status(self) -> StatusCode {
        self.code_and_status().1
    }
}

/// Every code of a fault with its status, and the keys of its sentence and of the next step.
pub fn codes() -> impl Iterator<Item = (&'static str, u16, String, String)> {
    FaultKind::ALL.iter().map(|kind| {
        let code = kind.code();
        (code, kind.status().as_u16(), format!("fault-{code}"), format!("fault-{code}-hint"))
    })
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    /// What it is about, as given.
    pub(crate) detail: String,
    /// The ids to choose from, where there are several.
    pub(crate) choices: Vec<String>,
    /// After how many seconds to ask again.
    pub(crate) retry_after: Option<u64>,
}

impl Fault {
    pub(crate) fn new(kind: FaultKind) -> Self {
        Self::about(kind, "")
    }

    pub(crate) fn about(kind: FaultKind, detail: &str) -> Self {
        Self { kind, detail: detail.to_owned(), choices: Vec::new(), retry_after: None }
    }

    /// What happened.
    pub(crate) fn message(&self, words: &Words) -> String {
        explain::about(words, &format!("fault-{}", self.kind.code()), &self.detail)
    }

    /// What to try next.
    pub(crate) fn hint(&self, words: &Words) -> String {
        words.say(&format!("fault-{}-hint", self.kind.code()), &[])
    }

    /// As JSON.
    pub(crate) fn json(&self, words: &Words) -> Value {
        let error = json!({"code": self.kind.code(), "message": self.message(words), "hint": self.hint(words)});
        if self.choices.is_empty() {
            json!({"error": error})
        } else {
            json!({"error": error, "entities": self.choices})
        }
    }
}

/// The status alone; the sentence is put in where the asker's language is known.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultKind};
    use crate::{Lang, Words};

    #[test]
    fn codes_are_unique_and_all_are_told() {
        let codes: std::collections::BTreeSet<&str> = FaultKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), FaultKind::ALL.len());
        // None is left out between the first and the last.
        let places: Vec<usize> = FaultKind::ALL.iter().map(|kind| *kind as usize).collect();
        assert_eq!(places, Vec::from_iter(0..=FaultKind::UnderWay as usize));
    }

    #[test]
    fn every_fault_has_its_sentence_and_its_next_step() {
        let words = Words::new(Lang::Ar);
        for kind in FaultKind::ALL {
            let fault = Fault::new(*kind);
            for sentence in [fault.message(&words), fault.hint(&words)] {
                assert!(!sentence.starts_with("fault-"), "{sentence}");
            }
        }
    }
}
