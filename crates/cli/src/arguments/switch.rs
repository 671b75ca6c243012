//! The command line of `vigie switch`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use vigie_domain::switch::Way;

use super::{HELP, Listing};

#[derive(Debug, Subcommand)]
pub(crate) enum Switch {
    /// Montre ce qui serait fait, étape par étape, sans rien faire
    #[command(help_template = HELP)]
    Plan {
        #[command(flatten)]
        way: WayChoice,

        #[command(flatten)]
        listing: Listing,
    },
    /// Passe à la nouvelle boîte qui vient d’être vérifiée
    #[command(help_template = HELP, next_help_heading = "Options")]
    Apply {
        #[command(flatten)]
        way: WayChoice,

        /// Écrit aussi le mot de passe dans le logiciel, s’il le garde en clair
        #[arg(long, requires = "profile")]
        write_password: bool,

        /// J’ai lu le plan, et la phrase sur ce qui n’est pas prouvé s’il y en a une
        #[arg(long)]
        yes: bool,

        #[command(flatten)]
        listing: Listing,
    },
    /// Dit que les réglages sont saisis, ou que le logiciel de facturation est fermé
    #[command(help_template = HELP)]
    Continue(Listing),
    /// Remet tout comme avant le dernier changement
    #[command(help_template = HELP)]
    Undo(Listing),
    /// Dit où en est le dernier changement
    #[command(help_template = HELP)]
    Status(Listing),
    /// Donne la fiche de bascule : ce qui est resté entre les deux boîtes, et quoi faire
    #[command(help_template = HELP, next_help_heading = "Options")]
    Fiche(FicheAsked),
}

#[derive(Debug, Args)]
pub(crate) struct FicheAsked {
    /// Écrit la fiche dans ce fichier, en une page à imprimer
    #[arg(long, value_name = "FICHIER")]
    pub(crate) html: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

/// How the billing software comes to use the new mailbox.
#[derive(Clone, Debug, Args)]
pub(crate) struct WayChoice {
    /// Vigie écrit les réglages de ce logiciel (profil) [défaut : le premier qui est possible]
    #[arg(long, value_name = "PROFIL", conflicts_with = "guided")]
    pub(crate) profile: Option<String>,

    /// Vous saisissez les réglages, Vigie vous guide
    #[arg(long)]
    pub(crate) guided: bool,

    /// Règle le logiciel de facturation sur le relais ; la boîte reste la même
    #[arg(long, conflicts_with = "from_relay")]
    to_relay: bool,

    /// Règle le logiciel de facturation sur la boîte elle-même, sans le relais
    #[arg(long)]
    from_relay: bool,
}

impl WayChoice {
    /// Whether the billing software is set back from the relay; `None`: it is about another mailbox.
    pub(crate) const fn back_from_relay(&self) -> Option<bool> {
        match (self.to_relay, self.from_relay) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            (false, false) => None,
        }
    }

    /// Whether a way is the one that was chosen.
    pub(crate) fn allows(&self, way: &Way) -> bool {
        match (way, &self.profile) {
            (Way::Profile { profile, .. }, Some(chosen)) => profile == chosen,
            (Way::Profile { .. }, None) => !self.guided,
            (Way::Guided, chosen) => chosen.is_none(),
            (Way::Relay, chosen) => chosen.is_none() && !self.guided,
        }
    }
}
