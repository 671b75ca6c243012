//! One face: its hello, its calls, what it is told.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    sync::{Semaphore, mpsc},
    time::timeout,
};
use vigie_protocol::{
    Answer, Call, Face, Line, Refusal, Request, VERSION,
    framing::{LineError, LineReader, NotAMessage, parse, write_line},
};

use super::{FaceId, FromFace, Outbox, Reply, Welcome};

/// How long a connection may stay without its hello.
const HELLO_WITHIN: Duration = Duration::from_secs(5);

/// How long a face may leave a line unread before it is dropped.
const READ_WITHIN: Duration = Duration::from_secs(10);

/// Calls of one face that may wait for their answers; further lines stay unread until one is
/// answered.
const OPEN_CALLS: usize = 8;

/// Converses with a face until it goes, breaks the protocol, or no longer reads.
pub(super) async fn hold<S>(
    stream: S,
    id: FaceId,
    welcome: &Welcome,
    agent: &mpsc::Sender<FromFace>,
) where
    S: AsyncRead + AsyncWrite,
{
    let (reading, writing) = tokio::io::split(stream);
    let outbox = Arc::new(Outbox::default());
    let listen = async {
        let ended = listen(LineReader::new(reading), id, welcome, agent, &outbox).await;
        if let Err(refusal) = ended {
            tracing::info!(face = id.0, %refusal, "a face is refused");
            outbox.push_answer(&Line::Refused { id: 0, refusal });
        }
        outbox.close();
    };
    // Whoever ends first ends the other: a face that hangs up is not written to, and one that is
    // refused is still told why.
    let mut writer = std::pin::pin!(write(writing, &outbox));
    tokio::select! {
        () = listen => writer.await,
        () = &mut writer => {}
    }
    if agent.send(FromFace::Left { id }).await.is_err() {
        tracing::debug!("the agent ended before its face");
    }
}

async fn write<W: AsyncWrite + Unpin>(mut writing: W, outbox: &Outbox) {
    while let Some(line) = outbox.next().await {
        if !matches!(
            timeout(READ_WITHIN, write_line(&mut writing, &line)).await,
            Ok(Ok(()))
        ) {
            return;
        }
    }
    if let Err(error) = writing.shutdown().await {
        tracing::debug!(%error, "the face hung up first");
    }
}

/// Reads until the stream ends (`Ok`) or the protocol is broken.
async fn listen<R: AsyncRead + Unpin>(
    mut lines: LineReader<R>,
    id: FaceId,
    welcome: &Welcome,
    agent: &mpsc::Sender<FromFace>,
    outbox: &Arc<Outbox>,
) -> Result<(), Refusal> {
    let Ok(hello) = timeout(HELLO_WITHIN, lines.next_line()).await else {
        return Err(Refusal::HelloExpected);
    };
    let Some(line) = hello.map_or_else(broken, Ok)? else {
        return Ok(());
    };
    let call: Call = parse(&line).map_err(malformed)?;
    let Request::Hello { version, face } = call.request else {
        return Err(Refusal::HelloExpected);
    };
    if version != VERSION {
        outbox.push_answer(&Line::Refused {
            id: call.id,
            refusal: Refusal::ForeignVersion {
                agent: VERSION,
                face: version,
            },
        });
        return Ok(());
    }
    outbox.push_answer(&Line::Answer {
        id: call.id,
        answer: Answer::Welcome {
            version: VERSION,
            release: welcome.release.clone(),
            language: welcome.language().to_owned(),
        },
    });
    converse(lines, id, face, agent, outbox).await
}

async fn converse<R: AsyncRead + Unpin>(
    mut lines: LineReader<R>,
    id: FaceId,
    face: Face,
    agent: &mpsc::Sender<FromFace>,
    outbox: &Arc<Outbox>,
) -> Result<(), Refusal> {
    let joined = FromFace::Joined {
        id,
        face,
        outbox: Arc::clone(outbox),
    };
    if agent.send(joined).await.is_err() {
        return Ok(());
    }
    let open = Arc::new(Semaphore::new(OPEN_CALLS));
    loop {
        let Ok(place) = Arc::clone(&open).acquire_owned().await else {
            return Ok(());
        };
        let Some(line) = lines.next_line().await.map_or_else(broken, Ok)? else {
            return Ok(());
        };
        let Call { id: call, request } = parse(&line).map_err(malformed)?;
        drop(line);
        if matches!(request, Request::Hello { .. }) {
            return Err(Refusal::HelloExpected);
        }
        let outbox = Arc::clone(outbox);
        let reply = Reply::to(move |result| {
            outbox.push_answer(&match result {
                Ok(answer) => Line::Answer { id: call, answer },
                Err(refusal) => Line::Refused { id: call, refusal },
            });
            drop(place);
        });
        if agent
            .send(FromFace::Asked { id, request, reply })
            .await
            .is_err()
        {
            return Ok(());
        }
    }
}

fn broken<T>(error: LineError) -> Result<Option<T>, Refusal> {
    match error {
        LineError::TooLong => Err(Refusal::TooLong),
        LineError::CutShort => Err(Refusal::Malformed {
            what: "a line cut short".to_owned(),
            column: 1,
        }),
        LineError::Io(error) => {
            tracing::debug!(%error, "a face's stream failed");
            Ok(None)
        }
    }
}

fn malformed(NotAMessage { what, column }: NotAMessage) -> Refusal {
    Refusal::Malformed { what, column }
}
