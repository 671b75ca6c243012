//! The configuration in force on one computer.

use crate::{
    fault::{Fault, Remark},
    set::DocumentSet,
};

/// The last set of documents that was right. It stays in force for ever: a set that fails
/// validation changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    set: DocumentSet,
}

impl Configuration {
    /// Takes a new set of files, by name and content, in the place of the last; or says why it
    /// does not, and keeps the last as it was.
    pub fn adopt(&mut self, files: &[(String, Vec<u8>)]) -> Result<Vec<Remark>, Vec<Fault>> {
        let read = DocumentSet::read(files)?;
        self.set = read.set;
        Ok(read.remarks)
    }

    /// The documents in force.
    #[must_use]
    pub const fn set(&self) -> &DocumentSet {
        &self.set
    }
}
