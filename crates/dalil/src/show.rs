//! How answers are shown: in which words, as JSON or as text, with a progress bar where a terminal is.

use std::io::Write as _;

use indicatif::{ProgressBar, ProgressStyle};
use server::{Words, explain};

/// How to show.
#[derive(Clone, Copy)]
pub(crate) struct Show<'w> {
    pub(crate) words: &'w Words,
    pub(crate) json: bool,
}

/// A line on standard error. Where nobody reads it any more, what is going on goes on.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

impl Show<'_> {
    pub(crate) fn say(self, key: &str) -> String {
        self.words.say(key, &[])
    }

    pub(crate) fn fill(self, key: &str, pairs: &[(&str, String)]) -> String {
        self.words.say(key, &explain::fill(pairs))
    }

    pub(crate) fn warn(self, message: &str, hint: &str) {
        tell(&format!("{}: {message}", self.say("warning")));
        tell(&format!("{}: {hint}", self.say("hint")));
    }

    /// A bar on standard error; nothing is drawn where that is no terminal.
    pub(crate) fn progress(self, steps: Option<u64>) -> ProgressBar {
        let style = match steps {
            Some(_) => "{bar:30} {pos}/{len} {wide_msg}",
            None => "{spinner} {elapsed} {wide_msg}",
        };
        let bar = steps.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        // A style that does not parse would be a fault of the text above; the bar then has its plain style.
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar
    }
}
