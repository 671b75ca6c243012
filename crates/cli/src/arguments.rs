//! The command line of `vigie`.

mod enroll;
mod relay;
mod switch;
mod verify;

use std::{path::PathBuf, str::FromStr, time::Duration};

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use vigie_domain::{
    account::Address,
    book::{query::LotFilter, source::SourceKind},
    server::{Security, Server},
};
use vigie_words::Language;

pub(crate) use enroll::Enroll;
pub(crate) use relay::Relay;
pub(crate) use switch::{FicheAsked, Switch, WayChoice};
pub(crate) use verify::Verify;

const HELP: &str = "\
{about-with-newline}
Utilisation : {usage}

{all-args}{after-help}";

const EXIT_STATUS: &str = "\
Code de retour :
  0  tout va bien, ou la demande est exécutée
  1  alarme ou attention ; la boîte ne répond pas ; la demande n’a pas pu être exécutée
  2  erreur dans la commande elle-même
  3  impossible à dire : boîte occupée par un autre logiciel, attente demandée par le
     fournisseur, pas de connexion Internet, surveillance suspendue, Vigie arrêté

`vigie check --address …` vérifie une boîte sans que Vigie tourne et sans rien enregistrer.
`vigie switch` rend 3 tant que le changement attend une action de votre part.
`vigie relay status` rend 0 si le relais va bien ou ne sert pas, 1 si quelque chose est à voir.
`vigie verify` rend 0 si la nouvelle boîte convient, 1 si elle ne convient pas, 3 si ce n’est pas prouvé.";

/// Vigie au terminal : surveille la boîte de télétransmission et dit ce qui ne va pas
#[derive(Debug, Parser)]
#[command(
    name = "vigie",
    version,
    about,
    help_template = HELP,
    after_help = EXIT_STATUS,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "Commandes",
    subcommand_value_name = "COMMANDE",
    next_help_heading = "Options",
    max_term_width = 100
)]
pub(crate) struct Arguments {
    /// Dossier d’une autre installation de Vigie (essais)
    #[arg(long, value_name = "DOSSIER", global = true)]
    pub(crate) data_dir: Option<PathBuf>,

    /// Langue des phrases [défaut : celle de Vigie ou du système]
    #[arg(long, value_name = "LANGUE", global = true, value_parser = language, hide_possible_values = true)]
    pub(crate) language: Option<Language>,

    /// Affiche cette aide
    #[arg(short, long, action = ArgAction::Help, global = true)]
    help: Option<bool>,

