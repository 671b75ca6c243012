//! A switch that is killed before, in the midst of and after every step, forward and back, ends all
//! new or all old: the accounts, which of them is former, the passwords, the billing software's file,
//! and whether the relay collects for it.
//!
//! The tests start themselves again as the process that carries the switch out, and kill it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod child;
mod keychain;
mod practice;
mod relay;

use std::{fs, time::Duration};

use jiff::Timestamp;
use vigie_domain::switch::{Aim, Way};

use child::be_the_child;
use practice::{Practice, kill};

/// Where the child finds everything, and the moment at which it is to stop.
const FOLDER: &str = "VIGIE_SWITCH_TEST_FOLDER";
const STOP: &str = "VIGIE_SWITCH_TEST_STOP";
const VAULT: &str = "VIGIE_SWITCH_TEST_VAULT";

const OLD: &str = "ancienne@exemple.example";
const NEW: &str = "neuve@exemple.example";
const OLD_PASSWORD: &str = "l'ancien";
const NEW_PASSWORD: &str = "le nouveau";

const PROFILES: &str = r#"{"version": 1, "profiles": [{"id": "essai", "name": "Essai", "evidence": "a test",
    "running": {"processes": ["essai-qui-ne-tourne-pas.exe"]},
    "settings": {"stores": [{"store": "ini", "file": {"base": "home", "path": "essai/essai.ini"},
        "encoding": "windows1252", "keys": [
            {"setting": "pop_host", "section": "Messagerie", "key": "ServeurPOP"},
            {"setting": "pop_port", "section": "Messagerie", "key": "PortPOP"},
            {"setting": "pop_security", "section": "Messagerie", "key": "SSL"},
            {"setting": "pop_login", "section": "Messagerie", "key": "Identifiant"},
            {"setting": "pop_password", "section": "Messagerie", "key": "MotDePasse"},
            {"setting": "smtp_host", "section": "Envoi", "key": "Serveur"},
            {"setting": "sender", "section": "Envoi", "key": "Adresse"}]}],
        "security_words": {"tls": "1", "plain": "0"}}}]}"#;

/// The billing software's file: mixed line endings, comments and Windows-1252.
fn ini([host, port, tls, login, password, smtp, sender]: [&str; 7]) -> Vec<u8> {
    let text = format!(
        "; Cabinet de Mme Andr\u{e9}\r\n[Messagerie]\r\nServeurPOP = {host}\r\nPortPOP={port} ; \
         d\u{e9}j\u{e0} vu\nSSL={tls}\r\nIdentifiant={login}\r\nMotDePasse={password}\r\n\r\n[Envoi]\n\
         Serveur={smtp}\nAdresse={sender}\r\n# fin"
    );
    // Every character here is one octet of the same value in Windows-1252.
    text.chars()
        .map(|char| u8::try_from(u32::from(char)).unwrap())
        .collect()
}

/// A switch, by where it leads and how.
#[derive(Clone, Debug)]
struct Kind {
    aim: Aim,
    way: Way,
}

impl Kind {
    fn to_mailbox(way: Way) -> Self {
        let aim = Aim::Mailbox;
        Self { aim, way }
    }

    /// The file before it, and after it.
    fn files(&self) -> [Vec<u8>; 2] {
        let old_host = "pop.ancien.example";
        let old_smtp = "smtp.ancien.example";
        let old = ini([
            old_host,
            "110",
            "0",
            "ancienne",
            OLD_PASSWORD,
            old_smtp,
            OLD,
        ]);
        let local = "127.0.0.1";
        let (login, password) = (relay::LOGIN, relay::PASSWORD);
        let relay = ini([local, "1110", "0", login, password, local, OLD]);
        let before = match self.aim {
            Aim::Mailbox if self.way == Way::Relay => relay,
            Aim::Mailbox | Aim::ToRelay => old,
            Aim::FromRelay => relay,
        };
        let after = match (&self.way, self.aim) {
            (Way::Guided | Way::Relay, _) => before.clone(),
            (Way::Profile { .. }, Aim::Mailbox) => {
                let smtp = "smtp.exemple.example";
                ini([
                    "pop.exemple.example",
                    "995",
                    "1",
                    NEW,
                    NEW_PASSWORD,
                    smtp,
                    NEW,
                ])
            }
            (Way::Profile { .. }, Aim::ToRelay) => {
                ini([local, "1110", "0", login, password, local, OLD])
            }
            (Way::Profile { .. }, Aim::FromRelay) => ini([
                old_host,
                "995",
                "1",
                "ancienne",
                OLD_PASSWORD,
                old_smtp,
                OLD,
            ]),
        };
        [before, after]
    }

    /// Whether the relay collects for the billing software before it, and after it.
    fn relay_used(&self) -> [bool; 2] {
        match self.aim {
            Aim::Mailbox => [self.way == Way::Relay; 2],
            Aim::ToRelay => [false, true],
            Aim::FromRelay => [true, false],
        }
    }
}

#[test]
fn killed_at_every_moment_by_profile() {
    let kind = Kind::to_mailbox(by_profile());
    killed_at_every_moment("killed_at_every_moment_by_profile", &kind);
}

#[test]
fn killed_at_every_moment_guided() {
    let kind = Kind::to_mailbox(Way::Guided);
    killed_at_every_moment("killed_at_every_moment_guided", &kind);
}

