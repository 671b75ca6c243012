# The switch sheet: what became of everything between two mailboxes. $address: the old mailbox.

fiche-amount-uncollected =
    .title = { $returns ->
        [one] One reply is waiting in the old mailbox, which your software no longer collects
       *[other] { $returns } replies are waiting in the old mailbox, which your software no longer collects
      }
    .meaning = Your billing software does not know of these ARLs and payments yet: it may ask for batches, or send them again, that the fund has received. { $lots ->
        [0] { "" }
        [one] One batch sent before the switch is also without an answer.
       *[other] { $lots } batches sent before the switch are also without an answer.
      }
    .action = First have the old mailbox collected one last time.
fiche-amount-to-check =
    .title = { $lots ->
        [one] One batch sent before the switch needs a look
       *[other] { $lots } batches sent before the switch need a look
      }
    .meaning = Vigie saw no answer in either mailbox. { $waiting ->
        [0] { "" }
        [one] One more batch is still within its time.
       *[other] { $waiting } more batches are still within their time.
      }
    .action = Follow the steps, then tick each batch on the list.
fiche-amount-waiting =
    .title = { $lots ->
        [one] One batch sent before the switch awaits its answer, within its time
       *[other] { $lots } batches sent before the switch await their answers, within their time
      }
    .meaning = The answer may come to either mailbox. The last deadline ends on { $until }.
    .action = Send nothing again by hand before then.
fiche-amount-unseen =
    .title = Nothing known is outstanding, but Vigie could not see everything
    .meaning = It does not see your batches, their ARLs or the old mailbox well enough to say that nothing is missing.
    .action = Follow the steps: your billing software and Ameli Pro have the last word.
fiche-amount-nothing =
    .title = Nothing was left between the two mailboxes
    .meaning = All batches that Vigie follows have their answers, and no reply is waiting in the old mailbox.
    .action = There is nothing for you to do.

fiche-advice-read-old-elsewhere =
    .title = Look into the old mailbox on its provider’s site
    .meaning = Vigie has not been able to read it since { $last }: replies may have come there that are not on this sheet.
    .action = Log in to the site of { $provider } with { $address }. If you see messages from funds there, do not delete them, and call your software’s support.
fiche-advice-read-old-never =
    .title = Look into the old mailbox on its provider’s site
    .meaning = Vigie has never been able to read it: replies may have come there that are not on this sheet.
    .action = Log in to the site of { $provider } with { $address }. If you see messages from funds there, do not delete them, and call your software’s support.
fiche-advice-relay-brings =
    .title = What arrives in the former mailbox reaches your software through the relay
    .meaning = Your billing software collects both mailboxes without knowing it: no reply was lost because of the switch.
    .action = Send no batch again because of the switch; there is nothing to collect by hand.
fiche-advice-collect-old =
    .title = Have the old mailbox collected one last time
    .meaning = { $returns ->
        [one] One reply is waiting there, and your billing software no longer collects it.
       *[other] { $returns } replies are waiting there, and your billing software no longer collects them.
      }
    .action = In your software, note the new mailbox’s settings for receiving, put those of { $address } back, collect without sending anything, then put the new ones back. If the software takes two mailboxes, add the old one instead. Its support can do this with you.
fiche-advice-go-through-lots =
    .title = Go through the batches sent from { $from-date } to { $until-date } in your software
    .meaning = Vigie does not see your batches: it cannot say which of them await an answer.
    .action = A batch without an ARL is sent again by the software after 48 h, and goes to “manual treatment” 48 h later; before that, send nothing again by hand.
fiche-advice-wait-until =
    .title = Send nothing again by hand before { $at }
    .meaning = { $lots ->
        [one] One batch is still within its time. After 48 h without an ARL your software sends it again by itself; 48 h later it goes to “manual treatment”.
       *[other] { $lots } batches are still within their time. After 48 h without an ARL your software sends them again by itself; 48 h later they go to “manual treatment”.
      }
    .action = Leave it to the software; each batch’s date is on the list.
fiche-advice-look-up =
    .title = { $lots ->
        [one] See in your software whether a batch’s ARL is there
       *[other] See in your software whether the ARLs of { $lots } batches are there
      }
    .meaning = Vigie does not see every ARL: your software may have collected them first.
    .action = Open each batch on the list. If it is marked as received there, tick it; if not, look for its invoices on Ameli Pro.
