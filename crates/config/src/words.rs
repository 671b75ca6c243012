//! Texts for people: plain paragraphs in French and in English.

/// The characters that a text for people may not hold, by what is wrong with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    Control,
    Hidden,
}

/// A text in both languages. It is data: faces show it as it is, never as markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

/// Paragraphs in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraphs {
    /// In French, 1 to 8.
    pub fr: Vec<String>,
    /// In English, 1 to 8.
    pub en: Vec<String>,
}

/// Whether every character of a text shows: no control, formatting or private character, no blank
/// without width.
#[must_use]
pub fn shows(text: &str) -> bool {
    unfit(text).is_none()
}

/// The first thing in a text that makes it unfit for people.
pub(crate) fn unfit(text: &str) -> Option<Unfit> {
    text.chars().find_map(|letter| {
        if letter.is_control() {
            Some(Unfit::Control)
        } else if is_hidden(letter) {
            Some(Unfit::Hidden)
        } else {
            None
        }
    })
}

/// Formatting characters (Unicode category Cf), separators of lines and paragraphs, blanks without
/// width, private and unassigned ranges: nothing that plain French or English prose needs.
fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{ad}'
        | '\u{34f}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{ffff}'
        | '\u{110bd}'
        | '\u{110cd}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_prose_is_fit_and_tricks_are_not() {
        let prose = "« La Poste » a coupé le POP\u{a0}: l’accès revient à 9\u{202f}h\u{202f}; œuvre, 20\u{a0}€, <b>&amp;</b>";
        assert_eq!(unfit(prose), None);
        for (letter, wrong) in [
            ('\n', Unfit::Control),
            ('\r', Unfit::Control),
            ('\u{1b}', Unfit::Control),
            ('\u{85}', Unfit::Control),
            ('\u{202e}', Unfit::Hidden),
            ('\u{2066}', Unfit::Hidden),
            ('\u{200b}', Unfit::Hidden),
            ('\u{2028}', Unfit::Hidden),
            ('\u{e0041}', Unfit::Hidden),
        ] {
            assert_eq!(unfit(&format!("a{letter}b")), Some(wrong), "{letter:?}");
        }
    }
}
