//! The check of a new mailbox, as far as it touches neither clock nor network: what of it is kept,
//! and how faces see it.

mod kept;
mod ledger;
mod parts;
mod providers;
mod shown;

pub(crate) use kept::{Kept, KeptMailbox, Phase, is_refusal};
pub(crate) use ledger::{Ledger, PLACES, SecretSet, secret_name};
pub(crate) use providers::providers;
pub(crate) use shown::{View, candidate_of, may_switch, shown};
