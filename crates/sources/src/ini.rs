//! INI files as Windows programs write them: read tolerantly, never written.

use vigie_domain::billing::Encoding;

use crate::log::text::decode;

/// Lines looked at.
const MOST_LINES: usize = 20_000;

/// The entries of an INI file in their order.
#[derive(Debug, Default)]
pub(crate) struct Ini {
    /// Section, key and value; section and key folded.
    entries: Vec<(String, String, String)>,
}

impl Ini {
    /// Reads it as UTF-16 where a mark says so, as UTF-8 where it is valid, and else in the code page
    /// of French Windows. What is no section and no entry is passed over.
    pub(crate) fn parse(octets: &[u8]) -> Self {
        let text = match encoding_rs::Encoding::for_bom(octets) {
            Some((encoding, _)) => encoding.decode(octets).0.into_owned(),
            None => match std::str::from_utf8(octets) {
                Ok(text) => text.to_owned(),
                Err(_) => decode(octets, Encoding::Windows1252).into_owned(),
            },
        };
        let mut ini = Self::default();
        let mut section = String::new();
        for line in text.lines().take(MOST_LINES) {
            let line = line.trim();
            if let Some(name) = line.strip_prefix('[') {
                let name = name.split(']').next().unwrap_or_default();
                section = folded(name);
            } else if let Some((key, value)) = line.split_once('=')
                && !line.starts_with([';', '#'])
            {
                let value = unquoted(value.trim()).trim();
                ini.entries
                    .push((section.clone(), folded(key), value.to_owned()));
            }
        }
        ini
    }

    /// The first value of this key that is not empty, whatever the letter case and accents.
    pub(crate) fn get(&self, section: &str, key: &str) -> Option<&str> {
        let (section, key) = (folded(section), folded(key));
        self.entries
            .iter()
            .find(|(in_section, of_key, value)| {
                same(in_section, &section) && same(of_key, &key) && !value.is_empty()
            })
            .map(|(.., value)| value.as_str())
    }
}

/// Lower case, without accents; letters that a wrong encoding spoilt become `?`.
fn folded(name: &str) -> String {
    name.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'à' | 'â' | 'ä' => 'a',
            'ç' => 'c',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            letter if letter.is_ascii() => letter,
            _ => '?',
        })
        .collect()
}

/// Equal, where a letter that was spoilt may be any.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && one
            .bytes()
            .zip(other.bytes())
            .all(|(a, b)| a == b || a == b'?' || b == b'?')
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_keys_are_found_whatever_their_encoding_and_letter_case() {
        let utf16: Vec<u8> = std::iter::once(0xfeff)
            .chain("[Répertoires]\r\nLots=x\r\n".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for octets in [
            &b"[R\xe9pertoires]\r\nLots=x\r\n"[..],
            "\u{feff}[Répertoires]\nLots=x".as_bytes(),
            "[R\u{e9}pertoires]\r\nLots=x".as_bytes(),
            b"[R\x82pertoires]\nLots=x",
            b" [REPERTOIRES] ; rest\n  LOTS =  \"x\"  \n",
            b"[autre]\nLots=y\n[repertoires]\n;Lots=z\nLots=\nlots='x'\nLots=w",
            &utf16,
        ] {
            let ini = Ini::parse(octets);
            assert_eq!(
                ini.get("Répertoires", "Lots"),
                Some("x"),
                "{}",
                String::from_utf8_lossy(octets)
            );
            assert_eq!(ini.get("Répertoires", "Arl"), None);
            assert_eq!(ini.get("SCOR", "Lots"), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_octets_make_it_panic(octets in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let ini = Ini::parse(&octets);
            let _ = ini.get("Répertoires", "Lots");
        }

        #[test]
        fn what_was_written_is_read(value in "[a-zA-Z0-9é:\\\\#][ a-zA-Z0-9é:\\\\#]{0,30}") {
            let text = format!("[Répertoires]\r\nArl={value}\r\n");
            let (octets, ..) = encoding_rs::WINDOWS_1252.encode(&text);
            let ini = Ini::parse(&octets);
            proptest::prop_assert_eq!(ini.get("repertoires", "ARL"), Some(value.trim()));
        }
    }
}
