# The terminal. Read by whoever helps the practice, and by the practice at the hotline's request.

cli-usage = Malformed command: { $argument } { $value }
cli-usage-unknown = Unknown option: { $argument }
cli-usage-command = Unknown command: { $argument }
cli-usage-no-command = A command is missing, for example “vigie status”.
cli-usage-missing = Missing: { $argument }
cli-usage-value = Value not accepted for { $argument }: “{ $value }”
cli-usage-conflict = { $argument } does not go with { $value }
cli-usage-help = For help: vigie --help
cli-output =
    .title = The answer cannot be written ({ $error })
    .action = Check where the command’s output goes: full disk, protected file…
cli-password-typed = Type the password, then Enter (it will show on the screen):
cli-password-missing =
    .title = No password on standard input
    .action = Give it on one line, for example: vigie check --address ADDRESS --password-stdin < file
cli-password-too-long =
    .title = The password is too long (1024 bytes at most)
    .action = Check what is sent to standard input.
cli-password-unfit =
    .title = The password holds characters that cannot be sent
    .action = Give it in UTF-8, on a single line.
cli-password-unreadable =
    .title = Standard input cannot be read
    .action = Give the password by a file or a pipe.
cli-file-unreadable =
    .title = The file { $path } cannot be read ({ $error })
    .action = Check its name and permissions.
cli-no-certificates =
    .title = { $path } holds no certificate that can be used
    .action = Give a PEM file of one or more certificates, 1 MB at most.
cli-no-data-dir =
    .title = Vigie cannot find your home folder
    .action = Name a folder with --data-dir.
cli-agent-stopped =
    .title = Vigie is not running for { $path }: your mailboxes are not watched
    .action = Start Vigie (vigie-agent), then try again.
cli-agent-foreign =
    .title = The folder { $path } belongs to another user, or others can reach it
    .action = Log in as the person who uses Vigie, or choose another --data-dir.
cli-agent-silent =
    .title = Vigie does not answer for { $path } ({ $error })
    .action = Quit Vigie and start it again.
cli-agent-gone =
    .title = Vigie has stopped: your mailboxes are no longer watched
    .action = Start Vigie (vigie-agent), then try again.
cli-agent-slow =
    .title = Vigie did not answer in time
    .action = Try again in a minute; if it lasts, quit Vigie and start it again.
cli-no-such-mailbox =
    .title = No watched mailbox is called “{ $name }”
    .action = Look at the list: vigie accounts list
cli-not-approved =
    .title = The server found, { $host }, does not belong to your address, and Vigie does not know it
    .action = If your provider gave you this name, add --approve-host { $host }; otherwise name the right one with --server.
cli-no-server =
    .title = Vigie found no server for { $address }
    .action = Ask your provider for its name and give it with --server.
cli-no-programme =
    .title = { $path } cannot be started ({ $error })
    .action = Install Vigie again, so that its programs lie in the same folder.
cli-clear-text = Attention: without protection, others can read the password on its way to { $host }.
cli-clear-text-only = This provider offers unprotected connections only ({ $server }). If this mailbox is already in use, give --server { $server } --security plain.
cli-milliseconds = { $ms } ms
cli-check-of = Mailbox { $address }
cli-check-well = All is well: the mailbox { $address } answers
cli-check-server = Server: { $server }, protected connection ({ $version }), identity vouched for by { $issuer } until { $end-date }
cli-check-server-clear = Server: { $server }, connection without protection
cli-check-messages = { $messages ->
    [0] No message in the mailbox
    [one] { $messages } message in the mailbox ({ $octets })
   *[other] { $messages } messages in the mailbox ({ $octets })
  }
cli-check-oldest = The oldest arrived on { $oldest }
cli-check-more = Not all messages could be looked at in one go
cli-check-took = Checked in { $took }
cli-check-closing = Vigie is closing the mailbox properly… (Ctrl-C again to stop at once)
cli-status-headline = { $level } – { $headline }
cli-status-training = This is training: no real mailbox is at stake.
cli-status-mailbox = { $address } – { $level }
cli-status-add = To watch one: vigie accounts add --address ADDRESS --password-stdin
cli-accounts-number = No.
cli-accounts-address = Address
cli-accounts-server = Server
cli-accounts-state = State
cli-accounts-added = Vigie now watches { $address }
cli-accounts-not-added = The mailbox was not added. To add it all the same: --unchecked
cli-accounts-removed = Vigie no longer watches { $address }; its history stays
cli-history-share = { $address }: available { $share }% of the time over { $days } days ({ $checks } checks)
cli-history-empty = { $address }: no check over { $days } days
cli-history-no-incident = No incident
cli-history-began = Began
cli-history-lasted = Lasted
cli-history-what = What happened
cli-history-ongoing = ongoing
cli-moment = { $at }
cli-duration = { $lasted }
cli-watch-begins = Vigie shows here what changes. Ctrl-C to stop looking.
cli-watch-line = { $at } · { $level } · { $address } · { $title }
cli-doctor-agent-runs = Vigie is running (version { $release })
cli-doctor-untold = { $thing ->
    [keychain] Keychain
    [record] History
    [tray] Vigie’s icon
    [notifications] Notifications
    [autostart] Start with the computer
   *[network] Internet connection
  }: cannot be told while Vigie is not running