    /// Affiche la version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Dit si tout va bien, et sinon quoi faire
    #[command(help_template = HELP)]
    Status(Listing),
    /// Vérifie maintenant : les boîtes surveillées, ou avec --address une boîte quelconque
    #[command(help_template = HELP, next_help_heading = "Options")]
    Check(Check),
    /// Montre la disponibilité et les incidents
    #[command(help_template = HELP)]
    History(History),
    /// Montre les lots envoyés et où en est leur ARL, ou en règle à la main
    #[command(help_template = HELP, args_conflicts_with_subcommands = true)]
    Lots(Lots),
    /// Indique à Vigie où le logiciel de facturation range ses lots et ses ARL
    #[command(
        help_template = HELP,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE"
    )]
    Sources {
        #[command(subcommand)]
        command: Sources,
    },
    /// Ajoute, montre ou retire des boîtes surveillées
    #[command(
        help_template = HELP,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE"
    )]
    Accounts {
        #[command(subcommand)]
        command: Accounts,
    },
    /// Montre en direct ce qui se passe, jusqu’à Ctrl-C
    #[command(help_template = HELP)]
    Watch(Listing),
    /// Passe en revue ce dont Vigie a besoin sur cet ordinateur
    #[command(help_template = HELP)]
    Doctor(Listing),
    /// Suit l’organisation de votre support : messages, réglages ; ou ne la suit plus
    #[command(help_template = HELP, next_help_heading = "Options")]
    Enroll(Enroll),
    /// Vérifie une nouvelle boîte avant de changer : vraie boîte, à part, vide, qui sait envoyer
    #[command(help_template = HELP, next_help_heading = "Options")]
    Verify(Box<Verify>),
    /// Passe à la nouvelle boîte vérifiée dans Vigie, ou revient à l’ancienne
    #[command(
        help_template = HELP,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE"
    )]
    Switch {
        #[command(subcommand)]
        command: Switch,
    },
    /// Le relais : une seule adresse sur cet ordinateur pour le logiciel de facturation, pour toujours
    #[command(
        help_template = HELP,
        subcommand_help_heading = "Commandes",
        subcommand_value_name = "COMMANDE"
    )]
    Relay {
        #[command(subcommand)]
        command: Relay,
    },
    /// Dit ce qu’est un message de télétransmission (fichier .eml)
    #[command(help_template = HELP)]
    Classify(Classify),
    /// Montre un fichier B2 ou NOEMIE, données personnelles masquées
    #[command(help_template = HELP)]
    Decode(Decode),
    /// Joue l’histoire d’une panne sur une boîte d’entraînement, sans rien risquer
    #[command(help_template = HELP)]
    Training(Listing),
    /// Quitte Vigie : plus rien n’est surveillé jusqu’au prochain démarrage
    #[command(help_template = HELP)]
    Quit,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Listing {
    /// Écrit du JSON, pour un programme
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Classify {
    /// Message à reconnaître
    #[arg(value_name = "FICHIER")]
    pub(crate) file: PathBuf,

    /// Règles de reconnaissance à essayer [défaut : celles de Vigie]
    #[arg(long, value_name = "FICHIER")]
    pub(crate) rules: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

#[derive(Debug, Args)]
pub(crate) struct Decode {
    /// Fichier à montrer, comprimé ou non
    #[arg(value_name = "FICHIER")]
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Adresse d’une boîte à vérifier directement, sans Vigie
    #[arg(long, value_name = "ADRESSE", requires = "password_stdin")]
    pub(crate) address: Option<Address>,

    #[command(flatten)]
    pub(crate) server: ServerChoice,

    /// Lit le mot de passe sur l’entrée standard (une ligne)
    #[arg(long, requires = "address")]
    pub(crate) password_stdin: bool,

    /// Fichier PEM d’autorités reconnues en plus, pour un serveur privé
    #[arg(long, value_name = "FICHIER", requires = "address")]
    pub(crate) ca_file: Option<PathBuf>,

    /// Durée maximale de la vérification, de 1 à 300 secondes [défaut : 20]
    #[arg(long, value_name = "SECONDES", requires = "address", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

/// Which server, where the user says more than the address.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ServerChoice {
    /// Serveur, NOM ou NOM:PORT [défaut : trouvé d’après l’adresse]
    #[arg(long, value_name = "NOM:PORT", requires = "address")]
    pub(crate) server: Option<HostPort>,

    /// Protection de la connexion : tls, starttls, ou plain (aucune : le mot de passe est lisible en chemin)
    #[arg(
        long,
        value_name = "TYPE",
        requires = "server",
        hide_possible_values = true
    )]
    pub(crate) security: Option<SecurityName>,

    /// Identifiant [défaut : celui que le fournisseur attend]
    #[arg(long, value_name = "IDENTIFIANT", requires = "address")]
    pub(crate) login: Option<String>,

    /// Accepte de confier le mot de passe à ce serveur, trouvé hors du domaine de l’adresse
    #[arg(
        long,
        value_name = "NOM",
        requires = "address",
        conflicts_with = "server"
    )]
    pub(crate) approve_host: Option<String>,
}

