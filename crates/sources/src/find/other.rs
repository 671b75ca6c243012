//! No billing program is publicly known to keep its lots on another system than Windows; a profile
//! may name places in the user's own folder.

use std::path::PathBuf;

use vigie_domain::billing::Base;

/// The folders that stand for a base here.
pub(super) fn roots(base: Base) -> Vec<PathBuf> {
    match base {
        Base::Home => std::env::home_dir().into_iter().collect(),
        Base::Drive | Base::ProgramData | Base::Programs | Base::RoamingData | Base::LocalData => {
            Vec::new()
        }
    }
}
