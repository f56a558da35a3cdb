//! The store: which editions are held and which entries stood in each.
//!
//! Shape:    SQLite, WAL, synchronous FULL: an edition is there wholly or not at all. The raw bytes stand beside it,
//!           content-addressed; what is stored here can be derived from them again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::ErrorKind;
use std::path::Path;

use jiff::Timestamp;
use register::delta::{Content, SaidHash};
use register::{Day, Edition, EditionId};
use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};

use crate::access::{Access, KeyRecord, PersonRecord, Right, Role};
use crate::chain::order;
use crate::made::Made;
use crate::referents::Groups;
use crate::{BuildRecord, Doing, Error, EventKind, JudgementEvent, JudgementRecord};

const SCHEMA: &[&str] = &[
    "create table edition (
        id text primary key, list text not null, format text not null, published text not null,
        stated text, retrieved text not null, extract integer not null, entries integer not null,
        stats text not null, problems integer not null, accepted_loss text
    ) strict;
    create index edition_of_list on edition (list, published);
    create table edition_file (
        edition text not null references edition, ordinal integer not null, name text not null, sha256 text not null,
        primary key (edition, ordinal)
    ) strict, without rowid;
    create table presence (
        edition text not null references edition, key text not null, printed text not null, content blob not null,
        alternates text not null, primary key (edition, key)
    ) strict, without rowid;",
    // How many entries state a property, and how often: what the guard weighs besides numbers of entries.
    "alter table edition add column fields text not null default '{}';",
    // The register files built, and the one in use.
    "create table build (
        ordinal integer primary key, register text not null, editions text not null, built text not null,
        in_use integer not null
    ) strict;",
    // The register files built of what was known on a day; going back leaves them out.
    "create table build_of_day (
        day text primary key, register text not null, editions text not null, built text not null
    ) strict, without rowid;",
    // Of those put in use, the day that one is of.
    "alter table build add column as_of text;",
    // What people judged of two entries, and what happened to it later; nothing is changed or removed, but where a demonstration begins anew.
    "create table judgement (
        ordinal integer primary key, id text not null unique, judgement text not null, member text
    ) strict;
    create table judgement_event (
        ordinal integer primary key, id text not null references judgement (id), kind text not null, author text not null,
        at text not null
    ) strict;",
    // By the fingerprint of an entry's content, those of the values it states: since when each is stated.
    "create table said (content blob primary key, hashes blob not null) strict, without rowid;",
    // What each register file was made of, other than the one before; the judgements only where they are others. Nothing is removed, but where a
    // demonstration begins anew: receipts name registers whose files are gone.
    "create table made (
        ordinal integer primary key, register text not null, engine text not null, editions text not null, rulings text
    ) strict;
    create index made_of_register on made (register);",
    // Who may ask: keys of programs, and people. Nothing is removed.
    "create table access_key (
        id text primary key, name text not null, role text not null, rights text not null, purpose text not null,
        made text not null, expires text, withdrawn text, sha256 blob not null
    ) strict, without rowid;
    create table person (
        name text primary key, role text not null, made text not null, withdrawn text, password text,
        link blob, link_until text
    ) strict, without rowid;",
    // What others call whom we list: of each of their ids, one that stands for their entity.
    "create table referent (id text primary key, canonical text not null) strict, without rowid;
    create table referent_revision (n integer not null) strict;
    insert into referent_revision (n) values (0);",
];

/// The number of the newest schema.
pub(crate) fn newest_schema() -> u32 {
    u32::try_from(SCHEMA.len()).unwrap_or(u32::MAX)
}

/// So many registers of days are kept.
const MAX_DAYS: u32 = 16;

/// An edition as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionRecord {
    /// Its id, the hash of its bytes.
    pub id: EditionId,
    /// Its list.
    pub list: String,
    /// Its format's stable name.
    pub format: String,
    /// The day the publisher puts on it.
    pub published: Day,
    /// The publisher's own words for that moment.
    pub stated: Option<String>,
    /// When it was retrieved, RFC 3339 in UTC.
    pub retrieved: String,
    /// Whether it is only a part of the list.
    pub extract: bool,
    /// Entries listed in it.
    pub entries: u64,
    /// The publisher's elements counted as read, as a JSON object.
    pub stats: String,
    /// How far each property is filled.
    pub fields: Fields,
    /// Places not understood.
    pub problems: u64,
    /// Why a loss beyond the guard was accepted.
    pub accepted_loss: Option<String>,
    /// The files: name as given, SHA-256 of the uncompressed bytes.
    pub files: Vec<(String, EditionId)>,
}

