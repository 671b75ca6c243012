# The switch to a new mailbox.

switch-way-profile = Vigie writes the settings of { $program } itself
switch-way-guided = You enter the settings in your billing software, and Vigie guides you

# Each step: before it is done, when it is done, when it is undone.
switch-step-keep-password =
    .before = The password of { $new } will be kept in the computer’s keychain.
    .done = The password of { $new } is kept in the computer’s keychain.
    .undone = The password of { $new } is removed from the computer’s keychain.
switch-step-watch-new =
    .before = The mailbox { $new } will be watched.
    .done = The mailbox { $new } is watched.
    .undone = The watch over { $new } is as before.
switch-step-await-closed =
    .before = Vigie will wait until { $program } is closed.
    .done = { $program } is closed.
    .undone = There was nothing to undo about closing { $program }.
switch-step-back-up =
    .before = The present settings of { $program } will be copied, with the date.
    .done = The settings of { $program } are copied, with the date.
    .undone = The copy of the settings of { $program } stays, to be safe.
switch-step-write-settings =
    .before = The new settings will be written to { $program }.
    .done = The new settings are written to { $program }.
    .undone = The former settings of { $program } are put back.
switch-step-read-back =
    .before = The settings of { $program } will be read again, to be sure that they are well written.
    .done = The settings of { $program } were read again: they are well written.
    .undone = There was nothing to undo about reading them again.
switch-step-enter-by-hand =
    .before = You will enter the new settings in your billing software.
    .done = The new settings are in your billing software.
    .undone = The former settings are in your billing software again.
switch-step-retire-old =
    .before = The mailbox { $old } will become the former mailbox, and will be watched for { $days ->
        [one] one more day
       *[other] { $days } more days
      }.
    .done = The mailbox { $old } is now the former mailbox, and is watched for { $days ->
        [one] one more day
       *[other] { $days } more days
      }.
    .undone = The mailbox { $old } is your mailbox again.

# What stands against a step.
switch-obstacle-program-runs =
    .title = { $subject } is open
    .meaning = It would not see the new settings, or would write its own over them. Your batches and replies still go through the same mailbox.
    .action = Close { $subject }: Vigie goes on at once.
switch-obstacle-keychain-locked =
    .title = The computer’s keychain is locked
    .meaning = Vigie can neither keep nor read the password. Nothing is lost, the switch waits.
    .action = Unlock the keychain (often with your session’s password); Vigie goes on.
switch-obstacle-keychain-unavailable =
    .title = The computer’s keychain does not answer
    .meaning = Vigie never keeps a password in clear text.
    .action = Restart the computer and begin again; if that is not enough, show this message to whoever looks after it.
switch-obstacle-disk-full =
    .title = The computer’s disk is full
    .meaning = Nothing can be written safely. The switch waits, your settings are whole.
    .action = Make room on the disk, for example by emptying the bin; Vigie goes on.
switch-obstacle-file-held =
    .title = Another program holds the file { $subject }
    .meaning = Vigie cannot write to it at present. The switch waits, your settings are whole.
    .action = Close your billing software and whatever may have opened this file; Vigie goes on.
switch-obstacle-record-unavailable =
    .title = Vigie cannot write its history
    .meaning = Without it nothing is done: every change must be one that can be undone. The switch waits.
    .action = Make room on the disk or restart the computer; Vigie goes on.
switch-obstacle-broken-off =
    .title = Vigie broke off during this step
    .meaning = That is a fault of Vigie’s, not yours. The switch waits: it can go on or be undone.
    .action = Go on. If it happens again, undo the switch and show this message to the person who looks after the computer.
switch-obstacle-is-it-closed =
    .title = Vigie cannot tell whether { $subject } is closed
    .meaning = If it is open, it may write its settings over those of Vigie. The switch waits.
    .action = Close { $subject } on every computer, then say so here.
switch-obstacle-enter-settings =
    .title = It is up to you: enter the new settings
    .meaning = Until they are entered, your batches and replies go through the same mailbox as before. Vigie watches the new one already.
    .action = Open the mail settings of your billing software, copy the values below, then say here that it is done.
switch-obstacle-put-back-settings =
    .title = It is up to you: put the former settings back
    .meaning = If you have entered the new settings already, your batches and replies go through { $new } until the former ones are back.
    .action = Put the values below back into your billing software, then say here that it is done. If you had changed nothing there, say so at once.
switch-obstacle-cannot-put-back =
    .title = Vigie cannot put the former settings back: { $subject }
    .meaning = They were changed since, or cannot be written any more. Your batches and replies go through the mailbox that your software names at present.
    .action = Put the values below back into your billing software, then say here that it is done.
switch-obstacle-password-lost =
    .title = Vigie was stopped before the password was kept
    .meaning = A password is never written anywhere but in the keychain: it has to be given again.
    .action = Check the new mailbox again, then begin again.
