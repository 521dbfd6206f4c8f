"""The design of a round's sample: on its page, in the estimates, and frozen with them."""

import csv
import io
from datetime import date
from statistics import variance

import pytest
import xlsxwriter
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from lxml import html

from tests.registry.collection.conftest import filled
from waystation.analysis import survey
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.registry.collection import actions as collected
from waystation.services.tracking import actions, queries
from waystation.services.tracking.models import Stratum

pytestmark = pytest.mark.django_db

FORM = [
    ["type", "name", "label"],
    ["select_one region", "region", "Region"],
    ["string", "village", "Village"],
    ["select_one sex", "sex", "Sex of the respondent"],
    ["select_one yes_no", "works", "Works?"],
    ["select_multiple need", "needs", "Needs"],
    ["decimal", "pw", "Weight"],
]
CHOICES = [
    ["list_name", "name", "label"],
    ["region", "north", "North"],
    ["region", "south", "South"],
    ["sex", "f", "Woman"],
    ["sex", "m", "Man"],
    ["yes_no", "yes", "Yes"],
    ["yes_no", "no", "No"],
    ["need", "food", "Food"],
    ["need", "job", "Job"],
]
# region, village, sex, works, weight: six of 900 households in the north, three of 100 in the south
ANSWERS = [
    ("north", "a", "f", "yes", 2.0),
    ("north", "a", "f", "yes", 2.0),
    ("north", "a", "m", "yes", 1.0),
    ("north", "b", "m", "no", 1.0),
    ("north", "b", "m", "no", 3.0),
    ("north", "c", "f", "no", 3.0),
    ("south", "d", "f", "yes", 1.0),
    ("south", "d", "f", "yes", 1.0),
    ("south", "e", "m", "no", 2.0),
]
UNITS = {"north": 900, "south": 100}
FRAME = "north; 900; 6; 8\nsouth; 100; 4; 5"
PLAN = {"stratum": "region", "weighting": "frame", "singletons": "fail", "frame": FRAME}


@pytest.fixture
def round_(mission, analyst):
    """A round of a household survey with strata, villages, weights; nothing has arrived."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    settings = [["form_id", "form_title", "version"], ["homes", "Homes", "1"]]
    for name, rows in {"survey": FORM, "choices": CHOICES, "settings": settings}.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    book.close()
    version = collected.upload_form(analyst, mission.prishtine.id, "homes.xlsx", file.getvalue())
    version = collected.publish_version(analyst, version.id)
    study = actions.open_operation(analyst, mission.prishtine.id, "Households")
    return actions.open_round(
        analyst, study.id, number=1, form_id=version.form_id,
        starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31),
    )  # fmt: skip


@pytest.fixture
def send(client, round_, analyst, arta):
    """Send the interviews as phones do."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    _phone, token = collected.add_app_user(analyst, round_.office_id, arta.id, "Tablet")

    def post(answers=ANSWERS, first=0):
        for number, (region, village, sex, works, weight) in enumerate(answers, start=first):
            body = (
                f"<region>{region}</region><village>{village}</village><sex>{sex}</sex>"
                f"<works>{works}</works><needs>food</needs><pw>{weight}</pw>"
            )
            xml = filled(f"uuid:{number}", form="homes", body=body)
            part = SimpleUploadedFile("s.xml", xml, "text/xml")
            sent = client.post(f"/forms/key/{token}/submission", {"xml_submission_file": part})
            assert sent.status_code == 201

    return post


def address(name, round_, *more):
    return reverse(f"tracking:{name}", args=[round_.id, *more])


def set_by_page(client, round_, **typed):
    """Send the form of the design as a browser does."""
    page = client.get(address("design_edit", round_))
    return client.post(address("design_edit", round_), {"seen": page.context["seen"], **typed})


def share(run, choice="yes"):
    return run.findings.get(question="works", choice=choice, domain="")


def rows_of(page):
    """Return the rows of all tables of a page, as the texts of their cells."""
    return [
        [cell.text_content().strip() for cell in row.xpath("./th|./td")]
        for row in html.fromstring(page).iter("tr")
    ]


