# The relay.
#
# Variables of a trouble: $side pop or smtp · $port a port · $holder the program that has it, where $known is yes ·
# $address the mailbox, where $known is yes · $since a moment · $messages, $days, $lots numbers · $hindrance what stands in the way.

# What is the matter.
relay-trouble-port-taken =
    .title = { $known ->
        [yes] The program { $holder } has taken the relay’s place
       *[no] Another program has taken the relay’s place
      }
    .meaning = { $side ->
        [pop] Your billing software cannot collect its replies through Vigie. They wait for it, nothing is lost.
       *[smtp] Your billing software cannot send its batches through Vigie. It keeps them, nothing is lost.
      }
    .action = { $known ->
        [yes] Close { $holder }; Vigie will take its place again at once. If it has to stay open, call your software’s support.
       *[no] Restart the computer; Vigie will take its place again. If that is not enough, call your software’s support.
      }
    .detail = { $side ->
        [pop] Port { $port } (receiving) already taken
       *[smtp] Port { $port } (sending) already taken
      }
relay-trouble-port-refused =
    .title = The computer keeps the relay from starting
    .meaning = { $side ->
        [pop] Your billing software cannot collect its replies through Vigie. They wait for it, nothing is lost.
       *[smtp] Your billing software cannot send its batches through Vigie. It keeps them, nothing is lost.
      }
    .action = Show this message to the person who looks after your computer.
    .detail = { $side ->
        [pop] Port { $port } (receiving) refused by the system
       *[smtp] Port { $port } (sending) refused by the system
      }
relay-trouble-keychain-locked =
    .title = The keychain is locked: the relay waits
    .meaning = Without it, your billing software can neither collect nor send. Nothing is lost.
    .action = Unlock the keychain (often with your session password); the relay will resume at once.
relay-trouble-keychain-unavailable =
    .title = The keychain does not answer: the relay waits
    .meaning = Without it, your billing software can neither collect nor send. Nothing is lost.
    .action = Restart the computer; if that is not enough, show this message to the person who looks after it.
relay-trouble-key-lost =
    .title = The relay’s key is no longer in the computer’s keychain
    .meaning = Vigie can no longer read the messages that it kept. They are still at your provider: Vigie fetches them again.
    .action = You have nothing to do. If your software no longer collects, copy the password shown on the “Relay” page into it.
relay-trouble-disk-full =
    .title = The computer’s disk is full: the relay no longer collects
    .meaning = Your replies wait at your provider, nothing is lost.
    .action = Make room on the disk, for example by emptying the bin; the relay will resume at once.
relay-trouble-spool-unusable =
    .title = Vigie cannot read or write the relay’s messages
    .meaning = Your replies wait at your provider, nothing is lost. Your billing software cannot collect them.
    .action = Restart the computer; if that is not enough, show this message to the person who looks after it.
relay-trouble-damaged =
    .title = { $messages ->
        [one] A message that Vigie kept is damaged
       *[other] { $messages } messages that Vigie kept are damaged
      }
    .meaning = { $messages ->
        [one] It is still at your provider: Vigie fetches it again, and your software will receive it.
       *[other] They are still at your provider: Vigie fetches them again, and your software will receive them.
      }
    .action = You have nothing to do. If it happens again, have the computer’s disk checked.
relay-trouble-lost =
    .title = { $messages ->
        [one] A damaged message can no longer be fetched
       *[other] { $messages } damaged messages can no longer be fetched
      }
    .meaning = { $messages ->
        [one] It is no longer at your provider: your billing software will not receive it.
       *[other] They are no longer at your provider: your billing software will not receive them.
      }
    .action = On the “Batches and replies” page, see which batches have no answer, and check them on Ameli Pro. Have the disk checked.
relay-trouble-not-collected =
    .title = { $known ->
        [yes] Vigie can no longer collect everything in the mailbox { $address }
       *[no] Vigie can no longer collect everything in a mailbox
      }
    .meaning = { $messages ->
        [0] Since { $since }, the replies that arrive there no longer reach your billing software. They wait in the mailbox.
        [one] Since { $since }, one message stays there that your provider does not hand over or that is too large. The others arrive.
       *[other] Since { $since }, { $messages } messages stay there that your provider does not hand over or that are too large. The others arrive.
      }
    .action = { $messages ->
        [0] See on the home page what Vigie says of this mailbox. It tries again by itself.
       *[other] Vigie tries again by itself. If this lasts, call your provider.
      }
