# What support pushes.

# Why its configuration cannot be fetched or used.
steering-problem-unreachable = Le serveur du support ne répond pas. Vigie marche avec ce qu’il a déjà reçu, et réessaie de lui-même.
steering-problem-not-ours = Une autre page répond à la place du serveur du support, par exemple celle d’un réseau qui demande de se connecter. Vigie n’en tient aucun compte et réessaie de lui-même.
steering-problem-expired = Ce que publie le support a passé sa date. Vigie garde ce qu’il a reçu de bon ; vérifiez que l’ordinateur est à l’heure, et prévenez votre support.
steering-problem-signatures = Ce que publie le support ne porte pas les bonnes signatures. Vigie ne l’accepte pas et garde ce qu’il a reçu de bon ; prévenez votre support.
steering-problem-went-backwards = Le serveur du support présente une version plus ancienne que celle déjà reçue. Vigie ne l’accepte pas ; prévenez votre support.
steering-problem-too-large = Ce que présente le serveur du support est trop gros pour être juste. Vigie ne l’accepte pas ; prévenez votre support.
steering-problem-not-understood = Vigie ne sait pas lire ce que publie le support. Une version plus récente de Vigie le saura peut-être ; prévenez votre support.
steering-problem-documents-refused = { $documents ->
    [one] Un document du support n’est pas accepté ({ $first }). Le reste est en vigueur ; prévenez votre support.
   *[other] { $documents } documents du support ne sont pas acceptés, dont { $first }. Le reste est en vigueur ; prévenez votre support.
  }
steering-problem-not-kept = Vigie n’arrive pas à enregistrer ce que publie le support : le disque est plein, ou l’historique est abîmé.

# A bulletin outside the window. $title and $text are support’s own words.
steering-toast-title = { $title }
steering-toast-body = { $text } – { $organisation }
steering-headline = Incident signalé par { $organisation } : { $title }