switch-obstacle-not-watched =
    .title = This mailbox is watched already, with other settings
    .meaning = Vigie does not watch one mailbox twice.
    .action = Stop watching this mailbox first, then begin again.
switch-obstacle-settings-not-found =
    .title = The settings of { $subject } are not in their place
    .meaning = The software was moved or removed, or stands at two places: Vigie does not write at a guess.
    .action = Choose to enter the settings yourself: Vigie guides you.
switch-obstacle-not-allowed =
    .title = Vigie has no right to change { $subject }
    .meaning = These settings are protected by the computer.
    .action = Choose to enter the settings yourself: Vigie guides you.
switch-obstacle-not-understood =
    .title = The settings in { $subject } are not those that Vigie knows
    .meaning = Your software is probably of another version: Vigie does not write at a guess.
    .action = Choose to enter the settings yourself: Vigie guides you.
switch-obstacle-changed-meanwhile =
    .title = Somebody else has just changed { $subject }
    .meaning = Vigie does not write over what somebody else has changed.
    .action = Close your billing software, then begin again.
switch-obstacle-not-read-back =
    .title = The new settings do not read as written in { $subject }
    .meaning = Something changed them just afterwards: they cannot be relied on.
    .action = Choose to enter the settings yourself: Vigie guides you.
switch-obstacle-refused =
    .title = The computer refuses to write to { $subject }
    .meaning = Nothing was left half done there.
    .action = Choose to enter the settings yourself: Vigie guides you.

# Where the switch stands.
switch-state-running =
    .title = The switch to the new mailbox is under way
    .meaning = Each step is written down before it is done: even if the computer stops, Vigie will finish or put everything back.
    .action = Wait a few seconds.
switch-state-undoing =
    .title = Vigie puts everything back as it was
    .meaning = Each step is undone, the last one first.
    .action = Wait a few seconds.
switch-state-new =
    .title = Done: { $new } is your mailbox
    .meaning = The former mailbox, { $old }, is watched until { $until-date } for late replies. Vigie has not yet seen your software collect the new one.
    .action = Send a batch or collect your mail from your software: Vigie will say as soon as it sees it collected.
switch-state-new-first =
    .title = Done: { $new } is your mailbox
    .meaning = It is watched. Vigie has not yet seen your software collect it.
    .action = Send a batch or collect your mail from your software: Vigie will say as soon as it sees it collected.
switch-state-seen =
    .title = Done: your software collects { $new }
    .meaning = The messages of the new mailbox are collected. The former one, { $old }, is watched until { $until-date } for late replies.
    .action = Keep the former mailbox open until then, and look at the switch sheet.
switch-state-seen-first =
    .title = Done: your software collects { $new }
    .meaning = The messages of the new mailbox are collected, and it is watched.
    .action = There is nothing for you to do.
switch-state-old =
    .title = Everything is as it was
    .meaning = { $old } is your mailbox. Nothing was deleted in any mailbox.
    .action = There is nothing for you to do.
switch-state-old-first =
    .title = Everything is as it was
    .meaning = Nothing was deleted in any mailbox.
    .action = There is nothing for you to do.
switch-went-back = Everything was put back as it was: your batches and replies go through the same mailbox.
switch-left-by-hand = The values below are still to be entered in { $program }: Vigie does not write them.

# What is entered in the billing software, in the order of a settings screen.
switch-value-pop-host = Incoming server (POP)
switch-value-pop-port = Incoming port
switch-value-pop-security = Incoming security
switch-value-pop-login = User name of the mailbox
switch-value-password = Password
switch-value-smtp-host = Outgoing server (SMTP)
switch-value-smtp-port = Outgoing port
switch-value-smtp-security = Outgoing security
switch-value-smtp-authentication = Outgoing authentication
switch-value-smtp-login = Outgoing user name
switch-value-sender = Sender’s address
switch-value-authentication-yes = Yes, with user name and password
switch-remark-password-new = The one that you have just entered in Vigie.
switch-remark-password-old = The one that your software used before.
switch-remark-login = To be copied whole, as it stands.
switch-remark-security = Depending on the software: “SSL”, “TLS”, “SSL/TLS” or “secure connection”.
switch-remark-starttls = Depending on the software: “STARTTLS”, or “TLS” beside an empty “SSL” box.
switch-remark-smtp-unknown = Vigie does not know this server: your access provider names it in its help pages.

# The former mailbox, when it does not answer.
switch-former-failing =
    .title = Your former mailbox { $address } no longer answers
    .meaning = Your batches leave from another mailbox, and your sending goes on. Late replies may still arrive in the former one: meanwhile Vigie does not see them.
    .action = There is no hurry: look at the switch sheet, it says which batches to check on Ameli Pro.