def test_the_page_compares_target_and_achieved_and_says_what_the_choices_mean(
    client, round_, analyst, send
):
    send()
    client.force_login(analyst)

    saved = set_by_page(client, round_, **PLAN)
    page = client.get(address("design", round_)).content.decode()

    weights = [900 / 6] * 6 + [100 / 3] * 3
    effect = 9 * sum(w * w for w in weights) / sum(weights) ** 2
    assert saved.status_code == 302
    assert "Respondents also represent the non-respondents of their stratum." in page
    assert "Each stratum was drawn by itself" in page
    # units, planned, drawn, achieved, of the plan, response rate, units for one interview
    assert ["north", "900", "6", "8", "6", "100%", "75%", "150.0"] in rows_of(page)
    assert ["south", "100", "4", "5", "3", "75%", "60%", "33.3"] in rows_of(page)
    assert f"{effect:.3f}" in page
    assert "of 10 planned" in page


def test_weights_from_the_frame_give_the_stratified_estimate_and_its_error(round_, analyst, send):
    send()
    actions.set_design(analyst, round_.id, queries.design_values(queries.sampling_of(round_)), PLAN)

    run = actions.estimate(analyst, round_.id)

    yes = {name: [float(row[3] == "yes") for row in ANSWERS if row[0] == name] for name in UNITS}
    total = sum(UNITS.values())
    expected = sum(UNITS[name] / total * sum(yes[name]) / len(yes[name]) for name in UNITS)
    error = sum((UNITS[name] / total) ** 2 * variance(yes[name]) / len(yes[name]) for name in UNITS)
    found = share(run)
    assert abs(found.value - expected) < 1e-12
    assert abs(found.se - error**0.5) < 1e-12
    assert found.deff is not None


def test_the_finite_population_correction_narrows_the_error(round_, analyst, send):
    send()
    seen = queries.design_values(queries.sampling_of(round_))
    actions.set_design(analyst, round_.id, seen, {**PLAN, "finite": True})

    found = share(actions.estimate(analyst, round_.id))

    yes = {name: [float(row[3] == "yes") for row in ANSWERS if row[0] == name] for name in UNITS}
    total = sum(UNITS.values())
    error = sum(
        (UNITS[name] / total) ** 2
        * (1 - len(yes[name]) / UNITS[name])
        * variance(yes[name])
        / len(yes[name])
        for name in UNITS
    )
    assert abs(found.se - error**0.5) < 1e-12


def test_clusters_and_weights_of_the_form_are_used_as_the_library_uses_them(round_, analyst, send):
    send()
    plan = {"stratum": "region", "cluster": "village", "weighting": "question", "weight": "pw"}
    seen = queries.design_values(queries.sampling_of(round_))
    actions.set_design(analyst, round_.id, seen, plan)

    found = share(actions.estimate(analyst, round_.id))

    design = survey.Design(
        weights=[row[4] for row in ANSWERS],
        strata=[row[0] for row in ANSWERS],
        clusters=[row[1] for row in ANSWERS],
    )
    by_library = survey.mean(design, [float(row[3] == "yes") for row in ANSWERS])[0]
    weighted = sum(row[4] for row in ANSWERS if row[3] == "yes") / sum(row[4] for row in ANSWERS)
    assert abs(found.value - weighted) < 1e-12
    assert abs(found.se - by_library.se) < 1e-12
    assert abs(found.deff - by_library.deff) < 1e-9


def test_the_file_of_findings_has_the_design_effect_and_hides_it_with_the_share(
    client, round_, analyst, send
):
    send([(*row[:3], "yes", row[4]) for row in ANSWERS] * 6)
    send([("north", "a", "f", "no", 1.0)], first=100)  # one alone, whom no file may show
    seen = queries.design_values(queries.sampling_of(round_))
    actions.set_design(analyst, round_.id, seen, PLAN)
    run = actions.estimate(analyst, round_.id)
    client.force_login(analyst)

    sent = client.get(address("export", round_)).content.decode("utf-8-sig")

    rows = {(row["question"], row["choice"]): row for row in csv.DictReader(io.StringIO(sent))}
    women = run.findings.get(question="sex", choice="f", domain="")
    assert abs(float(rows["sex", "f"]["deff"]) - women.deff) < 1e-9
    assert share(run).deff is not None
    assert [rows["works", answer]["deff"] for answer in ("yes", "no")] == ["", ""]


