//! Screening one, many, or as they come; why an entity is found or not; and an entity with its evidence.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt as _, stream};
use node::RegisterFile;
use node::audit::EventId;
use screening::{Screening, UnscreenedKind};
use serde_json::{Value, json};

use super::{MAX_BATCH_BODY, answer, is_of_type, json_body, only, problem_json};
use crate::asked::{Asked, MEMBERS};
use crate::fault::{Fault, FaultKind};
use crate::http::{App, Asker, MAX_BODY, Pairs, find, json_response, pairs_of, recorded};
use crate::recording::Receipts;

/// Subjects of one batch.
const MAX_SUBJECTS: usize = 1_000;
/// Lines of a stream that are screened together.
const TOGETHER: usize = 64;

/// One subject, by the parameters of the address.
pub(super) async fn of_query(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
) -> Result<Response, Fault> {
    let known = [MEMBERS, &["lang"]].concat();
    one(&app, &asker, Asked::from_query(pairs_of(pairs)?, &known)?).await
}

/// One subject, by a JSON object.
pub(super) async fn of_body(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let body = json_body(&headers, body, MAX_BODY)?;
    let asked = Asked::from_json(&body)?;
    let once = app.idempotency.begin(&asker, &headers, &body)?;
    once.answer(one(&app, &asker, asked)).await
}

async fn one(app: &Arc<App>, asker: &Asker, asked: Asked) -> Result<Response, Fault> {
    let register = asker.register()?;
    let asked = Arc::new(asked);
    let (screening, receipt) = app.screen(asker, register, &asked).await?;
    let answer = answer::screening(app.words(asker.lang), register, &asked.id, &screening, receipt);
    Ok(recorded(json_response(status(&screening), &answer)))
}

