//! TLS: the certificate that the server shows, the key that fits it, and whose certificates clients have to show.
//!
//! Source:   RFC 8446 (TLS 1.3), RFC 5246 (TLS 1.2), RFC 7468 (PEM), by rustls on ring.
//! Shape:    PEM files, read when the server begins and read anew when it is told to; connections that are open keep what they began with.
//! Fails:    a file that is not as it should be is named, with what is wrong with it; the certificate in use before stays.
//! Not here: who a client's certificate stands for. Any that the authority signed may connect.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use node::Input;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::server::{NoClientAuth, WebPkiClientVerifier};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{self, RootCertStore, ServerConfig};

/// Where certificates and the key are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The server's own certificate, then those that lead from it to an authority.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// The authorities of which every client has to show a certificate; none is asked for one where this is not given.
    pub client_ca: Option<PathBuf>,
}

/// What is wrong with a file; codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// It is not text as PEM has it.
    NotPem,
    /// There is no certificate in it.
    NoCertificate,
    /// What stands there as a certificate is none.
    BadCertificate,
    /// There is no private key in it that can be read without a password.
    NoKey,
    /// The key is of a kind that is not known.
    BadKey,
    /// The key is another certificate's.
    OtherKey,
}

impl TlsFault {
    /// Every fault.
    pub const ALL: &[Self] =
        &[Self::NotPem, Self::NoCertificate, Self::BadCertificate, Self::NoKey, Self::BadKey, Self::OtherKey];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotPem => "not-pem",
            Self::NoCertificate => "no-certificate",
            Self::BadCertificate => "bad-certificate",
            Self::NoKey => "no-key",
            Self::BadKey => "bad-key",
            Self::OtherKey => "other-key",
        }
    }
}

/// Why TLS cannot be spoken with these files.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{0}")]
    Unreadable(#[from] Box<node::Error>),
    /// A file is not as it should be.
    #[error("{}: {}", path.display(), fault.code())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: TlsFault,
    },
}

/// How TLS is spoken now.
pub(crate) struct Tls {
    files: TlsFiles,
    config: RwLock<Arc<ServerConfig>>,
}

impl Tls {
    /// Reads the files.
    pub(crate) fn read(files: TlsFiles) -> Result<Self, TlsError> {
        let config = RwLock::new(Arc::new(config(&files)?));
        Ok(Self { files, config })
    }

    /// Reads the files anew, for the connections that are yet to come.
    pub(crate) fn read_anew(&self) -> Result<(), TlsError> {
        let config = Arc::new(config(&self.files)?);
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    /// What takes the next connection's handshake.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn config(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let clients = match &files.client_ca {
        Some(path) => clients_of(path, &provider)?,
        None => Arc::new(NoClientAuth),
    };
    let (chain, key) = (certificates(&files.cert)?, private_key(&files.key)?);
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(|_| wrong(&files.key, TlsFault::BadKey))?
        .with_client_cert_verifier(clients)
        .with_single_cert(chain, key)
        .map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => wrong(&files.key, TlsFault::OtherKey),
            rustls::Error::InvalidCertificate(_) => wrong(&files.cert, TlsFault::BadCertificate),
            _ => wrong(&files.key, TlsFault::BadKey),
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Asks every client for a certificate of these authorities.
fn clients_of(path: &Path, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
    let bad = || wrong(path, TlsFault::BadCertificate);
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path)? {
        roots.add(certificate).map_err(|_| bad())?;
    }
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build().map_err(|_| bad())
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(&bytes(path)?).collect();
    match read {
        Ok(certificates) if certificates.is_empty() => Err(wrong(path, TlsFault::NoCertificate)),
        Ok(certificates) => Ok(certificates),
        Err(_) => Err(wrong(path, TlsFault::NotPem)),
    }
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    PrivateKeyDer::from_pem_slice(&bytes(path)?).map_err(|error| match error {
        pem::Error::NoItemsFound => wrong(path, TlsFault::NoKey),
        _ => wrong(path, TlsFault::NotPem),
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, TlsError> {
    Ok(Input::read(path).map_err(Box::new)?.bytes)
}

fn wrong(path: &Path, fault: TlsFault) -> TlsError {
    TlsError::Wrong { path: path.to_owned(), fault }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rcgen::{CertificateParams, KeyPair, PKCS_ED25519};

    use super::{TlsError, TlsFault, TlsFiles, config};

    /// Writes a certificate that signs itself, and its key.
    fn write(folder: &Path, name: &str) {
        let key = KeyPair::generate_for(&PKCS_ED25519).expect("a key");
        let certificate = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name").self_signed(&key);
        std::fs::write(folder.join(format!("{name}.pem")), certificate.expect("signed").pem()).expect("written");
        std::fs::write(folder.join(format!("{name}.key")), key.serialize_pem()).expect("written");
    }

    #[test]
    fn a_file_that_is_not_as_it_should_be_is_named_with_what_is_wrong() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        write(folder, "one");
        write(folder, "other");
        let section = |label: &str, text: &str| format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n");
        for (name, text) in [
            ("empty", String::new()),
            ("cut", "-----BEGIN CERTIFICATE-----\nAAAA\n".to_owned()),
            ("cut.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n".to_owned()),
            ("hollow", section("CERTIFICATE", "AAAA")),
            ("hollow.key", section("PRIVATE KEY", "AAAA")),
            ("locked.key", section("ENCRYPTED PRIVATE KEY", "AAAA")),
        ] {
            std::fs::write(folder.join(name), text).expect("written");
        }
        for (cert, key, client_ca, want) in [
            ("one.pem", "one.key", None, None),
            ("one.pem", "one.key", Some("other.pem"), None),
            ("absent", "one.key", None, Some(("absent", "io"))),
            ("one.pem", "absent", None, Some(("absent", "io"))),
            ("empty", "one.key", None, Some(("empty", "no-certificate"))),
            ("one.key", "one.key", None, Some(("one.key", "no-certificate"))),
            ("cut", "one.key", None, Some(("cut", "not-pem"))),
            ("hollow", "one.key", None, Some(("hollow", "bad-certificate"))),
            ("one.pem", "one.pem", None, Some(("one.pem", "no-key"))),
            ("one.pem", "locked.key", None, Some(("locked.key", "no-key"))),
            ("one.pem", "cut.key", None, Some(("cut.key", "not-pem"))),
            ("one.pem", "hollow.key", None, Some(("hollow.key", "bad-key"))),
            ("one.pem", "other.key", None, Some(("other.key", "other-key"))),
            ("one.pem", "one.key", Some("empty"), Some(("empty", "no-certificate"))),
            ("one.pem", "one.key", Some("hollow"), Some(("hollow", "bad-certificate"))),
        ] {
            let files = TlsFiles {
                cert: folder.join(cert),
                key: folder.join(key),
                client_ca: client_ca.map(|ca| folder.join(ca)),
            };
            let got = config(&files).err().map(|error| match error {
                TlsError::Wrong { path, fault } => (path, fault.code()),
                TlsError::Unreadable(error) => match *error {
                    node::Error::Io { path, .. } => (path, "io"),
                    other => panic!("{other}"),
                },
            });
            assert_eq!(got, want.map(|(name, code)| (folder.join(name), code)), "{cert} {key} {client_ca:?}");
        }
    }

    #[test]
    fn every_fault_has_a_code_of_its_own() {
        let codes: std::collections::BTreeSet<&str> = TlsFault::ALL.iter().map(|fault| fault.code()).collect();
        assert_eq!(codes.len(), TlsFault::ALL.len());
    }
}
