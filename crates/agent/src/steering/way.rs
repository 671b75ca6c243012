//! The way to support's server.

use rustls::pki_types::CertificateDer;
use tokio::sync::OnceCell;
use vigie_steering::{FetchError, Http, Proxy};

/// The way to support's server, built with the first request and kept: it remembers TLS sessions.
#[derive(Debug)]
pub(crate) struct Way {
    extra_roots: Vec<CertificateDer<'static>>,
    http: OnceCell<Http>,
}

impl Way {
    /// Nothing is built yet.
    pub(crate) fn new(extra_roots: Vec<CertificateDer<'static>>) -> Self {
        Self {
            extra_roots,
            http: OnceCell::new(),
        }
    }

    /// What requests are made with. The platform's roots are read beside the loop.
    pub(crate) async fn http(&self) -> Result<&Http, FetchError> {
        let build = || async {
            let roots = self.extra_roots.clone();
            let built = tokio::task::spawn_blocking(move || Http::new(roots, Proxy::System)).await;
            built.unwrap_or_else(|error| {
                Err(FetchError::NoTls {
                    detail: error.to_string(),
                })
            })
        };
        self.http.get_or_try_init(build).await
    }
}
