//! What is to be published, made of an author's folder: documents for many in their published
//! form, documents for one practice sealed to it.

use std::{collections::BTreeMap, io, path::Path};

use vigie_config::{Document, DocumentSet, document::Body};
use vigie_steering::{Digest, PracticeCode, PracticeList, SealedEntry, layout, seal};

use crate::{
    codes::{self, Codes},
    files,
    proposal::Content,
    repository::{
        Files,
        disk::{Disk as _, RealDisk},
        files::read_file,
        vouched,
    },
    trouble::{SealProblem, Trouble},
};

/// In the author's folder: which sealed file stands for which document, so that a document that
/// did not change is not sealed again.
const KNOWN: &str = ".sealed.json";

type Known = BTreeMap<Digest, (Digest, u64)>;

/// Reads an author's folder and seals what is for one practice alone.
pub(crate) fn of_documents(
    folder: &Path,
    said: &[PracticeCode],
    published: &Files,
) -> Result<Content, Trouble> {
    if !folder.is_dir() {
        let error = io::ErrorKind::NotADirectory.into();
        return Err(Trouble::io(folder, error));
    }
    let mut files = files::read(folder).map_err(Trouble::Unreadable)?;
    let codes = codes::take(&mut files)?;
    let read = DocumentSet::check(&files).map_err(Trouble::Documents)?;
    codes::compare(read.set.documents(), &codes)?;
    let mut content = Content::default();
    let mut sealing = Sealing {
        codes,
        said,
        published,
        known: known(folder),
        lists: BTreeMap::new(),
        files: BTreeMap::new(),
        entries: BTreeMap::new(),
    };
    for (file, form) in &read.published {
        let document = read.set.documents().iter().find(|of| of.file == *file);
        let document = document.ok_or_else(|| Trouble::LaterDocument(file.clone()))?;
        if let Body::Practice(_) = document.body {
            sealing.seal(document, form)?;
        } else {
            let name = layout::document(&document.id);
            let name = name.ok_or_else(|| Trouble::LaterDocument(file.clone()))?;
            content.targets.insert(name, form.clone().into_bytes());
        }
    }
    sealing.finish(folder, &mut content)?;
    Ok(content)
}

struct Sealing<'a> {
    codes: Codes,
    said: &'a [PracticeCode],
    published: &'a Files,
    known: Known,
    lists: BTreeMap<String, PracticeList>,
    files: BTreeMap<String, Vec<u8>>,
    entries: Known,
}

impl Sealing<'_> {
    fn seal(&mut self, document: &Document, form: &str) -> Result<(), Trouble> {
        let Body::Practice(practice) = &document.body else {
            return Ok(());
        };
        let refuse = |problem| Trouble::Seal {
            file: document.file.clone(),
            problem,
        };
        let number = &practice.practice;
        let said = self.said.iter().find(|code| code.number() == number);
        let code = self.codes.get(&document.file).or(said);
        let code = code.ok_or_else(|| refuse(SealProblem::NoCode(number.clone())))?;
        let of = Digest::of(format!("{code}\n{form}").as_bytes());
        let again = self.known.get(&of).and_then(|entry| self.standing(entry));
        let (entry, sealed) = if let Some(standing) = again {
            standing
        } else {
            let sealed = seal(form.as_bytes(), code).map_err(|no| refuse(no.into()))?;
            let entry = SealedEntry {
                sha256: Digest::of(&sealed),
                length: sealed.len() as u64,
            };
            (entry, sealed)
        };
        self.files
            .insert(layout::sealed_file(&entry.sha256), sealed);
        self.entries.insert(of, (entry.sha256, entry.length));
        let list = self.lists.entry(layout::bin(number)).or_default();
        let mut entries = list.files(number).to_vec();
        entries.push(entry);
        list.set(number, entries).map_err(|no| refuse(no.into()))
    }

    /// A sealed file that is published already.
    fn standing(&self, (sha256, length): &(Digest, u64)) -> Option<(SealedEntry, Vec<u8>)> {
        let path = layout::sealed_file(sha256);
        let octets = vouched(self.published, &path, sha256, *length).ok()?;
        let entry = SealedEntry {
            sha256: *sha256,
            length: *length,
        };
        Some((entry, octets))
    }

    fn finish(self, folder: &Path, content: &mut Content) -> Result<(), Trouble> {
        for (bin, list) in self.lists {
            content
                .targets
                .insert(layout::practice_list(&bin), list.write());
        }
        content.sealed = self.files;
        if self.entries != self.known {
            let at = folder.join(KNOWN);
            let octets = serde_json::to_vec_pretty(&self.entries).map_err(io::Error::from);
            let put = octets.and_then(|octets| RealDisk.put(&at, &octets));
            put.map_err(|error| Trouble::io(&at, error))?;
        }
        Ok(())
    }
}

/// Nothing hangs on it: without it documents are sealed again.
fn known(folder: &Path) -> Known {
    let octets = read_file(&folder.join(KNOWN)).ok().flatten();
    let known = octets.and_then(|octets| serde_json::from_slice(&octets).ok());
    known.unwrap_or_default()
}
