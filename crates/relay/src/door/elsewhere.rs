//! Systems where a second program may listen at a port that is taken: Windows lets one bind
//! 0.0.0.0 beside 127.0.0.1, and macOS too. `SO_EXCLUSIVEADDRUSE` would forbid it on Windows, but
//! nothing sets it without unsafe code; so the system's own table is asked. What that does not
//! catch is a program of the same user that takes the port on purpose later (`SO_REUSEADDR`);
//! programs of other users cannot, by Windows' own rules.

use std::process;

use listeners::{Protocol, SocketState, get_all};

/// Whether another program listens at this port too.
pub(super) async fn is_shared(port: u16) -> bool {
    let asked = tokio::task::spawn_blocking(move || {
        let all = get_all().unwrap_or_default();
        all.into_iter().any(|listener| {
            listener.protocol == Protocol::TCP
                && listener.state == SocketState::Listen
                && listener.socket.port() == port
                && listener.process.pid != process::id()
        })
    });
    asked.await.unwrap_or(false)
}
