use std::{
    io::Write,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use secrecy::ExposeSecret;
use vigie_agent::secrets::{Keychain, SecretError, Secrets};

use crate::bench::{Running, alone, bus, until};

/// GNOME's keyring; unlocked by its password where one is given.
async fn keyring(password: Option<&str>) -> Running {
    let mut command = Command::new("gnome-keyring-daemon");
    command
        .args(["--foreground", "--components=secrets"])
        .stdin(Stdio::piped());
    if password.is_some() {
        command.arg("--unlock");
    }
    let mut running = Running::start(&mut command);
    let mut input = running.input();
    input
        .write_all(password.unwrap_or_default().as_bytes())
        .unwrap();
    drop(input);
    let bus = zbus::Connection::session().await.unwrap();
    until("the keyring", async || {
        let name = zbus::names::BusName::try_from("org.freedesktop.secrets").unwrap();
        let bus = zbus::fdo::DBusProxy::new(&bus).await.unwrap();
        bus.name_has_owner(name).await.unwrap().then_some(())
    })
    .await;
    running
}

fn read(keychain: &Keychain, name: &str) -> Result<Option<String>, SecretError> {
    let secret = keychain.read(name)?;
    Ok(secret.map(|secret| secret.expose_secret().to_owned()))
}

#[test]
fn works_as_soon_as_a_keyring_is_there() {
    alone(|| async {
        let keychain = Keychain::new("vigie-test");
        let absent = read(&keychain, "a");
        assert!(matches!(absent, Err(SecretError::Absent(_))), "{absent:?}");
        let _bus = bus().await;
        let absent = read(&keychain, "a");
        assert!(matches!(absent, Err(SecretError::Absent(_))), "{absent:?}");
        assert!(matches!(
            keychain.write("a", &"x".into()),
            Err(SecretError::Absent(_))
        ));

        let _keyring = keyring(Some("login")).await;
        assert_eq!(read(&keychain, "a"), Ok(None));
        keychain.write("a", &"été & <b>".into()).unwrap();
        keychain.write("b", &"two".into()).unwrap();
        keychain.write("b", &"three".into()).unwrap();
        assert_eq!(read(&keychain, "a"), Ok(Some("été & <b>".to_owned())));
        assert_eq!(read(&keychain, "b"), Ok(Some("three".to_owned())));
        assert_eq!(read(&Keychain::new("other"), "a"), Ok(None));
        keychain.delete("a").unwrap();
        keychain.delete("a").unwrap();
        assert_eq!(read(&keychain, "a"), Ok(None));
        let long = "x".repeat(3000).into();
        assert_eq!(keychain.write("a", &long), Err(SecretError::TooLong));
        assert_eq!(keychain.unlock(), Ok(()));
    });
}

#[test]
fn locked_is_not_missing() {
    alone(|| async {
        let _bus = bus().await;
        let keychain = Keychain::new("vigie-test");
        let unlocked = keyring(Some("login")).await;
        keychain.write("a", &"kept".into()).unwrap();
        drop(unlocked);

        let locked = keyring(None).await;
        let begin = Instant::now();
        assert_eq!(read(&keychain, "a"), Err(SecretError::Locked));
        assert_eq!(read(&keychain, "never stored"), Err(SecretError::Locked));
        assert_eq!(keychain.write("a", &"x".into()), Err(SecretError::Locked));
        assert_eq!(keychain.write("new", &"x".into()), Err(SecretError::Locked));
        assert_eq!(keychain.delete("a"), Err(SecretError::Locked));
        assert!(
            begin.elapsed() < Duration::from_secs(10),
            "{:?}",
            begin.elapsed()
        );
        drop(locked);

        let _unlocked = keyring(Some("login")).await;
        assert_eq!(read(&keychain, "a"), Ok(Some("kept".to_owned())));
    });
}

/// A service that owns the name and never answers.
#[test]
fn a_hung_service_has_its_deadline() {
    alone(|| async {
        let _bus = bus().await;
        let hung = zbus::Connection::session().await.unwrap();
        hung.request_name("org.freedesktop.secrets").await.unwrap();
        let _nobody_answers = zbus::MessageStream::from(&hung);
        let begin = Instant::now();
        let keychain = Keychain::new("vigie-test");
        assert_eq!(read(&keychain, "a"), Err(SecretError::TimedOut));
        assert!(
            begin.elapsed() < Duration::from_secs(8),
            "{:?}",
            begin.elapsed()
        );
        hung.close().await.unwrap();
        let _keyring = keyring(Some("login")).await;
        assert_eq!(read(&keychain, "a"), Ok(None));
    });
}
