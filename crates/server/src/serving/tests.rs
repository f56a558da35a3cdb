//! Registers that change places while questions are asked. Every name is invented.

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use node::{Node, RegisterFile};
use tower::ServiceExt;

use super::{Event, Follower};
use crate::http::{App, Options, router};
use crate::testing::{NOW, build, publish};

const SWAPS: usize = 100;

/// What is asked of either register. Pages say besides whether newer editions were taken in, which no register knows.
const ADDRESSES: [&str; 4] = [
    "/v1/screen?name=Yusuf%20al-Khayali",
    "/v1/screen?name=Badr%20al-Din%20Wahmi&birth_date=1970",
    "/v1/entities/XXi.001",
    "/v1/screen?name=Mithal37%20Sarab59&lang=ar",
];

/// How long what must come is waited for, before the test has failed.
const PATIENCE: Duration = Duration::from_secs(60);

fn app() -> Arc<App> {
    Arc::new(App::new(Options { now: NOW.parse().ok(), ..Options::default() }))
}

/// The status, the register named, and the body.
fn ask(app: &Arc<App>, address: &str) -> (StatusCode, String, String) {
    let request = Request::get(address).header("host", "localhost").body(Body::empty()).expect("a request");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let response = router(Arc::clone(app)).oneshot(request).await.expect("the router always answers");
        let status = response.status();
        let id =
            response.headers().get("dalil-register").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
        let body = to_bytes(response.into_body(), 1 << 24).await.expect("a whole body");
        (status, id, String::from_utf8(body.to_vec()).expect("UTF-8"))
    })
}

/// A register's file, from a data folder.
fn file(folder: &Path, id: &str) -> Vec<u8> {
    std::fs::read(folder.join("registers").join(format!("{id}.dalil"))).expect("the register's file")
}

/// Waits for something, not for ever.
fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::yield_now();
    }
}

/// Of the swaps: how many have begun, how many are done, how many each thread that asks has seen.
#[derive(Default)]
struct Swaps {
    begun: AtomicUsize,
    done: AtomicUsize,
    seen: [AtomicUsize; 2],
    ended: AtomicBool,
}

#[test]
fn a_hundred_swaps_under_load_lose_nothing_and_mix_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = Node::open(folder.path()).unwrap();
    let first = publish(&mut node, "2026-01-15", "YUSUF AL-KHAYALI");
    let second = publish(&mut node, "2026-02-15", "BADR AL-DIN WAHMI");
    // By turns: in use at first and after an even number of swaps, or after an odd one.
    let ids = [second, first];
    let alone = ids.each_ref().map(|id| {
        let app = app();
        app.put_in_use(RegisterFile::new(file(folder.path(), id)).unwrap());
        ADDRESSES.map(|address| ask(&app, address))
    });
    for (of_one, of_other) in alone[0].iter().zip(&alone[1]) {
        assert_eq!((of_one.0, of_other.0), (StatusCode::OK, StatusCode::OK));
        assert_ne!(of_one.2, of_other.2, "what is asked tells the two apart");
    }
    let app = app();
    let mut follower = Follower::new(Node::open(folder.path()).unwrap());
    assert!(matches!(&follower.look(&app)[..], [Event::InUse(id)] if *id == ids[0]));

    let swaps = Swaps::default();
    let asked = std::thread::scope(|scope| {
        let asking = [0, 1].map(|thread| {
            scope.spawn({
                let (app, swaps, ids, alone) = (&app, &swaps, &ids, &alone);
                move || keep_asking(app, swaps, thread, ids, alone)
            })
        });
        for swap in 1..=SWAPS {
            swaps.begun.store(swap, Ordering::SeqCst);
            // As another process does it: back to the register before, and a build of all editions again.
            let now_used = if swap % 2 == 1 { node.rollback().unwrap().build.register } else { build(&mut node) };
            assert_eq!(now_used, ids[swap % 2]);
            let events = follower.look(&app);
            assert!(matches!(&events[..], [Event::InUse(id)] if *id == now_used), "{events:?}");
            swaps.done.store(swap, Ordering::SeqCst);
            wait_for("a thread has not seen a swap", || {
                let seen = |seen: &AtomicUsize| seen.load(Ordering::SeqCst) == swap;
                swaps.seen.iter().all(seen) || asking.iter().any(|thread| thread.is_finished())
            });
        }
        swaps.ended.store(true, Ordering::SeqCst);
        asking.map(|thread| thread.join().expect("every answer was right"))
    });
    assert_eq!(swaps.seen.map(AtomicUsize::into_inner), [SWAPS; 2]);
    assert!(asked.iter().all(|asked| *asked > SWAPS), "{asked:?}");
}

/// Asks until the swaps end; how often. Every answer is the whole answer of one register, of one that was in use between the
/// question and the answer.
fn keep_asking(
    app: &Arc<App>,
    swaps: &Swaps,
    thread: usize,
    ids: &[String; 2],
    alone: &[[(StatusCode, String, String); 4]; 2],
) -> usize {
    let (mut asked, mut last) = (0, 0);
    while !swaps.ended.load(Ordering::SeqCst) {
        let at = asked % ADDRESSES.len();
        let from = swaps.done.load(Ordering::SeqCst);
        let answer = ask(app, ADDRESSES[at]);
        let to = swaps.begun.load(Ordering::SeqCst);
        let which = ids.iter().position(|id| *id == answer.1).expect("a register that was built");
        assert!(answer == alone[which][at], "{answer:?}");
        assert!((from..=to).any(|swap| swap % 2 == which), "{which} between {from} and {to}");
        // No swap begins before both threads have seen the one before.
        if which != last {
            last = which;
            swaps.seen[thread].fetch_add(1, Ordering::SeqCst);
        }
        asked += 1;
    }
    asked
}

