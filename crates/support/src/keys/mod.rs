//! The keys that sign, each in a file of its own under a passphrase of its own.

mod passphrase;
mod sealed;

use std::{
    fmt, fs,
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    str::FromStr,
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tough::{
    schema::{
        RoleType, Signature,
        decoded::{Decoded, Hex},
        key::Key,
    },
    sign::Sign as _,
};
use vigie_steering::Digest;
use zeroize::Zeroizing;

use self::sealed::{Sealed, Seed};
pub(crate) use self::{
    passphrase::{PassphraseError, Passphrases, SHORTEST},
    sealed::SealError,
};

/// The digest of a public key, by which metadata names it.
pub(crate) type KeyId = Decoded<Hex>;

/// Octets of a key's file at most.
const MAX_FILE: u64 = 16 << 10;

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KeyRole {
    /// Who holds which key.
    Root,
    /// The documents.
    Targets,
    /// Which version of the documents counts.
    Snapshot,
    /// That this is still the last.
    Timestamp,
}

/// A public key that another installation of this program made, to be taken into a root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicKey {
    #[serde(rename = "vigie_public_key")]
    format: u8,
    /// Its name, `targets-claire`.
    pub(crate) name: String,
    /// What it signs.
    pub(crate) role: KeyRole,
    #[serde(with = "hex::serde")]
    octets: [u8; 32],
}

/// A key's file: everything but the seed can be read by anybody.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyFile {
    vigie_key: u8,
    /// The organisation, as its root names itself.
    pub(crate) organisation: String,
    /// The SHA-256 of its first root: this key signs nothing for another.
    pub(crate) root_sha256: Digest,
    /// Its name, `targets-claire`.
    pub(crate) name: String,
    /// What it signs.
    pub(crate) role: KeyRole,
    #[serde(with = "hex::serde")]
    public: [u8; 32],
    sealed: Sealed,
}

/// An open key. Its private part is gone from memory with it.
pub(crate) struct SigningKey {
    /// Its name.
    pub(crate) name: String,
    /// What it signs.
    pub(crate) role: KeyRole,
    seed: Seed,
    pair: Ed25519KeyPair,
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    /// Its file cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// No key of ours.
    #[error("this is no key of vigie-support")]
    NoKey,
    /// A later release wrote it.
    #[error("this key has format {0}, which this release does not know")]
    ForeignFormat(u8),
    /// It does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
}

const FORMAT: u8 = 1;

impl KeyRole {
    /// Every role, from the one that is needed least often.
    pub(crate) const ALL: [Self; 4] = [Self::Root, Self::Targets, Self::Snapshot, Self::Timestamp];

    /// Its name in files and on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Targets => "targets",
            Self::Snapshot => "snapshot",
            Self::Timestamp => "timestamp",
        }
    }

    /// The same in metadata.
    pub(crate) const fn of_metadata(self) -> RoleType {
        match self {
            Self::Root => RoleType::Root,
            Self::Targets => RoleType::Targets,
            Self::Snapshot => RoleType::Snapshot,
            Self::Timestamp => RoleType::Timestamp,
        }
    }
}

impl fmt::Display for KeyRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for KeyRole {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|role| role.name() == name);
        known.ok_or_else(|| Self::ALL.map(Self::name).join(", "))
    }
}

impl SigningKey {
    /// A new key of random numbers.
    pub(crate) fn new(name: &str, role: KeyRole) -> Result<Self, KeyError> {
        Self::of_seed(name, role, Zeroizing::new(sealed::random()?))
    }

    fn of_seed(name: &str, role: KeyRole, seed: Seed) -> Result<Self, KeyError> {
        let pair =
            Ed25519KeyPair::from_seed_unchecked(seed.as_slice()).map_err(|_| KeyError::NoKey)?;
        Ok(Self {
            name: name.to_owned(),
            role,
            seed,
            pair,
        })
    }

    /// The same key once more.
    #[cfg(test)]
    pub(crate) fn again(&self) -> Result<Self, KeyError> {
        Self::of_seed(&self.name, self.role, self.seed.clone())
    }

