# vigie-support: what whoever writes the configuration reads.

support-usage = Malformed command: { $what }
support-usage-no-command = A command is missing, for example “vigie-support new bulletin”.
support-usage-help = For help: vigie-support --help
support-unreadable = { $path } cannot be read ({ $error }).
support-no-document = This folder holds no document (.toml or .json).
support-reaches = Reaches:
support-remark = Remark,
support-well =
    { $count ->
        [one] { $count } document checked, no error.
       *[other] { $count } documents checked, no error.
    }
support-refused =
    { $count ->
        [one] { $count } error: nothing would be applied.
       *[other] { $count } errors: nothing would be applied.
    }
support-needs-pages = The site { $host } will have to stand in a “pages” document of the same folder.

support-audience-everyone = every practice
support-audience-domains = practices with a mailbox at { $values }
support-audience-providers = practices whose provider is { $values }
support-audience-software = practices that use { $values }
support-audience-departments = practices in département { $values }
support-audience-practices = the practice { $values }
support-audience-share = { $percent }% of practices (draw “{ $salt }”)
support-audience-halted = nobody (0%)
support-audience-from = practices with Vigie { $version } or later
support-audience-before = practices with a Vigie before { $version }
support-audience-and = and, among them,
support-audience-or = or
support-audience-unknown = nobody (unknown criterion)

support-problem-too-long = is longer than { $most } bytes
support-problem-not-utf8 = is not in UTF-8
support-problem-not-named = the file’s name must end in .toml or .json
support-problem-syntax = cannot be read ({ $what })
support-problem-too-deep = is nested more than { $most } levels deep
support-problem-too-many-values = holds more than { $most } values
support-problem-set-too-large = the folder is beyond the limit ({ $most } documents or bytes)
support-problem-no-value = is no value that is allowed (whole numbers only, never null)
support-problem-missing = is missing
support-problem-wanted-text = must be a text in quotes
support-problem-wanted-number = must be a whole number
support-problem-wanted-truth = must be true or false
support-problem-wanted-list = must be a list
support-problem-wanted-table = must be a table
support-problem-unknown-word = must be one of: { $what }
support-problem-empty = is empty
support-problem-long-text = is longer than { $most } characters
support-problem-too-many = has more than { $most } items
support-problem-control-character = holds a line break or a control character
support-problem-hidden-character = holds an invisible character or one that turns the text’s direction
support-problem-out-of-range = must be between { $least } and { $most }
support-problem-secret = no password or secret may stand in a document
support-problem-not-id = must have 1 to 64 lower-case letters, digits or hyphens
support-problem-id-twice = the document { $what } already has this id
support-problem-not-host = is no server name in lower case
support-problem-not-https = is no plain https address
support-problem-host-not-listed = the site { $what } stands in no “pages” document
support-problem-not-phone = is no telephone number
support-problem-not-sha256 = is no SHA-256 of 64 hexadecimal digits
support-problem-not-version = is no version, for example 1.4.0
support-problem-not-moment = is no moment, for example 2027-03-01T08:00:00+01:00
support-problem-not-date = is no date, for example 2027-03-01
support-problem-ends-first = must come after the beginning
support-problem-stands-too-long = comes more than { $most } days after the beginning
support-problem-not-department = is no département
support-problem-not-practice-number = is no practice number, for example 7KQM-2XRD-9VTA
support-problem-one-action = must hold a single action: assistant, page or call
support-problem-one-criterion = must hold a single criterion; for several, all_of or any_of
support-problem-clear-text = a server without TLS cannot be pushed
support-problem-tried-again = a reply at login may only mean password_refused, web_login_required or pop_disabled
support-problem-quiet-too-long = is more than { $most } hours of silence
support-problem-replaces-itself = replaces itself
support-problem-password-elsewhere = a password may be written only into the file that holds its server’s name
support-problem-entry = is refused by the entries’ format: { $what }

support-oddity-unknown-field = unknown field, ignored
support-oddity-unknown-kind = unknown kind, the document is ignored
support-oddity-later-format = a later format, the document is ignored
support-oddity-other-release = for other releases, the document is ignored
support-oddity-unknown-criterion = unknown criterion: it reaches nobody
support-oddity-unknown-action = unknown action, left out
support-oddity-no-such-document = no bulletin of the folder has the id “{ $what }”
support-oddity-conflict = does not go with the other documents, left out ({ $what })
support-oddity-host-asked = the user will have to accept the server { $what } by name
support-oddity-more = there are more remarks

