"""What an attacker's files and half-sent requests cost a running server: seconds and memory.

    ./waystation up --port 8000                       (in another terminal, a demonstration)
    ./waystation bench limits --server http://127.0.0.1:8000
    ./waystation bench limits --server http://127.0.0.1:8000 --caddy   (apt-get install caddy)

Sends each attack, asks for a page at the same time and afterwards, and prints for each: the
status of the answer, its seconds, the slowest page beside it, and the most memory that any
process of the server held. With --caddy half-sent requests and broken-off uploads go through the
shipped Caddyfile over TLS. Never run it against a server that people use.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import http.cookiejar
import os
import re
import resource
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]


from tests import attacks  # noqa: E402
from tests.registry.collection.conftest import filled, workbook  # noqa: E402

USER, PASSWORD = "anita@demo.waystation.example", "demonstration-2026"
PART = "Content-Disposition: form-data; name="
PATIENCE = 60  # seconds for one answer
TLS = ssl.create_default_context()
TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE  # of a proxy on this machine
HALVES = [(6, 0, False), (6, 1_200_000, False), (400, 0, False), (400, 20_000, False),
          (200, 200_000, True)]  # fmt: skip


class Browser:
    """Somebody who is signed in."""

    def __init__(self, server: str, user: str, password: str) -> None:
        self.server = server
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.send("/accounts/login/", {"login": user, "password": password})

    def get(self, path: str) -> tuple[int | str, str, float]:
        return self.ask(urllib.request.Request(self.server + path))

    def ask(self, request: urllib.request.Request) -> tuple[int | str, str, float]:
        """Return the status, or what went wrong, the text and the seconds."""
        began = time.monotonic()
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                self.url = answer.geturl()
                return answer.status, answer.read().decode(), time.monotonic() - began
        except urllib.error.HTTPError as problem:
            return problem.code, problem.read().decode(), time.monotonic() - began
        except (OSError, http.client.HTTPException) as problem:
            return type(problem).__name__, "", time.monotonic() - began

    def mark(self, path: str) -> str:
        """Return the token against forged requests; any page's is good for all."""
        text = self.get(path if path == "/accounts/login/" else "/forms/")[1]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        return found[1] if found else ""

    def send(
        self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None
    ) -> tuple[int | str, str, float]:
        border = uuid.uuid4().hex
        parts = [
            f'--{border}\r\n{PART}"{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {**fields, "csrfmiddlewaretoken": self.mark(path)}.items()
        ]
        if file is not None:
            head = f'--{border}\r\n{PART}"file"; filename="{file[0]}"'
            parts.append(f"{head}\r\n\r\n".encode() + file[1] + b"\r\n")
        body = b"".join([*parts, f"--{border}--\r\n".encode()])
        request = urllib.request.Request(self.server + path, body)
        request.add_header("Content-Type", f"multipart/form-data; boundary={border}")
        request.add_header("Accept-Language", "en")
        return self.ask(request)


