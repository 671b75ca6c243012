//! The POP3 side: what the billing software talks to, on the server half of [`vigie_pop3`].
//!
//! Served from the spool alone, so also while every provider is down. A session sees the messages
//! that waited when it began. What it marks is confirmed at QUIT, lastingly, before `+OK` is said;
//! a session that ends otherwise changes nothing. Without the spool's key every login is answered
//! `-ERR [SYS/TEMP]`, and works again as soon as the key is there. So is every login while the
//! spool is held ([`Spool::hold`](crate::spool::Spool::hold)); sessions that are open then end.

mod conversation;
mod record;
mod settings;

use std::sync::Arc;

use vigie_pop3::{Reply, ResponseCode};

pub use record::{PopHappening, PopRecord};
pub use settings::{PopSettings, PopWords};

use crate::{door::Door, local::Local};

/// The POP3 side.
pub struct PopSide {
    pub(crate) local: Local,
    pub(crate) settings: PopSettings,
    pub(crate) record: Arc<dyn PopRecord>,
}

impl PopSide {
    /// A side that nobody is served by yet.
    #[must_use]
    pub fn new(local: Local, settings: PopSettings, record: Arc<dyn PopRecord>) -> Self {
        Self {
            local,
            settings,
            record,
        }
    }

    /// Serves whoever comes through the door, until the future is dropped; sessions end with it,
    /// without having deleted anything.
    pub async fn serve(self: Arc<Self>, door: Door) {
        let sessions = self.settings.sessions;
        door.serve(sessions, move |stream, permit| {
            let side = Arc::clone(&self);
            async move {
                match permit {
                    Some(_permit) => conversation::converse(stream, side).await,
                    None => conversation::turn_away(stream, &side).await,
                }
            }
        })
        .await;
    }

    fn later(words: &str) -> Reply {
        Reply::coded(ResponseCode::SysTemp, words)
    }
}
