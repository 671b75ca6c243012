### Batches and replies: the page, and what the home page shows of them.

lots-title = Batches and replies
lots-no-mailbox = No mailbox is watched yet.
lots-mailbox = Mailbox
lots-mailbox-all = All mailboxes
lots-sight = What Vigie sees
lots-to-sources = Say where my batches are
lots-to-returns = Say where my ARLs are
lots-matters = To look at
lots-show-them = Show the batches to look at
lots-tabs = Batches, replies, summary per month
lots-tab-lots = Batches
lots-tab-returns = Replies
lots-tab-months = Month by month
lots-unknown = Unknown

## Home

lots-line-awaiting = { $count ->
    [0] No batch is waiting for an ARL.
    [one] { $count } batch is waiting for its ARL.
   *[other] { $count } batches are waiting for their ARL.
}
lots-line-last-return = Last reply seen: { $at }.

## Filter and search

lots-filter = Show
lots-filter-all = All
lots-filter-open = Waiting
lots-filter-to-do = To look at
lots-filter-acknowledged = Received by the fund
lots-filter-settled = Settled by hand
lots-filter-sent-again = Sent more than once
lots-return-filter-all = All
lots-return-filter-arl = ARLs
lots-return-filter-payments = Payments and rejections
lots-return-filter-refusals = Refusals and non-deliveries
lots-return-filter-others = Other messages
lots-search = Search
lots-search-hint = A batch number, a fund or a date (27/04/2026, 04/2026).
lots-search-returns-hint = A batch number, a fund, a date or a reject code.
lots-count = { $count ->
    [0] No batches
    [one] { $count } batch
   *[other] { $count } batches
}
lots-returns-count = { $count ->
    [0] No replies
    [one] { $count } reply
   *[other] { $count } replies
}
lots-show-all = Show all
lots-empty = No batch is known yet
lots-empty-lead = Tell Vigie where your billing software keeps its batches: it will show them here and wait for their ARLs. You can also enter a batch yourself.
lots-none-fit = No batch fits what you are looking for.
lots-returns-empty = No reply has been recognised yet. ARLs and payments will appear here as soon as Vigie sees them.
lots-returns-none-fit = No reply fits what you are looking for.
lots-failed-to-load = The list could not be read.

## Tables

lots-table = List of batches
lots-returns-table = List of replies
lots-column-choose = Choice
lots-column-number = Batch
lots-column-caisse = Fund
lots-column-sent = Last sent
lots-column-times = Times sent
lots-column-stage = Where it stands
lots-column-class = Reply
lots-column-arrived = Arrived
lots-column-lots = Batches
lots-column-outcome = What it says
lots-keys = A click or Enter opens a batch. Keyboard: arrows to move, Space to choose.
lots-keys-returns = A click or Enter opens a reply. Keyboard: arrows to move.
lots-stage-unsure = To be checked in the software
lots-chosen = { $count ->
    [0] No batch chosen
    [one] { $count } batch chosen
   *[other] { $count } batches chosen
}
lots-choose-all = Choose all
lots-choose-none = Choose none
lots-choose-many = Only the first { $count }: no more can be settled at once.
lots-choose-not = Batch { $number } is received or settled already.

## One batch

lots-life-title = Batch { $number }
lots-life-title-caisse = Batch { $number }, fund { $caisse }
lots-life-sent = Last sent
lots-life-times = Times sent
lots-life-first-sent = (first: { $at })
lots-life-next = Next deadline
lots-life-invoices = Invoices
lots-life-origin = Known from
lots-life-events = What happened
lots-life-return = Reply arrived: { $class }
lots-unseen-late = No reply seen within the usual time
lots-unseen-unanswered = No reply seen within the first deadline
lots-unseen-manual = No reply seen after the second deadline
lots-origin-mailbox = The mailbox
lots-origin-source = A folder or file that is followed
lots-origin-relay = The relay
lots-origin-hand = Entered by hand
lots-strength-proven = Proven
lots-strength-proven-hint = the message names this batch
lots-strength-probable = Probable
lots-strength-probable-hint = same fund and fitting time, but the message does not name this batch

## Settling by hand

lots-settle = Settle by hand
lots-settle-title = { $count ->
    [one] Settle this batch by hand?
   *[other] Settle these { $count } batches by hand?
}
lots-settle-meaning = { $count ->
    [one] Vigie will no longer wait for it nor warn about it. Nothing changes in your billing software or at the fund.
   *[other] Vigie will no longer wait for them nor warn about them. Nothing changes in your billing software or at the fund.
}
lots-settle-reason = Why?
lots-settle-reason-software = Marked as received in the billing software
lots-settle-reason-paid = Paid, seen on Ameli Pro
lots-settle-reason-again = Made anew in another batch
lots-settle-reason-paper = Sent on paper (duplicate)
lots-settle-reason-other = Another reason
lots-settle-other = Your reason
lots-settle-hint = Without any patient’s name: it stays written in Vigie’s record.
lots-settle-missing = Choose a reason, or write your own.
lots-settle-confirm = Settle by hand
lots-settled = { $count ->
    [one] Batch settled by hand.
   *[other] { $count } batches settled by hand.
}