relay-trouble-no-submission =
    .title = { $known ->
        [yes] Vigie does not know where to send the batches of { $address }
       *[no] Vigie does not know where to send your batches
      }
    .meaning = Your batches do not go out. Your billing software is told so at each attempt and keeps them.
    .action = On the “Relay” page, name your provider’s sending server.
relay-trouble-sending-fails =
    .title = { $known ->
        [yes] The batches sent from { $address } are no longer accepted
       *[no] Your batches are no longer accepted by your provider
      }
    .meaning = Since { $since }, nothing goes out. Your billing software is told so at each attempt and keeps its batches.
    .action = { $hindrance ->
        [login] Your provider refuses the password for sending: enter this mailbox’s password in Vigie again, then send again from your software.
        [sender] Your software sends under another address: put that of your télétransmission mailbox back into it, then send again.
       *[provider] See on the home page what Vigie says of your mailbox. When it is well, send again from your software.
      }
relay-trouble-software-silent =
    .title = { $days ->
        [one] Your software has not collected its replies for one working day
       *[other] Your software has not collected its replies for { $days } working days
      }
    .meaning = Vigie keeps them, nothing is lost. But your software knows neither your payments nor your rejections.
    .action = Collect from your software. If it was installed anew or replaced, set it up again on the “Relay” page.
relay-trouble-wrong-logins =
    .title = A program gives the relay a wrong password
    .meaning = It is nearly always the billing software, with a password copied wrongly: it then receives nothing. Nothing is lost, and nothing is given without the right password.
    .action = Copy into your software the user name and password shown on the “Relay” page.
relay-trouble-sent-perhaps-twice =
    .title = { $lots ->
        [one] A batch was perhaps sent twice
       *[other] { $lots } batches were perhaps sent twice
      }
    .meaning = The sending was cut off before your provider’s answer. Rather than lose a batch, Vigie sent it again.
    .action = You have nothing to do. If a rejection “batch already received” arrives, do not send that batch again: it has arrived.
relay-ended =
    .title = Restored: the relay works again
    .body = Collect from your billing software.

# How the whole stands. $waiting messages, $troubles; $login: when the billing software last collected.
relay-state-off =
    .title = The relay is stopped
    .meaning = Your billing software talks to your mailbox itself, and Vigie watches it, as always.
    .action = You have nothing to do. If you want to set up your software once and for all, Vigie guides you.
relay-state-needed =
    .title = The relay is stopped, and your billing software needs it
    .meaning = It can no longer send your batches or collect your replies. Nothing is lost: everything waits.
    .action = Start the relay.
relay-state-ready =
    .title = The relay is ready, but your billing software does not use it yet
    .meaning = Your batches and replies still go their usual way.
    .action = Set your software to the relay, once and for all: Vigie guides you.
relay-state-unready =
    .title = The relay is not ready yet
    .meaning = Your batches and replies still go their usual way: nothing is in danger.
    .action = First see what is said below, then set up your software.
relay-state-unseen =
    .title = Your billing software is set to the relay, but Vigie has not seen it there yet
    .meaning = Your replies wait for it here.
    .action = Collect from your software: Vigie will say at once whether it sees it.
relay-state-well =
    .title = The relay works
    .meaning = { $waiting ->
        [0] Your billing software last collected its replies on { $login }. It has received everything.
        [one] Your billing software last came on { $login }. One message waits for it.
       *[other] Your billing software last came on { $login }. { $waiting } messages wait for it.
      }
    .action = You have nothing to do.
relay-state-attention =
    .title = { $troubles ->
        [one] The relay works, and one point asks for your attention
       *[other] The relay works, and { $troubles } points ask for your attention
      }
    .meaning = { $waiting ->
        [0] No message waits for your billing software.
        [one] One message waits for your billing software.
       *[other] { $waiting } messages wait for your billing software.
      }
    .action = See what is said below.
relay-state-alarm =
    .title = The relay cannot do all of its work
    .meaning = Your billing software uses it: your batches or your replies are held up.
    .action = Do what is said below.

# What is entered in the billing software, in the order of a settings screen.
relay-value-pop-host = Receiving server (POP)
relay-value-pop-port = Receiving port
relay-value-pop-security = Receiving security
relay-value-login = User name
relay-value-password = Password
relay-value-smtp-host = Sending server (SMTP)
relay-value-smtp-port = Sending port
relay-value-smtp-security = Sending security
relay-value-smtp-authentication = Sending authentication
relay-value-sender = Sender’s address
relay-remark-login = To be copied in full, as it is.
relay-remark-password = The relay’s own, shown on the “Relay” page.
relay-remark-security = None (neither SSL nor TLS): this way does not leave your computer. Beyond it, Vigie protects everything.
relay-remark-authentication = Yes, with the same user name and password.
relay-remark-authentication-none = None.
relay-remark-sender = Unchanged: your télétransmission address.

