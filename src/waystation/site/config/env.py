"""Configuration from environment variables, with defaults. Documented in docs/operations.md."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

ROOT = Path(__file__).resolve().parents[4]


def text(name: str, default: str = "") -> str:
    return os.environ.get(f"WAYSTATION_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    value = text(name)
    return default if not value else value.strip().lower() in {"1", "true", "yes", "on"}


def read_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def state_folder() -> Path:
    """Return the folder of all persistent data: database, files and keys."""
    folder = Path(text("STATE") or ROOT / ".waystation" / "state")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def protect(folder: Path) -> None:
    """Remove the permissions of group and others from all files of the state folder."""
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        if not path.is_symlink() and path.stat().st_mode & 0o077:
            path.chmod(0o700 if path.is_dir() else 0o600)


def stored_secret(name: str, size: int = 32) -> bytes:
    """Return a secret from the environment (hex), or from a file created on first use.

    The files are in the folder WAYSTATION_KEYS. Put it on another disk than the database: the keys
    prove nothing against somebody who can copy or change both.
    """
    value = text(name)
    if value:
        return bytes.fromhex(value)
    path = Path(text("KEYS") or state_folder() / "keys") / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(size))
        try:
            os.link(fresh, path)  # the first process wins, the others read its file
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return bytes.fromhex(path.read_text().strip())


def mail() -> dict[str, Any]:
    """Return Django's settings for WAYSTATION_EMAIL: smtp://user:password@host:587/?tls=1.

    Without it, messages are stored as files in the folder ``outbox`` of the state folder.
    """
    url = text("EMAIL")
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(state_folder() / "outbox"),
        }
    parts = urlparse(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("WAYSTATION_EMAIL is smtp://user:password@host:port/ or smtps://…")
    options = dict(parse_qsl(parts.query))
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure and options.get("tls", "1") == "1",
        "EMAIL_TIMEOUT": 20,
    }


THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def database() -> dict[str, Any]:
    """Return Django's settings for the database in DATABASE_URL, by default the embedded SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "waystation.site.config.sqlite",
            "NAME": str(state_folder() / "waystation.sqlite3"),
            # Cached statements need not be parsed again; the default of 128 is too few for a page.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "cached_statements": 500,
            },
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": str(state_folder() / "test.sqlite3")},
        }
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit(
            "DATABASE_URL must begin with postgresql://; leave it out for the embedded SQLite."
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    if host and not host.startswith("/") and host not in THIS_MACHINE:
        options.setdefault("sslmode", "require")  # personal names and keys go over this connection
    prepared = options.pop("prepare_threshold", "1")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "waystation",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        # Executions before a statement is prepared on the server; only the statements of
        # foundation/audit/prepared.py are. Use "none" with a pooler that switches connections.
        "OPTIONS": options | {"prepare_threshold": None if prepared == "none" else int(prepared)},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