#[test]
fn killed_at_every_moment_behind_the_relay() {
    let kind = Kind::to_mailbox(Way::Relay);
    killed_at_every_moment("killed_at_every_moment_behind_the_relay", &kind);
}

#[test]
fn killed_at_every_moment_to_the_relay_by_profile() {
    let (aim, way) = (Aim::ToRelay, by_profile());
    let name = "killed_at_every_moment_to_the_relay_by_profile";
    killed_at_every_moment(name, &Kind { aim, way });
}

#[test]
fn killed_at_every_moment_to_the_relay_guided() {
    let (aim, way) = (Aim::ToRelay, Way::Guided);
    let name = "killed_at_every_moment_to_the_relay_guided";
    killed_at_every_moment(name, &Kind { aim, way });
}

#[test]
fn killed_at_every_moment_from_the_relay_by_profile() {
    let (aim, way) = (Aim::FromRelay, by_profile());
    let name = "killed_at_every_moment_from_the_relay_by_profile";
    killed_at_every_moment(name, &Kind { aim, way });
}

#[test]
fn killed_at_every_moment_from_the_relay_guided() {
    let (aim, way) = (Aim::FromRelay, Way::Guided);
    let name = "killed_at_every_moment_from_the_relay_guided";
    killed_at_every_moment(name, &Kind { aim, way });
}

#[test]
fn killed_at_random_with_a_real_vault() {
    be_the_child();
    let mut seed = 0x5EED_u64;
    for round in 0..6 {
        let way = if round % 2 == 0 {
            by_profile()
        } else {
            Way::Guided
        };
        let kind = Kind::to_mailbox(way);
        let place = Practice::new(true, &kind);
        place.plan();
        let mut undo = false;
        for _ in 0..3 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let mut child = place.child("killed_at_random_with_a_real_vault", None);
            place.wait_for("began", &mut child);
            std::thread::sleep(Duration::from_micros((seed >> 33) % 120_000));
            kill(child);
            fs::remove_file(place.dir.path().join("began")).unwrap();
            if seed & 0x10_0000 != 0 && !undo {
                undo = true;
                let journal = place.journal();
                let switch = journal.last_switch().unwrap().unwrap();
                journal.turn_switch_back(switch.id).unwrap();
            }
        }
        let new = place.finish();
        assert!(!(undo && new), "round {round}: undone, and yet new");
        place.check(new, &format!("round {round}"));
    }
}

#[test]
fn switched_a_second_time_after_an_undo_the_two_change_places_again() {
    let practice = Practice::new(false, &Kind::to_mailbox(Way::Guided));
    practice.plan();
    practice.given_password_until_rest();
    practice.turn_back();
    assert!(!practice.finish());
    practice.check(false, "undone");
    let former = |place: usize| practice.journal().accounts().unwrap()[place].former;
    let again = |turned_back: bool| {
        let journal = practice.journal();
        let plan = journal.last_switch().unwrap().unwrap().plan;
        journal.plan_switch(&plan, now()).unwrap();
        drop(journal);
        if turned_back {
            practice.turn_back();
        }
    };
    // Undone before anything was done: it stays what it was.
    again(true);
    assert!(!practice.finish());
    assert!(former(0).is_none() && former(1).is_some());
    again(false);
    practice.given_password_until_rest();
    assert!(former(0).is_some() && former(1).is_none());
    practice.turn_back();
    assert!(!practice.finish());
    practice.check(false, "undone a second time");
}

fn killed_at_every_moment(name: &str, kind: &Kind) {
    be_the_child();
    let mut ends = [0, 0];
    let mut stop = 0;
    // Forward, to be gone on with; forward, to be undone; and back from the end.
    loop {
        let forward = Practice::new(false, kind);
        forward.plan();
        if !forward.killed_at(name, stop) {
            forward.check(true, "never cut off");
            break;
        }
        forward.check_between(&format!("cut off at {stop}"));
        let new = forward.finish();
        forward.check(new, &format!("cut off at {stop}"));
        ends[usize::from(new)] += 1;

        let undone = Practice::new(false, kind);
        undone.plan();
        assert!(undone.killed_at(name, stop));
        undone.turn_back();
        assert!(!undone.finish(), "undone at {stop}, and yet new");
        undone.check(false, &format!("cut off at {stop} and undone"));
        stop += 1;
    }
    // Before the password is kept nothing can go on without the person: then all is old.
    let lost = if kind.aim == Aim::Mailbox { 2 } else { 0 };
    assert!(
        ends[0] >= lost && ends[1] >= 10,
        "{ends:?} at {stop} moments"
    );
    let mut moments = 0;
    loop {
        let back = Practice::new(false, kind);
        back.plan();
        back.given_password_until_rest();
        back.check(true, "whole");
        back.turn_back();
        if !back.killed_at(name, moments) {
            back.check(false, "undone without being cut off");
            break;
        }
        back.check_between(&format!("cut off at {moments} on the way back"));
        assert!(!back.finish());
        back.check(false, &format!("cut off at {moments} on the way back"));
        moments += 1;
    }
    assert!(moments >= 8, "{moments}");
}

fn by_profile() -> Way {
    Way::Profile {
        profile: "essai".to_owned(),
        password: true,
    }
}

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}
