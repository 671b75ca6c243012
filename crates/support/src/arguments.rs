//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use vigie_config::{Kind, PracticeNumber, Version};
use vigie_steering::PracticeCode;
use vigie_words::Language;

use crate::keys::KeyRole;

/// Écrire, signer et publier la configuration de Vigie / Write, sign and publish Vigie's configuration
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
    /// Fait les clés, la racine et le fichier d’adhésion / Makes the keys, the root and the enrolment file
    Init(Init),
    /// Fait une clé de plus, à ajouter par « rotate » / Makes one more key, to be added by "rotate"
    Key(NewKey),
    /// Montre ce qui change et le signe / Shows what changes and signs it
    Sign(Sign),
    /// Publie une proposition signée / Publishes a signed proposal
    Publish(Publish),
    /// Renouvelle l’horodatage, pour cron / Renews the timestamp, for cron
    Refresh(Refresh),
    /// Propose une nouvelle racine : clés ajoutées, révoquées / Proposes a new root: keys added, revoked
    Rotate(Rotate),
    /// Propose le retrait de documents / Proposes to withdraw documents
    Withdraw(Withdraw),
    /// Ce qui a été publié, quand, par quelles clés / What was published, when, by which keys
    Log {
        /// Le dossier publié / The published folder
        published: PathBuf,
    },
    /// Sert le dossier sur cette machine, pour essayer / Serves the folder on this machine, for trials
    Serve(Serve),
}