cli-guessed = Vigie found no server for this address and tries the most usual name, { $host }. If you know the right one, give it with --server.
cli-doctor-folder-good = The folder { $path } can be written to
cli-doctor-folder-absent = The folder { $path } does not exist yet: Vigie will create it at its first start
cli-doctor-folder-bad =
    .title = Vigie cannot write to the folder { $path } ({ $error })
    .action = Make room on the disk, or give yourself the right to write to { $path }.
cli-doctor-clock-good = This computer takes it to be { $now-time } on { $now-date }
cli-doctor-clock-bad =
    .title = This computer’s clock is wrong: it says { $now-date }
    .action = Set the date and time, preferably to “automatic”.
cli-doctor-keychain-good = Passwords: Vigie can read them
cli-doctor-record-good = History: in order
cli-doctor-tray-good = Vigie’s icon: nothing to report
cli-doctor-notifications-good = Notifications: nothing to report
cli-doctor-autostart-good = Start with the computer: nothing to report
cli-doctor-autostart-off = Vigie does not start with the computer: you set it so
cli-doctor-network-good = The Internet connection works
cli-doctor-network-bad =
    .title = This computer does not reach the Internet
    .action = Check that your Internet router is on and that this computer is connected to it.
cli-doctor-network-not-asked = The Internet connection is not checked: no witness is set
cli-training-begins = Training: a make-believe mailbox, on this computer alone. No real mailbox is at stake.
cli-training-start = 1. Vigie watches the mailbox and follows the lots. Here an hour passes in a second.
cli-training-lot = 2. The software sends a lot; the caisse answers with an ARL.
cli-training-cut = 3. The provider closes access, as La Poste did in April 2022.
cli-training-restore = 4. The provider opens access again.
cli-training-silence = 5. The caisse falls silent: a lot leaves, and no ARL comes.
cli-training-wait = 6. The 48 hours pass.
cli-training-arl = 7. The caisse answers again.
cli-training-after = After { $took }, Vigie says:
cli-training-of-lot = And of the lot: { $title }
cli-training-too-late = After { $took }, Vigie has still said nothing.
cli-training-ended = Training succeeded: access cut, then ARLs stopped; both seen, explained and over in { $took }.
cli-training-broke = The training did not go as told.
cli-classify-class = { $class ->
    [lot] A batch sent to the health insurance
    [arl_positive] An acknowledgement: the fund has the batch
    [arl_negative] A negative acknowledgement: the fund refuses the batch
    [arl_unsigned] An acknowledgement of which the sign could not be read
    [rsp] A reply about payments or rejects
    [service_message] A service message of the health insurance
    [non_delivery] A notice of non-delivery: a message did not arrive
    [unknown_machine] An automatic message that Vigie does not know
   *[foreign] A message that has nothing to do with billing
  }
cli-classify-rule = Recognised by the rule “{ $rule }” ({ $strength ->
    [proven] read in the message
   *[probable] probable
  })
cli-classify-caisse = Fund: { $caisse }
cli-classify-lot = Batch { $number }, dated { $date }, emitter { $emitter }
cli-classify-states = Invoices: { $paid } paid, { $rejected } rejected, { $deferred } deferred
cli-classify-code = Code { $code }: { $count } times
cli-content-unfinished = The content could not be read to its end: { $fault }
cli-decode-layout = { $layout ->
    [b2] B2 file
    [noemie_ps] NOEMIE reply
   *[unknown] This file has no form that Vigie knows
  }
cli-rules-unfit =
    .title = The rules of { $path } cannot be used ({ $error })
    .action = Mend the file at the place named.
cli-which-mailbox =
    .title = Several mailboxes are watched: say which one
    .action = Add --mailbox and the address; the list: vigie accounts list
cli-lots-none = No batch
cli-lots-id = No.
cli-lots-number = Batch
cli-lots-caisse = Fund
cli-lots-sent = Sent
cli-lots-times = Times
cli-lots-stage = Where it stands
cli-lots-shown = { $shown } of { $total ->
    [one] { $total } batch
   *[other] { $total } batches
  }
