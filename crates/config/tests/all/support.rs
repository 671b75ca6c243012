//! Small documents and practices to test with.

use jiff::Timestamp;
use vigie_config::{
    Approvals, BuiltIn, Document, DocumentSet, Effective, Practice, Version, document,
    fault::{Oddity, Problem},
};

pub(crate) const EVERYONE: &str = "[audience]\neveryone = true\n";

pub(crate) fn practice() -> Practice {
    Practice {
        number: "7KQM-2XRD-9VTA".parse().unwrap(),
        domains: vec!["exemple.example".to_owned()],
        providers: vec!["exemple".to_owned()],
        software: vec!["Logiciel Exemple".to_owned()],
        department: Some("57".to_owned()),
        version: version("0.1.0"),
    }
}

pub(crate) fn version(text: &str) -> Version {
    text.parse().unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A document of this kind with these lines, for everyone.
pub(crate) fn toml(kind: &str, lines: &str) -> String {
    format!("format = 1\nkind = \"{kind}\"\nid = \"essai\"\n{lines}\n{EVERYONE}")
}

pub(crate) fn bulletin(id: &str, extra: &str, tables: &str) -> String {
    format!(
        "format = 1\nkind = \"bulletin\"\nid = \"{id}\"\nseverity = \"advice\"\n\
         from = 2027-03-01T08:00:00+01:00\nuntil = 2027-03-10T08:00:00+01:00\n{extra}\n\
         title = {{ fr = \"Titre\", en = \"Title\" }}\n\
         text = {{ fr = [\"Un.\"], en = [\"One.\"] }}\n{tables}\n{EVERYONE}"
    )
}

pub(crate) fn read(toml: &str) -> Document {
    document::read("essai.toml", toml.as_bytes())
        .unwrap()
        .document
        .unwrap()
}

pub(crate) fn problems(toml: &str) -> Vec<(String, Problem)> {
    let faults = document::read("essai.toml", toml.as_bytes()).unwrap_err();
    let problem = |fault: vigie_config::Fault| (fault.location.path, fault.problem);
    faults.into_iter().map(problem).collect()
}

pub(crate) fn oddities(toml: &str) -> Vec<(String, Oddity)> {
    let read = document::read("essai.toml", toml.as_bytes()).unwrap();
    let oddity = |remark: vigie_config::Remark| (remark.location.path, remark.oddity);
    read.remarks.into_iter().map(oddity).collect()
}

pub(crate) fn files(documents: &[&str]) -> Vec<(String, Vec<u8>)> {
    let file = |(i, toml): (usize, &&str)| (format!("{i}.toml"), toml.as_bytes().to_vec());
    documents.iter().enumerate().map(file).collect()
}

pub(crate) fn set(documents: &[&str]) -> DocumentSet {
    DocumentSet::check(&files(documents)).unwrap().set
}

pub(crate) fn set_problems(documents: &[&str]) -> Vec<(String, Problem)> {
    let faults = DocumentSet::check(&files(documents)).unwrap_err();
    let problem = |fault: vigie_config::Fault| (fault.location.path, fault.problem);
    faults.into_iter().map(problem).collect()
}

pub(crate) fn effective(documents: &[&str], approvals: &Approvals, now: &str) -> Effective {
    let built_in = BuiltIn::of_this_release();
    Effective::of(&built_in, &set(documents), &practice(), approvals, at(now))
}

/// An entry of the provider table with this POP3 host.
pub(crate) fn provider(id: &str, domain: &str, host: &str) -> String {
    format!(
        "[[providers]]\nid = \"{id}\"\nname = \"Exemple\"\nkind = \"webmail\"\ndomains = [\"{domain}\"]\n\
         pop = {{ offer = \"offered\", password = \"account\" }}\n\
         pop_servers = [{{ host = \"{host}\", port = 995, security = \"tls\", login = \"full_address\", evidence = \"official\" }}]\n\
         smtp_servers = []\nsources = [\"essai\"]\n"
    )
}
