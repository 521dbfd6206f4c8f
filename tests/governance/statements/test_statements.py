"""Joint statements: one voice, by silence (ToR, Objectives 6)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.governance.pages import address
from tests.session_data import OPENED
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.models import Delivery
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.network.due import everything
from waystation.governance.network.queries.reminders import NOBODY
from waystation.governance.statements import actions, queries
from waystation.governance.statements.models import Statement
from waystation.registry.organisations import actions as organisations

pytestmark = [pytest.mark.django_db, pytest.mark.duty("O-48")]
UNTIL = date(2026, 1, 22)  # five working days after Thursday, 15 January 2026
OVER = date(2026, 1, 23)


@pytest.fixture
def asked(network):
    """A statement with every member until 22 January; somebody speaks for each of them."""
    name_speaker(network, network.unhcr, "hana@example.org")
    row = actions.draft_statement(network.sanja, "On decent work", "We stand for decent work.")
    row = actions.ask_clearance(network.sanja, row.id, UNTIL)
    messaging.send_waiting(network.sanja, network.office.id)
    return row


def name_speaker(network, entity, email):
    """Name who speaks for an entity, without an account."""
    organisations.name_focal_point(
        network.sanja, entity.id, name="Hana Hoxha", email=email, starts_on=OPENED
    )


def test_release_is_refused_until_every_entity_is_cleared(network, asked):
    """O-48: the refusal names who is still silent."""
    for one in (network.ivo, network.rita):
        actions.clear_statement(one, asked.id, "cleared")

    with pytest.raises(Refusal, match="UNHCR, UNICEF"):
        actions.release_statement(network.sanja, asked.id)


def test_silence_past_the_deadline_is_consent(network, asked):
    """O-48."""
    network.clock.set(OVER)

    row = actions.release_statement(network.sanja, asked.id)

    assert (row.state, row.released_on, row.override) == ("released", OVER, "")


def test_an_objection_needs_its_reason_and_holds_the_release_up(network, asked):
    """O-48."""
    with pytest.raises(Refusal) as blank:
        actions.clear_statement(network.nora, asked.id, "objects", " ")
    actions.clear_statement(network.nora, asked.id, "objects", "Children are missing.")
    network.clock.set(OVER)

    with pytest.raises(Refusal, match="UNICEF"):
        actions.release_statement(network.sanja, asked.id, reason="We want it out.")

    assert blank.value.field == "reason"


def test_a_co_chair_overrides_with_a_reason_that_stays(network, asked):
    """O-48."""
    actions.clear_statement(network.nora, asked.id, "objects", "Children are missing.")

    with pytest.raises(Refusal):
        actions.release_statement(network.carla, asked.id)
    row = actions.release_statement(network.carla, asked.id, reason="The day is tomorrow.")

    assert row.override == "The day is tomorrow."
    assert "UNICEF" in row.not_cleared


def test_a_new_version_has_to_be_cleared_anew(network, asked):
    actions.clear_statement(network.nora, asked.id, "objects", "Children are missing.")

    seen = {"text": "We stand for decent work."}
    row = actions.change_statement(
        network.sanja, asked.id, seen, {"text": "And for children."}, why="UNICEF"
    )
    again = actions.ask_clearance(network.sanja, row.id, UNTIL)

    assert (again.number, again.state) == (2, "silence")
    assert {one.answer for one in queries.clearances_of(again)} == {""}
    assert len(queries.versions_of(again)) == 2


def test_after_the_deadline_nobody_answers_any_more(network, asked):
    network.clock.set(OVER)

    with pytest.raises(Refusal, match="silence ended"):
        actions.clear_statement(network.nora, asked.id, "cleared")


def test_a_silence_that_ends_today_is_no_silence(network):
    row = actions.draft_statement(network.sanja, "T", "Text")

    with pytest.raises(Refusal, match="working days to read"):
        actions.ask_clearance(network.sanja, row.id, network.clock.today)
    with pytest.raises(Refusal, match="its state is “Draft”"):
        actions.release_statement(network.sanja, row.id)


def test_who_sees_statements_and_who_writes(network, asked, arta, milan, blerim):
    seen = [
        len(queries.statements_visible_to(one))
        for one in (network.nora, network.carla, arta, milan, blerim)
    ]

    assert seen == [1, 1, 0, 0, 0]
    with pytest.raises(NotAllowed):
        actions.draft_statement(network.nora, "T", "Text")
    for stranger in (arta, milan, blerim):
        with pytest.raises(NotSeen):
            actions.clear_statement(stranger, asked.id, "cleared")


def test_the_database_keeps_versions_and_reasons(network, asked):
    for sentence in (
        "UPDATE statements_statement SET state = 'released'",
        "UPDATE statements_statement SET not_cleared = 'UNICEF'",
        "UPDATE statements_clearance SET answer = 'objects'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sentence)
    with (
        pytest.raises(Exception, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE statements_statementversion SET text = 'x'")


def test_a_statement_goes_its_way_on_the_pages(client, network):
    client.force_login(network.sanja)
    client.post(
        reverse("statements:statement_new"),
        {"title": "On returns", "text": "We stand for dignity."},
    )
    row = Statement.objects.get()
    at = [row.id]
    client.post(reverse("statements:statement_ask", args=at), {"until": "22/01/2026"})
    early = client.post(reverse("statements:statement_release", args=at), follow=True)
    client.force_login(network.nora)
    page = client.get(reverse("statements:statement", args=at)).content.decode()
    client.post(
        reverse("statements:statement_clear", args=at),
        {"answer": "objects", "reason": "Too short."},
    )
    client.force_login(network.carla)
    client.post(reverse("statements:statement_release", args=at), {"reason": "It is urgent."})
    after = client.get(reverse("statements:statement", args=at)).content.decode()
    listed = client.get(reverse("statements:statements")).content.decode()

    assert "Not cleared yet" in early.content.decode()
    assert "Answer for your entity" in page
    assert "It is urgent." in after
    assert "By override" in listed


def test_o48_every_member_is_written_to_when_it_is_asked(network, settings):
    settings.MAIL_LEAVES = True
    row = actions.draft_statement(network.sanja, "On decent work", "We stand for decent work.")

    actions.ask_clearance(network.sanja, row.id, UNTIL)
    messaging.send_waiting(network.sanja, network.office.id)

    to = {address for one in mail.outbox for address in one.to}
    # UNICEF, UNHCR, UNDP and IOM are members; nobody speaks for UNHCR.
    assert {one.partition("<")[2].rstrip(">") for one in to} == {
        "nora@example.org", "rita@example.org", "ivo@example.org",
    }  # fmt: skip
    assert all("22/01/2026" in one.body and "1244" in one.body for one in mail.outbox)
    assert Delivery.objects.get(recipient_id=network.unhcr.id).mail_reason == NOBODY


def test_o48_the_silence_lasts_the_working_days_of_the_working_rule(network):
    row = actions.draft_statement(network.sanja, "T", "Text")

    with pytest.raises(Refusal) as early:
        actions.ask_clearance(network.sanja, row.id, date(2026, 1, 21))

    assert (early.value.field, early.value.working_rule) == ("until", "A-11")
    assert "22/01/2026" in early.value.in_english()
    assert actions.ask_clearance(network.sanja, row.id, UNTIL).state == "silence"


def test_o48_silence_of_an_entity_without_a_focal_point_is_no_consent(network):
    row = actions.draft_statement(network.sanja, "On decent work", "We stand for decent work.")
    actions.ask_clearance(network.sanja, row.id, UNTIL)
    messaging.send_waiting(network.sanja, network.office.id)
    network.clock.set(OVER)

    told = everything.items(network.sanja, network.record, OVER)
    assert any("did not reach: UNHCR" in one.title for one in told)
    with pytest.raises(Refusal, match="Not reached: UNHCR"):
        actions.release_statement(network.sanja, row.id)
    name_speaker(network, network.unhcr, "hana@example.org")
    actions.ask_again(network.sanja, row.id, date(2026, 1, 30))
    messaging.send_waiting(network.sanja, network.office.id)
    with pytest.raises(Refusal, match="Still silent: UNHCR"):
        actions.release_statement(network.sanja, row.id)
    network.clock.set(date(2026, 1, 31))

    assert actions.release_statement(network.sanja, row.id).override == ""


def test_o48_who_opened_a_statement_was_reached_even_where_no_mail_left(client, network):
    row = actions.draft_statement(network.sanja, "On decent work", "We stand for decent work.")
    actions.ask_clearance(network.sanja, row.id, UNTIL)
    client.force_login(network.nora)

    client.get(reverse("statements:statement", args=[row.id]))

    reached = {one.name: one.reached for one in row.requests()}
    assert reached == {"IOM": False, "UNDP": False, "UNHCR": False, "UNICEF": True}


@pytest.mark.parametrize("name", ["desk", "chair", "public", "keeping"])
def test_the_homes_open_with_the_panels_of_reports_and_statements(name, client, network, asked):
    client.force_login(network.carla if name == "chair" else network.sanja)

    assert client.get(address(name)).status_code == 200


def test_an_objection_is_not_undone_by_a_colleague_who_had_not_seen_it(client, network, asked):
    where = reverse("statements:statement_clear", args=[asked.id])
    client.force_login(network.nora)
    seen = client.get(where).context["seen"]
    actions.clear_statement(network.nora, asked.id, "objects", "Children are missing.")

    late = client.post(where, {"answer": "cleared", "reason": "", "seen": seen})

    mine = queries.clearance_of(asked, network.unicef)
    assert late.status_code == 409
    assert (mine.answer, mine.reason) == ("objects", "Children are missing.")


def test_the_home_of_a_member_says_that_its_entity_has_answered(client, network, asked):
    client.force_login(network.nora)
    before = client.get(reverse("network:mine")).content.decode()

    actions.clear_statement(network.nora, asked.id, "cleared")
    after = client.get(reverse("network:mine")).content.decode()

    assert "answer: Cleared" not in before
    assert "answer: Cleared" in after
