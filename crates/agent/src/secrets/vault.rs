//! An encrypted file of secrets, for machines without a keychain.
//!
//! The file is a header (magic, version, cost of the passphrase, salt, nonce), the entries
//! encrypted with XChaCha20-Poly1305 under a key that Argon2id makes of the passphrase, and a
//! digest of all before it. The digest is no secret and protects nothing: it tells a damaged file
//! from a wrong passphrase. Every version ends with it.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use argon2::{Algorithm, Argon2, Params, Version};
use blake2::{Blake2b, Digest, digest::consts::U32};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{MAX_SECRET, SecretError, Secrets};

const MAGIC: &[u8; 8] = b"VIGIEVLT";
const VERSION: u8 = 1;
/// Magic, version, three costs.
const COSTS_AT: usize = MAGIC.len() + 1;
const SALT_AT: usize = COSTS_AT + 12;
const NONCE_AT: usize = SALT_AT + 16;
const HEADER: usize = NONCE_AT + 24;
const DIGEST: usize = 32;
/// The longest file that is read, in octets.
const MAX_FILE: u64 = 1 << 20;
/// The longest name of a secret, in octets.
const MAX_NAME: usize = 512;

/// Why a vault cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file is whole, but this is not its passphrase.
    #[error("the passphrase is not that of the vault")]
    WrongPassphrase,
    /// The file was changed, cut off, or is no vault.
    #[error("the vault is damaged")]
    Damaged,
    /// A later release wrote it.
    #[error("the vault has version {0}, which this release does not know")]
    ForeignVersion(u8),
    /// The passphrase is empty.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The system gave no random numbers, or too little memory for the passphrase's key.
    #[error("the key cannot be made: {0}")]
    NoKey(String),
    /// The file cannot be read or written.
    #[error("the vault's file: {0}")]
    Io(#[from] io::Error),
}

/// What one guess of the passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    /// Memory in KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// RFC 9106 §4, the second recommendation, on one lane.
    const USUAL: Self = Self {
        memory: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// A file may not make us spend more than this.
    fn bearable(self) -> bool {
        self.memory <= 256 * 1024 && self.passes <= 16 && self.lanes <= 4
    }
}

/// An open vault. The passphrase itself is not kept.
pub struct Vault {
    path: PathBuf,
    cost: Cost,
    salt: [u8; 16],
    key: Zeroizing<[u8; 32]>,
    /// Held while the file is read and written again.
    turn: Mutex<()>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Vault")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Vault {
    /// Opens the vault in that file, or makes a new one where there is no file. Takes about a
    /// second and 64 MiB for that time.
    pub fn open(path: &Path, passphrase: &SecretString) -> Result<Self, VaultError> {
        Self::open_at_cost(path, passphrase, Cost::USUAL)
    }

    fn open_at_cost(
        path: &Path,
        passphrase: &SecretString,
        cost_when_new: Cost,
    ) -> Result<Self, VaultError> {
        if passphrase.expose_secret().is_empty() {
            return Err(VaultError::EmptyPassphrase);
        }
        let file = match read_file(path) {
            Ok(file) => Some(file),
            Err(VaultError::Io(error)) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let (cost, salt) = match &file {
            Some(file) => {
                let sealed = Sealed::parse(file)?;
                (sealed.cost, sealed.salt)
            }
            None => (cost_when_new, random()?),
        };
        let vault = Self {
            path: path.to_owned(),
            cost,
            salt,
            key: derive(passphrase, &salt, cost)?,
            turn: Mutex::new(()),
        };
        match &file {
            Some(file) => drop(vault.unseal(&Sealed::parse(file)?)?),
            None => vault.replace(&BTreeMap::new())?,
        }
        Ok(vault)
    }

    fn entries(&self) -> Result<Entries, VaultError> {
        self.unseal(&Sealed::parse(&read_file(&self.path)?)?)
    }

    fn unseal(&self, sealed: &Sealed<'_>) -> Result<Entries, VaultError> {
        let cipher = XChaCha20Poly1305::new(self.key.as_slice().into());
        let payload = Payload {
            msg: sealed.entries,
            aad: sealed.header,
        };
        let plain = cipher
            .decrypt(XNonce::from_slice(sealed.nonce), payload)
            .map_err(|_| VaultError::WrongPassphrase)?;
        parse_entries(&Zeroizing::new(plain)).ok_or(VaultError::Damaged)
    }

    fn replace(&self, entries: &Entries) -> Result<(), VaultError> {
        let nonce: [u8; 24] = random()?;
        let mut file = Vec::new();
        file.extend_from_slice(MAGIC);
        file.push(VERSION);
        for cost in [self.cost.memory, self.cost.passes, self.cost.lanes] {
            file.extend_from_slice(&cost.to_be_bytes());
        }
        file.extend_from_slice(&self.salt);
        file.extend_from_slice(&nonce);
        let plain = write_entries(entries);
        let payload = Payload {
            msg: &plain,
            aad: &file,
        };
        let sealed = XChaCha20Poly1305::new(self.key.as_slice().into())
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| VaultError::NoKey("the entries are too long".into()))?;
        file.extend_from_slice(&sealed);
        let digest = digest(&file);
        file.extend_from_slice(&digest);
        if file.len() as u64 > MAX_FILE {
            return Err(VaultError::Io(io::ErrorKind::FileTooLarge.into()));
        }
        Ok(write_file(&self.path, &file)?)
    }