def test_one_margin_is_met_and_its_table_says_by_how_much_weights_moved(
    client, round_, analyst, send
):
    send()
    client.force_login(analyst)
    set_by_page(
        client, round_, weighting="equal", singletons="fail", margins="sex; f; 600\nsex; m; 400"
    )

    page = client.get(address("design", round_)).content.decode()
    found = share(actions.estimate(analyst, round_.id))

    works = {sex: [row[3] == "yes" for row in ANSWERS if row[2] == sex] for sex in "fm"}
    expected = 0.6 * sum(works["f"]) / len(works["f"]) + 0.4 * sum(works["m"]) / len(works["m"])
    assert abs(found.value - expected) < 1e-12
    # known total, interviews, weighted before, factor: 600 over 5 women of weight 1
    assert ["Sex of the respondent", "f", "600", "5", "5.0", "120.00"] in rows_of(page)


def test_several_margins_are_raked(round_, analyst, send):
    send()
    margins = "sex; f; 550\nsex; m; 450\nregion; north; 900\nregion; south; 100"
    seen = queries.design_values(queries.sampling_of(round_))
    actions.set_design(analyst, round_.id, seen, {**PLAN, "margins": margins})

    found = share(actions.estimate(analyst, round_.id))

    strata, sexes = [row[0] for row in ANSWERS], [row[2] for row in ANSWERS]
    raked = survey.rake(
        survey.Design(weights=[{"north": 150, "south": 100 / 3}[s] for s in strata], strata=strata),
        {"sex": (sexes, {"f": 550, "m": 450}), "region": (strata, UNITS)},
    )
    by_library = survey.mean(raked, [float(row[3] == "yes") for row in ANSWERS])[0]
    assert abs(found.value - by_library.value) < 1e-9
    assert abs(found.se - by_library.se) < 1e-9


def test_an_estimate_freezes_its_design_and_a_revision_makes_a_new_edition(
    client, round_, analyst, send
):
    send()
    client.force_login(analyst)
    set_by_page(client, round_, **PLAN)

    client.post(address("estimate", round_))
    page = client.get(address("design", round_)).content.decode()
    refused = set_by_page(client, round_, **{**PLAN, "frame": "north; 500\nsouth; 500"})
    without = client.post(address("design_step", round_, "revise"), {"reason": " "})
    client.post(address("design_step", round_, "revise"), {"reason": "The frame was corrected"})
    changed = set_by_page(client, round_, **{**PLAN, "frame": "north; 500\nsouth; 500"})
    client.post(address("estimate", round_))

    first, second = round_.estimations.order_by("number")
    frozen = [
        client.get(reverse("tracking:frozen_design", args=[run.id])).content.decode()
        for run in (first, second)
    ]
    assert "Revise the design" in page
    assert address("design_edit", round_) not in page
    assert refused.status_code == 422
    assert "This design is frozen with its estimate." in refused.content.decode()
    assert (without.status_code, changed.status_code) == (422, 302)
    assert [run.number for run in (first, second)] == [1, 2]
    assert [run.design_reason for run in (first, second)] == ["", "The frame was corrected"]
    yes = {"north": 3 / 6, "south": 2 / 3}
    assert abs(share(first).value - (0.9 * yes["north"] + 0.1 * yes["south"])) < 1e-12
    assert abs(share(second).value - (0.5 * yes["north"] + 0.5 * yes["south"])) < 1e-12
    units = [[row[1] for row in rows_of(page) if row[0] == "north"] for page in frozen]
    assert units == [["900"], ["500"]]
    assert "The frame was corrected" in frozen[1]


