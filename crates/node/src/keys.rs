//! Keys, and texts signed with them.
//!
//! Shape:    a signed note: a text, a blank line, and a line for each signature. Keys are lines of text too; the secret one stands
//!           in the data folder alone.
//! Source:   C2SP `signed-note`, Ed25519 (RFC 8032); the secret key as the Go project's `golang.org/x/mod/sumdb/note` writes it.
//! Fails:    of a note from elsewhere nothing is believed but what a known key signed.
//! Not here: what is signed (`register_file`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// The longest note that is read, in bytes.
pub const MAX_NOTE: usize = 64 << 10;

/// The most signatures of one note that are looked at.
const MAX_SIGNATURES: usize = 100;

/// Ed25519, in the first byte of a key.
const ED25519: u8 = 1;

/// What begins a line with a signature.
const SIGNATURE: &str = "\u{2014} ";

const PRIVATE: &str = "PRIVATE+KEY+";

/// A key that signs.
pub(crate) struct SecretKey {
    name: String,
    key: SigningKey,
}

/// A key that tells whether a note was signed by its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: VerifyingKey,
}

impl SecretKey {
    /// A new one of these bytes, which nobody else may know.
    pub(crate) fn of(secret: [u8; 32]) -> Self {
        let key = SigningKey::from_bytes(&secret);
        let hash = Sha256::digest(key.verifying_key().as_bytes());
        let name = hash.iter().take(4).fold("dalil-".to_owned(), |name, byte| format!("{name}{byte:02x}"));
        Self { name, key }
    }

    /// A key from its line.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let (name, id, bytes) = parts(line.trim_end().strip_prefix(PRIVATE)?)?;
        let key = Self { name: name.to_owned(), key: SigningKey::from_bytes(&bytes) };
        (key.public().id() == id).then_some(key)
    }

    /// Its line.
    pub(crate) fn line(&self) -> String {
        format!("{PRIVATE}{}\n", line(&self.name, self.public().id(), self.key.as_bytes()))
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// A note of a text, which ends with its last line's end.
    pub(crate) fn sign(&self, text: &str) -> String {
        let signature = self.key.sign(text.as_bytes());
        let signed = [&self.public().id()[..], &signature.to_bytes()].concat();
        format!("{text}\n{SIGNATURE}{} {}\n", self.name, BASE64.encode(signed))
    }
}

impl PublicKey {
    /// A key from its line.
    pub fn read(text: &str) -> Option<Self> {
        let (name, id, bytes) = parts(text.trim_end())?;
        let key = Self { name: name.to_owned(), key: VerifyingKey::from_bytes(&bytes).ok()? };
        (key.id() == id).then_some(key)
    }

    /// Whose it is, as its owner calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its line, to be given to others.
    pub fn line(&self) -> String {
        line(&self.name, self.id(), self.key.as_bytes())
    }

    /// What tells it from others of the same name.
    pub(crate) fn id(&self) -> [u8; 4] {
        let hash =
            Sha256::new().chain_update(&self.name).chain_update([b'\n', ED25519]).chain_update(self.key.as_bytes());
        let hash = hash.finalize();
        std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
    }

    /// The text of a note, where this key signed it.
    pub fn text_of<'n>(&self, note: &'n str) -> Option<&'n str> {
        self.text_within(note, MAX_NOTE)
    }

    /// The same, of a note of at most so many bytes.
    pub(crate) fn text_within<'n>(&self, note: &'n str, most: usize) -> Option<&'n str> {
        if note.len() > most {
            return None;
        }
        let end = note.rfind("\n\n")?;
        let (text, signatures) = (note.get(..=end)?, note.get(end + 2..)?);
        let is_signed = signatures.strip_suffix('\n')?.split('\n').take(MAX_SIGNATURES).any(|line| {
            let signed = line.strip_prefix(SIGNATURE).and_then(|line| line.strip_prefix(self.name.as_str()));
            let bytes = signed.and_then(|line| BASE64.decode(line.strip_prefix(' ')?).ok());
            let signature = bytes.as_deref().and_then(|bytes| bytes.strip_prefix(&self.id()));
            let signature = signature.and_then(|bytes| Signature::from_slice(bytes).ok());
            signature.is_some_and(|signature| self.key.verify_strict(text.as_bytes(), &signature).is_ok())
        });
        is_signed.then_some(text)
    }
}

