"""A long report is published in the background, once, even if its worker died in between."""

from datetime import date

from waystation.foundation.tasks import actions as tasks
from waystation.foundation.tasks.models import Task
from waystation.governance.reports import actions
from waystation.governance.reports import tasks as work
from waystation.governance.reports.models import Edition
from waystation.governance.results import actions as results_actions
from waystation.governance.results.queries import store


def drafted(mission):
    store.forget()
    results_actions.load_shipped_indicators(mission.organisation.id)
    return actions.draft_report(
        mission.blerim,
        "The year",
        date(2026, 1, 1),
        date(2026, 12, 31),
        audience="internal",
        blocks=[("heading", {"text": "One"}), ("text", {"text": "[visits] visits"})],
    )


def test_a_long_report_is_published_by_the_worker(mission, client, settings):
    settings.LONG_REPORT_BLOCKS = 1
    report = drafted(mission)
    client.force_login(mission.blerim)

    asked = client.post(f"/results/drafts/{report.id}/publish/", {"version": report.version})
    before = Edition.objects.count()
    tasks.work_off("one")

    task = Task.objects.get()
    assert asked["Location"] == f"/tasks/{task.id}/"
    assert (before, Edition.objects.count(), task.state) == (0, 1, "done"), task.sentence
    assert str(Edition.objects.get().id) in client.get(asked["Location"]).content.decode()


def test_begun_twice_it_is_published_once(mission):
    report = drafted(mission)
    argument = {"report": str(report.id), "version": report.version, "reason": "", "after": 0}

    first, again = (work.publish(mission.blerim, argument, b"", lambda *_: None) for _ in range(2))

    assert first == again
    assert Edition.objects.count() == 1
