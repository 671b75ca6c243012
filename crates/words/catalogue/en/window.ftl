### The window: what surrounds the pages, and the home page.

## Frame

window-product = Vigie
window-skip = Skip to content
window-pages = Pages
window-home = Home
window-history = History
window-lots = Batches and replies
window-settings = Settings
window-help = Help
window-cancel = Cancel
window-close = Close
window-back = Back
window-continue = Continue
window-retry = Try again
window-retry-in = Try again in { $delay }
window-loading = One moment…

## Home

window-home-since = Since
window-home-last = Last check
window-home-last-success = Last successful check
window-home-next = Next check
window-home-never = None yet
window-home-none = None is planned
window-home-checking = Checking now…
window-home-to-do = What to do
window-home-check = Check now
window-home-pause = Pause for one hour
window-home-resume = Resume watching
window-home-remind = Remind me tomorrow
window-home-reminder-off = The reminder is put off until tomorrow morning.
window-home-change-password = Change the password
window-home-mailboxes = Your mailboxes
window-home-warnings = To keep an eye on
window-home-notices = Good to know
window-home-asked = Check requested.
window-home-paused = Watching is paused for one hour.
window-home-resumed = Watching has resumed.
window-home-put-off = Reminder put off until tomorrow morning.
window-home-mailbox = Watched mailbox
window-home-clear-text = Without protection
window-home-training = Training

window-technical = Technical details
window-technical-server = Server
window-technical-login = User name
window-technical-security = Protection
window-technical-tls = TLS session
window-technical-issuer = Certificate issued by
window-technical-not-after = Certificate valid until
window-technical-messages = Messages in the mailbox
window-technical-messages-count = { $count ->
    [0] None
    [one] { $count } message, { $size }
   *[other] { $count } messages, { $size }
}
window-technical-oldest = Oldest message
window-technical-login-delay = Pause required between two logins
window-technical-capabilities = Announced capabilities
window-technical-timings = Duration of each step
window-technical-cause = Cause
window-technical-detail = Particulars
window-security-tls = Connection protected from the start (TLS)
window-security-starttls = Connection protected after the greeting (STARTTLS)
window-security-plain = None: clear text

## Steps of a check

window-phases = Steps of the check
window-phase-waiting = waiting
window-phase-running = running
window-phase-done = done
window-phase-failed = failed

## Changing the password

window-password-title = Change the password
window-password-for = Mailbox { $address }
window-password-new = New password
window-password-save = Save and check
window-password-kept = Password saved. Vigie is checking the mailbox.
window-password-empty = Enter the password.
window-password-where = It is kept in your computer’s keychain, never in a file of Vigie’s.

## Vigie does not answer

window-connecting = Connecting to Vigie…
window-silent-title = Vigie does not answer
window-silent-meaning = The programme that watches your mailbox is not running, or is restarting. As long as this message stays, your mailbox is not being watched.
window-silent-action = Wait a few seconds: this window reconnects by itself. If nothing changes, start Vigie.
window-silent-next = Next attempt in { $delay }.
window-silent-now = Trying now…
window-silent-start = Start Vigie
window-silent-starting = Starting Vigie…
window-silent-start-failed = Vigie could not be started. Restart your computer, or reinstall Vigie if this happens again.
window-foreign-title = Vigie was updated
window-foreign-meaning = This window and the watching programme are of different versions ({ $window } and { $agent }). Watching goes on.
window-foreign-action = Close this window, then open it again from Vigie’s icon.

## Moments

window-day-at = { $day } at { $time }
window-now = just now

window-failed = Vigie could not do what was asked. Try again in a moment.

## What support says

window-bulletins = Messages from your support
window-bulletin-incident = Incident under way
window-bulletin-advice = Advice
window-bulletin-from = { $organisation }, { $from }
window-bulletin-assistant = Change mailboxes
window-bulletin-page = Open the page
window-bulletin-call = Copy the number
window-bulletin-copied = Number copied.
window-bulletin-read = I have read it
window-bulletin-page-failed = The page could not be opened. Go there yourself: { $page }
window-from-support = Requests from your support
window-release = A new version of Vigie is available: { $version }
window-release-hint = Vigie never installs itself. The present version goes on watching your mailbox.
window-release-page = Open the download page
window-release-verify = Check the downloaded file
window-release-verify-hint = { $named ->
    [yes] The SHA-256 fingerprint of the file { $file } must be exactly this one. If it differs, do not install that file, and tell your support.
   *[no] The SHA-256 fingerprint of the file must be exactly this one. If it differs, do not install that file, and tell your support.
  }
window-release-copied = Fingerprint copied.
window-proposal = Your support proposes another server for { $address }
window-proposal-now = Present server
window-proposal-new = Proposed server
window-proposal-meaning = Nothing changes without you. If you agree, Vigie will connect to { $host } with this mailbox’s password.
window-proposal-agree = I agree that the password of { $address } is given to { $host }
window-proposal-needed = Tick the box to give your consent.
window-proposal-use = Use this server
window-proposal-agreed = Noted: Vigie now uses this server.
window-diagnostics-wanted = Your support asks you for a diagnosis
window-diagnostics-hint = Nothing is sent without you: you see all that it contains, then send it yourself, or not.
window-diagnostics-see = See the diagnosis
