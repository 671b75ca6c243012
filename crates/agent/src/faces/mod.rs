//! The faces: whoever connects to the agent's socket.

mod conversation;
mod outbox;
mod server;

use std::{collections::BTreeMap, fmt, sync::Arc};

use tokio::sync::oneshot;
use vigie_protocol::{Answer, Event, Face, Refusal, Request};

pub use outbox::Outbox;
pub use server::{MOST_FACES, Welcome, serve};

/// The number of a connection; never reused within a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u64);

/// What a connection brings to the agent.
#[derive(Debug)]
pub enum FromFace {
    /// It said hello.
    Joined {
        /// Which.
        id: FaceId,
        /// What it is.
        face: Face,
        /// What it is told goes here.
        outbox: Arc<Outbox>,
    },
    /// It asks something (never `Hello`).
    Asked {
        /// Which.
        id: FaceId,
        /// What.
        request: Request,
        /// Where the answer is awaited.
        reply: Reply,
    },
    /// It is gone.
    Left {
        /// Which.
        id: FaceId,
    },
}

/// Where an answer is awaited; nobody minds if the face has gone.
pub struct Reply(Box<dyn FnOnce(Result<Answer, Refusal>) + Send>);

impl Reply {
    /// A reply and where it arrives.
    #[must_use]
    pub fn new() -> (Self, oneshot::Receiver<Result<Answer, Refusal>>) {
        let (sender, receiver) = oneshot::channel();
        let reply = Self::to(move |answer| {
            if sender.send(answer).is_err() {
                tracing::debug!("the answer is no longer awaited");
            }
        });
        (reply, receiver)
    }

    /// A reply that goes there, at once when it is sent.
    pub(crate) fn to(take: impl FnOnce(Result<Answer, Refusal>) + Send + 'static) -> Self {
        Self(Box::new(take))
    }

    /// Answers.
    pub fn send(self, answer: Result<Answer, Refusal>) {
        (self.0)(answer);
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reply")
    }
}

/// The faces that are connected and have said hello.
#[derive(Debug, Default)]
pub struct Connected {
    faces: BTreeMap<FaceId, (Face, Arc<Outbox>)>,
}

impl Connected {
    /// A face has said hello.
    pub fn join(&mut self, id: FaceId, face: Face, outbox: Arc<Outbox>) {
        self.faces.insert(id, (face, outbox));
    }

    /// A face has gone.
    pub fn leave(&mut self, id: FaceId) {
        self.faces.remove(&id);
    }

    /// Whether anybody is there to be told.
    #[must_use]
    pub fn any(&self) -> bool {
        !self.faces.is_empty()
    }

    /// Tells every face.
    pub fn tell(&self, event: &Event) {
        for (_, outbox) in self.faces.values() {
            outbox.push_event(event);
        }
    }

    /// Tells every face that the agent ends, and closes their connections once that is written.
    pub fn farewell(&self) {
        for (_, outbox) in self.faces.values() {
            outbox.push_event(&Event::Goodbye);
            outbox.close();
        }
    }

    /// Whether a window is connected.
    #[must_use]
    pub fn has_window(&self) -> bool {
        self.faces.values().any(|(face, _)| *face == Face::Window)
    }

    /// Asks the window to come forward; `false` if none is connected.
    #[must_use]
    pub fn window_comes_forward(&self) -> bool {
        let window = self.faces.values().rfind(|(face, _)| *face == Face::Window);
        if let Some((_, outbox)) = window {
            outbox.push_event(&Event::ComeForward);
        }
        window.is_some()
    }
}
