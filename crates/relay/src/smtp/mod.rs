//! The SMTP side: what the billing software sends goes on to the provider while it comes in.
//!
//! There is no queue. The software hears 250 only after the provider said 250; a refusal is the
//! provider's own, and a provider out of reach is a 4xx. The digest of a message is in the record
//! before its last octet goes upstream, and the provider's 250 before ours: the same bytes
//! submitted again after an answer that the software never had are answered 250 and not sent
//! again. Where nobody can know what became of the first sending, it is sent again and marked.
//!
//! Only the practice's own addresses may send. After a switch a former address is replaced by the
//! current one in the envelope and in From, Sender and Reply-To; every other octet stays.

mod conversation;
mod data;
mod outgoing;
mod record;
pub(crate) mod rules;
mod senders;
mod settings;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

pub use outgoing::{Outgoing, OutgoingSession};
pub use record::{Passed, SmtpHappening, SmtpRecord};
pub use rules::MessageDigest;
pub use senders::Senders;
pub use settings::{SmtpSettings, SmtpWords};

use crate::{door::Door, local::Local};

/// The SMTP side.
pub struct SmtpSide<O> {
    pub(crate) local: Local,
    pub(crate) outgoing: O,
    pub(crate) settings: SmtpSettings,
    /// One for each mailbox in use.
    senders: RwLock<Vec<Arc<Senders>>>,
    pub(crate) record: Arc<dyn SmtpRecord>,
    /// Messages whose last octet is going upstream.
    under_way: Mutex<HashSet<MessageDigest>>,
}

impl<O: Outgoing> SmtpSide<O> {
    /// A side that passes nothing on yet. The spool keeps its record.
    #[must_use]
    pub fn new(
        local: Local,
        outgoing: O,
        senders: Senders,
        settings: SmtpSettings,
        record: Arc<dyn SmtpRecord>,
    ) -> Self {
        Self {
            local,
            outgoing,
            settings,
            senders: RwLock::new(vec![Arc::new(senders)]),
            record,
            under_way: Mutex::default(),
        }
    }

    /// After a switch: from the next message on, which opens its way to the provider anew, also
    /// where the senders are the same.
    pub fn set_senders(&self, senders: Senders) {
        self.set_all_senders(vec![senders]);
    }

    /// The same where several mailboxes are in use, each with its former addresses.
    pub fn set_all_senders(&self, senders: Vec<Senders>) {
        let mut current = self.senders.write().unwrap_or_else(PoisonError::into_inner);
        *current = senders.into_iter().map(Arc::new).collect();
    }

    /// Serves whoever comes through the door, until the future is dropped; sessions end with it.
    pub async fn serve(self: Arc<Self>, door: Door) {
        let sessions = self.settings.sessions;
        door.serve(sessions, move |stream, permit| {
            let side = Arc::clone(&self);
            async move {
                match permit {
                    Some(_permit) => conversation::converse(stream, side).await,
                    None => conversation::turn_away(stream, &side.settings.words).await,
                }
            }
        })
        .await;
    }

    /// The mailbox to which this sender belongs; `None`: to none of ours.
    fn senders_of(&self, sender: &str) -> Option<Arc<Senders>> {
        let senders = self.senders.read().unwrap_or_else(PoisonError::into_inner);
        let mut own = senders.iter();
        own.find(|own| own.replace(sender).is_some()).cloned()
    }

    /// Two sessions do not send one message at one time. `None` while another does.
    fn claim(self: &Arc<Self>, digest: MessageDigest) -> Option<UnderWay<O>> {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        under_way.insert(digest).then(|| UnderWay {
            side: Arc::clone(self),
            digest,
        })
    }
}

/// A message whose last octet is going upstream, until this is dropped.
struct UnderWay<O> {
    side: Arc<SmtpSide<O>>,
    digest: MessageDigest,
}

impl<O> Drop for UnderWay<O> {
    fn drop(&mut self) {
        let mut under_way = self
            .side
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        under_way.remove(&self.digest);
    }
}
