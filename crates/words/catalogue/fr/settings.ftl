### Réglages.

settings-title = Réglages
settings-save = Enregistrer
settings-saved = Réglages enregistrés.
settings-revert = Annuler les changements
settings-unsaved = Des changements ne sont pas enregistrés.
settings-watch = Surveillance
settings-interval = Vérifier toutes les
settings-interval-unit = minutes
settings-interval-hint = De 3 à 60 minutes. Dix conviennent à la plupart des cabinets.
settings-quiet = Heures calmes
settings-quiet-from = De
settings-quiet-until = À
settings-quiet-hint = Pendant ces heures, les rappels attendent le matin. L’icône, elle, dit toujours la vérité.
settings-hour = { $hour } h
settings-start = Démarrage
settings-autostart = Démarrer avec l’ordinateur
settings-autostart-hint = Sans cela, la boîte n’est surveillée qu’après avoir ouvert Vigie vous-même.
settings-language = Langue
settings-language-system = Celle de l’ordinateur
settings-mailboxes = Boîtes surveillées
settings-mailboxes-none = Aucune boîte n’est surveillée.
settings-mailbox-add = Ajouter une boîte
settings-mailbox-remove = Retirer
settings-mailbox-remove-name = Retirer { $address }
settings-mailbox-password = Changer le mot de passe
settings-mailbox-password-name = Changer le mot de passe de { $address }
settings-remove-title = Retirer cette boîte ?
settings-remove-meaning = Vigie ne surveillera plus { $address } et n’avertira plus si elle tombe en panne. Son mot de passe sera effacé du trousseau de mots de passe ; son historique reste.
settings-remove-confirm = Retirer la boîte
settings-removed = La boîte { $address } n’est plus surveillée.
settings-practice = Cabinet
settings-software = Logiciel de facturation
settings-department = Département
settings-advanced = Réglages avancés
settings-witnesses = Témoins de votre connexion Internet
settings-witnesses-hint = Un par ligne : nom:port. Quand la boîte ne répond pas, Vigie ouvre une simple connexion à ces machines pour savoir si c’est votre connexion Internet qui est coupée ; une fois par jour environ, il s’assure qu’on peut les joindre d’ici. Rien ne leur est envoyé.
settings-witnesses-invalid = Ce témoin n’est pas de la forme nom:port : { $line }
settings-witnesses-many = Seize témoins au plus.
settings-cap = Durée maximale d’une vérification
settings-cap-unit = secondes
settings-cap-hint = De 5 à 60 secondes. Pendant une vérification, les autres logiciels trouvent la boîte occupée : plus c’est court, moins votre logiciel de facturation risque d’attendre.
settings-transition = Surveillance de l’ancienne boîte après un changement
settings-transition-unit = jours
settings-transition-hint = De 1 à 365 jours. Des retours en retard peuvent encore y arriver ; cela vaut pour le prochain changement.
settings-number-invalid = Indiquez un nombre entier de { $least } à { $most }.
settings-errors = { $count ->
    [one] Un réglage est à corriger.
   *[other] { $count } réglages sont à corriger.
}

## Vos lots

settings-lots = Vos lots
settings-lots-lead = Pour attendre l’ARL de chaque lot, Vigie lit ce que votre logiciel de facturation range sur cet ordinateur. Il n’y change rien.
settings-lots-needs-mailbox = Ajoutez d’abord une boîte.
settings-lots-none = Vigie ne suit encore aucun dossier ni fichier.
settings-lots-kind = Qu’y trouve-t-on ?
settings-lots-kind-lot-folder = Dossier des lots envoyés
settings-lots-kind-lot-folder-hint = Un fichier par lot, ou les messages envoyés.
settings-lots-kind-return-folder = Dossier des ARL et retours reçus
settings-lots-kind-return-folder-hint = Là où le logiciel range ce qu’il a relevé dans la boîte.
settings-lots-kind-pyxvital = Pyxvital
settings-lots-kind-pyxvital-hint = Le fichier Pyxvital.ini : Vigie y lit où sont les lots et les ARL.
settings-lots-kind-log = Journal ou export du logiciel
settings-lots-kind-log-hint = Un fichier de texte où le logiciel note ses envois.
settings-lots-of-practitioner = { $kind }, praticien { $practitioner }
settings-lots-read = Lu : { $at }
settings-lots-unread = Pas encore lu
settings-lots-remove = Ne plus suivre
settings-lots-remove-name = Ne plus suivre { $path }
settings-lots-remove-title = Ne plus suivre cet emplacement ?
settings-lots-remove-meaning = Vigie ne lira plus { $path }. Les lots qu’il y a déjà vus restent dans la liste.
settings-lots-removed = Vigie ne suit plus cet emplacement.
settings-lots-find = Chercher sur cet ordinateur
settings-lots-finding = Recherche en cours…
settings-lots-found = Trouvé sur cet ordinateur
settings-lots-found-use = Voir et ajouter
settings-lots-preview-name = Voir et ajouter { $path }
settings-lots-found-none = Rien n’a été trouvé aux endroits habituels. Ajoutez le dossier vous-même ; l’assistance de votre logiciel sait où il est.
settings-lots-found-used = Tout ce qui a été trouvé est déjà suivi.
settings-lots-add = Ajouter un dossier ou un fichier
settings-lots-folder = Dossier
settings-lots-file = Fichier
settings-lots-browse = Parcourir…
settings-lots-browse-failed = Le choix du dossier n’a pas pu s’ouvrir : écrivez son emplacement.
settings-lots-practitioner = Dossier du praticien
settings-lots-practitioner-hint = Utile seulement si plusieurs praticiens partagent ce Pyxvital.
settings-lots-profile = Logiciel qui l’écrit
settings-lots-profile-none = Vigie ne connaît encore le journal d’aucun logiciel.
settings-lots-mailbox = Boîte d’où partent ces lots
settings-lots-preview = Voir ce que Vigie y trouve
settings-lots-previewing = Lecture en cours…
settings-lots-preview-title = Ce que Vigie y trouve
settings-lots-preview-lots = { $count ->
    [0] Aucun lot
    [one] { $count } lot
   *[other] { $count } lots
}
settings-lots-preview-returns = { $count ->
    [0] aucun retour
    [one] { $count } retour
   *[other] { $count } retours
}
settings-lots-preview-unknown = { $count ->
    [one] { $count } fichier ou ligne sans rapport
   *[other] { $count } fichiers ou lignes sans rapport
}
settings-lots-preview-nothing = Ni lot ni retour pour l’instant. Vous pouvez suivre cet emplacement malgré tout, si votre logiciel n’a encore rien envoyé.
settings-lots-preview-sample = Derniers lots trouvés
settings-lots-use = Suivre cet emplacement
settings-lots-added = Ajouté : Vigie lit cet emplacement.
settings-lots-wrong-path = Indiquez l’emplacement complet, par exemple C:\pyxvital\LOTS.
settings-lots-wrong-profile = Choisissez le logiciel qui écrit ce fichier.

## Délai

settings-deadline = Délai d’attente d’un ARL
settings-deadline-forty-eight-hours = 48 heures
settings-deadline-two-working-days = Deux jours ouvrés
settings-deadline-hint = Passé ce délai sans ARL, le lot est à renvoyer. Prenez le délai que compte votre logiciel de facturation ; sans le savoir, gardez 48 heures.

settings-managed = Géré par le support.
