"""The progress page that is shown while `./waystation up` prepares an installation.

The server starts at once. A second process migrates, loads the reference lists and the
demonstration, writes its progress to ``progress.json`` in the state folder, and holds a lock while
it runs. Every URL answers with the progress until it has finished. If the lock is free and the work
is not finished, the process has died, and the page reports the failure.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from waystation.foundation.shared.words import N_

from . import env

READY = "ready"
STEPS: dict[str, str] = {
    "database": N_("Creating the database tables"),
    "reference": N_("Loading the reference lists"),
    "network": N_("Demonstration: a year of the Network"),
    "people": N_("Demonstration: personal files"),
    "front_desk": N_("Demonstration: fact sheets"),
    "visits": N_("Demonstration: a year of visits"),
    "follow_up": N_("Demonstration: appointments, call-backs and plans"),
    "sessions": N_("Demonstration: group sessions and profiles"),
    "referrals": N_("Demonstration: services and referrals"),
    "knowledge": N_("Demonstration: series and findings"),
    "skills": N_("Demonstration: skills profiles"),
    "recruitment": N_("Demonstration: recruiters, workers and complaints"),
    "pathways": N_("Demonstration: pathways and partnerships"),
    "diaspora": N_("Demonstration: the diaspora"),
    "labour": N_("Demonstration: employers and placements"),
    "programmes": N_("Demonstration: programmes and projects"),
    "reports": N_("Demonstration: indicators and reports"),
    "policies": N_("Demonstration: policies and measures"),
    "story": N_("Demonstration: a survey and what came of it"),
    "files": N_("Demonstration: when files were opened"),
    "survey": N_("Demonstration: a displacement survey"),
}
OF_THE_DEMONSTRATION = tuple(key for key in STEPS if key not in {"database", "reference"})


def tell(step: str, done: int = 0, of: int = 0, *, problem: str = "") -> None:
    """Write the progress of the preparation."""
    path = env.state_folder() / "progress.json"
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps({"step": step, "done": done, "of": of, "problem": problem}))
    fresh.replace(path)


def progress() -> dict[str, Any]:
    """Return the progress that was last written."""
    try:
        found: dict[str, Any] = json.loads((env.state_folder() / "progress.json").read_text())
    except (OSError, ValueError):
        return {"step": "", "done": 0, "of": 0, "problem": ""}
    return found


def lock(*, wait: bool = False) -> int | None:
    """Take the lock of the preparing process; return its descriptor, None if another holds it."""
    path: Path = env.state_folder() / "preparing.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_being_prepared() -> bool:
    """Return whether a process is preparing this installation now."""
    free = lock()
    if free is None:
        return True
    os.close(free)
    return False


def steps(demonstration: bool) -> list[str]:
    """Return the steps in order."""
    return [key for key in STEPS if demonstration or key not in OF_THE_DEMONSTRATION]


class Preparing:
    """Answer every request with the progress until the preparation has finished."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not env.flag("PREPARING"):
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.ready = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.ready:
            now = progress()
            self.ready = now["step"] == READY
            if not self.ready:
                return self.page(request, now)
        return self.get_response(request)

    def page(self, request: HttpRequest, now: dict[str, Any]) -> HttpResponse:
        """Return the progress page, with 503 so that no program takes it for a real answer."""
        failed = bool(now["problem"]) or not is_being_prepared()
        with translation.override(translation.get_language_from_request(request)):
            if "text/html" not in request.headers.get("Accept", ""):
                sentence = gettext("Waystation is being prepared. Try again in a minute.")
                answer = HttpResponse(sentence, content_type="text/plain; charset=utf-8")
            else:
                answer = HttpResponse(
                    render_to_string("ui/preparing.html", {"failed": failed, **facts(now)})
                )
        answer.status_code = 503
        answer["Retry-After"] = "5"
        answer["Cache-Control"] = "no-store"
        return answer


def facts(now: dict[str, Any]) -> dict[str, Any]:
    """Return the page's context: each step with its state, and the share that is done."""
    keys = steps((env.state_folder() / "demonstration").exists())
    here = keys.index(now["step"]) if now["step"] in keys else 0
    share = now["done"] / now["of"] if now["of"] else 0.0
    rows = [
        {
            "label": gettext(STEPS[key]),
            "state": "done" if number < here else "now" if number == here else "waits",
            "percent": int(100 * share) if number == here and now["of"] else None,
        }
        for number, key in enumerate(keys)
    ]
    percent = int(100 * (here + share) / len(keys))
    return {"steps": rows, "percent": percent, "problem": now["problem"]}
