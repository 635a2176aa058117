"""A mail server on loopback that really speaks SMTP: EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, with faults on demand."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import cast

import trustme


@dataclass
class Mailbox:
    """What arrived, and what the server answers instead of its usual words, by verb."""

    port: int = 0
    arrived: list[tuple[str, Message]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    logins: list[tuple[str, str]] = field(default_factory=list)
    was_tls: list[bool] = field(default_factory=list)
    starttls: bool = True
    authority: trustme.CA = field(default_factory=trustme.CA)

    def trust(self) -> ssl.SSLContext:
        """Return a client's context that trusts this server."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    def body(self, place: int = -1) -> str:
        """Return the text of an e-mail that arrived."""
        return str(cast(EmailMessage, self.arrived[place][1]).get_content())


@contextmanager
def serving(*, tls: bool = False) -> Iterator[Mailbox]:
    """Run a server in a thread; `tls` speaks it from the first byte, else STARTTLS is offered."""
    box = Mailbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    box.authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)

    class Handler(_Conversation):
        mailbox, tls_context, at_once = box, context, tls

    with _Server(("127.0.0.1", 0), Handler) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join(5)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that does not trust us hangs up, which a test wants."""


class _Conversation(socketserver.StreamRequestHandler):
    mailbox: Mailbox
    tls_context: ssl.SSLContext
    at_once: bool
    timeout = 5

    def setup(self) -> None:
        if self.at_once:
            self.request = self.tls_context.wrap_socket(self.request, server_side=True)
        super().setup()
        self.secure, self.recipient = self.at_once, ""

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self.say("220 loopback ESMTP")
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            fault = self.mailbox.answers.get(verb.upper())
            if fault == "hang up":
                return
            if fault:
                self.say(fault)
            elif verb.upper() == "QUIT":
                self.say("221 bye")
                return
            else:
                getattr(self, f"on_{verb.lower()}", self.on_other)(rest)

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        self.wfile.flush()

    def on_other(self, _rest: str) -> None:
        self.say("250 fine")

    def on_ehlo(self, _rest: str) -> None:
        offered = ["250-AUTH PLAIN"] + (["250-STARTTLS"] if self.mailbox.starttls and not self.secure else [])
        self.say("250-loopback", *offered, "250 8BITMIME")

    def on_starttls(self, _rest: str) -> None:
        self.say("220 go on")
        self.request = self.tls_context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")
        self.secure = True

    def on_auth(self, rest: str) -> None:
        _, user, password = base64.b64decode(rest.split()[-1]).decode().split("\0")
        self.mailbox.logins.append((user, password))
        self.say("235 welcome" if password == "right" else "535 no")

    def on_rcpt(self, rest: str) -> None:
        self.recipient = rest.partition("<")[2].partition(">")[0]
        self.say("250 fine")

    def on_data(self, _rest: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.mailbox.was_tls.append(self.secure)
        self.mailbox.arrived.append((self.recipient, message_from_bytes(b"".join(lines), policy=default)))
        self.say("250 taken")