impl ServerChoice {
    /// The server given on the command line, if one was: TLS and its usual port unless said otherwise.
    pub(crate) fn given(&self) -> Option<Server> {
        let HostPort { host, port } = self.server.clone()?;
        let security = self.security.map_or(Security::Tls, Security::from);
        let usual = if security == Security::Tls { 995 } else { 110 };
        Some(Server {
            host,
            port: port.unwrap_or(usual),
            security,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SecurityName {
    Tls,
    Starttls,
    Plain,
}

impl From<SecurityName> for Security {
    fn from(name: SecurityName) -> Self {
        match name {
            SecurityName::Tls => Self::Tls,
            SecurityName::Starttls => Self::StartTls,
            SecurityName::Plain => Self::Plain,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct History {
    /// Adresse ou numéro d’une boîte [défaut : toutes]
    #[arg(value_name = "BOÎTE", allow_negative_numbers = true)]
    pub(crate) mailbox: Option<String>,

    /// Nombre de jours, de 1 à 3660
    #[arg(long, value_name = "JOURS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3660), hide_default_value = true)]
    pub(crate) days: u16,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

#[derive(Debug, Args)]
pub(crate) struct Lots {
    /// Adresse ou numéro d’une boîte [défaut : toutes]
    #[arg(value_name = "BOÎTE", allow_negative_numbers = true)]
    pub(crate) mailbox: Option<String>,

    /// Lots voulus : all (tous), open (sans réponse), to-do (à voir), acknowledged (ARL reçu), settled (réglés à la main), sent-again (envoyés plusieurs fois)
    #[arg(
        long,
        value_name = "TRI",
        default_value = "all",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) filter: FilterName,

    /// Numéro de lot, début d’une caisse ou d’un émetteur, date (27/04/2026, 04/2026)
    #[arg(
        long,
        value_name = "TEXTE",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) search: String,

    /// Nombre de lots, de 1 à 100000 ; les plus récents d’abord
    #[arg(long, value_name = "NOMBRE", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000), hide_default_value = true)]
    pub(crate) limit: u32,

    #[command(flatten)]
    pub(crate) listing: Listing,

    #[command(subcommand)]
    pub(crate) command: Option<LotsCommand>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FilterName {
    All,
    Open,
    ToDo,
    Acknowledged,
    Settled,
    SentAgain,
}

impl From<FilterName> for LotFilter {
    fn from(name: FilterName) -> Self {
        match name {
            FilterName::All => Self::All,
            FilterName::Open => Self::Open,
            FilterName::ToDo => Self::ToDo,
            FilterName::Acknowledged => Self::Acknowledged,
            FilterName::Settled => Self::Settled,
            FilterName::SentAgain => Self::SentAgain,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum LotsCommand {
    /// Règle des lots à la main : Vigie ne les suit plus
    #[command(help_template = HELP)]
    Settle {
        /// Numéros des lots dans Vigie (première colonne de la liste)
        #[arg(value_name = "N°", required = true, num_args = 1..=500)]
        lots: Vec<i64>,

        /// Pourquoi, par exemple « payé, vu sur Ameli Pro »
        #[arg(long, value_name = "TEXTE")]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Sources {
    /// Montre ce que Vigie lit
    #[command(help_template = HELP)]
    List(Listing),
    /// Cherche là où les logiciels de facturation rangent d’habitude leurs lots
    #[command(help_template = HELP)]
    Find(Listing),
    /// Montre ce que Vigie trouverait, sans rien retenir
    #[command(help_template = HELP)]
    Preview {
        #[command(flatten)]
        source: SourceChoice,

        #[command(flatten)]
        listing: Listing,
    },
    /// Lit désormais ce dossier ou ce fichier ; rien n’y est changé
    #[command(help_template = HELP)]
    Add {
        /// Adresse ou numéro de la boîte d’où partent ces lots [défaut : la seule surveillée]
        #[arg(long, value_name = "BOÎTE", allow_negative_numbers = true)]
        mailbox: Option<String>,

        #[command(flatten)]
        source: SourceChoice,
    },
    /// Ne lit plus ; ce qui a été appris reste
    #[command(help_template = HELP)]
    Remove {
        /// Numéro (première colonne de la liste)
        #[arg(value_name = "N°")]
        source: i64,
    },
}

/// A source, by exactly one of its kinds.
#[derive(Clone, Debug, Args)]
#[group(skip)]
pub(crate) struct SourceChoice {
    /// Dossier des lots ou des messages envoyés
    #[arg(long, value_name = "DOSSIER", required_unless_present_any = ["returns", "pyxvital", "log"], conflicts_with_all = ["returns", "pyxvital", "log"])]
    lots: Option<String>,

    /// Dossier où le logiciel range les ARL et retours reçus
    #[arg(long, value_name = "DOSSIER", conflicts_with_all = ["pyxvital", "log"])]
    returns: Option<String>,

    /// Fichier Pyxvital.ini
    #[arg(long, value_name = "FICHIER", conflicts_with = "log")]
    pyxvital: Option<String>,

    /// Journal ou export du logiciel
    #[arg(long, value_name = "FICHIER", requires = "profile")]
    log: Option<String>,

    /// Dossier du praticien dans Pyxvital, s’il y en a plusieurs
    #[arg(long, value_name = "NOM", requires = "pyxvital", conflicts_with_all = ["lots", "returns", "log"])]
    practitioner: Option<String>,

    /// Profil du logiciel, qui dit comment lire le journal
    #[arg(long, value_name = "PROFIL", requires = "log", conflicts_with_all = ["lots", "returns", "pyxvital"])]
    profile: Option<String>,
}

impl SourceChoice {
    /// The source; `None` only where the command line let none through.
    pub(crate) fn kind(self) -> Option<SourceKind> {
        if let Some(path) = self.lots {
            Some(SourceKind::LotFolder { path })
        } else if let Some(path) = self.returns {
            Some(SourceKind::ReturnFolder { path })
        } else if let Some(ini) = self.pyxvital {
            let practitioner = self.practitioner;
            Some(SourceKind::Pyxvital { ini, practitioner })
        } else {
            let (path, profile) = self.log.zip(self.profile)?;
            Some(SourceKind::Log { path, profile })
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Accounts {
    /// Surveille une boîte de plus
    #[command(help_template = HELP, next_help_heading = "Options")]
    Add {
        /// Adresse de la boîte
        #[arg(long, value_name = "ADRESSE")]
        address: Address,

        #[command(flatten)]
        server: ServerChoice,

        /// Lit le mot de passe sur l’entrée standard (une ligne)
        #[arg(long, required = true)]
        password_stdin: bool,

        /// Ajoute la boîte même si elle ne répond pas
        #[arg(long)]
        unchecked: bool,

        #[command(flatten)]
        listing: Listing,
    },
    /// Montre les boîtes surveillées
    #[command(help_template = HELP)]
    List(Listing),
    /// Ne surveille plus une boîte ; son historique reste
    #[command(help_template = HELP)]
    Remove {
        /// Adresse ou numéro de la boîte
        #[arg(value_name = "BOÎTE", allow_negative_numbers = true)]
        mailbox: String,
    },
}

/// A server's name, and its port where one was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostPort {
    /// ASCII, lower case, no trailing dot, no brackets.
    host: String,
    port: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("NOM ou NOM:PORT")]
pub(crate) struct NotAHostPort;

impl FromStr for HostPort {
    type Err = NotAHostPort;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, port) = if let Some(bracketed) = text.strip_prefix('[') {
            let (address, rest) = bracketed.split_once(']').ok_or(NotAHostPort)?;
            let address: std::net::Ipv6Addr = address.parse().map_err(|_| NotAHostPort)?;
            let port = match rest.strip_prefix(':') {
                Some(port) => Some(port),
                None if rest.is_empty() => None,
                None => return Err(NotAHostPort),
            };
            (address.to_string(), port)
        } else if let Ok(address) = text.parse::<std::net::Ipv6Addr>() {
            (address.to_string(), None)
        } else {
            let (host, port) = match text.rsplit_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            };
            (name(host)?, port)
        };
        let port = port.map(|port| port.parse::<u16>().ok().filter(|port| *port != 0));
        match port {
            Some(None) => Err(NotAHostPort),
            Some(port) => Ok(Self { host, port }),
            None => Ok(Self { host, port: None }),
        }
    }
}

/// A DNS name or IPv4 address in the form that [`Server::host`] has.
fn name(text: &str) -> Result<String, NotAHostPort> {
    let host = idna::domain_to_ascii(text.trim_end_matches('.')).map_err(|_| NotAHostPort)?;
    let label_fits = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-' || octet == b'_')
    };
    if host.len() <= 253 && host.split('.').all(label_fits) {
        Ok(host)
    } else {
        Err(NotAHostPort)
    }
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "fr, en".to_owned())
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<u64>() {
        Ok(seconds @ 1..=300) => Ok(Duration::from_secs(seconds)),
        _ => Err("1–300".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn servers_are_read_in_every_usual_form() {
        let read = |text: &str| text.parse::<HostPort>().map(|hp| (hp.host, hp.port));
        assert_eq!(
            read("POP.exemple.test."),
            Ok(("pop.exemple.test".into(), None))
        );
        assert_eq!(
            read("pop.exemple.test:995"),
            Ok(("pop.exemple.test".into(), Some(995)))
        );
        assert_eq!(read("127.0.0.1:1995"), Ok(("127.0.0.1".into(), Some(1995))));
        assert_eq!(read("[::1]:995"), Ok(("::1".into(), Some(995))));
        assert_eq!(read("::1"), Ok(("::1".into(), None)));
        assert_eq!(
            read("courriel.hôtel.test"),
            Ok(("courriel.xn--htel-vqa.test".into(), None))
        );
        for bad in [
            "", ":", "a:", "a:0", "a:65536", "a:b", "[::1", "[::1]x", "a b", "a..b", "a\n",
            "-\u{0}",
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_check_without_agent_needs_the_password_on_standard_input() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        assert!(parse("vigie check").is_ok());
        assert!(parse("vigie check --address a@b.test --password-stdin").is_ok());
        assert!(parse("vigie check --address a@b.test").is_err());
        assert!(parse("vigie check --password-stdin").is_err());
        assert!(parse("vigie check --server pop.b.test").is_err());
        assert!(parse("vigie check --address nobody --password-stdin").is_err());
        assert!(parse("vigie check --address a@b.test --password-stdin --security tls").is_err());
        assert!(parse("vigie check --address a@b.test --password-stdin --timeout 0").is_err());
        assert!(parse("vigie accounts add --address a@b.test").is_err());
        assert!(parse("vigie --data-dir /x status --json").is_ok());
    }
}
