//! Only Windows has a registry.

use super::{Held, RegistryKey};
use crate::RegistryFault;

pub(super) const fn is_there(_: &RegistryKey) -> bool {
    false
}

pub(super) const fn get(_: &RegistryKey, _: &str) -> Result<Option<Held>, RegistryFault> {
    Err(RegistryFault::NotOnThisSystem)
}

pub(super) const fn set(_: &RegistryKey, _: &str, _: &Held) -> Result<(), RegistryFault> {
    Err(RegistryFault::NotOnThisSystem)
}

pub(super) const fn remove(_: &RegistryKey, _: &str) -> Result<(), RegistryFault> {
    Err(RegistryFault::NotOnThisSystem)
}