/// A register's bytes that tell when they go, and go when they may.
struct Lingering {
    bytes: Vec<u8>,
    goes: Sender<std::thread::ThreadId>,
    may_go: Mutex<Receiver<()>>,
}

impl AsRef<[u8]> for Lingering {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        // Whoever listens may have failed already.
        let _ = self.goes.send(std::thread::current().id());
        let _ = self.may_go.lock().map(|may_go| may_go.recv_timeout(PATIENCE));
    }
}

#[test]
fn a_register_that_takes_its_time_to_go_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = Node::open(folder.path()).unwrap();
    let id = publish(&mut node, "2026-01-15", "YUSUF AL-KHAYALI");
    let bytes = file(folder.path(), &id);
    let (goes, gone) = channel();
    let (let_go, may_go) = channel();
    let app = app();
    let lingering = Lingering { bytes: bytes.clone(), goes, may_go: Mutex::new(may_go) };
    app.put_in_use(RegisterFile::new(lingering).unwrap());
    let by_a_request = app.register();
    app.put_in_use(RegisterFile::new(bytes).unwrap());
    // The request that held it last ends, and has not let go of it itself.
    drop(by_a_request);
    assert_eq!(gone.try_recv().ok(), None);
    std::thread::scope(|scope| {
        let follower = scope.spawn(|| app.let_go());
        let by = gone.recv_timeout(PATIENCE);
        // It is going, and waits; meanwhile who asks is answered.
        let (answered, answer) = channel();
        let asking = Arc::clone(&app);
        std::thread::spawn(move || answered.send(ask(&asking, ADDRESSES[0]).0));
        let answer = answer.recv_timeout(PATIENCE);
        let_go.send(()).expect("it waits still");
        assert_eq!((by, answer), (Ok(follower.thread().id()), Ok::<_, RecvTimeoutError>(StatusCode::OK)));
    });
}

#[test]
fn a_register_damaged_in_use_answers_nothing_until_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = Node::open(folder.path()).unwrap();
    let id = publish(&mut node, "2026-01-15", "YUSUF AL-KHAYALI");
    let path = folder.path().join("registers").join(format!("{id}.dalil"));
    let app = app();
    let mut follower = Follower::new(Node::open(folder.path()).unwrap());
    assert_eq!(follower.look(&app).len(), 1);
    let answers = ADDRESSES.map(|address| ask(&app, address));
    assert!(answers.iter().all(|(status, named, _)| (*status, named) == (StatusCode::OK, &id)));

    // The last byte without which it is not known who has a reference.
    let sound = std::fs::read(&path).unwrap();
    let damaged_at = |at: usize| {
        let mut damaged = sound.clone();
        damaged[at] ^= 1;
        damaged
    };
    let is_wanted =
        |at: &usize| RegisterFile::new(damaged_at(*at)).is_ok_and(|file| file.index().find("XXi.001").is_err());
    let damaged = damaged_at((0..sound.len()).rev().find(is_wanted).expect("some are wanted"));
    app.put_in_use(RegisterFile::new(damaged.clone()).unwrap());
    assert!(follower.look(&app).is_empty(), "nothing is known of it yet");
    let refused = |app: &Arc<App>| {
        for address in [ADDRESSES[2], ADDRESSES[0], ADDRESSES[1], ADDRESSES[3]] {
            let (status, _, body) = ask(app, address);
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{address}: {body}");
            assert!(!body.contains("\"hits\""), "{body}");
        }
    };
    refused(&app);

    // The file on the disk is damaged as well: that is told once, and nobody is answered as if nothing were listed.
    replace(&path, &damaged);
    assert!(matches!(&follower.look(&app)[..], [Event::KeptOld(error)] if error.code() == "register-damaged"));
    assert!(follower.look(&app).is_empty());
    refused(&app);

    // The same build again mends it; it is the same register and answers as before.
    assert_eq!(build(&mut node), id);
    assert!(matches!(&follower.look(&app)[..], [Event::InUse(used)] if *used == id));
    assert_eq!(ADDRESSES.map(|address| ask(&app, address)), answers);
    assert!(follower.look(&app).is_empty());
}

#[test]
fn a_register_that_is_damaged_is_not_gone_back_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = Node::open(folder.path()).unwrap();
    let first = publish(&mut node, "2026-01-15", "YUSUF AL-KHAYALI");
    let second = publish(&mut node, "2026-02-15", "BADR AL-DIN WAHMI");
    let path = folder.path().join("registers").join(format!("{first}.dalil"));
    let whole = std::fs::read(&path).unwrap();
    let app = app();
    let mut follower = Follower::new(Node::open(folder.path()).unwrap());
    assert_eq!(follower.look(&app).len(), 1);
    let mut refused = HashSet::new();
    // Each byte may be the one that is damaged; some of all of them are tried.
    for at in (0..whole.len()).step_by(97) {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        replace(&path, &damaged);
        refused.insert(node.rollback().expect_err("damaged").code());
        assert!(follower.look(&app).is_empty());
        assert_eq!(ask(&app, ADDRESSES[0]).1, second);
    }
    assert_eq!(refused, HashSet::from(["register-damaged"]));
    replace(&path, &whole);
    assert_eq!(node.rollback().unwrap().build.register, first);
    assert_eq!(follower.look(&app).len(), 1);
}

/// Puts other bytes in a file's place, as a disk that was restored would; those that are mapped stay.
fn replace(path: &Path, bytes: &[u8]) {
    let beside = path.with_extension("beside");
    std::fs::write(&beside, bytes).expect("written");
    std::fs::rename(beside, path).expect("put in its place");
}
