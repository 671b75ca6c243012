//! How support's configuration travels: The Update Framework over plain files.
//!
//! A repository is a folder that any web server serves:
//!
//! - `metadata/`: `N.root.json`, `timestamp.json`, `N.snapshot.json`, `N.targets.json`, with
//!   consistent snapshots (<https://theupdateframework.github.io/specification/latest/>, section 6).
//! - `targets/<sha256>.documents/<id>.json`: each document for many, in its published form.
//! - `targets/<sha256>.practices/<bin>.json`: 256 lists, `00` to `ff`, of what is for one practice
//!   alone ([`PracticeList`]). Lists without entries are left out.
//! - `sealed/<sha256>`: a document sealed to one practice's public key ([`seal()`]). It is found by
//!   its digest alone, which the list vouches for, and nobody else can open it.
//!
//! The lists stand in place of delegated roles: an agent reads its own list and its own sealed
//! files, and no other practice's, and the same signatures vouch for all of it.
//!
//! What the two halves share stands at the top: names ([`layout`]), the enrolment file, the
//! practice's code and sealing. [`fetch()`] is the agent's half.

mod code;
mod digest;
mod enrolment;
mod error;
mod fetch;
mod floors;
mod http;
pub mod layout;
mod limits;
mod list;
mod seal;

pub use code::{NoPracticeCode, NoPracticeKey, PracticeCode, PracticeKey};
pub use digest::{Digest, Fingerprint, NoDigest};
pub use enrolment::{Enrolment, EnrolmentAddress, EnrolmentError, EnrolmentProblem};
pub use error::FetchError;
pub use fetch::{
    Asked, Change, Fetched, FetchedFile, Held, SealedFile, Visit, fetch, fetch_enrolment,
};
pub use floors::Floors;
pub use http::{Http, Proxy};
pub use limits::Limits;
pub use list::{ListError, PracticeList, SealedEntry};
pub use seal::{MOST_SEALED, SealError, open_sealed, seal};