/// 200 for what was screened and nothing else.
pub(crate) fn status(screening: &Screening) -> StatusCode {
    match screening {
        Screening::Screened(_) => StatusCode::OK,
        Screening::NotScreened(why) if why.kind == UnscreenedKind::Register => StatusCode::INTERNAL_SERVER_ERROR,
        Screening::NotScreened(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Many subjects, answered together and in order.
pub(super) async fn batch(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let body = json_body(&headers, body, MAX_BATCH_BODY)?;
    let all = Asked::many_from_json(&body, MAX_SUBJECTS)?;
    let once = app.idempotency.begin(&asker, &headers, &body)?;
    let screened = async {
        let register = Arc::clone(asker.register()?);
        let all = all.into_iter().map(Ok).collect();
        let (id, answers) = (register.id().to_owned(), screen_all(&app, &asker, register, all).await?);
        let told = json!({"register": id, "answers": answers});
        Ok(recorded(json_response(StatusCode::OK, &told)))
    };
    once.answer(screened).await
}

/// Screens subjects in one turn; of each what is answered, in order. What cannot be read of one is its answer.
async fn screen_all(
    app: &Arc<App>,
    asker: &Asker,
    register: Arc<RegisterFile>,
    all: Vec<Result<Asked, Fault>>,
) -> Result<Vec<Value>, Fault> {
    let (worker, lang, mut receipts) = (Arc::clone(app), asker.lang, asker.receipts(app));
    let work = move || {
        let words = worker.words(lang);
        let mut screened = Vec::with_capacity(all.len());
        for asked in all {
            let outcome = match asked {
                Ok(asked) => Ok(screen_one(&worker, &register, asked, &mut receipts)?),
                Err(fault) => Err(problem_json(words, &fault)),
            };
            screened.push(outcome);
        }
        let mut ids = receipts.keep(worker.now())?.into_iter();
        let answers = screened.into_iter().map(|outcome| match outcome {
            Ok(Screened { id, screening, has_receipt }) => {
                let receipt: Option<EventId> = if has_receipt { ids.next() } else { None };
                answer::screening(words, &register, &id, &screening, receipt)
            }
            Err(problem) => json!({"status": "not_screened", "problem": problem}),
        });
        Ok(answers.collect())
    };
    app.in_turn(asker, work).await?
}

/// One of many.
struct Screened {
    id: String,
    screening: Screening,
    has_receipt: bool,
}

fn screen_one(app: &App, register: &RegisterFile, asked: Asked, receipts: &mut Receipts) -> Result<Screened, Fault> {
    let (screening, has_receipt) = match asked.subject() {
        Ok(subject) => {
            let begun = Instant::now();
            let screening = screening::screen(&subject, register.index(), &asked.policy);
            app.metrics.screened(screening.found().is_some(), begun);
            receipts.add(&subject, &asked.policy, register, &screening)?;
            (screening, true)
        }
        Err(why) => (Screening::NotScreened(why), false),
    };
    Ok(Screened { id: asked.id, screening, has_receipt })
}

/// Subjects as they come, a JSON object a line; an answer a line, in their order. The register is the one in use when it began.
pub(super) async fn stream(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    request: Request,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    is_of_type(request.headers(), "application/x-ndjson")?;
    let register = Arc::clone(asker.register()?);
    let lines = Lines { body: request.into_body().into_data_stream(), held: Vec::new(), is_over: false, line: 0 };
    let answers = answers(app, asker, register, lines);
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson")];
    Ok(recorded((StatusCode::OK, headers, Body::from_stream(answers)).into_response()))
}

/// What is answered to lines, some together.
fn answers(
    app: Arc<App>,
    asker: Asker,
    register: Arc<RegisterFile>,
    lines: Lines,
) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let answers = stream::unfold(Some(lines), move |lines| {
        let (app, asker, register) = (Arc::clone(&app), asker.clone(), Arc::clone(&register));
        async move {
            let mut lines = lines?;
            let group = lines.next_group().await;
            if group.is_empty() {
                return None;
            }
            match screen_all(&app, &asker, register, group).await {
                Ok(answers) => {
                    let text: String = answers.iter().map(|answer| format!("{answer}\n")).collect();
                    Some((Ok(text.into()), Some(lines)))
                }
                // What was answered stands; with this line it ends.
                Err(fault) => {
                    let problem = problem_json(app.words(asker.lang), &fault);
                    Some((Ok(format!("{}\n", json!({"status": "ended", "problem": problem})).into()), None))
                }
            }
        }
    });
    // What packs it looks for more after its end, which a stream of this kind must not be asked for.
    answers.fuse()
}

/// The lines of a body that is being sent.
struct Lines {
    body: BodyDataStream,
    held: Vec<u8>,
    is_over: bool,
    /// The number of the last line.
    line: u64,
}

impl Lines {
    /// The next lines: as many as are there, at least one, at most so many as are screened together; none when the body is over.
    async fn next_group(&mut self) -> Vec<Result<Asked, Fault>> {
        let mut group = Vec::new();
        loop {
            while group.len() < TOGETHER
                && let Some(line) = self.take_line()
            {
                group.extend(self.read(&line));
            }
            if !group.is_empty() || self.is_over && self.held.is_empty() {
                return group;
            }
            if self.held.len() > MAX_BODY {
                // Whoever sends a line without an end is not read on.
                self.is_over = true;
                self.held.clear();
                self.line += 1;
                return vec![Err(Fault::about(FaultKind::TooLarge, &MAX_BODY.to_string()))];
            }
            match self.body.next().await {
                Some(Ok(bytes)) => self.held.extend_from_slice(&bytes),
                // Of a body that broke off, the last line may be cut.
                Some(Err(_)) => {
                    self.is_over = true;
                    self.held.clear();
                }
                None => self.is_over = true,
            }
        }
    }

    /// A line that is whole, without its end.
    fn take_line(&mut self) -> Option<Vec<u8>> {
        if let Some(end) = self.held.iter().position(|byte| *byte == b'\n') {
            let rest = self.held.split_off(end + 1);
            let mut line = std::mem::replace(&mut self.held, rest);
            line.pop();
            return Some(line);
        }
        (self.is_over && !self.held.is_empty()).then(|| std::mem::take(&mut self.held))
    }

    /// What a line asks; nothing where it is empty. A fault says which line it is.
    fn read(&mut self, line: &[u8]) -> Option<Result<Asked, Fault>> {
        self.line += 1;
        if line.trim_ascii().is_empty() {
            return None;
        }
        let read = if line.len() > MAX_BODY {
            Err(Fault::about(FaultKind::TooLarge, &MAX_BODY.to_string()))
        } else {
            Asked::from_json(line)
        };
        Some(read.map_err(|fault| Fault { detail: format!("{} ({})", fault.detail, self.line), ..fault }))
    }
}

/// How one entity answers a question, whatever its score.
pub(super) async fn explain(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let body = json_body(&headers, body, MAX_BODY)?;
    let (asked, entity) = Asked::with_entity_from_json(&body)?;
    let register = Arc::clone(asker.register()?);
    let (worker, lang, mut receipts) = (Arc::clone(&app), asker.lang, asker.receipts(&app));
    let work = move || {
        let damaged = |_| Fault::new(FaultKind::RegisterDamaged);
        let subject = asked.subject().map_err(|why| {
            Fault::about(FaultKind::NotAskable, &crate::explain::unscreened(worker.words(lang), &why))
        })?;
        let found = find(&register, &entity)?;
        let hit = register.index().explain(&subject.query, &asked.policy, &found.id).map_err(damaged)?;
        let hit = hit.ok_or_else(|| Fault::about(FaultKind::NoEntity, &entity))?;
        // Whoever learns how somebody on a list compares with a subject has screened the subject: it is recorded as that.
        let screening = screening::screen(&subject, register.index(), &asked.policy);
        receipts.add(&subject, &asked.policy, &register, &screening)?;
        let receipt = receipts.keep(worker.now())?.pop();
        let is_found = hit.score >= asked.policy.threshold;
        let mut told = json!({
            "id": asked.id, "register": register.id(), "threshold": asked.policy.threshold, "is_hit": is_found,
            "hit": answer::hit(worker.words(lang), &register, &hit),
        });
        if let Some(receipt) = receipt {
            told["receipt"] = json!(receipt.to_string());
        }
        Ok::<_, Fault>(told)
    };
    let told = app.in_turn(&asker, work).await??;
    Ok(recorded(json_response(StatusCode::OK, &told)))
}

/// An entity with every statement and its evidence.
pub(super) async fn entity(
    State(app): State<Arc<App>>,
    Extension(asker): Extension<Asker>,
    pairs: Pairs,
    reference: Result<Path<String>, PathRejection>,
) -> Result<Response, Fault> {
    only(&["lang"], pairs)?;
    let register = asker.register()?;
    let (entity, around) = app.look_up(&asker, register, reference).await?;
    Ok(json_response(StatusCode::OK, &answer::entity(app.words(asker.lang), register, &entity, &around)))
}
