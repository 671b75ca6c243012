# What is the matter with one mailbox; confirmed failures are told by cause.ftl.
# $at: since when, or until when a pause lasts (with $at-time).

situation-not-checked-yet =
    .title = First check to come
    .meaning = Vigie has not asked this mailbox yet.
    .action = There is nothing to do: the check starts by itself.

situation-well =
    .title = All is well: your mailbox answers
    .meaning = Your billing software can collect the health-insurance replies, without interruption since { $at }.
    .action = There is nothing to do.

situation-suspected =
    .title = Your mailbox did not answer: Vigie is checking again
    .meaning = It may be nothing but a brief incident, seen on { $at }.
    .action = There is nothing to do: Vigie will tell you if the fault is confirmed.

situation-password-needed =
    .title = Your mailbox’s password was refused twice
    .meaning = Vigie has stopped trying, so that your mailbox is not locked. If your billing software uses the same password, it receives no health-insurance replies.
    .action = Try your password on your provider’s website ({ $provider }), then enter in Vigie the one that works.

situation-offline =
    .title = Your Internet connection is down
    .meaning = Since { $at } this computer has not reached the Internet. Your mailbox is not to blame, but Vigie can no longer watch it.
    .action = Check that your Internet router is on and that this computer is connected to it; the watch will resume by itself.

situation-held-in-use =
    .title = Another program has held your mailbox for a long time
    .meaning = Since { $at } Vigie has not been able to open it. If a program is stuck, your billing software cannot collect the health-insurance replies either.
    .action = Close and reopen the programs that read this mailbox: billing software, mail program, phone.

situation-held-delay =
    .title = Your provider has kept Vigie waiting for a long time
    .meaning = Since { $at } it has found the connections too frequent. Your password is right, but Vigie can no longer see inside the mailbox.
    .action = Space the checks out in Vigie (Settings), or see whether another device reads this mailbox all the time.

situation-paused =
    .title = Watch suspended
    .meaning = As you asked, Vigie is not watching this mailbox. The watch will resume on { $at }.
    .action = To resume earlier, choose “Resume the watch”.

situation-secret-locked =
    .title = This computer’s keychain is locked
    .meaning = Vigie keeps your mailbox’s password there and cannot read it: the watch has stopped since { $at }. Nothing is lost.
    .action = Unlock the keychain (often with your session password); the watch will resume at once.

situation-secret-absent =
    .title = Your mailbox’s password cannot be reached
    .meaning = This computer offers no keychain, or the password is no longer in it: the watch has stopped since { $at }.
    .action = Enter the password in Vigie again; if that fails, call the person who looks after your computer.

situation-since = Since { $at }
situation-until = Until { $at }
situation-last-check = Last check: { $at }
situation-next-check = Next check: { $at }
