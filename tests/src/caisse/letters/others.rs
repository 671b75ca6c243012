//! Mail that is neither a lot nor a caisse's answer.

use super::{Head, Letter, packed};
use crate::caisse::{
    arrival::{Outcome, Packing},
    lot::Lot,
    records,
};

/// A complementary insurer's return: the same layout, from an ordinary domain.
pub(super) fn complementary_return(head: Head, lot: &Lot, packing: Packing) -> Letter {
    let (content, extension) = packed(&records::noemie(lot, Outcome::Settled, true), packing);
    head.from("retours@mutuelle-inventee.example", "Retour (essai)")
        .edi(
            "application/edi-consent",
            "NOEMIE/AMC",
            &format!("AMC_{}.{extension}", lot.stamp),
            &content,
        )
}

/// Its automatic message.
pub(super) fn complementary_notice(head: Head) -> Letter {
    head.from(
        "ne-pas-repondre@mutuelle-inventee.example",
        "=?utf-8?q?Votre_relev=C3=A9_est_disponible?=",
    )
    .with("Auto-Submitted: auto-generated")
    .text("Message inventé : un relevé est disponible.\n")
}

/// A mailing list's message.
pub(super) fn newsletter(head: Head) -> Letter {
    head.from("lettre@syndicat-invente.example", "Lettre du mois")
        .with("List-Id: <lettre.syndicat-invente.example>")
        .with("Precedence: bulk")
        .text("Lettre inventée.\n.\nUn point seul sur sa ligne, pour la transparence.\n")
}

/// An advertisement that nobody asked for, with the faults that such mail has.
pub(super) fn spam(head: Head) -> Letter {
    head.from(
        "gagnez@reclame.example",
        "=?utf-8?b?UsOpcG9uc2UgdXJnZW50ZSA6IElSLzAwMDAwLzEvMQ==?=",
    )
    .with("X-Priority: 1")
    .with("Content-Type: text/html; charset=inexistant-8")
    .whole("<html><p>Offre invent\u{e9}e.</html>\r\n")
}

/// A person's own mail.
pub(super) fn personal(head: Head) -> Letter {
    head.from("amie.inventee@exemple.example", "Dimanche ?")
        .text("Bonjour, on se voit dimanche ?\nPersonne inventée\n")
}
