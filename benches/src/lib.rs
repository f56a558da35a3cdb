//! What the measurements share: the published files they read, and medians.
//!
//! Shape:    the files stand in `../shared/lists` beside the checkout; a bench says "skipped" where they are absent.
//! Not here: assertions on time. A machine's speed is no property of the code; ratios and instruction counts are.

use std::path::{Path, PathBuf};

/// The large published files that reading is measured on, by the name they are printed under.
pub const READING: &[(&str, &str)] = &[
    ("us-ofac-sdn 2024-05-07", "ofac/ofac-sdn-2024-05-07.xml.zst"),
    ("eu-fsf 2024-05-13", "eu/eu-fsf-FULL-1_1-2024-05-13.xml.zst"),
];

/// A file of the published snapshots, uncompressed; `None` where they are absent.
///
/// # Errors
/// The file is there and cannot be read or uncompressed.
pub fn published(file: &str) -> std::io::Result<Option<Vec<u8>>> {
    let path = snapshots().join(file);
    if !path.exists() {
        return Ok(None);
    }
    zstd::decode_all(std::fs::File::open(path)?).map(Some)
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/lists")
}

/// Least, median and greatest of some measurements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The least.
    pub least: f64,
    /// The middle one; the lower of two.
    pub median: f64,
    /// The greatest.
    pub greatest: f64,
}

impl Spread {
    /// `None` of no measurement.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let median = *values.get(values.len().checked_sub(1)? / 2)?;
        Some(Self { least: *values.first()?, median, greatest: *values.last()? })
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn a_spread_has_its_middle() {
        let spread = |values: &[f64]| Spread::of(values.to_vec()).map(|s| (s.least, s.median, s.greatest));
        for (values, want) in [
            (&[][..], None),
            (&[2.0], Some((2.0, 2.0, 2.0))),
            (&[3.0, 1.0, 2.0], Some((1.0, 2.0, 3.0))),
            (&[4.0, 1.0, 2.0, 3.0], Some((1.0, 2.0, 4.0))),
        ] {
            assert_eq!(spread(values), want, "{values:?}");
        }
    }
}