## Entering a batch

lots-enter = Enter a batch
lots-enter-lead = For a batch that Vigie did not see leave. It will wait for its ARL as for the others.
lots-enter-number = Batch number
lots-enter-number-hint = From 0 to 999, as in your software.
lots-enter-caisse = Fund
lots-enter-caisse-hint = Five digits, if you know them.
lots-enter-day = Sent on
lots-enter-time = At
lots-enter-confirm = Enter this batch
lots-enter-wrong-number = Give the batch number, from 0 to 999.
lots-enter-wrong-caisse = A fund is written with five digits; leave it empty if you do not know.
lots-enter-wrong-day = Give the day it was sent, such as 27/04/2026.
lots-enter-wrong-time = Give the time it was sent, such as 14:30.
lots-enter-wrong-future = That moment is still to come: say when the batch left.
lots-entered = Batch { $number } entered: Vigie waits for its ARL.

## One reply

lots-class-lot = Batch sent
lots-class-lot-meaning = A batch on its way to a fund.
lots-class-arl-positive = Positive ARL
lots-class-arl-positive-meaning = The fund has received the batch.
lots-class-arl-negative = Negative ARL
lots-class-arl-negative-meaning = The fund refuses the batch.
lots-class-arl-unsigned = ARL, meaning unknown
lots-class-arl-unsigned-meaning = The fund has replied; Vigie could not read whether it accepts the batch.
lots-class-rsp = Payments and rejections
lots-class-rsp-meaning = What the fund pays, rejects or puts off.
lots-class-service-message = Service message
lots-class-service-message-meaning = Information from the health insurance to your software.
lots-class-non-delivery = Non-delivery notice
lots-class-non-delivery-meaning = A batch did not reach the fund.
lots-class-unknown-machine = Automatic message
lots-class-unknown-machine-meaning = A machine’s message that Vigie cannot explain.
lots-class-foreign = Foreign e-mail
lots-class-foreign-meaning = An e-mail that has no business in this mailbox: your software will delete it.
lots-class-likely = { $class } (probable)
lots-class-unsure = Vigie supposes so from its sender and its form, without having read it in the message.
lots-state-paid = { $count ->
    [one] { $count } paid
   *[other] { $count } paid
}
lots-state-rejected = { $count ->
    [one] { $count } rejected
   *[other] { $count } rejected
}
lots-state-deferred = { $count ->
    [one] { $count } put off
   *[other] { $count } put off
}
lots-likely = { $count ->
    [one] { $count } probable batch
   *[other] { $count } probable batches
}
lots-nothing-to-do = Nothing to do
lots-return-states = Invoices
lots-return-origin = Seen in
lots-return-codes = The fund’s codes
lots-return-code = Code { $code }
lots-return-code-times = ({ $count } times)
lots-return-code-unknown = Your billing software says what this code means.
lots-return-lots = Batches concerned
lots-return-lots-none = No batch that Vigie knows.
lots-return-open-lot = Open the batch

## Export and print

lots-export = Export (CSV)
lots-exporting = { $read } of { $total } rows…
lots-exported = { $count ->
    [one] { $count } row saved.
   *[other] { $count } rows saved.
}
lots-export-failed = The file could not be saved. Try another place.
lots-unsettled = The list is changing right now. Try again in a moment.
lots-print = Print
lots-print-failed = Printing could not begin. Export the list, then print it from your spreadsheet.
lots-print-date = Printed by Vigie on { $at } ({ $date })
lots-print-filter = Shown: { $filter }
lots-print-search = Search: { $search }
lots-print-part = The first { $shown } rows of { $total }. For the rest, search more precisely or export the list.
lots-file-number = Batch
lots-file-date = Batch date
lots-file-caisse = Fund
lots-file-sent = Last sent
lots-file-first = First sent
lots-file-times = Times sent
lots-file-invoices = Invoices
lots-file-stage = Where it stands
lots-file-since = Since
lots-file-reason = Reason noted
lots-file-mailbox = Mailbox

## Month by month

lots-months-lead = Each batch counts in the month in which it was first sent.
lots-months-title-sent = Batches sent
lots-months-month = Month
lots-months-sent = Sent
lots-months-acknowledged = Received
lots-months-median = Median ARL delay
lots-months-again = Sent again
lots-months-refused = Refused
lots-months-open = No reply
lots-months-empty = No batch is known yet: there is nothing to summarise.
lots-months-chart-sent = Chart of batches sent, received and sent again per month. The same figures are in the table.
lots-months-chart-median = Chart of the median ARL delay per month; the latest: { $delay }. The same figures are in the table.
