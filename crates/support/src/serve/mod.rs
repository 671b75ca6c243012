//! `vigie-support serve`: the published folder on this machine alone, for trials. A real
//! repository is served by any web server.

mod answer;
mod certificate;

use std::{
    io,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use jiff::Timestamp;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use vigie_domain::text::{Text, TextArg};

use crate::{
    Outcome,
    arguments::Serve,
    repository::{
        Files, State,
        disk::{Disk as _, RealDisk},
    },
    terminal::Terminal,
    trouble::{Trouble, path_arg},
};

/// Connections at a time.
const MOST_CONNECTIONS: usize = 64;
/// How long a connection may say nothing.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn run(
    asked: &Serve,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Trouble> {
    let published = Files::of(&asked.published);
    State::read(&published)?;
    let tls = match &asked.tls {
        Some(authority) => Some(tls(authority, now)?),
        None => None,
    };
    let address = Path::new("127.0.0.1");
    let failed = |error| Trouble::io(address, error);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, asked.port)).map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    let scheme = if tls.is_some() { "https" } else { "http" };
    let url = TextArg::Words(format!("{scheme}://localhost:{port}/"));
    terminal.say("", &Text::new("support-serve").with("url", url))?;
    terminal.complain(&Text::new("support-serve-trial"));
    if let Some(authority) = &asked.tls {
        let path = path_arg(authority);
        terminal.complain(&Text::new("support-serve-authority").with("path", path));
    } else {
        terminal.complain(&Text::new("support-serve-plain"));
    }
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        if open.fetch_add(1, Ordering::Relaxed) >= MOST_CONNECTIONS {
            open.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let (files, tls, open) = (published.clone(), tls.clone(), Arc::clone(&open));
        thread::spawn(move || {
            // A trial's reader that goes away in the middle is nobody's business.
            let _ = connection(stream, tls, &files);
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
    Ok(Outcome::Well)
}

fn tls(authority: &Path, now: Timestamp) -> Result<Arc<ServerConfig>, Trouble> {
    let made = certificate::new(now).map_err(|error| Trouble::Refused(error.to_string()))?;
    let put = RealDisk.put(authority, made.authority.as_bytes());
    put.map_err(|error| Trouble::io(authority, error))?;
    Ok(made.server)
}

fn connection(stream: TcpStream, tls: Option<Arc<ServerConfig>>, files: &Files) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    match tls {
        None => answer::all(stream, files),
        Some(tls) => {
            let session = ServerConnection::new(tls).map_err(io::Error::other)?;
            answer::all(StreamOwned::new(session, stream), files)
        }
    }
}
