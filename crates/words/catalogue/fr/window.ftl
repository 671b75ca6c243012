### La fenêtre : ce qui entoure les pages, et l'accueil.

## Cadre

window-product = Vigie
window-skip = Aller au contenu
window-pages = Pages
window-home = Accueil
window-history = Historique
window-lots = Lots et retours
window-settings = Réglages
window-help = Aide
window-cancel = Annuler
window-close = Fermer
window-back = Retour
window-continue = Continuer
window-retry = Réessayer
window-retry-in = Réessayer dans { $delay }
window-loading = Un instant…

## Accueil

window-home-since = Depuis
window-home-last = Dernière vérification
window-home-last-success = Dernière vérification réussie
window-home-next = Prochaine vérification
window-home-never = Aucune pour l’instant
window-home-none = Aucune n’est prévue
window-home-checking = Vérification en cours…
window-home-to-do = Que faire ?
window-home-check = Vérifier maintenant
window-home-pause = Suspendre une heure
window-home-resume = Reprendre la surveillance
window-home-remind = Me le rappeler demain
window-home-reminder-off = Le rappel est remis à demain matin.
window-home-change-password = Changer le mot de passe
window-home-mailboxes = Vos boîtes
window-home-warnings = À surveiller
window-home-notices = À savoir
window-home-asked = Vérification demandée.
window-home-paused = Surveillance suspendue pour une heure.
window-home-resumed = La surveillance a repris.
window-home-put-off = Rappel remis à demain matin.
window-home-mailbox = Boîte surveillée
window-home-clear-text = Sans protection
window-home-training = Entraînement

window-technical = Détails techniques
window-technical-server = Serveur
window-technical-login = Nom d’utilisateur
window-technical-security = Protection
window-technical-tls = Session TLS
window-technical-issuer = Certificat délivré par
window-technical-not-after = Certificat valable jusqu’au
window-technical-messages = Messages dans la boîte
window-technical-messages-count = { $count ->
    [0] Aucun
    [one] { $count } message, { $size }
   *[other] { $count } messages, { $size }
}
window-technical-oldest = Message le plus ancien
window-technical-login-delay = Pause imposée entre deux connexions
window-technical-capabilities = Fonctions annoncées
window-technical-timings = Durée de chaque étape
window-technical-cause = Cause
window-technical-detail = Précision
window-security-tls = Connexion protégée dès le début (TLS)
window-security-starttls = Connexion protégée après l’accueil (STARTTLS)
window-security-plain = Aucune : en clair

## Étapes d'une vérification

window-phases = Étapes de la vérification
window-phase-waiting = en attente
window-phase-running = en cours
window-phase-done = fait
window-phase-failed = échec

## Changer le mot de passe

window-password-title = Changer le mot de passe
window-password-for = Boîte { $address }
window-password-new = Nouveau mot de passe
window-password-save = Enregistrer et vérifier
window-password-kept = Mot de passe enregistré. Vigie vérifie la boîte.
window-password-empty = Saisissez le mot de passe.
window-password-where = Il est conservé dans le trousseau de votre ordinateur, jamais dans un fichier de Vigie.

## Vigie ne répond pas

window-connecting = Connexion à Vigie…
window-silent-title = Vigie ne répond pas
window-silent-meaning = Le programme qui surveille votre boîte ne tourne pas, ou il redémarre. Tant que dure ce message, votre boîte n’est pas surveillée.
window-silent-action = Attendez quelques secondes : la fenêtre se reconnecte d’elle-même. Si rien ne change, démarrez Vigie.
window-silent-next = Nouvel essai dans { $delay }.
window-silent-now = Nouvel essai en cours…
window-silent-start = Démarrer Vigie
window-silent-starting = Démarrage de Vigie…
window-silent-start-failed = Vigie n’a pas pu être démarré. Redémarrez votre ordinateur, ou réinstallez Vigie si cela se répète.
window-foreign-title = Vigie a été mis à jour
window-foreign-meaning = Cette fenêtre et le programme de surveillance ne sont pas de la même version ({ $window } et { $agent }). La surveillance continue.
window-foreign-action = Fermez cette fenêtre, puis ouvrez-la de nouveau depuis l’icône de Vigie.

## Moments

window-day-at = { $day } à { $time }
window-now = à l’instant

window-failed = Vigie n’a pas pu faire ce qui était demandé. Recommencez dans un instant.

## Ce que dit le support

window-bulletins = Messages de votre support
window-bulletin-incident = Incident en cours
window-bulletin-advice = Conseil
window-bulletin-from = { $organisation }, { $from }
window-bulletin-assistant = Changer de boîte
window-bulletin-page = Ouvrir la page
window-bulletin-call = Copier le numéro
window-bulletin-copied = Numéro copié.
window-bulletin-read = J’ai lu
window-bulletin-page-failed = La page n’a pas pu s’ouvrir. Allez-y vous-même : { $page }
window-from-support = Demandes de votre support
window-release = Une nouvelle version de Vigie est disponible : { $version }
window-release-hint = Vigie ne s’installe jamais de lui-même. La version actuelle continue de surveiller votre boîte.
window-release-page = Ouvrir la page de téléchargement
window-release-verify = Vérifier le fichier téléchargé
window-release-verify-hint = { $named ->
    [yes] L’empreinte SHA-256 du fichier { $file } doit être exactement celle-ci. Si elle diffère, n’installez pas ce fichier et prévenez votre support.
   *[no] L’empreinte SHA-256 du fichier doit être exactement celle-ci. Si elle diffère, n’installez pas ce fichier et prévenez votre support.
  }
window-release-copied = Empreinte copiée.
window-proposal = Votre support propose un autre serveur pour { $address }
window-proposal-now = Serveur actuel
window-proposal-new = Serveur proposé
window-proposal-meaning = Rien ne change sans vous. Si vous acceptez, Vigie se connectera à { $host } avec le mot de passe de cette boîte.
window-proposal-agree = J’accepte que le mot de passe de { $address } soit donné à { $host }
window-proposal-needed = Cochez la case pour donner votre accord.
window-proposal-use = Utiliser ce serveur
window-proposal-agreed = C’est noté : Vigie utilise maintenant ce serveur.
window-diagnostics-wanted = Votre support vous demande un diagnostic
window-diagnostics-hint = Rien n’est envoyé sans vous : vous voyez tout ce qu’il contient, puis vous l’envoyez vous-même, ou non.
window-diagnostics-see = Voir le diagnostic
