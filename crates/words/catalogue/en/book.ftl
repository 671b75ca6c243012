# Lots and returns: what Vigie can see of them, and what asks for a look.
# $lots: how many lots; $oldest: when the oldest of them was sent last.

book-sight-no-lots =
    .title = Vigie watches the mailbox but cannot see your batches
    .meaning = It tells you if the mailbox stops answering or if replies stop coming altogether; it cannot tell whether one particular ARL is missing.
    .action = In Settings, say where your billing software keeps its batches.
book-sight-returns-unreliable =
    .title = Vigie sees your batches, but not enough of their ARLs
    .meaning = { $expected ->
        [0] No ARL has been recognised yet: your billing software probably collects them before Vigie looks.
       *[other] Vigie has seen the ARL of { $seen } batches out of { $expected }: your billing software probably collects the others before it looks.
      } Check the deadlines shown in that software; they raise no alarm.
    .action = In Settings, give the folder in which your software keeps the ARLs it has received.
book-sight-full =
    .title = Vigie follows every batch until its ARL
    .meaning = Your batches and their ARLs are seen: no alarm means that everything has arrived.
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
    .action = Your billing software has to send them a second time; check that it has.
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
    .meaning = The mailbox answers, but nothing has arrived for longer than ever before: ARLs and payments may be held up on their way.
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