/// `name+id+key`.
fn line(name: &str, id: [u8; 4], key: &[u8; 32]) -> String {
    let id = id.iter().fold(String::new(), |id, byte| format!("{id}{byte:02x}"));
    format!("{name}+{id}+{}", BASE64.encode([&[ED25519][..], key].concat()))
}

fn parts(line: &str) -> Option<(&str, [u8; 4], [u8; 32])> {
    let (name, rest) = line.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let is_name = !name.is_empty() && !name.contains(char::is_whitespace);
    let id = u32::from_str_radix(id, 16).ok().filter(|_| is_name && id.len() == 8)?;
    let key = BASE64.decode(key).ok()?;
    let key = key.strip_prefix(&[ED25519])?;
    Some((name, id.to_be_bytes(), key.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{MAX_NOTE, PublicKey, SecretKey};

    /// Made with another implementation, Python's `cryptography`, from the secret 00 01 02 … 1f.
    const KEY: &str = "example.org/mithal+b8324a47+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    const NOTE: &str = "An invented text,\nof two lines.\n\n\
        \u{2014} example.org/mithal uDJKRw69G6lp2DT1dTjeyRIckz1NH1JVQiiWUrEfb7wQZTntGe0kEyHCHUVUgzbION8wgshwNDK+dP+ogmhKYJ5Z6wU=\n";

    #[test]
    fn a_note_that_others_signed_is_believed_and_no_changed_one() {
        let key = PublicKey::read(KEY).expect("a key");
        assert_eq!((key.name(), key.line().as_str()), ("example.org/mithal", KEY));
        let text = key.text_of(NOTE).expect("it is signed");
        assert!(text.starts_with("An invented") && text.ends_with("two lines.\n"), "{text}");
        for at in 0..NOTE.len() {
            let mut changed = NOTE.as_bytes().to_vec();
            changed[at] ^= 1;
            // The last bits of base64 may say nothing.
            let believed = String::from_utf8(changed).ok().and_then(|note| key.text_of(&note).map(str::to_owned));
            assert!(believed.is_none_or(|believed| believed == text), "byte {at}");
            assert_eq!(key.text_of(NOTE.get(..at).unwrap_or_default()), None, "cut at {at}");
        }
        let long = format!("{}{NOTE}", "x".repeat(MAX_NOTE));
        assert_eq!(key.text_of(&long), None);
    }

    #[test]
    fn what_is_signed_is_believed_by_its_own_key_alone() {
        let [key, other] = [[7; 32], [8; 32]].map(SecretKey::of);
        let note = key.sign("a text\n\nof two paragraphs\n");
        assert_eq!(note, key.sign("a text\n\nof two paragraphs\n"), "the same every time");
        assert_eq!(key.public().text_of(&note), Some("a text\n\nof two paragraphs\n"));
        assert_eq!(other.public().text_of(&note), None);
        let again = SecretKey::read(&key.line()).expect("its own line");
        assert_eq!((again.public(), again.sign("x\n")), (key.public(), key.sign("x\n")));
        assert_eq!(PublicKey::read(&key.public().line()), Some(key.public()));
    }

    #[test]
    fn what_is_no_key_is_none() {
        for line in [
            "",
            "+",
            "a+b",
            "a+00000000+",
            "a b+c74f20a3+AA==",
            &KEY.replace('+', "+0"),
            &KEY.replace("mithal", "wahm"),
        ] {
            assert_eq!(PublicKey::read(line), None, "{line}");
            assert!(SecretKey::read(&format!("PRIVATE+KEY+{line}")).is_none(), "{line}");
        }
    }
}
