"""What is sent to a web address goes there, and is not taken for delivered after a redirect."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from waystation.foundation.shared.web import post_json


@pytest.fixture
def gateway():
    """A web server of this machine: /taken takes what is sent, /moved redirects there."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(("POST", self.path))
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204 if self.path == "/taken" else int(self.path[1:]))
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def do_GET(self):
            received.append(("GET", self.path))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Print nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    thread.join()
    server.server_close()


def test_json_is_sent_to_an_address_of_this_machine(gateway):
    address, received = gateway

    post_json(f"{address}/taken", {"to": "+383"})

    assert received == [("POST", "/taken")]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_is_an_error(gateway, status):
    address, received = gateway

    with pytest.raises(OSError, match=f"answered {status}"):
        post_json(f"{address}/{status}", {"to": "+383"})

    assert received == [("POST", f"/{status}")]


@pytest.mark.parametrize(
    "address",
    ["http://gateway.example/", "http://2130706433/", "http://127.0.0.1.example/", "file:///etc",
     "file://localhost/etc/passwd", "ftp://127.0.0.1/", "http://[::ffff:127.0.0.1]/",
     "//localhost"],
)  # fmt: skip
def test_nothing_is_sent_to_an_address_without_https_that_is_not_this_machine(address):
    with pytest.raises(ValueError, match="https"):
        post_json(address, {})
