"""A plan in words: editions say what changed by name, and leave as Excel and Word."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from tests.governance.workplans.test_plans import FULL, activity, held, plan, priority  # noqa: F401 - fixtures
from waystation.foundation.shared.errors import Refusal
from waystation.governance.workplans import actions
from waystation.governance.workplans.queries import planwords
from waystation.governance.workplans.rules.plans import refusal_of_framework
from waystation.registry.reference.models import Code
from waystation.registry.reference.queries import forget

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(network, plan, activity, held):  # noqa: F811
    """The second edition: the activity got another objective and more money."""
    actions.plans.adopt_plan(network.carla, plan.id, held.id)
    seen = {"gcm": FULL["gcm"], "child": "no"}
    actions.activities.edit_activity(
        network.sanja, activity.id, seen, {"gcm": ["GCM5"], "child": "yes"}
    )
    return actions.plans.revise_plan(network.carla, plan.id, "Asked by members")


@pytest.mark.sqlite_only
def test_what_a_revision_changed_is_told_by_name_and_label(client, network, edition):
    """O-42."""
    client.force_login(network.nora)

    page = client.get(f"/network/plans/editions/{edition.id}/").content.decode()
    page = re.sub(r">\s+<", "><", page)

    assert "<td>GCM objectives</td>" in page
    assert "<td>Is it about children?</td><td>No</td><td>Yes</td>" in page
    assert "&#x27;GCM5&#x27;" not in page


@pytest.mark.sqlite_only
def test_every_field_of_an_edition_has_a_name(edition):
    content = edition.content
    fields = set(content["priorities"][0]["activities"][0]) | set(content) | {"objective"}

    assert fields - {"id", "year", "priorities"} <= set(planwords.FIELDS)


@pytest.mark.sqlite_only
def test_an_edition_leaves_as_excel_and_as_word_with_the_note(client, network, edition):
    """O-54."""
    client.force_login(network.nora)

    sheet = client.get(f"/network/plans/editions/{edition.id}/plan.xlsx")
    word = client.get(f"/network/plans/editions/{edition.id}/plan.docx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
    cells = [str(one) for row in book.get_sheet_by_index(0).to_python() for one in row]
    assert FULL["title"] in cells
    assert any("1244" in one for one in cells)
    made = Document(io.BytesIO(word.content))
    text = "\n".join(
        [p.text for p in made.paragraphs]
        + [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    )
    assert FULL["title"] in text
    assert "IOM (Lead); UNICEF (Partner)" in text


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("holding", "refused"), [(set(), False), ({"PB1"}, True)], ids=["no successor", "successor"]
)
def test_a_framework_that_ended_is_taken_only_while_none_follows(holding, refused):
    """O-28."""
    refusal = refusal_of_framework(["PA3"], {"PA3"}, holding, 2026)

    assert (refusal is not None) is refused


def test_the_successor_once_loaded_takes_the_place_of_the_framework(network, priority):  # noqa: F811
    """O-28: PA3 ended on 31 December 2025."""
    old = Code.objects.get(list_id="unsdcf", code="PA3")
    Code.objects.create(
        list_id="unsdcf", code="PB1", en="Next", sq="Next", sr="Next", position=99,
        source="test", valid_from=date(2026, 1, 1), valid_to=date(2030, 12, 31),
    )  # fmt: skip
    forget()

    with pytest.raises(Refusal) as caught:
        actions.activities.add_activity(
            network.sanja, priority.id, entities=[(network.iom.id, "lead")], **FULL
        )
    forget()

    assert old.valid_to < date(2026, 1, 1)
    assert caught.value.code == "framework_ended"
