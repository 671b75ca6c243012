use zeroize::Zeroize;

/// Octets for the server. No copy of a password stays behind when the buffer grows or goes.
#[derive(Default)]
pub(super) struct Outgoing(Vec<u8>);

impl Outgoing {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.0.capacity() - self.0.len() < bytes.len() {
            let room = (self.0.len() + bytes.len()).max(2 * self.0.capacity());
            let mut grown = Vec::with_capacity(room);
            grown.extend_from_slice(&self.0);
            self.0.zeroize();
            self.0 = grown;
        }
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }

    pub(super) fn wipe(&mut self) {
        self.0.zeroize();
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.wipe();
    }
}