    fn change(&self, change: impl FnOnce(&mut Entries)) -> Result<(), SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = self.entries().map_err(cause)?;
        change(&mut entries);
        self.replace(&entries).map_err(cause)
    }
}

impl Secrets for Vault {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.entries().map_err(cause)?.remove(name))
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        if secret.expose_secret().len() > MAX_SECRET {
            return Err(SecretError::TooLong);
        }
        if name.len() > MAX_NAME {
            return Err(SecretError::Failed("the secret's name is too long".into()));
        }
        self.change(|entries| {
            entries.insert(name.to_owned(), secret.clone());
        })
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.change(|entries| {
            entries.remove(name);
        })
    }
}

fn cause(error: VaultError) -> SecretError {
    match error {
        // The file was there when the vault was opened; it is not made anew over a lost one.
        VaultError::Io(error) if error.kind() == io::ErrorKind::NotFound => {
            SecretError::Absent("the vault's file is gone".into())
        }
        VaultError::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            SecretError::Denied
        }
        error => SecretError::Failed(error.to_string()),
    }
}

type Entries = BTreeMap<String, SecretString>;

/// A file whose digest is right.
struct Sealed<'a> {
    header: &'a [u8],
    cost: Cost,
    salt: [u8; 16],
    nonce: &'a [u8],
    entries: &'a [u8],
}

impl<'a> Sealed<'a> {
    fn parse(file: &'a [u8]) -> Result<Self, VaultError> {
        let body_end = file.len().checked_sub(DIGEST).ok_or(VaultError::Damaged)?;
        let (body, stored) = file.split_at(body_end);
        if digest(body) != *stored || !body.starts_with(MAGIC) {
            return Err(VaultError::Damaged);
        }
        match body.get(MAGIC.len()) {
            Some(&VERSION) => {}
            Some(&version) => return Err(VaultError::ForeignVersion(version)),
            None => return Err(VaultError::Damaged),
        }
        let (header, entries) = body.split_at_checked(HEADER).ok_or(VaultError::Damaged)?;
        let number = |index: usize| {
            let octets = header.get(COSTS_AT + 4 * index..)?.first_chunk()?;
            Some(u32::from_be_bytes(*octets))
        };
        let salt = header.get(SALT_AT..).and_then(<[u8]>::first_chunk);
        let (Some(memory), Some(passes), Some(lanes), Some(salt), Some(nonce)) = (
            number(0),
            number(1),
            number(2),
            salt,
            header.get(NONCE_AT..),
        ) else {
            return Err(VaultError::Damaged);
        };
        let cost = Cost {
            memory,
            passes,
            lanes,
        };
        if !cost.bearable() {
            return Err(VaultError::Damaged);
        }
        Ok(Self {
            header,
            cost,
            salt: *salt,
            nonce,
            entries,
        })
    }
}

/// Each entry is its name and its secret, each after its length in two octets.
fn write_entries(entries: &Entries) -> Zeroizing<Vec<u8>> {
    let length = entries
        .iter()
        .map(|(name, secret)| 4 + name.len() + secret.expose_secret().len())
        .sum();
    // Of the right length at once: a vector that grows leaves copies behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(length));
    for (name, secret) in entries {
        for text in [name.as_str(), secret.expose_secret()] {
            let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
            plain.extend_from_slice(&length.to_be_bytes());
            plain.extend_from_slice(text.as_bytes());
        }
    }
    plain
}

fn parse_entries(plain: &[u8]) -> Option<Entries> {
    fn text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
        let (length, after) = rest.split_first_chunk()?;
        let (text, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
        *rest = after;
        std::str::from_utf8(text).ok()
    }
    let mut rest = plain;
    let mut entries = Entries::new();
    while !rest.is_empty() {
        let name = text(&mut rest)?.to_owned();
        let secret = SecretString::from(text(&mut rest)?);
        entries.insert(name, secret);
    }
    Some(entries)
}

fn derive(
    passphrase: &SecretString,
    salt: &[u8; 16],
    cost: Cost,
) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let mut key = Zeroizing::new([0; 32]);
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(key.len()))
        .map_err(|_| VaultError::Damaged)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(
            passphrase.expose_secret().as_bytes(),
            salt,
            key.as_mut_slice(),
        )
        .map_err(|error| VaultError::NoKey(error.to_string()))?;
    Ok(key)
}

fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).map_err(|error| VaultError::NoKey(error.to_string()))?;
    Ok(octets)
}

fn digest(octets: &[u8]) -> [u8; DIGEST] {
    Blake2b::<U32>::digest(octets).into()
}

fn read_file(path: &Path) -> Result<Vec<u8>, VaultError> {
    let mut octets = Vec::new();
    File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut octets)?;
    if octets.len() as u64 > MAX_FILE {
        return Err(VaultError::Damaged);
    }
    Ok(octets)
}

/// The new file takes the old one's place in one step, after it is safe on the disk.
fn write_file(path: &Path, octets: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_the_owner_only(&mut options);
    let mut file = options.open(&beside)?;
    let written = file.write_all(octets).and_then(|()| file.sync_all());
    drop(file);
    let renamed = written.and_then(|()| fs::rename(&beside, path));
    if renamed.is_err() {
        // The first failure is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    renamed?;
    sync_folder(path)
}

#[cfg(unix)]
fn for_the_owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

/// On Windows the folder's access list, that of the user's profile, holds for its files.
#[cfg(not(unix))]
fn for_the_owner_only(_options: &mut OpenOptions) {}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Windows writes the folder's entry with the file.
#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
}
