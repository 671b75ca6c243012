# The verdict on a new mailbox ($address, at $provider), its reasons, what to know besides, what to do.
# $existing: a mailbox that the person has already.

verdict-good =
    .title = { $address } is a true mailbox, separate and empty: you can adopt it
    .meaning = Your billing software will be able to collect the health-insurance replies there and to send your batches, and nothing else arrives in it.
    .action = Go on to the next step: the switch.

verdict-probable =
    .title = { $address } looks good, but the proof is not complete
    .meaning = All that Vigie could see is in order. But it could not read a mailbox that you already have: so it is not proved that this address is no alias of another mailbox.
    .action = Give the main address that you have at { $provider }, with its password: the comparison will settle the doubt. You may also go on, knowing this.

verdict-inconclusive =
    .title = Vigie cannot yet tell whether { $address } will do
    .meaning = Nothing wrong was proved, but proofs are missing. Do not change mailboxes yet: in a bad mailbox replies get lost and care goes unpaid.
    .action = Follow the advice given here, then choose “Check again”.

verdict-alias =
    .title = { $address } is no true mailbox: its mail arrives in another one
    .meaning = It is an alias or a redirection. Your billing software would work in that other mailbox, and delete every message there that is not from the health insurance.
    .action = At your provider, create a true secondary mailbox with a password of its own, and never an “alias”.

verdict-same-mailbox =
    .title = { $address } opens a mailbox that you already have
    .meaning = Two addresses, but one mailbox: your billing software would delete every message there that is not from the health insurance, your personal ones included.
    .action = At your provider, create a true secondary mailbox with a password of its own, and never an “alias”.

verdict-not-empty =
    .title = { $address } is not empty, or is already used for something else
    .meaning = Your billing software deletes every message that is not from the health insurance: what lies there would be lost. Vigie itself has deleted nothing.
    .action = Take a mailbox that was never used, or put these messages in safety yourself, then check again.

verdict-no-pop =
    .title = Your billing software could not collect from { $address }
    .meaning = This mailbox does not offer the access that it needs (“POP”), even if you can read it on the web. The health-insurance replies would never reach your software.
    .action = Open this access at your provider if it allows it; otherwise take a mailbox at your Internet access provider.

verdict-forwards =
    .title = { $address } passes its mail on to another mailbox
    .meaning = The health-insurance replies, with your patients’ data, would also go to that other mailbox.
    .action = Remove this redirection on your provider’s site ({ $provider }), then check again.

verdict-receives-forwarded =
    .title = { $address } also receives another address’s mail
    .meaning = Your billing software deletes every message that is not from the health insurance: that mail would be lost.
    .action = Remove the redirection to this mailbox, then check again.

verdict-cannot-send =
    .title = { $address } could not send your batches
    .meaning = The mailbox may receive, but your batches would not leave, or would arrive under an address that is not yours: they would not be paid.
    .action = Ask your provider ({ $provider }) how to send from this address; otherwise take a mailbox elsewhere.

verdict-unsafe =
    .title = The connection to { $address } is not protected as it should be
    .meaning = Your password and your patients’ data could be read on the way. Vigie sends no password over such a connection.
    .action = Take a mailbox at a provider whose protection is in order.

# How much the verdict can be relied on.
verdict-strength-proven = This is proved
verdict-strength-strong = This is almost certain
verdict-strength-weak = This is only a hint

# The questions that the checks answer, and the answers.
verdict-question-real-pop = Can a software collect from it, well protected?
verdict-question-no-alias = Is it a true mailbox, without alias or redirection?
verdict-question-empty = Is it empty, and yours alone?
verdict-question-can-send = Can it send your batches?
verdict-answer-yes = Yes
verdict-answer-unknown = Not proved yet
verdict-answer-no = No

# Reasons. $cause is a cause's public name.
verdict-reason-no-tls = The servers of { $provider } offer no protection for this mailbox.
verdict-reason-tls-unproven = { $cause ->
    [tls_expired] The electronic identity card of the server of { $provider } has expired.
    [tls_wrong_name] The server shows somebody else’s electronic identity card.
    [tls_untrusted] Nobody known vouches for the server’s electronic identity card.
    [tls_too_old] The protection of the server of { $provider } is too old.
   *[other] The protected connection with { $provider } could not be made.
  }
