//! A face's connection to the agent.

use std::{collections::HashMap, path::Path, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    Answer, Call, Event, Face, Line, Refusal, Request, VERSION,
    framing::{LineReader, line_of, parse, write_line},
    socket::{self, SocketError},
};

/// How long the agent may take to answer a `Hello`.
const WELCOME_WITHIN: Duration = Duration::from_secs(5);

/// How long it may take to answer anything else: the longest is a trial check after discovery.
const ANSWER_WITHIN: Duration = Duration::from_secs(150);

/// Events that wait for the face; one that lets more pile up is cut off.
const WAITING_EVENTS: usize = 1024;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No socket, or it is not ours, or it failed.
    #[error(transparent)]
    Socket(#[from] SocketError),
    /// The agent refused the face.
    #[error(transparent)]
    Refused(Refusal),
    /// The agent did not say welcome in time, or said something else.
    #[error("the agent does not answer")]
    NoWelcome,
}

/// Why a call has no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The agent refused it.
    #[error(transparent)]
    Refused(Refusal),
    /// The request is longer than a line may be.
    #[error("the request is too long")]
    TooLong,
    /// The connection ended.
    #[error("the agent has gone")]
    Closed,
    /// No answer in time.
    #[error("the agent does not answer")]
    NoAnswer,
}

/// What the agent said of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Welcome {
    /// The agent's protocol version.
    pub version: u32,
    /// The agent's release, for people.
    pub release: String,
    /// The language of its words: `fr` or `en`.
    pub language: String,
}

/// A face's connection: calls go out, each answer comes back to its caller. Clones share it; it
/// ends when the last one is dropped.
#[derive(Clone, Debug)]
pub struct Connection {
    calls: mpsc::Sender<Pending>,
    welcome: Arc<Welcome>,
}

/// What the agent tells by itself, in order.
#[derive(Debug)]
pub struct Events(mpsc::Receiver<Event>);

impl Events {
    /// The next event; `None` when the connection has ended.
    pub async fn next(&mut self) -> Option<Event> {
        self.0.recv().await
    }
}

#[derive(Debug)]
struct Pending {
    request: Request,
    answer: oneshot::Sender<Result<Answer, CallError>>,
}

impl Connection {
    /// Connects to the agent of this data folder and says hello. Must be called within a tokio
    /// runtime, on which the connection then lives.
    ///
    /// A face that does not want events may drop [`Events`].
    pub async fn open(data_dir: &Path, face: Face) -> Result<(Self, Events), ConnectError> {
        let stream = timeout(WELCOME_WITHIN, socket::connect(data_dir))
            .await
            .map_err(|_| ConnectError::NoWelcome)??;
        Self::over(stream, face).await
    }

    /// Says hello on a stream that is connected already.
    pub async fn over<S>(stream: S, face: Face) -> Result<(Self, Events), ConnectError>
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let (reading, writing) = tokio::io::split(stream);
        let (calls, pending) = mpsc::channel(16);
        let (events, told) = mpsc::channel(WAITING_EVENTS);
        tokio::spawn(converse(LineReader::new(reading), writing, pending, events));
        let hello = ask(
            &calls,
            Request::Hello {
                version: VERSION,
                face,
            },
        );
        match timeout(WELCOME_WITHIN, hello).await {
            Ok(Ok(Answer::Welcome {
                version,
                release,
                language,
            })) => {
                let welcome = Arc::new(Welcome {
                    version,
                    release,
                    language,
                });
                Ok((Self { calls, welcome }, Events(told)))
            }
            Ok(Err(CallError::Refused(refusal))) => Err(ConnectError::Refused(refusal)),
            _ => Err(ConnectError::NoWelcome),
        }
    }

    /// What the agent said of itself.
    #[must_use]
    pub fn welcome(&self) -> &Welcome {
        &self.welcome
    }

    /// Asks the agent.
    pub async fn call(&self, request: Request) -> Result<Answer, CallError> {
        timeout(ANSWER_WITHIN, ask(&self.calls, request))
            .await
            .unwrap_or(Err(CallError::NoAnswer))
    }
}

