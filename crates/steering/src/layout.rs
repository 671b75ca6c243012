//! The names in a repository.

use vigie_config::PracticeNumber;

use crate::Digest;

/// The folder of the signed metadata.
pub const METADATA: &str = "metadata";
/// The folder of what `targets.json` names.
pub const TARGETS: &str = "targets";
/// The folder of what is sealed to one practice.
pub const SEALED: &str = "sealed";

/// The one metadata file whose name has no version.
pub const TIMESTAMP: &str = "timestamp.json";

/// The octets of the metadata of a role at most. The lengths that signed metadata names may be
/// smaller, never larger: one stolen key is not to make an agent read without end.
pub mod most {
    /// `N.root.json`
    pub const ROOT: u64 = 64 << 10;
    /// `timestamp.json`
    pub const TIMESTAMP: u64 = 16 << 10;
    /// `N.snapshot.json`
    pub const SNAPSHOT: u64 = 16 << 10;
    /// `N.targets.json`: 500 documents and 256 lists with room to spare.
    pub const TARGETS: u64 = 512 << 10;
    /// A list of practices.
    pub const LIST: u64 = 512 << 10;
}

/// `N.root.json`
#[must_use]
pub fn root(version: u64) -> String {
    format!("{version}.root.json")
}

/// The target's name of a document for many: `documents/<id>.json`. `None` unless the id is one
/// that a document may have: 1 to 64 lower-case letters, digits and hyphens.
#[must_use]
pub fn document(id: &str) -> Option<String> {
    is_id(id).then(|| format!("documents/{id}.json"))
}

/// The id of the document that a target's name stands for; `None` where it is no document's.
#[must_use]
pub fn document_id(target: &str) -> Option<&str> {
    let id = target.strip_prefix("documents/")?.strip_suffix(".json")?;
    is_id(id).then_some(id)
}

/// The bin of a practice: the first two hexadecimal digits of its number's digest.
#[must_use]
pub fn bin(number: &PracticeNumber) -> String {
    format!("{:02x}", practice(number).octets()[0])
}

/// What a list names a practice by: the digest of its number's plain form.
#[must_use]
pub fn practice(number: &PracticeNumber) -> Digest {
    Digest::of(number.plain().as_bytes())
}

/// The target's name of a bin's list: `practices/<bin>.json`.
#[must_use]
pub fn practice_list(bin: &str) -> String {
    format!("practices/{bin}.json")
}

/// The file of a target below the repository, with consistent snapshots.
#[must_use]
pub fn target_file(target: &str, digest: &Digest) -> String {
    format!("{TARGETS}/{digest}.{target}")
}

/// The file of a sealed document below the repository.
#[must_use]
pub fn sealed_file(digest: &Digest) -> String {
    format!("{SEALED}/{digest}")
}

fn is_id(id: &str) -> bool {
    let plain = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
    (1..=64).contains(&id.len()) && id.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        assert_eq!(
            document("laposte-1"),
            Some("documents/laposte-1.json".into())
        );
        assert_eq!(document_id("documents/laposte-1.json"), Some("laposte-1"));
        for bad in [
            "documents/.json",
            "documents/../practices/00.json",
            "documents/a/b.json",
            "documents/a..json",
            "documents\\a.json",
            "documents/%2e%2e.json",
            "practices/00.json",
            "/documents/a.json",
            "documents/A.json",
        ] {
            assert_eq!(document_id(bad), None, "{bad}");
        }
        assert_eq!(document(&"a".repeat(65)), None);
    }

    #[test]
    fn a_practice_has_its_bin() {
        let number: PracticeNumber = "7KQM-2XRD-9VTA".parse().unwrap();
        let digest = practice(&number).to_string();
        assert_eq!(bin(&number), digest[..2]);
        assert_eq!(
            practice_list(&bin(&number)).len(),
            "practices/00.json".len()
        );
    }
}
