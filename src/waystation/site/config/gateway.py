"""The server's entry point: a request gets a thread only once its body has arrived completely.

Django reads a request's body in the thread that answers it. A client that sends half a body and
waits would hold that thread, and a few such clients would hold them all. Here the event loop reads
the body into memory, or into a temporary file if it is large, with deadlines; then Django answers
over WSGI in a thread, which gives the answer to the server itself. Requests that read and requests
that write have separate threads, so that writers waiting for the database do not block readers.

The protocol is granian's own, RSGI: a request costs up to half a millisecond less than with ASGI,
because the event loop wakes up less often (benchmarks/results/submissions.md).
"""

from __future__ import annotations

import asyncio
import errno
import io
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, NamedTuple, Protocol

from waystation.foundation.shared import cores
from waystation.foundation.shared.patience import LONGEST_WAIT

logger = logging.getLogger(__name__)
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]

WAITED = "waystation.waited"  # the seconds that a request waited for its thread
LONGEST_READ = 60.0  # seconds that a page may wait for a thread
MEGABYTE = 1024 * 1024
SAFE = {"GET", "HEAD", "OPTIONS"}
UNREADABLE = "The body of the request cannot be read. Send it again."
IN_MEMORY = 64 * 1024  # bytes of a body; a longer one goes to a temporary file
FILE_IN_MEMORY = 32 * MEGABYTE  # bytes of an answer; a longer one goes to a temporary file
TIME_TO_OPEN = 60.0  # seconds after which granian has opened a file that it was given
FULL = "The disk of the server is full. Try again later."
BUSY = "The server is busy. Nothing was saved. Try again."


class Scope(Protocol):
    """What the server says of a request (RSGI 1.6)."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Any


class Exchange(Protocol):
    """A request's body in pieces, and the ways to answer it (RSGI 1.6)."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_file(self, status: int, headers: Headers, file: str) -> None: ...


