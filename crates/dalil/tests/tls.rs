//! The real binary speaks TLS: which versions, to whom, with which certificate, and what it says of files that will not do.
//!
//! Every certificate is made when the test runs.
#![cfg(unix)]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use common::server::{Server, get};
use common::{dalil_in_words, text};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned, SupportedProtocolVersion,
};

/// An invented authority, and the folder where what it signs is written.
struct Authority {
    folder: PathBuf,
    name: String,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new(folder: &Path, name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("signed");
        std::fs::write(folder.join(format!("{name}.pem")), issuer.pem()).expect("written");
        Self { folder: folder.to_owned(), name: name.to_owned(), issuer }
    }

    /// Signs a certificate and writes it with its key.
    fn sign(&self, name: &str, usage: ExtendedKeyUsagePurpose) {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        params.extended_key_usages = vec![usage];
        let key = KeyPair::generate().expect("a key");
        let signed = params.signed_by(&key, &self.issuer).expect("signed");
        std::fs::write(self.folder.join(format!("{name}.pem")), signed.pem()).expect("written");
        std::fs::write(self.folder.join(format!("{name}.key")), key.serialize_pem()).expect("written");
    }

    /// A client that trusts this authority, and shows the certificate of that name.
    fn client(&self, shows: Option<&str>, version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
        let path = |name: &str, ending: &str| self.folder.join(format!("{name}.{ending}"));
        let certificate = |name: &str| CertificateDer::from_pem_file(path(name, "pem")).expect("a certificate");
        let mut roots = RootCertStore::empty();
        roots.add(certificate(&self.name)).expect("an authority");
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])
            .expect("a version")
            .with_root_certificates(roots);
        let mut config = match shows {
            None => config.with_no_client_auth(),
            Some(name) => {
                let key = PrivateKeyDer::from_pem_file(path(name, "key")).expect("a key");
                config.with_client_auth_cert(vec![certificate(name)], key).expect("it fits")
            }
        };
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Arc::new(config)
    }
}

type Stream = StreamOwned<ClientConnection, TcpStream>;

fn connect(server: &Server, client: &Arc<ClientConfig>) -> std::io::Result<Stream> {
    let mut socket = TcpStream::connect(&server.address)?;
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    let name = "localhost".try_into().expect("a name");
    let mut tls = ClientConnection::new(Arc::clone(client), name).map_err(std::io::Error::other)?;
    while tls.is_handshaking() {
        tls.complete_io(&mut socket)?;
    }
    Ok(StreamOwned::new(tls, socket))
}

/// The head of the answer and its body.
fn ask(stream: &mut Stream, address: &str) -> std::io::Result<String> {
    write!(stream, "GET {address} HTTP/1.1\r\nHost: dalil.example.org\r\n\r\n")?;
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    while !text(&answer).ends_with('}') {
        match stream.read(&mut piece)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => answer.extend(&piece[..read]),
        }
    }
    Ok(text(&answer))
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn both_versions_of_tls_are_spoken_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(folder.path(), "authority");
    authority.sign("server", ExtendedKeyUsagePurpose::ServerAuth);
    let [cert, key] = ["server.pem", "server.key"].map(|name| path(folder.path(), name));
    let server = Server::start(&folder.path().join("data"), &["--tls-cert", &cert, "--tls-key", &key]);
    for (version, want) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)] {
        let mut stream = connect(&server, &authority.client(None, version)).unwrap();
        // Any host is taken, and the connection is kept.
        for _ in 0..2 {
            let answer = ask(&mut stream, "/healthz").unwrap();
            assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("{\"status\":\"ok\"}"), "{answer}");
            assert!(answer.contains("\r\nstrict-transport-security: max-age=31536000\r\n"), "{answer}");
        }
        assert_eq!(stream.conn.protocol_version(), Some(want));
        assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
    }
    assert!(!get(&server.address, "/healthz").contains("HTTP/1.1"), "not without TLS");
    assert!(server.stop().0);

    // Without TLS nobody is told to ask over it only.
    let server = Server::start(&folder.path().join("data"), &[]);
    let answer = server.get("/healthz");
    assert!(answer.starts_with("HTTP/1.1 200 ") && !answer.contains("strict-transport-security"), "{answer}");
}

#[test]
fn where_clients_are_asked_for_a_certificate_only_those_of_its_authority_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(folder.path(), "authority");
    authority.sign("server", ExtendedKeyUsagePurpose::ServerAuth);
    authority.sign("member", ExtendedKeyUsagePurpose::ClientAuth);
    Authority::new(folder.path(), "elsewhere").sign("stranger", ExtendedKeyUsagePurpose::ClientAuth);
    let [cert, key, ca] = ["server.pem", "server.key", "authority.pem"].map(|name| path(folder.path(), name));
    let arguments = ["--tls-cert", &cert, "--tls-key", &key, "--client-ca", &ca];
    let server = Server::start(&folder.path().join("data"), &arguments);
    for (shows, version, is_answered) in [
        (Some("member"), &TLS13, true),
        (Some("member"), &TLS12, true),
        (None, &TLS13, false),
        (None, &TLS12, false),
        (Some("stranger"), &TLS13, false),
        (Some("stranger"), &TLS12, false),
        // A certificate for servers is none to ask with.
        (Some("server"), &TLS13, false),
    ] {
        let answer =
            connect(&server, &authority.client(shows, version)).and_then(|mut stream| ask(&mut stream, "/healthz"));
        assert_eq!(answer.is_ok(), is_answered, "{shows:?} {version:?}: {answer:?}");
    }
}

