# The check of a new mailbox on its way: its checks, what was seen, where it stands, what may follow.
# $address: the mailbox that the sentence is about; $existing: one that the person has already.

relocation-check-candidate = Opening the new mailbox { $address }
relocation-check-existing = Reading { $address }
relocation-check-send-probe = Sending a test message to { $address }
relocation-check-send-controls = Sending from { $address }
relocation-check-watch = Arrival of the test messages
relocation-check-remove = Removing the test messages

relocation-state-running = Vigie is checking the new mailbox.
relocation-state-waiting = Vigie is waiting for its test messages, until { $until-time } at the latest. You can close this window: it goes on by itself.
relocation-state-password-needed = The check was cut off: a password is needed again to go on.
relocation-state-removing = Vigie is removing its test messages.
relocation-state-judged = The check is over.

relocation-existing-read = Mailbox opened and read.
relocation-sent = Sent at { $at-time }.
relocation-removed = { $count ->
    [one] { $count } test message removed.
   *[other] { $count } test messages removed.
  }
relocation-nothing-to-remove = No test message was left in a mailbox.
relocation-give-password = Enter the password of { $address } again.

# A message of Vigie's that stays. $mailbox: where it lies, or whom it was sent to.
relocation-left = { $why ->
    [not_seen] The test message sent to { $mailbox } was not found: if it arrives, delete it (“{ $subject }”).
   *[other] The test message in { $mailbox } could not be removed: delete it (“{ $subject }”).
  }

# Before going on with a mailbox that is probably good. $doubt: the public name of what could not be known.
relocation-go-on = { $doubt ->
    [no_existing] Nothing proves that { $address } is a mailbox of its own and not an alias: no mailbox that you already have was given to compare with. The proof would be the main address that you have at { $provider }, with its password.
   *[other] Nothing proves that { $address } is a mailbox of its own and not an alias: { $existing } could not be read. The proof would be to read it, or to compare with the main address that you have at { $provider }.
  }

# A notification, under the verdict's title.
relocation-toast-ended = The check of { $address } took { $taken }. Open Vigie to go on.
relocation-toast-left =
    .title = A test message from Vigie was left in a mailbox
    .body = Delete it if it bothers you. Its subject: “{ $subject }”.

# How a true secondary mailbox is created, where the provider's own way is not known.
relocation-guide-sign-in = On your provider’s site ({ $provider }), sign in with your subscription’s account.
relocation-guide-look-for = In the settings for mail or the account, look for “new user” or “secondary address”, never “alias” or “forwarding”.
relocation-guide-own-password = Choose a password of its own for the new mailbox. If none is asked for, it is an alias: stop there.
relocation-guide-note = Note down address and password: Vigie will ask for them, and then your billing software.
relocation-guide-leave-empty = Use this mailbox for nothing else: it must stay empty.
relocation-provider-says = { $words }
