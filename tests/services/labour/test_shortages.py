"""The business shortage survey: the form with a click, the frame, weighted shortages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.registry.collection import actions as collection
from waystation.services.labour import actions
from waystation.services.labour.queries import shortages as queries
from waystation.services.labour.queries import template
from waystation.services.labour.rules import shortages as rules

TODAY = today_in()
SURVEY = {
    "title": "Businesses 2026",
    "partner": "Chamber of Commerce",
    "starts_on": TODAY - timedelta(days=90),
    "ends_on": TODAY + timedelta(days=730),
    "target": 500,
    "frame": "C; 400; 40\nF; 100; 20",
}


@pytest.fixture
def anita(mission):
    """The analyst of the organisation."""
    return mission.hire("Anita Krasniqi", mission.prishtine, "analyst")


@pytest.fixture
def survey(mission, anita):
    return actions.begin_survey(anita, mission.prishtine.id, **SURVEY)


@pytest.fixture
def answer(arta, survey):
    """Send what a business answers: its sector, and occupations with openings."""

    def sent(number, sector, *lines, to=survey):
        repeats = "".join(
            f"<shortage><occupation>{code}</occupation><title/><openings>{openings}</openings>"
            f"<reason>{reason}</reason><where>xk-prishtine</where></shortage>"
            for code, openings, reason in lines
        )
        xml = (
            f'<data id="{to.form.key}" version="{template.VERSION}"><intro/>'
            f"<sector>{sector}</sector><size>small</size><place>xk-prishtine</place>"
            f"<hard>{'yes' if lines else 'no'}</hard>{repeats}"
            f"<meta><instanceID>uuid:b-{number}</instanceID></meta></data>"
        )
        return collection.receive_submission(arta, xml.encode())

    return sent


def by_kind(survey):
    last = queries.latest_estimate(survey)
    return {(one.kind, one.code): one for one in last.shortages.all()}


def test_a_survey_publishes_a_form_of_its_own_under_its_name(mission, anita, survey):
    again = actions.begin_survey(
        anita, mission.prishtine.id, **SURVEY | {"title": "Hotels & <cafés> {2026}"}
    )

    assert (survey.form.title, again.form.title) == (SURVEY["title"], "Hotels & <cafés> {2026}")
    assert survey.form.key != again.form.key
    for one in (survey, again):
        assert one.form.key.startswith(template.FORM_KEY)
        assert one.form.versions.get().state == "published"
    assert [(one.sector, one.businesses) for one in survey.frame.order_by("sector")] == [
        ("C", 400), ("F", 100),
    ]  # fmt: skip


def test_openings_are_weighted_by_the_frame(anita, survey, answer):
    for number in range(8):  # eight of 400 answered: each stands for 50
        answer(number, "C", ("72", 2, "skills"))
    for number in range(8, 18):  # ten of 100: each stands for 10
        answer(number, "F", ("71", 1, "emigration"))

    estimate = actions.estimate_shortages(anita, survey.id)

    found = by_kind(survey)
    assert estimate.businesses == 18
    assert found["all", ""].value == pytest.approx(8 * 2 * 50 + 10 * 1 * 10)
    assert found["occupation", "72"].value == pytest.approx(800)
    assert found["sector", "F"].value == pytest.approx(100)
    assert found["reason", "skills"].value == pytest.approx(800)
    assert found["place", "xk-prishtine"].value == pytest.approx(900)


def test_what_few_businesses_named_is_withheld_and_what_would_give_it_away(anita, survey, answer):
    for number in range(8):
        answer(number, "C", ("72", 2, "skills"))
    for number in range(8, 15):
        answer(number, "C", ("71", 3, "skills"))
    answer(15, "C", ("51", 9, "pay"))

    actions.estimate_shortages(anita, survey.id)

    found = by_kind(survey)
    occupations = [one for (kind, _code), one in found.items() if kind == "occupation"]
    shown = [one.value for one in occupations if one.value is not None]
    assert (found["occupation", "51"].value, found["occupation", "51"].businesses) == (None, 1)
    assert found["reason", "pay"].value is None
    # the whole less what is shown is never the one business alone
    assert found["all", ""].value is None or len(shown) <= 1
    reasons = [found["reason", code].value for code in ("pay", "skills")]
    assert found["all", ""].value is None or reasons == [None, None]


def test_an_opening_without_a_reason_is_no_gap_to_subtract_by(anita, survey, answer):
    for number in range(9):
        answer(number, "C", ("72", 2, "skills"))
    answer(9, "C", ("72", 40, ""))

    actions.estimate_shortages(anita, survey.id)

    found = by_kind(survey)
    assert found["all", ""].value is None or found["reason", "skills"].value is None


def test_a_total_that_one_business_dominates_is_withheld():
    small = rules.Total("occupation", "72", 100.0, 9, 9, 90.0, 2.0)
    large = rules.Total("occupation", "71", 300.0, 20, 20, 20.0, 20.0)
    third = rules.Total("occupation", "73", 300.0, 20, 20, 20.0, 20.0)
    whole = rules.Total("all", "", 700.0, 49, 40, 90.0, 20.0)

    hidden = rules.totals_to_hide([whole, small, large, third])

    assert ("occupation", "72") in hidden
    assert len(hidden) == 2


def test_the_same_answers_are_estimated_once(anita, survey, answer):
    answer(1, "C", ("72", 2, "skills"))

    first = actions.estimate_shortages(anita, survey.id)
    second = actions.estimate_shortages(anita, survey.id)
    answer(2, "C")
    third = actions.estimate_shortages(anita, survey.id)

    assert first.id == second.id
    assert third.number == 2


def test_a_business_outside_the_frame_is_refused_by_name(anita, survey, answer):
    answer(1, "C", ("72", 2, "skills"))
    answer(2, "I")

    with pytest.raises(Refusal) as refused:
        actions.estimate_shortages(anita, survey.id)

    assert "I" in refused.value.in_english()


def test_the_page_shows_target_and_achieved_and_who_could_fill_it(
    client, anita, luan, survey, answer, welder
):
    for number in range(8):
        answer(number, "C", ("72", 2, "skills"), ("51", 1, "pay"))
    welder("Besim")
    actions.estimate_shortages(anita, survey.id)
    client.force_login(luan)

    page = client.get(reverse("labour:survey", args=[survey.id])).content.decode()
    lines = {
        one["code"]: one
        for group in queries.shortages_of(luan, survey)
        for one in group["rows"]
        if group["kind"] == "occupation"
    }

    assert "8 of 500" in page
    assert (lines["72"]["supply"], lines["72"]["pathways"]) == (1, None)
    assert (lines["51"]["supply"], lines["51"]["pathways"]) == (0, [])
    assert "No candidate here, and no regular pathway is recorded for it." in page


def test_two_surveys_of_an_office_at_the_same_time_count_their_own_answers_only(
    client, mission, anita, survey, answer
):
    hotels = actions.begin_survey(
        anita, mission.prishtine.id, **SURVEY | {"title": "Hotels", "frame": "I; 90"}
    )
    for number in range(3):
        answer(number, "C", ("72", 2, "skills"))
    answer(3, "I", ("51", 1, "pay"), to=hotels)
    client.force_login(anita)

    estimates = [actions.estimate_shortages(anita, one.id) for one in (survey, hotels)]

    assert [one.businesses for one in estimates] == [3, 1]
    for one, shown in ((survey, "3 of 500"), (hotels, "1 of 500")):
        assert shown in client.get(reverse("labour:survey", args=[one.id])).content.decode()


def test_the_numbers_of_the_frame_are_written_like_those_of_the_estimate(client, mission, anita):
    large = actions.begin_survey(
        anita, mission.prishtine.id, **SURVEY | {"frame": "C; 12400; 1600"}
    )
    client.force_login(anita)

    page = client.get(reverse("labour:survey", args=[large.id])).content.decode()

    assert "12,400" in page
    assert "1,600" in page


def test_a_survey_without_an_answer_estimates_nothing(anita, survey):
    with pytest.raises(Refusal, match="no submission has arrived"):
        actions.estimate_shortages(anita, survey.id)


def test_another_office_begins_a_survey_too(mission, survey):
    analyst = mission.hire("Ardita Hoxha", mission.peje, "analyst")

    other = actions.begin_survey(analyst, mission.peje.id, **SURVEY)

    assert other.office_id == mission.peje.id


def test_a_labour_officer_reads_who_begins_surveys_and_which_roles_include_it(
    client, luan, anita, survey
):
    client.force_login(luan)

    surveys = client.get(reverse("labour:surveys")).content.decode()
    refused = client.get(reverse("labour:survey_new"))
    client.force_login(anita)
    own = client.get(reverse("labour:surveys")).content.decode()

    assert "Surveys are started and estimated by: Anita Krasniqi." in surveys
    assert reverse("labour:survey_new") not in surveys
    assert refused.status_code == 403
    assert "Roles that include it: Analyst." in refused.content.decode()
    assert reverse("labour:survey_new") in own
    assert 'id="begun-by"' not in own


def test_without_an_analyst_the_page_names_the_role(client, luan):
    client.force_login(luan)

    page = client.get(reverse("labour:surveys")).content.decode()

    assert "Surveys are started and estimated by: Analyst." in page


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "no_frame"),
        ("Z9; 3", "frame_sector"),
        ("C; 3\nC; 4", "frame_sector"),
        ("C; many", "frame_line"),
        ("C; 3; 9", "frame_line"),
    ],
)
def test_a_frame_that_cannot_be_is_refused_by_its_line(frame, code):
    with pytest.raises(Refusal) as refused:
        rules.read_frame(frame, ["C", "F"])

    assert refused.value.code == code


def test_milan_sees_no_survey_and_blerim_estimates_none(mission, survey):
    with pytest.raises(NotSeen):
        queries.survey_visible_to(mission.milan, survey.id)
    assert queries.survey_visible_to(mission.blerim, survey.id) == survey
    with pytest.raises(NotAllowed):
        actions.estimate_shortages(mission.blerim, survey.id)


def test_the_form_can_be_downloaded(client, anita):
    client.force_login(anita)

    answer = client.get(reverse("labour:survey_template"))

    assert answer.content.startswith(b"PK")
