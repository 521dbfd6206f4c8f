"""No key on a screen: every permission and every verb of the audit log has its words."""

from __future__ import annotations

import ast
import gc
import importlib
import re
from pathlib import Path

import pytest
from django.urls import get_resolver
from django.utils.translation import override

import waystation
from waystation.foundation.access import details, presenting
from waystation.foundation.access.rules import PERMISSIONS
from waystation.foundation.records.registers import Register
from waystation.foundation.workflow.transitions import Workflow

SOURCE = Path(waystation.__file__).parent
KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def verbs_of(path):
    """Yield what a file writes into the audit log: the verb of a log call or of a transition."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        given = [*node.args[:3]] if "log" in name else []
        given += [*node.args] if name in {"Transition", "step_of_system"} else []
        given += [one.value for one in node.keywords if one.arg == "verb"]
        for one in given:
            for part in ast.walk(one):
                if isinstance(part, ast.Constant) and KEY.fullmatch(str(part.value)):
                    yield part.value


def test_every_verb_of_the_audit_log_has_words():
    verbs = {verb for path in SOURCE.rglob("*.py") for verb in verbs_of(path)}

    unnamed = sorted(one for one in verbs if not presenting.has_words(one))

    assert len(verbs) > 100
    assert unnamed == [], "add them to foundation/access/nouns.py or presenting.py"


def test_every_transition_of_every_workflow_has_words():
    """Verbs that a helper composes are in no call of the source: the workflows know them."""
    names = {
        ".".join(("waystation", *path.relative_to(SOURCE).with_suffix("").parts))
        for path in SOURCE.rglob("*.py")
        if "transitions" in path.parts or path.stem == "transitions"
    }
    verbs = {
        transition.verb
        for name in names
        for workflow in vars(importlib.import_module(name)).values()
        if isinstance(workflow, Workflow)
        for transition in workflow.transitions.values()
    }

    unnamed = sorted(one for one in verbs if not presenting.has_words(one))

    assert "candidacy.interview" in verbs
    assert unnamed == [], "add them to foundation/access/nouns.py or presenting.py"


def test_every_permission_has_words():
    unnamed = sorted(
        one for one in PERMISSIONS if not presenting.has_words(one, of_permissions=True)
    )

    assert unnamed == [], "add them to foundation/access/nouns.py or presenting.py"


def test_a_sign_in_is_not_shown_as_a_group_session():
    assert presenting.verb("session.open") == "Signed in"
    assert presenting.verb("session.record") == "Session · Recorded"


def test_a_verb_is_shown_as_its_object_and_its_action():
    assert presenting.verb("visit.record") == "Visit · Recorded"
    assert presenting.verb("person.search.read") == "Search for a person · Read"
    assert presenting.permission("paper.read_co_chairs") == "Paper · read what is for co-chairs"


def test_a_key_without_words_is_shown_without_underscores():
    assert presenting.verb("new_thing.made_up") == "New thing · made up"
    assert presenting.thing("centres.CallBack") == "Call-back"
    assert presenting.thing("labour.JobOffer") == "Job offer"


PERSON = "01a22898-7d33-7e19-814c-2d3ec16fe542"


def test_log_details_are_shown_in_words_and_identifiers_link_to_their_entries():
    said = {
        "to": ("State", "Under way", ""),
        "alternate": ("Alternate", "No", ""),
        "role": ("Role", "Programme manager", ""),
        "old": ("Before", "30/09/2026", ""),
        "digest": ("Hash", "3821a1531154…", ""),
        "person": ("Person", "its entries", PERSON),
        "evidence": ("Evidence", "tracking", ""),
    }
    stored = {
        "to": "under_way", "alternate": False, "role": "programme_manager", "old": "2026-09-30",
        "digest": "3821a1531154dd3b8a919adf33745b679208dfbad1e7434c987efd10da66aaaa",
        "person": PERSON, "evidence": f"tracking:{PERSON}",
    }  # fmt: skip

    assert {name: details.detail(name, value) for name, value in stored.items()} == said


def test_what_changed_is_named_as_the_form_names_it_in_the_language_of_the_reader():
    from waystation.services.labour.fields import VACANCY

    table = list(VACANCY)[:3]
    with override("sq"):
        name, value, record = details.detail(
            "fields", [one.name for one in table], "labour.Vacancy"
        )
        labels = [one.title for one in table]

    assert (name, record) == ("Ndryshuar", "")
    assert value == ", ".join(labels)
    assert labels[0] != table[0].label  # translated


@pytest.mark.parametrize("language", ["en", "sq"])
def test_a_state_and_a_kind_of_file_are_words_and_no_codes(language):
    with override(language):
        state = details.detail("to", "in_force", "policies.Instrument")[1]
        unknown = details.detail("to", "in_force", "no.such")[1]
        file = details.detail("type", "application/pdf", "")[1]
        page = details.detail("page", "reports:download", "")[1]

    assert state == {"en": "In force", "sq": "Në fuqi"}[language]
    assert unknown in {state, "In force"}
    assert file == "PDF"
    assert ":" not in page


def test_every_register_has_words():
    """The verb of an entry is made of the register's noun: it is in no call of the source."""
    resolver = get_resolver()
    assert resolver.url_patterns  # the views, and with them the registers, are loaded
    nouns = {one.noun for one in gc.get_objects() if isinstance(one, Register)}

    assert len(nouns) > 20
    assert sorted(nouns - presenting.THINGS.keys()) == []


def test_a_remedy_that_was_agreed_or_refused_is_not_called_given():
    assert presenting.verb("feedback.remedy").endswith("Changed")
