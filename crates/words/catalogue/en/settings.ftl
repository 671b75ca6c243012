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
settings-witnesses-hint = One per line: name:port. When the mailbox does not answer, Vigie opens a mere connection to these machines to learn whether your own Internet connection is down; about once a day it makes sure that they can be reached from here. Nothing is sent to them.
settings-witnesses-invalid = This witness is not of the form name:port: { $line }
settings-witnesses-many = Sixteen witnesses at most.
settings-cap = Longest duration of a check
settings-cap-unit = seconds
settings-cap-hint = From 5 to 60 seconds. During a check other programs find the mailbox busy: the shorter it is, the less your billing software may have to wait.
settings-transition = How long the old mailbox is watched after a change
settings-transition-unit = days
settings-transition-hint = From 1 to 365 days. Late returns may still arrive there; this holds for the next change.
settings-number-invalid = Enter a whole number from { $least } to { $most }.
settings-errors = { $count ->
    [one] One setting needs correcting.
   *[other] { $count } settings need correcting.
}

## Your batches

settings-lots = Your batches
settings-lots-lead = To wait for the ARL of each batch, Vigie reads what your billing software keeps on this computer. It changes nothing there.
settings-lots-needs-mailbox = Add a mailbox first.
settings-lots-none = Vigie does not follow any folder or file yet.
settings-lots-kind = What is in it?
settings-lots-kind-lot-folder = Folder of sent batches
settings-lots-kind-lot-folder-hint = One file per batch, or the sent messages.
settings-lots-kind-return-folder = Folder of received ARLs and replies
settings-lots-kind-return-folder-hint = Where the software keeps what it has collected from the mailbox.
settings-lots-kind-pyxvital = Pyxvital
settings-lots-kind-pyxvital-hint = The file Pyxvital.ini: Vigie reads there where batches and ARLs are.
settings-lots-kind-log = Log or export of the software
settings-lots-kind-log-hint = A text file in which the software notes what it sends.
settings-lots-of-practitioner = { $kind }, practitioner { $practitioner }
settings-lots-read = Read: { $at }
settings-lots-unread = Not read yet
settings-lots-remove = Stop following
settings-lots-remove-name = Stop following { $path }
settings-lots-remove-title = Stop following this place?
settings-lots-remove-meaning = Vigie will no longer read { $path }. The batches that it has seen there stay in the list.
settings-lots-removed = Vigie no longer follows this place.
settings-lots-find = Search this computer
settings-lots-finding = Searching…
settings-lots-found = Found on this computer
settings-lots-found-use = Look and add
settings-lots-preview-name = Look at and add { $path }
settings-lots-found-none = Nothing was found in the usual places. Add the folder yourself; your software’s support knows where it is.
settings-lots-found-used = Everything that was found is followed already.
settings-lots-add = Add a folder or a file
settings-lots-folder = Folder
settings-lots-file = File
settings-lots-browse = Browse…
settings-lots-browse-failed = The choice of folders could not be opened: write its place.
settings-lots-practitioner = Practitioner’s folder
settings-lots-practitioner-hint = Needed only where several practitioners share this Pyxvital.
settings-lots-profile = Software that writes it
settings-lots-profile-none = Vigie does not know any software’s log yet.
settings-lots-mailbox = Mailbox these batches are sent from
settings-lots-preview = See what Vigie finds there
settings-lots-previewing = Reading…
settings-lots-preview-title = What Vigie finds there
settings-lots-preview-lots = { $count ->
    [0] No batches
    [one] { $count } batch
   *[other] { $count } batches
}
settings-lots-preview-returns = { $count ->
    [0] no replies
    [one] { $count } reply
   *[other] { $count } replies
}
settings-lots-preview-unknown = { $count ->
    [one] { $count } unrelated file or line
   *[other] { $count } unrelated files or lines
}
settings-lots-preview-nothing = No batch or reply so far. You can follow this place all the same if your software has not sent anything yet.
settings-lots-preview-sample = Latest batches found
settings-lots-use = Follow this place
settings-lots-added = Added: Vigie reads this place.
settings-lots-wrong-path = Give the whole path, for example C:\pyxvital\LOTS.
settings-lots-wrong-profile = Choose the software that writes this file.

## Deadline

settings-deadline = Time allowed for an ARL
settings-deadline-forty-eight-hours = 48 hours
settings-deadline-two-working-days = Two working days
settings-deadline-hint = Without an ARL after that time, the batch is to be sent again. Take the time that your billing software counts; if you do not know it, keep 48 hours.

settings-managed = Managed by support.
