//! The settings, in an INI file.
//!
//! ```ini
//! [mailbox]
//! address = cabinet@example.test
//! caisse = autre@example.test     ; takes what is in the outbox and no lot
//! user = cabinet@example.test
//! password = …
//! ca_file = /…/root.pem
//! [pop]
//! host = 127.0.0.1
//! port = 995
//! security = clear                ; optional, here and below: without it, TLS from the first byte
//! [smtp]
//! host = 127.0.0.1
//! port = 465
//! [folders]
//! outbox = /…/outbox
//! sent = /…/sent                  ; optional: without it, what was sent is not kept
//! messages = /…/messages          ; optional: each lot's message is kept there, as it went
//! collected = /…/collected
//! [follow_up]                     ; optional, as is everything in it but the folder
//! folder = /…/follow-up
//! arl = /…/ARL
//! log = /…/facturation.log
//! zone = Europe/Paris
//! [clock]                         ; optional: the computer's clock
//! file = /…/clock
//! ```
//! A comment stands on a line of its own, unlike here.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::Clock;

/// What the program needs to know.
#[derive(Debug)]
pub struct Settings {
    /// Its own address.
    pub address: String,
    /// The caisse's address, to which lots go.
    pub caisse: String,
    /// The POP3 server.
    pub pop: Endpoint,
    /// The SMTP server.
    pub smtp: Endpoint,
    /// The user name for both.
    pub user: String,
    /// The password for both.
    pub password: SecretString,
    /// A PEM file with the root to trust.
    pub ca_file: PathBuf,
    /// Where lots wait.
    pub outbox: PathBuf,
    /// Where they lie once sent; `None`: nowhere.
    pub sent: Option<PathBuf>,
    /// Where each lot's message lies, once for each transmission; `None`: nowhere.
    pub messages: Option<PathBuf>,
    /// Where collected messages lie.
    pub collected: PathBuf,
    /// How lots are followed; `None`: they are not.
    pub follow_up: Option<FollowUpSettings>,
    /// The program's time.
    pub clock: Clock,
}

/// How lots are followed.
#[derive(Clone, Debug)]
pub struct FollowUpSettings {
    /// Where their state lies, and the files to be sent again.
    pub folder: PathBuf,
    /// Where ARLs are put, each message as it came.
    pub arl: Option<PathBuf>,
    /// The log's file.
    pub log: Option<PathBuf>,
    /// The log's time zone.
    pub zone: TimeZone,
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Clear text, as on loopback; else TLS from the first byte.
    pub clear: bool,
}

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum IniError {
    /// It cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A line is neither section, nor setting, nor comment.
    #[error("line {0} is neither a section nor a setting")]
    Line(usize),
    /// A setting is missing.
    #[error("[{section}] {key} is missing")]
    Missing {
        /// The section.
        section: &'static str,
        /// The setting.
        key: &'static str,
    },
    /// The time zone is not known.
    #[error("[follow_up] zone is no time zone")]
    Zone,
    /// A port is no port.
    #[error("[{section}] port is no port")]
    Port {
        /// The section.
        section: &'static str,
    },
    /// A connection is to be secured in a way that is not known.
    #[error("[{section}] security is neither clear nor tls")]
    Security {
        /// The section.
        section: &'static str,
    },
}

