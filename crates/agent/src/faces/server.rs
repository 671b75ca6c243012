//! Accepts faces.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
    time::{sleep, timeout},
};
use vigie_protocol::{
    Line, Refusal,
    framing::{line_of, write_line},
    socket::{Listener, Stream},
};

use vigie_words::Language;

use crate::log::unpoisoned;

use super::{FaceId, FromFace, conversation};

/// Faces served at a time; a further one is refused with [`Refusal::TooManyFaces`].
pub const MOST_FACES: usize = 32;

/// What the agent says of itself to a face.
#[derive(Debug)]
pub struct Welcome {
    /// Its release.
    pub release: String,
    /// The language of its words now.
    language: Mutex<Language>,
}

impl Default for Welcome {
    fn default() -> Self {
        Self {
            release: env!("CARGO_PKG_VERSION").to_owned(),
            language: Mutex::new(Language::French),
        }
    }
}

impl Welcome {
    /// The language changed.
    pub fn set_language(&self, language: Language) {
        *unpoisoned(&self.language) = language;
    }

    /// The language's tag.
    #[must_use]
    pub fn language(&self) -> &'static str {
        unpoisoned(&self.language).tag()
    }
}

/// Serves faces until the agent no longer listens to them.
pub async fn serve(listener: Listener, welcome: Arc<Welcome>, agent: mpsc::Sender<FromFace>) {
    let places = Arc::new(Semaphore::new(MOST_FACES));
    let mut faces = JoinSet::new();
    let mut number = 0_u64;
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            () = agent.closed() => return,
            Some(ended) = faces.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "a face's conversation ended badly");
                }
                continue;
            }
        };
        match stream {
            Ok(stream) => {
                number += 1;
                let id = FaceId(number);
                if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                    let (welcome, agent) = (Arc::clone(&welcome), agent.clone());
                    faces.spawn(async move {
                        conversation::hold(stream, id, &welcome, &agent).await;
                        drop(place);
                    });
                } else {
                    tracing::warn!("a face too many is refused");
                    faces.spawn(turn_away(stream));
                }
            }
            Err(error) => {
                // Out of descriptors, say: trying again at once would only spin.
                tracing::warn!(%error, "no face can be accepted");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn turn_away(mut stream: Stream) {
    let refusal = Line::Refused {
        id: 0,
        refusal: Refusal::TooManyFaces,
    };
    if let Some(line) = line_of(&refusal)
        && !matches!(
            timeout(Duration::from_secs(1), write_line(&mut stream, &line)).await,
            Ok(Ok(()))
        )
    {
        tracing::debug!("the face too many did not wait for its refusal");
    }
}
