"""The server's entry point: a request gets a thread only once its body has arrived completely.

Django reads a request's body in the thread that answers it. A client that sends half a body and
waits would hold that thread, and a few such clients would hold them all. Here the event loop reads
the body into memory, or into a temporary file if it is large, with deadlines; then Django answers
over WSGI in a thread. Requests that read and requests that write have separate threads, so that
writers waiting for the database do not block readers.
"""

from __future__ import annotations

import asyncio
import errno
import io
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from waystation.foundation.shared.patience import LONGEST_WAIT

logger = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

Answer = tuple[int, list[tuple[bytes, bytes]], bytes | IO[bytes]]

WAITED = "waystation.waited"  # the seconds that a request waited for its thread
LONGEST_READ = 60.0  # seconds that a page may wait for a thread
MEGABYTE = 1024 * 1024
SAFE = {"GET", "HEAD", "OPTIONS"}
UNREADABLE = "The body of the request cannot be read. Send it again."
IN_MEMORY = 64 * 1024  # bytes of a body; a longer one goes to a temporary file
FILE_IN_MEMORY = 32 * MEGABYTE  # bytes of an answer; a longer one goes to a temporary file
PIECE = 256 * 1024  # bytes of a temporary file that are sent at once
FULL = "The disk of the server is full. Try again later."


@dataclass(frozen=True)
class Deadlines:
    """How long a body may take: a slow phone may finish, a client that has stopped may not."""

    idle: float = 20.0  # seconds without a byte
    least: float = 60.0  # seconds for any body …
    bytes_a_second: int = 2_000  # … and one second more for each of these
    bodies: int = 2_000  # bodies received at the same time
    bytes_at_once: int = 1_024 * MEGABYTE  # bytes of all bodies received at the same time


def threads(cores: int) -> int:
    """Return how many requests are answered at once: granian's recommendation, at most 16."""
    return min(16, 2 * cores + 1)


class NotTaken(Exception):
    """A request whose body is rejected, with the status and the sentence of the answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Threads:
    """A thread pool with a queue in which requests wait for a limited time."""

    def __init__(self, name: str, most: int, longest: float) -> None:
        self.pool = ThreadPoolExecutor(most, name)
        self.free = asyncio.Semaphore(most)
        self.longest = longest

    async def run(
        self, work: Callable[[dict[str, Any]], Answer], environ: dict[str, Any]
    ) -> Answer:
        """Return the result of ``work``. Raises NotTaken if no thread becomes free in time."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.longest):  # creates no task, unlike wait_for
                await self.free.acquire()
        except TimeoutError:
            raise NotTaken(503, "The server is busy. Nothing was saved. Try again.") from None
        try:
            environ[WAITED] = time.monotonic() - began
            return await asyncio.get_running_loop().run_in_executor(self.pool, work, environ)
        finally:
            self.free.release()