# The page.
relay-title = Relay
relay-open = Open the “Relay” page
relay-not-here = Vigie cannot show the relay for now
relay-start = Start the relay
relay-set = Set up my software, once and for all
relay-wait-for-move = A change of mailbox is under way: finish it first.
relay-troubles = To be looked at
relay-what = What the relay is for
relay-what-1 = Your billing software talks to Vigie, and Vigie to your mailbox. You set up your software once, and never again.
relay-what-2 = If you change mailboxes, one click is enough. Vigie collects the old one and the new one: no reply is lost, no batch has to be sent again.
relay-what-3 = The messages that Vigie keeps are encrypted and stay on this computer. You can go back at any time.
relay-never = Not yet
relay-behind = Where the relay stands
relay-waiting = Waiting for your software
relay-waiting-count = { $count ->
    [0] No message
    [one] { $count } message, { $size }
   *[other] { $count } messages, { $size }
  }
relay-last-login = Your software last came
relay-last-confirmed = Messages last handed over
relay-last-sent = Last batch sent
relay-mailboxes = Mailboxes collected
relay-mailbox-collected = Collected: { $at }
relay-mailbox-failing = Vigie has not been able to collect it since: { $since }
relay-mailbox-keep = { $days ->
    [0] What your software has received is removed from it at once.
    [one] What your software has received stays there for one more day.
   *[other] What your software has received stays there for { $days } more days.
  }
relay-credentials = Settings to enter in your software
relay-credentials-lead = They will not change any more. The user name and password are the relay’s own, and serve on this computer only.
relay-credentials-show = Show the settings
relay-credentials-hide = Hide the settings
relay-certificate = If your software asks for a protected connection
relay-certificate-lead = It will see a certificate made by Vigie on this computer. Its SHA-256 fingerprint:
relay-submission = Your provider’s sending server
relay-submission-agree = I agree that the password of { $address } is given to { $host }
relay-submission-needed = Without your consent, Vigie does not give the password to this server.
relay-submission-save = Use this server
relay-way-back = Go back to the direct settings
relay-way-back-lead = Your software will talk to your mailbox itself again. Vigie guides you, and nothing is lost on the way.
relay-way-back-go = Prepare the way back
relay-ways-title = Set your software to the relay
relay-ways-back-title = Go back to the direct settings
relay-without-login = Old software: sending without a password
relay-without-login-hint = Only if your software cannot give a user name for sending. Only programs on this computer can then send, and only from your address.
relay-ports = The relay’s ports
relay-ports-hint = Keep these, unless another program has taken them. If you change them, change them in your software too.
relay-port-pop = Receiving
relay-port-smtp = Sending
relay-ports-save = Change the ports
relay-ports-invalid = A port is a number from 1 to 65535.
relay-ports-same = The two ports must be different.
relay-by-hand = Set up without Vigie’s help
relay-by-hand-not-in-use = If you have already set your software to the relay yourself, say so here.
relay-by-hand-in-use = If you have already put the direct settings back into your software yourself, say so here.
relay-by-hand-done = My software uses the relay
relay-by-hand-back = My software no longer uses it
relay-stop = Stop the relay
relay-stop-title = Stop the relay?
relay-stop-meaning = { $waiting ->
    [0] Your billing software talks to your mailbox itself: nothing changes for it.
    [one] One message still waits for your software. It stays at your provider.
   *[other] { $waiting } messages still wait for your software. They stay at your provider.
  }
relay-stop-in-use = Your billing software uses it. It will no longer be able to send your batches or collect your replies, until you start the relay again or go back to the direct settings.
relay-undo = Undo this setting
relay-undo-title = Undo this setting?
relay-undo-meaning = Everything is put back as before. If you entered settings yourself, the old ones have to be put back there.
relay-undo-confirm = Undo this setting
relay-seen = Vigie has seen your software use the relay: your settings work.
relay-awaiting = Vigie waits for your software to come for the first time…
relay-course-read = Finish
relay-course-steps = Steps
relay-print-title = The relay’s settings
relay-start-only = Start the relay alone
relay-ways-choose = How
relay-ways-none = Try again in a moment.
