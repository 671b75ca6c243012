# Why the agent did not do what was asked.

refusal-foreign-version =
    .title = Cette fenêtre et Vigie ne sont pas de la même version ({ $face } et { $agent })
    .action = Quittez Vigie puis relancez-le, pour que tout soit de la même version.
refusal-hello-expected =
    .title = Vigie n’a pas compris qui lui parle
    .action = Quittez Vigie puis relancez-le.
refusal-malformed =
    .title = Vigie n’a pas compris la demande ({ $what }, position { $column })
    .action = Quittez Vigie puis relancez-le, pour que tout soit de la même version.
refusal-too-long =
    .title = La demande est trop longue pour Vigie
    .action = Raccourcissez ce que vous avez saisi.
refusal-too-many-faces =
    .title = Trop de fenêtres de Vigie sont ouvertes en même temps
    .action = Fermez-en quelques-unes, puis recommencez.
refusal-out-of-range =
    .title = Une valeur n’est pas acceptée : { $field ->
        [interval_minutes] l’intervalle entre deux vérifications va de 3 à 60 minutes
        [session_cap_s] la durée d’une vérification va de 5 à 60 secondes
        [quiet_from] l’heure du soir va de 0 à 23
        [quiet_until] l’heure du matin va de 0 à 23
        [minutes] une suspension dure de 1 à 1440 minutes
        [language] la langue est fr ou en
        [billing_software] le nom du logiciel de facturation est trop long
        [department] ce numéro de département n’existe pas
        [witnesses] la liste des témoins n’est pas bonne (nom:port)
        [server_host] ce n’est pas un nom de serveur
        [server_port] le port va de 1 à 65535
        [login] le nom d’utilisateur est vide, trop long, ou contient un retour à la ligne
        [password] le mot de passe est vide, trop long, ou contient un retour à la ligne
        [search] le texte cherché est trop long
        [reason] la raison est vide ou trop longue
        [sent] la date d’envoi est dans l’avenir, ou trop ancienne
        [date] la date du lot est dans l’avenir
        [path] il faut le chemin complet du dossier ou du fichier
        [ini] il faut le chemin complet du fichier
       *[other] { $field }
      }
    .action = Corrigez cette valeur.
refusal-unknown-mailbox =
    .title = Cette boîte n’est pas surveillée par Vigie
    .action = Regardez la liste des boîtes surveillées.
refusal-unknown-entry =
    .title = Ce lot ou ce dossier n’est plus dans Vigie
    .action = Rouvrez la page pour voir ce qui s’y trouve maintenant.
refusal-already-watched =
    .title = Cette adresse est déjà surveillée
    .action = Pour en changer le mot de passe, ouvrez les Réglages.
refusal-host-not-approved =
    .title = Le serveur { $host } n’appartient pas à votre adresse, et Vigie ne le connaît pas
    .action = Ne lui confiez votre mot de passe que si votre fournisseur vous a donné ce nom : acceptez-le alors expressément.
refusal-clear-text-refused =
    .title = Vigie n’envoie pas de mot de passe sans protection
    .action = Choisissez la connexion protégée, ou un autre serveur.
refusal-secret-unavailable =
    .title = { $locked ->
        [yes] Le trousseau de mots de passe de l’ordinateur est verrouillé
       *[no] Cet ordinateur n’offre pas de trousseau de mots de passe
      }
    .action = { $locked ->
        [yes] Déverrouillez-le, puis recommencez.
       *[no] Demandez à la personne qui s’occupe de votre ordinateur d’en installer un.
      }
refusal-too-soon =
    .title = Il faut laisser un peu de temps entre deux connexions
    .action = Recommencez dans { $wait }.
refusal-password-needed =
    .title = Le mot de passe de cette boîte a été refusé deux fois : Vigie ne l’essaie plus
    .action = Essayez-le sur le site de votre fournisseur, puis saisissez dans Vigie celui qui marche.
refusal-record-unavailable =
    .title = Vigie ne peut pas l’enregistrer : le disque est plein, ou l’historique est abîmé
    .action = Faites de la place sur le disque, puis recommencez.
refusal-not-possible =
    .title = Ce n’est pas possible ici
    .action = Cela demande un ordinateur avec un écran, ou l’entraînement en cours.
refusal-under-way =
    .title = Une vérification de boîte ou un changement est déjà en cours
    .action = Allez d’abord au bout, ou abandonnez : page « Changer de boîte ».
refusal-nothing-under-way =
    .title = Il n’y a rien à continuer : aucune vérification ni aucun changement de boîte n’est en cours
    .action = Commencez par vérifier une nouvelle boîte.
refusal-verdict-forbids =
    .title = Cette boîte n’a pas été reconnue bonne : Vigie ne bascule pas vers elle
    .action = Lisez ce qui manque, corrigez, puis vérifiez à nouveau.
refusal-consent-needed =
    .title = Sans votre accord, Vigie n’envoie aucun message
    .action = Cochez l’accord : ce sont quelques courts messages, que Vigie retire ensuite.
refusal-relay-in-use =
    .title = Votre logiciel de facturation passe par le relais de Vigie
    .action = Remettez d’abord le logiciel sur la boîte elle-même, depuis la page « Relais ».
refusal-relay-off =
    .title = Le relais de Vigie est arrêté
    .action = Démarrez-le depuis la page « Relais ».
refusal-not-an-enrolment =
    .title = Ce n’est pas un fichier d’inscription que Vigie peut accepter ({ $what })
    .action = Demandez à votre support de vous l’envoyer de nouveau.
refusal-managed =
    .title = Ce réglage est géré par le support
    .action = Appelez votre support pour le faire changer.
