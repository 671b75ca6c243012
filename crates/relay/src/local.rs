use std::sync::Arc;

use crate::{
    brake::Brake,
    clock::Clock,
    credentials::Credentials,
    spool::{KeySource, Spool},
    tls::LocalTls,
};

/// What both local sides share.
#[derive(Clone)]
pub struct Local {
    pub(crate) spool: Arc<Spool>,
    pub(crate) keys: Arc<dyn KeySource>,
    pub(crate) credentials: Credentials,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) brake: Arc<Brake>,
    pub(crate) tls: Option<Arc<LocalTls>>,
}

impl Local {
    /// In front of that spool, for whoever has those credentials.
    #[must_use]
    pub fn new(
        spool: Arc<Spool>,
        keys: Arc<dyn KeySource>,
        credentials: Credentials,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            spool,
            keys,
            credentials,
            clock,
            brake: Arc::default(),
            tls: None,
        }
    }

    /// Offers TLS at both ports (STLS and STARTTLS); clear text stays possible.
    #[must_use]
    pub fn with_tls(mut self, tls: Arc<LocalTls>) -> Self {
        self.tls = Some(tls);
        self
    }
}
