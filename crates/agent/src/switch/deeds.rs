//! What doing a step takes.

use jiff::Timestamp;
use vigie_domain::switch::{Obstacle, Step};
use vigie_journal::{RecordError, SwitchRecord};

use super::Given;

/// Does and undoes the steps of a switch.
pub trait Deeds {
    /// Does a step, or undoes it. It may have been done before, wholly or in part: the second time
    /// has the effect of the first. Undoing a step that was never done has none.
    fn act(&self, order: &Order<'_>) -> Result<(), Halt>;
}

/// A step to be done or undone.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The switch as it stood before.
    pub record: &'a SwitchRecord,
    /// Which step.
    pub step: Step,
    /// It is to be undone.
    pub back: bool,
    /// The number of its row in the record.
    pub row: i64,
    /// When it was begun first: the same however often it is begun again.
    pub began_at: Timestamp,
    /// What the person gives.
    pub given: &'a Given,
    /// The present.
    pub now: Timestamp,
}

/// Why a step is not done.
#[derive(Debug)]
pub enum Halt {
    /// Something stands against it.
    Obstacle(Obstacle),
    /// Something stands against it that is usually for good, and passes in time here.
    ForNow(Obstacle),
    /// The record cannot be used: nothing can be said of the step.
    Record(RecordError),
}

impl From<Obstacle> for Halt {
    fn from(obstacle: Obstacle) -> Self {
        Self::Obstacle(obstacle)
    }
}

impl From<RecordError> for Halt {
    fn from(error: RecordError) -> Self {
        Self::Record(error)
    }
}
