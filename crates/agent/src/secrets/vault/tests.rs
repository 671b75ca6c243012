use std::{fs, path::Path};

use proptest::prelude::*;

use super::{
    sealed::{COSTS_AT, DIGEST, HEADER, NONCE_AT, SALT_AT},
    *,
};

const CHEAP: Cost = Cost {
    memory: 8,
    passes: 1,
    lanes: 1,
};

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn open(path: &Path, passphrase: &str) -> Result<Vault, VaultError> {
    Vault::open_at_cost(path, &secret(passphrase), CHEAP)
}

fn read(vault: &Vault, name: &str) -> Option<String> {
    vault
        .read(name)
        .unwrap()
        .map(|secret| secret.expose_secret().to_owned())
}

#[test]
fn keeps_secrets_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    let vault = open(&path, "pass").unwrap();
    assert_eq!(read(&vault, "a"), None);
    vault.write("a", &secret("été _&\0")).unwrap();
    vault.write("b", &secret("")).unwrap();
    vault.write("c", &secret("gone")).unwrap();
    vault.delete("c").unwrap();
    vault.delete("never there").unwrap();
    drop(vault);
    let vault = open(&path, "pass").unwrap();
    assert_eq!(read(&vault, "a").as_deref(), Some("été _&\0"));
    assert_eq!(read(&vault, "b").as_deref(), Some(""));
    assert_eq!(read(&vault, "c"), None);
    let raw = fs::read(&path).unwrap();
    assert!(
        !raw.windows(4)
            .any(|octets| octets == "été".as_bytes()[..4].to_vec())
    );
}

#[test]
fn the_usual_cost_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    Vault::open(&path, &secret("pass")).unwrap();
    let vault = open(&path, "pass").unwrap();
    assert_eq!(vault.cost, Cost::USUAL);
}

#[test]
fn tells_a_wrong_passphrase_from_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    open(&path, "pass").unwrap();
    assert!(matches!(
        open(&path, "Pass"),
        Err(VaultError::WrongPassphrase)
    ));
    assert!(matches!(open(&path, ""), Err(VaultError::EmptyPassphrase)));
    fs::write(&path, b"").unwrap();
    assert!(matches!(open(&path, "pass"), Err(VaultError::Damaged)));
}

#[test]
fn damage_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    let vault = open(&path, "pass").unwrap();
    fs::write(&path, b"something else").unwrap();
    assert!(matches!(
        vault.write("a", &secret("s")),
        Err(SecretError::Failed(_))
    ));
    assert_eq!(fs::read(&path).unwrap(), b"something else");
    fs::remove_file(&path).unwrap();
    assert!(matches!(
        vault.write("a", &secret("s")),
        Err(SecretError::Absent(_))
    ));
    assert!(matches!(vault.read("a"), Err(SecretError::Absent(_))));
    assert!(!path.exists());
}

#[test]
fn every_flipped_bit_and_every_cut_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    let vault = open(&path, "pass").unwrap();
    vault.write("account", &secret("password")).unwrap();
    let whole = fs::read(&path).unwrap();
    for index in 0..whole.len() {
        for bit in 0..8 {
            let mut damaged = whole.clone();
            damaged[index] ^= 1 << bit;
            assert!(matches!(Sealed::parse(&damaged), Err(VaultError::Damaged)));
        }
        assert!(matches!(
            Sealed::parse(&whole[..index]),
            Err(VaultError::Damaged)
        ));
    }
    // Through the file as well, once for each part of it.
    for index in [
        0,
        COSTS_AT - 1,
        COSTS_AT,
        SALT_AT,
        NONCE_AT,
        HEADER,
        whole.len() - 1,
    ] {
        let mut damaged = whole.clone();
        damaged[index] ^= 1;
        fs::write(&path, &damaged).unwrap();
        assert!(matches!(open(&path, "pass"), Err(VaultError::Damaged)));
    }
}

/// Somebody who can also make the digest right gets no further.
#[test]
fn a_forged_digest_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    open(&path, "pass")
        .unwrap()
        .write("a", &secret("s"))
        .unwrap();
    let whole = fs::read(&path).unwrap();
    for index in 0..whole.len() - DIGEST {
        let mut forged = whole.clone();
        forged[index] ^= 1;
        let digest = digest(&forged[..whole.len() - DIGEST]);
        forged[whole.len() - DIGEST..].copy_from_slice(&digest);
        fs::write(&path, &forged).unwrap();
        let opened = open(&path, "pass");
        assert!(
            matches!(
                opened,
                Err(VaultError::Damaged
                    | VaultError::WrongPassphrase
                    | VaultError::ForeignVersion(_))
            ),
            "{index}: {opened:?}"
        );
    }
}

#[test]
fn bounds_hold() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    let vault = open(&path, "pass").unwrap();
    let long = secret(&"x".repeat(MAX_SECRET + 1));
    assert_eq!(vault.write("a", &long), Err(SecretError::TooLong));
    let name = "n".repeat(MAX_NAME + 1);
    assert!(matches!(
        vault.write(&name, &secret("s")),
        Err(SecretError::Failed(_))
    ));
    fs::write(&path, vec![0; usize::try_from(MAX_FILE).unwrap() + 1]).unwrap();
    assert!(matches!(open(&path, "pass"), Err(VaultError::Damaged)));
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let vault = open(&folder.path().join("vault"), "pass").unwrap();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let vault = &vault;
            scope.spawn(move || {
                for turn in 0..5 {
                    let name = format!("{writer}-{turn}");
                    vault.write(&name, &secret(&name)).unwrap();
                    assert_eq!(read(vault, &name), Some(name));
                }
            });
        }
    });
    assert_eq!(vault.entries().unwrap().len(), 40);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    open(&path, "pass")
        .unwrap()
        .write("a", &secret("s"))
        .unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn entries_round_trip(
        entries in prop::collection::btree_map(".{0,12}", ".{0,24}", 0..6),
    ) {
        let entries: Entries =
            entries.into_iter().map(|(name, text)| (name, SecretString::from(text))).collect();
        let parsed = parse_entries(&write_entries(&entries)).unwrap();
        prop_assert_eq!(parsed.len(), entries.len());
        for (name, secret) in &entries {
            prop_assert_eq!(parsed[name].expose_secret(), secret.expose_secret());
        }
    }

    #[test]
    fn hostile_octets_never_panic(octets: Vec<u8>) {
        let _ = parse_entries(&octets);
        prop_assert!(Sealed::parse(&octets).is_err());
    }
}
