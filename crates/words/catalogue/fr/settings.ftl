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
settings-witnesses-hint = Un par ligne : nom:port. Quand la boîte ne répond pas, Vigie ouvre une simple connexion à ces machines pour savoir si c’est votre connexion Internet qui est coupée. Rien ne leur est envoyé.
settings-witnesses-invalid = Ce témoin n’est pas de la forme nom:port : { $line }
settings-witnesses-many = Seize témoins au plus.
settings-cap = Durée maximale d’une vérification
settings-cap-unit = secondes
settings-cap-hint = De 5 à 60 secondes. Une session POP3 verrouille la boîte : plus c’est court, moins votre logiciel risque d’attendre.
settings-number-invalid = Indiquez un nombre entier de { $least } à { $most }.
settings-errors = { $count ->
    [one] Un réglage est à corriger.
   *[other] { $count } réglages sont à corriger.
}