def test_the_same_answers_under_a_reverted_design_are_the_same_estimate(round_, analyst, send):
    send()
    first = actions.estimate(analyst, round_.id)
    actions.change_design_state(analyst, round_.id, "revise", reason="A second thought")

    again = actions.estimate(analyst, round_.id)

    round_.refresh_from_db()
    assert again.id == first.id
    assert round_.design_state == "frozen"


REFUSED = [
    ({"weighting": "question"}, "Choose the question with the weight."),
    ({"weighting": "frame"}, "Weights from the frame need"),
    ({"stratum": "region", "cluster": "region"}, "cannot come from the same question"),
    ({"stratum": "needs"}, "is not a question of the form that can be used for this"),
    ({"finite": "on"}, "The correction needs the question of the strata"),
    ({**PLAN, "cluster": "village", "finite": "on"}, "would have to count clusters"),
    ({"frame": "north; many"}, "Row 1: “many” is not a whole number."),
    ({"frame": "north"}, "Row 1 of the sample frame: write code; units; planned; drawn."),
    ({"frame": "north; 9\nnorth; 8"}, "Row 2 of the sample frame repeats"),
    ({**PLAN, "frame": "west; 9"}, "Row 1 of the sample frame: “west” is not an answer"),
    ({"frame": "north; 9; 4; 10"}, "Row 1 of the sample frame plans or draws more"),
    ({"frame": "north; 9; 4", "target": 5}, "add up to 4 planned interviews, not 5"),
    ({"margins": "sex; f"}, "Row 1 of the known totals: write question; answer; total."),
    ({"margins": "sex; x; 4"}, "Row 1 of the known totals: write a choice question"),
    ({"margins": "needs; food; 4"}, "Row 1 of the known totals: write a choice question"),
    ({"margins": "sex; f; 0"}, "Row 1 of the known totals has no number above 0."),
    (
        {"margins": "sex; f; 6\nsex; m; 4\nregion; north; 6\nregion; south; 5"},
        "The known totals of “sex” add up to 10, those of “region” to 11.",
    ),
]


@pytest.mark.parametrize(("typed", "sentence"), REFUSED, ids=[one[1][:30] for one in REFUSED])
def test_a_design_that_cannot_be_is_refused_on_the_page_and_by_the_action(
    client, round_, analyst, typed, sentence
):
    client.force_login(analyst)
    whole = {"weighting": "equal", "singletons": "fail", **typed}
    seen = queries.design_values(queries.sampling_of(round_))

    answer = set_by_page(client, round_, **whole)
    with pytest.raises(Refusal) as caught:
        actions.set_design(analyst, round_.id, seen, {**whole, "finite": "finite" in typed})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert sentence in str(caught.value)
    assert not Stratum.objects.filter(round=round_).exists()


def test_an_interview_outside_the_frame_is_named_before_and_at_the_estimate(
    client, round_, analyst, send
):
    send()
    client.force_login(analyst)
    set_by_page(client, round_, **{**PLAN, "frame": "north; 900"})

    page = client.get(address("design", round_)).content.decode()
    estimated = client.post(address("estimate", round_), follow=True).content.decode()

    sentence = "The sample frame does not have the strata south."
    assert sentence in page
    assert sentence in estimated
    assert not round_.estimations.exists()


def test_two_editors_of_a_design_are_shown_both_values(client, round_, analyst):
    client.force_login(analyst)
    seen = client.get(address("design_edit", round_)).context["seen"]
    actions.set_design(analyst, round_.id, {"frame": ""}, {"frame": "north; 1"})

    second = client.post(
        address("design_edit", round_), {"seen": seen, **PLAN, "frame": "north; 2"}
    )
    empty = client.post(address("design_edit", round_), {})

    assert (second.status_code, empty.status_code) == (409, 409)
    assert "north; 1" in second.content.decode()
    assert queries.sampling_of(round_).population == {"north": 1}