support-preview = What the practice { $practice } would see, { $now }:
support-preview-bulletins = Bulletins
support-preview-settings = Settings and deadlines
support-preview-providers = Providers
support-preview-other = Also
support-preview-none = nothing
support-preview-incident = Incident
support-preview-advice = Advice
support-preview-assistant = Open the assistant
support-preview-page = Open { $page }
support-preview-call = Call { $number }
support-preview-until = Shown until { $until }
support-preview-managed = Managed by support:
support-preview-interval =
    { $minutes ->
        [one] A check every { $minutes } minute
       *[other] A check every { $minutes } minutes
    }
support-preview-quiet = No notification from { $from } to { $until } o’clock
support-preview-session-cap = A check lasts { $seconds } seconds at most
support-preview-transition = After a move, the old mailbox stays watched for { $days } days
support-preview-forty-eight-hours = An acknowledgement is expected within 48 hours
support-preview-two-working-days = An acknowledgement is expected within two working days
support-preview-certificate-warning = Warning { $value } days before a certificate ends
support-preview-full-from = Mailbox nearly full from { $value }%
support-preview-uncollected = Warning when a message waits more than { $value } working days
support-preview-first-reminder = First reminder of an alarm after { $value } hours
support-preview-provider = { $name }: { $servers }
support-preview-closed = { $name }: mailbox closed to the software since { $since-date }
support-preview-rules = Rules: { $ids }
support-preview-profiles = Software profiles: { $ids }
support-preview-release = Vigie { $version } is available: { $page }
support-preview-recommended = Recommended mailbox: { $domain } ({ $server })
support-preview-diagnostics = Request for diagnostics: { $reason }

support-passphrase = Passphrase of the key { $name }:
support-passphrase-new = New passphrase for the key { $name }:
support-passphrase-again = Once more, for the key { $name }:

support-init-trial = Careful: a single signature is enough. That will do for a trial; for real practices, have three people and two signatures.
support-init-holders = There must be 1 to { $most } people of different names, and no more signatures than people.
support-init-made = { $organisation }: signatures needed: { $threshold } of { $count }.
support-init-holder = For { $holder }: { $root } (to be kept offline, in a safe place) and { $targets } (to sign documents)
support-init-online = For the machine that publishes: snapshot.key and timestamp.key
support-init-hand-out = Hand everyone their keys, then delete { $path }: nobody may hold another’s keys.
support-init-serve = The folder { $path } is to be served at { $repository }. It is ready after the first publication.
support-init-enrolment = The enrolment file for practices: { $path }
support-init-fingerprint = The fingerprint that practices see before they enrol:
support-key-made = Key made: { $path }. Send { $public } to whoever proposes the new root.

support-unfit-name = “{ $name }” is no name of a key: 1 to 32 lower-case letters, digits or hyphens.
support-unfit-known-key = The key “{ $name }” is in the root already.
support-unfit-role = “{ $role }”: one signature is needed at least, and as many keys as signatures.
support-unfit-note = The note must be one line of { $most } characters at most.
support-unfit-enrolment = Organisation or address refused: { $what }

support-difference = What would be signed for { $organisation }:
support-difference-renewed = nothing changes: the documents are only extended
support-difference-added = new: { $what }
support-difference-changed = changed: { $what }
support-difference-withdrawn = withdrawn: { $what }
support-difference-kept =
    { $count ->
        [one] unchanged: { $count } document
       *[other] unchanged: { $count } documents
    }
support-difference-sealed-added =
    { $count ->
        [one] for one practice alone: { $count } sealed document new or changed
       *[other] for one practice alone: { $count } sealed documents new or changed
    }
support-difference-sealed-withdrawn =
    { $count ->
        [one] for one practice alone: { $count } sealed document withdrawn or replaced
       *[other] for one practice alone: { $count } sealed documents withdrawn or replaced
    }
support-difference-note = note: { $note }
support-difference-until = valid until { $until-date }
support-difference-key-added = key added: { $name } ({ $role }, { $id })
support-difference-key-revoked = key revoked: { $name } ({ $role })
support-difference-threshold = { $role }: { $needed } of { $count }
support-difference-root-until = root valid until { $until-date }

support-sign-ask = Sign? (yes or no)
support-sign-state = Signatures of the documents, by root { $version }: { $right } of { $wanted }
support-sign-state-root = Signatures of the new root, by root { $version }: { $right } of { $wanted }
support-sign-next = Signatures are missing: give { $path } to the next person.
support-sign-complete = All signatures are there: { $path } can be published.

