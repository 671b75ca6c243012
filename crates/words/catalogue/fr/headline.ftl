# The one sentence for tray and title, where several mailboxes are watched ($all of them).
# $concerned: how many are at this level; $address: one of these.

headline-no-mailbox = Aucune boîte n’est encore surveillée
headline-well = Tout va bien : vos { $all } boîtes répondent
headline-unknown = { $concerned ->
    [one] L’état de la boîte { $address } n’est pas connu
   *[other] L’état de { $concerned } boîtes sur { $all } n’est pas connu
  }
headline-attention = { $concerned ->
    [one] La boîte { $address } demande votre attention
   *[other] { $concerned } boîtes sur { $all } demandent votre attention
  }
headline-alarm = { $concerned ->
    [one] La boîte { $address } ne répond plus
   *[other] { $concerned } boîtes sur { $all } ne répondent plus
  }
# The mailboxes answer, but lots or returns are in trouble.
headline-book = { $concerned ->
    [one] Des lots ou des retours de la boîte { $address } sont en danger
   *[other] Des lots ou des retours de { $concerned } boîtes sur { $all } sont en danger
  }