    /// Its public part, as metadata writes it.
    pub(crate) fn public(&self) -> Key {
        self.pair.tuf_key()
    }

    /// Its public part, to be handed to whoever changes the root.
    pub(crate) fn public_file(&self) -> Result<PublicKey, KeyError> {
        Ok(PublicKey {
            format: FORMAT,
            name: self.name.clone(),
            role: self.role,
            octets: self.public_octets()?,
        })
    }

    fn public_octets(&self) -> Result<[u8; 32], KeyError> {
        let octets = self.pair.public_key().as_ref();
        octets.try_into().map_err(|_| KeyError::NoKey)
    }

    /// The signature of a message.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Signature, KeyError> {
        Ok(Signature {
            keyid: id_of(&self.public())?,
            sig: self.pair.sign(message).as_ref().to_vec().into(),
        })
    }

    /// The key as its file holds it.
    pub(crate) fn seal(
        &self,
        organisation: &str,
        root_sha256: Digest,
        passphrase: &SecretString,
    ) -> Result<KeyFile, KeyError> {
        let public = self.public_octets()?;
        let vouched = vouched(organisation, root_sha256, &self.name, self.role, public);
        Ok(KeyFile {
            vigie_key: FORMAT,
            organisation: organisation.to_owned(),
            root_sha256,
            name: self.name.clone(),
            role: self.role,
            public,
            sealed: sealed::seal(&self.seed, &vouched, passphrase)?,
        })
    }
}

impl KeyFile {
    /// Reads a key's file; nothing of it is opened yet.
    pub(crate) fn read(path: &Path) -> Result<Self, KeyError> {
        let octets = read_bounded(path)?;
        format_of(&octets, "vigie_key")?;
        serde_json::from_slice(&octets).map_err(|_| KeyError::NoKey)
    }

    /// Its public part, as metadata writes it.
    pub(crate) fn id(&self) -> Result<KeyId, KeyError> {
        id_of(&key_of(self.public))
    }

    /// Opens it.
    pub(crate) fn open(&self, passphrase: &SecretString) -> Result<SigningKey, KeyError> {
        let vouched = vouched(
            &self.organisation,
            self.root_sha256,
            &self.name,
            self.role,
            self.public,
        );
        let seed = sealed::open(&self.sealed, &vouched, passphrase)?;
        let key = SigningKey::of_seed(&self.name, self.role, seed)?;
        if key.public_octets()? == self.public {
            Ok(key)
        } else {
            Err(KeyError::NoKey)
        }
    }

    /// Writes it where no file is yet.
    pub(crate) fn write(&self, path: &Path) -> Result<(), KeyError> {
        write_new(path, self)
    }
}

impl PublicKey {
    /// Reads it.
    pub(crate) fn read(path: &Path) -> Result<Self, KeyError> {
        let octets = read_bounded(path)?;
        format_of(&octets, "vigie_public_key")?;
        serde_json::from_slice(&octets).map_err(|_| KeyError::NoKey)
    }

    /// As metadata writes it.
    pub(crate) fn key(&self) -> Key {
        key_of(self.octets)
    }

    /// Writes it where no file is yet.
    pub(crate) fn write(&self, path: &Path) -> Result<(), KeyError> {
        write_new(path, self)
    }
}

/// The id of a public key.
pub(crate) fn id_of(key: &Key) -> Result<KeyId, KeyError> {
    key.key_id().map_err(|_| KeyError::NoKey)
}

/// Whether a name can stand in a file's name and in a list.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name
            .bytes()
            .all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-')
}

/// Where the key of a name lies in a folder.
pub(crate) fn path_in(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.key"))
}

fn key_of(octets: [u8; 32]) -> Key {
    use tough::schema::key::{Ed25519Key, Ed25519Scheme};
    Key::Ed25519 {
        keyval: Ed25519Key {
            public: octets.to_vec().into(),
            _extra: std::collections::HashMap::new(),
        },
        scheme: Ed25519Scheme::Ed25519,
        _extra: std::collections::HashMap::new(),
    }
}