support-publish-already = This proposal is published already.
support-publish-gap = Keys of the old root were missing: for a moment, practices may have had to try again.
support-publish-root = Root { $version } published.
support-publish-done = Version { $version } published in { $path } (signed files: { $count }).
support-publish-refresh = Timestamp to be renewed before { $until }, with “vigie-support refresh”.
support-refresh-done = Timestamp renewed, valid until { $until }.
support-refresh-root = The root ends on { $until-date }: have a new root signed (vigie-support rotate).
support-refresh-targets = The documents’ signature ends on { $until-date }: have them signed again.
support-refresh-snapshot = The snapshot’s signature ends on { $until-date }: give refresh the snapshot key too.
support-rotate-made = New root proposed in { $path }: to be signed by the old and the new keys.
support-withdraw-made = Withdrawal proposed in { $path }: to be signed. Remove the documents from your folder too, or the next signature would bring them back.

support-log = Publications of { $organisation }, whose fingerprint is:
support-log-until = Valid until: root { $root-date }, documents { $targets-date }, snapshot { $snapshot-date }, timestamp { $timestamp-date }
support-log-documents = Documents, version { $version }, { $made-date } at { $made-time }, signed by { $signers }
support-log-practices = for one practice alone: sealed documents changed
support-log-root = Root { $version }, { $made-date } at { $made-time }, signed by { $signers }

support-serve = The folder is served at { $url } until Ctrl+C.
support-serve-trial = For trials only: this machine alone can read it. For practices, serve the folder with a real web server.
support-serve-authority = The authority of this trial is in { $path }; it changes at every start.
support-serve-plain = Without https, Vigie does not enrol there: add --tls FILE.

support-trouble-io = { $path } cannot be read or written ({ $error }).
support-trouble-terminal = The answer cannot be written ({ $what }).
support-trouble-metadata = The metadata cannot be made ({ $what }).
support-trouble-enrolment = { $path } is no enrolment file ({ $what }).
support-trouble-no-key = { $path } is no key of vigie-support, or the file is damaged.
support-trouble-key-format = { $path } was written by a later release of vigie-support.
support-trouble-wrong-passphrase = This is not the passphrase of { $path }, or the file was changed.
support-trouble-key-unbearable = { $path } asks for too much memory: the file was changed.
support-trouble-key-no-memory = { $path } cannot be opened: too little memory.
support-trouble-passphrase-io = The passphrase cannot be read ({ $error }).
support-trouble-passphrase-nobody = There is no terminal to type the passphrase on: give --passphrase-fd or --passphrase-file.
support-trouble-passphrase-descriptor = On this system only --passphrase-fd 0 is possible.
support-trouble-passphrase-unusable = A passphrase is a line of text that is not empty.
support-trouble-passphrase-short = A new passphrase must have { $least } characters at least.
support-trouble-passphrase-differ = The two passphrases differ.
support-trouble-not-metadata = { $path } is no proper file of metadata.
support-trouble-no-root = { $path } has no root: it is neither a published folder nor a proposal.
support-trouble-root-does-not-follow = { $path } is not signed by the root before it and by its own keys.
support-trouble-missing = { $path } is missing.
support-trouble-altered = { $path } is not the file that is to be signed.
support-trouble-too-few-signatures = { $path }: right signatures: { $right } of { $wanted }.
support-trouble-refused = An agent would refuse this publication: { $what }
support-trouble-foreign = { $path } belongs to another organisation.
support-trouble-signs-nothing = The key { $what } has nothing to sign here.
support-trouble-key-needed = The key { $what } is missing, or the key given is no longer in the root.
support-trouble-exists = { $path } is there already and not empty.
support-trouble-nothing-published = Nothing was published in this folder yet.
support-trouble-no-such-document = Nothing published is called “{ $what }”.
support-trouble-another-proposal = { $path } is no copy of the same proposal.
support-trouble-overtaken = Something else was published since: make the proposal anew from what is published now.
support-trouble-nothing-new = Nothing would change.
support-trouble-not-due = Nothing would change, and the documents are valid until { $until-date }. To extend them now: “sign --renew --published”.
support-trouble-not-agreed = Nothing is signed.
support-trouble-busy = Another command works on { $path }.
support-trouble-expired = { $what } is valid no longer since { $until }: it must be signed again.
support-trouble-lasts-too-long = { $what } would be valid until { $until-date }, longer than is usual: do not sign.
support-trouble-later-document = { $what } is of a kind that this release does not know: it cannot sign it.
support-trouble-too-long = { $what } is longer than { $most } bytes.
support-trouble-seal = cannot be sealed ({ $what }).
support-trouble-seal-no-code = the code of the practice { $practice } is missing (field “code”, or --to).
support-trouble-seal-other = this is the code of another practice, { $practice }.
support-trouble-code-letter = group { $group } holds a letter that no code has.
support-trouble-code-length = 68 letters and digits are needed.
support-trouble-code-check = a letter was misread.
