//! The files of the log: segments of lines, their keys, their seals.
//!
//! Shape:    `N.jsonl` while it is written to, `N.jsonl.zst` and `N.note` once it is sealed, `N.keys` always; N is the number of the
//!           segment's first event, in twelve digits. A record of keys is 40 bytes for each event: the key, 32 zeros where there is none (any more),
//!           and where the line begins, eight bytes, the lowest first.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::Offset;
use sha2::{Digest as _, Sha256};

use super::stored::{self, After, MAX_LINE, Stored};
use crate::{Doing, Error};

pub(super) const KEY_BYTES: usize = 32;
pub(super) const RECORD_BYTES: usize = KEY_BYTES + 8;

/// How hard sealed lines are packed.
const LEVEL: i32 = 6;

/// One segment.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    folder: PathBuf,
    /// The number of its first event.
    pub(super) first: u64,
}

impl Segment {
    /// Those of a folder, in order.
    pub(super) fn all(folder: &Path) -> Result<Vec<Self>, Error> {
        let io = |error| Error::io(Doing::Reading, folder, error);
        let mut all = Vec::new();
        for file in folder.read_dir().map_err(io)? {
            let name = file.map_err(io)?.file_name().to_string_lossy().into_owned();
            // Every segment has keys, whatever became of its lines.
            let first = name.strip_suffix(".keys").filter(|name| name.len() == 12).and_then(|name| name.parse().ok());
            all.extend(first.map(|first| Self { folder: folder.to_owned(), first }));
        }
        all.sort_unstable_by_key(|segment| segment.first);
        Ok(all)
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{:012}.{ending}", self.first))
    }

    pub(super) fn is_sealed(&self) -> bool {
        self.path("note").exists() && self.is_packed()
    }

    /// Whether its lines stand packed alone.
    pub(super) fn is_packed(&self) -> bool {
        !self.path("jsonl").exists()
    }

    /// Its lines, unpacked.
    fn lines(&self) -> Result<Box<dyn BufRead>, Error> {
        let plain = self.path("jsonl");
        match File::open(&plain) {
            Ok(file) => Ok(Box::new(BufReader::new(file))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let packed = self.path("jsonl.zst");
                let io = |error| Error::io(Doing::Reading, &packed, error);
                let file = File::open(&packed).map_err(io)?;
                Ok(Box::new(BufReader::new(zstd::Decoder::new(file).map_err(io)?)))
            }
            Err(error) => Err(Error::io(Doing::Reading, &plain, error)),
        }
    }

