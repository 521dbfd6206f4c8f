"""The text with its anchors (O-53), working rules beside it, the note (O-54), the self-view."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.template import Context, Template

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.network import actions
from waystation.governance.network.models import Terms
from waystation.governance.network.queries import terms
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.rules import readings, seats
from waystation.governance.network.rules import terms as rules

ROOM = Path(readings.__file__).parents[1]
FULL = "[84] Members are those that wish.\n\n[86] Three co-chairs.\nA second line.\n"


@pytest.mark.duty("O-53")
def test_the_office_loads_the_full_text_as_a_new_edition(network):
    row = actions.terms.load_terms(
        network.sanja, FULL, why="As adopted", decided_on=date(2026, 1, 10)
    )

    texts = {one["anchor"]: one["text"] for one in row.paragraphs}
    assert row.number == 2
    assert texts["86"] == "Three co-chairs.\nA second line."
    assert texts["115"] == ""
    assert len(row.paragraphs) == len(rules.outline())


@pytest.mark.duty("O-53")
def test_a_later_edition_keeps_what_it_does_not_name_and_may_add_paragraphs(network):
    given = {"why": "As adopted", "decided_on": date(2026, 1, 10)}
    actions.terms.load_terms(network.sanja, FULL, **given)

    row = actions.terms.load_terms(network.sanja, "[86] New words.\n[125] Annex II.", **given)

    texts = {one["anchor"]: one["text"] for one in row.paragraphs}
    assert (texts["84"], texts["86"]) == ("Members are those that wish.", "New words.")
    assert texts["125"] == "Annex II."
    assert terms.edition(network.record, 2).paragraphs != row.paragraphs


@pytest.mark.duty("O-53")
@pytest.mark.parametrize(
    ("source", "sentence"),
    [("No anchors here", "in brackets"), ("[86] a\n[86] b", "comes twice"), ("", "in brackets")],
)
def test_a_text_that_cannot_be_placed_is_refused(network, source, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.terms.load_terms(
            network.sanja, source, why="New text", decided_on=date(2026, 1, 10)
        )

    assert Terms.objects.count() == 1


@pytest.mark.duty("O-53")
def test_a_command_loads_the_text_and_says_what_is_wrong(network, tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(FULL)
    bad.write_text("Nothing")
    who = {"user": network.sanja.email, "why": "As adopted"}

    call_command("terms", str(good), **who)
    with pytest.raises(CommandError, match="in brackets"):
        call_command("terms", str(bad), **who)

    assert terms.edition(network.record).number == 2


@pytest.mark.duty("O-53")
def test_an_edition_and_a_working_rule_never_change_in_the_database(network):
    actions.terms.set_working_rule(network.sanja, "papers_days", "7", "Decided on 10 January")

    for table in ("network_terms", "network_workingrule"):
        for change in (f"UPDATE {table} SET number = 9", f"DELETE FROM {table}"):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)


@pytest.mark.duty("O-53")
def test_every_paragraph_that_a_rule_cites_is_in_the_text():
    cited = set()
    for path in ROOM.rglob("*.py"):
        for found in re.findall(r'paragraph(?:_of)?="([0-9 ]+)"', path.read_text()):
            cited |= set(found.split())
    for path in ROOM.rglob("*.html"):
        for found in re.findall(r'{% paragraph "([0-9 ]+)" %}', path.read_text()):
            cited |= set(found.split())

    assert {"84", "86"} <= cited
    assert cited <= rules.anchors()


@pytest.mark.duty("O-53")
def test_a_page_links_to_a_paragraph_and_never_calls_a_working_rule_the_text():
    text = Template('{% load terms %}{% paragraph "96 120" %}{% working_rule "A-11" %}').render(
        Context()
    )

    assert 'href="/network/terms/#p96"' in text
    assert 'href="/network/terms/#p120"' in text
    assert "Working rule A-11" in text


def test_all_sixteen_ambiguities_are_explained_and_have_defaults_within_bounds():
    assert [one.key for one in readings.READINGS] == [f"A-{n:02}" for n in range(1, 17)]
    for setting in readings.SETTINGS.values():
        assert readings.refusal_to_set(setting.key, setting.default, "default") is None
    for one in readings.READINGS:
        assert set(one.paragraph.split()) <= rules.anchors()


@pytest.mark.parametrize(
    ("key", "value", "reason", "code"),
    [
        ("papers_days", "many", "x", "rule_number"),
        ("papers_days", "121", "x", "rule_number"),
        ("convening", "nobody", "x", "rule_choice"),
        ("no_such", "1", "x", "rule_unknown"),
        ("papers_days", "5", " ", "rule_reason"),
    ],
)
def test_a_working_rule_is_refused_out_of_bounds_or_without_a_reason(key, value, reason, code):
    assert readings.refusal_to_set(key, value, reason).code == code


def test_a_working_rule_holds_from_its_decision_on_and_its_history_stays(network, client):
    before = working_rules(network.record).number("papers_days")
    actions.terms.set_working_rule(network.sanja, "papers_days", "7", "Decided on 10 January")
    actions.terms.set_working_rule(network.sanja, "papers_days", "6", "Decided on 12 January")
    client.force_login(network.nora)

    page = client.get("/network/terms/working-rules/").content.decode()

    assert before == 5
    assert working_rules(network.record).number("papers_days") == 6
    assert "Decided on 10 January" in page
    assert "Decided on 12 January" in page


def test_a_member_sets_no_working_rule_and_strangers_read_none(network, arta, milan):
    with pytest.raises(NotAllowed):
        actions.terms.set_working_rule(network.nora, "papers_days", "7", "I like it")
    for stranger in (arta, milan):
        with pytest.raises(NotSeen):
            actions.terms.set_working_rule(stranger, "papers_days", "7", "I like it")


@pytest.mark.duty("O-54")
def test_every_page_of_the_network_carries_the_note(client, network):
    client.force_login(network.sanja)

    for address in ("/network/", "/network/desk/", "/network/terms/", "/network/seats/"):
        assert "resolution 1244" in client.get(address).content.decode(), address


@pytest.mark.duty("O-54")
def test_without_the_note_the_duty_is_missing(network, settings):
    from waystation.governance.network.duties import members as keeping

    settings.UNSCR_1244_NOTE = ""

    assert keeping.note_of_1244(network.record, date(2026, 1, 15)).how == "missing"


def test_the_year_is_judged_by_principle_and_objective_with_evidence(network):
    with pytest.raises(Refusal, match="Say what shows it"):
        actions.terms.assess(network.sanja, 2026, "WP1", mark=2, evidence=" ")

    first = actions.terms.assess(network.sanja, 2026, "WP1", mark=2, evidence="Four meetings")
    again = actions.terms.assess(network.carla, 2026, "WP1", mark=3, evidence="Five meetings")
    actions.terms.assess(network.sanja, 2026, "NO9", mark=1, evidence="One exchange")

    assert first.id == again.id
    found = terms.assessments(network.record, 2026)
    assert {code: row.mark for code, row in found.items()} == {"WP1": 3, "NO9": 1}


def test_reminders_come_on_three_days_of_the_year():
    assert seats.REMINDERS == ((10, 1), (11, 15), (12, 15))
