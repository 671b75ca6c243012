### Historique : disponibilité, temps de réponse, incidents.

history-title = Historique
history-mailbox = Boîte
history-range = Période
history-range-day = 24 heures
history-range-week = 7 jours
history-range-month = 30 jours
history-range-year = 1 an
history-availability = Disponibilité
history-availability-lead = Part des vérifications qui ont trouvé la boîte en état de marche. Celles qui ne pouvaient pas conclure ne comptent pas.
history-response = Temps de réponse
history-response-lead = Durée d’une vérification complète, de l’appel à l’au revoir.
history-response-none = Aucune vérification n’est allée jusqu’au bout pendant cette période.
history-median = Durée médiane
history-longest = Durée la plus longue
history-incidents = Incidents
history-incidents-none = Aucun incident pendant cette période.
history-incidents-count = { $count ->
    [0] Aucun
    [one] { $count } incident
   *[other] { $count } incidents
}
history-began = Début
history-ended = Fin
history-lasted = Durée
history-what = Ce qui s’est passé
history-ongoing = En cours
history-empty = Aucune vérification enregistrée pendant cette période.
history-no-mailbox = Aucune boîte n’est surveillée pour l’instant.
history-checks = Total
history-failed = Échecs
history-unknown = Sans conclusion
history-share = Disponible
history-when = Quand
history-summary = En résumé
history-total-down = Temps d’arrêt
history-table-availability = Disponibilité par période
history-table-response = Temps de réponse par période
history-chart-availability = Graphique de disponibilité : { $share } sur la période. Les mêmes chiffres sont dans le tableau.
history-chart-response = Graphique du temps de réponse : { $median } en général. Les mêmes chiffres sont dans le tableau.
history-failed-to-load = L’historique n’a pas pu être lu.