    /// Its lines as they stand, with their keys.
    pub(super) fn raw(&self) -> Result<impl Iterator<Item = Result<RawLine, Error>> + use<>, Error> {
        let (mut lines, path, keys) = (self.lines()?, self.path("jsonl"), self.path("keys"));
        let keys = std::fs::read(&keys).map_err(|error| Error::io(Doing::Reading, &keys, error))?;
        let mut at = 0;
        Ok(std::iter::from_fn(move || {
            let mut bytes = Vec::new();
            let read = lines.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut bytes);
            match read {
                Ok(0) => None,
                Ok(_) => {
                    let ends = bytes.pop_if(|last| *last == b'\n').is_some();
                    let record = keys.get(at * RECORD_BYTES..).and_then(|rest| rest.first_chunk::<KEY_BYTES>());
                    at += 1;
                    Some(Ok(RawLine { bytes, ends, key: record.copied() }))
                }
                Err(error) => Some(Err(Error::io(Doing::Reading, &path, error))),
            }
        }))
    }

    /// Its events.
    pub(super) fn events(&self) -> Result<impl Iterator<Item = Result<Stored, Error>> + use<>, Error> {
        let path = self.path("jsonl");
        // A line that is being written has no end yet.
        let whole = self.raw()?.filter(|line| line.as_ref().map_or(true, |line| line.ends));
        Ok(whole.map(move |line| line?.event().ok_or_else(|| Error::Damaged(path.clone()))))
    }

    /// One of its events by number; where its lines are not packed, without reading the others.
    pub(super) fn event(&self, n: u64) -> Result<Option<Stored>, Error> {
        let Some((key, begins)) = self.record(n)? else { return Ok(None) };
        let mut lines = self.lines()?;
        let path = self.path("jsonl");
        let io = |error| Error::io(Doing::Reading, &path, error);
        if let Ok(mut file) = File::open(&path) {
            file.seek(SeekFrom::Start(begins)).map_err(io)?;
            lines = Box::new(BufReader::new(file));
        } else {
            std::io::copy(&mut lines.by_ref().take(begins), &mut std::io::sink()).map_err(io)?;
        }
        let mut bytes = Vec::new();
        lines.take(MAX_LINE as u64).read_until(b'\n', &mut bytes).map_err(io)?;
        let ends = bytes.pop_if(|last| *last == b'\n').is_some();
        if !ends {
            return Ok(None);
        }
        RawLine { bytes, ends, key: Some(key) }.event().map(Some).ok_or(Error::Damaged(path))
    }

    /// The key of an event, and where its line begins.
    fn record(&self, n: u64) -> Result<Option<([u8; KEY_BYTES], u64)>, Error> {
        let path = self.path("keys");
        let io = |error| Error::io(Doing::Reading, &path, error);
        let mut file = File::open(&path).map_err(io)?;
        file.seek(SeekFrom::Start(n.saturating_sub(self.first) * RECORD_BYTES as u64)).map_err(io)?;
        let mut record = [0; RECORD_BYTES];
        match file.read_exact(&mut record) {
            Ok(()) => Ok(split(&record)),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(io(error)),
        }
    }

    /// Puts zeros where the key of an event stands.
    pub(super) fn erase(&self, n: u64) -> Result<(), Error> {
        if self.record(n)?.is_none() {
            return Ok(());
        }
        let path = self.path("keys");
        let io = |error| Error::io(Doing::Writing, &path, error);
        let mut file = File::options().write(true).open(&path).map_err(io)?;
        file.seek(SeekFrom::Start(n.saturating_sub(self.first) * RECORD_BYTES as u64)).map_err(io)?;
        file.write_all(&[0; KEY_BYTES]).map_err(io)?;
        file.sync_data().map_err(io)
    }

    /// Packs its lines and seals them: a signed note of how many there are, of the last one's hash and of all their bytes.
    pub(super) fn seal(&self, sign: &dyn Fn(&str) -> String) -> Result<(), Error> {
        let (plain, packed) = (self.path("jsonl"), self.path("jsonl.zst"));
        if plain.exists() {
            let read = |error| Error::io(Doing::Reading, &plain, error);
            let write = |error| Error::io(Doing::Writing, &packed, error);
            let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(write)?;
            let mut lines = File::open(&plain).map_err(read)?;
            zstd::stream::copy_encode(&mut lines, &mut file, LEVEL).map_err(write)?;
            file.as_file().sync_all().map_err(write)?;
            file.persist(&packed).map_err(|error| write(error.error))?;
        }
        let note = self.path("note");
        let io = |error| Error::io(Doing::Writing, &note, error);
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(io)?;
        file.write_all(sign(&self.sealed_text()?).as_bytes()).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist(&note).map_err(|error| io(error.error))?;
        match std::fs::remove_file(&plain) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(Doing::Writing, &plain, error)),
            _ => Ok(()),
        }
    }

    /// What its seal says.
    pub(super) fn sealed_text(&self) -> Result<String, Error> {
        let (mut hash, mut after) = (Sha256::new(), After::NOTHING);
        for line in self.raw()? {
            let line = line?.bytes;
            hash.update(&line);
            hash.update(b"\n");
            after = after.followed_by(&line);
        }
        let all: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(format!("dalil audit\nfirst {}\nevents {}\nlast {}\nlines {all}\n", self.first, after.n, after.hex()))
    }

    /// Its seal, where there is one.
    pub(super) fn note(&self) -> Option<String> {
        std::fs::read_to_string(self.path("note")).ok()
    }
}

fn split(record: &[u8; RECORD_BYTES]) -> Option<([u8; KEY_BYTES], u64)> {
    let (key, begins) = record.split_first_chunk()?;
    Some((*key, u64::from_le_bytes(begins.try_into().ok()?)))
}

/// A line as it stands.
pub(super) struct RawLine {
    pub(super) bytes: Vec<u8>,
    /// Whether it has its end.
    pub(super) ends: bool,
    key: Option<[u8; KEY_BYTES]>,
}

impl RawLine {
    pub(super) fn event(&self) -> Option<Stored> {
        stored::read(&self.bytes, self.key.as_ref())
    }
}

