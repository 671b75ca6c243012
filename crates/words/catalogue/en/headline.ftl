# The one sentence for tray and title, where several mailboxes are watched ($all of them).
# $concerned: how many are at this level; $address: one of these.

headline-no-mailbox = No mailbox is watched yet
headline-well = All is well: your { $all } mailboxes answer
headline-unknown = { $concerned ->
    [one] The state of the mailbox { $address } is not known
   *[other] The state of { $concerned } mailboxes out of { $all } is not known
  }
headline-attention = { $concerned ->
    [one] The mailbox { $address } needs your attention
   *[other] { $concerned } mailboxes out of { $all } need your attention
  }
headline-alarm = { $concerned ->
    [one] The mailbox { $address } no longer answers
   *[other] { $concerned } mailboxes out of { $all } no longer answer
  }
# The mailboxes answer, but lots or returns are in trouble.
headline-book = { $concerned ->
    [one] Batches or replies of the mailbox { $address } are in danger
   *[other] Batches or replies of { $concerned } mailboxes out of { $all } are in danger
  }
