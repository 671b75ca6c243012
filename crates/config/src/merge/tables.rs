//! Providers, rules and profiles: the built-in documents with the pushed entries in them.

use std::collections::BTreeSet;

use serde_json::Value;
use vigie_domain::billing::Profiles;
use vigie_mailbox::providers::{self, ProviderTable};
use vigie_sesam::rules::RuleSet;

use crate::{
    document::{Body, Document, is_vouched_for},
    fault::{Location, Oddity, Remark},
    tree::{Node, canonical},
};

/// What this release brings.
#[derive(Clone, Debug)]
pub struct BuiltIn {
    providers: Value,
    rules: Value,
    profiles: Value,
}

/// A built-in document with pushed entries in it: as JSON, and as its reader took it.
struct Table<T> {
    json: Value,
    read: T,
}

/// What was merged.
pub(super) struct Merged<T> {
    /// As its reader took it.
    pub(super) read: T,
    /// As a document, where anything was pushed.
    pub(super) document: Option<String>,
    /// The ids of the pushed entries.
    pub(super) pushed: BTreeSet<String>,
}

impl BuiltIn {
    /// The documents that are part of the program.
    ///
    /// # Panics
    /// Never: tests of their own crates read the same constants.
    #[must_use]
    pub fn of_this_release() -> Self {
        #[expect(clippy::expect_used, reason = "constants that tests read")]
        let json = |document: &str| serde_json::from_str(document).expect("built in");
        Self {
            providers: json(providers::BUILT_IN),
            rules: json(vigie_sesam::rules::BUILT_IN),
            profiles: json(vigie_sources::BUILT_IN_PROFILES),
        }
    }

    /// Whether a document's entries go with what is built in; else its list and why not.
    pub(crate) fn accepts(&self, document: &Document) -> Result<(), (&'static str, String)> {
        let list = match document.body {
            Body::Providers(_) => "providers",
            Body::Rules(_) => "rules",
            Body::Profiles(_) => "profiles",
            _ => return Ok(()),
        };
        let mut remarks = Vec::new();
        match document.body {
            Body::Providers(_) => drop(self.providers(&[document], &mut remarks)),
            Body::Rules(_) => drop(self.rules(&[document], &mut remarks)),
            _ => drop(self.profiles(&[document], &mut remarks)),
        }
        match remarks.pop() {
            Some(Remark {
                oddity: Oddity::Conflict(what),
                ..
            }) => Err((list, what)),
            _ => Ok(()),
        }
    }

    /// The table, and the ids of its pushed entries.
    pub(super) fn providers(
        &self,
        reaching: &[&Document],
        remarks: &mut Vec<Remark>,
    ) -> (ProviderTable, BTreeSet<String>) {
        let parse =
            |json: &Value| ProviderTable::parse(&json.to_string()).map_err(|e| e.to_string());
        let mut table = Table {
            json: self.providers.clone(),
            read: providers::table().clone(),
        };
        let mut taken = BTreeSet::new();
        let mut leading = 0;
        for document in reaching {
            let Body::Providers(pushed) = &document.body else {
                continue;
            };
            let mut entries = json_items(pushed.providers.as_ref());
            for entry in &mut entries {
                unvouch(entry);
            }
            let replies = json_items(pushed.replies.as_ref());
            let end = leading + replies.len();
            let ids = ids(&entries);
            let added = table.with(&mut taken, &ids, parse, |json, new| {
                replace(&mut json["providers"], entries, new);
                put_at(&mut json["replies"], leading, replies);
            });
            if added.is_ok() {
                leading = end;
            }
            report(added, document, remarks);
        }
        (table.read, taken)
    }

    /// The rules.
    pub(super) fn rules(
        &self,
        reaching: &[&Document],
        remarks: &mut Vec<Remark>,
    ) -> Merged<RuleSet> {
        let parse = |json: &Value| RuleSet::parse(&json.to_string()).map_err(|e| e.to_string());
        let mut table = Table {
            json: self.rules.clone(),
            read: RuleSet::built_in(),
        };
        let mut taken = BTreeSet::new();
        let mut positioned = false;
        for document in reaching {
            let Body::Rules(pushed) = &document.body else {
                continue;
            };
            let entries = json_items(Some(&pushed.rules));
            let ids = ids(&entries);
            let positions = pushed.positions.as_ref().filter(|_| !positioned).map(json);
            let is_positioned = positions.is_some();
            let after = taken.clone();
            let added = table.with(&mut taken, &ids, parse, |json, new| {
                let fresh = replace_known(&mut json["rules"], entries, new);
                put_after(&mut json["rules"], fresh, &after);
                if let Some(positions) = positions {
                    json["positions"] = positions;
                }
            });
            positioned |= is_positioned && added.is_ok();
            report(added, document, remarks);
        }
        table.merged(taken)
    }

