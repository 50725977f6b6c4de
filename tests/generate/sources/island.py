"""A network where every address is local, to record which ones a fetch reaches. Run it under ``unshare -n -m``.

Reads ``{"zone": …, "cases": [{"id", "url"}]}`` (JSON) from standard input and prints, for each case, the addresses
that were connected to, those that received a request, and the result. This module contains no tests.
"""

import asyncio
import datetime as dt
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from generate.source_errors import SourceError
from generate.sources.fetch import Fetcher
from generate.sources.limits import Limits

PORTS = (22, 80, 443, 8080)
GOOD_NAMES = ("pub.test", "www.pub.test", "pub6.test", "dual.test", "rebind.test", "xn--3e0b707e.test")


@dataclass
class Log:
    """The addresses reached since the last case."""

    connected: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    servers: list[socketserver.BaseServer] = field(default_factory=list)


LOG = Log()


class Page(BaseHTTPRequestHandler):
    """Answer every path with a page, and ``/to/<url>`` with a redirect there."""

    def do_GET(self) -> None:
        LOG.asked.append(self.request.getsockname()[0])
        target = unquote(self.path.removeprefix("/to/")) if self.path.startswith("/to/") else ""
        body = b"<article><p>A page with enough words in it to be an article.</p></article>"
        self.send_response(302 if target else 200)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Do not log."""


class Server(socketserver.ThreadingTCPServer):
    """One port of every address of one family."""

    allow_reuse_address = True
    daemon_threads = True
    tls: ssl.SSLContext | None = None

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        LOG.connected.append(connection.getsockname()[0])
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address


class Server6(Server):
    """The same for IPv6 only."""

    address_family = socket.AF_INET6

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()


class Names(socketserver.BaseRequestHandler):
    """A DNS server for the zone; a list of lists gives one answer per query."""

    zone: dict[str, Any] = {}
    rounds: dict[str, int] = {}

    def handle(self) -> None:
        question, reply = self.request
        name, end = _read_name(question)
        kind = int.from_bytes(question[end : end + 2], "big")
        family = {1: socket.AF_INET, 28: socket.AF_INET6}.get(kind)
        found = [socket.inet_pton(family, one) for one in self.answers(name, kind) if family] if family else []
        head = question[:2] + b"\x81\x80" + b"\0\1" + len(found).to_bytes(2, "big") + b"\0\0\0\0"
        records = [
            b"\xc0\x0c" + kind.to_bytes(2, "big") + b"\0\1\0\0\0\0" + len(ip).to_bytes(2, "big") + ip for ip in found
        ]
        reply.sendto(head + question[12 : end + 4] + b"".join(records), self.client_address)

    def answers(self, name: str, kind: int) -> list[str]:
        known = self.zone.get(name.rstrip(".").lower(), [])
        if isinstance(known, str):
            known = _rounds(known)
        if known and isinstance(known[0], list):
            self.rounds[name] = self.rounds.get(name, 0) + (kind == 1)
            known = known[min(max(self.rounds[name], 1), len(known)) - 1]
        return [one for one in known if (":" in one) == (kind == 28)]


def _rounds(words: str) -> list[list[str]]:
    """Parse the corpus's notation for a name with changing answers."""
    public, inside = ["93.184.216.34"], ["127.0.0.1"]
    return [public, public, inside] if words.startswith("third") else [public, inside]


def _read_name(question: bytes) -> tuple[str, int]:
    labels, at = [], 12
    while question[at]:
        labels.append(question[at + 1 : at + 1 + question[at]].decode("latin-1"))
        at += 1 + question[at]
    return ".".join(labels), at + 1


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "island")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in GOOD_NAMES]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def raise_island(zone: dict[str, Any], folder: Path) -> ssl.SSLContext:
    """Make every address local, serve pages and names, and return an SSL context that trusts the certificate."""
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    for command in (
        "ip link set lo up",
        "ip route add local 0.0.0.0/0 dev lo",
        "ip -6 route add local ::/0 dev lo",
        f"mount --bind {folder / 'resolv.conf'} /etc/resolv.conf",
    ):
        subprocess.run(command.split(), check=True)
    certificate = _certificate(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    Names.zone = zone
    LOG.servers.append(socketserver.ThreadingUDPServer(("127.0.0.1", 53), Names))
    for port in PORTS:
        for kind, address in ((Server, "0.0.0.0"), (Server6, "::")):  # noqa: S104 - isolated network
            server: Server = kind((address, port), Page)
            server.tls = tls if port == 443 else None
            LOG.servers.append(server)
    for running in LOG.servers:
        threading.Thread(target=running.serve_forever, daemon=True).start()
    return ssl.create_default_context(cafile=certificate)


async def visit(case: dict[str, str], trust: ssl.SSLContext) -> dict[str, Any]:
    """Fetch one case's URL and return what was reached."""
    LOG.connected.clear()
    LOG.asked.clear()
    Names.rounds.clear()
    fetcher = Fetcher(Limits(connect_seconds=2, total_seconds=6, cache_seconds=0), tls=trust)
    try:
        outcome = f"read {len((await fetcher.fetch(case['url'])).body)}"
    except SourceError as error:
        outcome = f"{error.code}: {error}"
    return {"id": case["id"], "connected": [*LOG.connected], "asked": [*LOG.asked], "outcome": outcome}


async def main() -> None:
    """Set up the network and run every case."""
    asked = orjson.loads(sys.stdin.buffer.read())
    with tempfile.TemporaryDirectory() as folder:
        trust = raise_island(asked["zone"], Path(folder))
        for case in asked["cases"]:
            sys.stdout.write(orjson.dumps(await visit(case, trust)).decode() + "\n")


if __name__ == "__main__":
    asyncio.run(main())
