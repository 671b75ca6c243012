//! The phases of a check, timed and told.

use std::time::Instant;

use vigie_domain::report::{Phase, PhaseTiming};

use super::Progress;

/// Times phases; one is on at a time.
pub(super) struct Stopwatch<'p> {
    progress: &'p mut (dyn FnMut(Progress) + Send),
    current: (Phase, Instant),
    timings: Vec<PhaseTiming>,
}

impl<'p> Stopwatch<'p> {
    /// Starts with the first phase.
    pub(super) fn start(phase: Phase, progress: &'p mut (dyn FnMut(Progress) + Send)) -> Self {
        progress(Progress::Entered(phase));
        Self {
            progress,
            current: (phase, Instant::now()),
            timings: Vec::with_capacity(10),
        }
    }

    /// The phase that is on.
    pub(super) fn phase(&self) -> Phase {
        self.current.0
    }

    /// Ends the present phase and begins another; nothing happens if it is on already.
    pub(super) fn enter(&mut self, phase: Phase) {
        if self.phase() != phase {
            self.leave();
            self.current = (phase, Instant::now());
            (self.progress)(Progress::Entered(phase));
        }
    }

    /// Tells how far the headers are.
    pub(super) fn tell_headers(&mut self, read: usize, of: usize) {
        (self.progress)(Progress::Headers { read, of });
    }

    /// Ends the last phase. A phase that was on twice stands once, with both durations.
    pub(super) fn stop(mut self) -> Vec<PhaseTiming> {
        self.leave();
        self.timings
    }

    fn leave(&mut self) {
        let (phase, since) = self.current;
        let ms = since.elapsed().as_secs_f64() * 1_000.0;
        (self.progress)(Progress::Left(PhaseTiming { phase, ms }));
        match self.timings.iter_mut().find(|known| known.phase == phase) {
            Some(known) => known.ms += ms,
            None => self.timings.push(PhaseTiming { phase, ms }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_told_and_summed() {
        let mut told = Vec::new();
        let mut progress = |event| {
            told.push(match event {
                Progress::Entered(phase) => format!("> {phase:?}"),
                Progress::Left(timing) => format!("< {:?}", timing.phase),
                Progress::Headers { read, of } => format!("{read}/{of}"),
            });
        };
        let mut watch = Stopwatch::start(Phase::Greeting, &mut progress);
        watch.enter(Phase::Capabilities);
        watch.enter(Phase::Capabilities);
        watch.enter(Phase::Login);
        watch.enter(Phase::Capabilities);
        let timings = watch.stop();
        let phases: Vec<_> = timings.iter().map(|timing| timing.phase).collect();
        assert_eq!(phases, [Phase::Greeting, Phase::Capabilities, Phase::Login]);
        assert_eq!(
            told,
            [
                "> Greeting",
                "< Greeting",
                "> Capabilities",
                "< Capabilities",
                "> Login",
                "< Login",
                "> Capabilities",
                "< Capabilities"
            ]
        );
    }
}
