# What is no failure, but should be seen to.

warning-certificate-ending =
    .title = Your provider’s electronic identity card expires on { $at-date }
    .meaning = If your provider ({ $provider }) does not renew it in time, your billing software will no longer be able to collect the health-insurance replies.
    .action = There is nothing to do for now: renewing it is the provider’s duty, and Vigie will tell you if it forgets.

warning-nearly-full =
    .title = Your mailbox is nearly full: { $octets } of { $limit }
    .meaning = Once full, it will refuse the health-insurance replies.
    .action = Collect the replies in your billing software: it empties the mailbox as it goes.

warning-not-collected =
    .title = { $messages ->
        [one] { $messages } message has been waiting in your mailbox for more than two working days
       *[other] { $messages } messages are waiting in your mailbox, some for more than two working days
      }
    .meaning = Your billing software has not collected them; the oldest arrived on { $since }. They may be health-insurance replies.
    .action = Open your billing software and collect the replies.

warning-clear-text =
    .title = This mailbox is watched without protection
    .meaning = Your provider ({ $provider }) offers no protected connection: the password crosses the Internet readable by others. You agreed to this.
    .action = When you can, take a mailbox at a provider that protects the connection; your software’s support can advise you.
