//! Who may ask, and for what: API keys for programs, people with passwords, and their roles.
//!
//! Shape:    a key is `dalil_<8 hex>_<43 base64url>`: an id and 32 random bytes, of which the SHA-256 is kept. A person signs in with a password,
//!           kept as Argon2id, or by a link that works once. Both have a role; a key may be held to a part of its role's rights, and ends on a day.
//! Source:   RFC 9106 (Argon2), the second recommended option's order of memory as OWASP's Password Storage Cheat Sheet gives it: 19 MiB, two passes.
//! Rules:    secrets are shown once, when they are made. What is withdrawn or over is no key, whatever it was.
//! Not here: sessions and what a request needs (the server).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{Error, Node, random_bytes};

/// The shortest password, in characters (NIST SP 800-63B-4, section 3.1.1.2, for one that is used alone).
pub const LEAST_PASSWORD: usize = 15;
/// The longest, in bytes.
pub const MAX_PASSWORD: usize = 1_000;
/// The longest name of a key or person, or purpose, in characters.
pub const MAX_LABEL: usize = 100;
/// For so long a link that works once works, in hours.
const LINK_HOURS: i64 = 24;

/// What can be done. The words are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Look at lists and entities.
    Read,
    /// Screen subjects, and have one's own receipts.
    Screen,
    /// Look at everybody's receipts and certificates, and judge.
    Review,
    /// Confirm what another person decided.
    Approve,
    /// Sign and publish.
    Publish,
    /// Keys, people and the log.
    Administer,
}

impl Right {
    /// Every one, in order.
    pub const ALL: &[Self] = &[Self::Read, Self::Screen, Self::Review, Self::Approve, Self::Publish, Self::Administer];

    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Screen => "screen",
            Self::Review => "review",
            Self::Approve => "approve",
            Self::Publish => "publish",
            Self::Administer => "administer",
        }
    }

    /// A right by its word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|right| right.code() == code)
    }
}

/// A role. The words are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Looks.
    Viewer,
    /// Screens.
    Screener,
    /// Reviews what was screened.
    Reviewer,
    /// Confirms what a reviewer decided.
    Approver,
    /// Publishes.
    Publisher,
    /// Keeps keys, people and the log.
    Admin,
}

impl Role {
    /// Every one, in order.
    pub const ALL: &[Self] =
        &[Self::Viewer, Self::Screener, Self::Reviewer, Self::Approver, Self::Publisher, Self::Admin];

    /// The stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Screener => "screener",
            Self::Reviewer => "reviewer",
            Self::Approver => "approver",
            Self::Publisher => "publisher",
            Self::Admin => "admin",
        }
    }

    /// A role by its word.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.code() == code)
    }

    /// What it may do.
    pub fn rights(self) -> &'static [Right] {
        match self {
            Self::Viewer => &[Right::Read],
            Self::Screener => &[Right::Read, Right::Screen],
            Self::Reviewer => &[Right::Read, Right::Screen, Right::Review],
            Self::Approver => &[Right::Read, Right::Screen, Right::Review, Right::Approve],
            Self::Publisher => &[Right::Read, Right::Publish],
            // Whoever gives out keys decides nothing about people on lists.
            Self::Admin => &[Right::Read, Right::Screen, Right::Review, Right::Administer],
        }
    }
}

/// A key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its id, eight hexadecimal digits.
    pub id: String,
    /// What it is for, as whoever made it calls it.
    pub name: String,
    /// Whose it is.
    pub role: Role,
    /// The rights of the role that it has; all of them where none is named.
    pub only: BTreeSet<Right>,
    /// For what its holder asks, where a request does not say.
    pub purpose: String,
    /// When it was made, RFC 3339 in UTC.
    pub made: Timestamp,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn: Option<Timestamp>,
    pub(crate) sha256: [u8; 32],
}

impl KeyRecord {
    /// What may be done with it.
    pub fn rights(&self) -> BTreeSet<Right> {
        let all = self.role.rights().iter().copied();
        all.filter(|right| self.only.is_empty() || self.only.contains(right)).collect()
    }

    /// Whether it is a key at this moment.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.withdrawn.is_none() && self.expires.is_none_or(|expires| now < expires)
    }
}