#[test]
fn a_certificate_is_read_anew_when_told_to_and_a_bad_one_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (Authority::new(folder.path(), "old"), Authority::new(folder.path(), "new"));
    old.sign("server", ExtendedKeyUsagePurpose::ServerAuth);
    let [cert, key] = ["server.pem", "server.key"].map(|name| path(folder.path(), name));
    let data = folder.path().join("data");
    let mut server = Server::start(&data, &["--tls-cert", &cert, "--tls-key", &key]);
    assert!(server.next_message().contains("/enter/"), "who comes first signs in by a link");
    // No register was built yet, which is told as a warning with its hint.
    assert_eq!([server.next_message(), server.next_message()].map(|line| line.starts_with("hint")), [false, true]);
    let (knows_old, knows_new) = (old.client(None, &TLS13), new.client(None, &TLS13));
    let mut kept = connect(&server, &knows_old).unwrap();
    assert!(ask(&mut kept, "/healthz").is_ok());
    assert!(connect(&server, &knows_new).is_err());

    new.sign("server", ExtendedKeyUsagePurpose::ServerAuth);
    server.signal("-HUP");
    assert_eq!(server.next_message(), "the certificate was read anew\n");
    assert!(ask(&mut kept, "/healthz").is_ok(), "what was open stays open");
    assert!(connect(&server, &knows_old).is_err());
    assert!(connect(&server, &knows_new).and_then(|mut stream| ask(&mut stream, "/healthz")).is_ok());

    // Half renewed: the key of another certificate.
    std::fs::write(&key, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    server.signal("-HUP");
    let told = server.next_message();
    let want = format!("warning: the certificate in use stays: the private key in {key} is another certificate's\n");
    assert_eq!(told, want);
    assert!(server.next_message().starts_with("hint: give the key"));
    assert!(ask(&mut kept, "/healthz").is_ok());
    assert!(connect(&server, &knows_new).and_then(|mut stream| ask(&mut stream, "/healthz")).is_ok());
    drop((kept, knows_new));
    assert!(server.stop().0);
}

#[test]
fn what_keeps_tls_from_being_spoken_is_told_with_the_file_and_the_next_step() {
    let folder = tempfile::tempdir().unwrap();
    let (data, authority) = (folder.path().join("data"), Authority::new(folder.path(), "authority"));
    authority.sign("server", ExtendedKeyUsagePurpose::ServerAuth);
    authority.sign("other", ExtendedKeyUsagePurpose::ServerAuth);
    let [cert, key, other, absent] =
        ["server.pem", "server.key", "other.key", "absent"].map(|name| path(folder.path(), name));
    let tls = |cert: &str, key: &str| vec!["--tls-cert".to_owned(), cert.to_owned(), "--tls-key".into(), key.into()];
    let ca = |ca: &str| [tls(&cert, &key), vec!["--client-ca".to_owned(), ca.to_owned()]].concat();
    let half = |flag: &str, file: &str| vec![flag.to_owned(), file.to_owned()];
    let open = |flag: &str, more: Vec<String>| [half(flag, "0.0.0.0:0"), more].concat();
    for (arguments, lang, code, words) in [
        (half("--tls-cert", &cert), "en", 2, ["--tls-key", "required"]),
        (half("--tls-key", &key), "ar", 2, ["--tls-cert", "خطأ"]),
        (half("--client-ca", &cert), "en", 2, ["--tls-cert", "required"]),
        (tls(&absent, &key), "en", 1, [&absent, "hint: "]),
        (tls(&key, &key), "en", 1, ["there is no certificate in", "hint: give a file in PEM"]),
        (tls(&cert, &cert), "ar", 1, ["لا مفتاح خاصًا بغير كلمة سر", "openssl pkey"]),
        (tls(&cert, &other), "en", 1, [&other, "hint: give the key with which"]),
        (tls(&cert, &other), "ar", 1, ["مفتاح شهادة أخرى", "أعطِ المفتاح"]),
        (ca(&absent), "ar", 1, [&absent, "تأكد"]),
        (ca(&key), "en", 1, ["there is no certificate in", &key]),
        (open("--listen", Vec::new()), "en", 2, ["0.0.0.0:0 is reached", "--tls-cert"]),
        (open("--metrics", tls(&cert, &key)), "en", 2, ["0.0.0.0:0 is reached", "metrics on 127.0.0.1"]),
        (open("--metrics", Vec::new()), "ar", 2, ["القياسات", "127.0.0.1"]),
    ] {
        let mut all = vec!["serve", "--lang", lang];
        all.extend(arguments.iter().map(String::as_str));
        let refused = dalil_in_words(&data, &all);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{arguments:?} {words:?}: {said}");
    }
    // Over TLS other machines may ask.
    let arguments = ["--tls-cert", &cert, "--tls-key", &key, "--listen", "0.0.0.0:0"];
    let mut child =
        common::command(&data, &["serve"]).args(arguments).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut first = [0; 23];
    child.stderr.take().unwrap().read_exact(&mut first).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(text(&first), "listening on https://0.");
}
