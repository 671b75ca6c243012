//! Taking out of a text what support need not see.

/// The text with the local part of everything that looks like an address masked, and with each of
/// these user names masked where they stand alone.
pub(super) fn scrubbed(text: &str, names: &[String]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut word = String::new();
    for character in text.chars() {
        if is_part_of_address(character) {
            word.push(character);
        } else {
            kept.push_str(&masked_word(&word, names));
            word.clear();
            kept.push(character);
        }
    }
    kept.push_str(&masked_word(&word, names));
    kept
}

/// What stands for a local part.
const MASK: &str = "***";

fn is_part_of_address(character: char) -> bool {
    character.is_alphanumeric() || "@.!#$%&'*+-/=?^_`{|}~".contains(character)
}

fn masked_word(word: &str, names: &[String]) -> String {
    if let Some((_, domain)) = word.rsplit_once('@') {
        return format!("{MASK}@{domain}");
    }
    let bare = word.trim_matches(|character: char| !character.is_alphanumeric());
    let is_name = !bare.is_empty()
        && names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(bare) || name.eq_ignore_ascii_case(word));
    if is_name {
        MASK.to_owned()
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_local_part_and_names_are_masked() {
        let names = ["cabinet.durand".to_owned()];
        assert_eq!(
            scrubbed("login of <c.d+x@exemple.example>: refused", &names),
            "login of <***@exemple.example>: refused"
        );
        assert_eq!(
            scrubbed("{\"login\": \"Cabinet.Durand\"}", &names),
            "{\"login\": \"***\"}"
        );
        assert_eq!(
            scrubbed("user=cabinet.durand.", &["user=cabinet.durand".to_owned()]),
            "***"
        );
        assert_eq!(
            scrubbed("pop.exemple.example 995", &names),
            "pop.exemple.example 995"
        );
        assert_eq!(scrubbed("a@b@c.example", &names), "***@c.example");
    }
}