verdict-reason-submission-unsafe = { $cause ->
    [tls_expired] The electronic identity card of the sending server has expired.
    [tls_wrong_name] The sending server shows somebody else’s electronic identity card.
    [tls_untrusted] Nobody known vouches for the sending server’s electronic identity card.
   *[other] The protected connection with the sending server could not be made.
  }
verdict-reason-same-address = { $address } is the address that you gave as your present mailbox.
verdict-reason-same-account = { $address } and { $existing } have the same user name at the same server: it is one account.
verdict-reason-same-maildrop = { $address } and { $existing } show exactly the same message: it is one mailbox.
verdict-reason-one-mailbox = What is sent to one of the two addresses, { $address } or { $existing }, is seen in both: it is one mailbox with two entries.
verdict-reason-leads-to = The test message sent to { $address } arrived in { $existing }.
verdict-reason-names-another = The server delivered the test message to “{ $mailbox }”, and not to { $address } (header { $header }).
verdict-reason-logs-in-as-another = The user name given, { $login }, is another mailbox’s.
verdict-reason-subaddress = With a “+” in the address, everything arrives in { $mailbox }: it is no separate mailbox.
verdict-reason-no-server = Vigie found no server from which a software could collect this mailbox.
verdict-reason-imap-only = { $provider } offers another access only (“IMAP”), which your billing software does not use.
verdict-reason-pop-not-offered = { $provider } does not let a billing software collect from the mailbox.
verdict-reason-oauth-only = { $provider } no longer takes a password from a software, only a login in the browser.
verdict-reason-pop-disabled = { $switchable ->
    [yes] Access by a software (“POP”) is not open yet for this mailbox.
   *[no] { $provider } has closed access by a software (“POP”) to this mailbox.
  }
verdict-reason-pop-unreachable = { $cause ->
    [name_not_found] The server of { $provider } cannot be found.
    [connection_refused] Nobody answers at the server of { $provider } for access by a software.
   *[other] The server of { $provider } reports a fault that will not pass by itself.
  }
verdict-reason-command-missing = The server of { $provider } refuses a command that collecting needs ({ $command }).
verdict-reason-login-delay-too-long = { $provider } wants { $pause } between two collections: too long for your batches and replies.
verdict-reason-forwards = The test message sent to { $address } arrived in { $existing } too.
verdict-reason-existing-forwards = The test message sent to { $existing } arrived in { $address } too.
verdict-reason-existing-leads-here = The test message sent to { $existing } arrived in { $address }, and only there.
verdict-reason-existing-names-candidate = What is sent to { $existing } passes through { $address } (header { $header }).
verdict-reason-catch-all = This mailbox receives the mail of every address of its domain, even invented ones.
verdict-reason-holds = { $messages ->
    [one] There was already { $messages } message in the mailbox.
   *[other] There were already { $messages } messages in the mailbox.
  }
verdict-reason-received-meanwhile = { $messages ->
    [one] During the check, { $messages } message from elsewhere arrived.
   *[other] During the check, { $messages } messages from elsewhere arrived.
  }
verdict-reason-no-submission = Vigie found no sending server for this mailbox.
verdict-reason-submission-login-refused = The sending server refuses the password.
verdict-reason-sender-refused = The sending server does not let you write as { $address }.
verdict-reason-submission-refused = The sending server refused the test message.
verdict-reason-from-rewritten = { $provider } replaced your sender’s address by another one.
verdict-reason-size-limit-too-small = { $provider } refuses messages above { $limit }: batches with scanned prescriptions would not pass.
verdict-reason-not-checked = The mailbox was not checked yet.
verdict-reason-not-answered = { $cause ->
    [password_refused] The user name or password was refused.
    [web_login_required] { $provider } wants a login on its site, or an “application password”.
    [mailbox_in_use] Another software is collecting from this mailbox.
    [login_delay] { $provider } asks for a little patience before the next login.
    [no_network] Your own connection to the Internet is down.
    [tls_intercepted] An antivirus on this computer steps into the connection.
   *[other] The server of { $provider } did not answer as it should ({ $cause }).
  }
