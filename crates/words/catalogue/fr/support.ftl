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
support-oddity-other-release = pour d’autres versions, document ignoré
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

support-passphrase = Phrase de passe de la clé { $name } :
support-passphrase-new = Nouvelle phrase de passe pour la clé { $name } :
support-passphrase-again = Encore une fois, pour la clé { $name } :

support-init-trial = Attention : une seule signature suffit. C’est bon pour un essai ; pour de vrais cabinets, prévoyez trois personnes et deux signatures.
support-init-holders = Il faut de 1 à { $most } personnes aux noms différents, et pas plus de signatures que de personnes.
support-init-made = { $organisation } : signatures nécessaires : { $threshold } sur { $count }.
support-init-holder = Pour { $holder } : { $root } (à garder hors ligne, en lieu sûr) et { $targets } (pour signer les documents)
support-init-online = Pour la machine qui publie : snapshot.key et timestamp.key
support-init-hand-out = Remettez à chacun ses clés, puis supprimez { $path } : personne ne doit détenir les clés d’un autre.
support-init-serve = Le dossier { $path } est à servir à l’adresse { $repository }. Il sera prêt après la première publication.
support-init-enrolment = Le fichier d’adhésion pour les cabinets : { $path }
support-init-fingerprint = L’empreinte que les cabinets verront avant d’adhérer :
support-key-made = Clé faite : { $path }. Envoyez { $public } à la personne qui propose la nouvelle racine.

support-unfit-name = « { $name } » n’est pas un nom de clé : 1 à 32 lettres minuscules, chiffres ou tirets.
support-unfit-known-key = La clé « { $name } » est déjà dans la racine.
support-unfit-role = « { $role } » : il faut une signature au moins, et autant de clés que de signatures.
support-unfit-note = La note doit tenir en une ligne de { $most } caractères au plus.
support-unfit-enrolment = Organisation ou adresse refusée : { $what }

support-difference = Ce qui serait signé pour { $organisation } :
support-difference-renewed = rien ne change : les documents sont seulement prolongés
support-difference-added = nouveau : { $what }
support-difference-changed = changé : { $what }
support-difference-withdrawn = retiré : { $what }
support-difference-kept =
    { $count ->
        [one] inchangé : { $count } document
       *[other] inchangés : { $count } documents
    }
support-difference-sealed-added =
    { $count ->
        [one] pour un seul cabinet : { $count } document scellé nouveau ou changé
       *[other] pour un seul cabinet : { $count } documents scellés nouveaux ou changés
    }
support-difference-sealed-withdrawn =
    { $count ->
        [one] pour un seul cabinet : { $count } document scellé retiré ou remplacé
       *[other] pour un seul cabinet : { $count } documents scellés retirés ou remplacés
    }
support-difference-note = note : { $note }
support-difference-until = valable jusqu’au { $until-date }
support-difference-key-added = clé ajoutée : { $name } ({ $role }, { $id })
support-difference-key-revoked = clé révoquée : { $name } ({ $role })
support-difference-threshold = { $role } : { $needed } sur { $count }
support-difference-root-until = racine valable jusqu’au { $until-date }

support-sign-ask = Signer ? (oui ou non)
support-sign-state = Signatures des documents, selon la racine { $version } : { $right } sur { $wanted }
support-sign-state-root = Signatures de la nouvelle racine, selon la racine { $version } : { $right } sur { $wanted }
support-sign-next = Il manque des signatures : donnez { $path } à la personne suivante.
support-sign-complete = Toutes les signatures sont là : { $path } peut être publié.

support-publish-already = Cette proposition est déjà publiée.
support-publish-gap = Les clés de l’ancienne racine manquaient : pendant un instant, des cabinets ont pu devoir réessayer.
support-publish-root = Racine { $version } publiée.
support-publish-done = Version { $version } publiée dans { $path } (fichiers signés : { $count }).
support-publish-refresh = Horodatage à renouveler avant le { $until }, avec « vigie-support refresh ».
support-refresh-done = Horodatage renouvelé, valable jusqu’au { $until }.
support-refresh-root = La racine finit le { $until-date } : faites signer une nouvelle racine (vigie-support rotate).
support-refresh-targets = La signature des documents finit le { $until-date } : faites-les signer de nouveau.
support-refresh-snapshot = La signature de snapshot finit le { $until-date } : donnez aussi la clé snapshot à refresh.
support-rotate-made = Nouvelle racine proposée dans { $path } : à faire signer par les anciennes et les nouvelles clés.
support-withdraw-made = Retrait proposé dans { $path } : à faire signer. Retirez aussi les documents de votre dossier, sinon la prochaine signature les remettrait.

