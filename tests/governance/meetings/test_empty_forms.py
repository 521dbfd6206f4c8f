"""An empty form is an invalid form: 422, and nothing is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.governance import walk
from tests.governance.pages import address
from waystation.foundation.audit.models import Entry
from waystation.governance.meetings import actions
from waystation.governance.meetings.models import Paper
from waystation.governance.statements import actions as statements

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

OF_THE_SECRETARIAT = [
    "meeting_new", "item_new", "item_defer", "paper_new", "poll_new", "attendance",
    "contribution_new", "decision_new", "reservation_new", "action_new", "action_report",
    "action_return", "meeting_cancel", "statement_new", "statement_ask",
]  # fmt: skip
OF_A_CO_CHAIR = ["invitee_new", "file_waive"]


@pytest.fixture
def about(network):
    """What the addresses are filled with: a held meeting, a planned one, and their records."""
    held = walk.held(network)
    decision = walk.decided(network, held)
    action = walk.agreed(network, decision)
    actions.decisions.report_action(network.nora, action.id, state="done", evidence="A link.")
    planned = walk.planned(network, title="Second", starts_at=walk.FIRST + timedelta(days=90))
    item = walk.item(network, planned)
    statement = statements.draft_statement(network.sanja, "On returns", "We stand for dignity.")
    return {
        "meeting_new": [], "statement_new": [],
        "attendance": [held.id], "contribution_new": [held.id], "decision_new": [held.id],
        "file_waive": [held.id, "minutes"],
        "reservation_new": [decision.id], "action_new": [decision.id],
        "action_report": [action.id], "action_return": [action.id],
        "item_new": [planned.id], "item_defer": [planned.id, item.id], "paper_new": [planned.id],
        "poll_new": [planned.id], "invitee_new": [planned.id], "meeting_cancel": [planned.id],
        "statement_ask": [statement.id],
    }  # fmt: skip


@pytest.mark.parametrize("name", [*OF_THE_SECRETARIAT, *OF_A_CO_CHAIR])
def test_an_empty_form_is_invalid(network, client, about, name):
    client.force_login(network.carla if name in OF_A_CO_CHAIR else network.sanja)
    before = Entry.objects.count()

    answer = client.post(address(name, *about[name]))

    assert answer.status_code == 422
    assert Entry.objects.count() == before


def test_a_paper_sent_empty_names_everything_that_is_missing(network, client):
    meeting = walk.planned(network)
    client.force_login(network.nora)

    answer = client.post(address("paper_new", meeting.id))

    errors = answer.context["form"].errors
    assert set(errors) == {"title", "file", "access_class", "names_nobody"}
    assert errors["title"] == ["Fill this in."]
    assert errors["file"] == ["Choose a file."]
    assert not Paper.objects.exists()


def test_an_invitation_sent_empty_names_everything_that_is_missing(network, client):
    meeting = walk.planned(network)
    walk.item(network, meeting)
    client.force_login(network.carla)

    answer = client.post(address("invitee_new", meeting.id), {"email": "no address"})

    form = answer.context["form"]
    errors = form.errors
    assert {name for name, field in form.fields.items() if getattr(field, "asked", False)} == {
        *("category", "items", "reason"),
    }
    assert set(errors) == {"name", "category", "items", "reason"}
    assert errors["items"] == ["Choose the agenda items for which this person is invited."]
    assert errors["reason"] == ["Say why this person is needed for these items."]


@pytest.mark.parametrize(("who", "owner"), [("sanja", {"owner"}), ("nora", set())])
def test_who_has_no_entity_is_asked_at_once_whose_item_it_is(network, client, who, owner):
    meeting = walk.planned(network)
    client.force_login(getattr(network, who))
    page = client.get(address("item_new", meeting.id)).content.decode()

    answer = client.post(address("item_new", meeting.id), {"access_class": "network"})

    assert set(answer.context["form"].errors) == {"title", "purpose", "minutes", *owner}
    assert ("My own entity" in page) is not bool(owner)
