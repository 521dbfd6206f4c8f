"""A questionnaire of ours: published with a click, answered, and estimated with weights."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from waystation.foundation.shared.errors import NotAllowed, NotSeen
from waystation.registry.collection import actions as collection
from waystation.services.tracking import actions, queries
from waystation.services.tracking.models import Operation, Round
from waystation.services.tracking.questionnaires import QUESTIONNAIRES

KEY = "use_of_remittances"
FRAME = "xk-prishtine; 100; 10\nxk-peje; 900; 10"
pytestmark = pytest.mark.django_db


def answer(user, number, place, main_use=""):
    """Send what a household says; "" for one that got no money from abroad."""
    received = "yes" if main_use else "no"
    more = (
        f"<country>DE</country><channel>carried</channel><amount>1200</amount>"
        f"<uses>{main_use} health</uses><main_use>{main_use}</main_use><needed>no</needed>"
        if main_use
        else "<country/><channel/><amount/><uses/><main_use/><needed/>"
    )
    xml = (
        f'<data id="{KEY}" version="2026-11"><intro/><place>{place}</place>'
        f"<settlement>town</settlement><members>4</members><received>{received}</received>{more}"
        f"<meta><instanceID>uuid:r-{number}</instanceID></meta></data>"
    )
    return collection.receive_submission(user, xml.encode())


@pytest.fixture
def study(mission, analyst):
    return actions.open_with_questionnaire(
        analyst, mission.prishtine.id, KEY, "Use of remittances 2026"
    )


def test_a_study_is_opened_with_its_form_published_and_a_first_round(
    client, mission, analyst, blerim, milan
):
    client.force_login(analyst)
    page = client.get(reverse("tracking:study_new")).content.decode()

    posted = client.post(
        reverse("tracking:study_new"),
        {
            "office": str(mission.prishtine.id),
            "title": "Use of remittances",
            "questionnaire": KEY,
        },
    )

    assert KEY in page
    (round_,) = Round.objects.all()
    assert posted.headers["Location"] == reverse("tracking:study", args=[round_.operation_id])
    assert (round_.number, round_.form.key) == (1, KEY)
    assert round_.form.versions.get().state == "published"
    for user in (blerim, milan):
        with pytest.raises(NotAllowed):
            actions.open_with_questionnaire(user, mission.prishtine.id, KEY, "Mine")


def test_it_is_opened_once_and_an_unknown_questionnaire_opens_nothing(mission, analyst, study):
    again = actions.open_with_questionnaire(
        analyst, mission.prishtine.id, KEY, "Use of remittances 2026"
    )

    assert again.id == study.id
    assert Round.objects.count() == 1
    with pytest.raises(NotSeen):
        actions.open_with_questionnaire(analyst, mission.prishtine.id, "nothing", "Other")
    assert Operation.objects.count() == 1


def test_the_share_that_goes_to_daily_needs_is_weighted_by_the_frame(arta, analyst, study):
    round_ = Round.objects.get(operation=study)
    # 10 households stand for 100 in one place, 10 for 900 in the other
    for number in range(10):
        answer(arta, number, "xk-prishtine", "consumption" if number < 8 else "business")
        answer(arta, 100 + number, "xk-peje", "consumption" if number < 6 else "housing")
    before = queries.design_values(queries.sampling_of(round_))
    plan = {"stratum": "place", "weighting": "frame", "frame": FRAME}
    actions.set_design(analyst, round_.id, before, before | plan)

    actions.estimate(analyst, round_.id)

    found = {
        one.choice: one
        for one in queries.findings_of(analyst, round_)
        if one.question == "main_use"
    }
    # 0.1 × 8/10 + 0.9 × 6/10
    assert found["consumption"].value == pytest.approx(0.62)
    assert found["consumption"].low < 0.62 < found["consumption"].high


@pytest.mark.parametrize("one", QUESTIONNAIRES.values(), ids=QUESTIONNAIRES)
def test_a_questionnaire_asks_in_three_languages(one, mission, analyst):
    version = collection.upload_form(analyst, mission.prishtine.id, one.file_name, one.workbook())

    notes = [str(note) for note in version.notes]
    assert not [note for note in notes if re.search("translation|language", note)]
    assert one.key == version.form.key


def test_a_round_of_which_no_figure_may_be_shown_says_so(client, arta, analyst, study):
    round_ = Round.objects.get(operation=study)
    for number in range(3):
        answer(arta, number, "xk-prishtine", "consumption")
    actions.estimate(analyst, round_.id)
    client.force_login(analyst)

    page = client.get(reverse("tracking:round", args=[round_.id])).content.decode()

    assert "None of these figures can be shown" in page


def test_figures_of_a_round_that_goes_on_are_dated_by_their_estimate(client, arta, analyst, study):
    round_ = Round.objects.get(operation=study)
    for number in range(40):
        answer(arta, number, "xk-prishtine", "consumption")
    actions.estimate(analyst, round_.id)
    client.force_login(analyst)

    page = client.get(reverse("tracking:round", args=[round_.id])).content.decode()

    estimated_on = timezone.localdate(queries.latest_estimation(round_).created_at)
    assert round_.ends_on > estimated_on
    assert f"As of {date_format(estimated_on, 'DATE_FORMAT')}" in page
    assert f"As of {date_format(round_.ends_on, 'DATE_FORMAT')}" not in page
