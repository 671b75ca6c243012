#!/usr/bin/python3
"""relay_tokens.py PORT ADDRESS : hands out a token to whoever asks, and says that it is of that address (RFC 6749, 7662)."""
import http.server
import json
import sys

port, address = int(sys.argv[1]), sys.argv[2]


class Tokens(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer({"access_token": "invented", "token_type": "Bearer", "expires_in": 3600})

    def do_GET(self):
        self.answer({"active": True, "username": address, "email": address, "scope": "pop"})

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Tokens).serve_forever()
