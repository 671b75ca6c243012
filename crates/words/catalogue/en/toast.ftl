# Notifications: a title, one or two short sentences. An alarm's title is the cause's, and its body
# ends with the cause's action (cause.ftl).

toast-alarm-began = Mailbox { $address }: the health-insurance replies are probably not arriving any more.
toast-alarm-changed = The mailbox { $address } still does not answer, but the reason has changed.
toast-alarm-reminder = The mailbox { $address } has not answered since { $began }.
toast-alarm-ended =
    .title = Restored: your mailbox answers again
    .body = The fault of { $address } lasted { $lasted }. Collect the replies in your billing software.
toast-book-reminder = Mailbox { $address }: Vigie has told you before, and nothing has changed.
toast-book-ended-answers =
    .title = Settled: no batch is left to deal with by hand
    .body = The batches concerned of the mailbox { $address } had their reply, or were sent again or settled.
toast-book-ended-lots =
    .title = Settled: no batch is refused or undelivered any more
    .body = The batches concerned of the mailbox { $address } were sent again or settled.
toast-book-ended-silent-returns =
    .title = Restored: the health-insurance replies arrive again
    .body = A reply has just arrived in the mailbox { $address }. Collect the replies in your billing software.
toast-book-ended-foreign-mail =
    .title = Settled: no foreign e-mail in your mailbox any more
    .body = The mailbox { $address } holds nothing but billing mail again.
toast-book-ended-vanishing =
    .title = Settled: no reply disappears from your mailbox any more
    .body = The replies of the mailbox { $address } reach your billing software again.
toast-book-ended-old-mailbox-closing =
    .title = The old mailbox no longer needs watching
    .body = The transition to { $address } is over.
toast-concerning = Mailbox { $address }.
toast-see = See
toast-remind-tomorrow = Remind me tomorrow