class Gateway:
    """An ASGI application that answers with a WSGI application, in threads."""

    def __init__(
        self,
        application: Wsgi,
        *,
        most_bytes: int,
        readers: int,
        writers: int,
        deadlines: Deadlines | None = None,
    ) -> None:
        self.application = application
        self.most_bytes = most_bytes
        self.deadlines = deadlines or Deadlines()
        self.reading = Threads("reading", readers, LONGEST_READ)
        self.writing = Threads("writing", writers, LONGEST_WAIT)
        self.bodies = self.bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        threads = self.reading if scope["method"] in SAFE else self.writing
        try:
            body, size = await self.body_of(scope, receive)
            try:
                answer = await threads.run(self.answer, environ_of(scope, body, size))
            finally:
                body.close()
        except NotTaken as problem:
            await _send(send, problem.status, [], problem.sentence.encode(), close=True)
            return
        await _send(send, *answer)

    async def body_of(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int | None]:
        """Return the body and its size. Raises NotTaken.

        A body whose declared size is too large is not read: Django refuses it by its size.
        """
        headers = dict(scope["headers"])
        declared = headers.get(b"content-length", b"")
        if b"transfer-encoding" not in headers:
            if not declared.isdigit():
                return io.BytesIO(), None
            if int(declared) == 0 or int(declared) > self.most_bytes:
                return io.BytesIO(), int(declared)
        if self.bodies >= self.deadlines.bodies or self.bytes >= self.deadlines.bytes_at_once:
            raise NotTaken(503, "Too many requests are being sent at the moment. Try again.")
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed by who asks
        self.bodies += 1
        size = 0
        try:
            async for chunk in self.chunks(receive, int(declared or 0)):
                size += len(chunk)
                self.bytes += len(chunk)
                if size > self.most_bytes:
                    break  # longer than declared: Django refuses this size
                body.write(chunk)
            else:
                if declared and size < int(declared):
                    raise NotTaken(400, UNREADABLE)
        except BaseException as problem:
            body.close()
            if isinstance(problem, OSError) and not isinstance(problem, TimeoutError):
                raise NotTaken(503, FULL) from None
            raise
        finally:
            self.bodies -= 1
            self.bytes -= size
        body.seek(0)
        return body, size

    async def chunks(self, receive: Receive, told: int) -> Any:
        """Yield the pieces of a body as they arrive. Raises NotTaken."""
        began = time.monotonic()
        size = 0
        while True:
            whole = self.deadlines.least + max(size, told) / self.deadlines.bytes_a_second
            left = began + whole - time.monotonic()
            try:
                async with asyncio.timeout(max(0.0, min(self.deadlines.idle, left))):
                    event = await receive()
            except TimeoutError:
                raise NotTaken(408, "The request took too long to arrive. Send it again.") from None
            except Exception:
                logger.warning("A request's body could not be read.", exc_info=True)
                raise NotTaken(400, UNREADABLE) from None
            if event["type"] == "http.disconnect":
                raise NotTaken(400, UNREADABLE)  # the client has disconnected, or sends no HTTP
            chunk = event.get("body", b"")
            size += len(chunk)
            if chunk:
                yield chunk
            if not event.get("more_body"):
                return

    def answer(self, environ: dict[str, Any]) -> Answer:
        """Return the application's answer: status, headers, body. Runs in a thread.

        The whole answer is created before any of it is sent: the client gets all of a long file or
        an error, and a slow client occupies no thread and no database connection.
        """
        started: list[Any] = [500, []]

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            started[:] = [int(status.split(" ", 1)[0]), headers]

        pieces: Any = self.application(environ, start)
        try:
            content, size = collect(pieces)
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
        status, headers = started
        names = {name.lower() for name, _ in headers}
        if "content-length" not in names and status >= 200 and status not in {204, 304}:
            headers = [*headers, ("Content-Length", str(size))]
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return status, encoded, content


def collect(pieces: Iterable[bytes]) -> tuple[bytes | IO[bytes], int]:
    """Return an answer and its size; a long one is a file. Raises NotTaken on a full disk."""
    pieces_in_memory: list[bytes] = []
    size = 0
    file: IO[bytes] | None = None
    try:
        for piece in pieces:
            size += len(piece)
            if file is None and size > FILE_IN_MEMORY:
                file = tempfile.TemporaryFile()  # noqa: SIM115  `_send` closes it
                file.writelines(pieces_in_memory)
                pieces_in_memory.clear()
            if file is None:
                pieces_in_memory.append(piece)
            else:
                file.write(piece)
        if file is None:
            return b"".join(pieces_in_memory), size
        file.seek(0)
    except BaseException as problem:
        if file is not None:
            file.close()
        if isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
            raise NotTaken(503, FULL) from None
        raise
    return file, size


def environ_of(scope: Scope, body: IO[bytes], size: int | None) -> dict[str, Any]:
    """Return the WSGI environment of an ASGI request (PEP 3333)."""
    server = scope.get("server") or ("localhost", None)
    client = scope.get("client") or ("", None)
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw.split(b"?", 1)[0]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1] or 80),
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1] or ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name:
            continue  # it would be mistaken for the header with a hyphen
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    if size is not None:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


async def _send(
    send: Send,
    status: int,
    headers: list[tuple[bytes, bytes]],
    content: bytes | IO[bytes],
    *,
    close: bool = False,
) -> None:
    if not isinstance(content, bytes):
        with content:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            while piece := content.read(PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        return
    if close:
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(content)).encode()),
            (b"connection", b"close"),
            (b"retry-after", b"10"),
        ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
