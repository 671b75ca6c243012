//! The billing software's settings: closed, backed up, written, read back, and put back.

use std::{path::PathBuf, sync::Arc};

use jiff::tz::TimeZone;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use vigie_billing::{
    Access, CannotTell, Change, Fault, FileFault, Installed, NewSettings, PlainPasswords,
    RegistryFault, RunningSign, Standing,
};
use vigie_domain::{
    account::Address,
    billing::{Base, Profile, Profiles, Setting},
    server::Security,
    switch::{Obstacle, Passing, Place, Step, Way},
};
use vigie_journal::{Journal, SwitchRecord};

use super::{Halt, Order, relay};

/// The billing programs of this computer.
#[derive(Clone)]
pub struct Software {
    /// What is known of them.
    pub profiles: Arc<Profiles>,
    /// The folders that stand for a base, usually [`vigie_billing::bases::roots`].
    pub roots: Arc<dyn Fn(Base) -> Vec<PathBuf> + Send + Sync>,
}

/// What a billing program is to be set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where it collects.
    pub pop: Place,
    /// Where it sends.
    pub submission: Option<Place>,
    /// The address that it sends from; `None` stays as it is.
    pub sender: Option<Address>,
}

/// A program whose settings can be written here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The profile's id.
    pub profile: String,
    /// The program's name.
    pub program: String,
    /// The files and registry keys that would be changed.
    pub touched: Vec<String>,
    /// Its password can be written too.
    pub takes_password: bool,
    /// What stands against it now.
    pub obstacle: Option<Obstacle>,
}

/// What is noted of [`Step::BackUp`].
#[derive(Serialize, Deserialize)]
struct BackUpNote {
    change: Change,
}

/// The programs on this computer whose settings can be written so.
#[must_use]
pub fn offers(software: &Software, to: &Target) -> Vec<Offer> {
    if !to.can_be_written() {
        return Vec::new();
    }
    let here = |profile: &Profile| {
        let installed = Installed::locate(profile, &*software.roots).ok()?;
        let stores = installed.settings().stores();
        let obstacle = Change::plan(&installed, &new_settings(to, None))
            .err()
            .map(|fault| of_fault(&fault, installed.name()))
            .or_else(|| is_open(&installed, None));
        Some(Offer {
            profile: profile.id().to_owned(),
            program: installed.name().to_owned(),
            touched: installed.located().map(ToString::to_string).collect(),
            takes_password: stores
                .iter()
                .any(|store| store.settings().any(Setting::is_password)),
            obstacle,
        })
    };
    software.profiles.iter().filter_map(here).collect()
}

/// What the person has to set beside what was written.
#[must_use]
pub fn by_hand(record: &SwitchRecord) -> Vec<Setting> {
    let note: Option<BackUpNote> = record.note(Step::BackUp);
    note.map(|note| note.change.by_hand().to_vec())
        .unwrap_or_default()
}

impl Target {
    /// Whether it can be written as a whole: half a move, with lots still leaving through the old
    /// provider, is none, and what anybody on the way could read is for the person to enter.
    #[must_use]
    pub fn can_be_written(&self) -> bool {
        let written = |place: &Place| {
            place.server.security != Security::Plain || vigie_billing::is_here(&place.server)
        };
        written(&self.pop) && self.submission.as_ref().is_some_and(written)
    }
}

