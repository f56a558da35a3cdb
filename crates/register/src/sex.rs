//! The words that publishers and subjects state a sex with.
//!
//! Rules:    only ever read as a contradiction; the same sex adds nothing to a score.

/// A stated sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

impl Sex {
    /// Of a stated word; `None` for one that is not known.
    pub fn stated(printed: &str) -> Option<Self> {
        match printed.trim().to_lowercase().as_str() {
            "f" | "female" | "أنثى" | "انثى" | "مؤنث" | "femme" | "woman" => Some(Self::Female),
            "m" | "male" | "ذكر" | "مذكر" | "homme" | "man" => Some(Self::Male),
            _ => None,
        }
    }

    /// `female` or `male`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sex;

    #[test]
    fn words_of_three_languages_are_known() {
        for (printed, want) in [
            (" Male ", Some(Sex::Male)),
            ("أنثى", Some(Sex::Female)),
            ("femme", Some(Sex::Female)),
            ("X", None),
            ("", None),
        ] {
            assert_eq!(Sex::stated(printed), want, "{printed:?}");
        }
    }
}
