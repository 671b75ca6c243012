//! The process that carries a switch out, and is killed.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use vigie_agent::switch::{Advanced, Deeds, Driver, Given, Halt, Hands, Order, Software};
use vigie_domain::switch::Passing;

use crate::{
    FOLDER, NEW_PASSWORD, PROFILES, STOP, VAULT,
    keychain::Watched,
    now,
    practice::{open_journal, secrets},
    relay::OnDisk,
};

/// Where this process is the child, carries the switch out and ends.
pub(crate) fn be_the_child() {
    let Ok(folder) = env::var(FOLDER) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let vault = env::var(VAULT).is_ok_and(|given| given == "1");
    let moments = Moments {
        folder: folder.clone(),
        stop_at: env::var(STOP).unwrap().parse().ok(),
        passed: Arc::default(),
    };
    carry_out(&folder, vault, Some(NEW_PASSWORD), &moments);
    std::process::exit(0);
}

/// Does step after step until the switch is at rest, saying of everything that it is done: whether
/// all is new.
pub(crate) fn carry_out(
    folder: &Path,
    vault: bool,
    password: Option<&str>,
    moments: &Moments,
) -> bool {
    let journal = open_journal(folder);
    let home = folder.to_owned();
    let hands = Hands {
        journal: journal.clone(),
        secrets: Arc::new(Watched {
            secrets: secrets(folder, vault),
            moments: moments.clone(),
        }),
        installation: journal.installation_id().unwrap(),
        interval_minutes: 10,
        software: Software {
            profiles: Arc::new(vigie_sources::parse(PROFILES).unwrap()),
            roots: Arc::new(move |_| vec![home.clone()]),
        },
        relay: Arc::new(OnDisk {
            folder: folder.join("relay"),
            moments: moments.clone(),
        }),
    };
    let driver = Driver {
        journal,
        deeds: Stopping {
            hands,
            moments: moments.clone(),
        },
    };
    let mut given = Given {
        password: password.map(|password| password.to_owned().into()),
        ..Given::default()
    };
    fs::write(folder.join("began"), "").unwrap();
    for _ in 0..100 {
        match driver.advance(&given, now()).unwrap() {
            Advanced::Stepped => given.word = None,
            Advanced::Waits(obstacle) if obstacle.passing() == Passing::ByWord => {
                given.word = Some(obstacle);
            }
            Advanced::Waits(obstacle) => panic!("{obstacle:?}"),
            Advanced::Rests(new) => return new.unwrap(),
        }
        moments.pass();
    }
    panic!("it never comes to rest");
}

/// The moments at which the process may be killed, counted.
#[derive(Clone)]
pub(crate) struct Moments {
    folder: PathBuf,
    stop_at: Option<usize>,
    passed: Arc<AtomicUsize>,
}

impl Moments {
    pub(crate) fn never() -> Self {
        Self {
            folder: PathBuf::new(),
            stop_at: None,
            passed: Arc::default(),
        }
    }

    /// Says so and stands still, if it is this one.
    pub(crate) fn pass(&self) {
        let now = self.passed.fetch_add(1, Ordering::SeqCst);
        if self.stop_at == Some(now) {
            fs::write(self.folder.join("stopped"), "").unwrap();
            loop {
                std::thread::park();
            }
        }
    }
}

/// Stands still before and after a deed.
struct Stopping {
    hands: Hands,
    moments: Moments,
}

impl Deeds for Stopping {
    fn act(&self, order: &Order<'_>) -> Result<(), Halt> {
        self.moments.pass();
        let done = self.hands.act(order);
        self.moments.pass();
        done
    }
}
