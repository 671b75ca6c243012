//! Which passwords of checks may stand in the keychain: nothing else lists what is stored there, and
//! one that could not be deleted must not stay for ever.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use crate::secrets::{SecretError, Secrets};

/// The number of a check's passwords; `None`: those of former versions, without one.
pub(crate) type SecretSet = Option<i64>;

/// Mailboxes of a check at most, the new one included.
pub(crate) const PLACES: usize = 9;

/// Sets remembered at most; the oldest is given up.
const MOST: usize = 64;

/// The file's largest size, in octets.
const LARGEST: u64 = 16 * 1024;

/// One change of the file at a time.
static CHANGING: Mutex<()> = Mutex::new(());

/// The list, in a file of the installation's folder. Every call blocks.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    file: PathBuf,
    installation: String,
}

impl Ledger {
    pub(crate) fn new(folder: &Path, installation: &str) -> Self {
        Self {
            file: folder.join("relocation-secrets.json"),
            installation: installation.to_owned(),
        }
    }

    /// The sets that may be stored. A list that cannot be read is as good as none.
    pub(crate) fn sets(&self) -> Vec<SecretSet> {
        let read = || -> io::Result<Vec<SecretSet>> {
            if fs::metadata(&self.file)?.len() > LARGEST {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            Ok(serde_json::from_slice(&fs::read(&self.file)?)?)
        };
        match read() {
            Ok(sets) => sets,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                tracing::warn!(%error, "the list of a check's passwords cannot be read");
                Vec::new()
            }
        }
    }

    /// A set is about to be stored.
    pub(crate) fn add(&self, set: SecretSet) {
        self.change(|sets| {
            if !sets.contains(&set) {
                sets.push(set);
            }
            let over = sets.len().saturating_sub(MOST);
            sets.drain(..over);
        });
    }

    /// Deletes a set; one that cannot be deleted stays on the list.
    pub(crate) fn delete(&self, secrets: &dyn Secrets, set: SecretSet) {
        let deleted = (0..PLACES).try_for_each(|place| -> Result<(), SecretError> {
            secrets.delete(&secret_name(&self.installation, set, place))
        });
        match deleted {
            Ok(()) => self.change(|sets| sets.retain(|one| *one != set)),
            Err(error) => {
                tracing::warn!(%error, "passwords of a check stay in the keychain for now");
                self.add(set);
            }
        }
    }

    /// Deletes every set but the one that is still needed.
    pub(crate) fn delete_all_but(&self, secrets: &dyn Secrets, needed: Option<SecretSet>) {
        for set in self.sets() {
            if needed != Some(set) {
                self.delete(secrets, set);
            }
        }
    }

    fn change(&self, change: impl FnOnce(&mut Vec<SecretSet>)) {
        let _changing = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.sets();
        let mut sets = before.clone();
        change(&mut sets);
        if sets == before {
            return;
        }
        let written = serde_json::to_vec(&sets)
            .map_err(io::Error::from)
            .and_then(|octets| {
                let beside = self.file.with_extension("new");
                fs::write(&beside, octets)?;
                fs::rename(&beside, &self.file)
            });
        if let Err(error) = written {
            tracing::warn!(%error, "the list of a check's passwords cannot be written");
        }
    }
}

/// The name of the password of the mailbox in that place, while a check lasts.
pub(crate) fn secret_name(installation: &str, set: SecretSet, place: usize) -> String {
    match set {
        Some(set) => format!("{installation}/relocation/{set}/{place}"),
        None => format!("{installation}/relocation/{place}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use secrecy::SecretString;

    use super::*;
    use crate::secrets::Memory;

    #[derive(Default)]
    struct Lockable {
        memory: Memory,
        locked: AtomicBool,
    }

    impl Secrets for Lockable {
        fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
            self.memory.read(name)
        }

        fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
            self.memory.write(name, secret)
        }

        fn delete(&self, name: &str) -> Result<(), SecretError> {
            if self.locked.load(Ordering::Relaxed) {
                return Err(SecretError::Locked);
            }
            self.memory.delete(name)
        }
    }

    #[test]
    fn what_could_not_be_deleted_is_deleted_another_time_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::new(folder.path(), "ici");
        let secrets = Lockable::default();
        let is_stored = |set| {
            let stored = secrets.read(&secret_name("ici", set, 8));
            stored.unwrap().is_some()
        };
        for set in [None, Some(1), Some(2)] {
            ledger.add(set);
            let secret = "essai".to_owned().into();
            secrets.write(&secret_name("ici", set, 8), &secret).unwrap();
        }
        secrets.locked.store(true, Ordering::Relaxed);
        ledger.delete(&secrets, Some(1));
        assert!(is_stored(Some(1)) && ledger.sets().contains(&Some(1)));
        secrets.locked.store(false, Ordering::Relaxed);
        let ledger = Ledger::new(folder.path(), "ici");
        ledger.delete_all_but(&secrets, Some(Some(2)));
        assert!(!is_stored(None) && !is_stored(Some(1)) && is_stored(Some(2)));
        assert_eq!(ledger.sets(), [Some(2)]);
        ledger.delete_all_but(&secrets, None);
        assert!(!is_stored(Some(2)) && ledger.sets().is_empty());
    }

    #[test]
    fn a_damaged_list_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::new(folder.path(), "ici");
        fs::write(&ledger.file, b"{").unwrap();
        assert!(ledger.sets().is_empty());
        ledger.add(Some(3));
        assert_eq!(ledger.sets(), [Some(3)]);
    }
}
