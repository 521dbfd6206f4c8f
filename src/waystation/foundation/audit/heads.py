"""The signed head of the audit log: the number and digest of its last entry at one moment.

A chain proves that nothing inside it was changed; only a copy of its end stored elsewhere proves
that it was not truncated, or rewritten by somebody who holds the key. So each day, and on demand,
the ends of all logs are signed (Ed25519) and sent to a folder, by e-mail or to a web address.
``./waystation verify --head FILE`` compares.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from waystation.foundation.shared.periods import now
from waystation.foundation.shared.web import post_json

from . import chain, keys
from .actions import log
from .models import ChainHead, Entry, in_json

FORMAT = 1


class NotAHead(ValueError):
    """The file is not a signed head, or it was altered."""


def signed_head() -> dict[str, Any]:
    """Return the current ends of all logs, signed."""
    head = {
        "format": FORMAT,
        "signed_at": now().astimezone(UTC).isoformat(timespec="seconds"),
        "public_key": keys.public_key(),
        "logs": [
            {"organisation": str(one.organisation_id), "entry": one.number,
             "digest": bytes(one.digest).hex()}
            for one in ChainHead.objects.order_by("organisation_id")
        ],
    }  # fmt: skip
    signature = keys.signing_key().sign(in_json(head).encode()).hex()
    return {"head": head, "signature": signature}


def file_name(signed: dict[str, Any]) -> str:
    """Return the file name of a head, which sorts by time."""
    at = datetime.fromisoformat(signed["head"]["signed_at"])
    return f"waystation-head-{at:%Y%m%dT%H%M%SZ}.json"


def open_head(text: str | bytes, public_key: str = "") -> dict[str, Any]:
    """Return the head in a file. Raises NotAHead unless it is signed by ``public_key``.

    The default is this installation's own key.
    """
    try:
        signed = json.loads(text)
        head: dict[str, Any] = signed["head"]
        signature = bytes.fromhex(signed["signature"])
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key or keys.public_key()))
        key.verify(signature, in_json(head).encode())
    except InvalidSignature:
        raise NotAHead(
            "The signature does not fit: this head was changed or signed elsewhere."
        ) from None
    except (ValueError, KeyError, TypeError) as problem:
        raise NotAHead(f"This is no signed head: {problem}") from problem
    if head["format"] != FORMAT:
        raise NotAHead(f"This head has format {head['format']}; known is {FORMAT}.")
    return head


def problems_against(head: dict[str, Any]) -> list[str]:
    """Return the differences between the logs and a signed head."""
    problems = []
    at = head["signed_at"]
    for one in head["logs"]:
        name, number = one["organisation"], one["entry"]
        real = ChainHead.objects.filter(organisation_id=name).first()
        if real is None:
            problems.append(f"The log of {name}, signed at {at}, is not there.")
            continue
        entry = Entry.objects.filter(organisation_id=name, number=number).first()
        digest = entry.digest if entry is not None else (chain.FIRST if number == 0 else None)
        if digest is None:
            problems.append(
                f"The log of {name} had {number} entries when it was signed at {at}; now it ends "
                f"at {real.number}: its tail was cut."
            )
        elif bytes(digest).hex() != one["digest"]:
            problems.append(
                f"Entry {number} of the log of {name} is not the one signed at {at}: "
                "the log was written anew."
            )
    return problems


# Sending


def _to_folder(signed: dict[str, Any], target: str) -> None:
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(signed)
    making = path.with_suffix(".part")
    making.write_text(json.dumps(signed, indent=1))
    making.replace(path)


def _to_email(signed: dict[str, Any], target: str) -> None:
    text = json.dumps(signed, indent=1)
    message = EmailMessage(
        subject=f"Waystation: signed head of the audit log, {signed['head']['signed_at']}",
        body=(
            "Keep this message. With the attached file, ./waystation verify --head FILE proves "
            "that the audit log was neither cut nor written anew since.\n\n" + text
        ),
        to=[target],
        attachments=[(file_name(signed), text, "application/json")],
    )
    message.send()


def _to_web(signed: dict[str, Any], target: str) -> None:
    post_json(target, signed)


WAYS: dict[str, Callable[[dict[str, Any], str], None]] = {
    "folder": _to_folder,
    "email": _to_email,
    "web": _to_web,
}


def targets() -> list[tuple[str, str]]:
    """Return the targets of heads as (kind, target), from the settings."""
    return [(way, one) for way in WAYS for one in settings.HEAD_TARGETS.get(way, [])]


def own_folder() -> Path:
    """Return this machine's folder of copies, which is used only to compare."""
    return Path(settings.STATE) / "heads"


def send_head() -> dict[str, str]:
    """Sign the head of the log and send it to all targets; return the failures with their reasons.

    The log itself records what was sent, and what failed.
    """
    signed = signed_head()
    _to_folder(signed, str(own_folder()))
    failed: dict[str, str] = {}
    sent = []
    for way, target in targets():
        try:
            WAYS[way](signed, target)
        except Exception as problem:  # one unreachable target must not stop the others
            failed[f"{way}: {target}"] = str(problem) or type(problem).__name__
        else:
            sent.append(way)
    for one in signed["head"]["logs"]:
        with transaction.atomic():
            log(
                None,
                "head.sign",
                "audit.ChainHead",
                None,
                organisation_id=UUID(one["organisation"]),
                entry=one["entry"],
                sent=sorted(sent),
                failed=len(failed),
            )
    return failed


def send_daily_head() -> None:
    """Send the head once a day, as a daily task of the worker. Raises if no copy could be sent."""
    today = f"{now().astimezone(UTC):%Y%m%d}"
    if any(own_folder().glob(f"waystation-head-{today}T*.json")):
        return
    if failed := send_head():
        raise OSError(
            "The signed head did not leave: " + "; ".join(f"{k}: {v}" for k, v in failed.items())
        )


def newest_own() -> Path | None:
    """Return the newest head of which this machine has a copy."""
    return max(own_folder().glob("waystation-head-*.json"), default=None)
