"""A web server on this machine that hands out files, with every fault that servers and connections have."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

Fault = Callable[["Answer", "Request"], None]
"""What an answer does instead of handing out the file."""


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    path: str
    headers: dict[str, str]

    @property
    def start(self) -> int:
        """The first byte that is wanted."""
        return int(self.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])


@dataclass
class FileServer:
    """Hands out `files`, by their paths. `faults` are what the next answers do instead, one each."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    tag: str = '"one"'
    """The ETag of every file."""
    faults: list[Fault] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    has_stalls: bool = False
    """Whether a client will have to wait in vain: it should not wait long then."""

    @property
    def starts(self) -> list[tuple[str, int]]:
        """The last part of each path that was asked for, and the byte from which on."""
        return [(request.path.rpartition("/")[2], request.start) for request in self.requests]


class Answer(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    served: FileServer

    def do_GET(self) -> None:
        request = Request(unquote(self.path), {name.lower(): value for name, value in self.headers.items()})
        self.served.requests.append(request)
        self.close_connection = True
        if self.served.faults:
            self.served.faults.pop(0)(self, request)
        else:
            self.give(request)

    def give(self, request: Request) -> None:
        """Send the file, or the rest of it that is wanted."""
        data = self.served.files.get(request.path)
        if data is None:
            self.status(404)
            return
        start = request.start if request.headers.get("if-range", self.served.tag) == self.served.tag else 0
        if start >= len(data):
            self.status(416)
            return
        self.head(request, data, start)
        self.wfile.write(data[start:])

    def head(self, request: Request, data: bytes, start: int = 0, /, **others: str) -> None:
        """Send what stands before the content."""
        self.send_response(206 if "range" in request.headers and start else 200)
        headers = {"Content-Length": str(len(data) - start), "ETag": self.served.tag}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        for name, value in (
            headers | {key.replace("_", "-"): value for key, value in others.items()}
        ).items():
            if value:
                self.send_header(name, value)
        self.end_headers()

    def status(self, code: int, **headers: str) -> None:
        """Answer with nothing but a status."""
        self.send_response(code)
        for name, value in (headers | {"Content-Length": "0"}).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@contextmanager
def file_server(
    files: dict[str, bytes], tls: ssl.SSLContext | None = None, handler: type[Answer] = Answer
) -> Iterator[FileServer]:
    """Serve `files` on 127.0.0.1, at a free port, over TLS if there is a context for it."""
    state = FileServer(files=files)
    serving = type("Handler", (handler,), {"served": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), serving) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # of clients that hang up
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        state.address = f"http://127.0.0.1:{server.server_address[1]}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield state
        finally:
            state.closing.set()
            server.shutdown()
            thread.join()


# -- faults ---------------------------------------------------------------------------------------


def breaks_off(after: int) -> Fault:
    """Send `after` bytes, and then hang up."""

    def fault(answer: Answer, request: Request) -> None:
        data = answer.served.files[request.path]
        answer.head(request, data, request.start)
        answer.wfile.write(data[request.start : request.start + after])

    return fault


def stalls(after: int) -> Fault:
    """Send `after` bytes, and then nothing until the server ends."""

    def fault(answer: Answer, request: Request) -> None:
        breaks_off(after)(answer, request)
        answer.wfile.flush()
        answer.served.closing.wait()

    return fault


def trickles(step: int) -> Fault:
    """Send `step` bytes at a time."""

    def fault(answer: Answer, request: Request) -> None:
        data = answer.served.files[request.path]
        answer.head(request, data, request.start)
        for start in range(request.start, len(data), step):
            answer.wfile.write(data[start : start + step])
            answer.wfile.flush()

    return fault


def answers(code: int, **headers: str) -> Fault:
    """Answer with a status alone."""
    return lambda answer, _request: answer.status(code, **headers)


def sends(data: bytes, **headers: str) -> Fault:
    """Send something else than what was asked for, all of it."""

    def fault(answer: Answer, request: Request) -> None:
        answer.head(Request(request.path, {}), data, **headers)
        answer.wfile.write(data)

    return fault


def sends_in_chunks(data: bytes) -> Fault:
    """Send something without saying how long it is beforehand."""

    def fault(answer: Answer, request: Request) -> None:
        answer.head(Request(request.path, {}), data, Content_Length="", Transfer_Encoding="chunked")
        answer.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data))

    return fault


def ignores_ranges(answer: Answer, request: Request) -> None:
    """Send all of the file, whatever was asked for."""
    answer.give(Request(request.path, {}))


def mistakes_ranges(answer: Answer, request: Request) -> None:
    """Send another part than was asked for."""
    data = answer.served.files[request.path]
    answer.head(request, data, request.start, Content_Range=f"bytes 0-{len(data) - 1}/{len(data)}")
    answer.wfile.write(data[request.start :])


def speaks_nonsense(answer: Answer, _request: Request) -> None:
    """Send what is no answer at all."""
    answer.wfile.write(b"220 mail.example ESMTP\r\n\r\n")
