"""Half-sent, slow and broken-off requests take no thread: the next page comes at once."""

import asyncio
import contextlib
import errno
import hashlib
import http.client
import os
import resource
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.site.config import echo
from waystation.site.config import gateway, up

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.sqlite_only  # it asks no database


@pytest.fixture(scope="module")
def port():
    """A server as `up` starts it, with a small application in place of Django."""
    chosen = up.free_port("127.0.0.1")
    command = up.server("127.0.0.1", chosen, 1, "tests.site.config.echo:gateway")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    raise_limit()
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    until = time.monotonic() + 30
    while not up.is_port_taken("127.0.0.1", chosen):
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.05)
    page(chosen)
    yield chosen
    server.terminate()
    server.wait(20)


def raise_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def page(port, method="GET", path="/page", body=None, headers=None):
    """Return the status, the body and the seconds of a request."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), time.monotonic() - began
    finally:
        connection.close()


def begin(stack, port, told, sent):
    client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
    head = f"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: {told}\r\n\r\n"
    client.sendall(head.encode() + b"a" * sent)
    return client


@pytest.mark.parametrize("sent", [0, 10_000])
def test_four_hundred_incomplete_requests_do_not_delay_the_next_page(port, sent):
    with ExitStack() as stack:
        for _ in range(400):
            begin(stack, port, 4_000_000, sent)

        pages = [page(port) for _ in range(5)]
        write = page(port, "POST", body=b"whole")

    assert [status for status, _, _ in [*pages, write]] == [200] * 6
    assert max(seconds for _, _, seconds in [*pages, write]) <= 1


def test_six_incomplete_requests_with_large_bodies_do_not_delay_the_next_page(port):
    with ExitStack() as stack:
        for _ in range(6):
            begin(stack, port, 4_000_000, 1_200_000)

        status, _, seconds = page(port)

    assert (status, seconds <= 1) == (200, True)


def test_two_hundred_aborted_uploads_do_not_delay_the_next_page(port):
    for _ in range(200):
        with ExitStack() as stack:
            begin(stack, port, 4_000_000, 20_000)

    status, _, seconds = page(port)

    assert (status, seconds <= 1) == (200, True)


def test_incomplete_headers_occupy_no_thread(port):
    with ExitStack() as stack:
        for _ in range(400):
            client = socket.create_connection(("127.0.0.1", port), timeout=10)
            stack.enter_context(client).sendall(b"GET /page HTTP/1.1\r\nHo")

        status, _, seconds = page(port)

    assert (status, seconds <= 1) == (200, True)


def test_a_client_that_stops_sending_is_disconnected(port):
    with ExitStack() as stack:
        client = begin(stack, port, 500, 3)
        client.settimeout(20)

        answer = client.recv(4096)

    assert answer.startswith(b"HTTP/1.1 408")
    assert b"Send it again" in answer


def test_a_client_that_sends_too_slowly_is_disconnected(port):
    began = time.monotonic()
    with ExitStack() as stack:
        client = begin(stack, port, 500, 3)
        client.settimeout(0.5)
        answer = b""
        while not answer and time.monotonic() - began < 30:
            client.sendall(b"a")
            try:
                answer = client.recv(4096)
            except TimeoutError:
                continue

    assert answer.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began < 20


def test_waiting_writers_do_not_delay_readers(port):
    with ExitStack() as stack:
        for _ in range(4):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            client.sendall(b"POST /slow HTTP/1.1\r\nHost: l\r\nContent-Length: 1\r\n\r\na")
        time.sleep(0.3)

        status, _, seconds = page(port)

    assert (status, seconds <= 1) == (200, True)


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 4_000_000])
def test_a_body_arrives_as_it_was_sent(port, size):
    body = os.urandom(size)

    status, said, _ = page(port, "POST", "/a%C3%AB%2Fb", body)

    assert (status, said) == (200, f"POST /aë/b {size} {hashlib.sha256(body).hexdigest()}")


def test_a_body_in_chunks_arrives_whole(port):
    pieces = [b"one", b"two" * 50_000]

    status, said, _ = page(port, "POST", "/c", iter(pieces), {"X_Forwarded_Proto": "x"})

    whole = b"".join(pieces)
    assert (status, said) == (200, f"POST /c {len(whole)} {hashlib.sha256(whole).hexdigest()}")


@pytest.mark.parametrize("sent", [b"5\r\nhel", b"5\r\nhello\r\n", b"5\r\nhello\r\n0\r\n"])
def test_a_body_in_chunks_that_breaks_off_reaches_no_thread(port, sent):
    before = page(port, path="/posted")[1]
    head = b"POST /c HTTP/1.1\r\nHost: l\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(head + sent)
        client.shutdown(socket.SHUT_WR)
        client.recv(4096)

    after = page(port, path="/posted")[1]

    assert after == before


def run(work):
    """Run a coroutine in a thread of its own: a browser of other tests may have a loop here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


class Exchange:
    """A body in these pieces, as granian gives them."""

    def __init__(self, *pieces):
        self.pieces = iter(pieces)

    def __aiter__(self):
        return self

    async def __anext__(self):
        for piece in self.pieces:
            return piece
        raise StopAsyncIteration


def body_of(headers, *pieces):
    scope = SimpleNamespace(headers=headers)
    body, size = run(echo.gateway.body_of(scope, Exchange(*pieces)))
    return body.read(), size


