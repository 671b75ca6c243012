//! The registry of Windows.

use vigie_domain::billing::Hive;
use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE, Type};

use super::{Held, RegistryKey, View};
use crate::RegistryFault;

/// `KEY_WOW64_64KEY` and `KEY_WOW64_32KEY`: which view of a 64-bit Windows is meant.
const BITS_64: u32 = 0x0100;
const BITS_32: u32 = 0x0200;
/// `HRESULT` of "file not found" and "access denied".
const NOT_FOUND: u32 = 0x8007_0002;
const DENIED: u32 = 0x8007_0005;

pub(super) fn is_there(key: &RegistryKey) -> bool {
    open(key, false).is_ok()
}

pub(super) fn get(key: &RegistryKey, name: &str) -> Result<Option<Held>, RegistryFault> {
    let open = open(key, false)?;
    let kind = match open.get_type(name) {
        Ok(kind) => kind,
        Err(error) if error.code().0.cast_unsigned() == NOT_FOUND => return Ok(None),
        Err(error) => return Err(fault(error.code().0)),
    };
    let held = match kind {
        Type::String => open.get_string(name).map(Held::Text),
        Type::U32 => open.get_u32(name).map(Held::Number),
        _ => return Err(RegistryFault::OtherForm(name.to_owned())),
    };
    held.map(Some).map_err(|error| fault(error.code().0))
}

pub(super) fn set(key: &RegistryKey, name: &str, held: &Held) -> Result<(), RegistryFault> {
    let open = open(key, true)?;
    let set = match held {
        Held::Text(text) => open.set_string(name, text),
        Held::Number(number) => open.set_u32(name, *number),
    };
    set.map_err(|error| fault(error.code().0))
}

pub(super) fn remove(key: &RegistryKey, name: &str) -> Result<(), RegistryFault> {
    match open(key, true)?.remove_value(name) {
        Err(error) if error.code().0.cast_unsigned() != NOT_FOUND => Err(fault(error.code().0)),
        _ => Ok(()),
    }
}

fn open(key: &RegistryKey, to_write: bool) -> Result<Key, RegistryFault> {
    let hive = match key.hive {
        Hive::CurrentUser => CURRENT_USER,
        Hive::LocalMachine => LOCAL_MACHINE,
    };
    let mut options = hive.options();
    options.read().access(match key.view {
        View::Native => BITS_64,
        View::Bits32 => BITS_32,
    });
    if to_write {
        options.write();
    }
    options
        .open(&key.key)
        .map_err(|error| fault(error.code().0))
}

fn fault(code: i32) -> RegistryFault {
    match code.cast_unsigned() {
        NOT_FOUND => RegistryFault::NoKey,
        DENIED => RegistryFault::Denied,
        code => RegistryFault::System(code),
    }
}
