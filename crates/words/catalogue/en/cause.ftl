# Why a check failed. Variables and words: see ../README.md and ../fr/cause.ftl.

cause-no-network =
    .title = Your Internet connection is down
    .meaning = Your mailbox is not to blame: this computer can no longer reach the Internet. While this lasts, your batches are not sent and the health-insurance replies wait in the mailbox.
    .action = Check that your Internet router is on and that this computer is connected to it; the watch will resume by itself.

cause-name-not-found =
    .title = Your provider’s server cannot be found
    .meaning = The name { $host } is no longer known on the Internet. Your billing software can no longer collect the health-insurance replies: your payments are no longer tracked.
    .action = Ask your software’s support whether your provider ({ $provider }) has changed its server’s name.

cause-connection-refused =
    .title = Your provider’s mail service has stopped
    .meaning = The server ({ $provider }) is up, but nobody answers there: most often a breakdown or maintenance. Meanwhile the health-insurance replies are not collected.
    .action = Do not send your batches again: wait until Vigie tells you that it is back. If it lasts longer than a day, call your software’s support.

cause-connect-timeout =
    .title = Your provider’s server does not answer
    .meaning = Your Internet connection works, but the server ({ $provider }) stays silent. Meanwhile your billing software receives no health-insurance replies.
    .action = Do not send your batches again: wait until Vigie tells you that it is back. If it lasts longer than a day, call your software’s support.

cause-connection-lost =
    .title = Your provider hangs up half-way
    .meaning = The server ({ $provider }) answers, then hangs up before the end. Your billing software may collect only some of the health-insurance replies, or none.
    .action = Do not send your batches again: wait until Vigie tells you that it is back. If it lasts longer than a day, call your software’s support.

cause-tls-expired =
    .title = Your provider’s electronic identity card has expired
    .meaning = The server ({ $provider }) can no longer prove who it is, so Vigie did not give it your password. Your billing software will probably refuse to collect your replies too.
    .action = First check that this computer’s date and time are right; if they are, report the fault to your provider.

cause-tls-wrong-name =
    .title = Another server answers in place of your provider’s
    .meaning = The electronic identity card it shows is not in the name of { $host }. Vigie did not give it your password. Your replies cannot be collected safely.
    .action = If you are on a public Wi-Fi network, use another connection; otherwise ask your software’s support for the right server name.

cause-tls-untrusted =
    .title = Your provider’s server could not prove its identity
    .meaning = Its electronic identity card comes from a body that this computer does not know{ $known ->
        [yes] : “{ $detail }”
       *[no] {""}
      }. Vigie did not give it your password. Your replies cannot be collected safely.
    .action = Call your software’s support and read them the “Detail” line: they will know whether it is your provider or your network.

cause-tls-intercepted =
    .title = { $known ->
        [yes] A program on this computer stands in between: { $detail }
       *[no] An antivirus on this computer stands in between
      }
    .meaning = This is neither an attack nor a fault of your provider: an antivirus reads the mail before you and poses as the server. Vigie did not give it your password and can no longer tell whether your replies arrive.
    .action = In the antivirus settings, switch mail scanning (“mail shield”) off for { $host }, or ask the person who looks after your computer to do it.

cause-tls-too-old =
    .title = Your provider’s server protects connections in an outdated way
    .meaning = The server ({ $provider }) can no longer protect a password as is needed today, so Vigie sent nothing. Your billing software may still work, but for how long?
    .action = Ask your software’s support whether your provider has another server, or whether you should change mailboxes.

cause-tls-failed =
    .title = The protected connection to your provider could not be made
    .meaning = The server ({ $provider }) answers, but not in the protected way expected. Vigie did not give it your password. Your replies are probably not collected any more.
    .action = Call your software’s support and read them the “Detail” line.

cause-server-refuses =
    .title = Your provider refuses connections
    .meaning = { $known ->
        [yes] Its server says: “{ $detail }”. While this lasts, your billing software cannot collect the health-insurance replies.
       *[no] While this lasts, your billing software cannot collect the health-insurance replies.
      }
    .action = Do not send your batches again: wait until Vigie tells you that it is back. If it lasts longer than a day, call your software’s support.

cause-pop-disabled =
    .title = Your provider has closed the access that your software needs
    .meaning = Your password is not to blame, and you may still be able to read this mailbox on the web. But your billing software no longer receives the health-insurance replies: your payments are no longer tracked.
    .action = On your provider’s website ({ $provider }), in the mailbox settings, check that access by a program (“POP”) is allowed; if it is, call your software’s support.

cause-password-refused =
    .title = Your provider refuses the password
    .meaning = Most often the password or user name is no longer the right one; sometimes the provider has closed access without saying so. If your billing software uses the same, it receives no health-insurance replies.
    .action = Try this password on your provider’s website ({ $provider }), then enter in Vigie the one that works.

cause-web-login-required =
    .title = Your provider wants you to sign in on its website
    .meaning = It no longer accepts the usual password from a program. Your billing software probably receives no health-insurance replies any more.
    .action = Sign in on your provider’s website ({ $provider }) and do what it asks; if it offers an “app password”, create one and enter it in Vigie and in your software.

cause-mailbox-in-use =
    .title = Another program is reading the mailbox
    .meaning = This is normal: only one program can read it at a time, and it is probably your billing software. Your replies are safe.
    .action = There is nothing to do: Vigie will come back later.

cause-login-delay =
    .title = Your provider asks to wait a little
    .meaning = This is normal: it limits the number of connections. Your password is right and your replies are safe.
    .action = { $announced ->
        [yes] There is nothing to do: Vigie will come back in { $wait }.
       *[no] There is nothing to do: Vigie will come back later.
      }

cause-server-temporary =
    .title = Your provider has a passing fault
    .meaning = Its server ({ $provider }) says so itself and asks to come back later. Meanwhile the health-insurance replies are not collected, but they stay in the mailbox.
    .action = Do not send your batches again: wait until Vigie tells you that it is back.

cause-server-permanent =
    .title = Your provider has to repair your mailbox
    .meaning = Its server ({ $provider }) reports a fault that will not pass by itself. Your billing software no longer receives the health-insurance replies.
    .action = Call your provider ({ $provider }) and read them the “Detail” line.

cause-protocol-violation =
    .title = Your provider’s server gives a wrong kind of answer
    .meaning = Its answer is not that of a mailbox. Either it is broken, or something else answers in its place, for example the welcome page of a public Wi-Fi network. Your replies are probably not collected any more.
    .action = Call your software’s support and read them the “Detail” line.

cause-too-slow =
    .title = Your provider’s server is far too slow
    .meaning = It answers ({ $provider }), but the check could not finish in time. Your billing software may fail to collect some of the health-insurance replies.
    .action = Do not send your batches again: wait until Vigie tells you that it is back. If it lasts longer than a day, call your software’s support.
