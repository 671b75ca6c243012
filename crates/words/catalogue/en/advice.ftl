# What the user must hear about a provider before giving a password.

advice-no-pop = { $provider } does not let billing software collect from the mailbox: this address is not fit for electronic billing.
advice-closed = { $provider } has closed its mail service: this address can no longer receive the health-insurance replies.
advice-switch-pop-on = At { $provider }, access by a program (“POP”) is closed at first: open it in the mailbox settings, on the website of { $provider }.
advice-app-password = { $provider } asks for an “app password” instead of the usual one: create one on its website, then enter it here.
advice-browser-login-only = { $provider } no longer accepts a password from a program: this address is not fit for electronic billing.
advice-paid-plan-only = At { $provider }, access by a program is for paying customers only.