def memory(port: int) -> int:
    """Return the most MB that a process of the server at this port has held."""
    most = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"--port\0{port}\0" in (folder / "cmdline").read_text():
                found = re.search(r"VmHWM:\s+(\d+) kB", (folder / "status").read_text())
                most = max(most, int(found[1]) // 1024 if found else 0)
        except OSError:
            continue
    return most


def page(server: str) -> tuple[int | str, float]:
    """Return the status and the seconds of a page without an account."""
    began = time.monotonic()
    try:
        where = server + "/accounts/login/"
        with urllib.request.urlopen(where, timeout=PATIENCE, context=TLS) as answer:
            answer.read()
            return answer.status, time.monotonic() - began
    except (OSError, http.client.HTTPException) as problem:
        return type(problem).__name__, time.monotonic() - began


def tried(
    name: str, server: str, port: int, attack: Callable[[], tuple[int | str, str, float]]
) -> None:
    """Carry out an attack with somebody reading beside it, and print what it cost."""
    over, pages = threading.Event(), []

    def read() -> None:
        while not over.wait(0.2):
            pages.append(page(server))

    reader = threading.Thread(target=read)
    reader.start()
    status, said, seconds = attack()
    over.set()
    reader.join()
    after = page(server)
    sentence = re.sub(
        r"<[^>]+>", " ", "".join(re.findall(r'class="err[^"]*"[^>]*>(.*?)</', said, re.S))
    )
    slowest = max((took for _, took in pages), default=0.0)
    worst = {str(code) for code, _ in [*pages, after]}
    print(
        f"{name:<44} answer {status} in {seconds:6.2f} s   slowest page {slowest:6.2f} s   "
        f"pages {'/'.join(sorted(worst))}   memory {memory(port)} MB   {sentence}",
        flush=True,
    )


@contextlib.contextmanager
def caddy(port: int) -> Iterator[str]:
    """Run the shipped Caddyfile in front of a server on this machine; yield its address."""
    told = (ROOT / "deploy" / "Caddyfile").read_text()
    own = "\tadmin off\n\tskip_install_trust\n"
    own += f"\thttp_port {port + 1000}\n\thttps_port {port + 2000}\n"
    told = told.replace("{\n", "{\n" + own, 1).replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "Caddyfile"
        file.write_text(told)
        environment = {
            **os.environ,
            "WAYSTATION_HOST": "localhost",
            "HOME": folder,
            "XDG_DATA_HOME": folder,
            "XDG_CONFIG_HOME": folder,
        }
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
        proxy = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            address = f"https://localhost:{port + 2000}"
            until = time.monotonic() + 30
            while page(address)[0] != 200:
                if time.monotonic() > until or proxy.poll() is not None:
                    raise SystemExit("Caddy does not answer.")
                time.sleep(0.2)
            yield address
        finally:
            proxy.terminate()
            proxy.wait(20)


def connected(where: urllib.parse.ParseResult) -> socket.socket:
    """Return a connection to a server, over TLS where its address says so."""
    client = socket.create_connection((where.hostname or "", where.port or 80), timeout=5)
    return (
        TLS.wrap_socket(client, server_hostname="localhost") if where.scheme == "https" else client
    )


def half_sent(server: str, count: int, sent: int, *, leave: bool) -> tuple[int | str, str, float]:
    """Begin requests and send a part of their bodies; return how the next page does."""
    where = urllib.parse.urlparse(server)
    head = (
        f"POST /accounts/login/ HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 4000000\r\n"
        f"Cookie: csrftoken={'a' * 32}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    clients = []
    for _ in range(count):
        client = connected(where)
        client.settimeout(1)
        with contextlib.suppress(OSError):
            client.sendall(head.encode() + b"a" * sent)
        clients.append(client)
        if leave:
            client.close()
    time.sleep(1)
    status, seconds = page(server)
    for client in clients:
        client.close()
    return status, "", seconds


def frozen(browser: Browser, server: str) -> tuple[int | str, str, float]:
    """Publish a form whose pattern takes for ever, and send it one honest name from a phone."""
    rows = [["type", "name", "label", "constraint"],
            ["text", "name", "Name", "regex(., '(([a-z])+.)+[A-Z]([a-z])+$')"]]  # fmt: skip
    key = f"freeze{uuid.uuid4().hex[:8]}"
    book = workbook(rows, [["list_name", "name", "label"]], (("form_id", key), ("version", "1")))
    office = re.search(r'<option value="([0-9a-f-]{36})"', browser.get("/forms/new/")[1])
    browser.send("/forms/new/", {"office": office[1] if office else ""}, ("f.xlsx", book))
    form = browser.url.rstrip("/").rsplit("/", 1)[-1]
    return _sent(browser, server, form, key)


def _sent(browser: Browser, server: str, form: str, key: str) -> tuple[int | str, str, float]:
    page_of_form = browser.get(f"/forms/{form}/")[1]
    draft = re.search(r'href="(/forms/versions/[0-9a-f-]{36}/step/publish/)"', page_of_form)
    if draft:
        browser.send(draft[1], {})
    phones = f"/forms/{form}/phones/new/"
    sender = re.search(r'<option value="([0-9a-f-]{36})"', browser.get(phones)[1])
    _, said, _ = browser.send(phones, {"sender": sender[1] if sender else "", "label": "Tablet"})
    token = re.search(r"/forms/key/([\w.-]{20,})", said)
    border = uuid.uuid4().hex
    xml = filled(f"uuid:{key}", form=key, body=f"<name>{'a' * 36}</name>")
    head = f'--{border}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="s"'
    body = f"{head}\r\n\r\n".encode() + xml + f"\r\n--{border}--\r\n".encode()
    address = f"{server}/forms/key/{token[1] if token else 'none'}/submission"
    request = urllib.request.Request(address, body)
    request.add_header("Content-Type", f"multipart/form-data; boundary={border}")
    return browser.ask(request)


def try_halves(server: str, port: int, before: str = "") -> None:
    """Try half-sent requests and broken-off uploads."""
    for count, sent, leave in HALVES:
        what = f"{before}{count} {'broken off' if leave else 'half-sent'} with {sent:,} bytes"
        tried(what, server, port, lambda c=count, s=sent, a=leave: half_sent(server, c, s, leave=a))


def main() -> None:
    options = argparse.ArgumentParser(prog="./waystation bench limits")
    options.add_argument("--server", default="http://127.0.0.1:8000")
    options.add_argument("--user", default=USER)
    options.add_argument("--password", default=PASSWORD)
    options.add_argument("--without-killing", action="store_true", help="leave out far-apart cells")
    options.add_argument("--caddy", action="store_true", help="half-sent requests through Caddy")
    chosen = options.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    server, port = chosen.server.rstrip("/"), urllib.parse.urlparse(chosen.server).port or 80
    if chosen.caddy:
        with caddy(port) as proxy:
            try_halves(proxy, port, "through Caddy: ")
        return
    browser = Browser(server, chosen.user, chosen.password)
    office = re.search(r'<option value="([0-9a-f-]{36})"', browser.get("/forms/new/")[1])
    form = {"office": office[1] if office else ""}
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; at rest {memory(port)} MB")
    tried("one name against a pattern", server, port, lambda: frozen(browser, server))
    try_halves(server, port)
    wide = attacks.wide(4_000, 700)
    tried(
        f"4,000 rows × 700 columns ({len(wide) // 1024:,} kB)", server, port,
        lambda: browser.send("/forms/new/", form, ("f.xlsx", wide)),
    )  # fmt: skip
    if not chosen.without_killing:
        far = attacks.far_cell()
        tried(
            f"one cell at XFD1048576 ({len(far):,} bytes)", server, port,
            lambda: browser.send("/forms/new/", form, ("f.xlsx", far)),
        )  # fmt: skip


if __name__ == "__main__":
    main()
