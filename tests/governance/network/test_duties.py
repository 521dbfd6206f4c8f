"""Every duty of the Terms of Reference has a test that names it and a state on the page."""

from __future__ import annotations

import ast
import csv
import re
from datetime import date
from pathlib import Path

import pytest

from tests.governance.pages import address
from waystation.foundation.shared.read_once import read_once
from waystation.governance.network.compliance import page
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.network.rules.readings import READINGS
from waystation.governance.network.rules.terms import WHEN, WHO, anchors, duties

pytestmark = pytest.mark.sqlite_only

TESTS = Path(__file__).parents[2]
NAMED = re.compile(r"\bO-\d\d\b")


def named_in(path):
    """Yield the duties that the tests of a file name, in a marker or in their docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield from NAMED.findall(ast.get_docstring(node) or "")
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("mark.duty"):
                    yield from (one.value for one in mark.args if isinstance(one, ast.Constant))


@pytest.mark.duty("O-53")
def test_every_duty_has_a_test_that_names_it():
    known = {one.id for one in duties()}

    named = {duty for path in TESTS.rglob("test_*.py") for duty in named_in(path)}

    readings = {one.key for one in READINGS}
    assert named <= known | readings
    missing = known - named
    assert missing == set(), f"write a test with @pytest.mark.duty for {sorted(missing)}"


@pytest.mark.duty("O-53")
def test_every_duty_has_a_state():
    known = {one.id for one in duties()}

    assert set(page.known_statuses()) <= known
    missing = known - set(page.known_statuses())
    assert missing == set(), (
        f"declare its status (network_duties of an AppConfig) for {sorted(missing)}"
    )


@pytest.mark.duty("O-53")
def test_the_duties_are_those_of_the_rules_file(data):
    path = data.parent / "spec" / "network-rules.csv"
    if not path.exists():
        pytest.skip(f"the rules file is not at {path}")
    with path.open(encoding="utf-8", newline="") as file:
        theirs = [row["id"] for row in csv.DictReader(file)]

    assert [one.id for one in duties()] == theirs


@pytest.mark.duty("O-53")
def test_every_duty_stands_on_a_paragraph_that_is_there():
    for one in duties():
        assert one.paragraphs, one.id
        assert set(one.paragraphs) <= anchors(), one.id
        assert one.who in WHO, one.id
        assert one.when in WHEN, one.id
        assert all(one.words.values()), one.id


@pytest.mark.duty("O-53")
def test_the_states_of_an_empty_network_can_all_be_said(mission_without_network, clock):
    mission = mission_without_network
    from django.utils.translation import gettext, override

    from waystation.governance.network import actions

    record = actions.members.open_network(mission.organisation.id, "Network", date(2026, 1, 1))

    for day in (date(2026, 1, 15), date(2026, 12, 31), date(2027, 2, 1)):
        for one in page.statuses(record, day):
            assert one.status.how in page.WORDS, one.duty.id
            with override("en"):
                assert gettext(one.status.sentence).format(**one.status.values)


@pytest.mark.duty("O-53")
def test_the_page_shows_every_duty_with_its_paragraph_and_state(client, network):
    client.force_login(network.uma)

    text = client.get("/network/terms/keeping/").content.decode()

    for one in duties():
        assert f'id="{one.id}"' in text
    assert "/network/terms/#p86" in text


@pytest.mark.parametrize(("name", "most"), [("keeping", 55), ("desk", 58)])
def test_a_page_of_duties_asks_the_database_few_questions(
    name, most, client, network, django_assert_max_num_queries
):
    client.force_login(network.sanja)
    client.get(address(name))

    with django_assert_max_num_queries(most):
        client.get(address(name))


def test_what_is_read_once_is_asked_anew_on_the_next_page(network, django_assert_num_queries):
    with read_once(), django_assert_num_queries(1):
        assert working_rules(network.record) == working_rules(network.record)

    with django_assert_num_queries(2):
        assert working_rules(network.record) == working_rules(network.record)
