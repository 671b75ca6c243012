# vigie-support : ce que lit la personne qui écrit la configuration.

support-usage = Commande mal formée : { $what }
support-usage-no-command = Il manque une commande, par exemple « vigie-support new bulletin ».
support-usage-help = Pour l’aide : vigie-support --help
support-unreadable = { $path } ne peut pas être lu ({ $error }).
support-no-document = Ce dossier ne contient aucun document (.toml ou .json).
support-reaches = Atteint :
support-remark = Remarque,
support-well =
    { $count ->
        [one] { $count } document vérifié, aucune erreur.
       *[other] { $count } documents vérifiés, aucune erreur.
    }
support-refused =
    { $count ->
        [one] { $count } erreur : rien ne serait appliqué.
       *[other] { $count } erreurs : rien ne serait appliqué.
    }
support-needs-pages = Le site { $host } devra figurer dans un document « pages » du même dossier.

support-audience-everyone = tous les cabinets
support-audience-domains = les cabinets qui ont une boîte { $values }
support-audience-providers = les cabinets dont le fournisseur est { $values }
support-audience-software = les cabinets qui utilisent { $values }
support-audience-departments = les cabinets du département { $values }
support-audience-practices = le cabinet { $values }
support-audience-share = { $percent } % des cabinets (tirage « { $salt } »)
support-audience-halted = personne (0 %)
support-audience-from = les cabinets avec Vigie { $version } ou plus récent
support-audience-before = les cabinets avec une version de Vigie antérieure à { $version }
support-audience-and = et, parmi eux,
support-audience-or = ou
support-audience-unknown = personne (critère inconnu)

support-problem-too-long = dépasse { $most } octets
support-problem-not-utf8 = n’est pas en UTF-8
support-problem-not-named = le nom du fichier doit finir par .toml ou .json
support-problem-syntax = n’est pas lisible ({ $what })
support-problem-too-deep = est imbriqué sur plus de { $most } niveaux
support-problem-too-many-values = contient plus de { $most } valeurs
support-problem-set-too-large = le dossier dépasse la limite ({ $most } documents ou octets)
support-problem-no-value = n’est pas une valeur permise (nombres entiers seulement, jamais null)
support-problem-missing = manque
support-problem-wanted-text = doit être un texte entre guillemets
support-problem-wanted-number = doit être un nombre entier
support-problem-wanted-truth = doit être true ou false
support-problem-wanted-list = doit être une liste
support-problem-wanted-table = doit être une table
support-problem-unknown-word = doit être l’un de : { $what }
support-problem-empty = est vide
support-problem-long-text = dépasse { $most } caractères
support-problem-too-many = a plus de { $most } éléments
support-problem-control-character = contient un saut de ligne ou un caractère de commande
support-problem-hidden-character = contient un caractère invisible ou qui inverse le sens du texte
support-problem-out-of-range = doit être compris entre { $least } et { $most }
support-problem-secret = aucun mot de passe ni secret ne doit figurer dans un document
support-problem-not-id = doit avoir 1 à 64 lettres minuscules, chiffres ou tirets
support-problem-id-twice = le document { $what } porte déjà cet id
support-problem-not-host = n’est pas un nom de serveur en lettres minuscules
support-problem-not-https = n’est pas une adresse https simple
support-problem-host-not-listed = le site { $what } ne figure dans aucun document « pages »
support-problem-not-phone = n’est pas un numéro de téléphone
support-problem-not-sha256 = n’est pas un SHA-256 de 64 chiffres hexadécimaux
support-problem-not-version = n’est pas une version, par exemple 1.4.0
support-problem-not-moment = n’est pas un moment, par exemple 2027-03-01T08:00:00+01:00
support-problem-not-date = n’est pas une date, par exemple 2027-03-01
support-problem-ends-first = doit venir après le début
support-problem-stands-too-long = vient plus de { $most } jours après le début
support-problem-not-department = n’est pas un département
support-problem-not-practice-number = n’est pas un numéro de cabinet, par exemple 7KQM-2XRD-9VTA
support-problem-one-action = doit contenir une seule action : assistant, page ou call
support-problem-one-criterion = doit contenir un seul critère ; pour plusieurs, all_of ou any_of
support-problem-clear-text = un serveur sans TLS ne peut pas être poussé
support-problem-tried-again = une réponse à la connexion ne peut vouloir dire que password_refused, web_login_required ou pop_disabled
support-problem-quiet-too-long = dépasse { $most } heures de silence
support-problem-replaces-itself = se remplace lui-même
support-problem-password-elsewhere = un mot de passe ne s’écrit que dans le fichier qui contient le nom de son serveur
support-problem-entry = est refusé par le format des entrées : { $what }

support-oddity-unknown-field = champ inconnu, ignoré
support-oddity-unknown-kind = genre de document inconnu, document ignoré
support-oddity-later-format = format plus récent, document ignoré
support-oddity-unknown-criterion = critère inconnu : il n’atteint personne
support-oddity-unknown-action = action inconnue, laissée de côté
support-oddity-no-such-document = aucun bulletin du dossier ne porte l’id « { $what } »
support-oddity-conflict = ne va pas avec les autres documents, laissé de côté ({ $what })
support-oddity-host-asked = l’utilisateur devra accepter le serveur { $what } par son nom
support-oddity-more = il y a d’autres remarques

support-preview = Ce que verrait le cabinet { $practice }, { $now } :
support-preview-bulletins = Bulletins
support-preview-settings = Réglages et délais
support-preview-providers = Fournisseurs
support-preview-other = Et aussi
support-preview-none = rien
support-preview-incident = Incident
support-preview-advice = Conseil
support-preview-assistant = Ouvrir l’assistant
support-preview-page = Ouvrir { $page }
support-preview-call = Appeler le { $number }
support-preview-until = Affiché jusqu’au { $until }
support-preview-managed = Géré par le support :
support-preview-interval =
    { $minutes ->
        [one] Une vérification toutes les { $minutes } minute
       *[other] Une vérification toutes les { $minutes } minutes
    }
support-preview-quiet = Pas de notification de { $from } h à { $until } h
support-preview-session-cap = Une vérification dure { $seconds } secondes au plus
support-preview-transition = Après un changement, l’ancienne boîte reste surveillée { $days } jours
support-preview-forty-eight-hours = Un accusé de réception est attendu sous 48 heures
support-preview-two-working-days = Un accusé de réception est attendu sous deux jours ouvrables
support-preview-certificate-warning = Avertissement { $value } jours avant la fin d’un certificat
support-preview-full-from = Boîte presque pleine à partir de { $value } %
support-preview-uncollected = Avertissement quand un message attend plus de { $value } jours ouvrables
support-preview-first-reminder = Premier rappel d’une alarme après { $value } heures
support-preview-provider = { $name } : { $servers }
support-preview-closed = { $name } : boîte fermée au logiciel depuis le { $since-date }
support-preview-rules = Règles : { $ids }
support-preview-profiles = Profils de logiciels : { $ids }
support-preview-release = Vigie { $version } est disponible : { $page }
support-preview-recommended = Boîte conseillée : { $domain } ({ $server })
support-preview-diagnostics = Demande de diagnostic : { $reason }
