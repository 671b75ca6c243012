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
    let mut word = word.to_owned();
    for name in names.iter().filter(|name| !name.is_empty()) {
        let mut from = 0;
        while let Some(at) = find_alone(&word, name, from) {
            word.replace_range(at..at + name.len(), MASK);
            from = at + MASK.len();
        }
    }
    word
}

/// Where from there on a name stands in a word, in any case, with no letter or digit beside it: a
/// server may say `user=name` or `/home/name/`.
fn find_alone(word: &str, name: &str, from: usize) -> Option<usize> {
    let is_alone = |beside: Option<char>| !beside.is_some_and(char::is_alphanumeric);
    let mut places = word.char_indices().map(|(at, _)| at);
    places.find(|&at| {
        let found = word.get(at..at + name.len());
        at >= from
            && found.is_some_and(|found| found.eq_ignore_ascii_case(name))
            && is_alone(word[..at].chars().next_back())
            && is_alone(word[at + name.len()..].chars().next())
    })
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
            "***."
        );
        assert_eq!(
            scrubbed("user=CABINET.durand, /var/mail/cabinet.durand/", &names),
            "user=***, /var/mail/***/"
        );
        assert_eq!(scrubbed("cabinet.durandal", &names), "cabinet.durandal");
        assert_eq!(scrubbed("a*b", &["*".to_owned()]), "a*b");
        assert_eq!(scrubbed("= *", &["*".to_owned()]), "= ***");
        assert_eq!(
            scrubbed("pop.exemple.example 995", &names),
            "pop.exemple.example 995"
        );
        assert_eq!(scrubbed("a@b@c.example", &names), "***@c.example");
    }
}