impl Software {
    /// Does or undoes a step on the billing software's settings.
    pub(super) fn act(
        &self,
        order: &Order<'_>,
        journal: &Journal,
        password: &dyn Fn() -> Result<Option<SecretString>, Halt>,
    ) -> Result<(), Halt> {
        match (order.step, order.back) {
            (Step::AwaitClosed, false) => {
                let installed = self.installed(order)?;
                let word = order.given.word.as_ref();
                is_open(&installed, word).map_or(Ok(()), |open| Err(open.into()))
            }
            (Step::BackUp, false) => self.back_up(order, journal, password()?),
            (Step::WriteSettings, false) => {
                let installed = self.installed(order)?;
                let change = change(order, password)?.ok_or(Obstacle::SettingsNotFound {
                    program: installed.name().to_owned(),
                })?;
                let refused = |fault: Fault| of_fault(&fault, change.program());
                // It may have been opened since it was waited for, also while the keychain was asked.
                if let Some(open @ Obstacle::ProgramRuns { .. }) = is_open(&installed, None) {
                    return Err(open.into());
                }
                change.write().map_err(refused).map_err(Halt::from)
            }
            (Step::WriteSettings, true) => self.put_back(order, password),
            (Step::ReadBack, false) => match change(order, password)? {
                Some(change) => {
                    let refused = |fault: Fault| of_fault(&fault, change.program());
                    change.read_back().map_err(refused).map_err(Halt::from)
                }
                None => Ok(()),
            },
            // Nothing was changed. The copy stays: it is small, and somebody may be glad of it.
            _ => Ok(()),
        }
    }

    fn installed(&self, order: &Order<'_>) -> Result<Installed, Halt> {
        let Way::Profile { profile, .. } = &order.record.plan.way else {
            return Err(not_found("").into());
        };
        let found = self.profiles.get(profile).ok_or(not_found(profile))?;
        Installed::locate(found, &*self.roots).map_err(|error| {
            tracing::warn!(%error, "the billing software's settings are not where they were");
            not_found(found.name()).into()
        })
    }

    fn back_up(
        &self,
        order: &Order<'_>,
        journal: &Journal,
        password: Option<SecretString>,
    ) -> Result<(), Halt> {
        let installed = self.installed(order)?;
        let refused = |fault: Fault| Halt::from(of_fault(&fault, installed.name()));
        let Some(target) = relay::target(order.record) else {
            return Err(Obstacle::RelayNotOpen.into());
        };
        let new = new_settings(&target, password);
        let mut change = Change::plan(&installed, &new).map_err(refused)?;
        // The copy's name is the same however often this is begun again.
        let named = order.began_at.to_zoned(TimeZone::system());
        change.back_up(&named).map_err(refused)?;
        let note = serde_json::to_value(BackUpNote { change }).map_err(|error| {
            tracing::error!(%error, "a change of settings cannot be written down");
            not_found(installed.name())
        })?;
        Ok(journal.note_step(order.row, &note)?)
    }

    /// What cannot be put back is for the person to put back, who says when it is done.
    fn put_back(
        &self,
        order: &Order<'_>,
        password: &dyn Fn() -> Result<Option<SecretString>, Halt>,
    ) -> Result<(), Halt> {
        let Some(change) = change(order, password)? else {
            return Ok(());
        };
        if matches!(change.standing(), Ok(Standing::Old)) {
            return Ok(());
        }
        let word = order.given.word.as_ref();
        let open = match self.installed(order) {
            Ok(installed) => is_open(&installed, word),
            // What is not found cannot be seen to run.
            Err(_) => ask_unless_said(change.program(), word),
        };
        match (open, word) {
            (None, _) => {}
            // Put back by hand, whether or not the program is closed: nothing is to be written.
            (Some(Obstacle::IsItClosed { .. }), Some(Obstacle::CannotPutBack { .. })) => {
                tracing::info!("the settings were put back by hand");
                return Ok(());
            }
            (Some(open), _) => return Err(open.into()),
        }
        match change.undo() {
            Ok(undone) => {
                tracing::info!(?undone, "the billing software's settings are put back");
                Ok(())
            }
            Err(fault) => {
                let obstacle = match of_fault(&fault, change.program()) {
                    passing @ (Obstacle::DiskFull | Obstacle::FileHeld { .. }) => passing,
                    other => Obstacle::CannotPutBack {
                        place: other.subject().unwrap_or(change.program()).to_owned(),
                    },
                };
                if word == Some(&obstacle) && obstacle.passing() == Passing::ByWord {
                    tracing::info!("the settings were put back by hand");
                    return Ok(());
                }
                Err(obstacle.into())
            }
        }
    }
}

