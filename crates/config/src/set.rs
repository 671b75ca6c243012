//! Documents that are right together.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    cursor::host_of,
    document::{self, Body, Document, Read},
    fault::{Fault, Location, Oddity, Problem, Remark},
    merge::BuiltIn,
    practice::Version,
};

/// Documents of a set at most.
pub const MOST_DOCUMENTS: usize = 500;

/// Octets of all its documents at most.
pub const MOST_OCTETS: usize = 8 << 20;

/// A set of documents that are right in themselves and together.
#[derive(Clone, Debug, Default)]
pub struct DocumentSet {
    documents: Vec<Document>,
}

/// A set that was read.
#[derive(Clone, Debug)]
pub struct SetRead {
    /// The set.
    pub set: DocumentSet,
    /// What was ignored, or is worth a second look.
    pub remarks: Vec<Remark>,
    /// Each file with its published form.
    pub published: Vec<(String, String)>,
}

impl DocumentSet {
    /// Validates files, given by name and content, for whoever writes and signs them: whole, one
    /// fault refuses the set.
    pub fn check(files: &[(String, Vec<u8>)]) -> Result<SetRead, Vec<Fault>> {
        Self::read_for(files, None)
    }

    /// As [`DocumentSet::check`], for the agent, whose release may be older than what was
    /// published. What is for other releases alone is left out unread, and so is a document whose
    /// entries do not go with what this release brings; each is remarked on. Every other fault
    /// still refuses the set.
    pub fn read(files: &[(String, Vec<u8>)]) -> Result<SetRead, Vec<Fault>> {
        Self::read_for(files, Some(Version::of_this_release()))
    }

    fn read_for(
        files: &[(String, Vec<u8>)],
        release: Option<Version>,
    ) -> Result<SetRead, Vec<Fault>> {
        let octets: usize = files.iter().map(|(_, octets)| octets.len()).sum();
        for (size, most) in [(files.len(), MOST_DOCUMENTS), (octets, MOST_OCTETS)] {
            if size > most {
                return Err(vec![Fault {
                    location: Location {
                        file: String::new(),
                        position: None,
                        path: String::new(),
                    },
                    problem: Problem::SetTooLarge(most),
                }]);
            }
        }
        let mut faults = Vec::new();
        let mut remarks = Vec::new();
        let mut read = Vec::with_capacity(files.len());
        for (file, octets) in files {
            match document::read_for(file, octets, release) {
                Ok(mut document) => {
                    remarks.append(&mut document.remarks);
                    read.push((file.clone(), document));
                }
                Err(mut found) => faults.append(&mut found),
            }
        }
        let conflicts = Check::of(&read).conflicts();
        if release.is_none() {
            faults.extend(conflicts.into_iter().map(|(location, what)| Fault {
                location,
                problem: Problem::Entry(what),
            }));
        } else {
            for (location, what) in conflicts {
                for (file, read) in &mut read {
                    if *file == location.file {
                        read.document = None;
                    }
                }
                let oddity = Oddity::Conflict(what);
                remarks.push(Remark { location, oddity });
            }
        }
        let check = Check::of(&read);
        faults.extend(check.faults());
        remarks.extend(check.remarks());
        if !faults.is_empty() {
            return Err(faults);
        }
        let published = read
            .iter()
            .map(|(file, read)| (file.clone(), read.published.clone()));
        Ok(SetRead {
            published: published.collect(),
            set: Self {
                documents: read
                    .into_iter()
                    .filter_map(|(_, read)| read.document)
                    .collect(),
            },
            remarks,
        })
    }

    /// The documents, in the order of their files.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }
}

/// What can be said only of documents together.
struct Check<'a> {
    read: Vec<(&'a Read, &'a Document)>,
    by_id: BTreeMap<&'a str, &'a Document>,
}

impl<'a> Check<'a> {
    fn of(read: &'a [(String, Read)]) -> Self {
        let read: Vec<(&Read, &Document)> = read
            .iter()
            .filter_map(|(_, read)| Some((read, read.document.as_ref()?)))
            .collect();
        let mut by_id = BTreeMap::new();
        for (_, document) in &read {
            by_id.entry(document.id.as_str()).or_insert(*document);
        }
        Self { read, by_id }
    }

    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let hosts: BTreeSet<&str> = self
            .read
            .iter()
            .flat_map(|(_, document)| hosts(document))
            .map(String::as_str)
            .collect();
        for (read, document) in &self.read {
            let mut fault = |path: &str, problem| {
                let location = location(read, document, path);
                faults.push(Fault { location, problem });
            };
            if let Some(first) = self.by_id.get(document.id.as_str())
                && !std::ptr::eq(*first, *document)
            {
                fault("id", Problem::IdTwice(first.file.clone()));
            }
            for (path, page) in document.pages() {
                let host = host_of(page).unwrap_or(page);
                if !hosts.contains(host) {
                    fault(&path, Problem::HostNotListed(host.to_owned()));
                }
            }
            if self.replaces_itself(document) {
                fault("replaces", Problem::ReplacesItself);
            }
        }
        faults
    }

    /// Documents whose entries do not go with what this release brings, and why not.
    fn conflicts(&self) -> Vec<(Location, String)> {
        let built_in = BuiltIn::of_this_release();
        let conflict = |(read, document): &(&Read, &Document)| {
            let (list, what) = built_in.accepts(document).err()?;
            Some((location(read, document, list), what))
        };
        self.read.iter().filter_map(conflict).collect()
    }

    fn remarks(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (read, document) in &self.read {
            let (field, named) = match &document.body {
                Body::Bulletin(bulletin) => ("replaces", &bulletin.replaces),
                Body::Withdrawal(ids) => ("withdraws", ids),
                _ => continue,
            };
            for (i, id) in named.iter().enumerate() {
                let bulletin = self.by_id.get(id.as_str());
                if !bulletin.is_some_and(|named| matches!(named.body, Body::Bulletin(_))) {
                    remarks.push(Remark {
                        location: location(read, document, &format!("{field}[{i}]")),
                        oddity: Oddity::NoSuchDocument(id.clone()),
                    });
                }
            }
        }
        remarks
    }

    /// Whether it is among what it replaces, what that replaces, and so on.
    fn replaces_itself(&self, document: &Document) -> bool {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&str> = replaced(document).iter().map(String::as_str).collect();
        while let Some(id) = next.pop() {
            if id == document.id {
                return true;
            }
            if seen.insert(id)
                && let Some(document) = self.by_id.get(id)
            {
                next.extend(replaced(document).iter().map(String::as_str));
            }
        }
        false
    }
}

fn hosts(document: &Document) -> &[String] {
    match &document.body {
        Body::Pages(hosts) => hosts,
        _ => &[],
    }
}

fn replaced(document: &Document) -> &[String] {
    match &document.body {
        Body::Bulletin(bulletin) => &bulletin.replaces,
        _ => &[],
    }
}

fn location(read: &Read, document: &Document, path: &str) -> Location {
    Location {
        file: document.file.clone(),
        position: read.tree.nearest(path).at,
        path: path.to_owned(),
    }
}
