# Notifications: a title, one or two short sentences. An alarm's title is the cause's, and its body
# ends with the cause's action (cause.ftl).

toast-alarm-began = Mailbox { $address }: the health-insurance replies are probably not arriving any more.
toast-alarm-changed = The mailbox { $address } still does not answer, but the reason has changed.
toast-alarm-reminder = The mailbox { $address } has not answered since { $began }.
toast-alarm-ended =
    .title = Restored: your mailbox answers again
    .body = The fault of { $address } lasted { $lasted }. Collect the replies in your billing software.
toast-concerning = Mailbox { $address }.
toast-see = See
toast-remind-tomorrow = Remind me tomorrow
