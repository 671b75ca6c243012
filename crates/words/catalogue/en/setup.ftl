### First opening, and adding a mailbox.

setup-welcome-title = Welcome
setup-welcome-lead = Vigie watches the mailbox through which your billing software talks to the French health insurance, and tells you as soon as it stops answering.
setup-welcome-choice = Where would you like to start?
setup-welcome-mailbox = Set up my mailbox
setup-welcome-mailbox-hint = You need the address of your télétransmission mailbox and its password. Two minutes are enough.
setup-welcome-training = Practise without any risk
setup-welcome-training-hint = A practice mailbox, on this computer only. Cause failures and see how Vigie reacts.
setup-welcome-promise-read = Vigie only looks whether the mailbox answers. It takes and deletes no message.
setup-welcome-promise-secret = Your password stays in your computer’s keychain.
setup-welcome-promise-software = Your billing software is not changed.
setup-welcome-promises = What Vigie does not do

setup-title = Set up a mailbox
setup-steps = Steps
setup-step-address = Address
setup-step-server = Server
setup-step-password = Password
setup-step-check = Check
setup-step-practice = Practice
setup-step-finished = Done
setup-step-of = Step { $number } of { $total }: { $name }

## Address

setup-address-title = What is your mailbox’s address?
setup-address-lead = The address that your billing software uses for télétransmission.
setup-address-label = E-mail address
setup-address-example = For example: cabinet@fournisseur.example
setup-address-invalid = This is not a complete e-mail address. It needs a name, an at sign, then the provider.
setup-address-searching = Looking for the server of { $domain }…

## Server

setup-server-title = Your mailbox’s server
setup-server-found = Known provider: { $provider }.
setup-server-found-many = { $count ->
    [one] Vigie found one server.
   *[other] Vigie found { $count } servers. The safest is chosen for you.
}
setup-server-none = No server was found for this address
setup-server-none-hint = Copy the POP server’s name from your billing software’s settings, or ask your provider for it.
setup-server-legend = POP3 server
setup-server-manual = Enter the server myself
setup-server-host = Server name
setup-server-port = Port
setup-server-security = Protection of the connection
setup-server-login = User name
setup-server-login-hint = With most providers: the whole address. With a few: what stands before the at sign.
setup-server-login-as = User name: { $login }
setup-server-host-invalid = Enter the server’s name, for example pop.fournisseur.example.
setup-server-port-invalid = The port is a number from 1 to 65535, most often 995.
setup-server-login-invalid = Enter the user name.
setup-source-provider-table = From Vigie’s list of known providers.
setup-source-autoconfiguration = Published by the provider over a protected connection.
setup-source-service-record = Announced in the provider’s Internet directory (DNS).
setup-source-mail-exchanger = Inferred from the provider that receives this domain’s mail.
setup-source-guess = A usual name, tried: this server answers.
setup-source-manual = Entered by you.
setup-advice = Before you continue

## Agreement to a server outside

setup-approve-title = Who is given the password?
setup-approve-lead = This server does not belong to your address’s domain, and Vigie does not know it. Your password will be sent to it, over a protected connection, at every check.
setup-approve-host = Server: { $host }
setup-approve-ask = Continue only if your provider, or your billing software’s settings, give you this name.
setup-approve-agree = I agree that my password is sent to { $host }
setup-approve-needed = Tick the box to continue, or choose another server.

## Clear text

setup-plain-title = Connection without protection
setup-plain-sentence = Without protection, your password and your messages travel in clear text: anybody on the way can read and use them.
setup-plain-only = Accept it only for a mailbox already in use, at a provider that offers no protected connection at all. The mailbox will stay marked “without protection”.
setup-plain-agree = I have read this sentence and accept the connection without protection for this mailbox
setup-plain-needed = Tick the box to continue, or choose a protected connection.

## Password

setup-password-title = The mailbox’s password
setup-password-lead = The same as in your billing software. It serves to check that the mailbox answers, and nothing else.
setup-password-label = Password
setup-password-show = Show the password
setup-password-hide = Hide the password
setup-password-for = { $address }, at { $host }
setup-password-check = Check the mailbox

## Check

setup-check-title = Checking your mailbox
setup-check-running = Vigie is checking your mailbox, just as your software would…
setup-check-well = Your mailbox answers
setup-check-well-in = Everything is in order, in { $duration }.
setup-check-messages = { $count ->
    [0] The mailbox is empty.
    [one] The mailbox holds { $count } message ({ $size }).
   *[other] The mailbox holds { $count } messages ({ $size }).
}
setup-check-watch = Watch this mailbox
setup-check-anyway = Watch it all the same
setup-check-password = Correct the password
setup-check-server = Change the server
setup-check-wait = So that your account is not locked, Vigie waits between two logins.

## Practice

setup-practice-title = Your practice
setup-practice-lead = The mailbox is being watched from now on. These two particulars are optional; they help your software’s support to answer faster.
setup-practice-software = Billing software
setup-practice-software-hint = Its name, as shown when it opens.
setup-practice-department = Département
setup-practice-department-none = Not given
setup-practice-save = Save and finish
setup-practice-skip = Skip this step

## Done

setup-finished-title = Vigie is watching your mailbox
setup-finished-lead = You can close this window: watching goes on.
setup-finished-interval = { $minutes ->
    [one] The mailbox { $address } is checked every minute.
   *[other] The mailbox { $address } is checked every { $minutes } minutes.
}
setup-finished-alarm = If it stops answering, a notification tells you, and Vigie’s icon changes its shape and colour.
setup-finished-silence = No news? Then all is well.
setup-finished-home = Go to the home page
setup-finished-another = Add another mailbox