def test_a_design_changed_while_its_estimate_runs_is_not_frozen(round_, analyst, send, monkeypatch):
    send()
    whole = actions.estimates.design_and_summary

    def meanwhile(plan, table):
        actions.set_design(analyst, round_.id, {"target": None}, {"target": 50})
        return whole(plan, table)

    monkeypatch.setattr(actions.estimates, "design_and_summary", meanwhile)

    with pytest.raises(Conflict, match="changed while the estimate was computed"):
        actions.estimate(analyst, round_.id)

    round_.refresh_from_db()
    assert (round_.estimations.count(), round_.design_state) == (0, "draft")


def test_who_may_see_a_design_and_who_may_change_it(
    client, mission, round_, analyst, blerim, milan, arta, send
):
    send()
    reader = mission.hire("Rea Lika", mission.prishtine, "network_secretariat")
    seen = queries.design_values(queries.sampling_of(round_))
    actions.set_design(analyst, round_.id, seen, PLAN)
    run = actions.estimate(analyst, round_.id)
    pages = [address("design", round_), reverse("tracking:frozen_design", args=[run.id])]
    changes = [address("design_edit", round_), address("design_step", round_, "revise")]

    answers = {}
    for user in (analyst, blerim, reader, milan, arta):
        client.force_login(user)
        answers[user] = [client.get(where) for where in (*pages, *changes)]

    statuses = {user: [one.status_code for one in found] for user, found in answers.items()}
    assert statuses[analyst] == [200] * 4
    assert statuses[blerim] == statuses[reader] == [200, 200, 403, 403]
    assert statuses[milan] == statuses[arta] == [404] * 4
    shown = [found[0].content.decode() for found in (answers[blerim], answers[reader])]
    assert ["Response rate" in page for page in shown] == [True, False]
    assert "shown to those who may open them" in shown[1]
    with pytest.raises(NotAllowed):
        actions.set_design(blerim, round_.id, seen, {"target": 4})
    with pytest.raises(NotSeen):
        actions.set_design(milan, round_.id, seen, {"target": 4})


def test_the_api_sets_and_freezes_the_same_design(client, round_, analyst, blerim):
    from waystation.foundation.access import actions as access

    def ask(who, method, path, data=None):
        scopes = ["study.read", "study.estimate", "submission.read", "form.read"]
        scopes = scopes if who is analyst else ["study.read"]
        headers = {"authorization": f"Bearer {access.issue_token(who, 'test', scopes, 1)}"}
        where = f"/api/v1/tracking/rounds/{round_.id}/design{path}"
        return client.generic(method, where, headers=headers, **(
            {"data": data, "content_type": "application/json"} if data else {}
        ))  # fmt: skip

    import json

    before = ask(analyst, "GET", "").json()
    seen = {name: before[name] for name in PLAN}
    changed = ask(analyst, "PATCH", "", json.dumps({"seen": seen, "proposed": PLAN}))
    wrong = ask(
        analyst, "PATCH", "", json.dumps({"seen": PLAN, "proposed": {"frame": "north; many"}})
    )
    frozen = ask(analyst, "POST", "/freeze", json.dumps({}))
    refused = ask(analyst, "PATCH", "", json.dumps({"seen": PLAN, "proposed": {"finite": True}}))
    looked = ask(blerim, "GET", "")

    assert changed.status_code == 200
    assert {name: changed.json()[name] for name in PLAN} == PLAN
    assert (wrong.status_code, wrong.json()["code"]) == (422, "number")
    assert frozen.json()["state"] == "frozen"
    assert (refused.status_code, refused.json()["code"]) == (422, "design_frozen")
    assert looked.status_code == 200


def test_the_database_agrees_and_the_trail_names_the_fields(round_, analyst):
    seen = queries.design_values(queries.sampling_of(round_))
    actions.set_design(analyst, round_.id, seen, PLAN)

    wrong = [
        "UPDATE tracking_stratum SET drawn = population + 1",
        "UPDATE tracking_round SET weighting = 'guess'",
        "UPDATE tracking_round SET weighting = 'question', weight = ''",
        "UPDATE tracking_round SET cluster = stratum",
    ]

    for statement in wrong:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    trail = Entry.objects.get(verb="round.design")
    assert trail.detail["fields"] == ["frame", "stratum", "weighting"]
