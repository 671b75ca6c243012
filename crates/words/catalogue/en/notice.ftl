# What concerns no single mailbox.

notice-record-set-aside =
    .title = Vigie’s history was damaged
    .meaning = It was set aside under the name { $file } and a new one was begun. The watch goes on, but your mailboxes may have to be added again.
    .action = Check in Vigie that your mailboxes are there; if not, add them.

notice-record-carried-over =
    .title = Vigie’s history was damaged
    .meaning = { $mailboxes ->
        [one] The watched mailbox and the settings were carried over
       *[other] The { $mailboxes } watched mailboxes and the settings were carried over
      }: the watch goes on. The earlier history was set aside as { $file }.
    .action = Check in Vigie that no mailbox is missing; if one is, add it.
    .action-switch = If a change of mailbox was under way, Vigie can neither finish nor undo it any more: look which mailbox your billing software uses, and check that Vigie watches it.

notice-record-tail-lost =
    .title = The last minutes of Vigie’s history are lost
    .meaning = The computer probably stopped suddenly. Your mailboxes, your settings and everything before are intact; what can no longer be read was set aside as { $file }.
    .action = There is nothing for you to do.

notice-disk-full =
    .title = This computer’s disk is full
    .meaning = The watch goes on and alarms work, but nothing is written to the history any more.
    .action = Make room on the disk, for example by emptying the trash.

notice-record-read-only =
    .title = Vigie may no longer write its history
    .meaning = The watch goes on and alarms work, but nothing is written down any more.
    .action = Show this message to the person who looks after your computer.

notice-record-damaged =
    .title = Vigie’s history is damaged
    .meaning = The watch goes on and alarms work, but nothing is written down any more.
    .action = Quit Vigie and start it again: it will set the damaged history aside and begin a new one.

notice-record-failing =
    .title = Vigie cannot write its history any more
    .meaning = The watch goes on and alarms work, but nothing is written down any more.
    .action = Restart the computer; if that is not enough, show this message to the person who looks after it.

notice-record-incomplete =
    .title = Some of Vigie’s history could not be kept
    .meaning = For too long the computer could not write it. The watch and the alarms worked meanwhile, but checks are missing from the history.
    .action = If another message says that the history cannot be written, do what it asks; if not, there is nothing for you to do.

notice-keychain-locked =
    .title = This computer’s keychain is locked
    .meaning = Vigie keeps your mailboxes’ passwords there and cannot read them. Nothing is lost.
    .action = Unlock the keychain (often with your session password); the watch will resume at once.

notice-keychain-absent =
    .title = This computer offers no keychain
    .meaning = Vigie never keeps a password readable on disk: without a keychain it cannot watch a mailbox.
    .action = Ask the person who looks after your computer to install a keychain (GNOME Keyring or KWallet).

notice-no-tray =
    .title = Your desktop does not show Vigie’s icon
    .meaning = The watch and the alarms work all the same.
    .action = Open Vigie from the applications menu to see the state of your mailboxes.

notice-no-notifications =
    .title = Your desktop does not show Vigie’s notifications
    .meaning = An alarm will show only at the icon and in the window.
    .action = Allow Vigie’s notifications in the computer’s settings.

notice-no-autostart =
    .title = Vigie will not start with the computer
    .meaning = It could not be entered among the programs that start with the session: after a restart nothing would be watched.
    .action = In Vigie’s Settings, switch “Start with the computer” on again.

notice-transition-over =
    .title = The former mailbox { $former } can be retired
    .meaning = Since { $since-date } your batches have left from { $successor }. { $returns ->
        [0] No reply has arrived in the former mailbox since.
        [one] One reply has arrived in the former mailbox since.
       *[other] { $returns } replies have arrived in the former mailbox since.
      }
    .action = Look at the switch sheet; if nothing more is expected, stop watching the former mailbox. Nothing is removed without you.
