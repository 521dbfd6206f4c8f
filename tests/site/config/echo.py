"""A small application behind the gateway, for its tests: says what it was sent."""

from __future__ import annotations

import hashlib
import threading
import time

from waystation.site.config.gateway import Deadlines, Gateway

LINE = b"a line of a long file, sixty-four bytes with its number: 00000\r\n"
_slow = threading.Lock()


_posted = []


def application(environ, start):
    if environ["PATH_INFO"] == "/posted":
        start("200 OK", [("Content-Type", "text/plain")])
        return [str(len(_posted)).encode()]
    if environ["PATH_INFO"] == "/slow":
        with _slow:
            time.sleep(1.5)
    if environ["PATH_INFO"] == "/long":
        start("200 OK", [("Content-Type", "application/octet-stream")])
        return (LINE for _ in range(int(environ["QUERY_STRING"]) // len(LINE)))
    if environ["REQUEST_METHOD"] == "POST":
        _posted.append(environ["PATH_INFO"])
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    path = environ["PATH_INFO"].encode("latin-1").decode()
    said = f"{environ['REQUEST_METHOD']} {path} {len(body)} "
    said += hashlib.sha256(body).hexdigest()
    if environ.get("HTTP_X_FORWARDED_PROTO"):
        said += " " + environ["HTTP_X_FORWARDED_PROTO"]
    start("200 OK", [("Content-Type", "text/plain")])
    return [said.encode()]


gateway = Gateway(
    application,
    most_bytes=5_000_000,
    readers=3,
    writers=2,
    deadlines=Deadlines(idle=3.0, least=6.0, bytes_a_second=1_000_000),
)