async fn ask(calls: &mpsc::Sender<Pending>, request: Request) -> Result<Answer, CallError> {
    let (answer, coming) = oneshot::channel();
    calls
        .send(Pending { request, answer })
        .await
        .map_err(|_| CallError::Closed)?;
    coming.await.unwrap_or(Err(CallError::Closed))
}

/// Carries calls out and lines in until either side ends. Whatever still waits for an answer then
/// is told [`CallError::Closed`] by the loss of its sender.
async fn converse<R, W>(
    mut lines: LineReader<R>,
    mut writing: W,
    mut pending: mpsc::Receiver<Pending>,
    events: mpsc::Sender<Event>,
) where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut callers: HashMap<u64, oneshot::Sender<Result<Answer, CallError>>> = HashMap::new();
    let mut id = 0_u64;
    loop {
        tokio::select! {
            call = pending.recv() => {
                let Some(Pending { request, answer }) = call else { return };
                id += 1;
                let Some(line) = line_of(&Call { id, request }) else {
                    let _ = answer.send(Err(CallError::TooLong));
                    continue;
                };
                if write_line(&mut writing, &line).await.is_err() {
                    return;
                }
                callers.retain(|_, caller| !caller.is_closed());
                callers.insert(id, answer);
            }
            line = lines.next_line() => {
                let Ok(Some(line)) = line else { return };
                match parse::<Line>(&line) {
                    Ok(Line::Answer { id, answer }) => {
                        if let Some(caller) = callers.remove(&id) {
                            let _ = caller.send(Ok(answer));
                        }
                    }
                    Ok(Line::Refused { id: 0, refusal }) => {
                        for (_, caller) in callers.drain() {
                            let _ = caller.send(Err(CallError::Refused(refusal.clone())));
                        }
                    }
                    Ok(Line::Refused { id, refusal }) => {
                        if let Some(caller) = callers.remove(&id) {
                            let _ = caller.send(Err(CallError::Refused(refusal)));
                        }
                    }
                    Ok(Line::Event { event }) => match events.try_send(event) {
                        Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => {}
                        Err(mpsc::error::TrySendError::Full(_)) => {
                            tracing::warn!("this face does not read its events");
                            return;
                        }
                    },
                    Err(error) => {
                        tracing::warn!(%error, "the agent sent what is no message");
                        return;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_find_their_callers_and_the_end_reaches_all() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let (ours, theirs) = tokio::io::duplex(4096);
            let agent = tokio::spawn(async move {
                let (reading, mut writing) = tokio::io::split(theirs);
                let mut lines = LineReader::new(reading);
                let mut calls = Vec::new();
                for round in 0..3 {
                    let line = lines.next_line().await.unwrap().unwrap();
                    let call: Call = parse(&line).unwrap();
                    if round == 0 {
                        let welcome = Answer::Welcome {
                            version: VERSION,
                            release: "1".to_owned(),
                            language: "fr".to_owned(),
                        };
                        let line = Line::Answer {
                            id: call.id,
                            answer: welcome,
                        };
                        write_line(&mut writing, &line_of(&line).unwrap())
                            .await
                            .unwrap();
                    } else {
                        calls.push(call.id);
                    }
                }
                let event = Line::Event {
                    event: Event::ComeForward,
                };
                write_line(&mut writing, &line_of(&event).unwrap())
                    .await
                    .unwrap();
                let refused = Line::Refused {
                    id: calls[1],
                    refusal: Refusal::NotPossible,
                };
                write_line(&mut writing, &line_of(&refused).unwrap())
                    .await
                    .unwrap();
            });
            let (connection, mut events) = Connection::over(ours, Face::Terminal).await.unwrap();
            assert_eq!(connection.welcome().language, "fr");
            let (first, second) = tokio::join!(
                connection.call(Request::Status),
                connection.call(Request::OpenWindow)
            );
            assert!(matches!(first, Err(CallError::Closed)));
            assert!(matches!(
                second,
                Err(CallError::Refused(Refusal::NotPossible))
            ));
            assert!(matches!(events.next().await, Some(Event::ComeForward)));
            assert!(events.next().await.is_none());
            agent.await.unwrap();
            assert!(matches!(
                connection.call(Request::Status).await,
                Err(CallError::Closed)
            ));
        });
    }
}