impl EditionRecord {
    /// What evidence tells of it.
    pub fn edition(&self) -> Edition {
        Edition {
            id: self.id,
            list: self.list.as_str().into(),
            published: self.published,
            stated: self.stated.as_deref().map(Into::into),
            retrieved: self.retrieved.as_str().into(),
            extract: self.extract,
        }
    }
}

/// By property: how many entries state it, and how many statements there are.
pub type Fields = BTreeMap<String, (u64, u64)>;

/// One entry as it stood in one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Presence {
    pub(crate) printed: String,
    pub(crate) content: Content,
    /// Of what each of its statements says; only known where it is taken in.
    pub(crate) said: Vec<SaidHash>,
    pub(crate) alternates: Vec<Box<str>>,
}

pub(crate) struct Store {
    connection: Connection,
}

impl Store {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(std::time::Duration::from_secs(30))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = transaction.query_row("pragma user_version", [], |row| row.get(0))?;
        for (n, migration) in (1_i64..).zip(SCHEMA).filter(|(n, _)| *n > version) {
            transaction.execute_batch(migration)?;
            transaction.pragma_update(None, "user_version", n)?;
        }
        transaction.commit()?;
        Ok(Self { connection })
    }

    /// Writes one state of the store, whatever others write meanwhile, to a file that is empty; none of what was deleted is in it.
    pub(crate) fn copy_into(&self, path: &Path) -> Result<(), Error> {
        // Not the backup API, which begins again whenever another process writes, and copies deleted rows too.
        let name = path.to_str().ok_or_else(|| Error::io(Doing::Writing, path, ErrorKind::InvalidFilename.into()))?;
        let copied = self.connection.execute("vacuum into $1", [name]);
        copied.map(|_| ()).map_err(|error| Error::from(error).of_disk(path))
    }

    /// What is wrong with how the store lies on the disk; as far as is told without comparing every index.
    pub(crate) fn quick_check(&self) -> Result<Option<String>, Error> {
        let found: String = self.connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        Ok(Some(found).filter(|found| found != "ok"))
    }

    /// Differs after another connection has committed something.
    pub(crate) fn version(&self) -> Result<i64, Error> {
        Ok(self.connection.query_row("pragma data_version", [], |row| row.get(0))?)
    }

    pub(crate) fn editions(&self, list: Option<&str>) -> Result<Vec<EditionRecord>, Error> {
        let mut select = self.connection.prepare_cached(
            "select id, list, format, published, stated, retrieved, extract, entries, stats, problems, accepted_loss, fields
             from edition where $1 is null or list = $1",
        )?;
        let mut editions = select.query_map([list], record)?.collect::<Result<Vec<_>, _>>()?;
        editions.sort_by(|a, b| (&a.list, order(a)).cmp(&(&b.list, order(b))));
        let mut files = self
            .connection
            .prepare_cached("select name, sha256 from edition_file where edition = $1 order by ordinal")?;
        for edition in &mut editions {
            edition.files = files
                .query_map([edition.id.to_string()], |row| Ok((row.get(0)?, id(row, 1)?)))?
                .collect::<Result<Vec<_>, _>>()?;
        }
        Ok(editions)
    }

    pub(crate) fn presence(&self, edition: EditionId) -> Result<BTreeMap<String, Presence>, Error> {
        let mut select = self
            .connection
            .prepare_cached("select key, printed, content, alternates from presence where edition = $1")?;
        let rows = select.query_map([edition.to_string()], |row| {
            let alternates: String = row.get(3)?;
            let presence = Presence {
                printed: row.get(1)?,
                content: Content::from_bytes(row.get(2)?),
                said: Vec::new(),
                alternates: alternates.lines().map(Into::into).collect(),
            };
            Ok((row.get(0)?, presence))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What each statement of an entry with this content says, by fingerprint; nothing of entries taken in by an earlier Dalil.
    pub(crate) fn said(&self, content: Content) -> Result<Vec<SaidHash>, Error> {
        let mut select = self.connection.prepare_cached("select hashes from said where content = $1")?;
        let mut rows = select.query([content.bytes()])?;
        let Some(row) = rows.next()? else { return Ok(Vec::new()) };
        let hashes: Vec<u8> = row.get(0)?;
        let (hashes, _) = hashes.as_chunks();
        Ok(hashes.iter().copied().map(SaidHash::from_bytes).collect())
    }

    /// The keys of the full editions of a list before a day, but those of one edition.
    pub(crate) fn keys_before(&self, list: &str, day: Day, but: EditionId) -> Result<HashSet<String>, Error> {
        let mut select = self.connection.prepare_cached(
            "select distinct presence.key from presence join edition on edition.id = presence.edition
             where edition.list = $1 and edition.published < $2 and edition.extract = 0 and edition.id <> $3",
        )?;
        let rows = select.query_map(params![list, day.to_string(), but.to_string()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The hashes of every file of every edition.
    pub(crate) fn raw_files(&self) -> Result<HashSet<String>, Error> {
        let mut select = self.connection.prepare("select sha256 from edition_file")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The names of every register file that was built and not rolled back from, and of those of a day.
    pub(crate) fn registers(&self) -> Result<HashSet<String>, Error> {
        let mut select =
            self.connection.prepare("select register from build union select register from build_of_day")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Stores an edition and its entries in one transaction.
    pub(crate) fn add(&mut self, edition: &EditionRecord, entries: &BTreeMap<String, Presence>) -> Result<(), Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        insert(&transaction, edition, entries)?;
        transaction.commit()?;
        Ok(())
    }

    pub(crate) fn builds(&self) -> Result<Vec<BuildRecord>, Error> {
        let mut select = self
            .connection
            .prepare_cached("select register, editions, built, as_of, in_use from build order by ordinal")?;
        let rows = select.query_map([], |row| {
            let (register, editions, built, as_of) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            Ok(BuildRecord { register, editions, built, as_of, in_use: row.get(4)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes a register file and puts it in use; those rolled back from are forgotten. One that was in use before and is now of a day is
    /// noted twice, so that going back leads to it all the same.
    pub(crate) fn add_build(&mut self, build: &BuildRecord) -> Result<(), Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "delete from build where ordinal > (select max(ordinal) from build where in_use = 1)
                 or register = $1 and as_of is $2",
            params![build.register, build.as_of],
        )?;
        transaction.execute("update build set in_use = 0", [])?;
        transaction.execute(
            "insert into build (register, editions, built, as_of, in_use) values ($1, $2, $3, $4, 1)",
            params![build.register, build.editions, build.built, build.as_of],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// The register files that were built of what has this hash.
    pub(crate) fn builds_of(&self, editions: &str) -> Result<Vec<String>, Error> {
        let mut select = self.connection.prepare_cached(
            "select register from build where editions = $1 union select register from build_of_day where editions = $1",
        )?;
        let rows = select.query_map([editions], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes a register file of what was known on a day; one of that day noted before is forgotten, and so are all but the last
    /// [`MAX_DAYS`] that were built: their files are cleared away, and built again when they are asked for.
    pub(crate) fn add_build_of_day(&mut self, build: &BuildRecord) -> Result<(), Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "insert or replace into build_of_day (day, register, editions, built) values ($1, $2, $3, $4)",
            params![build.as_of, build.register, build.editions, build.built],
        )?;
        transaction.execute(
            "delete from build_of_day
             where day not in (select day from build_of_day order by built desc, day = $1 desc, day desc limit $2)",
            params![build.as_of, MAX_DAYS],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Puts a register file noted before in use, that is of no day.
    pub(crate) fn use_build(&mut self, register: &str) -> Result<(), Error> {
        self.connection.execute("update build set in_use = (register = $1 and as_of is null)", [register])?;
        Ok(())
    }

    /// Who may ask.
    pub(crate) fn access(&self) -> Result<Access, Error> {
        let mut access = Access::default();
        let mut select = self.connection.prepare_cached(
            "select id, name, role, rights, purpose, made, expires, withdrawn, sha256 from access_key order by id",
        )?;
        let keys = select.query_map([], |row| {
            let rights: String = row.get(3)?;
            Ok(KeyRecord {
                id: row.get(0)?,
                name: row.get(1)?,
                role: role(row, 2)?,
                only: rights.split_whitespace().filter_map(Right::of).collect(),
                purpose: row.get(4)?,
                made: moment(row, 5)?.ok_or_else(|| bad_value(5, "no moment"))?,
                expires: moment(row, 6)?,
                withdrawn: moment(row, 7)?,
                sha256: row.get(8)?,
            })
        })?;
        for key in keys {
            let key = key?;
            access.keys.insert(key.id.clone(), key);
        }
        let mut select = self.connection.prepare_cached(
            "select name, role, made, withdrawn, password, link, link_until from person order by name",
        )?;
        let people = select.query_map([], |row| {
            let (link, until): (Option<[u8; 32]>, _) = (row.get(5)?, moment(row, 6)?);
            Ok(PersonRecord {
                name: row.get(0)?,
                role: role(row, 1)?,
                made: moment(row, 2)?.ok_or_else(|| bad_value(2, "no moment"))?,
                withdrawn: moment(row, 3)?,
                password: row.get(4)?,
                link: link.zip(until),
            })
        })?;
        for person in people {
            let person = person?;
            access.people.insert(person.name.clone(), person);
        }
        Ok(access)
    }

    pub(crate) fn add_key(&self, key: &KeyRecord) -> Result<(), Error> {
        let rights = key.only.iter().map(|right| right.code()).collect::<Vec<_>>().join(" ");
        self.connection.execute(
            "insert into access_key (id, name, role, rights, purpose, made, expires, withdrawn, sha256)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                key.id,
                key.name,
                key.role.code(),
                rights,
                key.purpose,
                key.made.to_string(),
                key.expires.map(|expires| expires.to_string()),
                key.withdrawn.map(|withdrawn| withdrawn.to_string()),
                key.sha256,
            ],
        )?;
        Ok(())
    }

    /// Withdraws a key; false where there is none. One that was withdrawn before stays so since then.
    pub(crate) fn withdraw_key(&self, id: &str, now: Timestamp) -> Result<bool, Error> {
        let changed = self.connection.execute(
            "update access_key set withdrawn = coalesce(withdrawn, $1) where id = $2",
            params![now.to_string(), id],
        )?;
        Ok(changed > 0)
    }

    pub(crate) fn put_person(&self, person: &PersonRecord) -> Result<(), Error> {
        let (link, until) = person.link.unzip();
        self.connection.execute(
            "insert into person (name, role, made, withdrawn, password, link, link_until)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (name) do update set role = $2, made = $3, withdrawn = $4, password = $5, link = $6, link_until = $7",
            params![
                person.name,
                person.role.code(),
                person.made.to_string(),
                person.withdrawn.map(|withdrawn| withdrawn.to_string()),
                person.password,
                link,
                until.map(|until| until.to_string()),
            ],
        )?;
        Ok(())
    }

    /// What a register file was made of, where it was made here.
    pub(crate) fn made(&self, register: &str) -> Result<Option<Made>, Error> {
        let last =
            self.connection.query_row("select max(ordinal) from made where register = $1", [register], |row| {
                row.get::<_, Option<i64>>(0)
            })?;
        last.map(|last| self.made_until(last)).transpose()
    }

    /// What the register of a row was made of.
    fn made_until(&self, ordinal: i64) -> Result<Made, Error> {
        let mut made = Made::default();
        let mut select = self
            .connection
            .prepare_cached("select engine, editions, rulings from made where ordinal <= $1 order by ordinal")?;
        let mut rows = select.query([ordinal])?;
        while let Some(row) = rows.next()? {
            let (engine, editions, rulings): (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            made.engine = engine;
            made.change(&serde_json::from_str(&editions).map_err(|error| bad_value(1, error))?);
            if let Some(rulings) = rulings {
                made.rulings = serde_json::from_str(&rulings).map_err(|error| bad_value(2, error))?;
            }
        }
        Ok(made)
    }

    /// Notes what a register file was made of, unless that is noted.
    pub(crate) fn add_made(&self, register: &str, made: &Made) -> Result<(), Error> {
        if self.made(register)?.is_some_and(|known| known == *made) {
            return Ok(());
        }
        let last =
            self.connection.query_row("select max(ordinal) from made", [], |row| row.get::<_, Option<i64>>(0))?;
        let before = last.map(|last| self.made_until(last)).transpose()?.unwrap_or_default();
        let text = |value: serde_json::Result<String>| {
            value.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
        };
        let editions = text(serde_json::to_string(&made.since(&before)))?;
        let is_other = made.rulings != before.rulings;
        let rulings = is_other.then(|| text(serde_json::to_string(&made.rulings))).transpose()?;
        self.connection.execute(
            "insert into made (register, engine, editions, rulings) values ($1, $2, $3, $4)",
            params![register, made.engine, editions, rulings],
        )?;
        Ok(())
    }

    /// Every judgement with what happened to it, the earliest first.
    pub(crate) fn judgements(&self) -> Result<Vec<JudgementRecord>, Error> {
        let mut select =
            self.connection.prepare_cached("select id, judgement, member from judgement order by ordinal")?;
        let rows = select.query_map([], |row| {
            let judgement: String = row.get(1)?;
            let judgement = serde_json::from_str(&judgement).map_err(|error| bad_value(1, error))?;
            Ok(JudgementRecord { id: row.get(0)?, judgement, member: row.get(2)?, events: Vec::new() })
        })?;
        let mut records = rows.collect::<Result<Vec<_>, _>>()?;
        let places: HashMap<String, usize> = records.iter().map(|record| record.id.clone()).zip(0..).collect();
        let mut events =
            self.connection.prepare_cached("select id, kind, author, at from judgement_event order by ordinal")?;
        let mut rows = events.query([])?;
        while let Some(row) = rows.next()? {
            let (id, kind): (String, String) = (row.get(0)?, row.get(1)?);
            let kind = EventKind::of(&kind).ok_or_else(|| bad_value(1, "not an event of a judgement"))?;
            let event = JudgementEvent { kind, author: row.get(2)?, at: row.get(3)? };
            if let Some(record) = places.get(&id).and_then(|at| records.get_mut(*at)) {
                record.events.push(event);
            }
        }
        Ok(records)
    }

    /// Keeps judgements, all in one transaction; those that are kept already stay as they are.
    pub(crate) fn add_judgements(&mut self, records: &[JudgementRecord]) -> Result<(), Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut insert = transaction
                .prepare_cached("insert or ignore into judgement (id, judgement, member) values ($1, $2, $3)")?;
            for JudgementRecord { id, judgement, member, .. } in records {
                let judgement = serde_json::to_string(judgement)
                    .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
                insert.execute(params![id, judgement, member])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Keeps what happened to a judgement.
    pub(crate) fn add_judgement_event(&mut self, id: &str, event: &JudgementEvent) -> Result<(), Error> {
        self.connection.execute(
            "insert into judgement_event (id, kind, author, at) values ($1, $2, $3, $4)",
            params![id, event.kind.name(), event.author, event.at],
        )?;
        Ok(())
    }

    /// What others call whom we list, by entity there.
    pub(crate) fn referents(&self) -> Result<Groups, Error> {
        let mut select = self.connection.prepare_cached("select canonical, id from referent")?;
        let mut rows = select.query([])?;
        let mut groups = Groups::new();
        while let Some(row) = rows.next()? {
            groups.entry(row.get(0)?).or_default().insert(row.get(1)?);
        }
        Ok(groups)
    }

    /// Differs after ids were taken in.
    pub(crate) fn referents_revision(&self) -> Result<i64, Error> {
        Ok(self.connection.query_row("select n from referent_revision", [], |row| row.get(0))?)
    }

    /// Keeps ids, each with one that stands for their entity, all in one transaction; of an id kept before the new one counts.
    pub(crate) fn put_referents(&mut self, rows: &[(String, String)], replace: bool) -> Result<(), Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if replace {
            transaction.execute("delete from referent", [])?;
        }
        {
            let mut insert =
                transaction.prepare_cached("insert or replace into referent (id, canonical) values ($1, $2)")?;
            for (id, canonical) in rows {
                insert.execute(params![id, canonical])?;
            }
        }
        transaction.execute("update referent_revision set n = n + 1", [])?;
        transaction.commit()?;
        Ok(())
    }

    /// Forgets every edition, every register file built, every judgement and what others call whom we list.
    pub(crate) fn forget_all(&mut self) -> Result<(), Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(
            "delete from presence; delete from said; delete from edition_file; delete from edition; delete from build;
                 delete from build_of_day; delete from judgement_event; delete from judgement; delete from made;
                 delete from referent; update referent_revision set n = n + 1;",
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Corrects the day of an edition held and whether it is an extract.
    pub(crate) fn correct(&mut self, edition: &EditionRecord) -> Result<(), Error> {
        self.connection.execute(
            "update edition set published = $1, extract = $2, accepted_loss = $3 where id = $4",
            params![edition.published.to_string(), edition.extract, edition.accepted_loss, edition.id.to_string()],
        )?;
        Ok(())
    }
}

fn insert(
    transaction: &Transaction<'_>,
    edition: &EditionRecord,
    entries: &BTreeMap<String, Presence>,
) -> Result<(), Error> {
    let hash = edition.id.to_string();
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    transaction.execute(
        "insert into edition (id, list, format, published, stated, retrieved, extract, entries, stats, problems, accepted_loss, fields)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            hash,
            edition.list,
            edition.format,
            edition.published.to_string(),
            edition.stated,
            edition.retrieved,
            edition.extract,
            count(edition.entries),
            edition.stats,
            count(edition.problems),
            edition.accepted_loss,
            serde_json::to_string(&edition.fields).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?,
        ],
    )?;
    let mut file = transaction
        .prepare_cached("insert into edition_file (edition, ordinal, name, sha256) values ($1, $2, $3, $4)")?;
    for (ordinal, (name, sha256)) in (0_i64..).zip(&edition.files) {
        file.execute(params![hash, ordinal, name, sha256.to_string()])?;
    }
    let mut row = transaction.prepare_cached(
        "insert into presence (edition, key, printed, content, alternates) values ($1, $2, $3, $4, $5)",
    )?;
    let mut said = transaction.prepare_cached("insert or ignore into said (content, hashes) values ($1, $2)")?;
    for (key, presence) in entries {
        let alternates = presence.alternates.join("\n");
        row.execute(params![hash, key, presence.printed, presence.content.bytes(), alternates])?;
        let hashes: Vec<u8> = presence.said.iter().flat_map(|said| said.bytes()).collect();
        said.execute(params![presence.content.bytes(), hashes])?;
    }
    Ok(())
}

fn record(row: &Row<'_>) -> rusqlite::Result<EditionRecord> {
    let published: String = row.get(3)?;
    let count = |at| u64::try_from(row.get::<_, i64>(at)?).map_err(|error| bad_value(at, error));
    Ok(EditionRecord {
        id: id(row, 0)?,
        list: row.get(1)?,
        format: row.get(2)?,
        published: published.parse().map_err(|error| bad_value(3, error))?,
        stated: row.get(4)?,
        retrieved: row.get(5)?,
        extract: row.get(6)?,
        entries: count(7)?,
        stats: row.get(8)?,
        problems: count(9)?,
        accepted_loss: row.get(10)?,
        fields: serde_json::from_str(&row.get::<_, String>(11)?).map_err(|error| bad_value(11, error))?,
        files: Vec::new(),
    })
}

fn role(row: &Row<'_>, at: usize) -> rusqlite::Result<Role> {
    Role::of(&row.get::<_, String>(at)?).ok_or_else(|| bad_value(at, "not a role"))
}

fn moment(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Timestamp>> {
    let text: Option<String> = row.get(at)?;
    text.map(|text| text.parse().map_err(|error: jiff::Error| bad_value(at, error))).transpose()
}

fn id(row: &Row<'_>, at: usize) -> rusqlite::Result<EditionId> {
    let text: String = row.get(at)?;
    EditionId::from_hex(&text).ok_or_else(|| bad_value(at, "not a SHA-256"))
}

fn bad_value(at: usize, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, error.into())
}
