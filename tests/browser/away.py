"""A network between browser and server that a test can take away, or that loses an answer."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}


class Network:
    """Where the browser goes, and what becomes of its requests."""

    def __init__(self, upstream):
        self.upstream = urlsplit(upstream).netloc
        self.down = False
        self.lost = []  # the paths whose next answer does not arrive, although the server gave it
        self.gone = []  # those that were lost
        self.address = ""

    def forward(self, handler):
        """Pass a request on; return (status, headers, content) of the answer."""
        size = int(handler.headers.get("Content-Length") or 0)
        content = handler.rfile.read(size) if size else None
        connection = HTTPConnection(self.upstream, timeout=120)
        headers = {
            name: value for name, value in handler.headers.items() if name.lower() not in HOP
        }
        connection.request(handler.command, handler.path, body=content, headers=headers)
        answer = connection.getresponse()
        found = answer.status, answer.getheaders(), answer.read()
        connection.close()
        return found


def handler_of(network):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def hang_up(self):
            self.close_connection = True
            self.connection.close()

        def do_GET(self):
            if network.down:
                self.hang_up()
                return
            try:
                status, headers, content = network.forward(self)
            except (OSError, HTTPException):
                self.hang_up()
                return
            if self.path in network.lost and self.command == "POST":
                network.lost.remove(self.path)
                network.gone.append((self.path, status))
                # It breaks off: a browser asks again by itself where nothing came at all.
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
                self.hang_up()
                return
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_POST = do_HEAD = do_GET

    return Handler


@contextmanager
def network_to(site):
    """The address of a network that leads to a site."""
    network = Network(site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(network))
    server.daemon_threads = True
    network.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield network
    finally:
        server.shutdown()
        server.server_close()
