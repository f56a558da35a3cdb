//! The shell around the pure crates: files, the store, importing editions, asking other servers.
//!
//! Promise:  the same input gives the same stored bytes; a killed process leaves the old or the new state, never a mix.
//! Shape:    [`Node`] is one opened data folder. Time comes in as an argument.
//! Rules:    what an interrupted import left is cleared away when the folder is next opened by one process alone.
//! Not here: what a list means (`sources`), what changed (`register`), words for people (the faces).

pub mod access;
pub mod audit;
pub mod backup;
pub mod bench;
mod chain;
mod condition;
pub mod datasets;
mod gathering;
mod guard;
pub mod health;
mod held;
mod import;
mod input;
mod invented;
mod judgements;
mod keys;
mod lock;
mod made;
mod mapped;
mod open_files;
mod output;
pub mod receipts;
mod referents;
mod register_file;
pub mod remote;
mod store;

use std::path::{Path, PathBuf};

use register::Day;
use register::index::IndexError;
use sources::Refusal;

pub use chain::EditionDelta;
pub use condition::{Condition, Part};
pub use gathering::Gathering;
pub use guard::Finding;
pub use import::{Group, ImportOptions, Imported, Origin, Taken};
pub use input::{Input, MAX_INPUT, MAX_SECRET, Packing, PackingFault, secret_of};
pub use judgements::{
    EventKind, Judgement, JudgementEvent, JudgementRecord, LineFault, MAX_REASON, NewJudgement, Standing, TakenLines,
};
pub use keys::{MAX_NOTE, PublicKey};
pub use made::engine;
pub use open_files::open_files;
pub use output::{Output, same_file};
pub use referents::{Referents, TakenReferents, Tally};
pub use register_file::{BuildRecord, Built, RegisterFile, RolledBack};
pub use store::{EditionRecord, Fields};

/// One opened data folder.
pub struct Node {
    folder: PathBuf,
    store: store::Store,
    /// Held shared while the folder is open.
    _lock: std::fs::File,
}

impl Node {
    /// Opens a data folder, making it when it is not there.
    ///
    /// # Errors
    /// The folder cannot be made or its store cannot be opened.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        for part in ["editions", "registers"] {
            std::fs::create_dir_all(folder.join(part)).map_err(|e| Error::io(Doing::Making, folder, e))?;
        }
        let path = folder.join("dalil.db");
        let opening = lock::open_alone(folder)?;
        let store = store::Store::open(&path).map_err(|error| error.of_disk(&path))?;
        drop(opening);
        let lock = lock::lock(folder, &store)?;
        Ok(Self { folder: folder.to_owned(), store, _lock: lock })
    }

    /// Makes a folder, with those above it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn make_folder(&self, folder: &Path) -> Result<(), Error> {
        std::fs::create_dir_all(folder).map_err(|error| Error::io(Doing::Making, folder, error))
    }

    /// Waits until this process alone writes; until the guard is dropped.
    fn write_alone(&self) -> Result<std::fs::File, Error> {
        lock::write_alone(&self.folder)
    }

    /// Whether the folder holds invented lists only.
    pub fn is_fictitious(&self) -> bool {
        self.folder.join(FICTITIOUS).exists()
    }

    /// Marks a folder that holds nothing yet as one for invented lists only.
    ///
    /// # Errors
    /// It holds editions of published lists, or cannot be written to.
    pub fn mark_fictitious(&self) -> Result<(), Error> {
        let _alone = self.write_alone()?;
        if self.is_fictitious() {
            return Ok(());
        }
        if !self.editions(None)?.is_empty() {
            return Err(Error::HoldsPublished(self.folder.clone()));
        }
        self.write_whole(&self.folder.join(FICTITIOUS), FICTITIOUS_TEXT.as_bytes())
    }

    /// Where the data folder is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A number that differs after another process has changed the store: cheap to ask, once a second.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn store_version(&self) -> Result<i64, Error> {
        self.store.version()
    }

    /// The editions held, of one list or of all, in the order of their chains.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn editions(&self, list: Option<&str>) -> Result<Vec<EditionRecord>, Error> {
        self.store.editions(list)
    }
}

/// The file that marks a folder of invented lists.
const FICTITIOUS: &str = "FICTITIOUS.txt";
const FICTITIOUS_TEXT: &str = "FICTITIOUS: every list in this folder is invented, for demonstration.\n\
    بيانات خيالية: كل القوائم في هذا المجلد مختلقة للعرض.\n";

