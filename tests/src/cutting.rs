//! A TCP proxy that breaks connections off, somewhere in what they carry.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
};

use rustix::net::sockopt::set_socket_linger;

use crate::caisse::dice::Dice;

/// A running proxy; it takes no new connection once dropped.
pub struct CuttingProxy {
    address: SocketAddr,
    thousandths: Arc<AtomicU32>,
    stopped: Arc<AtomicBool>,
}

impl CuttingProxy {
    /// A proxy on a free loopback port in front of `target`, which cuts nothing yet.
    #[must_use]
    pub fn start(target: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there are free ports");
        let address = listener.local_addr().expect("a listener has an address");
        let thousandths = Arc::new(AtomicU32::new(0));
        let stopped = Arc::new(AtomicBool::new(false));
        let (chance, ended) = (Arc::clone(&thousandths), Arc::clone(&stopped));
        thread::spawn(move || {
            for (number, client) in (0_u64..).zip(listener.incoming()) {
                if ended.load(Ordering::Acquire) {
                    break;
                }
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(target)) else {
                    continue;
                };
                let mut dice = Dice::of(seed, &[number]);
                let mut budget = || {
                    dice.chance(chance.load(Ordering::Acquire)).then(|| {
                        // As often early, in the beginning of TLS, as late, in a long message.
                        let most = 1_u32 << dice.between(6, 19);
                        usize::try_from(dice.between(1, most)).expect("32 bits")
                    })
                };
                let (up, down) = (budget(), budget());
                carry(client, server, up, down);
            }
        });
        Self {
            address,
            thousandths,
            stopped,
        }
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on so many thousandths of the new connections are cut in each direction.
    pub fn cut(&self, thousandths: u32) {
        self.thousandths.store(thousandths, Ordering::Release);
    }
}

impl Drop for CuttingProxy {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // Wakes the accepting thread, so that the port is closed.
        let _woken = TcpStream::connect(self.address);
    }
}

fn carry(client: TcpStream, server: TcpStream, up: Option<usize>, down: Option<usize>) {
    let clone = |stream: &TcpStream| stream.try_clone().expect("a socket can be cloned");
    let both = Arc::new(Mutex::new((clone(&client), clone(&server))));
    pipe(clone(&client), clone(&server), up, Arc::clone(&both));
    pipe(server, client, down, both);
}

type Both = Arc<Mutex<(TcpStream, TcpStream)>>;

/// Carries one direction until it ends, or until so many octets passed: then both ends are reset.
fn pipe(mut from: TcpStream, mut to: TcpStream, mut budget: Option<usize>, both: Both) {
    thread::spawn(move || {
        let mut buffer = vec![0; 16 << 10];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let passes = budget.map_or(read, |left| left.min(read));
            if to.write_all(&buffer[..passes]).is_err() {
                break;
            }
            if let Some(left) = &mut budget {
                *left -= passes;
                if *left == 0 {
                    reset(&both);
                    return;
                }
            }
        }
        let _gone = to.shutdown(Shutdown::Write);
    });
}

fn reset(both: &Both) {
    let both = both.lock().unwrap_or_else(PoisonError::into_inner);
    for stream in [&both.0, &both.1] {
        // Without a linger time closing sends a reset; closing happens when the last clone goes.
        let _gone = set_socket_linger(stream, Some(std::time::Duration::ZERO));
        let _gone = stream.shutdown(Shutdown::Both);
    }
}
