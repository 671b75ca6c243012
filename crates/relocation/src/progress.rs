//! What a running check tells, and how it is asked to stop.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use vigie_domain::account::Address;

use crate::state::State;

/// A part of the check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "check", rename_all = "snake_case")]
pub enum Task {
    /// The candidate is opened and looked at.
    Candidate,
    /// An existing mailbox is opened and looked at.
    Existing {
        /// Its address.
        address: Address,
    },
    /// The probe to the candidate is sent.
    SendProbe,
    /// The candidate sends the control probes: can it send at all?
    SendControls,
    /// The mailboxes are read until the probes have arrived, and long enough beyond.
    Watch,
    /// The probes are removed.
    Remove,
}

impl Task {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Existing { .. } => "existing",
            Self::SendProbe => "send_probe",
            Self::SendControls => "send_controls",
            Self::Watch => "watch",
            Self::Remove => "remove",
        }
    }
}

/// What a running check tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// A part began.
    Began(Task),
    /// A part ended.
    Ended {
        /// Which.
        task: Task,
        /// Whether it went well.
        well: bool,
        /// How long it took.
        seconds: f64,
    },
    /// Nothing is done before this.
    Waiting {
        /// Until when.
        until: Timestamp,
    },
    /// What is known has changed. Stored before this returns, the check can be taken up again from
    /// here: no login is made and no probe is sent of which the state knows nothing.
    Known(Box<State>),
}

/// Asks a running check to stop: what is open is closed with QUIT, nothing new is begun.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

/// A switch, and what it stops once `true` is sent.
#[must_use]
pub fn stop_switch() -> (watch::Sender<bool>, Stop) {
    let (sender, receiver) = watch::channel(false);
    (sender, Stop(receiver))
}

impl Stop {
    pub(crate) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once it is asked; never where the switch is gone.
    pub(crate) async fn asked(&mut self) {
        if self.0.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