    /// The profiles.
    pub(super) fn profiles(
        &self,
        reaching: &[&Document],
        remarks: &mut Vec<Remark>,
    ) -> Merged<Profiles> {
        let parse =
            |json: &Value| vigie_sources::parse(&json.to_string()).map_err(|e| e.to_string());
        let mut table = Table {
            json: self.profiles.clone(),
            read: vigie_sources::built_in(),
        };
        let mut taken = BTreeSet::new();
        for document in reaching {
            let Body::Profiles(pushed) = &document.body else {
                continue;
            };
            let entries = json_items(Some(&pushed.entries));
            let ids = ids(&entries);
            let added = table.with(&mut taken, &ids, parse, |json, new| {
                replace(&mut json["profiles"], entries, new);
            });
            report(added, document, remarks);
        }
        table.merged(taken)
    }
}

impl<T> Table<T> {
    /// Adds a document's entries whose ids are not taken; nothing changes where the whole is then
    /// refused.
    fn with(
        &mut self,
        taken: &mut BTreeSet<String>,
        ids: &BTreeSet<String>,
        parse: impl Fn(&Value) -> Result<T, String>,
        add: impl FnOnce(&mut Value, &BTreeSet<String>),
    ) -> Result<(), String> {
        let new: BTreeSet<String> = ids.difference(taken).cloned().collect();
        let mut json = self.json.clone();
        add(&mut json, &new);
        self.read = parse(&json)?;
        self.json = json;
        taken.extend(new);
        Ok(())
    }

    fn merged(self, pushed: BTreeSet<String>) -> Merged<T> {
        Merged {
            read: self.read,
            document: (!pushed.is_empty()).then(|| self.json.to_string()),
            pushed,
        }
    }
}

/// A host that no built-in entry vouches for is asked about by name before a password goes there,
/// whatever evidence the document claims.
fn unvouch(entry: &mut Value) {
    for list in ["pop_servers", "smtp_servers"] {
        let Some(servers) = entry.get_mut(list).and_then(Value::as_array_mut) else {
            continue;
        };
        for server in servers {
            let known = server["host"].as_str().is_some_and(is_vouched_for);
            if !known {
                server["evidence"] = Value::from("probable");
            }
        }
    }
}

/// Puts entries in the place of those of their ids, and the others at the end.
fn replace(list: &mut Value, entries: Vec<Value>, new: &BTreeSet<String>) {
    let fresh = replace_known(list, entries, new);
    if let Some(list) = list.as_array_mut() {
        list.extend(fresh);
    }
}

/// Puts entries in the place of those of their ids; the others are given back.
fn replace_known(list: &mut Value, entries: Vec<Value>, new: &BTreeSet<String>) -> Vec<Value> {
    let mut fresh = Vec::new();
    let Some(list) = list.as_array_mut() else {
        return fresh;
    };
    for entry in entries.into_iter().filter(|entry| new.contains(id(entry))) {
        match list.iter_mut().find(|known| id(known) == id(&entry)) {
            Some(known) => *known = entry,
            None => fresh.push(entry),
        }
    }
    fresh
}

fn put_at(list: &mut Value, index: usize, entries: Vec<Value>) {
    if let Some(list) = list.as_array_mut() {
        list.splice(index..index, entries);
    }
}

/// Puts entries in front of the built-in ones, after those of documents that count more.
fn put_after(list: &mut Value, entries: Vec<Value>, before: &BTreeSet<String>) {
    let known = list.as_array().map_or(&[][..], Vec::as_slice);
    let leading = known
        .iter()
        .take_while(|entry| before.contains(id(entry)))
        .count();
    put_at(list, leading, entries);
}

fn ids(entries: &[Value]) -> BTreeSet<String> {
    entries.iter().map(|entry| id(entry).to_owned()).collect()
}

fn id(entry: &Value) -> &str {
    entry["id"].as_str().unwrap_or_default()
}

fn json_items(list: Option<&Node>) -> Vec<Value> {
    match list.map(json) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn json(node: &Node) -> Value {
    serde_json::from_str(&canonical(node)).unwrap_or(Value::Null)
}

fn report(added: Result<(), String>, document: &Document, remarks: &mut Vec<Remark>) {
    if let Err(what) = added {
        remarks.push(Remark {
            location: Location {
                file: document.file.clone(),
                position: None,
                path: String::new(),
            },
            oddity: Oddity::Conflict(what),
        });
    }
}
