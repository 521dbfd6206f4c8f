"""Pages of the user's background tasks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import contributions
from waystation.foundation.shared.words import N_

from . import queries

AGAIN = "3"  # seconds until the page of an unfinished task reloads, with or without scripts
STATES = {
    "waiting": N_("Queued"),
    "running": N_("Under way"),
    "done": N_("Done"),
    "failed": N_("Not done"),
}


def _context_of(task: Any) -> dict[str, Any]:
    result = task.result
    return {
        "task": task,
        "kind": contributions.mapping_of("task_names").get(task.kind, task.kind),
        "state": _(STATES[task.state]),
        "sentence": _(task.sentence) if task.sentence else "",
        "said": result.get("said", ""),
        "url": reverse(result["page"], args=result.get("args", [])) if "page" in result else "",
    }


@login_required
def tasks(request: HttpRequest) -> HttpResponse:
    """List the user's tasks."""
    rows = [_context_of(task) for task in queries.latest_of(request.user)]
    return render(request, "tasks/list.html", {"rows": rows})


@login_required
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Show the progress of a task. The user may leave the page; the task continues."""
    task = queries.task_visible_to(request.user, task_id)
    answer = render(request, "tasks/task.html", _context_of(task))
    if task.state in {"waiting", "running"}:
        answer["Refresh"] = AGAIN
    return answer