/// Où lire les phrases de passe / Where passphrases are read
#[derive(Clone, Debug, Args)]
pub(crate) struct PassphraseFrom {
    /// Lire les phrases de passe de ce descripteur, une par ligne / Read them from this descriptor
    #[arg(long, value_name = "N", conflicts_with = "passphrase_file")]
    pub(crate) passphrase_fd: Option<u32>,
    /// Lire les phrases de passe de ce fichier, une par ligne / Read them from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Le dossier à créer / The folder to make
    pub(crate) folder: PathBuf,
    /// Le nom que liront les cabinets / The name that practices read
    #[arg(long)]
    pub(crate) organisation: String,
    /// L’adresse https où le dossier sera servi / The https address where it will be served
    #[arg(long, value_name = "URL")]
    pub(crate) repository: String,
    /// Une personne qui détient des clés, répétable / A person who holds keys, repeatable
    #[arg(long, value_name = "NAME")]
    pub(crate) holder: Vec<String>,
    /// Signatures nécessaires ; 2 par défaut / Signatures needed; 2 by default
    #[arg(long, value_name = "N")]
    pub(crate) threshold: Option<u64>,
    /// Une seule clé de chaque sorte, pour essayer / One key of each kind, for trials
    #[arg(long, conflicts_with_all = ["holder", "threshold"])]
    pub(crate) trial: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct NewKey {
    /// La sorte de clé : root, targets, snapshot, timestamp / The kind of key
    #[arg(long)]
    pub(crate) role: KeyRole,
    /// Le fichier d’adhésion de l’organisation / The organisation's enrolment file
    #[arg(long, value_name = "FILE")]
    pub(crate) enrolment: PathBuf,
    /// Le dossier où écrire NAME.key et NAME.pub / The folder for NAME.key and NAME.pub
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) into: PathBuf,
    /// Le nom de la clé / The key's name
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// La proposition : un dossier / The proposal: a folder
    pub(crate) proposal: PathBuf,
    /// Clé qui signe, répétable / Key that signs, repeatable
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    /// Faire la proposition à partir de ces documents / Make the proposal of these documents
    #[arg(long, value_name = "DIR", requires = "published")]
    pub(crate) documents: Option<PathBuf>,
    /// Prolonger ce qui est publié, sans rien y changer / Extend what is published, and change nothing of it
    #[arg(long, requires = "published", conflicts_with = "documents")]
    pub(crate) renew: bool,
    /// Le dossier publié, avec --documents ou --renew / The published folder, with --documents or --renew
    #[arg(long, value_name = "DIR")]
    pub(crate) published: Option<PathBuf>,
    /// Le code d’un cabinet que nomme un document / The code of a practice that a document names
    #[arg(long, value_name = "CODE")]
    pub(crate) to: Vec<PracticeCode>,
    /// Pourquoi, pour le journal public / Why, for the public log
    #[arg(long)]
    pub(crate) note: Option<String>,
    /// Reprendre les signatures d’une copie / Take over the signatures of a copy
    #[arg(long, value_name = "PROPOSAL")]
    pub(crate) with: Vec<PathBuf>,
    /// Ne pas demander l’accord / Do not ask for agreement
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// Le dossier publié / The published folder
    pub(crate) published: PathBuf,
    /// La proposition et ses copies signées / The proposal and its signed copies
    #[arg(required = true)]
    pub(crate) proposal: Vec<PathBuf>,
    /// Les clés snapshot et timestamp / The snapshot and timestamp keys
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct Refresh {
    /// Le dossier publié / The published folder
    pub(crate) published: PathBuf,
    /// Les clés snapshot et timestamp / The snapshot and timestamp keys
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseFrom,
}

#[derive(Debug, Args)]
pub(crate) struct Rotate {
    /// Le dossier publié / The published folder
    #[arg(long, value_name = "DIR")]
    pub(crate) published: PathBuf,
    /// La partie publique d’une clé à ajouter / The public part of a key to add
    #[arg(long, value_name = "FILE")]
    pub(crate) add: Vec<PathBuf>,
    /// Le nom d’une clé à révoquer / The name of a key to revoke
    #[arg(long, value_name = "NAME")]
    pub(crate) revoke: Vec<String>,
    /// Signatures nécessaires, par exemple targets=2 / Signatures needed, for example targets=2
    #[arg(long, value_name = "ROLE=N", value_parser = threshold)]
    pub(crate) threshold: Vec<(KeyRole, u64)>,
    /// La proposition à faire / The proposal to make
    pub(crate) proposal: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Withdraw {
    /// Le dossier publié / The published folder
    #[arg(long, value_name = "DIR")]
    pub(crate) published: PathBuf,
    /// L’identifiant d’un document, répétable / The id of a document, repeatable
    #[arg(long, value_name = "ID")]
    pub(crate) id: Vec<String>,
    /// Ce qui est pour ce cabinet seul, répétable / What is for this practice alone, repeatable
    #[arg(long, value_name = "NUMBER")]
    pub(crate) practice: Vec<PracticeNumber>,
    /// Pourquoi, pour le journal public / Why, for the public log
    #[arg(long)]
    pub(crate) note: Option<String>,
    /// La proposition à faire / The proposal to make
    pub(crate) proposal: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Le dossier publié / The published folder
    pub(crate) published: PathBuf,
    /// Le port local ; 0 : au choix du système / The local port; 0: the system's choice
    #[arg(long, default_value_t = 8087)]
    pub(crate) port: u16,
    /// En https, l’autorité d’essai écrite là / In https, the trial's authority written there
    #[arg(long, value_name = "FILE")]
    pub(crate) tls: Option<PathBuf>,
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
1 : refusé, rien n’est changé / refused, nothing is changed
2 : commande mal formée / malformed command
3 : fichier illisible ou impossible à écrire / a file cannot be read or written";

fn kind(name: &str) -> Result<Kind, String> {
    let names = || Kind::ALL.map(Kind::name).join(", ");
    Kind::of(name).ok_or_else(names)
}

fn threshold(text: &str) -> Result<(KeyRole, u64), String> {
    let wanted = || "targets=2".to_owned();
    let (role, number) = text.split_once('=').ok_or_else(wanted)?;
    Ok((role.parse()?, number.parse().map_err(|_| wanted())?))
}

fn language(tag: &str) -> Result<Language, String> {
    let known = Language::ALL.into_iter().find(|known| known.tag() == tag);
    known.ok_or_else(|| "fr, en".to_owned())
}
