//! The names that the page proposes for files.

/// The longest name, in characters.
const LONGEST: usize = 80;

/// The page's proposal, if it is a plain name; else a name of our own.
pub(crate) fn plain<'a>(proposed: &'a str, otherwise: &'a str) -> &'a str {
    let plain = !proposed.is_empty()
        && proposed.len() <= LONGEST
        && !proposed.starts_with('.')
        && proposed
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet));
    if plain { proposed } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        let of = |proposed| plain(proposed, "vigie.txt");
        assert_eq!(of("vigie-2026-11-23.txt"), "vigie-2026-11-23.txt");
        for odd in ["", "../x", "a/b", r"a\b", ".bashrc", "a b", "é.txt"] {
            assert_eq!(of(odd), "vigie.txt", "{odd:?}");
        }
        assert_eq!(of(&"a".repeat(81)), "vigie.txt");
    }
}
