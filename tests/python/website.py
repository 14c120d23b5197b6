"""A web site on this machine that answers as it is told, well or badly, and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """One answer: by default the whole body, with its length and ETag, and parts of it where they are asked for."""

    body: bytes = b""
    status: int = 200
    etag: str | None = '"1"'
    ranges: bool = True
    trusting: bool = False  # gives parts without a look at If-Range
    part: int | None = None  # bytes that a part has at most
    cut: int | None = None  # bytes after which the connection breaks
    length: int | None = None  # what Content-Length claims; -1 leaves it out
    wait: float = 0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """One question, and how many bytes of a body went out in answer."""

    path: str
    headers: dict[str, str]
    sent: int = 0


class Site(ThreadingHTTPServer):
    """Answers by path; of several the first come first, and the last goes on."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        self.connections = set()

    def put(self, path, *answers):
        self.answers[path] = list(answers)
        return f"http://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, request, client_address):
        """Say nothing of clients that hang up: some tests do."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self):
        asked = Asked(self.path, dict(self.headers))
        self.server.asked.append(asked)
        self.server.connections.add(self.client_address)
        answers = self.server.answers.get(self.path, [Answer(status=404)])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        time.sleep(answer.wait)
        start = self._start(answer)
        body = answer.body
        if start is not None and start < len(body):
            body = body[start:][: answer.part]
        self._head(answer, start, body)
        asked.sent = len(body if answer.cut is None else body[: answer.cut])
        self.wfile.write(body[: answer.cut])
        if answer.cut is not None or answer.length is not None:
            self.close_connection = True

    def _start(self, answer):
        """Return where the part that is asked for begins; None for the whole."""
        found = self.headers.get("Range", "")
        same = answer.trusting or self.headers.get("If-Range") == answer.etag
        wanted = found.startswith("bytes=") and answer.ranges and answer.status == 200 and same
        return int(found[6:].partition("-")[0]) if wanted else None

    def _head(self, answer, start, body):
        whole = len(answer.body)
        beyond = start is not None and start >= whole
        self.send_response(answer.status if start is None else 416 if beyond else 206)
        if start is not None and not beyond:
            self.send_header("Content-Range", f"bytes {start}-{start + len(body) - 1}/{whole}")
        if answer.length != -1:
            self.send_header("Content-Length", str(len(body) if answer.length is None else answer.length))
        if answer.etag:
            self.send_header("ETag", answer.etag)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        """Keep the terminal free."""


def opened():
    """Open a site, and close it after use."""
    site = Site()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield site
    site.shutdown()
    site.server_close()
    thread.join()
