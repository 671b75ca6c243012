//! No billing program is publicly known to keep its files on another system than Windows; a profile
//! may name places in the user's own folder.

use std::path::{Path, PathBuf};

use vigie_domain::billing::Base;

pub(super) fn roots(base: Base) -> Vec<PathBuf> {
    match base {
        Base::Home => std::env::home_dir().into_iter().collect(),
        Base::Drive | Base::ProgramData | Base::Programs | Base::RoamingData | Base::LocalData => {
            Vec::new()
        }
    }
}

pub(super) const fn shadow(_: &Path) -> Option<PathBuf> {
    None
}