verdict-reason-probe-not-sent = The test message was not sent to { $address }.
verdict-reason-probe-bounced = { $bounce ->
    [unknown_address] The test message came back: nobody has the address { $address }.
    [full] The test message came back: the mailbox is full.
    [archived] The test message came back: the mailbox is archived.
    [blocked] The test message came back: the account is blocked.
   *[other] The test message came back.
  }
verdict-reason-probe-lost = The test message did not arrive in { $address }: it may be in the spam folder, delayed or refused.
verdict-reason-still-waiting = Vigie has yet to read { $mailbox } once more, not before { $until-time }.
verdict-reason-candidate-disturbed = { $how ->
    [emptied] Another software took messages away from { $address } during the check.
   *[locked] Another software held { $address } when it should have been read once more.
  }
verdict-reason-control-not-sent = The control message was not sent to { $existing }.
verdict-reason-control-lost = The control message sent to { $existing } did not arrive: the comparison proves nothing.
verdict-reason-crossed = The test messages for { $address } and { $existing } arrived in a way that nothing simple explains.
verdict-reason-existing-disturbed = { $how ->
    [emptied] A software collected from { $existing } during the check: a test message may have vanished.
   *[locked] A software held { $existing } when it should have been read once more.
  }
verdict-reason-existing-busy = { $cause ->
    [mailbox_in_use] Another software holds { $existing }: it could not be read.
    [no_network] Your own connection to the Internet is down: { $existing } could not be read.
   *[other] { $existing } cannot be read for the moment.
  }
verdict-reason-old-provider = { $address } is at the same provider as { $existing }, which cannot be read.
verdict-reason-name-unclear = The server delivered the test message to “{ $mailbox }”: Vigie cannot tell whether that is { $address } (header { $header }).
verdict-reason-sending-not-tried = Sending from { $address } was not tried.
verdict-reason-sending-not-now = The sending server does not answer for the moment.
verdict-reason-sending-intercepted = An antivirus on this computer steps into the connection for sending.
verdict-reason-no-existing = No mailbox that you already have was given to compare with.
verdict-reason-existing-unreadable = { $cause ->
    [no_password] The password of { $existing } was not given: the comparison is missing.
    [password_refused] The password of { $existing } is refused: the comparison is missing.
    [pop_disabled] Access to { $existing } by a software is closed: the comparison is missing.
   *[other] { $existing } cannot be read: the comparison is missing.
  }
verdict-reason-separate = { $address } and { $existing } are two separate mailboxes: each got its own test message, and not the other’s.
verdict-reason-pop-answers = The server { $host } opened the mailbox, well protected, and answers all that is needed.
verdict-reason-probe-arrived = The test message arrived in { $address } within { $taken }.
verdict-reason-names-candidate = The server did deliver the test message to { $address } (header { $header }).
verdict-reason-was-empty = The mailbox was empty, and nothing but the test messages arrived.
verdict-reason-sends = Sending from { $address } is accepted.

# What to know besides.
verdict-warning-webmail = { $provider } is no Internet access provider: the health insurance asks for a mailbox at the access provider. A free mail service can close access by software from one day to the next, as in 2022.
verdict-warning-hosting = { $provider } is a hosting company, not an Internet access provider: the health insurance asks for a mailbox at the access provider. If the subscription or the domain name is not renewed, the mailbox is gone.
verdict-warning-health-network = { $provider } is a health mail network: it serves something else. Ask your software’s support before you choose it.
verdict-warning-unknown-provider = Vigie does not know { $provider }. The health insurance asks for a mailbox at the Internet access provider: make sure that it is one.
verdict-warning-access-contract = This mailbox belongs to your Internet subscription: if you change access providers, the law leaves it to you for six months, then it may close.
verdict-warning-inactivity = { $days ->
    [one] { $provider } may close a mailbox in which nobody logs in for { $days } day.
   *[other] { $provider } may close a mailbox in which nobody logs in for { $days } days.
  }
