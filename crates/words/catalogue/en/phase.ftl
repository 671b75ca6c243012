# The steps of a check, in their order.

phase-dns = Finding the server
phase-connect = Connecting
phase-tls = Protecting the connection
phase-greeting = Server’s greeting
phase-capabilities = Services offered
phase-login = Signing in
phase-stat = Opening the mailbox
phase-list = List of messages
phase-headers = Headers of new messages
phase-quit = Closing
