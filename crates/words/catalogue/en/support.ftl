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
