//! Where lots and returns are learnt from on this computer.
//!
//! A [`Source`] is a folder, a `Pyxvital.ini`, or a log: something of the billing software's that
//! shows what was sent and what came back. Sources are read, never changed: nothing is moved, locked or
//! written there. What they show is foreign input, read within bounds.
//!
//! - [`open`] makes a source of a [`SourceKind`]; [`Source::read`] is called again and again with the
//!   cursor that it gave the last time.
//! - [`preview`] shows what a source would find, before it is chosen.
//! - [`find`] looks where sources usually stand.
//! - [`Watcher`] tells when something changed there; network drives tell nothing, so a slow poll
//!   goes beside it.
//!
//! Every call here may block on a slow disk: never call from an async task's own thread.

mod find;
mod folder;
mod ini;
mod log;
mod outside;
mod preview;
mod profiles;
mod pyxvital;
mod recognise;
mod watch;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;
use vigie_domain::{
    billing::Profiles,
    book::{
        sighting::Sighting,
        source::{SourceKind, SourceProblem},
    },
};
use vigie_sesam::rules::RuleSet;

pub use self::{
    find::{Found, find, find_below},
    preview::{Preview, preview},
    profiles::{BUILT_IN as BUILT_IN_PROFILES, ProfilesError, built_in, parse},
    watch::Watcher,
};
use self::{folder::FolderSource, log::LogSource, pyxvital::PyxvitalSource};

/// Something on this computer that shows lots and returns.
pub trait Source: Send {
    /// Reads on from `cursor` (`None`: from the beginning) for two seconds at most, and gives at
    /// most some 1,000 sightings.
    ///
    /// The cursor of the last reading that was *recorded* is the one to give: with an older one
    /// the same things are seen again, under the same keys, and nothing is lost. A cursor of
    /// another source or release counts as `None`. `now` tells how long a file has lain still,
    /// and is the latest time that is believed; `stop` ends the reading early, with what was read
    /// until then.
    fn read(
        &mut self,
        cursor: Option<Value>,
        now: Timestamp,
        stop: &AtomicBool,
    ) -> Result<Reading, SourceProblem>;

    /// The files and folders in which a change means that there may be something to read. They
    /// may be others after each reading.
    fn watched(&self) -> Vec<PathBuf>;
}

/// What one call of [`Source::read`] found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// What was seen. Their keys are the same whenever and wherever the same thing is seen.
    pub sightings: Vec<Sighting>,
    /// From where to go on, to be kept together with the sightings.
    pub cursor: Value,
    /// There is more: call again.
    pub more: bool,
    /// Something is being written just now: worth another call after this time, even if nothing
    /// changes.
    pub again_after: Option<Duration>,
    /// Files or lines of this reading that were not understood.
    pub unknown: u32,
    /// Octets of files that were read for it.
    pub octets: u64,
    /// Why not everything could be read.
    pub problem: Option<SourceProblem>,
    /// A folder of returns could not be read at all, so that a return which is not seen may be
    /// there all the same.
    pub returns_hidden: bool,
}

/// What sources are read by.
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// How messages are recognised.
    pub rules: Arc<RuleSet>,
    /// How logs are read, and where they usually stand.
    pub profiles: Arc<Profiles>,
    /// The time zone of this computer, in which logs are written.
    pub zone: TimeZone,
}

/// Makes a source ready for reading. Whether anything is there, only reading tells: a network
/// drive that is away today may be back tomorrow.
pub fn open(kind: &SourceKind, knowledge: &Knowledge) -> Result<Box<dyn Source>, SourceProblem> {
    Ok(match kind {
        SourceKind::LotFolder { path } => Box::new(FolderSource::lots(checked(path)?, knowledge)),
        SourceKind::ReturnFolder { path } => {
            Box::new(FolderSource::returns(checked(path)?, knowledge))
        }
        SourceKind::Pyxvital { ini, practitioner } => Box::new(PyxvitalSource::new(
            checked(ini)?,
            practitioner.clone(),
            knowledge,
        )),
        SourceKind::Log { path, profile } => {
            Box::new(LogSource::new(checked(path)?, profile, knowledge)?)
        }
    })
}

/// The longest path that is taken, in octets.
const LONGEST_PATH: usize = 1000;

fn checked(path: &str) -> Result<&Path, SourceProblem> {
    let valid = !path.trim().is_empty() && path.len() <= LONGEST_PATH && !path.contains('\0');
    valid
        .then_some(Path::new(path))
        .ok_or(SourceProblem::InvalidPath)
}
