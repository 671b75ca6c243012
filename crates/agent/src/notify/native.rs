//! Notifications of Windows and macOS: each toast on a thread of its own, for their calls block
//! until the person reacts.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use notify_rust::{Notification, NotificationResponse};
use tokio::sync::mpsc;

#[cfg(target_os = "macos")]
use super::macos as system;
#[cfg(windows)]
use super::windows as system;
use super::{
    APPLICATION, MOST_LIVE, Notifier, NotifyError, Toast, ToastEvent, ToastKey, ToastReaction,
};

/// The notifications of the system.
#[derive(Clone, Debug)]
pub struct Desktop {
    events: mpsc::UnboundedSender<ToastEvent>,
    /// How many threads wait for a reaction.
    waiting: Arc<AtomicUsize>,
    /// What keeps the system from showing our toasts.
    hindrance: Option<NotifyError>,
}

impl Desktop {
    /// Makes the program known to the system's notifications.
    #[must_use]
    pub fn start(events: mpsc::UnboundedSender<ToastEvent>) -> Self {
        Self {
            events,
            waiting: Arc::default(),
            hindrance: system::register(APPLICATION).err(),
        }
    }
}

impl Notifier for Desktop {
    fn show(&self, toast: Toast) -> Result<(), NotifyError> {
        if let Some(hindrance) = &self.hindrance {
            return Err(hindrance.clone());
        }
        let this = self.clone();
        let waiting = Waiting::begin(&self.waiting);
        thread::Builder::new()
            .name("toast".into())
            .spawn(move || this.present(toast, waiting))
            .map(drop)
            .map_err(|error| NotifyError::Refused(error.to_string()))
    }

    /// These systems take no toast back; it ends by itself.
    fn withdraw(&self, _key: &ToastKey) {}
}

impl Desktop {
    fn present(&self, toast: Toast, waiting: Waiting) {
        let mut notification = Notification::new();
        notification
            .appname(APPLICATION)
            .summary(&toast.title)
            .body(&toast.body);
        system::address(&mut notification, toast.urgent);
        for (reaction, label) in &toast.actions {
            notification.action(reaction.name(), label);
        }
        let key = toast.key;
        let mut reaction = None;
        let shown = notification.show().and_then(|handle| {
            if system::SHOWN_AT_ONCE {
                self.tell(ToastEvent::Shown { key: key.clone() });
            }
            if waiting.too_many() {
                // Shown all the same; only a click on it does nothing.
                return Ok(());
            }
            let noted = Arc::new(std::sync::Mutex::new(None));
            let note = Arc::clone(&noted);
            handle.wait_for_response(move |response: &NotificationResponse| {
                if let Ok(mut note) = note.lock() {
                    *note = ToastReaction::of(response);
                }
            })?;
            reaction = noted.lock().ok().and_then(|mut noted| noted.take());
            Ok(())
        });
        drop(waiting);
        if let Err(error) = shown {
            let error = NotifyError::Refused(error.to_string());
            return self.tell(ToastEvent::Failed { key, error });
        }
        if !system::SHOWN_AT_ONCE {
            self.tell(ToastEvent::Shown { key: key.clone() });
        }
        if let Some(reaction) = reaction {
            self.tell(ToastEvent::Reacted { key, reaction });
        }
    }

    fn tell(&self, event: ToastEvent) {
        // The agent is ending when it no longer listens.
        let _ = self.events.send(event);
    }
}

/// One thread more that waits, until dropped.
struct Waiting {
    all: Arc<AtomicUsize>,
    before: usize,
}

impl Waiting {
    fn begin(all: &Arc<AtomicUsize>) -> Self {
        let before = all.fetch_add(1, Ordering::AcqRel);
        Self {
            all: Arc::clone(all),
            before,
        }
    }

    fn too_many(&self) -> bool {
        self.before >= MOST_LIVE
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.all.fetch_sub(1, Ordering::AcqRel);
    }
}
