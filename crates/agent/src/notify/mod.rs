//! Desktop notifications: a courtesy beside the tray.
//!
//! [`Notifier::show`] only queues, so that a slow notification server never holds the agent up;
//! what became of the toast is told as a [`ToastEvent`]. No failure is dropped.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(windows)]
mod windows;

use notify_rust::NotificationResponse;

#[cfg(target_os = "linux")]
pub use linux::Desktop;
#[cfg(not(target_os = "linux"))]
pub use native::Desktop;

/// The name under which the desktop files our toasts.
const APPLICATION: &str = "Vigie";
/// How many toasts may wait for a reaction; beyond it the oldest is no longer listened to.
const MOST_LIVE: usize = 16;

/// Names what a toast is about. A second toast of the same key replaces the first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ToastKey(pub String);

/// What the person did with a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ToastReaction {
    /// « Voir », or a click on the toast itself.
    Open,
    /// « Me le rappeler demain ».
    RemindTomorrow,
}

/// One notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it is about.
    pub key: ToastKey,
    /// One line of plain text.
    pub title: String,
    /// Plain text; markup is escaped where the server would read it.
    pub body: String,
    /// An alarm: stays until somebody reacts.
    pub urgent: bool,
    /// The buttons and their labels, in order.
    pub actions: Vec<(ToastReaction, String)>,
}

/// What became of a toast.
#[derive(Debug)]
pub enum ToastEvent {
    /// The server took it.
    Shown {
        /// Which toast.
        key: ToastKey,
    },
    /// The person reacted; the toast is gone.
    Reacted {
        /// Which toast.
        key: ToastKey,
        /// How.
        reaction: ToastReaction,
    },
    /// It could not be shown.
    Failed {
        /// Which toast.
        key: ToastKey,
        /// Why not.
        error: NotifyError,
    },
}

/// Why a toast is not shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    /// There is no session bus.
    #[error("no session bus: {0}")]
    NoBus(String),
    /// Nobody on the desktop shows notifications.
    #[error("no notification server")]
    NoServer,
    /// The server (or the system) refused it, in its words.
    #[error("the notification was refused: {0}")]
    Refused(String),
    /// The server did not answer in time.
    #[error("the notification server did not answer in time")]
    TimedOut,
    /// Too many toasts wait for a slow server.
    #[error("too many notifications are waiting")]
    Crowded,
    /// The notifier has ended.
    #[error("the notifier has ended")]
    Ended,
}

/// Shows toasts.
pub trait Notifier: Send + Sync {
    /// Queues a toast. Never blocks; what became of it comes as a [`ToastEvent`].
    fn show(&self, toast: Toast) -> Result<(), NotifyError>;

    /// Takes a toast away, if it is still there.
    fn withdraw(&self, key: &ToastKey);
}

impl ToastReaction {
    /// The name of the button towards the desktop.
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::RemindTomorrow => "tomorrow",
        }
    }

    /// What a press of that button, or a click on the toast itself, means.
    fn of(response: &NotificationResponse) -> Option<Self> {
        match response {
            NotificationResponse::Default => Some(Self::Open),
            NotificationResponse::Action(name) => [Self::Open, Self::RemindTomorrow]
                .into_iter()
                .find(|reaction| reaction.name() == name),
            NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => None,
        }
    }
}