fiche-advice-treat-by-hand =
    .title = { $lots ->
        [one] Treat one batch by hand
       *[other] Treat { $lots } batches by hand
      }
    .meaning = Both delays of 48 h have passed without an answer: your software will not send anything again by itself.
    .action = First look for { $lots ->
        [one] its
       *[other] their
      } invoices on Ameli Pro. For those that are not there, open “manual treatment” in your software or call its support; a paper duplicate must name the FSE and the batch number.
fiche-advice-check-payments =
    .title = Check the payments from { $from-date } to { $until-date } on Ameli Pro
    .meaning = For three to four days around a switch, payment replies are missing in the software because they went to the old mailbox. The payments themselves may have been made.
    .action = Compare your payments of these days on Ameli Pro with the invoices that are open in your software.
fiche-advice-mark-paid =
    .title = Mark paid invoices as paid by hand
    .meaning = A paid invoice whose reply was lost stays open in the software.
    .action = In your software, mark as paid each invoice that you see paid on Ameli Pro. If a whole batch is paid, settle it in Vigie too, with the reason “paid, seen on Ameli Pro”.
fiche-advice-ignore-rejects =
    .title = Rejects “1070”, “lot déjà reçu”, “facture déjà en traitement”: nothing to do
    .meaning = A batch sent twice around the switch comes back rejected: the first copy has arrived, and it is the one being processed. { $seen ->
        [0] None of these rejects has come so far.
        [one] One such reject has come since the switch.
       *[other] { $seen } of these rejects have come since the switch.
      }
    .action = Correct nothing and send nothing again.
fiche-advice-keep-open =
    .title = Keep the old mailbox at least until { $until-date }
    .meaning = Answers may still come there; Vigie watches it.
    .action = Do not delete it, do not change its password, and do not end the contract that it hangs on.
fiche-advice-retire =
    .title = The old mailbox can be retired
    .meaning = The transition is over, and no reply is waiting in { $address }.
    .action = Remove it from Vigie in Settings whenever you like; nothing happens without you.

fiche-inactivity = Its provider ({ $provider }) may close a mailbox that has been unused for { $days } days: that would be on { $at-date }, counted from the switch. Whether Vigie’s checks count as use is not known: log in to its site once before then.

fiche-written = Sheet written to { $path }
fiche-unwritable =
    .title = The sheet could not be written to { $path } ({ $error })
    .action = Choose another file or folder.

# One line of the sheet: where a lot stands, and what to do with it.
fiche-lot-waiting = Within its time: nothing to do before { $until }
fiche-lot-sent-again = No answer for 48 h: check that the software has sent it again, then wait until { $until }
fiche-lot-by-hand = Manual treatment since { $since-date }: look for its invoices on Ameli Pro, else make the batch anew
fiche-lot-look-up = Answer not seen by Vigie: see in the software whether the ARL is there

fiche-return-lot = Batch sent
fiche-return-arl-positive = Positive ARL
fiche-return-arl-negative = Negative ARL
fiche-return-arl-unsigned = ARL of unknown sense
fiche-return-rsp = Payments and rejects
fiche-return-service-message = Service message
fiche-return-non-delivery = Notice of non-delivery
fiche-return-unknown-machine = Unknown message
fiche-return-foreign = Foreign mail

# The printed page.
fiche-page-title = Switch sheet
fiche-page-from = Old mailbox
fiche-page-to = New mailbox
fiche-page-switched = Switch
fiche-page-until = Transition until
fiche-page-made = Sheet made on { $at }
fiche-page-steps = What to do
fiche-page-lots = { $lots ->
    [0] Batches sent before the switch and without an answer: none
   *[other] Batches sent before the switch and without an answer: { $lots }
  }
fiche-page-returns = { $returns ->
    [0] Replies that came to the old mailbox: none
   *[other] Replies that came to the old mailbox: { $returns }
  }
fiche-page-lots-none = Vigie knows of none.
fiche-page-returns-none = Vigie saw none that your software has not collected.
fiche-page-shown = Only the first { $shown } of { $total } are shown.
fiche-page-done = Done
fiche-page-number = Batch
fiche-page-caisse = Fund
fiche-page-date = Batch date
fiche-page-sent = Sent on
fiche-page-state = Where it stands, and what to do
fiche-page-kind = Reply
fiche-page-received = Came on
fiche-page-of-lots = Batches
fiche-page-there = Still in the mailbox
fiche-page-there-yes = yes, to be collected
fiche-page-there-no = no
fiche-page-moment = { $at-date }, { $at-time }
fiche-page-day = { $at-date }
fiche-page-footer = Made by Vigie from what it saw of both mailboxes. It holds no patient’s name and no social-security number.
