### The window: what surrounds the pages, and the home page.

## Frame

window-product = Vigie
window-skip = Skip to content
window-pages = Pages
window-home = Home
window-history = History
window-settings = Settings
window-help = Help
window-show = Show
window-hide = Hide
window-close = Close
window-cancel = Cancel
window-back = Back
window-continue = Continue
window-retry = Try again
window-retry-in = Try again in { $delay }
window-loading = One moment…

## The four states

window-level-well = All is well
window-level-unknown = Cannot tell
window-level-attention = Attention
window-level-alarm = Alarm

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
window-home-provider = Provider
window-home-clear-text = Not encrypted
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
window-technical-total = Total duration
window-technical-cause = Cause
window-technical-detail = Particulars
window-security-tls = Encrypted from the start (TLS)
window-security-starttls = Encrypted after the greeting (STARTTLS)
window-security-plain = None: clear text

## Steps of a check

window-phase-dns = Server name
window-phase-connect = Connection
window-phase-tls = Encryption and certificate
window-phase-greeting = Server greeting
window-phase-capabilities = Server capabilities
window-phase-login = Login
window-phase-stat = Mailbox status
window-phase-list = Message list
window-phase-headers = Headers of new messages
window-phase-quit = End of session
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
window-back-again = Vigie answers again.

## The agent's refusals

window-refused-too-soon = A check has just taken place. The next one is possible in { $delay }.
window-refused-busy = A check is already running.
window-refused-out-of-range = This value is not accepted: { $field }.
window-refused-unknown-mailbox = This mailbox is no longer watched.
window-refused-already-watched = This address is already watched.
window-refused-host = The server { $host } cannot be given your password without your agreement.
window-refused-clear-text = This server offers an encrypted connection: Vigie refuses to send your password in clear text.
window-refused-keychain-locked = Your computer’s password keychain is locked. Unlock it, then try again.
window-refused-keychain-absent = No password keychain is available on this computer. Open your usual session, then try again.
window-refused-record = Vigie cannot write to the disk. Free some space, then try again.
window-refused-not-possible = This is not possible on this computer.
window-refused-other = Vigie could not do what was asked.
