//! An invented program in a folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::Zoned;
use vigie_billing::{Access, Installed, NewSettings};
use vigie_domain::{
    billing::{Base, Profiles},
    server::{Security, Server},
};

const PROFILES: &str = r#"{"version":1,"profiles":[{"id":"essai","name":"Essai","evidence":"invented","settings":{"stores":[
    {"store":"ini","file":{"base":"home","path":"mail.ini"},"encoding":"windows1252","keys":[
        {"setting":"pop_host","section":"Mail","key":"Pop"},
        {"setting":"pop_login","section":"Mail","key":"Qui"}]}]}}]}"#;

/// Settings with so many octets of comment after them.
pub(crate) fn old(comment: usize) -> Vec<u8> {
    let mut octets = b"[Mail]\r\nPop=pop.ancien.example\nQui=cabinet\r\n;".to_vec();
    octets.resize(octets.len() + comment, b'x');
    octets
}

pub(crate) fn essai(folder: &Path) -> Installed {
    let profiles = Profiles::check(serde_json::from_str(PROFILES).unwrap()).unwrap();
    let roots = |base| -> Vec<PathBuf> {
        let is_home = base == Base::Home;
        is_home.then(|| folder.to_owned()).into_iter().collect()
    };
    Installed::locate(profiles.get("essai").unwrap(), &roots).unwrap()
}

pub(crate) fn new_settings() -> NewSettings {
    NewSettings {
        pop: Some(Access {
            server: Server {
                host: "pop.neuf.example".into(),
                port: 995,
                security: Security::Tls,
            },
            login: "vitale@neuf.example".into(),
        }),
        ..NewSettings::default()
    }
}

pub(crate) fn now() -> Zoned {
    "2026-11-23T10:15:00+01:00[Europe/Paris]".parse().unwrap()
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