cli-lots-settled = Settled: Vigie no longer follows these batches.
cli-sources-none = Vigie reads no folder of your billing software. To find some: vigie sources find
cli-sources-nothing-found = Nothing found in the usual places. Give the folder: vigie sources add --lots FOLDER
cli-sources-number = No.
cli-sources-kind = What it is
cli-sources-place = Where
cli-sources-state = State
cli-sources-read = Read on { $at }
cli-sources-unread = Not read yet
cli-sources-lot-folder = Folder of batches
cli-sources-return-folder = Folder of ARLs and replies
cli-sources-pyxvital = Pyxvital
cli-sources-log = Log or export
cli-sources-profile = Profile { $id }: { $name }
cli-sources-preview = Found: { $lots ->
    [one] { $lots } batch
   *[other] { $lots } batches
  }, { $returns ->
    [one] { $returns } reply
   *[other] { $returns } replies
  }; not understood: { $unknown }
cli-sources-sample = Batch { $number }, fund { $caisse }, sent on { $sent }
cli-sources-added = Vigie now reads this place; nothing in it will be changed.
cli-sources-removed = Vigie no longer reads there; what was learnt stays.
cli-password-line =
    .title = Line { $line } of standard input is not an address, a tab and a password
    .action = Give one line per mailbox: ADDRESS, tab, PASSWORD.
cli-verify-no-password =
    .title = The password of { $address } was not given
    .action = Add a line on standard input: { $address }, tab, password.
cli-verify-passwords-typed = Type one line per mailbox, ADDRESS, tab, PASSWORD (shown on the screen), then Ctrl-D:
cli-verify-probe-subject = Test message from Vigie, please ignore
cli-verify-probe-text = Hello,

    Vigie sent this test message to check a new mailbox for health-insurance exchanges.
    It needs no answer and should disappear by itself. If not, you can delete it.
cli-verify-ended = { $well ->
    [yes] ✓
   *[no] ✗
  } { $task ->
    [candidate] New mailbox { $address }
    [existing] Mailbox { $address }
    [send_probe] Sending the test message to { $address }
    [send_controls] Sending from { $address }
    [watch] Arrival of the test messages
   *[remove] Removal of the test messages
  } ({ $took })
cli-verify-waiting = Vigie waits until { $until-time } to read the mailboxes again. Ctrl-C to stop.
cli-verify-stopping = Vigie is closing the mailboxes properly… (Ctrl-C again to stop at once)
cli-verify-stopped = The check was stopped before its end.
cli-verify-answer = { $question } { $answer }
cli-verify-lies-there = { $from }, “{ $subject }”, { $at }
cli-verify-lies-there-undated = { $from }, “{ $subject }”
cli-verify-removed = { $count ->
    [one] Vigie removed its test message.
   *[other] Vigie removed its { $count } test messages.
  }
cli-switch-none = No switch to another mailbox was made.
cli-switch-touched = To be changed: { $place }
cli-switch-yes = Nothing was done. Add --yes to carry it out.
cli-verify-left = { $why ->
    [kept] The test message stays in { $mailbox }, as you asked (“{ $subject }”).
    [not_seen] The test message sent to { $mailbox } was not found: delete it if it arrives (“{ $subject }”).
   *[other] The test message in { $mailbox } could not be removed: delete it (“{ $subject }”).
  }
cli-relay-then = To see what to enter in your billing software: vigie relay credentials
cli-relay-receiving = Receiving: 127.0.0.1, port { $port } ({ $open ->
    [yes] open
   *[no] closed
  })
cli-relay-sending = Sending: 127.0.0.1, port { $port } ({ $open ->
    [yes] open
   *[no] closed
  })
cli-relay-waiting = { $waiting ->
    [0] No message waits for your billing software
    [one] { $waiting } message waits for your billing software ({ $octets })
   *[other] { $waiting } messages wait for your billing software ({ $octets })
  }
cli-relay-last-login = Your software last came on { $at }
cli-relay-last-confirmed = Messages last handed over on { $at }
cli-relay-last-sent = Last batch sent on { $at }
cli-relay-without-login = Sending needs no user name, as you set it.
cli-relay-mailbox = { $former ->
    [yes] Former mailbox { $address }
   *[no] Mailbox { $address }
  }
cli-relay-collected = Last collected on { $at }
cli-relay-failing = Cannot be collected since { $at }
cli-relay-submission = Sending server: { $server }
cli-relay-keep = { $days ->
    [0] Messages handed over are removed from the mailbox at once
    [one] Messages handed over stay in the mailbox for one day
   *[other] Messages handed over stay in the mailbox for { $days } days
  }
cli-relay-value = { $label }: { $value }
cli-relay-certificate = If your software wants a protected connection, it will see a certificate made by Vigie; SHA-256 fingerprint: { $certificate }
cli-quit-done = Vigie has ended: your mailbox is no longer watched.
cli-quit-not-running = Vigie was not running.
cli-quit-still-ending = Vigie has not finished ending yet.
