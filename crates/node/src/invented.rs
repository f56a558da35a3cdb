//! A folder of invented lists, emptied for another demonstration.
//!
//! Rules:    nothing but what says of itself that it is invented is ever forgotten: the folder's mark and the bytes of
//!           every edition held must both say so.
//! Shape:    one transaction; the raw bytes and register files are then nameless and are cleared away later (`lock`).

use sources::fictitious;

use crate::{Error, Node};

impl Node {
    /// Forgets every edition and register of a folder that is marked as one of invented lists.
    ///
    /// # Errors
    /// The folder is not marked, or an edition's bytes do not say that it is invented; nothing has changed then.
    pub fn forget_invented(&mut self) -> Result<(), Error> {
        let _alone = self.write_alone()?;
        let holds_published = || Error::HoldsPublished(self.folder().to_owned());
        if !self.is_fictitious() {
            return Err(holds_published());
        }
        for edition in self.editions(None)? {
            for file in self.raw(&edition)? {
                if !fictitious::is_marked(&file.bytes) {
                    return Err(holds_published());
                }
            }
        }
        let path = self.folder().join("dalil.db");
        self.store.forget_all().map_err(|error| error.of_disk(&path))
    }
}
