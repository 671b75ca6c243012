//! Reading a repository as an agent reads it, before anything of it is replaced.

use std::{collections::BTreeMap, fmt::Display, path::Path};

use tough::{
    ExpirationEnforcement, Limits, Repository, RepositoryLoader,
    schema::{Target, Targets},
};
use vigie_steering::{Digest, layout};

use super::Files;
use crate::trouble::Trouble;

/// Loads what stands now, whatever its age, and then what is to stand, with the same memory: an
/// agent that knows the one must take the other.
pub(crate) fn as_an_agent(now: &Files, then: &Files, first_root: &[u8]) -> Result<(), Trouble> {
    let memory = tempfile::tempdir().map_err(refused)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(refused)?;
    let loaded = runtime.block_on(async {
        // What stands may be broken off, or nothing at all: an agent may know nothing of it.
        let unsafely = ExpirationEnforcement::Unsafe;
        let _ = load(now, first_root, memory.path(), unsafely).await;
        let safely = ExpirationEnforcement::Safe;
        load(then, first_root, memory.path(), safely).await
    });
    content(then, &loaded.map_err(refused)?.targets().signed)?;
    Ok(())
}

async fn load(
    files: &Files,
    first_root: &[u8],
    memory: &Path,
    enforcement: ExpirationEnforcement,
) -> Result<Repository, Box<dyn std::error::Error + Send + Sync>> {
    // The addresses are never opened: the files answer for them.
    let loader = RepositoryLoader::new(
        &first_root,
        "https://repository.invalid/metadata/".parse()?,
        "https://repository.invalid/targets/".parse()?,
    );
    let loader = loader
        .transport(files.clone())
        .limits(Limits {
            max_root_size: layout::most::ROOT,
            max_timestamp_size: layout::most::TIMESTAMP,
            max_snapshot_size: layout::most::SNAPSHOT,
            max_targets_size: layout::most::TARGETS,
            ..Limits::default()
        })
        .datastore(memory)
        .expiration_enforcement(enforcement);
    Ok(loader.load().await?)
}

/// Every target of a repository by its name, each of the length and digest that were signed.
pub(crate) fn content(
    files: &Files,
    targets: &Targets,
) -> Result<BTreeMap<String, Vec<u8>>, Trouble> {
    let mut content = BTreeMap::new();
    for (name, target) in &targets.targets {
        let digest = digest(target)?;
        let path = layout::target_file(name.resolved(), &digest);
        let octets = vouched(files, &path, &digest, target.length)?;
        content.insert(name.resolved().to_owned(), octets);
    }
    Ok(content)
}

/// The digest that was signed for a target.
pub(crate) fn digest(target: &Target) -> Result<Digest, Trouble> {
    let octets = target.hashes.sha256.as_ref().try_into();
    octets.map(Digest::from_octets).map_err(refused)
}

/// A file of the length and digest that were signed.
pub(crate) fn vouched(
    files: &Files,
    path: &str,
    digest: &Digest,
    length: u64,
) -> Result<Vec<u8>, Trouble> {
    let at = files.folder().join(path);
    let octets = files.read(path).map_err(|error| Trouble::io(&at, error))?;
    let octets = octets.ok_or_else(|| Trouble::Missing(at.clone()))?;
    if octets.len() as u64 == length && Digest::of(&octets) == *digest {
        Ok(octets)
    } else {
        Err(Trouble::Altered(at))
    }
}

/// The sentences of the client are in English; they are for whoever looks into it.
fn refused(error: impl Display) -> Trouble {
    Trouble::Refused(error.to_string())
}
