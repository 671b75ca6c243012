//! Messages put straight into a Maildir, as a delivery would.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

/// The user that owns the Maildirs: nobody.
pub(super) const VMAIL: u32 = 65534;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A user's Maildir.
#[derive(Clone, Debug)]
pub struct Maildir(PathBuf);

impl Maildir {
    /// The Maildir in that folder; made where it is missing.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        for part in ["", "cur", "new", "tmp"] {
            let dir = path.join(part);
            fs::create_dir_all(&dir).expect("the Maildir can be made");
            give_to_vmail(&dir);
        }
        Self(path.to_owned())
    }

    /// Puts one message in, received `age` ago.
    pub fn deliver(&self, message: &str, age: Duration) {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{number:09}.test{}.example", std::process::id());
        let tmp = self.0.join("tmp").join(&name);
        fs::write(&tmp, message.replace("\r\n", "\n")).expect("the message can be written");
        let received = SystemTime::now() - age;
        fs::File::options()
            .write(true)
            .open(&tmp)
            .and_then(|file| file.set_modified(received))
            .expect("the message can be dated");
        give_to_vmail(&tmp);
        // Into cur/, as read before: moving thousands of messages there is not what tests measure.
        fs::rename(&tmp, self.0.join("cur").join(format!("{name}:2,")))
            .expect("the message can be moved");
    }

    /// Puts `count` messages of about `octets` octets in.
    pub fn fill(&self, count: usize, octets: usize) {
        let line = "Ligne de remplissage, inventee, sans rien qui designe une personne.\n";
        for number in 0..count {
            let mut message = sample("retours@caisse.example", &format!("Retour {number}"));
            while message.len() < octets {
                message.push_str(line);
            }
            self.deliver(&message, Duration::from_mins(1));
        }
    }

    /// Every message that lies there, with its name, which it keeps; in order of their names.
    #[must_use]
    pub fn messages(&self) -> Vec<(String, Vec<u8>)> {
        let mut messages: Vec<_> = ["cur", "new"]
            .iter()
            .filter_map(|part| fs::read_dir(self.0.join(part)).ok())
            .flatten()
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let name = entry.file_name().into_string().ok()?;
                // Behind the colon stand flags, which change.
                let name = name.split_once(':').map_or(name.as_str(), |(name, _)| name);
                Some((name.to_owned(), fs::read(entry.path()).ok()?))
            })
            .collect();
        messages.sort();
        messages
    }

    /// How many messages lie there.
    #[must_use]
    pub fn len(&self) -> usize {
        ["cur", "new"]
            .iter()
            .map(|part| fs::read_dir(self.0.join(part)).map_or(0, Iterator::count))
            .sum()
    }

    /// Whether none lies there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Removes every message, as somebody does who deletes them in the webmail.
    pub fn clear(&self) {
        for part in ["cur", "new"] {
            let entries = fs::read_dir(self.0.join(part)).expect("the Maildir can be listed");
            for entry in entries {
                let path = entry.expect("a message").path();
                fs::remove_file(path).expect("the message can be removed");
            }
        }
    }

    /// Nobody, not even the server, may read it any more; or again.
    pub fn set_readable(&self, readable: bool) {
        let mode = if readable { 0o700 } else { 0 };
        fs::set_permissions(&self.0, fs::Permissions::from_mode(mode))
            .expect("the Maildir's mode can be set");
    }
}

/// A small message with its header.
#[must_use]
pub fn sample(from: &str, subject: &str) -> String {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let date =
        jiff::fmt::rfc2822::to_string(&jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC))
            .expect("now has a date");
    format!(
        "Received: from mx.caisse.example by mail.example.test; {date}\n\
         From: <{from}>\nTo: <cabinet@example.test>\nSubject: {subject}\nDate: {date}\n\
         Message-ID: <sample-{number}@caisse.example>\n\nCorps invente.\n"
    )
}

fn give_to_vmail(path: &Path) {
    // Without root the servers run as this user anyway.
    let _not_root = chown(path, Some(VMAIL), Some(VMAIL));
}
