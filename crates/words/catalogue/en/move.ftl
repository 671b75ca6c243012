### Changing the mailbox: the page, the handover sheet, and what the home page shows of it.

move-title = Change mailbox
move-steps = Steps of the change
move-step-provider = Provider
move-step-guide = New mailbox
move-step-addresses = Addresses
move-step-check = Check
move-step-switch = Switch
move-loading = Vigie is looking up where you are…
move-failed-to-load = The page could not be prepared
move-not-here = This page is not available for now.

## Choosing the provider

move-what-1 = Vigie guides you through creating a new mailbox for electronic claims.
move-what-2 = Vigie then checks that it is a true mailbox, separate and empty.
move-what-3 = Nothing changes before you agree, and the change can be undone.
move-provider-title = Where should the new mailbox be created?
move-provider-lead = Choose the practice’s Internet access provider: the one on the router.
move-provider-search = Search
move-provider-search-hint = The name on the router, or the end of an address, such as “@provider.example”.
move-provider-list = Providers
move-provider-count = { $count ->
    [0] No provider fits.
    [one] { $count } provider.
   *[other] { $count } providers.
}
move-provider-known-as = On your router: { $names }
move-provider-not-access = Not an access provider
move-provider-other = Another one
move-provider-other-hint = It is not in the list: Vigie tells you what to look for on its site.
move-provider-created = My new mailbox exists already
move-unknown = I don’t know who my provider is
move-unknown-box = Read the name on the practice’s router, on its front or on the label underneath.
move-unknown-invoice = Look at the Internet invoice, or at the name debited each month from the practice’s account.
move-unknown-shared = You work in a shared practice, and the line is not yours? Take your provider at home: it will do.

## Creating the mailbox

move-guide-title = Create a new mailbox at { $provider }
move-guide-title-other = Create a new mailbox at your provider
move-guide-trap = An alias is not a mailbox
move-guide-trap-general = An alias is a second address for a mailbox that you have already. Your billing software would delete your personal mail there. You need a true mailbox, with a password of its own.
move-guide-steps = What to do
move-guide-other-1 = Log in to your provider’s site, in the section “Mail” or “E-mail”.
move-guide-other-2 = Look for “new user”, “secondary address” or “add a mailbox”. Never “alias”.
move-guide-other-3 = Choose an address that will serve claims alone, and a password for nothing else.
move-guide-other-4 = Log in to this new mailbox once, on the provider’s site. It must be empty.
move-guide-advice = What to know about this provider
move-guide-page = Open { $provider }’s page
move-guide-page-hint = It opens in your browser.
move-guide-page-failed = The page could not be opened. Its address: { $page }
move-guide-done = The mailbox is created

## Addresses

move-addresses-title = Your new mailbox
move-addresses-lead = Enter exactly what you have just created.
move-address = New address
move-password = Its password
move-password-hint = It stays on this computer, and serves this mailbox alone.
move-replaces = It replaces
move-replaces-none = No watched mailbox
move-existing = Your other addresses
move-existing-why = An alias nearly always leads to your main address at this provider: by reading it, Vigie can prove that this is none.
move-existing-watched = Mailboxes that Vigie watches are compared by themselves.
move-existing-main = Your main address at { $provider }
move-existing-main-other = Your main address at this provider
move-existing-further = Another address of yours
move-existing-password = Its password (optional)
move-existing-password-hint = Without it, the proof is weaker.
move-existing-add = Add an address
move-existing-remove = Take this address out
move-advanced = Own domain, servers by hand
move-own-domain = This address’s domain is mine
move-own-domain-hint = Vigie may then try an invented address of this domain, to see whether all mail falls into the same mailbox.
move-by-hand = Enter the servers myself
move-by-hand-hint = Otherwise Vigie finds them. Leave empty what you do not know.
move-pop = Receiving (POP)
move-submission = Sending
move-login-hint = Leave empty if it is the whole address.
move-pause-billing = During the check, close your billing software
move-pause-billing-why = If it collects the mailbox meanwhile, it may delete the test messages, and Vigie could not conclude.
move-consent = I agree that Vigie sends a few short test messages between my mailboxes, and removes them afterwards
move-consent-hint = Vigie touches no other message.
move-begin = Check the mailbox
move-beginning = The check begins…
move-wrong-address = This is not a complete e-mail address. It needs a name, an at sign, then the provider.
move-wrong-password = Enter the new mailbox’s password.
move-wrong-consent = Unless you agree, Vigie sends no message and can prove nothing.
move-wrong-existing = Correct this address, or leave it empty.
move-wrong-form = { $count ->
    [one] One point remains to be completed.
   *[other] { $count } points remain to be completed.
}

