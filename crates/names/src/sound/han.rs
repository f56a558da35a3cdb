//! Han characters, each a syllable.
//!
//! Not here: the readings and how they are laid over one another are `data/sounds/han.toml`.

use super::{Sound, tables};

/// The sounds of a character; `None` when it is not in the table.
pub(super) fn sounds(c: char) -> Option<&'static [Sound]> {
    let at = tables::HAN.binary_search_by_key(&c, |(known, _)| *known).ok()?;
    let (_, number) = tables::HAN.get(at)?;
    tables::HAN_SOUNDS.get(usize::from(*number)).copied()
}