/// A person as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRecord {
    /// The name to sign in with.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// When they were put down, RFC 3339 in UTC.
    pub made: Timestamp,
    /// When they were withdrawn.
    pub withdrawn: Option<Timestamp>,
    pub(crate) password: Option<String>,
    /// Of a link that works once: its SHA-256, and until when.
    pub(crate) link: Option<([u8; 32], Timestamp)>,
}

impl PersonRecord {
    /// Whether they have a password.
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }
}

/// What is wanted of a new key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewKey {
    /// What it is for.
    pub name: String,
    /// The rights it is held to; all of its role's where none is named.
    pub only: BTreeSet<Right>,
    /// For what its holder asks.
    pub purpose: String,
    /// When it ends.
    pub expires: Option<Timestamp>,
}

/// A secret that is shown once.
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// All who may ask, as known at one moment.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Keys by id.
    pub keys: BTreeMap<String, KeyRecord>,
    /// People by name.
    pub people: BTreeMap<String, PersonRecord>,
}

impl Access {
    /// Whether nobody was ever given a key or put down: then nothing is asked of who is on this machine.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.people.is_empty()
    }

    /// The key of this text, where it holds.
    pub fn key(&self, text: &str, now: Timestamp) -> Option<&KeyRecord> {
        let (id, secret) = text.strip_prefix(KEY_PREFIX)?.split_once('_')?;
        let known = self.keys.get(id)?;
        let is_it = is_same(&Sha256::digest(secret.as_bytes()).into(), &known.sha256);
        Some(known).filter(|known| is_it && known.holds(now))
    }

    /// The person of a link that works once.
    pub fn linked(&self, secret: &str, now: Timestamp) -> Option<&PersonRecord> {
        let sha256 = Sha256::digest(secret.as_bytes()).into();
        self.people.values().find(|person| {
            let is_it = |(link, until): &([u8; 32], Timestamp)| is_same(&sha256, link) && now < *until;
            person.withdrawn.is_none() && person.link.as_ref().is_some_and(is_it)
        })
    }

    /// The person of a name and password. It takes some 20 ms whether there is one or not.
    pub fn person(&self, name: &str, password: &str) -> Option<&PersonRecord> {
        let known = self.people.get(name).filter(|person| person.withdrawn.is_none());
        let kept = known.and_then(|person| person.password.as_deref()).unwrap_or(NOBODYS);
        let hash = PasswordHash::new(kept).ok()?;
        let fits =
            password.len() <= MAX_PASSWORD && Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        known.filter(|person| fits && person.password.is_some())
    }
}

const KEY_PREFIX: &str = "dalil_";

/// What is compared where there is no such person, so that it takes as long.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5c3NhbHQ$yH9pbPCVTVE5cCrGdlvNkZuYrPbQyLDkjbMcjSUDFrg";

/// Compares without telling by its time how much is the same.
fn is_same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    one.iter().zip(other).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

