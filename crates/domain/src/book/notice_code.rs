//! Reject and notice codes of which the meaning is known.

use serde::{Deserialize, Serialize};

/// What a code or its label says, where a public source explains it. Neither asks for anything: the
/// caisse has the lot already, and a second copy of it came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownNotice {
    /// The lot had arrived before: « 1070 », « lot déjà reçu ».
    AlreadyReceived,
    /// Its invoices are being dealt with: « facture déjà en traitement ».
    AlreadyInProcess,
}

/// Codes with their meaning. The last two stand for a label: its code is not public.
const CODES: [(&str, KnownNotice); 3] = [
    ("1070", KnownNotice::AlreadyReceived),
    (LOT_ALREADY_RECEIVED, KnownNotice::AlreadyReceived),
    (INVOICE_IN_PROCESS, KnownNotice::AlreadyInProcess),
];

/// Stands in a return's codes for the label « lot déjà reçu ».
pub const LOT_ALREADY_RECEIVED: &str = "LOTDEJARECU";
/// Stands in a return's codes for the label « facture déjà en traitement ».
pub const INVOICE_IN_PROCESS: &str = "FACTUREDEJAENTRAITEMENT";

impl KnownNotice {
    /// Every code of which the meaning is known: letters and digits.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        CODES.iter().map(|(code, _)| *code)
    }

    /// What a code means, where that is known.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        CODES
            .iter()
            .find(|(known, _)| code.eq_ignore_ascii_case(known))
            .map(|(_, notice)| *notice)
    }

    /// The code that stands for a label, whatever its case, accents and spaces; one octet per
    /// character, as in the files.
    #[must_use]
    pub fn code_of_label(label: &str) -> Option<&'static str> {
        let plain: String = label.chars().filter_map(plain_letter).collect();
        [LOT_ALREADY_RECEIVED, INVOICE_IN_PROCESS]
            .into_iter()
            .find(|known| plain.contains(known))
    }
}

fn plain_letter(letter: char) -> Option<char> {
    match letter {
        'é' | 'è' | 'ê' | 'É' | 'È' | 'Ê' => Some('E'),
        'ç' | 'Ç' => Some('C'),
        'à' | 'À' => Some('A'),
        letter => letter
            .is_ascii_alphanumeric()
            .then(|| letter.to_ascii_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_labels_lead_to_their_meaning() {
        assert_eq!(
            KnownNotice::of_code("1070"),
            Some(KnownNotice::AlreadyReceived)
        );
        assert_eq!(KnownNotice::of_code("1071"), None);
        for (label, notice) in [
            ("LOT DEJA RECU", KnownNotice::AlreadyReceived),
            ("Rejet : lot déjà reçu.", KnownNotice::AlreadyReceived),
            ("FACTURE DÉJÀ EN TRAITEMENT", KnownNotice::AlreadyInProcess),
        ] {
            let code = KnownNotice::code_of_label(label).unwrap();
            assert_eq!(KnownNotice::of_code(code), Some(notice));
        }
        assert_eq!(KnownNotice::code_of_label("NUMERO INVALIDE"), None);
    }
}
