//! How support's configuration travels: The Update Framework over plain files.
//!
//! A repository is a folder that any web server serves:
//!
//! - `metadata/`: `N.root.json`, `timestamp.json`, `N.snapshot.json`, `N.targets.json`, with
//!   consistent snapshots (<https://theupdateframework.github.io/specification/latest/>, section 6).
//! - `targets/<sha256>.documents/<name>.json`: each document for many, in its published form.
//! - `targets/<sha256>.practices/<bin>.json`: 256 lists, `00` to `ff`, of what is for one practice alone.
//!   A list names, for the digest of a practice's number, the SHA-256 and length of a sealed file.
//!   Lists without entries are left out.
//! - `sealed/<sha256>`: a document sealed to one practice's public key. It is found by its digest
//!   alone, which the list vouches for, and nobody else can open it.
//!
//! The lists stand in place of delegated roles: an agent reads its own list and its own sealed
//! file, and no other practice's, and the same signatures vouch for all of it.
