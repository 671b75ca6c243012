#!/usr/bin/python3
"""poplib_client.py check|scan|scan-pipelined HOST PORT CA USER PASSWORD : Python's poplib, as a script of an administrator would use it."""
import poplib
import ssl
import sys

what, host, port, ca, user, password = sys.argv[1:7]
pop = poplib.POP3_SSL(host, int(port), context=ssl.create_default_context(cafile=ca), timeout=60)
pop.user(user)
pop.pass_(password)
if what == "check":
    pop.stat()
    pop.uidl()
elif what == "scan":
    for entry in pop.uidl()[1]:
        pop.top(int(entry.split()[0]), 0)
else:
    numbers = [int(entry.split()[0]) for entry in pop.uidl()[1]]
    in_flight = 100
    for number in numbers[:in_flight]:
        pop.sock.sendall(b"TOP %d 0\r\n" % number)
    for index in range(len(numbers)):
        pop._getlongresp()
        if index + in_flight < len(numbers):
            pop.sock.sendall(b"TOP %d 0\r\n" % numbers[index + in_flight])
pop.quit()
