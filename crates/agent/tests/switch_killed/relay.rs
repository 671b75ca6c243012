//! A relay of which the disk remembers whether it is open, whether it collects and serves, and what
//! the billing software was told to have had.

use std::{
    fs,
    path::{Path, PathBuf},
};

use secrecy::SecretString;
use vigie_agent::switch::{Front, Halt, Relay};
use vigie_domain::{account::AccountId, relay::USUAL_PORTS};

use crate::child::Moments;

pub(crate) const LOGIN: &str = "vigie-k7";
pub(crate) const PASSWORD: &str = "celui du relais";

/// Files of this folder: `open`, `used`, `drained`, and one for each mailbox of which messages were
/// had.
pub(crate) struct OnDisk {
    pub(crate) folder: PathBuf,
    pub(crate) moments: Moments,
}

impl OnDisk {
    fn set(&self, name: &str, stands: bool) {
        self.moments.pass();
        let file = self.folder.join(name);
        if stands {
            fs::write(file, "").unwrap();
        } else if file.exists() {
            fs::remove_file(file).unwrap();
        }
        self.moments.pass();
    }
}

/// Whether it collects and serves.
pub(crate) fn is_used(practice: &Path) -> bool {
    practice.join("relay/used").exists()
}

impl Relay for OnDisk {
    fn open(&self) -> Result<Front, Halt> {
        self.set("open", true);
        Ok(Front {
            ports: USUAL_PORTS,
            login: LOGIN.to_owned(),
        })
    }

    fn password(&self) -> Result<SecretString, Halt> {
        Ok(PASSWORD.into())
    }

    fn waiting(&self) -> Result<u64, Halt> {
        Ok(1)
    }

    fn note_had(&self, account: AccountId, uids: Vec<String>) -> Result<(), Halt> {
        self.moments.pass();
        let file = self.folder.join(format!("had-{account}"));
        fs::write(file, uids.join("\n")).unwrap();
        self.moments.pass();
        Ok(())
    }

    fn begin(&self) -> Result<(), Halt> {
        self.set("used", true);
        Ok(())
    }

    fn drain(&self) -> Result<(), Halt> {
        self.set("used", false);
        self.set("drained", true);
        Ok(())
    }
}
