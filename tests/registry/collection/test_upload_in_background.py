"""A large workbook is converted in the background, and whoever asked sees how far it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import attacks
from tests.registry.collection.conftest import SURVEY, workbook
from waystation.foundation.tasks import actions as tasks
from waystation.foundation.tasks.models import Task
from waystation.registry.collection import actions
from waystation.registry.collection.models import Form, FormFile, FormVersion

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def upload(client, settings, mission):
    """Upload a workbook on the page, as somebody, while every one counts as large."""
    settings.LONG_FORM_BYTES = 100

    def post(user, content, office=None, name="household.xlsx"):
        client.force_login(user)
        file = SimpleUploadedFile(name, content)
        return client.post("/forms/new/", {"office": office or mission.prishtine.id, "file": file})

    return post


def test_a_large_form_leads_to_a_page_that_leads_to_its_draft(client, upload, analyst):
    asked = upload(analyst, workbook())
    waiting = FormVersion.objects.count()
    before = client.get(asked["Location"]).content.decode()

    tasks.work_off("one")

    after = client.get(asked["Location"]).content.decode()
    version = FormVersion.objects.get()
    assert (asked.status_code, waiting, version.state) == (302, 0, "draft")
    assert f'href="/forms/{version.form_id}/"' not in before
    assert f'href="/forms/{version.form_id}/"' in after
    assert bytes(Task.objects.get().content) == b""


def test_each_step_is_told(upload, analyst, monkeypatch):
    told = []
    real = tasks.tell
    monkeypatch.setattr(tasks, "tell", lambda task, *said: (told.append(said), real(task, *said)))
    upload(analyst, workbook())

    tasks.work_off("one")

    assert [(done, of) for done, of, _note in told] == [(0, 3), (1, 3), (2, 3)]
    assert told[0][2].startswith("Converting the workbook")


def test_what_is_wrong_is_said_with_its_row(client, upload, analyst):
    rows = [list(one) for one in SURVEY]
    rows.insert(2, ["telepathy", "t", "T", *[""] * 6])
    asked = upload(analyst, workbook(rows))

    tasks.work_off("one")

    page = client.get(asked["Location"]).content.decode()
    assert Task.objects.get().state == "failed"
    assert "row 3" in page
    assert not FormVersion.objects.exists()


def test_a_workbook_with_too_many_cells_is_refused_here_too(client, upload, analyst):
    asked = upload(analyst, attacks.wide())

    tasks.work_off("one")

    page = client.get(asked["Location"]).content.decode()
    assert Task.objects.get().state == "failed"
    assert "more than 2,000,000 cells" in page
    assert not FormVersion.objects.exists()


def test_after_a_restart_another_worker_begins_again_and_there_is_one_draft(
    upload, analyst, time_machine
):
    time_machine.move_to(NOW, tick=False)
    upload(analyst, workbook())
    lost = tasks.take("a worker that is stopped while it converts")
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)

    tasks.work_off("another")

    task = Task.objects.get()
    assert (task.id, task.state, task.attempts) == (lost.id, "done", 2)
    assert FormVersion.objects.filter(state="draft").count() == 1


def test_a_worker_that_stops_after_saving_leaves_one_draft_too(upload, analyst, time_machine):
    time_machine.move_to(NOW, tick=False)
    upload(analyst, workbook())
    task = tasks.take("a worker that is stopped before it can say so")
    actions.upload_form(
        analyst, UUID(task.argument["office"]), "household.xlsx", bytes(task.content)
    )
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)

    tasks.work_off("another")

    assert FormVersion.objects.count() == 1
    assert not FormFile.objects.exists()


def test_whoever_may_not_design_asks_for_nothing(upload, arta, blerim, milan, mission):
    answers = [upload(user, workbook()) for user in (arta, blerim)]
    elsewhere = upload(milan, workbook(), office=mission.prishtine.id)

    assert {one.status_code for one in answers} == {403}
    assert elsewhere.status_code in {403, 422}
    assert not Task.objects.exists()


def test_a_small_form_is_there_at_once(upload, analyst, settings):
    settings.LONG_FORM_BYTES = 1024 * 1024

    answer = upload(analyst, workbook())

    assert answer["Location"] == f"/forms/{Form.objects.get().id}/"
    assert not Task.objects.exists()
