//! What of the desktop the agent uses: tray, notifications, the window's programme, autostart.

use std::{
    env,
    future::{Future, pending},
    path::{Path, PathBuf},
};

use tokio::sync::watch;
use vigie_protocol::Refusal;
use vigie_words::notice::Notice;

use crate::{
    autostart::{self, AutostartError},
    notify::Notifier,
    tray::{Presence, Tray},
    window::{Window, WindowError},
};

use super::Agent;

/// The desktop; without a desktop, nothing of it.
pub struct Desk {
    tray: Option<Tray>,
    presence: Option<watch::Receiver<Presence>>,
    notifier: Option<Box<dyn Notifier>>,
    window: Window,
    installed: Installed,
}

/// How this agent is installed, as far as autostart is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installed {
    /// As the user's own: starts with the session, if the settings say so.
    AsTheUsers,
    /// An instance of its own data folder: started with the session only when the user asks it to.
    Aside(PathBuf),
    /// Without a desktop session there is nothing to start with.
    WithoutSession,
}

impl Desk {
    /// A desktop with these parts.
    #[must_use]
    pub fn new(
        tray: Option<Tray>,
        notifier: Option<Box<dyn Notifier>>,
        window: Window,
        installed: Installed,
    ) -> Self {
        let presence = tray.as_ref().map(Tray::presence);
        Self {
            tray,
            presence,
            notifier,
            window,
            installed,
        }
    }

    /// No desktop at all.
    #[must_use]
    pub fn none(data_dir: &Path) -> Self {
        Self::new(
            None,
            None,
            Window::new(data_dir, false),
            Installed::WithoutSession,
        )
    }

    pub(super) fn tray(&self) -> Option<&Tray> {
        self.tray.as_ref()
    }

    pub(super) fn notifier(&self) -> Option<&dyn Notifier> {
        self.notifier.as_deref()
    }

    /// The end of the window that was started, and the next change of the tray's presence.
    pub(super) fn waiting(
        &mut self,
    ) -> (
        impl Future<Output = ()> + use<'_>,
        impl Future<Output = Presence> + use<'_>,
    ) {
        (self.window.ended(), changed(&mut self.presence))
    }
}

async fn changed(presence: &mut Option<watch::Receiver<Presence>>) -> Presence {
    if let Some(receiver) = presence {
        if receiver.changed().await.is_ok() {
            return *receiver.borrow_and_update();
        }
        *presence = None;
    }
    pending().await
}

impl Agent {
    /// Brings the window forward, or starts it.
    pub(super) fn open_window(&mut self) -> Result<(), Refusal> {
        if self.faces.window_comes_forward() {
            return Ok(());
        }
        self.desk.window.open().map_err(|error| {
            match error {
                WindowError::NoDesktop => tracing::info!("there is no desktop for a window"),
                WindowError::Io(error) => tracing::warn!(%error, "the window does not start"),
            }
            Refusal::NotPossible
        })
    }

    /// At start: puts right what an update moved, for the user's own installation with a mailbox.
    pub(super) fn renew_autostart(&mut self) {
        if self.desk.installed == Installed::AsTheUsers
            && self.settings.autostart
            && self.watch.all().any(|watched| !watched.account.training)
        {
            self.set_autostart(autostart::renew);
        }
    }

    /// Does what the settings say.
    pub(super) fn apply_autostart(&mut self) {
        self.set_autostart(autostart::enable);
    }

    fn set_autostart(&mut self, switch_on: fn(&Path, &[&str]) -> Result<(), AutostartError>) {
        let arguments = match &self.desk.installed {
            Installed::WithoutSession => return,
            Installed::AsTheUsers => Vec::new(),
            Installed::Aside(data_dir) => {
                vec!["--data-dir".to_owned(), data_dir.display().to_string()]
            }
        };
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let result = if self.settings.autostart {
            env::current_exe()
                .map_err(AutostartError::from)
                .and_then(|program| switch_on(&program, &arguments))
        } else {
            autostart::disable()
        };
        match result {
            Ok(()) => self.notices.remove(&Notice::NoAutostart),
            Err(error) => {
                tracing::warn!(%error, "autostart cannot be set");
                self.notices.add(Notice::NoAutostart);
            }
        }
    }

    /// Whether the first mailbox of this installation should bring the entry with it.
    pub(super) fn is_the_users(&self) -> bool {
        self.desk.installed == Installed::AsTheUsers
    }
}
