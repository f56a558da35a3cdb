//! Why a request of a yente client has no answer.
//!
//! Shape:    `{"detail": "a sentence"}`, or 422 with `{"detail": [{type, loc, msg, input, ctx?}, …]}` as pydantic tells what is wrong
//!           with a parameter or a body.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use register::index::IndexError;
use serde_json::{Value, json};

use crate::fault::{Fault, FaultKind};
use crate::http::json_response;

/// Why there is no answer.
#[derive(Debug, PartialEq)]
pub(crate) enum ApiFault {
    /// A status and a sentence.
    Detail(StatusCode, String),
    /// What is wrong with parameters or the body.
    Invalid(Vec<Value>),
    /// What any address may answer.
    Fault(Fault),
}

impl ApiFault {
    pub(super) fn bad(detail: impl Into<String>) -> Self {
        Self::Detail(StatusCode::BAD_REQUEST, detail.into())
    }

    pub(super) fn not_found(detail: &str) -> Self {
        Self::Detail(StatusCode::NOT_FOUND, detail.to_owned())
    }

    /// One thing that is wrong: its type, where it stands, what is wrong, and what was given.
    pub(super) fn invalid(kind: &str, loc: &[Value], msg: &str, input: &Value) -> Self {
        Self::Invalid(vec![wrong(kind, loc, msg, input)])
    }
}

/// One thing that is wrong.
pub(super) fn wrong(kind: &str, loc: &[Value], msg: &str, input: &Value) -> Value {
    json!({"type": kind, "loc": loc, "msg": msg, "input": input})
}

impl From<Fault> for ApiFault {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<IndexError> for ApiFault {
    fn from(_: IndexError) -> Self {
        Self::Fault(Fault::new(FaultKind::RegisterDamaged))
    }
}

impl IntoResponse for ApiFault {
    fn into_response(self) -> Response {
        match self {
            Self::Detail(status, detail) => json_response(status, &json!({"detail": detail})),
            Self::Invalid(wrong) => json_response(StatusCode::UNPROCESSABLE_ENTITY, &json!({"detail": wrong})),
            Self::Fault(fault) => fault.into_response(),
        }
    }
}