verdict-warning-must-be-switched-on = At { $provider }, access by a software (“POP”) must be opened in the mailbox’s settings.
verdict-warning-switches-itself-off = At { $provider }, access by a software (“POP”) closes again when it is not used for long.
verdict-warning-application-password = Your billing software, too, will need the “application password” of { $provider }.
verdict-warning-same-provider = It is the same provider as your present mailbox’s: one outage would hit both.
verdict-warning-long-login-delay = { $provider } wants { $pause } between two collections: your billing software may be refused if it comes back sooner.
verdict-warning-expires-at-once = { $provider } deletes every message as soon as it was collected: if a collection is cut off, a reply may be lost.
verdict-warning-expires = { $days ->
    [one] { $provider } deletes messages after { $days } day: collect every day.
   *[other] { $provider } deletes messages after { $days } days: mind your holidays.
  }
verdict-warning-size-limit = { $provider } refuses messages above { $limit }: large batches with scanned prescriptions may not pass.
verdict-warning-slow-delivery = The test message took { $taken } to arrive: replies may be as late.
verdict-warning-marked-as-spam = { $provider } took the test message for spam, though it let it through: keep an eye on the spam folder.
verdict-warning-not-from-outside = The test message came from the same provider: it is not proved that the mailbox receives mail from elsewhere.
verdict-warning-sender-not-seen = Vigie could not see under which address the message sent arrived.
verdict-warning-other-reader = Another software collected from { $address } during the check: is it shared with somebody, or set up on a phone?
verdict-warning-inner-name = { $provider } notes its mailboxes under a name of its own (“{ $mailbox }”), which Vigie cannot verify.
verdict-warning-not-compared = { $existing } could not be read: it is missing from the comparison.

# What to do.
verdict-step-create-secondary-mailbox = At your provider, create a true secondary mailbox (“new user”, “secondary address”) with a password of its own, and never an “alias”.
verdict-step-choose-another-provider = Take a mailbox at another provider, at best your Internet access provider.
verdict-step-switch-pop-on = Open access by a software (“POP”) in the mailbox’s settings, on the site of { $provider }, then check again.
verdict-step-create-application-password = Create an “application password” on the site of { $provider } and type it instead of the usual password.
verdict-step-check-password = Try address and password on the site of { $provider }, then type them again here.
verdict-step-stop-forwarding = On the site of { $provider }, remove the redirection from { $address } to { $existing }, then check again.
verdict-step-stop-forwarding-here = In the settings of { $existing }, remove the redirection to { $address }, then check again.
verdict-step-use-an-empty-mailbox = Take a mailbox that was never used, or put these messages in safety yourself, then check again.
verdict-step-close-other-readers = Close the other software and phones that collect from { $address }, then check again.
verdict-step-switch-sending-on = Ask { $provider } to allow sending by a software from { $address }.
verdict-step-set-shield-aside = In your antivirus, switch mail protection off, then check again.
verdict-step-try-later = Check again a little later.
verdict-step-wait = Be patient: Vigie will read the mailboxes again by itself, around { $until-time }.
verdict-step-send-probes = Let Vigie send its test messages; it deletes them afterwards.
verdict-step-try-sending = Let Vigie try to send from { $address }.
verdict-step-look-into-spam = On the site of { $provider }, see whether the test message is in the spam folder.
verdict-step-ask-why-it-came-back = { $bounce ->
    [unknown_address] Make sure that the address { $address } is spelt right and that the mailbox was created.
    [full] Make room in the mailbox, or take an empty one.
    [archived] Log in to this mailbox on the site of { $provider } to wake it up.
   *[other] Ask { $provider } why this mailbox refuses mail.
  }
verdict-step-pause-billing = Close your billing software and all that collects from { $existing } during the check, then check again.
verdict-step-give-existing = Give a mailbox that you already have, with its password, to compare with.
verdict-step-give-main-address = Give the main address that you have at { $provider }, with its password: it is the one that an alias would hide.
verdict-step-make-readable = Give the password of { $existing }, or open its access by a software again, so that Vigie can compare.
verdict-step-send-from-outside = Let a test message leave from another provider, your old mailbox for example.
verdict-step-see-the-sender = Let Vigie read a mailbox that receives the message sent from { $address }.
