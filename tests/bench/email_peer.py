"""Takes a corpus of messages apart with Python's email, and prints the seconds of one pass."""

import email
import email.policy
import struct
import sys
import time

AT_LEAST = 2.0


def messages(path):
    with open(path, "rb") as file:
        octets = file.read()
    at = 0
    while at < len(octets):
        (length,) = struct.unpack_from(">I", octets, at)
        yield octets[at + 4 : at + 4 + length]
        at += 4 + length


def one_pass(corpus):
    for octets in corpus:
        message = email.message_from_bytes(octets, policy=email.policy.compat32)
        for part in message.walk():
            part.get_content_type()
            part.get_payload(decode=True)


corpus = list(messages(sys.argv[1]))
one_pass(corpus)
began = time.perf_counter()
count = 0
while time.perf_counter() - began < AT_LEAST:
    one_pass(corpus)
    count += 1
print((time.perf_counter() - began) / count)