support-log = Publications de { $organisation }, dont l’empreinte est :
support-log-until = Valable jusqu’au : racine { $root-date }, documents { $targets-date }, snapshot { $snapshot-date }, horodatage { $timestamp-date }
support-log-documents = Documents, version { $version }, { $made-date } à { $made-time }, signés par { $signers }
support-log-practices = pour un seul cabinet : documents scellés changés
support-log-root = Racine { $version }, { $made-date } à { $made-time }, signée par { $signers }

support-serve = Le dossier est servi sur { $url } jusqu’à Ctrl+C.
support-serve-trial = Pour essayer seulement : cette machine seule peut le lire. Pour des cabinets, servez le dossier avec un vrai serveur web.
support-serve-authority = L’autorité de cet essai est dans { $path } ; elle change à chaque lancement.
support-serve-plain = Sans https, Vigie n’y adhère pas : ajoutez --tls FICHIER.

support-trouble-io = { $path } ne peut pas être lu ou écrit ({ $error }).
support-trouble-terminal = La réponse ne peut pas être écrite ({ $what }).
support-trouble-metadata = Les métadonnées ne peuvent pas être faites ({ $what }).
support-trouble-enrolment = { $path } n’est pas un fichier d’adhésion ({ $what }).
support-trouble-no-key = { $path } n’est pas une clé de vigie-support, ou le fichier est abîmé.
support-trouble-key-format = { $path } a été écrit par une version plus récente de vigie-support.
support-trouble-wrong-passphrase = Ce n’est pas la phrase de passe de { $path }, ou le fichier a été modifié.
support-trouble-key-unbearable = { $path } demande trop de mémoire : le fichier a été modifié.
support-trouble-key-no-memory = { $path } ne peut pas être ouvert : pas assez de mémoire.
support-trouble-passphrase-io = La phrase de passe ne peut pas être lue ({ $error }).
support-trouble-passphrase-nobody = Il n’y a pas de terminal pour taper la phrase de passe : donnez --passphrase-fd ou --passphrase-file.
support-trouble-passphrase-descriptor = Sur ce système, seul --passphrase-fd 0 est possible.
support-trouble-passphrase-unusable = Une phrase de passe est une ligne de texte qui n’est pas vide.
support-trouble-passphrase-short = Une nouvelle phrase de passe doit avoir au moins { $least } caractères.
support-trouble-passphrase-differ = Les deux phrases de passe sont différentes.
support-trouble-not-metadata = { $path } n’est pas un fichier de métadonnées valable.
support-trouble-no-root = { $path } ne contient pas de racine : ce n’est ni un dossier publié ni une proposition.
support-trouble-root-does-not-follow = { $path } n’est pas signé par la racine précédente et par ses propres clés.
support-trouble-missing = { $path } manque.
support-trouble-altered = { $path } n’est pas le fichier qui doit être signé.
support-trouble-too-few-signatures = { $path } : signatures valables : { $right } sur { $wanted }.
support-trouble-refused = Un agent refuserait cette publication : { $what }
support-trouble-foreign = { $path } appartient à une autre organisation.
support-trouble-signs-nothing = La clé { $what } n’a rien à signer ici.
support-trouble-key-needed = Il manque la clé { $what }, ou la clé donnée n’est plus dans la racine.
support-trouble-exists = { $path } existe déjà et n’est pas vide.
support-trouble-nothing-published = Rien n’a encore été publié dans ce dossier.
support-trouble-no-such-document = Rien de publié ne s’appelle « { $what } ».
support-trouble-another-proposal = { $path } n’est pas une copie de la même proposition.
support-trouble-overtaken = Autre chose a été publié depuis : refaites la proposition à partir du dossier publié actuel.
support-trouble-nothing-new = Rien ne changerait.
support-trouble-not-due = Rien ne changerait, et les documents sont valables jusqu’au { $until-date }. Pour les prolonger dès maintenant : « sign --renew --published ».
support-trouble-not-agreed = Rien n’est signé.
support-trouble-busy = Une autre commande travaille sur { $path }.
support-trouble-expired = { $what } n’est plus valable depuis le { $until } : il faut le signer de nouveau.
support-trouble-lasts-too-long = { $what } serait valable jusqu’au { $until-date }, plus longtemps que d’usage : ne signez pas.
support-trouble-later-document = { $what } est d’un genre que cette version ne connaît pas : elle ne peut pas le signer.
support-trouble-too-long = { $what } dépasse { $most } octets.
support-trouble-seal = ne peut pas être scellé ({ $what }).
support-trouble-seal-no-code = il manque le code du cabinet { $practice } (champ « code », ou --to).
support-trouble-seal-other = c’est le code d’un autre cabinet, { $practice }.
support-trouble-code-letter = le groupe { $group } contient une lettre qu’aucun code n’a.
support-trouble-code-length = il faut 68 lettres et chiffres.
support-trouble-code-check = une lettre a été mal lue.
