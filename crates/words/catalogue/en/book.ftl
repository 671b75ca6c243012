# Lots and returns: what Vigie can see of them, and what asks for a look.
# $lots: how many lots; $oldest: when the oldest of them was sent last.

book-sight-no-lots =
    .title = Vigie watches the mailbox but cannot see your batches
    .meaning = It tells you if the mailbox stops answering and, once it knows your rhythm, if replies stop coming altogether; it cannot tell whether one particular ARL is missing.
    .action = In Settings, say where your billing software keeps its batches.
book-sight-returns-unreliable =
    .title = Vigie sees your batches, but not enough of their ARLs
    .meaning = { $expected ->
        [0] Vigie has not recognised any ARL yet: it needs a few, and your billing software may collect them before it looks.
       *[other] { $missing ->
            [0] Vigie has seen the ARL of each of the last { $seen } batches, but for too short a time to claim, when one is missing, that it did not arrive.
           *[other] Vigie has seen the ARL of { $seen } batches out of { $expected }: your billing software probably collects the others before it looks.
          }
      } Check the deadline of a lone batch in that software; it raises no alarm.
    .action = In Settings, give the folder in which your software keeps the ARLs it has received.
book-sight-full =
    .title = Vigie follows every batch until its ARL
    .meaning = Your batches and their ARLs are seen: as long as there is no alarm, you need not worry about them.
    .action = There is nothing to do.

book-late =
    .title = { $lots ->
        [one] One batch has been waiting for its ARL longer than usual
       *[other] { $lots } batches have been waiting for their ARL longer than usual
      }
    .meaning = { $lots ->
        [one] Sent on { $oldest }, it has had no reply from the fund yet; its payment may be delayed.
       *[other] The oldest left on { $oldest }; without a reply from the fund, their payment may be delayed.
      }
    .action = Collect the replies in your billing software; send nothing a second time for now.
book-unanswered =
    .title = { $lots ->
        [one] One batch without a reply for 48 hours
       *[other] { $lots } batches without a reply for 48 hours
      }
    .meaning = { $lots ->
        [one] The fund has not acknowledged the batch sent on { $oldest }: it may not have arrived, and would not be paid.
       *[other] The fund has not acknowledged these batches, the oldest of which left on { $oldest }: they may not have arrived, and would not be paid.
      }
    .action = Your billing software has to send { $lots ->
        [one] it
       *[other] them
      } a second time; check that it has.
book-manual =
    .title = { $lots ->
        [one] One batch to deal with by hand
       *[other] { $lots } batches to deal with by hand
      }
    .meaning = { $lots ->
        [one] The batch sent on { $oldest } is still without a reply after a second 48 hours: your software will not send it again, and it will not be paid by itself.
       *[other] These batches, the oldest of which left on { $oldest }, are still without a reply after a second 48 hours: your software will not send them again, and they will not be paid by themselves.
      }
    .action = Open “traitement manuel” in your software, or call its support.
book-refused =
    .title = { $lots ->
        [one] One batch was refused by the fund
       *[other] { $lots } batches were refused by the fund
      }
    .meaning = { $lots ->
        [one] The batch sent on { $oldest } came back with a negative ARL: its care sheets will not be paid as they are.
       *[other] They came back with a negative ARL, the oldest sent on { $oldest }: their care sheets will not be paid as they are.
      }
    .action = Open the reason for the refusal in your billing software; its support can help you to redo the batch.
book-not-delivered =
    .title = { $lots ->
        [one] One batch did not reach the fund
       *[other] { $lots } batches did not reach the fund
      }
    .meaning = { $lots ->
        [one] A non-delivery notice came back for the batch sent on { $oldest }: until it is sent again, it will not be paid.
       *[other] Non-delivery notices came back, for batches the oldest of which left on { $oldest }: until they are sent again, they will not be paid.
      }
    .action = Send again from your billing software; if the notice comes back, call its support.
book-silent-returns =
    .title = No health-insurance reply at all since { $since }
    .meaning = The mailbox answers, but nothing has arrived for far longer than usual: ARLs and payments may be held up on their way.
    .action = See whether recent replies are in your billing software; if not, call its support.
book-foreign-mail =
    .title = { $messages ->
        [one] One e-mail that has nothing to do with billing is in your mailbox
       *[other] { $messages } e-mails that have nothing to do with billing are in your mailbox
      }
    .meaning = Your billing software will delete whatever does not come from the funds. The first arrived on { $since }.
    .action = Read them now on your provider’s site, then give your correspondents another address.
