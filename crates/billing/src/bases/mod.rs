//! The folders that stand for a [`Base`] on this computer.

#[cfg_attr(windows, path = "windows.rs")]
#[cfg_attr(not(windows), path = "other.rs")]
mod here;

use std::path::PathBuf;

use vigie_domain::billing::{Base, Place};

/// The folders that stand for this base here. Drives of the network are not among them: one that
/// does not answer would make everybody wait.
#[must_use]
pub fn roots(base: Base) -> Vec<PathBuf> {
    here::roots(base)
}

/// Where this place may be here, whether anything is there or not.
pub(crate) fn paths(place: &Place, roots: &dyn Fn(Base) -> Vec<PathBuf>) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = roots(place.base())
        .iter()
        .map(|root| place.below(root))
        .collect();
    let shadows: Vec<PathBuf> = paths.iter().filter_map(|path| here::shadow(path)).collect();
    paths.extend(shadows);
    paths
}