/// The segment that is written to, and where it ends.
pub(super) struct Tail {
    folder: PathBuf,
    /// Held by who writes.
    lock: File,
    segment: Segment,
    lines: File,
    keys: File,
    /// Bytes of its lines.
    length: u64,
    /// The day of its first event; none while it has none.
    day: Option<jiff::civil::Date>,
    after: After,
}

/// While it lives no other process writes.
pub(super) struct Alone(File);

impl Drop for Alone {
    fn drop(&mut self) {
        // What cannot be unlocked is when the process ends.
        let _ = self.0.unlock();
    }
}

impl Tail {
    pub(super) fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("lock");
        let io = |error| Error::io(Doing::Locking, &path, error);
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
        lock.lock().map_err(io)?;
        let alone = Alone(lock.try_clone().map_err(io)?);
        let segment = match Segment::all(folder)?.pop() {
            Some(last) => last,
            None => Segment { folder: folder.to_owned(), first: 1 },
        };
        let tail = Self::of(folder, lock, segment)?;
        drop(alone);
        Ok(tail)
    }

    /// A segment's end, mended where a killed process left it unfinished. Whoever calls holds the lock.
    fn of(folder: &Path, lock: File, segment: Segment) -> Result<Self, Error> {
        let mut options = File::options();
        options.create(true).truncate(false).read(true).append(true);
        let open = |path: &Path| options.open(path).map_err(|error| Error::io(Doing::Writing, path, error));
        // Keys first: a segment is known by them.
        let (keys, lines) = (open(&segment.path("keys"))?, open(&segment.path("jsonl"))?);
        let after = After { n: segment.first - 1, hash: [0; 32] };
        let mut tail = Self { folder: folder.to_owned(), lock, segment, lines, keys, length: 0, day: None, after };
        if tail.find_end()? {
            return Ok(tail);
        }
        match tail.mend()? {
            Some(next) => Self::of(folder, tail.lock, next),
            None => Ok(tail),
        }
    }

    /// Finds where a segment ends by its keys, without reading all of it; false where it is empty or its files do not fit each other.
    fn find_end(&mut self) -> Result<bool, Error> {
        let path = self.segment.path("jsonl");
        let io = |error| Error::io(Doing::Reading, &path, error);
        let (keys, length) = (self.keys.metadata().map_err(io)?.len(), self.lines.metadata().map_err(io)?.len());
        let events = keys / RECORD_BYTES as u64;
        let Some(last) = (self.segment.first + events).checked_sub(1).filter(|_| events > 0) else { return Ok(false) };
        let record = self.segment.record(last)?.filter(|_| keys % RECORD_BYTES as u64 == 0);
        let Some((_, begins)) = record.filter(|(_, begins)| *begins < length) else { return Ok(false) };
        let mut line = Vec::new();
        self.lines.seek(SeekFrom::Start(begins)).map_err(io)?;
        (&self.lines).take(MAX_LINE as u64).read_to_end(&mut line).map_err(io)?;
        let is_one = line.iter().position(|byte| *byte == b'\n') == line.len().checked_sub(1);
        let Ok(Some(first)) = self.segment.event(self.segment.first) else { return Ok(false) };
        self.day = Some(Offset::UTC.to_datetime(first.at).date());
        self.after = After { n: last - 1, hash: [0; 32] }.followed_by(&line);
        self.length = length;
        Ok(is_one && begins + line.len() as u64 == length)
    }

    /// Reads the segment's lines and cuts off one that has no end; keys of lines that are not there are cut off, and where keys are
    /// missing none takes their place. Where keys and lines are not of each other somebody changed them: then they stay as they
    /// are, and the segment that is to follow is given.
    fn mend(&mut self) -> Result<Option<Segment>, Error> {
        let path = self.segment.path("jsonl");
        let io = |error| Error::io(Doing::Writing, &path, error);
        // Of the first line of a later segment the one before it is known by the segment before.
        self.after = match Segment::all(&self.folder)?.into_iter().rev().find(|known| known.first < self.segment.first)
        {
            Some(before) => {
                let last = before.raw()?.last().transpose()?.map(|line| line.bytes).unwrap_or_default();
                After { n: self.segment.first - 2, hash: [0; 32] }.followed_by(&last)
            }
            None => After::NOTHING,
        };
        (self.length, self.day) = (0, None);
        let known = self.keys.metadata().map_err(io)?.len() / RECORD_BYTES as u64;
        let (mut events, mut missing, mut fit) = (0, Vec::new(), true);
        for line in self.segment.raw()? {
            let line = line?;
            if !line.ends {
                break;
            }
            if self.day.is_none() {
                self.day = line.event().map(|event| Offset::UTC.to_datetime(event.at).date());
            }
            fit &= events >= known
                || self.segment.record(self.segment.first + events)?.is_some_and(|(_, begins)| begins == self.length);
            events += 1;
            if events > known {
                missing.extend([0; KEY_BYTES]);
                missing.extend(self.length.to_le_bytes());
            }
            self.after = self.after.followed_by(&line.bytes);
            self.length += line.bytes.len() as u64 + 1;
        }
        if !fit {
            // One line may have no end.
            let first = self.segment.first + known.max(events + 1);
            return Ok(Some(Segment { first, ..self.segment.clone() }));
        }
        if self.lines.metadata().map_err(io)?.len() != self.length {
            self.lines.set_len(self.length).map_err(io)?;
        }
        self.keys.set_len(known.min(events) * RECORD_BYTES as u64).map_err(io)?;
        self.keys.write_all(&missing).map_err(io)?;
        Ok(None)
    }

    /// Keeps other processes from writing.
    pub(super) fn write_alone(&self) -> Result<Alone, Error> {
        let io = |error| Error::io(Doing::Locking, &self.folder, error);
        let lock = self.lock.try_clone().map_err(io)?;
        lock.lock().map_err(io)?;
        Ok(Alone(lock))
    }

    /// Takes in what other processes wrote since.
    pub(super) fn catch_up(&mut self) -> Result<(), Error> {
        let path = self.segment.path("jsonl");
        let length = self.lines.metadata().map_err(|error| Error::io(Doing::Reading, &path, error))?.len();
        let next = Segment { first: self.after.n + 1, ..self.segment.clone() };
        let has_next = next.first != self.segment.first && next.path("keys").exists();
        if length != self.length || has_next {
            let last = Segment::all(&self.folder)?.pop().unwrap_or_else(|| self.segment.clone());
            let lock = self.lock.try_clone().map_err(|error| Error::io(Doing::Locking, &self.folder, error))?;
            *self = Self::of(&self.folder.clone(), lock, last)?;
        }
        Ok(())
    }

    /// Lets the next writer read the segment anew.
    pub(super) fn forget(&mut self) {
        self.length = u64::MAX;
    }

    /// Whether what comes now begins another segment: this one is long, or of a day before.
    pub(super) fn is_full(&self, bytes: u64, now: Timestamp) -> bool {
        let today = Offset::UTC.to_datetime(now).date();
        self.length >= bytes || self.day.is_some_and(|day| day < today)
    }

    pub(super) fn begin_next(&mut self) -> Result<(), Error> {
        let path = self.segment.path("jsonl");
        self.lines.sync_data().map_err(|error| Error::io(Doing::Writing, &path, error))?;
        let next = Segment { first: self.after.n + 1, ..self.segment.clone() };
        let lock = self.lock.try_clone().map_err(|error| Error::io(Doing::Locking, &self.folder, error))?;
        *self = Self::of(&self.folder.clone(), lock, next)?;
        Ok(())
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn after(&self) -> After {
        self.after.clone()
    }

    /// Writes lines with their keys; where that fails, none of them stays.
    pub(super) fn write(&mut self, lines: &[u8], records: &[u8], after: After) -> Result<(), Error> {
        let written = self.keys.write_all(records).and_then(|()| self.lines.write_all(lines));
        if let Err(error) = written {
            let events = self.after.n + 1 - self.segment.first;
            // What stays all the same is cut off by whoever writes next.
            let _ = self.lines.set_len(self.length);
            let _ = self.keys.set_len(events * RECORD_BYTES as u64);
            self.forget();
            return Err(Error::io(Doing::Writing, &self.segment.path("jsonl"), error));
        }
        if self.day.is_none() {
            self.day = stored::read(lines.split(|byte| *byte == b'\n').next().unwrap_or_default(), None)
                .map(|event| Offset::UTC.to_datetime(event.at).date());
        }
        self.length += lines.len() as u64;
        self.after = after;
        Ok(())
    }

    /// Its files, to be made sure of without keeping others waiting.
    pub(super) fn files(&self) -> Result<[File; 2], Error> {
        let io = |error| Error::io(Doing::Writing, &self.folder, error);
        Ok([self.keys.try_clone().map_err(io)?, self.lines.try_clone().map_err(io)?])
    }
}
