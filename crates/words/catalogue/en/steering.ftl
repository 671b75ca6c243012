# What support pushes.

# Why its configuration cannot be fetched or used.
steering-problem-unreachable = Support’s server does not answer. Vigie works with what it has received, and tries again by itself.
steering-problem-not-ours = Another page answers in the place of support’s server, for example that of a network that asks you to sign in. Vigie ignores it and tries again by itself.
steering-problem-expired = What support publishes is past its date. Vigie keeps what it has received; check that the computer’s clock is right, and tell your support.
steering-problem-signatures = What support publishes does not carry the right signatures. Vigie does not accept it and keeps what it has received; tell your support.
steering-problem-went-backwards = Support’s server presents an older version than the one already received. Vigie does not accept it; tell your support.
steering-problem-too-large = What support’s server presents is too large to be right. Vigie does not accept it; tell your support.
steering-problem-not-understood = Vigie cannot read what support publishes. A newer Vigie perhaps can; tell your support.
steering-problem-documents-refused = { $documents ->
    [one] One of support’s documents is not accepted ({ $first }). The rest is in force; tell your support.
   *[other] { $documents } of support’s documents are not accepted, among them { $first }. The rest is in force; tell your support.
  }
steering-problem-not-kept = Vigie cannot record what support publishes: the disk is full, or the record is damaged.

# A bulletin outside the window. $title and $text are support’s own words.
steering-toast-title = { $title }
steering-toast-body = { $text } – { $organisation }
steering-headline = Incident reported by { $organisation }: { $title }
