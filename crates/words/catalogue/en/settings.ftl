### Settings.

settings-title = Settings
settings-save = Save
settings-saved = Settings saved.
settings-revert = Discard the changes
settings-unsaved = Some changes are not saved.
settings-watch = Watching
settings-interval = Check every
settings-interval-unit = minutes
settings-interval-hint = From 3 to 60 minutes. Ten suit most practices.
settings-quiet = Quiet hours
settings-quiet-from = From
settings-quiet-until = To
settings-quiet-hint = During these hours reminders wait for the morning. The icon always tells the truth.
settings-hour = { $hour }:00
settings-start = Start-up
settings-autostart = Start with the computer
settings-autostart-hint = Without it, the mailbox is watched only after you have opened Vigie yourself.
settings-language = Language
settings-language-system = The computer’s
settings-mailboxes = Watched mailboxes
settings-mailboxes-none = No mailbox is being watched.
settings-mailbox-add = Add a mailbox
settings-mailbox-remove = Remove
settings-mailbox-remove-name = Remove { $address }
settings-mailbox-password = Change the password
settings-mailbox-password-name = Change the password of { $address }
settings-remove-title = Remove this mailbox?
settings-remove-meaning = Vigie will no longer watch { $address }, nor warn you when it fails. Its password will be deleted from the keychain; its history stays.
settings-remove-confirm = Remove the mailbox
settings-removed = The mailbox { $address } is no longer watched.
settings-practice = Practice
settings-software = Billing software
settings-department = Département
settings-advanced = Advanced settings
settings-witnesses = Witnesses of your Internet connection
settings-witnesses-hint = One per line: name:port. When the mailbox does not answer, Vigie opens a mere connection to these machines to learn whether your own Internet connection is down. Nothing is sent to them.
settings-witnesses-invalid = This witness is not of the form name:port: { $line }
settings-witnesses-many = Sixteen witnesses at most.
settings-cap = Longest duration of a check
settings-cap-unit = seconds
settings-cap-hint = From 5 to 60 seconds. A POP3 session locks the mailbox: the shorter it is, the less your software may have to wait.
settings-number-invalid = Enter a whole number from { $least } to { $most }.
settings-errors = { $count ->
    [one] One setting needs correcting.
   *[other] { $count } settings need correcting.
}
