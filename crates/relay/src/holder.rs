use listeners::{Protocol, SocketState, get_all};

/// The longest name that is passed on.
const MOST: usize = 60;

/// The name of the program that listens at a TCP port of this computer; `None` where the system
/// does not tell: programs of other users, as a rule. May take some tenths of a second.
#[must_use]
pub fn holder(port: u16) -> Option<String> {
    let all = get_all()
        .inspect_err(|error| tracing::debug!(%error, "the system does not tell who listens"))
        .ok()?;
    let found = all.into_iter().find(|listener| {
        listener.protocol == Protocol::TCP
            && listener.state == SocketState::Listen
            && listener.socket.port() == port
    })?;
    let name = found
        .process
        .name
        .chars()
        .filter(|letter| !letter.is_control());
    let name: String = name.take(MOST).collect();
    Some(name).filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn we_are_the_holder_of_our_own_port() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let own = std::env::current_exe().unwrap();
        let own = own.file_stem().unwrap().to_string_lossy().into_owned();
        let found = holder(port).unwrap();
        // Linux keeps the first 15 octets of a name.
        assert!(own.starts_with(&found[..found.len().min(15)]), "{found}");
        drop(listener);
        assert_eq!(holder(port), None);
    }
}
