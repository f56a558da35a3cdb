//! The fuzz targets in plain `cargo test`: every input that once was a finding, every seed, and a few thousand small
//! changes of each seed. The long search is `fuzz/run`.

#[path = "../../../fuzz/targets.rs"]
mod targets;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use register::EditionId;
use register::index::Index;
use sources::File;
use targets::{BETWEEN_FILES, TARGETS, Target, register_of};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The inputs that a target's search begins with.
fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let read = |path: &str| {
        let bytes = std::fs::read(root().join(path)).unwrap_or_default();
        assert!(!bytes.is_empty(), "{path}");
        bytes
    };
    let set = |seed: &&str| seed.split('+').map(read).collect::<Vec<_>>().join(&BETWEEN_FILES);
    let mut out: Vec<Vec<u8>> = target.seeds.iter().map(set).collect();
    if target.name == "register-file" {
        out.extend(registers());
    }
    assert!(!out.is_empty(), "{} has no seed", target.name);
    out
}

/// A register file of each invented edition of one file.
fn registers() -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for seed in TARGETS.iter().flat_map(|target| target.seeds) {
        let Ok(bytes) = std::fs::read(root().join(seed)) else { continue };
        let file = File { name: "seed", bytes: &bytes };
        let Ok((format, _)) = sources::identify(file) else { continue };
        if let Ok(reading) = sources::read(format, &[file], EditionId::of(&bytes)) {
            out.push(Index::build(&register_of(reading.items)));
        }
    }
    out
}

#[test]
fn a_register_file_comes_past_its_hashes_whatever_its_sections_say() {
    for sound in registers() {
        assert_eq!(Index::resealed(&sound).as_ref(), Some(&sound));
        for at in (0..sound.len()).step_by(sound.len() / 50 + 1).chain([sound.len() - 1]) {
            let mut changed = sound.clone();
            changed[at] ^= 1;
            let resealed = Index::resealed(&changed).expect("it has lengths");
            let opened = Index::open(resealed.as_slice()).and_then(|index| index.verify());
            // What stands before the lengths is written anew; of lengths that do not fit, sections have what is there.
            let fits = !(48..48 + 8 * 33).contains(&at);
            assert!(!fits || opened.is_ok(), "{at}: {opened:?}");
        }
        for end in [0, 47, 48, 311] {
            assert_eq!(Index::resealed(&sound[..end]), None, "{end}");
        }
    }
}

/// A fixed sequence of numbers (xorshift), so that every run makes the same changes.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % end.max(1)
    }
}

/// Bytes that mean something to one of the formats.
const TELLING: &[u8] = b"\x00\x1A\x1E\xFF\xEF\xBB\xBF\xD8\x80\"',;:<>/&=!?[]{}()-. \t\r\n0199Zz";

/// A seed with a few places changed: a byte, a piece taken out, a piece repeated elsewhere.
fn changed(seed: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut out = seed.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(out.len());
        match numbers.below(5) {
            0 | 1 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte = TELLING[numbers.below(TELLING.len())];
                }
            }
            2 => {
                let end = (at + 1 + numbers.below(40)).min(out.len());
                out.drain(at..end);
            }
            3 => {
                let end = (at + 1 + numbers.below(80)).min(out.len());
                let piece = out[at..end].to_vec();
                let to = numbers.below(out.len());
                out.splice(to..to, piece);
            }
            _ => {
                for byte in out.iter_mut().skip(at & !3).take(4) {
                    *byte = [0x00, 0xFF, 0x01, 0x7F][numbers.below(4)];
                }
            }
        }
    }
    out
}

#[test]
fn every_input_that_was_a_finding_is_none_any_more() {
    for target in TARGETS {
        let folder = root().join("fuzz/regressions").join(target.name);
        let Ok(files) = std::fs::read_dir(&folder) else { continue };
        let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
        paths.sort();
        for path in paths {
            // The name of what fails stands above the panic.
            println!("{}", path.display());
            (target.run)(&std::fs::read(&path).expect("a file"));
        }
    }
    let folders = std::fs::read_dir(root().join("fuzz/regressions")).into_iter().flatten();
    for folder in folders.map(|folder| folder.expect("a folder")).filter(|folder| folder.path().is_dir()) {
        let name = folder.file_name().to_string_lossy().into_owned();
        assert!(TARGETS.iter().any(|target| target.name == name), "regressions/{name} is of no target");
    }
}

#[test]
fn seeds_and_small_changes_of_them_are_no_findings() {
    for target in TARGETS {
        println!("{}", target.name);
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
        for seed in seeds(target) {
            (target.run)(&seed);
            for _ in 0..150 {
                (target.run)(&changed(&seed, &mut numbers));
            }
        }
    }
}

#[test]
fn every_format_has_a_target_and_every_target_an_executable() {
    let manifest = std::fs::read_to_string(root().join("fuzz/Cargo.toml")).expect("the checkout is readable");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let named = manifest["bin"].as_array().expect("a list").iter();
    let named: Vec<&str> = named.map(|bin| bin["name"].as_str().expect("a name")).collect();
    let targets: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(named, targets);

    let source = std::fs::read_to_string(root().join("crates/sources/src/lib.rs")).expect("the checkout is readable");
    let (_, names) = source.split_once("pub fn name(self) -> &'static str {").expect("the formats have names");
    let (names, _) = names.split_once("    }\n").expect("it ends");
    let formats: Vec<&str> = names.split('"').skip(1).step_by(2).collect();
    assert!(formats.len() >= 12, "{formats:?}");
    for format in formats {
        assert!(targets.contains(&format), "{format} has no fuzz target");
    }
}

/// Words and marks of a seed that a search should put together anew.
fn dictionary(seeds: &[Vec<u8>]) -> String {
    let mut words: BTreeSet<&str> =
        ["<![CDATA[", "]]>", "&#x", "&amp;", "<!--", "-->", "<!DOCTYPE", "<?xml", "/>", "</", "-0- ", "00/00/"].into();
    let texts: Vec<&str> = seeds.iter().filter_map(|seed| std::str::from_utf8(seed).ok()).collect();
    for text in &texts {
        let pieces = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.extend(pieces.filter(|word| (3..=40).contains(&word.len())));
    }
    words.iter().fold(String::new(), |mut out, word| {
        out.push('"');
        for byte in word.bytes() {
            let _ = write!(out, "\\x{byte:02X}");
        }
        out.push_str("\"\n");
        out
    })
}

#[test]
#[ignore = "writes fuzz/corpus; `fuzz/run` asks for it"]
fn write_the_seeds() {
    let corpus = root().join("fuzz/corpus");
    for target in TARGETS {
        let folder = corpus.join(target.name);
        std::fs::create_dir_all(&folder).expect("made");
        let seeds = seeds(target);
        for (n, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{n}")), seed).expect("written");
        }
        std::fs::write(corpus.join(format!("{}.dict", target.name)), dictionary(&seeds)).expect("written");
    }
}
