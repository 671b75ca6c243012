use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

const OFF: u32 = u32::MAX;

/// Blows before the n-th lasting operation, and stays blown until it is mended.
#[derive(Clone)]
pub(crate) struct Fuse(Arc<AtomicU32>, Arc<AtomicBool>);

impl Fuse {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicU32::new(OFF)), Arc::default())
    }

    /// So many operations still succeed. `power`: everything ends then, not only the disk's room.
    pub(crate) fn light(&self, operations: u32, power: bool) {
        self.1.store(power, Ordering::SeqCst);
        self.0.store(operations, Ordering::SeqCst);
    }

    pub(crate) fn mend(&self) {
        self.0.store(OFF, Ordering::SeqCst);
    }

    pub(crate) fn is_power(&self) -> bool {
        self.1.load(Ordering::SeqCst)
    }

    pub(crate) fn is_blown(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }

    /// Whether this operation fails.
    pub(crate) fn blows(&self) -> bool {
        let left = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                (left != OFF && left > 0).then(|| left - 1)
            });
        left == Err(0)
    }
}
