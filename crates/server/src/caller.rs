//! Who asks, as far as headers tell: which language, through which host, from which page.
//!
//! Why:      a page of another site can make a browser ask a server on loopback, under a name of its own that resolves
//!           to 127.0.0.1. Such a request carries that name as its Host, or that page as its Origin, and is refused.
//! Not here: keys and sessions.

use std::net::IpAddr;

use axum::http::{HeaderMap, Uri, header};

use crate::fault::{Fault, FaultKind};
use crate::{Lang, http::Options};

/// Whether a request may be answered.
pub(crate) fn check(options: &Options, uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
    let text = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let host = text("host").or_else(|| uri.authority().map(ToString::to_string)).unwrap_or_default();
    // Over TLS a browser has found the host in the certificate before it asks.
    if !options.behind_proxy && options.tls.is_none() && !is_this_machine(&host, options.bound) {
        return Err(Fault::about(FaultKind::WrongHost, &host));
    }
    if let Some(origin) = text("origin") {
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if !authority.is_some_and(|authority| authority.eq_ignore_ascii_case(&host)) {
            return Err(Fault::about(FaultKind::WrongOrigin, &origin));
        }
    }
    // A link from elsewhere may lead here; what another site's page fetches or embeds may not.
    let foreign = text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
    if foreign && text("sec-fetch-mode").as_deref() != Some("navigate") {
        return Err(Fault::new(FaultKind::WrongOrigin));
    }
    Ok(())
}

/// Whether a Host header names loopback or the address that is listened on.
fn is_this_machine(host: &str, bound: Option<IpAddr>) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    match name.parse::<IpAddr>() {
        Ok(address) => address.is_loopback() || bound == Some(address),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// The language to answer in: `?lang=`, else the better liked one of Accept-Language, else English.
pub(crate) fn language(uri: &Uri, headers: &HeaderMap) -> Lang {
    let asked = uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
    if let Some(lang) = asked.and_then(lang_of) {
        return lang;
    }
    let mut best = (0.0, Lang::En);
    let liked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for range in liked.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()).unwrap_or(0.0);
        match lang_of(tag.trim().split('-').next().unwrap_or_default()) {
            Some(lang) if weight > best.0 => best = (weight, lang),
            _ => {}
        }
    }
    best.1
}

/// A language by its code.
pub(crate) fn lang_of(code: &str) -> Option<Lang> {
    [Lang::Ar, Lang::En].into_iter().find(|lang| lang.code().eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};

    use super::{check, language};
    use crate::Lang;
    use crate::fault::FaultKind;
    use crate::http::Options;
    use crate::tls::TlsFiles;

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&str, &str)| {
            (name.parse::<HeaderName>().expect("a name"), HeaderValue::from_str(value).expect("a value"))
        };
        lines.iter().map(pair).collect()
    }

    #[test]
    fn only_this_machine_and_its_own_pages_are_answered() {
        let options = Options { bound: "192.0.2.7".parse().ok(), ..Options::default() };
        let (host, site, mode) = (("host", "localhost:8470"), "sec-fetch-site", "sec-fetch-mode");
        for (lines, want) in [
            (vec![host], None),
            (vec![("host", "127.0.0.1")], None),
            (vec![("host", "LOCALHOST:1")], None),
            (vec![("host", "[::1]:8470")], None),
            (vec![("host", "192.0.2.7:8470")], None),
            (vec![("host", "192.0.2.8:8470")], Some(FaultKind::WrongHost)),
            (vec![("host", "localhost.example.org")], Some(FaultKind::WrongHost)),
            (vec![("host", "[")], Some(FaultKind::WrongHost)),
            (vec![], Some(FaultKind::WrongHost)),
            (vec![host, ("origin", "http://localhost:8470")], None),
            (vec![host, ("origin", "http://localhost:9999")], Some(FaultKind::WrongOrigin)),
            (vec![host, ("origin", "https://example.org")], Some(FaultKind::WrongOrigin)),
            (vec![host, ("origin", "null")], Some(FaultKind::WrongOrigin)),
            (vec![host, (site, "same-origin"), (mode, "cors")], None),
            (vec![host, (site, "none"), (mode, "navigate")], None),
            (vec![host, (site, "cross-site"), (mode, "navigate")], None),
            (vec![host, (site, "cross-site"), (mode, "no-cors")], Some(FaultKind::WrongOrigin)),
            (vec![host, (site, "same-site"), (mode, "cors")], Some(FaultKind::WrongOrigin)),
        ] {
            let got = check(&options, &Uri::from_static("/"), &headers(&lines)).err().map(|fault| fault.kind);
            assert_eq!(got, want, "{lines:?}");
        }
        let proxied = Options { behind_proxy: true, ..Options::default() };
        let files = TlsFiles { cert: "cert.pem".into(), key: "key.pem".into(), client_ca: None };
        let over_tls = Options { tls: Some(files), ..Options::default() };
        for options in [&proxied, &over_tls] {
            assert_eq!(check(options, &Uri::from_static("/"), &headers(&[("host", "dalil.example.org")])), Ok(()));
            let elsewhere = headers(&[("host", "dalil.example.org"), ("origin", "https://example.org")]);
            assert!(check(options, &Uri::from_static("/"), &elsewhere).is_err());
        }
    }

    #[test]
    fn the_language_is_the_one_asked_for_or_liked_best() {
        for (uri, liked, want) in [
            ("/", "", Lang::En),
            ("/", "ar", Lang::Ar),
            ("/", "ar-SA,ar;q=0.9,en;q=0.8", Lang::Ar),
            ("/", "en-GB,ar;q=0.9", Lang::En),
            ("/", "fr,ar;q=0.3,en;q=0.2", Lang::Ar),
            ("/", "ar;q=0", Lang::En),
            ("/", "ar;q=x,,;", Lang::En),
            ("/?lang=ar", "en", Lang::Ar),
            ("/?name=x&lang=en", "ar", Lang::En),
            ("/?lang=xx", "ar", Lang::Ar),
        ] {
            assert_eq!(
                language(&Uri::from_static(uri), &headers(&[("accept-language", liked)])),
                want,
                "{uri} {liked}"
            );
        }
    }
}
