### Lots et retours : la page, et ce que l'accueil en montre.

lots-title = Lots et retours
lots-no-mailbox = Aucune boîte n’est surveillée pour l’instant.
lots-mailbox = Boîte
lots-mailbox-all = Toutes les boîtes
lots-sight = Ce que Vigie voit
lots-to-sources = Dire où sont mes lots
lots-to-returns = Dire où sont mes ARL
lots-matters = À regarder
lots-show-them = Voir les lots à regarder
lots-tabs = Lots, retours, résumé par mois
lots-tab-lots = Lots
lots-tab-returns = Retours
lots-tab-months = Mois par mois
lots-unknown = Inconnue

## Accueil

lots-line-awaiting = { $count ->
    [0] Aucun lot n’attend d’ARL.
    [one] { $count } lot attend son ARL.
   *[other] { $count } lots attendent leur ARL.
}
lots-line-last-return = Dernier retour vu : { $at }.

## Choisir et chercher

lots-filter = Montrer
lots-filter-all = Tous
lots-filter-open = En attente
lots-filter-to-do = À regarder
lots-filter-acknowledged = Reçus par la caisse
lots-filter-settled = Réglés à la main
lots-filter-sent-again = Envoyés plusieurs fois
lots-return-filter-all = Tous
lots-return-filter-arl = ARL
lots-return-filter-payments = Paiements et rejets
lots-return-filter-refusals = Refus et non-remises
lots-return-filter-others = Autres messages
lots-search = Chercher
lots-search-hint = Un numéro de lot, une caisse ou une date (27/04/2026, 04/2026).
lots-search-returns-hint = Un numéro de lot, une caisse, une date ou un code de rejet.
lots-count = { $count ->
    [0] Aucun lot
    [one] { $count } lot
   *[other] { $count } lots
}
lots-returns-count = { $count ->
    [0] Aucun retour
    [one] { $count } retour
   *[other] { $count } retours
}
lots-show-all = Tout montrer
lots-empty = Aucun lot connu pour l’instant
lots-empty-lead = Dites à Vigie où votre logiciel de facturation range ses lots : il les montrera ici et attendra leur ARL. Vous pouvez aussi saisir un lot vous-même.
lots-none-fit = Aucun lot ne correspond à ce que vous cherchez.
lots-returns-empty = Aucun retour reconnu pour l’instant. Les ARL et les paiements apparaîtront ici dès que Vigie en verra passer.
lots-returns-none-fit = Aucun retour ne correspond à ce que vous cherchez.
lots-failed-to-load = La liste n’a pas pu être lue.

## Tableaux

lots-table = Liste des lots
lots-returns-table = Liste des retours
lots-column-choose = Choix
lots-column-number = Lot
lots-column-caisse = Caisse
lots-column-sent = Dernier envoi
lots-column-times = Envois
lots-column-stage = Où il en est
lots-column-class = Retour
lots-column-arrived = Arrivé le
lots-column-lots = Lots
lots-column-outcome = Ce qu’il dit
lots-keys = Un clic ou Entrée ouvre un lot. Au clavier : flèches pour se déplacer, Espace pour choisir.
lots-keys-returns = Un clic ou Entrée ouvre un retour. Au clavier : flèches pour se déplacer.
lots-stage-unsure = À vérifier dans le logiciel
lots-chosen = { $count ->
    [0] Aucun lot choisi
    [one] { $count } lot choisi
   *[other] { $count } lots choisis
}
lots-choose-all = Tout choisir
lots-choose-none = Ne rien choisir
lots-choose-many = Seulement les { $count } premiers : c’est le plus qui se règle en une fois.
lots-choose-not = Le lot { $number } est déjà reçu ou réglé.

## Un lot

lots-life-title = Lot { $number }
lots-life-title-caisse = Lot { $number }, caisse { $caisse }
lots-life-sent = Dernier envoi
lots-life-times = Nombre d’envois
lots-life-first-sent = (le premier : { $at })
lots-life-next = Prochaine échéance
lots-life-invoices = Factures
lots-life-origin = Connu par
lots-life-events = Ce qui s’est passé
lots-life-return = Retour arrivé : { $class }
lots-unseen-late = Pas de réponse vue dans le délai habituel
lots-unseen-unanswered = Pas de réponse vue dans le premier délai
lots-unseen-manual = Pas de réponse vue après le second délai
lots-origin-mailbox = La boîte
lots-origin-source = Un dossier ou un fichier suivi
lots-origin-relay = Le relais
lots-origin-hand = Saisie à la main
lots-strength-proven = Établi
lots-strength-proven-hint = le message nomme ce lot
lots-strength-probable = Probable
lots-strength-probable-hint = même caisse et moment qui convient, mais le message ne nomme pas ce lot

## Régler à la main

lots-settle = Régler à la main
lots-settle-title = { $count ->
    [one] Régler ce lot à la main ?
   *[other] Régler ces { $count } lots à la main ?
}
lots-settle-meaning = { $count ->
    [one] Vigie ne l’attendra plus et n’alertera plus à son sujet. Rien ne change dans votre logiciel de facturation ni à la caisse.
   *[other] Vigie ne les attendra plus et n’alertera plus à leur sujet. Rien ne change dans votre logiciel de facturation ni à la caisse.
}
lots-settle-reason = Pourquoi ?
lots-settle-reason-software = Marqué comme reçu dans le logiciel de facturation
lots-settle-reason-paid = Payé, vu sur Ameli Pro
lots-settle-reason-again = Refait dans un autre lot
lots-settle-reason-paper = Envoyé sur papier (duplicata)
lots-settle-reason-other = Une autre raison
lots-settle-other = Votre raison
lots-settle-hint = Sans nom de patient : elle reste écrite dans le journal de Vigie.
lots-settle-missing = Choisissez une raison, ou écrivez la vôtre.
lots-settle-confirm = Régler à la main
lots-settled = { $count ->
    [one] Lot réglé à la main.
   *[other] { $count } lots réglés à la main.
}