book-vanishing =
    .title = { $messages ->
        [one] One reply left the mailbox without reaching your software
       *[other] { $messages } replies left the mailbox without reaching your software
      }
    .meaning = Since { $since }, another program has probably been emptying this mailbox: ARLs and payments may be missing in your software.
    .action = Remove this address from other mail programs (computer, phone, tablet).
book-old-mailbox-closing =
    .title = The old mailbox may be closed by its provider
    .meaning = It may close a mailbox that has been unused for { $days } days, that is on { $at-date }, counted from the switch. Answers may still come there, and whether Vigie’s checks count as use is not known.
    .action = Log in to the old mailbox once, on its provider’s site.

# One lot: where it stands. $sent: when it was sent last; $at: when the stage began.
book-stage-unsure =
    .title = No reply seen: check in your software
    .meaning = Vigie does not see every ARL of this mailbox. The one of the batch sent on { $sent } may already be in your billing software.
    .action = Open this batch in your billing software and see whether it is marked as received.
book-stage-awaiting =
    .title = Sent, waiting for the ARL
    .meaning = The batch left on { $sent }; nothing unusual so far.
    .action = There is nothing to do.
book-stage-late =
    .title = The ARL takes longer than usual
    .meaning = The batch left on { $sent }. The 48 hours are not over, but the reply should have come before { $at }.
    .action = Collect the replies in your billing software; send nothing a second time for now.
book-stage-unanswered =
    .title = No reply for 48 hours
    .meaning = The deadline passed on { $at }: the fund has not acknowledged this batch.
    .action = Your billing software has to send it a second time; check that it has.
book-stage-manual =
    .title = To be dealt with by hand
    .meaning = The second deadline passed too, on { $at }: your software will not send this batch again, and it will not be paid by itself.
    .action = Open “traitement manuel” in your software, or call its support; then settle the batch here and note what you did.
book-stage-acknowledged =
    .title = Received by the fund
    .meaning = The acknowledgement of this batch came on { $at }.
    .action = There is nothing to do.
book-stage-acknowledged-probable =
    .title = Probably received by the fund
    .meaning = A reply of the same fund came on { $at }, and it is probably this batch’s; it does not name it.
    .action = If in doubt, see whether your billing software marks this batch as received.
book-stage-refused =
    .title = Refused by the fund
    .meaning = A negative ARL came on { $at }: the care sheets of this batch will not be paid as they are.
    .action = Open the reason for the refusal in your billing software; its support can help you to redo the batch.
book-stage-not-delivered =
    .title = Not delivered to the fund
    .meaning = A non-delivery notice came on { $at }: the fund does not have this batch.
    .action = Send it again from your billing software; if the notice comes back, call its support.
book-stage-settled =
    .title = Settled by hand
    .meaning = You settled it on { $at }, for this reason: { $reason }
    .action = There is nothing left to do.

# Reject codes of which the meaning is known.
book-code = Code { $code }
book-code-already-received =
    .title = The fund had already received this batch
    .meaning = This rejection concerns a second copy: the first one arrived and is processed as usual.
    .action = There is nothing to do in your billing software.
book-code-already-in-process =
    .title = The fund is already processing these invoices
    .meaning = This rejection concerns a second copy: the invoices of the first one are being processed.
    .action = There is nothing to do in your billing software.

# What happened to a lot, on its timeline.
book-event-sent = Sent to the fund
book-event-awaiting = Waiting for the ARL again
book-event-late = Later than usual
book-event-unanswered = No reply for 48 hours
book-event-manual = To be dealt with by hand: the second deadline passed
book-event-acknowledged = Positive ARL received
book-event-acknowledged-probable = Reply received, probably for this batch
book-event-refused = Negative ARL received: batch refused
book-event-refused-probable = Negative ARL received, probably for this batch
book-event-not-delivered = Non-delivery notice received
book-event-not-delivered-probable = Non-delivery notice received, probably for this batch
book-event-settled = Settled by hand: { $reason }
book-event-sent-again = Sent once more
book-event-sent-again-though-acknowledged = Sent once more although the fund had it; a rejection “lot déjà reçu” may follow and needs nothing
book-event-contradicted-acknowledged = A contrary reply: the fund has the batch
book-event-contradicted-refused = A contrary reply: the fund refuses the batch
book-event-contradicted-not-delivered = A contrary reply: the batch was not delivered
book-event-answered-again = Another reply received; it changes nothing
