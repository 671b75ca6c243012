use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::*;
use secrecy::ExposeSecret;
use tempfile::TempDir;
use vigie_domain::{
    billing::{Base, Profile, Profiles},
    server::{Security, Server},
};

use super::*;
use crate::{Access, CannotTell, DocumentFault, FileFault, NotFound, RunningSign, Value};

const INI: &[u8] =
    b"; r\xe9glages\r\n[Mail]\nPop=pop.ancien.example ; serveur\rPort=110\r\nSSL=N\r\n\
    Qui=\"cabinet\"\r\nSecret=ancien\r\n\r\n[Autre]\r\nPop=x";
const XML: &[u8] =
    b"<?xml version=\"1.0\"?>\r\n<essai>\n <smtp port='25'>smtp.ancien.example</smtp>\n</essai>";

fn profile(settings: &str, running: &str) -> Profile {
    let document = format!(
        r#"{{"version":1,"profiles":[{{"id":"essai","name":"Essai","evidence":"invented","running":{running},"settings":{settings}}}]}}"#
    );
    let profiles = Profiles::check(serde_json::from_str(&document).unwrap()).unwrap();
    profiles.get("essai").unwrap().clone()
}

fn essai() -> Profile {
    let settings = r#"{"security_words":{"tls":"O","plain":"N"},"stores":[
        {"store":"ini","file":{"base":"home","path":"essai/mail.ini"},"encoding":"windows1252","keys":[
            {"setting":"pop_host","section":"Mail","key":"Pop"},
            {"setting":"pop_port","section":"Mail","key":"Port"},
            {"setting":"pop_security","section":"Mail","key":"SSL"},
            {"setting":"pop_login","section":"Mail","key":"Qui"},
            {"setting":"pop_password","section":"Mail","key":"Secret"},
            {"setting":"sender","section":"Envoi","key":"De"}]},
        {"store":"xml","file":{"base":"home","path":"essai/config.xml"},"encoding":"utf8","nodes":[
            {"setting":"smtp_host","path":"essai/smtp"},
            {"setting":"smtp_port","path":"essai/smtp","attribute":"port"}]}]}"#;
    profile(
        settings,
        r#"{"lock_files":[{"base":"home","path":"essai/lock"}]}"#,
    )
}

struct Practice {
    folder: TempDir,
    ini: PathBuf,
    xml: PathBuf,
}