impl Settings {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self, IniError> {
        let text = fs::read_to_string(path).map_err(|error| IniError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, IniError> {
        let values = values(text)?;
        let get = |section: &'static str, key: &'static str| {
            values
                .get(&(section.to_owned(), key.to_owned()))
                .cloned()
                .ok_or(IniError::Missing { section, key })
        };
        let endpoint = |section: &'static str| {
            Ok(Endpoint {
                host: get(section, "host")?,
                port: get(section, "port")?
                    .parse()
                    .map_err(|_| IniError::Port { section })?,
                clear: match get(section, "security").as_deref() {
                    Ok("clear") => true,
                    Ok("tls") | Err(_) => false,
                    Ok(_) => return Err(IniError::Security { section }),
                },
            })
        };
        let optional = |section: &'static str, key: &'static str| get(section, key).ok();
        let follow_up = optional("follow_up", "folder")
            .map(|folder| {
                let zone = optional("follow_up", "zone");
                Ok(FollowUpSettings {
                    folder: folder.into(),
                    arl: optional("follow_up", "arl").map(PathBuf::from),
                    log: optional("follow_up", "log").map(PathBuf::from),
                    zone: TimeZone::get(zone.as_deref().unwrap_or("Europe/Paris"))
                        .map_err(|_| IniError::Zone)?,
                })
            })
            .transpose()?;
        Ok(Self {
            address: get("mailbox", "address")?,
            caisse: get("mailbox", "caisse")?,
            user: get("mailbox", "user")?,
            password: get("mailbox", "password")?.into(),
            ca_file: get("mailbox", "ca_file")?.into(),
            pop: endpoint("pop")?,
            smtp: endpoint("smtp")?,
            outbox: get("folders", "outbox")?.into(),
            sent: optional("folders", "sent").map(PathBuf::from),
            messages: optional("folders", "messages").map(PathBuf::from),
            collected: get("folders", "collected")?.into(),
            follow_up,
            clock: optional("clock", "file")
                .map_or_else(Clock::system, |file| Clock::of(Path::new(&file))),
        })
    }
}

/// Every setting by section and key.
fn values(text: &str) -> Result<HashMap<(String, String), String>, IniError> {
    let mut values = HashMap::new();
    let mut section = String::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(';') || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            name.trim().clone_into(&mut section);
        } else if let Some((key, value)) = line.split_once('=') {
            let key = (section.clone(), key.trim().to_owned());
            values.insert(key, value.trim().to_owned());
        } else {
            return Err(IniError::Line(number + 1));
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "; facturation\n[mailbox]\naddress = a@example.test\ncaisse=b@example.test\n\
        user = a@example.test\npassword = a=b;c\nca_file = /ca.pem\n[pop]\nhost = 127.0.0.1\nport = 995\n\
        [smtp]\nhost = 127.0.0.1\nport = 465\n[folders]\noutbox = /o\nsent = /s\ncollected = /c\n";

    #[test]
    fn the_file_is_read_or_refused_with_its_reason() {
        let settings = Settings::parse(WHOLE).unwrap();
        assert_eq!(settings.pop.port, 995);
        assert_eq!(
            secrecy::ExposeSecret::expose_secret(&settings.password),
            "a=b;c"
        );
        assert!(settings.follow_up.is_none());
        assert!(!settings.pop.clear && !settings.smtp.clear);
        let local = WHOLE.replace("port = 995", "port = 1110\nsecurity = clear");
        assert!(Settings::parse(&local).unwrap().pop.clear);
        let without = Settings::parse(&WHOLE.replace("sent = /s", "")).unwrap();
        assert_eq!((without.sent, without.messages), (None, None));
        let following = format!("{WHOLE}[follow_up]\nfolder = /f\nlog = /l\n");
        let follow_up = Settings::parse(&following).unwrap().follow_up.unwrap();
        assert_eq!(follow_up.zone.iana_name(), Some("Europe/Paris"));
        assert_eq!((follow_up.log, follow_up.arl), (Some("/l".into()), None));
        for (text, said) in [
            (
                WHOLE.replace("port = 995", "port = x"),
                "[pop] port is no port",
            ),
            (
                WHOLE.replace("outbox = /o", ""),
                "[folders] outbox is missing",
            ),
            (
                format!("{WHOLE}[follow_up]\nfolder = /f\nzone = Nulle/Part\n"),
                "[follow_up] zone is no time zone",
            ),
            (
                WHOLE.replace("port = 465", "port = 465\nsecurity = x"),
                "[smtp] security is neither clear nor tls",
            ),
            (
                format!("{WHOLE}\nnonsense"),
                "line 19 is neither a section nor a setting",
            ),
        ] {
            assert_eq!(Settings::parse(&text).unwrap_err().to_string(), said);
        }
    }
}
