//! Settings in the octets of a file: found, read, and set without touching any other octet.
//!
//! Nothing here opens a file.

mod ini;
mod text;
mod xml;

use vigie_domain::billing::{Encoding, IniKey, Setting, Store, XmlNode};

use self::text::Charset;

/// What is wrong with a document, or with a value for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentFault {
    /// It is in an encoding that cannot be changed octet by octet, or in another than it says.
    #[error("its encoding is another")]
    Encoding,
    /// No well-formed XML.
    #[error("no well-formed XML")]
    NotXml,
    /// XML that defines entities, or uses one that is not defined.
    #[error("it has entities of its own")]
    Entities,
    /// Elements nested deeper than 100.
    #[error("its elements are nested too deeply")]
    TooDeep,
    /// No element or attribute of this name; none is made up.
    #[error("{0:?} is not there")]
    Missing(String),
    /// Two elements of this name.
    #[error("{0:?} is there twice")]
    Twice(String),
    /// The element holds other elements or comments.
    #[error("{0:?} holds more than a text")]
    NotPlain(String),
    /// A password after which something stands that may be a comment or a part of it.
    #[error("where {0:?} ends cannot be told")]
    Ambiguous(Setting),
    /// A letter of the value is not in the file's encoding.
    #[error("the value of {0:?} cannot be written in the file's encoding")]
    NotEncodable(Setting),
    /// The value would not be read as it was written: quotation marks, blanks at its ends, control
    /// characters.
    #[error("the value of {0:?} cannot be written there")]
    Unwritable(Setting),
    /// The store does not name this setting, or is no file.
    #[error("{0:?} does not stand there")]
    NotNamed(Setting),
}

/// Where a setting stands in a file.
enum Named<'a> {
    Ini(&'a IniKey, Encoding),
    Xml(&'a XmlNode, Encoding),
}

/// The value of a setting; `None`: it is not there, and `set` would add it.
pub fn get(
    octets: &[u8],
    store: &Store,
    setting: Setting,
) -> Result<Option<String>, DocumentFault> {
    match named(store, setting)? {
        Named::Ini(key, encoding) => {
            let (charset, body) = Charset::of_ini(octets, encoding)?;
            match ini::find(body, charset, key) {
                ini::Found::Value(spot) if setting.is_password() && spot.has_comment => {
                    Err(DocumentFault::Ambiguous(setting))
                }
                ini::Found::Value(spot) => charset.decode(&body[spot.range]).map(Some),
                ini::Found::NoKey { .. } | ini::Found::NoSection => Ok(None),
            }
        }
        Named::Xml(node, encoding) => {
            xml::find(octets, encoding, node).map(|spot| Some(spot.value))
        }
    }
}

/// The document with this value. Every other octet is as it was. In an INI file, a key that is not
/// there is added at the end of its section, and a section at the end of the file.
pub fn set(
    octets: &[u8],
    store: &Store,
    setting: Setting,
    value: &str,
) -> Result<Vec<u8>, DocumentFault> {
    let forbidden = |letter: char| letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}');
    if value.contains(forbidden) {
        return Err(DocumentFault::Unwritable(setting));
    }
    if get(octets, store, setting)?.as_deref() == Some(value) {
        return Ok(octets.to_vec());
    }
    let written = match named(store, setting)? {
        Named::Ini(key, encoding) => {
            let (charset, body) = Charset::of_ini(octets, encoding)?;
            let mark = &octets[..octets.len() - body.len()];
            let body = ini::set(body, charset, key, value)?;
            [mark, &body].concat()
        }
        Named::Xml(node, encoding) => xml::find(octets, encoding, node)?.with(octets, value),
    };
    // Quotation marks and comments have rules of their own: what counts is what is read.
    match get(&written, store, setting) {
        Ok(Some(read)) if read == value => Ok(written),
        _ => Err(DocumentFault::Unwritable(setting)),
    }
}

/// The document without a key that [`set`] had added. Its section stays, empty if need be.
pub fn remove(octets: &[u8], store: &Store, setting: Setting) -> Result<Vec<u8>, DocumentFault> {
    match named(store, setting)? {
        Named::Ini(key, encoding) => {
            let (charset, body) = Charset::of_ini(octets, encoding)?;
            let mark = &octets[..octets.len() - body.len()];
            Ok([mark, &ini::remove(body, charset, key)].concat())
        }
        Named::Xml(node, _) => Err(DocumentFault::Missing(node.path.clone())),
    }
}

fn named(store: &Store, setting: Setting) -> Result<Named<'_>, DocumentFault> {
    let found = match store {
        Store::Ini { keys, encoding, .. } => keys
            .iter()
            .find(|key| key.setting == setting)
            .map(|key| Named::Ini(key, *encoding)),
        Store::Xml {
            nodes, encoding, ..
        } => nodes
            .iter()
            .find(|node| node.setting == setting)
            .map(|node| Named::Xml(node, *encoding)),
        Store::Registry { .. } => None,
    };
    found.ok_or(DocumentFault::NotNamed(setting))
}

#[cfg(test)]
mod tests;
