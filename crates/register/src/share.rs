//! A share of a company or of its votes, as a range: what is stated is often one ("25 to 50 %").
//!
//! Not here: reading a share from text (`sources::shares`).

use serde::{Deserialize, Serialize};

/// From the least to the most that a share may be, both included, in hundredths of a percent: `0..=10_000`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u16, u16)", into = "(u16, u16)")]
pub struct Share {
    least: u16, // invariant: least <= most <= WHOLE
    most: u16,
}

impl Share {
    /// All of it.
    pub const WHOLE: u16 = 10_000;
    /// A share of which nothing is known.
    pub const UNKNOWN: Self = Self { least: 0, most: Self::WHOLE };

    /// `None` when it is more than the whole, or the least is more than the most.
    pub fn new(least: u16, most: u16) -> Option<Self> {
        (least <= most && most <= Self::WHOLE).then_some(Self { least, most })
    }

    /// The least it may be.
    pub fn least(self) -> u16 {
        self.least
    }

    /// The most it may be.
    pub fn most(self) -> u16 {
        self.most
    }

    /// What two statements of one share leave open: from the lesser least to the greater most.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}

impl TryFrom<(u16, u16)> for Share {
    type Error = &'static str;

    fn try_from((least, most): (u16, u16)) -> Result<Self, Self::Error> {
        Self::new(least, most).ok_or("a share is from 0 to 10,000 hundredths of a percent")
    }
}

impl From<Share> for (u16, u16) {
    fn from(share: Share) -> Self {
        (share.least, share.most)
    }
}

/// `50 %`, `33.33 %`, `25..50 %`.
impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |f: &mut std::fmt::Formatter<'_>, share: u16| {
            let (whole, rest) = (share / 100, share % 100);
            match rest {
                0 => write!(f, "{whole}"),
                _ if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
                _ => write!(f, "{whole}.{rest:02}"),
            }
        };
        number(f, self.least)?;
        if self.most > self.least {
            write!(f, "..")?;
            number(f, self.most)?;
        }
        write!(f, " %")
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn a_share_prints_at_its_precision() {
        for (least, most, want) in [
            (5_000, 5_000, Some("50 %")),
            (3_333, 3_333, Some("33.33 %")),
            (2_505, 5_000, Some("25.05..50 %")),
            (1_250, 1_250, Some("12.5 %")),
            (0, 10_000, Some("0..100 %")),
            (5_000, 4_000, None),
            (5_000, 10_001, None),
        ] {
            assert_eq!(Share::new(least, most).map(|share| share.to_string()).as_deref(), want, "{least} {most}");
        }
        assert!(serde_json::from_str::<Share>("[5000,4000]").is_err());
    }
}
