"""Frameworks: loaded from the lists, a new edition from a table, tags and coverage."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.programmes import actions, queries
from waystation.governance.programmes.models import Framework, Goal
from waystation.governance.results import actions as results

pytestmark = pytest.mark.django_db
NEW = """code,title,cross_cutting,lead,follows
A,Governance and rights,,IOM,PA1 PA4
B,Equality for all,yes,,PA5
"""


@pytest.fixture
def loaded(blerim, organisations_known):
    actions.load_frameworks(blerim)
    return {one.key: one for one in Framework.objects.all()}


def goal(key, code):
    return Goal.objects.get(framework__key=key, code=code)


def test_the_reference_lists_become_frameworks_once(blerim, loaded):
    again = actions.load_frameworks(blerim)

    assert again == 0
    assert set(loaded) == {
        "strategy-2022-2025",
        "unsdcf-2021-2025",
        "gcm",
        "gcm-principles",
        "sdg",
        "iom-plan-2024-2028",
        "migof",
    }
    assert Goal.objects.filter(framework=loaded["gcm"]).count() == 23
    assert Goal.objects.filter(framework=loaded["gcm-principles"]).count() == 10
    assert Goal.objects.filter(framework=loaded["strategy-2022-2025"]).count() == 3
    assert loaded["strategy-2022-2025"].valid_to == date(2025, 12, 31)


def test_iom_leads_priority_four_and_five_cuts_across(loaded):
    four, five = goal("unsdcf-2021-2025", "PA4"), goal("unsdcf-2021-2025", "PA5")

    assert four.lead.acronym == "IOM"
    assert (four.cross_cutting, five.cross_cutting) == (False, True)


def test_all_seventeen_goals_are_linked_and_target_10_7_is_central(loaded):
    goals = Goal.objects.filter(framework=loaded["sdg"], parent="")

    assert set(goals.values_list("relevance", flat=True)) == {"related"}
    assert goals.count() == 17
    assert goal("sdg", "10.7").relevance == "central"


def test_a_new_edition_stands_beside_the_old_one_with_its_successors(blerim, loaded):
    old = loaded["unsdcf-2021-2025"]

    new = actions.load_framework(
        blerim,
        NEW,
        replaces_id=old.id,
        title="UNSDCF 2026–2030",
        kind="cooperation",
        valid_from=date(2026, 1, 1),
        valid_to=date(2030, 12, 31),
    )

    assert new.replaces == old
    assert goal("unsdcf-2021-2025", "PA4").successor == Goal.objects.get(framework=new, code="A")
    assert Goal.objects.get(framework=new, code="B").cross_cutting
    assert list(
        queries.frameworks.in_force(blerim, date(2027, 1, 1)).filter(kind="cooperation")
    ) == [new]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("title\nX", "code,title"),
        ("code,title\nA,\n", "Row 2"),
        ("code,title\nA,One\nA,Two\n", "Row 3: the code A is already used."),
        ("code,title,parent\nA,One,Z\n", "Row 2: the parent Z is not above it."),
        ("code,title,relevance\nA,One,high\n", "Row 2"),
        ("code,title,follows\nA,One,PA9\n", "Row 2: the old edition has no goal PA9."),
        ("code,title\n", "1 to 1000"),
    ],
)
def test_a_wrong_table_is_refused_with_its_row(blerim, loaded, table, sentence):
    before = Framework.objects.count()

    with pytest.raises(Refusal) as refused:
        actions.load_framework(
            blerim,
            table,
            replaces_id=loaded["unsdcf-2021-2025"].id,
            title="X",
            kind="cooperation",
        )

    assert sentence in refused.value.in_english()
    assert Framework.objects.count() == before


def test_who_may_look_may_not_load(arta, milan):
    with pytest.raises(NotAllowed):
        actions.load_frameworks(arta)
    with pytest.raises(NotAllowed):
        actions.load_framework(milan, NEW, title="X", kind="other")


def test_the_matrix_shows_its_blanks(blerim, arta, milan, loaded, tree, project):
    unsdcf = loaded["unsdcf-2021-2025"]
    actions.set_goals(blerim, tree.low.id, [goal("unsdcf-2021-2025", "PA3").id])
    actions.set_goals(
        blerim,
        tree.middle.id,
        [goal("unsdcf-2021-2025", "PA4").id, goal("strategy-2022-2025", "RES").id],
    )

    matrix = queries.coverage.coverage_of(arta, unsdcf)

    assert [(work.code, cells) for work, cells in matrix.rows] == [
        ("P.1", [False, False, True, True, False]),
        ("WB.0801", [False] * 5),
    ]
    assert matrix.counts == [0, 0, 1, 1, 0]
    assert [one.code for one in matrix.blank_goals] == ["PA1", "PA2", "PA5"]
    assert [one.code for one in matrix.blank_work] == [project.code]
    assert queries.coverage.coverage_of(milan, unsdcf).rows == []


def test_the_matrix_is_sent_as_a_spreadsheet_with_its_blanks(client, arta, blerim, loaded, tree):
    actions.set_goals(blerim, tree.middle.id, [goal("unsdcf-2021-2025", "PA4").id])
    client.force_login(arta)
    address = f"?framework={loaded['unsdcf-2021-2025'].id}&export=xlsx"

    body = client.get(reverse("programmes:coverage") + address).content

    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    (line,) = [row for row in rows if row[0] == "P.1"]
    assert line[:7] == ["P.1", "Project", "", "", "", 1.0, ""]


def test_the_indicators_of_the_office_are_covered_as_well(mission, arta, loaded):
    results.load_shipped_indicators(mission.organisation.id)

    matrix = queries.coverage.coverage_of(arta, loaded["sdg"], levels=("indicator",))

    served = {work.code: cells for work, cells in matrix.rows}
    central = [goal.code for goal in matrix.goals].index("10.7")
    assert served
    assert any(cells[central] for cells in served.values())
    migof = queries.coverage.coverage_of(arta, loaded["migof"], levels=("indicator",))
    assert all(not any(cells) for _work, cells in migof.rows)


def test_a_goal_of_another_mission_is_not_there(blerim, project):
    with pytest.raises(NotSeen):
        actions.set_goals(blerim, project.id, [project.id])


def test_the_alignment_with_a_donors_priorities_says_how(client, blerim, loaded, project):
    presidency = actions.load_framework(
        blerim,
        "code,title\nSEC,Security and unity\n",
        title="Swedish EU presidency 2023",
        kind="donor",
    )
    wanted = Goal.objects.get(framework=presidency)
    client.force_login(blerim)

    answer = client.post(
        reverse("programmes:goals", args=[project.id]),
        {f"framework-{presidency.id.hex}": [str(wanted.id)], "how": "A safe Europe"},
    )
    shown = client.get(reverse("programmes:programme", args=[project.id])).content.decode()

    assert answer.status_code == 302
    assert "A safe Europe" in shown
    assert "Security and unity" in shown


def test_the_pages_of_frameworks_open(client, arta, blerim, loaded, project):
    client.force_login(arta)
    pages = [
        reverse("programmes:frameworks"),
        reverse("programmes:framework", args=[loaded["sdg"].id]),
        reverse("programmes:coverage"),
        reverse("programmes:coverage") + f"?framework={loaded['gcm'].id}&level=programme",
        reverse("programmes:coverage") + f"?framework={loaded['gcm'].id}&level=indicator",
    ]

    statuses = [client.get(page).status_code for page in pages]
    refused = client.get(reverse("programmes:framework_new")).status_code

    assert (statuses, refused) == ([200] * 5, 403)
