# Why the agent did not do what was asked.

refusal-foreign-version =
    .title = This window and Vigie are not of the same version ({ $face } and { $agent })
    .action = Quit Vigie and start it again, so that everything is of one version.
refusal-hello-expected =
    .title = Vigie did not understand who is speaking
    .action = Quit Vigie and start it again.
refusal-malformed =
    .title = Vigie did not understand the request ({ $what }, position { $column })
    .action = Quit Vigie and start it again, so that everything is of one version.
refusal-too-long =
    .title = The request is too long for Vigie
    .action = Shorten what you entered.
refusal-too-many-faces =
    .title = Too many Vigie windows are open at the same time
    .action = Close some of them, then try again.
refusal-out-of-range =
    .title = A value is not accepted: { $field ->
        [interval_minutes] two checks are 3 to 60 minutes apart
        [session_cap_s] a check lasts 5 to 60 seconds
        [quiet_from] the evening hour is 0 to 23
        [quiet_until] the morning hour is 0 to 23
        [minutes] a suspension lasts 1 to 1440 minutes
        [language] the language is fr or en
        [billing_software] the billing software’s name is too long
        [department] there is no such département number
        [witnesses] the list of witnesses is not right (name:port)
        [server_host] this is no server name
        [server_port] the port is 1 to 65535
        [login] the user name is empty, too long, or holds a line break
        [password] the password is empty, too long, or holds a line break
        [search] the text to look for is too long
        [reason] the reason is empty or too long
        [sent] the day of sending lies in the future, or too far back
        [date] the batch’s day lies in the future
        [path] the whole path of the folder or file is needed
        [ini] the whole path of the file is needed
       *[other] { $field }
      }
    .action = Correct this value.
refusal-unknown-mailbox =
    .title = Vigie does not watch this mailbox
    .action = Look at the list of watched mailboxes.
refusal-unknown-entry =
    .title = This batch or folder is no longer in Vigie
    .action = Open the page again to see what is there now.
refusal-already-watched =
    .title = This address is watched already
    .action = To change its password, open Settings.
refusal-host-not-approved =
    .title = The server { $host } does not belong to your address, and Vigie does not know it
    .action = Trust it with your password only if your provider gave you this name: then accept it expressly.
refusal-clear-text-refused =
    .title = Vigie sends no password without protection
    .action = Choose the protected connection, or another server.
refusal-secret-unavailable =
    .title = { $locked ->
        [yes] This computer’s keychain is locked
       *[no] This computer offers no keychain
      }
    .action = { $locked ->
        [yes] Unlock it, then try again.
       *[no] Ask the person who looks after your computer to install one.
      }
refusal-too-soon =
    .title = Some time must pass between two connections
    .action = Try again in { $wait }.
refusal-password-needed =
    .title = This mailbox’s password was refused twice: Vigie no longer tries it
    .action = Try it on your provider’s site, then enter in Vigie the one that works.
refusal-record-unavailable =
    .title = Vigie cannot record it: the disk is full, or the history is damaged
    .action = Make room on the disk, then try again.
refusal-not-possible =
    .title = This is not possible here
    .action = It needs a desktop, or the training to be running.
refusal-under-way =
    .title = A check of a mailbox or a switch is already under way
    .action = Finish it first, or give it up: page “Change mailbox”.
refusal-nothing-under-way =
    .title = There is nothing to go on with: no check and no switch is under way
    .action = Begin by checking a new mailbox.
refusal-verdict-forbids =
    .title = This mailbox was not found to be good: Vigie does not switch to it
    .action = Read what is missing, put it right, then check again.
refusal-consent-needed =
    .title = Without your consent, Vigie sends no message
    .action = Tick the consent: it is a few short messages, which Vigie removes afterwards.
refusal-relay-in-use =
    .title = Your billing software goes through Vigie’s relay
    .action = First set the software back to the mailbox itself, from the page “Relay”.
refusal-relay-off =
    .title = Vigie’s relay is stopped
    .action = Start it from the page “Relay”.
refusal-not-an-enrolment =
    .title = This is no enrolment file that Vigie can accept ({ $what })
    .action = Ask your support to send it again.
refusal-managed =
    .title = This setting is managed by support
    .action = Call your support to have it changed.
