//! A repository of The Update Framework as support sees it: the chain of its roots and what was
//! published last.

pub(crate) mod disk;
pub(crate) mod files;
pub(crate) mod metadata;
mod roots;
mod state;
mod verify;

pub(crate) use self::{
    files::Files,
    roots::Roots,
    roots::path as root_path,
    state::{State, snapshot_path, targets_path},
    verify::{as_an_agent, content, digest, vouched},
};

/// Where a file of metadata lies.
pub(crate) fn metadata_path(name: &str) -> String {
    format!("{}/{name}", vigie_steering::layout::METADATA)
}

/// Where the file lies that says which is the last.
pub(crate) fn timestamp_path() -> String {
    metadata_path(vigie_steering::layout::TIMESTAMP)
}
