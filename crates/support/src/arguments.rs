//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use vigie_config::{Kind, PracticeNumber, Version};
use vigie_words::Language;

/// Écrire et vérifier la configuration de Vigie / Write and check Vigie's configuration
#[derive(Debug, Parser)]
#[command(name = "vigie-support", version, after_help = EXIT)]
pub(crate) struct Arguments {
    /// Langue des réponses : fr, en / Language of the answers
    #[arg(long, global = true, value_parser = language)]
    pub(crate) language: Option<Language>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Donne un document commenté à remplir / Prints a commented document to fill in
    New {
        /// pages, bulletin, withdrawal, providers, rules, profiles, deadlines, settings, release, practice
        #[arg(value_parser = kind)]
        kind: Kind,
    },
    /// Vérifie un document ou un dossier, et dit qui il atteint / Checks, and says whom it reaches
    Check {
        /// Fichier .toml ou .json, ou dossier / File or folder
        path: PathBuf,
    },
    /// Montre ce que verrait un cabinet / Shows what one practice would see
    Preview(Preview),
}

#[derive(Debug, Args)]
pub(crate) struct Preview {
    /// Numéro du cabinet / The practice's number
    #[arg(long, default_value = "0000-0000-0000")]
    pub(crate) practice: PracticeNumber,
    /// Domaine d’une boîte, répétable / Domain of a mailbox, repeatable
    #[arg(long)]
    pub(crate) domain: Vec<String>,
    /// Logiciel de facturation / Billing software
    #[arg(long)]
    pub(crate) software: Option<String>,
    /// Département
    #[arg(long)]
    pub(crate) department: Option<String>,
    /// Version de Vigie / Release of Vigie
    #[arg(long, default_value = env!("CARGO_PKG_VERSION"))]
    pub(crate) version: Version,
    /// Le moment, par exemple 2027-03-01T08:00:00+01:00 / The moment; now by default
    #[arg(long)]
    pub(crate) at: Option<Timestamp>,
    /// Le dossier des documents / The folder of documents
    pub(crate) path: PathBuf,
}

const EXIT: &str = "0 : tout va bien / all is well
1 : un document est refusé / a document is refused
2 : commande mal formée / malformed command
3 : fichier illisible / unreadable file";

fn kind(name: &str) -> Result<Kind, String> {
    let names = || Kind::ALL.map(Kind::name).join(", ");
    Kind::of(name).ok_or_else(names)
}

fn language(tag: &str) -> Result<Language, String> {
    let known = Language::ALL.into_iter().find(|known| known.tag() == tag);
    known.ok_or_else(|| "fr, en".to_owned())
}