/// A text of 32 random bytes, that nobody can guess.
///
/// # Errors
/// The operating system gives no randomness.
pub fn secret_text() -> Result<String, Error> {
    let bytes: [u8; 32] = random_bytes().ok_or(Error::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn is_label(text: &str) -> bool {
    let length = text.chars().count();
    (1..=MAX_LABEL).contains(&length) && text.trim() == text && !text.contains(char::is_control)
}

impl Node {
    /// Who may ask.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn access(&self) -> Result<Access, Error> {
        self.store.access()
    }

    /// Makes a key; its text is shown this once.
    ///
    /// # Errors
    /// The name is none, a right is not the role's, or the store cannot be written.
    pub fn make_key(&self, role: Role, new: NewKey, now: Timestamp) -> Result<(KeyRecord, Secret), Error> {
        if !is_label(&new.name) || (!new.purpose.is_empty() && !is_label(&new.purpose)) {
            return Err(Error::BadLabel(new.name));
        }
        if let Some(right) = new.only.iter().find(|right| !role.rights().contains(right)) {
            return Err(Error::NotOfRole { role: role.code(), right: right.code() });
        }
        let id: [u8; 4] = random_bytes().ok_or(Error::NoRandomness)?;
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let secret = secret_text()?;
        let sha256 = Sha256::digest(secret.as_bytes()).into();
        let NewKey { name, only, purpose, expires } = new;
        let record = KeyRecord { id, name, role, only, purpose, made: now, expires, withdrawn: None, sha256 };
        self.store.add_key(&record)?;
        let text = format!("{KEY_PREFIX}{}_{secret}", record.id);
        Ok((record, Secret(text)))
    }

    /// Withdraws a key by its id, for good.
    ///
    /// # Errors
    /// There is none of that id, or the store cannot be written.
    pub fn withdraw_key(&self, id: &str, now: Timestamp) -> Result<(), Error> {
        if self.store.withdraw_key(id, now)? { Ok(()) } else { Err(Error::NotFound(id.to_owned())) }
    }

    /// Puts a person down, or gives one who is known another role; and a secret for a link that works once, within a day.
    ///
    /// # Errors
    /// The name is none, or the store cannot be written.
    pub fn put_person(&self, name: &str, role: Role, now: Timestamp) -> Result<(PersonRecord, Secret), Error> {
        if !is_label(name) {
            return Err(Error::BadLabel(name.to_owned()));
        }
        let secret = secret_text()?;
        let until =
            now.saturating_add(jiff::SignedDuration::from_hours(LINK_HOURS)).map_err(|_| Error::NoRandomness)?;
        let known = self.store.access()?.people.remove(name);
        let link = Some((Sha256::digest(secret.as_bytes()).into(), until));
        let (made, password) = known.map_or((now, None), |known| (known.made, known.password));
        let record = PersonRecord { name: name.to_owned(), role, made, withdrawn: None, password, link };
        self.store.put_person(&record)?;
        Ok((record, Secret(secret)))
    }

    /// Sets a person's password, which ends their link.
    ///
    /// # Errors
    /// It is too short or too long, there is no such person, or the store cannot be written.
    pub fn set_password(&self, name: &str, password: &str) -> Result<(), Error> {
        if password.chars().count() < LEAST_PASSWORD || password.len() > MAX_PASSWORD {
            return Err(Error::BadPassword);
        }
        let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|_| Error::NoRandomness)?.to_string();
        self.change_person(name, |person| {
            person.password = Some(hash);
            person.link = None;
        })
    }

    /// Uses a link that works once, and gives whose it is; whoever uses it at the same time is too late.
    ///
    /// # Errors
    /// It is none, was used or is over, or the store cannot be written.
    pub fn use_link(&self, secret: &str, now: Timestamp) -> Result<PersonRecord, Error> {
        let _alone = self.write_alone()?;
        let person = self.store.access()?.linked(secret, now).cloned().ok_or(Error::NoLink)?;
        self.change_person(&person.name, |person| person.link = None)?;
        Ok(person)
    }

    /// Withdraws a person: they can sign in no more.
    ///
    /// # Errors
    /// There is no such person, or the store cannot be written.
    pub fn withdraw_person(&self, name: &str, now: Timestamp) -> Result<(), Error> {
        self.change_person(name, |person| {
            person.withdrawn = Some(now);
            (person.password, person.link) = (None, None);
        })
    }

    fn change_person(&self, name: &str, change: impl FnOnce(&mut PersonRecord)) -> Result<(), Error> {
        let mut person = self.store.access()?.people.remove(name).ok_or_else(|| Error::NotFound(name.to_owned()))?;
        change(&mut person);
        self.store.put_person(&person)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Access, NewKey, Right, Role, Secret};
    use crate::{Error, Node};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn opened() -> (tempfile::TempDir, Node) {
        let folder = tempfile::tempdir().expect("a folder");
        let node = Node::open(folder.path()).expect("it opens");
        (folder, node)
    }

    #[test]
    fn a_key_is_one_until_it_is_over_or_withdrawn() {
        let (_folder, node) = opened();
        assert!(node.access().expect("read").is_empty());
        let new = NewKey {
            name: "onboarding".to_owned(),
            only: [Right::Screen].into(),
            purpose: "new customers".to_owned(),
            expires: Some(at("2026-06-01T00:00:00Z")),
        };
        let (record, Secret(text)) = node.make_key(Role::Reviewer, new, at("2026-01-01T00:00:00Z")).expect("made");
        let access = node.access().expect("read");
        assert_eq!(access.keys.get(&record.id), Some(&record));
        assert_eq!(record.rights(), [Right::Screen].into());
        let other = format!("{}A", text.get(..text.len() - 1).unwrap_or_default());
        for (why, text, now, want) in [
            ("the key", text.as_str(), "2026-05-31T23:59:59Z", true),
            ("over", text.as_str(), "2026-06-01T00:00:00Z", false),
            ("another secret", other.as_str(), "2026-02-01T00:00:00Z", other == text),
            ("no secret", &text[..15], "2026-02-01T00:00:00Z", false),
            ("not ours", "sk_live_0123", "2026-02-01T00:00:00Z", false),
            ("nothing", "", "2026-02-01T00:00:00Z", false),
        ] {
            assert_eq!(access.key(text, at(now)).is_some(), want, "{why}");
        }
        node.withdraw_key(&record.id, at("2026-02-01T00:00:00Z")).expect("withdrawn");
        let access = node.access().expect("read");
        assert!(access.key(&text, at("2026-02-01T00:00:01Z")).is_none() && !access.is_empty());
        let unknown = node.withdraw_key("00000000", at("2026-02-01T00:00:00Z"));
        assert!(matches!(unknown, Err(Error::NotFound(_))), "{unknown:?}");
    }

    #[test]
    fn a_key_has_no_right_that_its_role_lacks_and_a_name() {
        let (_folder, node) = opened();
        let long = "x".repeat(101);
        for (role, only, name, want) in [
            (Role::Viewer, vec![Right::Screen], "a", "not-of-role"),
            (Role::Admin, vec![Right::Approve], "a", "not-of-role"),
            (Role::Admin, vec![], "", "bad-label"),
            (Role::Admin, vec![], " a", "bad-label"),
            (Role::Admin, vec![], "a\nb", "bad-label"),
            (Role::Admin, vec![], long.as_str(), "bad-label"),
            (Role::Approver, vec![Right::Approve], "a", ""),
        ] {
            let new = NewKey { name: name.to_owned(), only: only.into_iter().collect(), ..NewKey::default() };
            let made = node.make_key(role, new, at("2026-01-01T00:00:00Z"));
            assert_eq!(made.err().map_or("", |error| error.code()), want, "{role:?} {name:?}");
        }
    }

    #[test]
    fn people_come_by_a_link_once_and_by_their_password_then() {
        let (_folder, node) = opened();
        let (_, Secret(link)) = node.put_person("amal", Role::Reviewer, at("2026-01-01T00:00:00Z")).expect("put down");
        let who =
            |access: &Access, link: &str, now: &str| access.linked(link, at(now)).map(|person| person.name.clone());
        let access = node.access().expect("read");
        assert_eq!(who(&access, &link, "2026-01-01T23:59:59Z"), Some("amal".to_owned()));
        assert_eq!(who(&access, &link, "2026-01-02T00:00:00Z"), None);
        assert_eq!(who(&access, "", "2026-01-01T00:00:00Z"), None);
        let used = |node: &Node| node.use_link(&link, at("2026-01-01T00:00:01Z")).map(|person| person.name);
        assert_eq!(used(&node).expect("used"), "amal");
        assert!(matches!(used(&node), Err(Error::NoLink)), "it works once");
        assert_eq!(who(&node.access().expect("read"), &link, "2026-01-01T00:00:01Z"), None);
        let password = "كلمة سر طويلة جدا";
        for (password, want) in [("short", "bad-password"), (&*"x".repeat(1001), "bad-password"), (password, "")] {
            assert_eq!(node.set_password("amal", password).err().map_or("", |error| error.code()), want);
        }
        let access = node.access().expect("read");
        for (name, given, want) in [
            ("amal", password, true),
            ("amal", "another password", false),
            ("amal", "", false),
            ("nobody", password, false),
        ] {
            assert_eq!(access.person(name, given).is_some(), want, "{name}");
        }
        // Another role leaves the password as it is.
        node.put_person("amal", Role::Approver, at("2026-02-01T00:00:00Z")).expect("put down");
        let access = node.access().expect("read");
        assert_eq!(access.person("amal", password).map(|person| person.role), Some(Role::Approver));
        node.withdraw_person("amal", at("2026-03-01T00:00:00Z")).expect("withdrawn");
        assert!(node.access().expect("read").person("amal", password).is_none());
        assert!(matches!(node.set_password("nobody", password), Err(Error::NotFound(_))));
    }

    #[test]
    fn what_is_compared_where_there_is_nobody_is_a_hash() {
        assert!(argon2::password_hash::phc::PasswordHash::new(super::NOBODYS).is_ok());
    }
}
