# The check of a new mailbox on its way: its checks, what was seen, where it stands, what may follow.
# $address: the mailbox that the sentence is about; $existing: one that the person has already.

relocation-check-candidate = Ouverture de la nouvelle boîte { $address }
relocation-check-existing = Lecture de { $address }
relocation-check-send-probe = Envoi d’un message d’essai à { $address }
relocation-check-send-controls = Envoi depuis { $address }
relocation-check-watch = Arrivée des messages d’essai
relocation-check-remove = Suppression des messages d’essai

relocation-state-running = Vigie vérifie la nouvelle boîte.
relocation-state-waiting = Vigie attend ses messages d’essai, au plus tard jusqu’à { $until-time }. Vous pouvez fermer cette fenêtre : il continue tout seul.
relocation-state-password-needed = La vérification a été interrompue : il faut de nouveau un mot de passe pour la reprendre.
relocation-state-removing = Vigie supprime ses messages d’essai.
relocation-state-judged = La vérification est terminée.

relocation-existing-read = Boîte ouverte et lue.
relocation-sent = Parti à { $at-time }.
relocation-removed = { $count ->
    [one] { $count } message d’essai supprimé.
   *[other] { $count } messages d’essai supprimés.
  }
relocation-nothing-to-remove = Aucun message d’essai n’est resté dans une boîte.
relocation-give-password = Donnez de nouveau le mot de passe de { $address }.

# A message of Vigie's that stays. $mailbox: where it lies, or whom it was sent to.
relocation-left = { $why ->
    [not_seen] Le message d’essai envoyé à { $mailbox } n’a pas été retrouvé : s’il arrive, supprimez-le (« { $subject } »).
   *[other] Le message d’essai dans { $mailbox } n’a pas pu être supprimé : supprimez-le (« { $subject } »).
  }

# Before going on with a mailbox that is probably good. $doubt: the public name of what could not be known.
relocation-go-on = { $doubt ->
    [no_existing] Rien ne prouve que { $address } est une boîte à part, et non un alias : aucune boîte que vous avez déjà n’a été donnée pour comparer. La preuve serait l’adresse principale que vous avez chez { $provider }, avec son mot de passe.
   *[other] Rien ne prouve que { $address } est une boîte à part, et non un alias : { $existing } n’a pas pu être lue. La preuve serait de pouvoir la lire, ou de comparer avec l’adresse principale que vous avez chez { $provider }.
  }

# A notification, under the verdict's title.
relocation-toast-ended = La vérification de { $address } a duré { $taken }. Ouvrez Vigie pour la suite.
relocation-toast-left =
    .title = Un message d’essai de Vigie est resté dans une boîte
    .body = Supprimez-le s’il vous gêne. Son objet : « { $subject } ».

# How a true secondary mailbox is created, where the provider's own way is not known.
relocation-guide-sign-in = Sur le site de votre fournisseur ({ $provider }), connectez-vous avec les identifiants de votre abonnement.
relocation-guide-look-for = Dans les réglages du courriel ou du compte, cherchez « nouvel utilisateur » ou « adresse secondaire », jamais « alias » ni « redirection ».
relocation-guide-own-password = Choisissez pour la nouvelle boîte un mot de passe à elle. Si l’on ne vous en demande pas, c’est un alias : arrêtez-vous là.
relocation-guide-note = Notez l’adresse et le mot de passe : Vigie vous les demandera, puis votre logiciel de facturation.
relocation-guide-leave-empty = N’utilisez cette boîte pour rien d’autre : elle doit rester vide.
relocation-provider-says = { $words }