/// What the seal vouches for besides the seed, each part after its length.
fn vouched(
    organisation: &str,
    root_sha256: Digest,
    name: &str,
    role: KeyRole,
    public: [u8; 32],
) -> Vec<u8> {
    let mut octets = b"vigie-support key 1".to_vec();
    let parts: [&[u8]; 5] = [
        organisation.as_bytes(),
        root_sha256.octets(),
        name.as_bytes(),
        role.name().as_bytes(),
        &public,
    ];
    for part in parts {
        octets.extend_from_slice(&(part.len() as u64).to_be_bytes());
        octets.extend_from_slice(part);
    }
    octets
}

fn format_of(octets: &[u8], field: &str) -> Result<(), KeyError> {
    let value: serde_json::Value = serde_json::from_slice(octets).map_err(|_| KeyError::NoKey)?;
    let format = value.get(field).and_then(serde_json::Value::as_u64);
    match format.and_then(|format| u8::try_from(format).ok()) {
        Some(FORMAT) => Ok(()),
        Some(format) => Err(KeyError::ForeignFormat(format)),
        None => Err(KeyError::NoKey),
    }
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, KeyError> {
    // Opening a pipe would wait for its writer.
    if !fs::metadata(path)?.is_file() {
        return Err(KeyError::NoKey);
    }
    let mut octets = Vec::new();
    File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut octets)?;
    if octets.len() as u64 > MAX_FILE {
        return Err(KeyError::NoKey);
    }
    Ok(octets)
}

fn write_new(path: &Path, content: &impl Serialize) -> Result<(), KeyError> {
    let mut octets = serde_json::to_vec_pretty(content).map_err(io::Error::from)?;
    octets.push(b'\n');
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_the_owner_only(&mut options);
    let mut file = options.open(path)?;
    file.write_all(&octets)?;
    Ok(file.sync_all()?)
}

#[cfg(unix)]
fn for_the_owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

/// On Windows the folder's access list holds for its files.
#[cfg(not(unix))]
fn for_the_owner_only(_options: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_with_its_passphrase_and_no_other_and_not_when_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = path_in(folder.path(), "targets-claire");
        let key = SigningKey::new("targets-claire", KeyRole::Targets).unwrap();
        let passphrase = SecretString::from("une phrase assez longue");
        let sealed = key
            .seal("Exemple", Digest::of(b"root"), &passphrase)
            .unwrap();
        sealed.write(&path).unwrap();
        assert!(matches!(sealed.write(&path), Err(KeyError::Io(_))));

        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&hex::encode(key.seed.as_slice())));
        let read = KeyFile::read(&path).unwrap();
        let opened = read.open(&passphrase).unwrap();
        assert_eq!(opened.public(), key.public());
        assert_eq!(opened.sign(b"x").unwrap(), key.sign(b"x").unwrap());

        let other = SecretString::from("une autre phrase");
        let wrong = KeyError::Seal(SealError::WrongPassphrase).to_string();
        assert_eq!(read.open(&other).err().unwrap().to_string(), wrong);
        for (from, to) in [("\"Exemple\"", "\"Autre\""), ("\"targets\"", "\"root\"")] {
            let changed: KeyFile = serde_json::from_str(&text.replace(from, to)).unwrap();
            assert_eq!(changed.open(&passphrase).err().unwrap().to_string(), wrong);
        }
        let costly = text.replace("65536", "4294967295");
        let costly: KeyFile = serde_json::from_str(&costly).unwrap();
        assert!(matches!(
            costly.open(&passphrase),
            Err(KeyError::Seal(SealError::Unbearable))
        ));
    }

    #[test]
    fn a_file_that_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.key");
        for (content, foreign) in [
            ("", false),
            ("{}", false),
            ("{\"vigie_key\":1}", false),
            ("{\"vigie_key\":2}", true),
        ] {
            fs::write(&path, content).unwrap();
            match KeyFile::read(&path) {
                Err(KeyError::ForeignFormat(2)) => assert!(foreign),
                Err(KeyError::NoKey) => assert!(!foreign),
                other => panic!("{other:?}"),
            }
        }
        assert!(KeyFile::read(folder.path()).is_err());
    }
}
