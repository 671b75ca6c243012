//! In the registry of Windows, below a key of the test's own.

use jiff::Zoned;
use secrecy::ExposeSecret;
use vigie_domain::{
    billing::{Profile, Profiles},
    server::{Security, Server},
};
use windows_registry::CURRENT_USER;

use super::*;
use crate::{
    Access, Change, Installed, NewSettings, NotFound, PlainPasswords, Standing, Undone, Value,
};

/// A key that is removed in the end.
struct Own(String);

impl Own {
    fn new(name: &str) -> Self {
        let own = Self(format!(
            r"Software\VigieEssai-{name}-{}",
            std::process::id()
        ));
        let key = CURRENT_USER.create(&own.0).unwrap();
        key.set_string("Pop", "pop.ancien.example").unwrap();
        key.set_u32("Port", 110).unwrap();
        key.set_string("Secret", "ancien").unwrap();
        key.set_string("Autre", "x").unwrap();
        own
    }

    fn text(&self, name: &str) -> Option<String> {
        CURRENT_USER.open(&self.0).unwrap().get_string(name).ok()
    }

    fn number(&self, name: &str) -> Option<u32> {
        CURRENT_USER.open(&self.0).unwrap().get_u32(name).ok()
    }

    fn profile(&self) -> Profile {
        let key = self.0.replace('\\', r"\\");
        let document = format!(
            r#"{{"version":1,"profiles":[{{"id":"essai","name":"Essai","evidence":"invented","settings":{{"stores":[
                {{"store":"registry","hive":"current_user","key":"{key}","values":[
                    {{"setting":"pop_host","name":"Pop","form":"text"}},
                    {{"setting":"pop_port","name":"Port","form":"number"}},
                    {{"setting":"pop_login","name":"Qui","form":"text"}},
                    {{"setting":"pop_password","name":"Secret","form":"text"}}]}}]}}}}]}}"#
        );
        let profiles = Profiles::check(serde_json::from_str(&document).unwrap()).unwrap();
        profiles.get("essai").unwrap().clone()
    }

    fn installed(&self) -> Result<Installed, NotFound> {
        Installed::locate(&self.profile(), &|_| Vec::new())
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = CURRENT_USER.remove_tree(&self.0);
    }
}

fn new_settings() -> NewSettings {
    NewSettings {
        pop: Some(Access {
            server: Server {
                host: "pop.neuf.example".into(),
                port: 995,
                security: Security::Tls,
            },
            login: "vitale".into(),
        }),
        passwords: Some(PlainPasswords {
            pop: Some("neuf".into()),
            smtp: None,
        }),
        ..NewSettings::default()
    }
}

fn now() -> Zoned {
    "2026-11-23T10:15:00+01:00[Europe/Paris]".parse().unwrap()
}

#[test]
fn values_are_written_and_put_back_absence_included() {
    let own = Own::new("values");
    let installed = own.installed().unwrap();
    let values = installed.read().unwrap();
    assert!(matches!(values.get(Setting::PopLogin), Some(Value::Absent)));
    assert!(matches!(values.get(Setting::PopPort), Some(Value::Plain(port)) if port == "110"));
    assert!(
        matches!(values.get(Setting::PopPassword), Some(Value::Password(password)) if password.expose_secret() == "ancien")
    );

    let mut change = Change::plan(&installed, &new_settings()).unwrap();
    assert!(matches!(change.write(), Err(Fault::NotBackedUp(_))));
    change.back_up(&now()).unwrap();
    let kept_name = "Secret.vigie-2026-11-23T101500.bak";
    assert_eq!(own.text(kept_name).as_deref(), Some("ancien"));
    let kept = serde_json::to_string(&change).unwrap();
    assert!(
        !kept.contains("\"ancien\"") && !kept.contains("\"neuf\""),
        "{kept}"
    );
    assert_eq!(change.standing().unwrap(), Standing::Old);
    change.write().unwrap();
    change.write().unwrap();
    change.read_back().unwrap();
    assert_eq!(change.standing().unwrap(), Standing::New);
    assert_eq!(own.text("Pop").as_deref(), Some("pop.neuf.example"));
    assert_eq!(own.number("Port"), Some(995));
    assert_eq!(own.text("Qui").as_deref(), Some("vitale"));
    assert_eq!(own.text("Secret").as_deref(), Some("neuf"));

    // A crash in the midst of the undoing.
    let change: Change = serde_json::from_str(&kept).unwrap();
    let key = CURRENT_USER.options().write().open(&own.0).unwrap();
    key.set_u32("Port", 110).unwrap();
    assert_eq!(change.standing().unwrap(), Standing::Between);
    assert_eq!(change.undo().unwrap(), Undone::Whole);
    assert_eq!(change.undo().unwrap(), Undone::Whole);
    assert_eq!(own.text("Pop").as_deref(), Some("pop.ancien.example"));
    assert_eq!(own.number("Port"), Some(110));
    assert_eq!(own.text("Qui"), None);
    assert_eq!(own.text("Secret").as_deref(), Some("ancien"));
    assert_eq!(own.text("Autre").as_deref(), Some("x"));
    assert_eq!(change.standing().unwrap(), Standing::Old);
}

#[test]
fn what_others_changed_is_told() {
    let own = Own::new("others");
    let mut change = Change::plan(&own.installed().unwrap(), &new_settings()).unwrap();
    change.back_up(&now()).unwrap();
    let key = CURRENT_USER.options().write().open(&own.0).unwrap();
    key.set_string("Pop", "pop.tiers.example").unwrap();
    assert!(matches!(change.write(), Err(Fault::ChangedMeanwhile(_))));
    assert_eq!(own.number("Port"), Some(110));
    key.set_string("Pop", "pop.ancien.example").unwrap();
    change.write().unwrap();
    key.set_string("Pop", "pop.tiers.example").unwrap();
    match change.undo() {
        Err(Fault::ChangedSince { settings, .. }) => assert_eq!(settings, [Setting::PopHost]),
        other => panic!("{other:?}"),
    }
    assert_eq!(own.number("Port"), Some(995));
}

#[test]
fn another_form_and_a_missing_key_are_told() {
    let own = Own::new("forms");
    let installed = own.installed().unwrap();
    let key = CURRENT_USER.options().write().open(&own.0).unwrap();
    key.set_string("Port", "110").unwrap();
    assert!(matches!(
        installed.read(),
        Err(Fault::Registry {
            fault: RegistryFault::OtherForm(_),
            ..
        })
    ));
    CURRENT_USER.remove_tree(&own.0).unwrap();
    assert!(matches!(
        installed.read(),
        Err(Fault::Registry {
            fault: RegistryFault::NoKey,
            ..
        })
    ));
    assert!(matches!(own.installed(), Err(NotFound::Nowhere { .. })));
}
