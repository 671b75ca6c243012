//! What may hang in the disk, on threads of its own.
//!
//! A network folder whose server went away may keep whoever reads it for ever, and nothing can be
//! done about it: no system lets a thread be called back. So such work is done on a thread that is
//! left behind when it takes too long.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use vigie_domain::book::source::SourceProblem;

/// Threads at once, those that were left behind included.
const MOST: usize = 32;

/// Where threads are counted. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Apart(Arc<AtomicUsize>);

/// Why nothing came of some work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Nothing {
    /// It goes on behind our back: the disk does not answer.
    #[error("no answer within {0:?}")]
    Hangs(Duration),
    /// It was broken off by a panic.
    #[error("broken off by a fault")]
    Broke,
    /// So many threads hang already that no other is begun.
    #[error("{MOST} threads hang already")]
    TooMany,
    /// The system gives no thread.
    #[error("no thread: {0}")]
    NoThread(#[from] io::Error),
}

impl Nothing {
    /// As the problem of a source that stands at this path.
    pub(crate) fn problem(&self, path: String) -> SourceProblem {
        match self {
            Self::Hangs(_) | Self::TooMany => SourceProblem::NotAnswering { path },
            Self::Broke => SourceProblem::BrokenOff { path },
            Self::NoThread(error) => SourceProblem::Unreadable {
                path,
                what: error.to_string(),
            },
        }
    }
}

impl Apart {
    /// Does something that may hang, and waits for what comes of it for so long. Blocks.
    ///
    /// Where it hangs, `late` is given what comes of it in the end, if ever anything does; with
    /// `None` where it was broken off.
    pub(crate) fn within<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl FnOnce() -> T + Send + 'static,
        late: impl FnOnce(Option<T>) + Send + 'static,
    ) -> Result<T, Nothing> {
        let place = self.place()?;
        let (send, receive) = mpsc::sync_channel(0);
        thread::Builder::new()
            .name("disk".to_owned())
            .spawn(move || {
                let _place = place;
                let mut come = Come {
                    send,
                    late: Some(late),
                };
                let result = work();
                come.tell(Some(result));
            })?;
        match receive.recv_timeout(patience) {
            Ok(Some(result)) => Ok(result),
            Ok(None) | Err(RecvTimeoutError::Disconnected) => Err(Nothing::Broke),
            Err(RecvTimeoutError::Timeout) => Err(Nothing::Hangs(patience)),
        }
    }

    fn place(&self) -> Result<Place, Nothing> {
        let place = Place(Arc::clone(&self.0));
        if place.0.fetch_add(1, Ordering::Relaxed) < MOST {
            Ok(place)
        } else {
            Err(Nothing::TooMany)
        }
    }
}

/// One of the threads, until it is dropped.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Tells what comes of some work, whether or not anybody still waits, and also where a panic ends
/// it.
struct Come<T, F: FnOnce(Option<T>)> {
    send: mpsc::SyncSender<Option<T>>,
    late: Option<F>,
}

impl<T, F: FnOnce(Option<T>)> Come<T, F> {
    fn tell(&mut self, result: Option<T>) {
        if let Some(late) = self.late.take()
            // A channel without room: either it is taken now, or nobody waits any more.
            && let Err(mpsc::SendError(result)) = self.send.send(result)
        {
            late(result);
        }
    }
}

impl<T, F: FnOnce(Option<T>)> Drop for Come<T, F> {
    fn drop(&mut self) {
        self.tell(None);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const LONG: Duration = Duration::from_secs(30);
    const SHORT: Duration = Duration::from_millis(50);

    fn nobody<T>(_: Option<T>) {
        panic!("somebody waits");
    }

    #[test]
    fn what_comes_in_time_is_given_and_a_panic_ends_nobody_else() {
        let apart = Apart::default();
        assert_eq!(apart.within(LONG, || 7, nobody).unwrap(), 7);
        let broken = apart.within(LONG, || -> u8 { panic!("a test") }, nobody);
        assert!(matches!(broken, Err(Nothing::Broke)));
        assert_eq!(apart.within(LONG, || 8, nobody).unwrap(), 8);
    }

    #[test]
    fn what_hangs_is_left_behind_and_told_of_late() {
        let apart = Apart::default();
        let (end, ends) = channel::<()>();
        let (tell, told) = channel();
        let hanging = move || {
            let _ = ends.recv();
            7
        };
        let late = move |result| tell.send(result).unwrap();
        let hung = apart.within(SHORT, hanging, late);
        assert!(matches!(hung, Err(Nothing::Hangs(_))));
        assert_eq!(apart.0.load(Ordering::Relaxed), 1);
        end.send(()).unwrap();
        assert_eq!(told.recv_timeout(LONG), Ok(Some(7)));
        // The same where a panic ends it.
        let (end, ends) = channel::<()>();
        let (tell, told) = channel();
        let breaking = move || -> u8 {
            let _ = ends.recv();
            panic!("a test")
        };
        let late = move |result| tell.send(result).unwrap();
        assert!(apart.within(SHORT, breaking, late).is_err());
        end.send(()).unwrap();
        assert_eq!(told.recv_timeout(LONG), Ok(None));
    }

    #[test]
    fn threads_are_counted() {
        let apart = Apart::default();
        let ends: Vec<_> = (0..MOST)
            .map(|_| {
                let (end, ends) = channel::<()>();
                let wait = move || {
                    let _ = ends.recv();
                };
                let hung = apart.within(Duration::ZERO, wait, drop);
                assert!(matches!(hung, Err(Nothing::Hangs(_))));
                end
            })
            .collect();
        let more = apart.within(LONG, || (), drop);
        assert!(matches!(more, Err(Nothing::TooMany)));
        drop(ends);
        let begin = std::time::Instant::now();
        while apart.within(LONG, || (), drop).is_err() {
            assert!(begin.elapsed() < LONG);
            thread::sleep(SHORT);
        }
    }
}
