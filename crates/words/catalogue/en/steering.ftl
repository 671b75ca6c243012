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
    [one] One of support’s documents is not accepted ({ $first }). Vigie keeps what was in force; tell your support.
   *[other] { $documents } of support’s documents are not accepted, among them { $first }. Vigie keeps what was in force; tell your support.
  }
steering-problem-not-kept = Vigie cannot record what support publishes: the disk is full, or the record is damaged.

# A bulletin outside the window. $title and $text are support’s own words.
steering-toast-title = { $title }
steering-toast-body = { $text } – { $organisation }
steering-headline = Incident reported by { $organisation }: { $title }

# A provider that closed POP, by support's word. $since is a moment of the first day without.
steering-pop-closed = { $provider } switched POP off for its mailboxes on { $since-date }: they are of no use for billing.
steering-pop-closed-alarm =
    .meaning = { $provider } switched POP off for its mailboxes on { $since-date }. Your ARL and returns no longer reach your software, and no setting on your side will change that.
    .action = Do not change your password and do not send your batches again. Open “Change mailbox” and move to a mailbox at another provider.

# The terminal: enrolling, and how support reaches this installation.
steering-cli-organisation = Organisation: { $organisation }
steering-cli-repository = Address: { $repository }
steering-cli-fingerprint = Fingerprint: { $fingerprint }
steering-cli-means = This organisation will be able to send messages and settings to Vigie. It cannot read your mail, learn a password, or change a server without your consent.
steering-cli-compare = Compare the fingerprint with the one that your support gives you by another way, for example on the telephone.
steering-cli-ask = Accept it? Type “yes”, then Enter:
steering-cli-accept = To accept it, add: --accept { "\"" }{ $fingerprint }{ "\"" }
steering-cli-nothing-changed = Nothing was changed.
steering-cli-enrolled = Vigie follows { $organisation } from now on.
steering-cli-left = Vigie follows no organisation any more. What it had sent is no longer in force.
steering-cli-none-offered = Name the file or the https link that your support gave you. None lies beside Vigie.
steering-cli-support = Support: { $organisation } – { $repository }
steering-cli-fetched = Last read: { $at } ({ $documents ->
    [one] one document in force
   *[other] { $documents } documents in force
  })
steering-cli-not-fetched = Nothing has been received yet.
steering-cli-practice = Practice number: { $number }
steering-cli-managed = Setting managed by support ({ $field }): { $reason }
steering-cli-release = Vigie { $version } is available: { $page }
steering-cli-proposed = { $address }: support proposes the server { $to } in place of { $from }. Nothing changes without your consent, in the window.
steering-cli-incident = Incident reported by { $organisation }: { $title }
steering-cli-advice = Advice from { $organisation }: { $title }
steering-cli-page = Page: { $url }
steering-cli-call = Telephone: { $number }
steering-cli-assistant = In Vigie’s window: “Change mailbox”.