## Check

move-check-title = Vigie checks { $address }
move-check-list = Points checked
move-check-waiting = waiting
move-check-running = running
move-check-well = in order
move-check-bad = to be seen to
move-check-unknown = cannot be told
move-check-done-of = { $done } of { $total } points seen
move-check-wait = Vigie is waiting for its test messages
move-check-wait-since = Begun { $passed } ago. The wait ends at { $until } at the latest.
move-check-wait-progress = Wait for the test messages
move-check-removing = Vigie is removing its test messages
move-check-leave = You may close this window: Vigie goes on, and will tell you.
move-check-passed = For { $passed }
move-password-again = Vigie needs the password to go on
move-password-again-why = It has no password for this address that works: the computer’s keychain does not give it back, or the server refused it.
move-password-again-address = Address
move-password-again-hint = If Vigie then asks for another, give the other address compared with.
move-password-again-give = Go on with the check
move-abandon = Abandon
move-abandon-title = Abandon this check?
move-abandon-meaning = Vigie removes its test messages and forgets { $address }. Your present mailbox stays watched.
move-abandon-confirm = Abandon the check

## Verdict

move-verdict-strength = Strength of the proof
move-verdict-took = Checked in { $duration }
move-verdict-to-do = To go on
move-verdict-to-strengthen = For a stronger proof
move-verdict-details = See what Vigie saw
move-verdict-questions = Questions and answers
move-verdict-reasons = Why
move-verdict-warnings = Good to know
move-verdict-found = Found in the new mailbox
move-verdict-found-lead = Vigie deleted nothing. Do you recognise these messages?
move-verdict-found-from = Sender
move-verdict-found-subject = Subject
move-verdict-found-received = Received
move-verdict-found-unknown = Unknown
move-verdict-probes = Test messages
move-verdict-probes-removed = { $count ->
    [0] No test message was left to remove.
    [one] { $count } test message was removed.
   *[other] { $count } test messages were removed.
}
move-verdict-probes-left = { $count ->
    [one] One test message stayed. You may delete it yourself.
   *[other] { $count } test messages stayed. You may delete them yourself.
}
move-verdict-checks = Points checked
move-verdict-repeat = Check again
move-verdict-other = Try another address
move-verdict-switch = Switch
move-verdict-agree = I have read this sentence, and want to go on
move-verdict-agree-needed = Tick the box to go on without this proof.

## Way of switching

move-ways-title = How to switch to { $address }
move-ways-lead = This is what will be done, in order. Nothing is changed yet.
move-ways-choose = Way of switching
move-ways-first = advised
move-ways-steps = What will be done
move-ways-touched = What will be changed on this computer
move-ways-touched-hint = A dated copy is kept beforehand.
move-ways-password = I agree that the password is written to the software’s settings too
move-ways-password-hint = Otherwise you will enter it in the software yourself.
move-ways-none = No way of switching is possible for now
move-ways-none-hint = Check the mailbox again, then come back here.
move-ways-apply = Apply the change
move-ways-applying = The change begins…
move-ways-undoable = You can undo it all afterwards.
move-ways-back = Back to the verdict

## Switch

