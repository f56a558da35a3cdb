//! A file mapped into memory: opening it takes no time, its pages are shared by all who map it, and no private memory is used.
//!
//! Why:      `unsafe` is allowed here alone in this crate. Read whole, a register of all published lists took 40 ms and 86 MB before
//!           its first answer; mapped, it takes 0.1 ms and none (benches/results/register.md).
//! Rules:    only files that are never changed once they stand under their name: written elsewhere, then renamed. Whoever may write
//!           to the data folder can still end the process by cutting one short, as they could end it otherwise.

use std::fs::File;
use std::path::Path;

use memmap2::Mmap;

/// Maps a file that nobody changes.
pub(crate) fn map(path: &Path) -> std::io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: the file is written whole before it has its name, and a file that has its name is replaced, never written to, so the
    // bytes stay as they are while they are mapped.
    #[expect(unsafe_code, reason = "a file can only be mapped so; what is promised of it is said above")]
    unsafe {
        Mmap::map(&file)
    }
}
