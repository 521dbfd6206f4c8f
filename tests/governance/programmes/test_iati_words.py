"""What the engine of IATI says is said in the reader's language, and codes are checked by lists."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from tests.analysis.iati.test_checking import activity, file_of
from waystation.analysis import iati
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.governance.programmes import queries
from waystation.governance.programmes.queries import iati_words
from waystation.registry.reference import actions as reference
from waystation.registry.reference import packs

LISTS = {
    "source": "test",
    "lists": {"ActivityStatus": {"items": [{"code": "2", "name": "Implementation"}]}},
}


def test_every_sentence_of_our_rules_can_be_translated():
    folder = Path(iati.__file__).parent

    def sentences(node):
        if isinstance(node, dict):
            found = [value for key, value in node.items() if key in {"message", "sentence"}]
            return found + [one for value in node.values() for one in sentences(value)]
        return [one for value in node for one in sentences(value)] if isinstance(node, list) else []

    for name in ("rules.json", "more_rules.json"):
        for one in sentences(json.loads((folder / name).read_text(encoding="utf-8"))):
            assert one in iati_words.SENTENCES


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("The identifier “XM-1” is in this file more than once.", ["XM-1"]),
        ("The shares of the sectors of a vocabulary must add to 100 %. Found: 60 + 30.",
         ["60 + 30"]),
        ("Element 'title': This element is not expected. Expected is one of ( a, b ).",
         ["title", "a, b"]),
        ("Element 'value', attribute 'x': 'N/A' is not a valid value of the atomic type "
         "'xsd:decimal'.", ["value", "N/A", "xsd:decimal"]),
        ("The code “9” is not in the list ActivityStatus.", ["9", "ActivityStatus"]),
    ],
)  # fmt: skip
def test_a_sentence_keeps_its_values_in_another_language(monkeypatch, said, values):
    monkeypatch.setattr(iati_words, "_", lambda words: f"<{words}>")

    words = iati_words.in_words(said)

    assert words.startswith("<")
    assert [one for one in values if one not in words] == []


def test_a_sentence_that_nobody_knows_stays_as_published():
    assert iati_words.in_words("The budget must be green.") == "The budget must be green."


@pytest.fixture
def besa(mission):
    return mission.hire("Besa Krasniqi", mission.prishtine, "administrator")


def load(user, data):
    return reference.add_pack(user, "iati_codelists.json", json.dumps(data).encode())


def checked(xml):
    sets = iati.sets_of(now(), codes=queries.iati.published_codes())
    return iati.check(io.BytesIO(xml.encode()), [], sets)


@pytest.mark.django_db
def test_a_code_outside_a_loaded_list_is_a_finding_with_its_path(besa):
    xml = re.sub(r'<activity-status code="\d"', '<activity-status code="9"', file_of(activity()))
    before = checked(xml)

    load(besa, LISTS)
    after = checked(xml)

    def found(report):
        return [(one.path, one.sentence) for one in report.findings if one.category == "codes"]

    assert found(before) == []
    assert found(after) == [
        ("/iati-activities/iati-activity[1]/activity-status/@code",
         "The code “9” is not in the list ActivityStatus.")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lists",
    [{"A": {"items": []}}, {"A": {"items": [{"code": "1"}]}},
     {"A": {"items": [{"code": "1", "name": "x"}, {"code": "1", "name": "y"}]}}],
)  # fmt: skip
def test_a_file_of_lists_that_is_wrong_is_refused(lists):
    with pytest.raises(Refusal):
        packs.PACKS["iati_codelists"].read(
            packs.members_of("l.json", json.dumps({"lists": lists}).encode())[0]
        )