move-switch-steps = Steps of the switch
move-switch-step-waiting = to come
move-switch-step-running = running
move-switch-step-person = your turn
move-switch-step-done = done
move-switch-step-failed = failed
move-switch-step-undone = undone
move-switch-from-to = From { $from } to { $to }
move-switch-to = To { $to }
move-switch-close-hint = Vigie waits, and goes on as soon as it is closed.
move-switch-turn = Your turn
move-switch-close-done = It is closed
move-switch-enter-done = Done
move-switch-other-done = Go on
move-switch-enter-hint = Copy these values into your software’s mail settings, mostly in this order.
move-switch-values = Values to enter
move-switch-value-password = The password that you have just entered
move-switch-copy = Copy
move-switch-copy-name = Copy: { $label }
move-switch-copied = Copied: { $label }
move-switch-copy-failed = Copying did not work. Select the text, then press Ctrl + C.
move-switch-print = Print these values
move-switch-print-title = Settings of the mailbox for electronic claims
move-switch-print-field = Setting
move-switch-print-value = To enter
move-switch-seen = Vigie saw your messages collected: your settings work.
move-switch-undo = Undo the change
move-switch-undo-title = Undo the change?
move-switch-undo-meaning = The old mailbox takes its place again. If the new one has been used, Vigie goes on watching it for the time of the transition, for the replies that arrive in it. If you entered the settings yourself, you will have to put the old ones back.
move-switch-undo-confirm = Undo the change
move-switch-undo-keep = Keep the new mailbox
move-switch-again = Change mailbox again
move-switch-check-again = Back to the check
move-switch-fiche = See the handover sheet

## Handover sheet

move-fiche-title = Handover sheet
move-fiche-none = No change of mailbox has been made
move-fiche-none-hint = This sheet appears after a change: it says what remained between the two mailboxes.
move-fiche-from = Old mailbox
move-fiche-to = New mailbox
move-fiche-switched = Switched
move-fiche-until = Both watched until
move-fiche-at = As of { $at }
move-fiche-advice = To do, and what needs nothing
move-fiche-lots = Batches still without an answer
move-fiche-lots-lead = Sent before the switch.
move-fiche-lots-none = Every batch sent before the switch has its answer.
move-fiche-returns = Replies that arrived in the old mailbox
move-fiche-returns-lead = Since the switch.
move-fiche-returns-none = No reply has arrived in the old mailbox since the switch.
move-fiche-shown = The first { $shown } of { $total }.
move-fiche-lot = Batch
move-fiche-caisse = Fund
move-fiche-date = Date
move-fiche-sent = Sent
move-fiche-state = Where it stands
move-fiche-kind = Reply
move-fiche-received = Arrived
move-fiche-for-lots = Batches
move-fiche-where = Where it is
move-fiche-still-there = Still in the old mailbox
move-fiche-collected = Collected
move-fiche-inactivity = The old mailbox
move-fiche-print = Print
move-fiche-save = Save the sheet
move-fiche-saved = Sheet saved.
move-fiche-save-failed = The sheet could not be saved. Choose another folder.
move-fiche-print-failed = Printing could not be started.

## Home

move-home-transition = You have changed mailbox: Vigie watches both until { $until }
move-home-transition-hint = The old mailbox, { $address }, is still watched for what arrives late.
move-home-running = A new mailbox is being checked
move-home-judged = The new mailbox has been checked
move-home-switching = A change of mailbox is under way
move-home-open = See where it stands
move-home-alarm = Change mailbox
move-former = old mailbox

## Relay and support

move-ways-lead-relay = Your billing software uses the relay: nothing has to be changed in it. Here is what Vigie will do.
move-switch-collect-done = The collection is finished
move-home-relay = Your software is being set up
move-recommended = Your support recommends a mailbox at @{ $domain }
move-recommended-hint = The servers are already filled in. Create the address there if that is not done, then give the address and its password here: Vigie checks everything before changing anything.
move-recommended-take = Take this mailbox
