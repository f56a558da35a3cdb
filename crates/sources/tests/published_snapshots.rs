//! The published snapshots in `../shared/lists`, read as they are, against the figures counted by an independent script.
//! Says "skipped" where the folder is absent. No value from a list appears here, only counts.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "tests read files and say what they skip")]

use std::path::{Path, PathBuf};
use std::process::Command;

use register::{EditionId, Entry};
use sources::{File, ProblemKind, Reading, Refusal, identify, read};

/// The uncompressed bytes of a snapshot, `None` where the folder is absent.
fn snapshot(path: &str) -> Option<Vec<u8>> {
    let lists: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/lists");
    if !lists.exists() {
        println!("skipped: {} is absent", lists.display());
        return None;
    }
    let path = lists.join(path);
    if path.extension().is_some_and(|end| end == "zst") {
        let out = Command::new("zstd").arg("-dcq").arg(&path).output().expect("zstd runs");
        assert!(out.status.success(), "{}", path.display());
        return Some(out.stdout);
    }
    Some(std::fs::read(&path).expect("the snapshot is readable"))
}

fn reading(path: &str) -> Option<Result<Reading<Entry>, Refusal>> {
    let bytes = snapshot(path)?;
    let file = File { name: path, bytes: &bytes };
    Some(identify(file).and_then(|(format, _)| read(format, &[file], EditionId::of(&bytes))))
}

#[test]
fn un_figures_are_reproduced() {
    const KEYS: [&str; 16] = [
        "ind", "ent", "script", "arab_i", "arab_e", "aliases", "g", "l", "aka", "fka", "empty", "dob", "docs", "nat",
        "pob", "addr",
    ];
    let rows: [(&str, [u64; 16]); 13] = [
        ("2015-03-13", [624, 423, 406, 373, 31, 2377, 1431, 424, 508, 14, 340, 726, 264, 517, 579, 848]),
        ("2015-03-16", [620, 423, 402, 369, 31, 2329, 1412, 395, 508, 14, 340, 721, 261, 513, 575, 845]),
        ("2015-03-27", [622, 424, 405, 370, 32, 2346, 1419, 398, 515, 14, 340, 725, 266, 515, 577, 859]),
        ("2018-06-07", [693, 405, 406, 354, 38, 2628, 1473, 569, 571, 15, 663, 824, 388, 633, 620, 958]),
        ("2018-06-21", [695, 405, 406, 354, 38, 2633, 1478, 569, 571, 15, 665, 828, 395, 635, 621, 965]),
        ("2018-08-24", [701, 397, 407, 355, 38, 2663, 1488, 593, 567, 15, 662, 836, 404, 642, 627, 961]),
        ("2020-11-23", [713, 305, 408, 353, 40, 2678, 1496, 616, 552, 14, 611, 858, 428, 657, 643, 840]),
        ("2020-11-24", [713, 305, 408, 353, 40, 2678, 1496, 616, 552, 14, 611, 858, 428, 657, 643, 840]),
        ("2020-11-30", [713, 305, 408, 353, 40, 2678, 1496, 616, 552, 14, 611, 858, 428, 657, 643, 840]),
        ("2020-12-01", [712, 294, 407, 352, 40, 2674, 1496, 616, 548, 14, 602, 856, 428, 656, 642, 825]),
        ("2021-03-12", [711, 293, 404, 349, 40, 2657, 1496, 600, 547, 14, 604, 857, 424, 651, 640, 825]),
        ("2024-05-15", [682, 193, 383, 332, 39, 2710, 1513, 619, 560, 18, 461, 682, 432, 643, 529, 764]),
        ("2025-04-19", [684, 193, 380, 329, 39, 2704, 1507, 619, 560, 18, 206, 843, 431, 646, 626, 765]),
    ];
    for (date, want) in rows {
        let Some(reading) = reading(&format!("un/un-consolidated-{date}.xml.zst")) else { return };
        let reading = reading.expect("a published edition is read");
        let got = KEYS.map(|key| (key, reading.outcome.stats.get(key)));
        let want: Vec<_> = KEYS.into_iter().zip(want).collect();
        assert_eq!(got.as_slice(), want, "{date}");
        assert_eq!(reading.outcome.published.map(|day| day.to_string()).as_deref(), Some(date));
        assert_eq!(reading.items.len() as u64, want[0].1 + want[1].1, "{date}");
        for problem in &reading.problems {
            assert!(
                matches!(problem.kind, ProblemKind::OddReference | ProblemKind::BadDate | ProblemKind::PrintedDelisted),
                "{date}: {} {} {}",
                problem.kind.code(),
                problem.place,
                problem.detail
            );
        }
    }
}

#[test]
fn the_damaged_un_file_is_refused_with_its_place() {
    let Some(reading) = reading("malformed/un-consolidated-2025-08-16.mangled.xml.zst") else { return };
    let refusal = reading.expect_err("the damaged file is refused");
    assert_eq!(refusal.to_string(), "control-character at line 53 column 11: U+0019");
}