class Answer(NamedTuple):
    """An answer; its body is in memory or, if it is long, in a file."""

    status: int
    headers: Headers
    body: bytes = b""
    file: IO[bytes] | None = None


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
    """A request that is rejected, with the status and the sentence of the answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence

    def answer(self) -> Answer:
        """Return the answer, after which the connection ends."""
        body = self.sentence.encode()
        headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("content-length", str(len(body))),
            ("connection", "close"),
            ("retry-after", "10"),
        ]
        return Answer(self.status, headers, body)


class Job:
    """A request that waits for its thread. Whoever claims it first, answers it."""

    def __init__(self, work: Callable[[float], None], loop: asyncio.AbstractEventLoop) -> None:
        self.work, self.loop = work, loop
        self.done: asyncio.Future[None] = loop.create_future()
        self.began = time.monotonic()
        self.unclaimed = [True]

    def claim(self) -> bool:
        """Return whether the caller is the first; one operation, so that two threads may ask."""
        try:
            return self.unclaimed.pop()
        except IndexError:
            return False

    def run(self) -> None:
        """Do the work. Runs in a thread."""
        if not self.claim():
            return
        problem: BaseException | None = None
        try:
            self.work(time.monotonic() - self.began)
        except BaseException as error:
            problem = error
        self.loop.call_soon_threadsafe(self.finish, problem)

    def expire(self) -> None:
        """Give up waiting for a thread."""
        if self.claim():
            self.finish(NotTaken(503, BUSY))

    def finish(self, problem: BaseException | None) -> None:
        if self.done.done():  # the server is stopping
            return
        if problem is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(problem)


class Threads:
    """A thread pool with a queue in which requests wait for a limited time."""

    def __init__(
        self, name: str, most: int, longest: float, began: Callable[[], None] | None = None
    ) -> None:
        self.pool = ThreadPoolExecutor(most, name, began)
        self.longest = longest

    async def run(self, work: Callable[[float], None]) -> None:
        """Call ``work`` in a thread with the seconds that it waited for one.

        Raises NotTaken if no thread becomes free in time.
        """
        loop = asyncio.get_running_loop()
        job = Job(work, loop)
        timer = loop.call_later(self.longest, job.expire)
        self.pool.submit(job.run)
        try:
            await job.done
        finally:
            timer.cancel()


class Gateway:
    """An RSGI application that answers with a WSGI application, in threads."""

    def __init__(
        self,
        application: Wsgi,
        *,
        most_bytes: int,
        readers: int,
        writers: int,
        deadlines: Deadlines | None = None,
        core: int | None = None,
    ) -> None:
        self.application = application
        self.most_bytes = most_bytes
        self.deadlines = deadlines or Deadlines()
        self.reading = Threads("reading", readers, LONGEST_READ)
        self.writing = Threads("writing", writers, LONGEST_WAIT, partial(cores.stay_on, core))
        self.bodies = self.bytes = 0

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        threads = self.reading if scope.method in SAFE else self.writing
        loop = asyncio.get_running_loop()
        try:
            body, size = await self.body_of(scope, exchange)

            def work(waited: float) -> None:
                environ = environ_of(scope, body, size)
                environ[WAITED] = waited
                answer = self.answer(environ)
                send(exchange, answer)
                if answer.file is not None:
                    loop.call_soon_threadsafe(loop.call_later, TIME_TO_OPEN, answer.file.close)

            try:
                await threads.run(work)
            finally:
                body.close()
        except NotTaken as problem:
            send(exchange, problem.answer())

    async def body_of(self, scope: Scope, exchange: Exchange) -> tuple[IO[bytes], int | None]:
        """Return the body and its size. Raises NotTaken.

        A body whose declared size is too large is not read: Django refuses it by its size.
        """
        declared = scope.headers.get("content-length", "")
        whole: int | None = None  # it comes in chunks
        if "transfer-encoding" not in scope.headers:
            if not declared.isdigit():
                return io.BytesIO(), None
            whole = int(declared)
            if whole == 0 or whole > self.most_bytes:
                return io.BytesIO(), whole
        if self.bodies >= self.deadlines.bodies or self.bytes >= self.deadlines.bytes_at_once:
            raise NotTaken(503, "Too many requests are being sent at the moment. Try again.")
        self.bodies += 1
        began, size, ended = time.monotonic(), 0, False
        body: IO[bytes] = io.BytesIO()
        pieces = aiter(exchange)
        try:
            while size < whole if whole is not None else size <= self.most_bytes:
                piece = await self.piece(pieces, began, max(size, whole or 0))
                if piece is None:
                    break
                if ended or (whole is not None and not piece):
                    raise NotTaken(400, UNREADABLE)
                ended = not piece
                if size <= IN_MEMORY < size + len(piece):
                    body = in_file(body)
                size += len(piece)
                self.bytes += len(piece)
                body.write(piece)
            if whole is not None and size < whole:
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

    async def piece(self, pieces: AsyncIterator[bytes], began: float, size: int) -> bytes | None:
        """Return the next piece of a body, None after the last. Raises NotTaken.

        ``size`` is the size of the body as far as it is known. The last piece of a body without a
        declared size is empty. If the client disconnects or what it sends is not HTTP, granian
        returns an empty piece as well, and goes on.
        """
        whole = self.deadlines.least + size / self.deadlines.bytes_a_second
        left = min(self.deadlines.idle, began + whole - time.monotonic())
        try:
            async with asyncio.timeout(max(0.0, left)):
                return await anext(pieces)
        except StopAsyncIteration:
            return None
        except TimeoutError:
            raise NotTaken(408, "The request took too long to arrive. Send it again.") from None

    def answer(self, environ: dict[str, Any]) -> Answer:
        """Return the application's answer. Runs in a thread.

        The whole answer is created before any of it is sent: the client gets all of a long file or
        an error, and a slow client occupies no thread and no database connection.
        """
        started: list[Any] = [500, []]

        def start(status: str, headers: Headers, exc_info: Any = None) -> None:
            started[:] = [int(status.split(" ", 1)[0]), headers]

        pieces: Any = self.application(environ, start)
        try:
            body, file, size = collect(pieces)
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
        status, headers = started
        names = {name.lower() for name, _ in headers}
        if "content-length" not in names and status >= 200 and status not in {204, 304}:
            headers = [*headers, ("Content-Length", str(size))]
        return Answer(status, headers, body, file)


def send(exchange: Exchange, answer: Answer) -> None:
    """Give an answer to granian, which sends it while others are answered.

    Granian leaves out headers that are not ASCII. It opens a file by its path, and one without a
    name, of which nothing remains if this process is killed, has one under /dev/fd.
    """
    headers = [
        (name, value if value.isascii() else value.encode("ascii", "replace").decode())
        for name, value in answer.headers
    ]
    if answer.file is not None:
        exchange.response_file(answer.status, headers, f"/dev/fd/{answer.file.fileno()}")
    else:
        exchange.response_bytes(answer.status, headers, answer.body)


def in_file(body: IO[bytes]) -> IO[bytes]:
    """Return a temporary file with what has arrived so far."""
    body.seek(0)
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by who asks
    file.write(body.read())
    body.close()
    return file


def collect(pieces: Iterable[bytes]) -> tuple[bytes, IO[bytes] | None, int]:
    """Return an answer, or its file if it is long, and its size. Raises NotTaken on a full disk."""
    in_memory: list[bytes] = []
    size = 0
    file: IO[bytes] | None = None
    try:
        for piece in pieces:
            size += len(piece)
            if file is None and size > FILE_IN_MEMORY:
                file = tempfile.TemporaryFile()  # noqa: SIM115  closed once granian has opened it
                file.writelines(in_memory)
                in_memory.clear()
            if file is None:
                in_memory.append(piece)
            else:
                file.write(piece)
        if file is None:
            return b"".join(in_memory), None, size
        file.flush()
    except BaseException as problem:
        if file is not None:
            file.close()
        if isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
            raise NotTaken(503, FULL) from None
        raise
    return b"", file, size


def environ_of(scope: Scope, body: IO[bytes], size: int | None) -> dict[str, Any]:
    """Return the WSGI environment of a request (PEP 3333)."""
    server, _, server_port = scope.server.rpartition(":")
    client, _, client_port = scope.client.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": "HTTP/1.0"
        if scope.http_version == "1"
        else f"HTTP/{scope.http_version}",
        "SERVER_NAME": server or "localhost",
        "SERVER_PORT": server_port or "80",
        "REMOTE_ADDR": client.strip("[]"),
        "REMOTE_PORT": client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
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
