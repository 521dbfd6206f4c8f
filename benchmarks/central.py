"""ODK Central's backend beside us: fetched, installed and started for a comparison.

    python -m benchmarks.central --folder FOLDER [--source REPOSITORY]

Nothing of it is committed. Makes FOLDER: Central's sources (a clone), the Node that it asks for
and its packages (npm), without Docker. ``Central`` starts it on a database of its own
in the PostgreSQL that serves Waystation too, with a process for each core, and calls its API.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlparse, urlunparse

SOURCE = "https://github.com/getodk/central-backend"
NODE = "24"
EMAIL, PASSWORD = "bench@example.org", "plain-walnut-harbour-73"
# Node's own module for several processes; pm2, which Central's container uses, does the same.
CLUSTER = """
const cluster = require('node:cluster');
if (cluster.isPrimary) {
  for (let n = 0; n < Number(process.env.WORKER_COUNT); n += 1) cluster.fork();
  process.on('SIGTERM', () => {
    Object.values(cluster.workers).forEach((one) => one.kill('SIGTERM'));
    setTimeout(() => process.exit(0), 1500);
  });
} else require('./lib/bin/run-server.js');
"""


def installed(folder: Path, source: str = SOURCE) -> Path:
    """Fetch and install Central where it is not there yet; return the folder of its sources."""
    sources = folder / "central"
    if (folder / "installed").exists():
        return sources
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(sources, ignore_errors=True)
    _run(["git", "clone", "--quiet", "--depth", "1", source, str(sources)], folder)
    (folder / "package.json").write_text('{"private": true}')
    _run(["npm", "install", "--no-audit", "--no-fund", f"node@{NODE}"], folder)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts"]
    _run(["npm", "ci", "--omit=dev", *quiet], sources, {"PATH": _path(folder)})
    (folder / "installed").touch()
    return sources


def _path(folder: Path) -> str:
    return f"{folder / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"


def _run(
    command: list[str], where: Path, more: dict[str, str] | None = None, text: str = ""
) -> str:
    done = subprocess.run(
        command, cwd=where, env={**os.environ, **(more or {})}, input=text, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


def database(address: str, name: str) -> str:
    """Make an empty database in this PostgreSQL; return its address."""
    import psycopg

    parts = urlparse(address)
    with psycopg.connect(urlunparse(parts._replace(path="/postgres")), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}"')
    return urlunparse(parts._replace(path=f"/{name}"))


class Central:
    """A running Central with one project and one administrator."""

    name = "ODK Central"

    def __init__(self, folder: Path, address: str, port: int, workers: int) -> None:
        self.sources = installed(folder)
        self.port = port
        parts = urlparse(database(address, "central"))
        host = dict(parse_qsl(parts.query)).get("host", parts.hostname or "localhost")
        values = {
            "host": host, "user": parts.username or "postgres",
            "password": parts.password or "unused", "database": "central",
        } | ({"port": str(parts.port)} if parts.port else {})  # fmt: skip
        config = {"default": {"database": values, "server": {"port": port}}}
        self.environment = {
            "PATH": _path(folder),
            "NODE_CONFIG": json.dumps(config),
            "NODE_ENV": "production",
            "WORKER_COUNT": str(workers),
        }
        self._node("lib/bin/run-migrations.js")
        self._node("lib/bin/cli.js", "-u", EMAIL, "user-create", text=f"{PASSWORD}\n")
        self._node("lib/bin/cli.js", "-u", EMAIL, "user-promote")
        (self.sources / "bench-cluster.js").write_text(CLUSTER)
        self.process = subprocess.Popen(
            ["node", "bench-cluster.js"], cwd=self.sources,
            env={**os.environ, **self.environment}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=(folder / "central.log").open("ab"),
        )  # fmt: skip
        self.session = self._signed_in()
        self.project = self.ask("/projects", {"name": "Benchmark"})["id"]
        self.phone: dict[str, Any] = self.ask(
            f"/projects/{self.project}/app-users", {"displayName": "Tablet"}
        )

    def _node(self, *arguments: str, text: str = "") -> str:
        return _run(["node", *arguments], self.sources, self.environment, text)

    def _signed_in(self) -> str:
        until = time.monotonic() + 60
        while True:
            try:
                found = self.ask("/sessions", {"email": EMAIL, "password": PASSWORD}, "")
                return str(found["token"])
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.2)

    def ask(self, path: str, body: Any = None, session: str | None = None) -> Any:
        """Call the API; a dictionary goes as JSON, bytes as XML."""
        content = json.dumps(body).encode() if isinstance(body, dict) else body
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1{path}", content)
        kind = "application/json" if isinstance(body, dict) else "application/xml"
        request.add_header("Content-Type", kind)
        if (session if session is not None else self.session) != "":
            request.add_header("Authorization", f"Bearer {self.session}")
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as problem:
            raise SystemExit(f"{path}: {problem.code} {problem.read()[:500]!r}") from problem

    def open_form(self, xml: bytes, key: str) -> str:
        """Publish a form and let the phone send it; return the path of submissions."""
        forms = f"/projects/{self.project}/forms"
        self.ask(f"{forms}?publish=true&ignoreWarnings=true", xml)
        phone, token = self.phone["id"], self.phone["token"]
        self.ask(f"{forms}/{key}/assignments/app-user/{phone}", {})
        return f"/v1/key/{token}/projects/{self.project}/submission"

    def headers(self) -> dict[str, str]:
        """Return what a program that reads sends with each request."""
        return {"Authorization": f"Bearer {self.session}"}

    def stop(self) -> None:
        """End its processes."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


def main() -> None:
    options = argparse.ArgumentParser(prog="./waystation bench central")
    options.add_argument("--folder", type=Path, required=True, help="where its files go")
    options.add_argument("--source", default=SOURCE, help="its repository, or a Git directory")
    chosen = options.parse_args()
    print(f"ODK Central is installed in {installed(chosen.folder.resolve(), chosen.source)}.")


if __name__ == "__main__":
    main()