@pytest.mark.parametrize(
    ("headers", "pieces"),
    [
        ({"content-length": "5"}, [b"he", b"", b"llo"]),
        ({"content-length": "5"}, [b"he"]),
        ({"transfer-encoding": "chunked"}, [b"he", b"", b""]),
        ({"transfer-encoding": "chunked"}, [b"he", b"", b"llo", b""]),
    ],
)
def test_a_body_that_broke_off_is_refused(headers, pieces):
    with pytest.raises(gateway.NotTaken) as refused:
        body_of(headers, *pieces)

    assert refused.value.status == 400


def test_a_body_that_arrived_is_read_to_its_end():
    told = body_of({"content-length": "5"}, b"he", b"llo")
    in_chunks = body_of({"transfer-encoding": "chunked"}, b"he", b"llo", b"")

    assert (told, in_chunks) == ((b"hello", 5), (b"hello", 5))


def test_a_request_that_waited_too_long_for_a_thread_is_never_begun():
    done = []

    async def ask():
        threads = gateway.Threads("one", 1, 0.05)
        first = asyncio.create_task(threads.run(lambda waited: time.sleep(0.3)))
        await asyncio.sleep(0.01)
        with pytest.raises(gateway.NotTaken) as refused:
            await threads.run(lambda waited: done.append(waited))
        await first
        await threads.run(lambda waited: done.append("next"))
        return refused.value.status

    status = run(ask())

    assert (status, done) == (503, ["next"])


def test_a_header_that_is_not_ascii_is_still_sent():
    sent = []
    exchange = SimpleNamespace(response_bytes=lambda *answer: sent.append(answer))

    gateway.send(exchange, gateway.Answer(200, [("X-Name", "Prishtinë")]))

    assert sent == [(200, [("X-Name", "Prishtin?")], b"")]


def test_invalid_chunks_are_a_client_error(port):
    status, _, _ = page(port, "POST", "/c", b"no chunks", {"Transfer-Encoding": "chunked"})

    assert status == 400


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
CONTRADICTORY = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 45",
    "a length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked",
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 5",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "hidden chunks": b"Content-Length: 5\r\nTransfer-Encoding : chunked",
    "chunks of another kind": b"Content-Length: 5\r\nTransfer-Encoding: xchunked",
    "a length that is none": b"Content-Length: 5, 45",
    "a length with a sign": b"Content-Length: +5",
}


@pytest.mark.parametrize("which", CONTRADICTORY)
def test_a_body_with_two_lengths_hides_no_second_request(port, which):
    with ExitStack() as stack:
        client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        head = b"POST /first HTTP/1.1\r\nHost: localhost\r\n" + CONTRADICTORY[which] + b"\r\n\r\n"
        client.sendall(head + b"0\r\n\r\n" + SMUGGLED)
        client.settimeout(1)
        answer = b""
        with contextlib.suppress(TimeoutError, ConnectionError):
            while more := client.recv(65536):
                answer += more

    # Refused, or read as chunks to their end (RFC 9112, 6.3) and the connection is closed after.
    assert b"GET /smuggled" not in answer, which


def test_a_body_declared_too_large_is_refused_before_it_is_sent(port):
    with ExitStack() as stack:
        client = begin(stack, port, 50_000_000, 10)
        client.settimeout(10)

        answer = client.recv(4096)

    assert answer.startswith(b"HTTP/1.1 200")  # the application has decided, without the body
    assert b"POST /upload 0 " in answer


@pytest.mark.parametrize("size", [0, 128, gateway.FILE_IN_MEMORY, gateway.FILE_IN_MEMORY + 64])
def test_a_long_answer_arrives_whole_whether_it_fits_in_memory_or_not(port, size):
    status, text, _ = page(port, path=f"/long?{size}")

    assert (status, len(text)) == (200, size)
    assert text == echo.LINE.decode() * (size // len(echo.LINE))


def test_readers_that_stop_in_the_middle_of_long_answers_hold_no_thread(port):
    with ExitStack() as stack:
        for _ in range(6):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            client.sendall(b"GET /long?40000000 HTTP/1.1\r\nHost: l\r\n\r\n")
            client.recv(1000)

        status, _, seconds = page(port)

    assert (status, seconds <= 1) == (200, True)


def test_of_an_answer_that_no_longer_fits_on_the_disk_nothing_is_sent(monkeypatch):
    class Full:
        def writelines(self, pieces):
            raise OSError(errno.ENOSPC, "No space left on device")

        def close(self):
            self.closed = True

    disk = Full()
    monkeypatch.setattr(gateway.tempfile, "TemporaryFile", lambda: disk)
    long = (echo.LINE * 1000 for _ in range(gateway.FILE_IN_MEMORY // len(echo.LINE) // 1000 + 2))

    with pytest.raises(gateway.NotTaken, match="disk of the server is full") as refused:
        gateway.collect(long)

    assert (refused.value.status, disk.closed) == (503, True)


def test_a_worker_that_dies_is_replaced(port):
    commands = subprocess.run(
        ["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    ours = [int(line.split()[0]) for line in commands if f"--port {port} " in line]
    os.kill(max(ours), 9)  # the worker is younger than its parent

    until, status = time.monotonic() + 30, 0
    while status != 200 and time.monotonic() < until:
        try:
            status, _, _ = page(port)
        except OSError:
            time.sleep(0.1)

    assert status == 200


PAGES = """
import sys, threading
from waystation.site.config import rsgi
for thread in threading.enumerate():
    if thread.name == "worker-start":
        thread.join()
print("waystation.registry.collection.views.openrosa" in sys.modules)
"""


def test_a_worker_imports_its_pages_before_it_is_asked_for_one(tmp_path):
    env = {**os.environ, "WAYSTATION_STATE": str(tmp_path)}

    asked = [sys.executable, "-W", "ignore", "-c", PAGES]
    found = subprocess.run(asked, env=env, capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "True"