/// The change that was planned; `None`: nothing was planned, so nothing was written.
fn change(
    order: &Order<'_>,
    password: &dyn Fn() -> Result<Option<SecretString>, Halt>,
) -> Result<Option<Change>, Halt> {
    let Some(BackUpNote { mut change }) = order.record.note(Step::BackUp) else {
        return Ok(None);
    };
    if change.needs_passwords()
        && let Some(password) = password()?
    {
        change.give_passwords(passwords(password));
    }
    Ok(Some(change))
}

fn new_settings(to: &Target, password: Option<SecretString>) -> NewSettings {
    let access = |place: &Place| Access {
        server: place.server.clone(),
        login: place.login.clone(),
    };
    NewSettings {
        pop: Some(access(&to.pop)),
        smtp: to.submission.as_ref().map(access),
        sender: to.sender.as_ref().map(ToString::to_string),
        passwords: password.map(passwords),
    }
}

fn passwords(password: SecretString) -> PlainPasswords {
    PlainPasswords {
        smtp: Some(password.clone()),
        pop: Some(password),
    }
}

/// What shows that the program is not closed. On the person's word a file that may have been left
/// behind by a crash is not believed, and a program of which nothing can be told is closed.
fn is_open(installed: &Installed, word: Option<&Obstacle>) -> Option<Obstacle> {
    let program = installed.name().to_owned();
    match installed.is_running() {
        Ok(None) => None,
        Ok(Some(RunningSign::Process(_))) => Some(Obstacle::ProgramRuns { program }),
        Ok(Some(RunningSign::LockFile(_))) | Err(CannotTell::NoSign | CannotTell::NoList) => {
            ask_unless_said(&program, word)
        }
    }
}

/// Asks the person whether the program is closed, who may have said so.
fn ask_unless_said(program: &str, word: Option<&Obstacle>) -> Option<Obstacle> {
    let asked = Obstacle::IsItClosed {
        program: program.to_owned(),
    };
    (word != Some(&asked)).then_some(asked)
}

fn not_found(program: &str) -> Obstacle {
    Obstacle::SettingsNotFound {
        program: program.to_owned(),
    }
}

/// What a fault means for the switch.
fn of_fault(fault: &Fault, program: &str) -> Obstacle {
    tracing::warn!(%fault, "the billing software's settings");
    match fault {
        Fault::File { path, fault } => {
            let place = path.display().to_string();
            match fault {
                FileFault::DiskFull => Obstacle::DiskFull,
                FileFault::Locked => Obstacle::FileHeld { file: place },
                FileFault::ReadOnly | FileFault::Denied => Obstacle::NotAllowed { place },
                FileFault::Missing => not_found(program),
                FileFault::NotAFile | FileFault::TooLarge => Obstacle::NotUnderstood { place },
                FileFault::Other(_) => Obstacle::Refused { place },
            }
        }
        Fault::Document { path, .. } => Obstacle::NotUnderstood {
            place: path.display().to_string(),
        },
        Fault::Registry { key, fault } => {
            let place = key.clone();
            match fault {
                RegistryFault::Denied => Obstacle::NotAllowed { place },
                RegistryFault::NoKey | RegistryFault::NotOnThisSystem => not_found(program),
                RegistryFault::OtherForm(_) => Obstacle::NotUnderstood { place },
                RegistryFault::Unwritable(_) | RegistryFault::System(_) => {
                    Obstacle::Refused { place }
                }
            }
        }
        Fault::NoWord(_) => Obstacle::NotUnderstood {
            place: program.to_owned(),
        },
        Fault::ClearText(host) => Obstacle::NotAllowed {
            place: host.clone(),
        },
        Fault::PasswordMissing(_) => Obstacle::PasswordLost,
        Fault::NotBackedUp(place) => Obstacle::Refused {
            place: place.clone(),
        },
        Fault::BackupChanged(path) => Obstacle::Refused {
            place: path.display().to_string(),
        },
        Fault::ChangedMeanwhile(place) | Fault::ChangedSince { at: place, .. } => {
            Obstacle::ChangedMeanwhile {
                place: place.clone(),
            }
        }
        Fault::NotReadBack { at, .. } => Obstacle::NotReadBack { place: at.clone() },
    }
}