/// Bytes that nobody can foresee; `None` where the operating system gives none.
pub fn random_bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

/// What was being done to a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Reading it.
    Reading,
    /// Writing it.
    Writing,
    /// Making it.
    Making,
    /// Locking it.
    Locking,
}

impl Doing {
    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Writing => "writing",
            Self::Making => "making",
            Self::Locking => "locking",
        }
    }
}

/// What cannot go on. Each has a stable code and says what to try next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused.
    #[error("{} {}: {source}", doing.code(), path.display())]
    Io {
        /// What was being done.
        doing: Doing,
        /// To what.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// The store refused.
    #[error("the store: {0}")]
    Store(#[from] rusqlite::Error),
    /// The file cannot be taken.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The edition is out of line with what is held; the last good one stays.
    #[error("{0}")]
    Guarded(Finding),
    /// There is no such list or entry.
    #[error("not found: {0}")]
    NotFound(String),
    /// The list has no edition of that day.
    #[error("{list} has no edition of {day}")]
    NoEdition {
        /// The list.
        list: String,
        /// The day asked for.
        day: Day,
    },
    /// Nothing stands before the edition in its list's chain.
    #[error("{list} has no edition before the one asked for")]
    NoEarlierEdition {
        /// The list.
        list: String,
    },
    /// Stored bytes are not what was stored.
    #[error("{} no longer has its hash", .0.display())]
    Damaged(PathBuf),
    /// No entity has the reference.
    #[error("no entity has the reference {0}")]
    NoEntity(String),
    /// Two references name one entry.
    #[error("both name the entry {0}")]
    SameEntry(String),
    /// A reference names several entries.
    #[error("{reference} names several entries: {entries}")]
    SeveralEntries {
        /// The reference.
        reference: String,
        /// The entries.
        entries: String,
    },
    /// The reason of a judgement is longer than [`MAX_REASON`].
    #[error("the reason is longer than {MAX_REASON} characters")]
    ReasonTooLong,
    /// The name of a key or person, or a purpose, is none.
    #[error("not a name of 1 to {most} characters: {0:?}", most = access::MAX_LABEL)]
    BadLabel(String),
    /// The password is too short or too long.
    #[error("a password has {} characters or more", access::LEAST_PASSWORD)]
    BadPassword,
    /// A key cannot be held to a right that its role does not have.
    #[error("the role {role} has no right to {right}")]
    NotOfRole {
        /// The role.
        role: &'static str,
        /// The right.
        right: &'static str,
    },
    /// No event of the log has the id.
    #[error("no event has the id {0}")]
    NoEvent(String),
    /// What is personal of the event was erased.
    #[error("what is personal of the event {0} was erased")]
    Erased(String),
    /// What is personal of the event cannot be read.
    #[error("what is personal of the event {0} cannot be read")]
    EventUnreadable(String),
    /// The text is no receipt that this folder signed.
    #[error("this is no receipt that a key of this folder signed")]
    NoReceipt,
    /// A link that was used, is over, or never was one.
    #[error("the link was used or is over")]
    NoLink,
    /// The operating system gives no randomness.
    #[error("the operating system gives no randomness")]
    NoRandomness,
    /// The register was made by another version, and what comes of the same editions and judgements now is another one.
    #[error("the register {register} was made by {engine} and cannot be made again")]
    NotMadeAgain {
        /// Its content id.
        register: String,
        /// The version that made it.
        engine: String,
    },
    /// No judgement has the id.
    #[error("no judgement has the id {0}")]
    NoJudgement(String),
    /// The judgement does not wait for what is asked.
    #[error("the judgement {id} stands as {}", standing.code())]
    JudgementStands {
        /// Its id.
        id: String,
        /// How it stands.
        standing: Standing,
    },
    /// A second person is wanted, and this one judged already.
    #[error("{0} judged already")]
    SamePerson(String),
    /// Invented lists would stand beside published ones.
    #[error("{} holds editions of published lists", .0.display())]
    HoldsPublished(PathBuf),
    /// Published lists would stand beside invented ones.
    #[error("{} holds invented lists only", .0.display())]
    HoldsInvented(PathBuf),
    /// The file says of itself that it is invented.
    #[error("the file is invented")]
    Invented,
    /// Nothing was imported yet.
    #[error("no edition is held")]
    NothingHeld,
    /// No edition of any list is so early.
    #[error("no edition is held of {day} or before; the first is of {first}")]
    NothingHeldThen {
        /// The day asked for.
        day: Day,
        /// The day of the first edition held.
        first: Day,
    },
    /// No register was built yet.
    #[error("no register was built")]
    NoRegister,
    /// The register in use is the first.
    #[error("no register was built before the one in use")]
    NoEarlierRegister,
    /// The register file is damaged or of another version.
    #[error("the register: {0}")]
    Register(#[from] IndexError),
    /// No key of this folder signed the register file.
    #[error("no key of this folder signed {}", .0.display())]
    Unsigned(PathBuf),
    /// The file with the folder's key holds none.
    #[error("{} holds no key", .0.display())]
    NoKey(PathBuf),
    /// A packed input cannot be unpacked.
    #[error("{}: {} {}", path.display(), packing.name(), fault.code())]
    Unpacking {
        /// The file.
        path: PathBuf,
        /// How it is packed.
        packing: Packing,
        /// What is wrong.
        fault: PackingFault,
    },
    /// A manifest of datasets, or a file that it names, is not as it should be.
    #[error("{}: {what}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        what: String,
    },
    /// A backup, or the place for one, is not as it should be.
    #[error("{}: {}", path.display(), fault.code())]
    Backup {
        /// The folder or the file.
        path: PathBuf,
        /// What is wrong.
        fault: backup::BackupFault,
    },
    /// The file is no map of ids.
    #[error("{} is no map of ids", .0.display())]
    NotAMap(PathBuf),
    /// The input is larger than [`MAX_INPUT`].
    #[error("{} is larger than {MAX_INPUT} bytes uncompressed", .0.display())]
    TooLarge(PathBuf),
}

impl Error {
    fn io(doing: Doing, path: &Path, source: std::io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), source }
    }

    /// The same error; where the disk failed the store, with the store's path.
    fn of_disk(self, path: &Path) -> Self {
        use rusqlite::ErrorCode::{CannotOpen, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure};
        match self {
            Self::Store(error)
                if matches!(
                    error.sqlite_error_code(),
                    Some(CannotOpen | DiskFull | PermissionDenied | ReadOnly | SystemIoFailure)
                ) =>
            {
                Self::io(Doing::Writing, path, std::io::Error::other(error))
            }
            other => other,
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::Store(_) => "store",
            Self::Refused(refusal) => refusal.kind.code(),
            Self::Guarded(finding) => finding.code(),
            Self::NotFound(_) => "not-found",
            Self::NoEdition { .. } => "no-edition",
            Self::NoEarlierEdition { .. } => "no-earlier-edition",
            Self::Damaged(_) => "stored-bytes-damaged",
            Self::NoEntity(_) => "no-entity",
            Self::SameEntry(_) => "same-entry",
            Self::SeveralEntries { .. } => "several-entries",
            Self::ReasonTooLong => "reason-too-long",
            Self::BadLabel(_) => "bad-label",
            Self::BadPassword => "bad-password",
            Self::NotOfRole { .. } => "not-of-role",
            Self::NoEvent(_) => "no-event",
            Self::Erased(_) => "erased",
            Self::EventUnreadable(_) => "event-unreadable",
            Self::NoReceipt => "no-receipt",
            Self::NoLink => "no-link",
            Self::NoRandomness => "no-randomness",
            Self::NotMadeAgain { .. } => "register-not-made-again",
            Self::NoJudgement(_) => "no-judgement",
            Self::JudgementStands { .. } => "judgement-stands",
            Self::SamePerson(_) => "same-person",
            Self::HoldsPublished(_) => "holds-published",
            Self::HoldsInvented(_) => "holds-invented",
            Self::Invented => "invented",
            Self::NothingHeld => "nothing-held",
            Self::NothingHeldThen { .. } => "nothing-held-then",
            Self::NoRegister => "no-register",
            Self::NoEarlierRegister => "no-earlier-register",
            Self::Register(IndexError::TooMuch(_)) => "too-much-to-compare",
            Self::Register(_) => "register-damaged",
            Self::Unsigned(_) => "register-unsigned",
            Self::NoKey(_) => "key-unreadable",
            Self::Unpacking { fault, .. } => fault.code(),
            Self::Manifest { .. } => "manifest-unreadable",
            Self::Backup { fault, .. } => fault.code(),
            Self::NotAMap(_) => "not-a-map",
            Self::TooLarge(_) => "input-too-large",
        }
    }
}
