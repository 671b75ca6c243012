# What the user must hear about a provider before giving a password. $provider is its name.

advice-no-pop = { $provider } does not let billing software collect from the mailbox: this address is not fit for electronic billing.
advice-paid-plan = At { $provider }, access by billing software is for paying customers only.
advice-oauth-only = { $provider } no longer accepts a password from a program, only a login in the browser: this address is not fit for electronic billing.
advice-switch-on = At { $provider }, access by a program (“POP”) is closed at first: open it in the mailbox settings on the provider’s website.
advice-app-password = { $provider } asks for an “app password” instead of the usual one: create one on its website, then enter it here.
advice-switch-on-and-app-password = At { $provider }, first open access by a program (“POP”) in the mailbox settings, then create an “app password” and enter it here.
advice-pop-uncertain = It is not known whether { $provider } still lets billing software collect from the mailbox: the check will tell.
advice-alias-shares-mailbox = At { $provider }, an “alias” is no real mailbox: its messages arrive in the main mailbox. You need a mailbox of its own.
advice-spam-is-invisible = At { $provider }, your software does not see messages filed as spam: look there when a reply is missing.
advice-fetching-changes-the-mailbox = At { $provider }, collecting a message changes what other programs see of the mailbox: only one program should collect from it.
advice-idle-mailbox-is-closed = { $provider } closes mailboxes that nobody signs in to for a long time: sign in on its website now and then.
advice-switches-itself-off = At { $provider }, access by a program (“POP”) closes again when it is not used for a long time.