## Saisir un lot

lots-enter = Saisir un lot
lots-enter-lead = Pour un lot que Vigie n’a pas vu partir. Il attendra son ARL comme celui des autres.
lots-enter-number = Numéro du lot
lots-enter-number-hint = De 0 à 999, comme dans votre logiciel.
lots-enter-caisse = Caisse
lots-enter-caisse-hint = Cinq chiffres, si vous les connaissez.
lots-enter-day = Envoyé le
lots-enter-time = À
lots-enter-confirm = Saisir ce lot
lots-enter-wrong-number = Indiquez le numéro du lot, de 0 à 999.
lots-enter-wrong-caisse = Une caisse s’écrit en cinq chiffres ; laissez vide si vous ne savez pas.
lots-enter-wrong-day = Indiquez le jour de l’envoi, comme 27/04/2026.
lots-enter-wrong-time = Indiquez l’heure de l’envoi, comme 14:30.
lots-enter-wrong-future = Ce moment n’est pas encore venu : indiquez quand le lot est parti.
lots-entered = Lot { $number } saisi : Vigie attend son ARL.

## Un retour

lots-class-lot = Lot envoyé
lots-class-lot-meaning = Un lot en route vers une caisse.
lots-class-arl-positive = ARL positif
lots-class-arl-positive-meaning = La caisse a bien reçu le lot.
lots-class-arl-negative = ARL négatif
lots-class-arl-negative-meaning = La caisse refuse le lot.
lots-class-arl-unsigned = ARL de sens inconnu
lots-class-arl-unsigned-meaning = La caisse a répondu ; Vigie n’a pas pu lire si elle accepte le lot.
lots-class-rsp = Paiements et rejets
lots-class-rsp-meaning = Ce que la caisse paie, rejette ou remet à plus tard.
lots-class-service-message = Message de service
lots-class-service-message-meaning = Une information de l’Assurance maladie à votre logiciel.
lots-class-non-delivery = Avis de non-remise
lots-class-non-delivery-meaning = Un lot n’est pas arrivé à la caisse.
lots-class-unknown-machine = Message automatique
lots-class-unknown-machine-meaning = Un message de machine que Vigie ne sait pas expliquer.
lots-class-foreign = Courriel étranger
lots-class-foreign-meaning = Un courriel qui n’a rien à faire dans cette boîte : votre logiciel l’effacera.
lots-class-likely = { $class } (probable)
lots-class-unsure = Vigie le suppose d’après son expéditeur et sa forme, sans l’avoir lu dans le message.
lots-state-paid = { $count ->
    [one] { $count } payée
   *[other] { $count } payées
}
lots-state-rejected = { $count ->
    [one] { $count } rejetée
   *[other] { $count } rejetées
}
lots-state-deferred = { $count ->
    [one] { $count } remise à plus tard
   *[other] { $count } remises à plus tard
}
lots-likely = { $count ->
    [one] { $count } lot probable
   *[other] { $count } lots probables
}
lots-nothing-to-do = Rien à faire
lots-return-states = Factures
lots-return-origin = Vu dans
lots-return-codes = Codes de la caisse
lots-return-code = Code { $code }
lots-return-code-times = ({ $count } fois)
lots-return-code-unknown = Votre logiciel de facturation dit ce que ce code signifie.
lots-return-lots = Lots concernés
lots-return-lots-none = Aucun lot connu de Vigie.
lots-return-open-lot = Ouvrir le lot

## Exporter, imprimer

lots-export = Exporter (CSV)
lots-exporting = { $read } lignes sur { $total }…
lots-exported = { $count ->
    [one] { $count } ligne enregistrée.
   *[other] { $count } lignes enregistrées.
}
lots-export-failed = Le fichier n’a pas pu être enregistré. Essayez à un autre endroit.
lots-unsettled = La liste change en ce moment même. Recommencez dans un instant.
lots-print = Imprimer
lots-print-failed = L’impression n’a pas pu commencer. Exportez la liste, puis imprimez-la depuis votre tableur.
lots-print-date = Imprimé par Vigie le { $at } ({ $date })
lots-print-filter = Montrés : { $filter }
lots-print-search = Recherche : { $search }
lots-print-part = Les { $shown } premières lignes sur { $total }. Pour le reste, cherchez plus précisément ou exportez la liste.
lots-file-number = Lot
lots-file-date = Date du lot
lots-file-caisse = Caisse
lots-file-sent = Dernier envoi
lots-file-first = Premier envoi
lots-file-times = Envois
lots-file-invoices = Factures
lots-file-stage = Où il en est
lots-file-since = Depuis
lots-file-reason = Raison notée
lots-file-mailbox = Boîte

## Mois par mois

lots-months-lead = Chaque lot compte dans le mois de son premier envoi.
lots-months-title-sent = Lots envoyés
lots-months-month = Mois
lots-months-sent = Envoyés
lots-months-acknowledged = Reçus
lots-months-median = Délai médian de l’ARL
lots-months-again = Renvoyés
lots-months-refused = Refusés
lots-months-open = Sans réponse
lots-months-empty = Aucun lot connu pour l’instant : il n’y a rien à résumer.
lots-months-chart-sent = Graphique des lots envoyés, reçus et renvoyés par mois. Les mêmes chiffres sont dans le tableau.
lots-months-chart-median = Graphique du délai médian de l’ARL par mois ; le plus récent : { $delay }. Les mêmes chiffres sont dans le tableau.