impl Practice {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("essai");
        fs::create_dir(&own).unwrap();
        let (ini, xml) = (own.join("mail.ini"), own.join("config.xml"));
        fs::write(&ini, INI).unwrap();
        fs::write(&xml, XML).unwrap();
        Self { folder, ini, xml }
    }

    fn roots(&self) -> impl Fn(Base) -> Vec<PathBuf> {
        let root = self.folder.path().to_owned();
        move |base| {
            let is_home = base == Base::Home;
            is_home.then(|| root.clone()).into_iter().collect()
        }
    }

    fn installed(&self) -> Installed {
        Installed::locate(&essai(), &self.roots()).unwrap()
    }

    fn is_old(&self) -> bool {
        fs::read(&self.ini).unwrap() == INI && fs::read(&self.xml).unwrap() == XML
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.ini.parent().unwrap()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn server(host: &str, port: u16, security: Security) -> Server {
    Server {
        host: host.into(),
        port,
        security,
    }
}

fn passwords() -> PlainPasswords {
    PlainPasswords {
        pop: Some("neuf-é".into()),
        smtp: Some("autre".into()),
    }
}

fn new_settings() -> NewSettings {
    NewSettings {
        pop: Some(Access {
            server: server("pop.neuf.example", 995, Security::Tls),
            login: "vitale@neuf.example".into(),
        }),
        smtp: Some(Access {
            server: server("smtp.neuf.example", 465, Security::Tls),
            login: "vitale@neuf.example".into(),
        }),
        sender: Some("vitale@neuf.example".into()),
        passwords: Some(passwords()),
    }
}

fn now() -> Zoned {
    "2026-11-23T10:15:00+01:00[Europe/Paris]".parse().unwrap()
}

/// As after a crash: only what was kept is known.
fn kept(change: &Change) -> Change {
    serde_json::from_str(&serde_json::to_string(change).unwrap()).unwrap()
}

fn written(practice: &Practice) -> Change {
    let mut change = Change::plan(&practice.installed(), &new_settings()).unwrap();
    change.back_up(&now()).unwrap();
    change.write().unwrap();
    change
}

const NEW_INI: &[u8] = b"; r\xe9glages\r\n[Mail]\nPop=pop.neuf.example ; serveur\rPort=995\r\nSSL=O\r\n\
    Qui=\"vitale@neuf.example\"\r\nSecret=neuf-\xe9\r\n\r\n[Autre]\r\nPop=x\r\n[Envoi]\r\nDe=vitale@neuf.example";
const NEW_XML: &[u8] =
    b"<?xml version=\"1.0\"?>\r\n<essai>\n <smtp port='465'>smtp.neuf.example</smtp>\n</essai>";

#[test]
fn a_program_is_found_read_changed_and_put_back() {
    let practice = Practice::new();
    let installed = practice.installed();
    let files: Vec<&Located> = installed.located().collect();
    assert_eq!(
        files,
        [
            &Located::File(practice.ini.clone()),
            &Located::File(practice.xml.clone())
        ]
    );
    let values = installed.read().unwrap();
    let plain = |setting| match values.get(setting) {
        Some(Value::Plain(text)) => text.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(plain(Setting::PopHost), "pop.ancien.example");
    assert_eq!(plain(Setting::SmtpPort), "25");
    assert_eq!(plain(Setting::Sender), "Some(Absent)");
    assert_eq!(plain(Setting::SmtpLogin), "None");
    assert!(!format!("{values:?}").contains("ancien\""), "{values:?}");

    let mut change = Change::plan(&installed, &new_settings()).unwrap();
    assert_eq!(
        change.by_hand(),
        [
            Setting::SmtpSecurity,
            Setting::SmtpLogin,
            Setting::SmtpPassword
        ]
    );
    let edits = change.stores()[0].edits();
    assert_eq!(
        edits[1],
        Edit {
            setting: Setting::PopPort,
            old: Told::Plain("110".into()),
            new: Told::Plain("995".into())
        }
    );
    assert_eq!(edits[4].old, Told::Password);
    assert_eq!(edits[4].new, Told::Password);
    assert!(practice.is_old());
    assert_eq!(change.standing().unwrap(), Standing::Old);

    assert!(matches!(change.write(), Err(Fault::NotBackedUp(_))));
    change.back_up(&now()).unwrap();
    let backup = change.stores()[0].backup().unwrap();
    assert!(
        backup
            .path
            .ends_with("mail.ini.vigie-2026-11-23T101500.bak")
    );
    assert_eq!(fs::read(&backup.path).unwrap(), INI);
    assert!(matches!(change.read_back(), Err(Fault::NotReadBack { .. })));

    change.write().unwrap();
    change.write().unwrap();
    change.read_back().unwrap();
    assert_eq!(fs::read(&practice.ini).unwrap(), NEW_INI);
    assert_eq!(fs::read(&practice.xml).unwrap(), NEW_XML);
    assert_eq!(change.standing().unwrap(), Standing::New);

    assert_eq!(change.undo().unwrap(), Undone::Whole);
    assert_eq!(change.undo().unwrap(), Undone::Whole);
    assert!(practice.is_old());
    assert_eq!(practice.names().len(), 4, "{:?}", practice.names());
}

#[test]
fn secrets_are_neither_kept_nor_shown() {
    let practice = Practice::new();
    let change = written(&practice);
    for text in [
        serde_json::to_string(&change).unwrap(),
        format!("{change:?}"),
    ] {
        assert!(!text.contains("neuf-"), "{text}");
        assert!(!text.contains("\"ancien\""), "{text}");
    }
}

#[test]
fn every_step_can_be_taken_up_after_a_crash() {
    let practice = Practice::new();
    let mut change = kept(&Change::plan(&practice.installed(), &new_settings()).unwrap());
    assert!(change.needs_passwords());
    // The copies were made, and the crash came before that was kept.
    let mut lost = kept(&change);
    lost.back_up(&now()).unwrap();
    change.back_up(&now()).unwrap();
    assert_eq!(practice.names().len(), 4);
    let mut change = kept(&change);
    assert!(matches!(
        change.write(),
        Err(Fault::PasswordMissing(Setting::PopPassword))
    ));
    assert!(practice.is_old());
    change.give_passwords(passwords());
    // One of two files was written.
    fs::write(&practice.ini, NEW_INI).unwrap();
    assert_eq!(change.standing().unwrap(), Standing::Between);
    fs::write(practice.ini.with_file_name("config.xml.vigie-tmp"), "<ess").unwrap();
    change.write().unwrap();
    assert_eq!(practice.names().len(), 4);
    // Passwords are not needed to go on from here.
    let change = kept(&change);
    assert_eq!(change.standing().unwrap(), Standing::New);
    change.write().unwrap();
    change.read_back().unwrap();
    // One of two files was put back.
    fs::write(&practice.xml, XML).unwrap();
    assert_eq!(change.undo().unwrap(), Undone::Whole);
    assert!(practice.is_old());
    assert_eq!(change.standing().unwrap(), Standing::Old);
}

#[test]
fn a_file_that_somebody_changed_before_the_writing_stays() {
    let practice = Practice::new();
    let mut change = Change::plan(&practice.installed(), &new_settings()).unwrap();
    let other = [XML, b"\n"].concat();
    fs::write(&practice.xml, &other).unwrap();
    assert!(matches!(
        change.back_up(&now()),
        Err(Fault::ChangedMeanwhile(_))
    ));
    fs::write(&practice.xml, XML).unwrap();
    change.back_up(&now()).unwrap();
    fs::write(&practice.xml, &other).unwrap();
    // Not even the other file is written.
    assert!(matches!(change.write(), Err(Fault::ChangedMeanwhile(_))));
    assert_eq!(change.standing().unwrap(), Standing::Foreign);
    assert_eq!(fs::read(&practice.ini).unwrap(), INI);
}

#[test]
fn what_others_changed_since_is_spared_by_the_undoing() {
    let practice = Practice::new();
    let change = written(&practice);
    let with_more = [NEW_INI, b"\r\nCouleur=bleu\r\n"].concat();
    fs::write(&practice.ini, &with_more).unwrap();
    // Also when the new password is not known any more.
    for change in [kept(&change), change] {
        fs::write(&practice.ini, &with_more).unwrap();
        assert_eq!(change.undo().unwrap(), Undone::OnlyValues);
        assert_eq!(
            fs::read(&practice.ini).unwrap(),
            [INI, b"\r\n[Envoi]\r\nCouleur=bleu\r\n"].concat()
        );
        assert_eq!(change.undo().unwrap(), Undone::OnlyValues);
    }
}

#[test]
fn a_value_that_others_changed_since_is_not_overwritten() {
    let practice = Practice::new();
    let change = written(&practice);
    let text = String::from_utf8_lossy(NEW_XML).replace("465", "587");
    fs::write(&practice.xml, &text).unwrap();
    match change.undo() {
        Err(Fault::ChangedSince { settings, .. }) => assert_eq!(settings, [Setting::SmtpPort]),
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read(&practice.ini).unwrap(), NEW_INI);
    assert_eq!(fs::read_to_string(&practice.xml).unwrap(), text);
}

#[test]
fn without_its_file_or_its_backup_as_much_as_possible_is_put_back() {
    let practice = Practice::new();
    let change = written(&practice);
    fs::remove_file(&practice.ini).unwrap();
    let xml_backup = &change.stores()[1].backup().unwrap().path;
    fs::remove_file(xml_backup).unwrap();
    assert_eq!(change.undo().unwrap(), Undone::OnlyValues);
    assert!(practice.is_old());

    change.write().unwrap_err();
    let practice = Practice::new();
    let change = written(&practice);
    fs::write(&change.stores()[0].backup().unwrap().path, "x").unwrap();
    // Its old password is nowhere else.
    assert!(matches!(change.undo(), Err(Fault::BackupChanged(_))));
    assert_eq!(fs::read(&practice.xml).unwrap(), NEW_XML);
}

#[test]
fn without_agreement_the_password_is_left_to_a_person() {
    let practice = Practice::new();
    let mut settings = new_settings();
    settings.passwords = None;
    let mut change = Change::plan(&practice.installed(), &settings).unwrap();
    assert!(change.by_hand().contains(&Setting::PopPassword));
    assert!(!change.needs_passwords());
    change.back_up(&now()).unwrap();
    change.write().unwrap();
    let read = fs::read(&practice.ini).unwrap();
    assert!(read.windows(13).any(|part| part == b"Secret=ancien"));
}

#[test]
fn a_change_of_nothing_is_done_already() {
    let practice = Practice::new();
    written(&practice);
    let mut change = Change::plan(&practice.installed(), &new_settings()).unwrap();
    assert_eq!(change.standing().unwrap(), Standing::New);
    change.back_up(&now()).unwrap();
    change.write().unwrap();
    change.read_back().unwrap();
    assert_eq!(change.undo().unwrap(), Undone::Whole);
    assert_eq!(fs::read(&practice.ini).unwrap(), NEW_INI);
}

#[test]
fn clear_text_is_written_for_this_computer_only() {
    let practice = Practice::new();
    let installed = practice.installed();
    for (host, is_here) in [
        ("127.0.0.1", true),
        ("::1", true),
        ("127.8.9.10", true),
        ("pop.neuf.example", false),
        ("192.0.2.1", false),
        // A name is answered by whoever the system asks.
        ("localhost", false),
    ] {
        let mut settings = new_settings();
        let pop = settings.pop.as_mut().unwrap();
        pop.server = server(host, 1110, Security::Plain);
        let planned = Change::plan(&installed, &settings);
        match planned {
            Ok(_) => assert!(is_here, "{host}"),
            Err(Fault::ClearText(named)) => assert!(!is_here && named == host),
            Err(fault) => panic!("{host}: {fault}"),
        }
        let mut settings = new_settings();
        settings.smtp.as_mut().unwrap().server = server(host, 1587, Security::Plain);
        assert_eq!(
            Change::plan(&installed, &settings).is_ok(),
            is_here,
            "{host}"
        );
    }
}

#[test]
fn what_cannot_be_planned_is_told() {
    let practice = Practice::new();
    let installed = practice.installed();
    let mut settings = new_settings();
    let pop = settings.pop.as_mut().unwrap();
    pop.server.security = Security::StartTls;
    assert!(matches!(
        Change::plan(&installed, &settings),
        Err(Fault::NoWord(Security::StartTls))
    ));
    let mut settings = new_settings();
    settings.pop.as_mut().unwrap().login = "Ω".into();
    assert!(matches!(
        Change::plan(&installed, &settings),
        Err(Fault::Document {
            fault: DocumentFault::NotEncodable(Setting::PopLogin),
            ..
        })
    ));
    fs::remove_file(&practice.xml).unwrap();
    assert!(matches!(
        installed.read(),
        Err(Fault::File {
            fault: FileFault::Missing,
            ..
        })
    ));
}

#[test]
fn a_read_only_file_stops_the_whole_change() {
    let practice = Practice::new();
    let mut change = Change::plan(&practice.installed(), &new_settings()).unwrap();
    let mut rights = fs::metadata(&practice.xml).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&practice.xml, rights.clone()).unwrap();
    change.back_up(&now()).unwrap();
    match change.write() {
        Err(Fault::File {
            path,
            fault: FileFault::ReadOnly,
        }) => assert_eq!(path, practice.xml),
        other => panic!("{other:?}"),
    }
    assert!(practice.is_old());
    #[expect(clippy::permissions_set_readonly_false, reason = "a file of this test")]
    rights.set_readonly(false);
    for name in practice.names() {
        let path = practice.xml.with_file_name(name);
        fs::set_permissions(path, rights.clone()).unwrap();
    }
}

#[test]
fn a_program_that_is_not_there_or_there_twice_is_told() {
    let practice = Practice::new();
    let empty = tempfile::tempdir().unwrap();
    let nowhere = |_| vec![empty.path().to_owned()];
    match Installed::locate(&essai(), &nowhere) {
        Err(NotFound::Nowhere { tried }) => assert!(tried[0].contains("mail.ini")),
        other => panic!("{other:?}"),
    }
    let second = Practice::new();
    let both = |base| [practice.roots()(base), second.roots()(base)].concat();
    match Installed::locate(&essai(), &both) {
        Err(NotFound::Several { found }) => assert_eq!(found.len(), 2),
        other => panic!("{other:?}"),
    }
    let bare = r#"{"version":1,"profiles":[{"id":"essai","name":"Essai","evidence":"invented"}]}"#;
    let bare = Profiles::check(serde_json::from_str(bare).unwrap()).unwrap();
    let located = Installed::locate(bare.get("essai").unwrap(), &practice.roots());
    assert_eq!(located.unwrap_err(), NotFound::NotKnown);
}

#[test]
fn a_running_program_is_recognised() {
    let practice = Practice::new();
    let installed = practice.installed();
    assert_eq!(installed.is_running(), Ok(None));
    let lock = practice.ini.with_file_name("lock");
    fs::write(&lock, "").unwrap();
    assert_eq!(
        installed.is_running(),
        Ok(Some(RunningSign::LockFile(lock)))
    );

    let settings = r#"{"stores":[{"store":"ini","file":{"base":"home","path":"essai/mail.ini"},"encoding":"utf8",
        "keys":[{"setting":"pop_host","section":"Mail","key":"Pop"}]}]}"#;
    let with = |running: &str| {
        let profile = profile(settings, running);
        let installed = Installed::locate(&profile, &practice.roots());
        installed.unwrap().is_running()
    };
    let own = std::env::current_exe().unwrap();
    let own = Path::new(own.file_name().unwrap())
        .to_str()
        .unwrap()
        .to_uppercase();
    // A file that may be left over hides no process.
    let lock_files = r#""lock_files":[{"base":"home","path":"essai/lock"}]"#;
    assert_eq!(
        with(&format!(r#"{{"processes":["{own}"],{lock_files}}}"#)),
        Ok(Some(RunningSign::Process(own.clone())))
    );
    assert!(matches!(
        with(&format!(
            r#"{{"processes":["essai-qui-ne-tourne-pas.exe"],{lock_files}}}"#
        )),
        Ok(Some(RunningSign::LockFile(_)))
    ));
    assert_eq!(with("{}"), Err(CannotTell::NoSign));
    assert_eq!(
        with(r#"{"processes":["essai-qui-ne-tourne-pas.exe"]}"#),
        Ok(None)
    );
    let running = with(&format!(r#"{{"processes":["autre","{own}"]}}"#));
    assert_eq!(running, Ok(Some(RunningSign::Process(own))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn whatever_the_files_hold_undoing_gives_the_very_same_octets(
        lines in prop::collection::vec("\\[Mail\\]|\\[Envoi\\] ;é|(Pop|Port|SSL|qui|Secret|De)( = |=)[a-z0-9]{0,6}|Qui='[a-z]{0,4}'|;.é|[a-zé =]{0,6}", 0..15),
        endings in prop::collection::vec("\r\n|\n|\r", 15),
        around in "(<!-- é -->|\r\n|<v a='1'>&amp;</v>){0,4}",
        form in 0_usize..4,
        has_more: bool,
    ) {
        let lines = lines.iter().zip(&endings).flat_map(|(line, ending)| [&**line, &**ending]);
        let ini: String = lines.collect();
        let ini = match form {
            0 => encoding_rs::WINDOWS_1252.encode(&ini).0.into_owned(),
            1 => format!("\u{feff}{ini}").into_bytes(),
            _ => "\u{feff}".encode_utf16().chain(ini.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        };
        let xml = format!("<essai>{around}<smtp port='25'>x{}</smtp>{around}</essai>", "&#233;".repeat(form));
        let practice = Practice::new();
        fs::write(&practice.ini, &ini).unwrap();
        fs::write(&practice.xml, &xml).unwrap();
        let mut change = Change::plan(&practice.installed(), &new_settings()).unwrap();
        change.back_up(&now()).unwrap();
        change.write().unwrap();
        change.read_back().unwrap();
        prop_assert_ne!(fs::read(&practice.ini).unwrap(), &*ini);
        if has_more {
            // Others changed something else: the values are the old ones, and what else there is stays.
            let values = |octets: &[u8]| {
                fs::write(&practice.ini, octets).unwrap();
                format!("{:?}", practice.installed().read().unwrap().iter().map(|(setting, value)| match value {
                    Value::Password(password) => (setting, Some(password.expose_secret().to_owned())),
                    Value::Plain(text) => (setting, Some(text.clone())),
                    Value::Absent => (setting, None),
                }).collect::<Vec<_>>())
            };
            let mut changed = fs::read(&practice.ini).unwrap();
            changed.extend(if form > 1 { &b"\n\0;\0"[..] } else { b"\n;" });
            fs::write(&practice.ini, &changed).unwrap();
            prop_assert_eq!(change.undo().unwrap(), Undone::OnlyValues);
            prop_assert_eq!(fs::read_to_string(&practice.xml).unwrap(), xml);
            let undone = fs::read(&practice.ini).unwrap();
            prop_assert_eq!(values(&undone), values(&ini));
        } else {
            prop_assert_eq!(change.undo().unwrap(), Undone::Whole);
            prop_assert_eq!(fs::read(&practice.ini).unwrap(), ini);
            prop_assert_eq!(fs::read_to_string(&practice.xml).unwrap(), xml);
        }
    }
}
