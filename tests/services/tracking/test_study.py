"""A study from its form to its figures, and who may see and change it."""

import os
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.registry.collection.conftest import filled, send, survey  # noqa: F401
from waystation.analysis.survey import code_version as survey_code
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import now
from waystation.registry.collection import actions as collected
from waystation.registry.collection import facts, tasks
from waystation.services.tracking import actions, queries
from waystation.services.tracking.models import Estimation, Operation
from waystation.services.tracking.rules import Cell, choices_to_hide

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)}


@pytest.fixture
def round_(mission, analyst, survey):  # noqa: F811
    operation = actions.open_operation(analyst, mission.prishtine.id, "Intentions")
    return actions.open_round(analyst, operation.id, number=1, form_id=survey.form.id, **DAYS)


def fill(send, works):  # noqa: F811
    for number, answer in enumerate(works):
        body = f"<name>A</name><age>{20 + number % 3}</age><works>{answer}</works>"
        assert send(filled(f"uuid:{number}", body=body)).status_code == 201


@pytest.mark.sqlite_only
def test_shares_carry_their_interval_and_what_they_rest_on(round_, analyst, send):  # noqa: F811
    fill(send, ["yes"] * 24 + ["no"] * 16)

    run = actions.estimate(analyst, round_.id)

    by_choice = {f.choice: f for f in queries.findings_of(analyst, round_) if f.question == "works"}
    yes = by_choice["yes"]
    # p = 24/40; the standard error of a mean of 40, with n − 1.
    expected_se = (24 / 40 * 16 / 40 / 39) ** 0.5
    assert (yes.value, yes.n) == (24 / 40, 40)
    assert abs(yes.se - expected_se) < 1e-12
    assert yes.low < yes.value < yes.high
    assert (run.rows, run.form_versions) == (40, "1")
    assert len(run.submissions_hash) == len(run.cleaning_hash) == 64


def test_an_estimate_names_the_answers_it_read_and_shows_when_they_changed(
    client,
    round_,
    analyst,
    arta,
    send,  # noqa: F811
):
    fill(send, ["yes"] * 24 + ["no"] * 16)
    run = actions.estimate(analyst, round_.id)
    kept = facts.stored_snapshot(analyst, round_.form, run.snapshot)
    where = reverse("tracking:round", args=[round_.id])
    client.force_login(analyst)

    before = client.get(where, {"check": 1}).content.decode()
    send(filled("uuid:new", body="<name>A</name><age>30</age><works>no</works>"))
    after = client.get(where, {"check": 1}).content.decode()

    told = queries.finding(round_.organisation_id, f"{round_.id}/works")["provenance"]
    assert (kept.rows, kept.digest) == (40, run.snapshot)
    assert sorted(kept.column("works")) == ["no"] * 16 + ["yes"] * 24
    assert (told["snapshot"], told["policy"]) == (run.snapshot, "partners/all suppression 5")
    assert told["code"] == survey_code()
    assert "the hash is the same" in before
    assert "Estimate again to count them" in after
    with pytest.raises(NotAllowed):
        queries.estimated_again(arta, round_)


@pytest.mark.sqlite_only
def test_the_same_submissions_give_the_run_that_is_there(round_, analyst, send):  # noqa: F811
    fill(send, ["yes"] * 3)
    first = actions.estimate(analyst, round_.id)

    again = actions.estimate(analyst, round_.id)
    fill_one_more = filled("uuid:new", body="<name>A</name><age>30</age><works>no</works>")
    send(fill_one_more)
    after = actions.estimate(analyst, round_.id)

    assert again.id == first.id
    assert after.id != first.id
    assert Estimation.objects.count() == 2


@pytest.mark.sqlite_only
def test_without_submissions_there_is_nothing_to_estimate(round_, analyst):
    with pytest.raises(Refusal, match="nothing to estimate"):
        actions.estimate(analyst, round_.id)


@pytest.mark.sqlite_only
def test_a_round_that_ends_before_it_starts_is_refused(round_, analyst, survey):  # noqa: F811
    with pytest.raises(Refusal, match="ends before it starts"):
        actions.open_round(
            analyst,
            round_.operation_id,
            number=2,
            form_id=survey.form.id,
            starts_on=date(2026, 3, 2),
            ends_on=date(2026, 3, 1),
        )


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("rows", "words"), [([], "empty"), ([("a", 1), ("a", 2)], "Row 2"), ([("a", -1)], "below 0")]
)
def test_a_bad_sample_frame_names_its_row(round_, analyst, rows, words):
    with pytest.raises(Refusal, match=words):
        actions.set_sample_frame(analyst, round_.id, rows)


@pytest.mark.sqlite_only
def test_who_may_see_a_study_and_who_may_change_it(
    client,
    round_,
    analyst,
    send,  # noqa: F811
    arta,
    milan,
    reader_elsewhere,
    blerim,
):
    fill(send, ["yes"] * 24 + ["no"] * 16)
    actions.estimate(analyst, round_.id)
    places = [
        reverse("tracking:study", args=[round_.operation_id]),
        reverse("tracking:round", args=[round_.id]),
        reverse("tracking:export", args=[round_.id]),
    ]

    for user, status in [(analyst, 200), (blerim, 200), (milan, 404), (reader_elsewhere, 404),
                         (arta, 404)]:  # fmt: skip
        client.force_login(user)
        for place in places:
            assert client.get(place).status_code == status, (user, place)
    with pytest.raises(NotAllowed):
        actions.estimate(blerim, round_.id)
    with pytest.raises(NotSeen):
        actions.estimate(reader_elsewhere, round_.id)
    with pytest.raises(NotAllowed):
        actions.open_operation(blerim, round_.office_id, "Another")


def test_a_study_is_opened_and_estimated_on_its_pages(client, mission, analyst, survey, send):  # noqa: F811
    fill(send, ["yes"] * 24 + ["no"] * 16)
    client.force_login(analyst)

    client.post(reverse("tracking:study_new"), {"office": mission.prishtine.id, "title": "Plans"})
    operation = Operation.objects.get()
    typed = {
        "number": 1,
        "form_id": survey.form.id,
        "starts_on": "2026-03-01",
        "ends_on": "2026-03-31",
    }
    page = client.post(reverse("tracking:round_new", args=[operation.id]), typed)
    place = page.headers["Location"]
    client.post(f"{place}estimate/")
    shown = client.get(place).content.decode()

    assert "Cleaned submissions: 40" in shown
    assert "Works?" in shown
    assert "Plans" in client.get(reverse("tracking:studies")).content.decode()


@pytest.mark.sqlite_only
def test_few_people_are_hidden_and_never_one_alone():
    cells = [Cell("a", 0.90, 100), Cell("b", 0.07, 100), Cell("c", 0.03, 100)]

    assert choices_to_hide(cells, adds_up=True) == {"b", "c"}
    assert choices_to_hide(cells, adds_up=False) == {"c"}
    assert choices_to_hide(cells[:2], adds_up=True) == set()
    assert choices_to_hide(cells, adds_up=True, audience="public") == {"a", "b", "c"}


@pytest.mark.sqlite_only
def test_who_nearly_everybody_is_tells_who_is_not():
    cells = [Cell("sea", 0.98, 100), Cell("air", 0.50, 100), Cell("rail", 0.0, 100)]

    assert choices_to_hide(cells, adds_up=False) == {"sea"}


@pytest.mark.sqlite_only
def test_one_person_of_a_large_weight_is_few_people_all_the_same():
    cells = [Cell("a", 0.60, 100, 97), Cell("b", 0.40, 100, 3)]

    assert choices_to_hide(cells, adds_up=True) == {"a", "b"}


@pytest.mark.sqlite_only
def test_how_many_gave_each_answer_is_counted_unweighted(round_, analyst, send):  # noqa: F811
    fill(send, ["yes"] * 34 + ["no"] * 6)

    actions.estimate(analyst, round_.id, domains=["works"])

    run = queries.latest_estimation(round_)
    whole = {f.choice: f.chosen for f in run.findings.filter(question="works", domain="")}
    split = run.findings.filter(question="works", domain="works", choice="no")
    assert whole == {"yes": 34, "no": 6}
    assert {f.domain_value: f.chosen for f in split} == {"yes": 0, "no": 6}


@pytest.mark.sqlite_only
def test_what_partners_may_see_the_public_may_not(round_, analyst, send):  # noqa: F811
    fill(send, ["yes"] * 33 + ["no"] * 7)
    actions.estimate(analyst, round_.id)
    key = f"{round_.id}/works"

    partners = queries.finding(round_.organisation_id, key)
    public = queries.finding(round_.organisation_id, key, "public")

    assert all(row["value"] is not None for row in partners["rows"])
    assert all(row["value"] is None for row in public["rows"])
    assert public["provenance"]["policy"] == "public/all suppression 10"


@pytest.mark.sqlite_only
def test_how_few_answered_is_not_said_either(round_, analyst, send):  # noqa: F811
    fill(send, ["yes"] * 3)
    actions.estimate(analyst, round_.id)

    found = queries.finding(round_.organisation_id, f"{round_.id}/works")

    assert (found["n"], {row["n"] for row in found["rows"]}) == (None, {None})
    assert {
        row["note"] for q in queries.questions_with_findings(analyst, round_) for row in q["rows"]
    } == {""}


@pytest.mark.sqlite_only
def test_old_snapshots_go_but_never_one_that_an_estimate_names(
    settings,
    tmp_path,
    round_,
    analyst,
    send,  # noqa: F811
):
    settings.STATE = tmp_path
    fill(send, ["yes"] * 3)
    first = actions.estimate(analyst, round_.id)
    send(filled("uuid:new", body="<name>A</name><age>30</age><works>no</works>"))
    checked = queries.snapshot_taken(analyst, round_)
    send(filled("uuid:newer", body="<name>A</name><age>31</age><works>no</works>"))
    second = actions.estimate(analyst, round_.id)
    mission = round_.organisation_id
    begun = checked.path.with_name("f" * 64 + ".writing")
    for path in (begun, checked.path.with_name("notes.txt")):
        path.write_text("")

    early = collected.delete_old_snapshots(mission, now() + timedelta(days=89))
    late = collected.delete_old_snapshots(mission, now() + timedelta(days=91))

    assert (early, late) == ({"deleted": 0, "named": 2}, {"deleted": 2, "named": 2})
    left = {path.name for path in checked.path.parent.iterdir()}
    assert left == {f"{first.snapshot}.parquet", f"{second.snapshot}.parquet", "notes.txt"}
    trail = Entry.objects.get(verb="snapshot.delete")
    assert set(trail.detail["snapshots"]) == {checked.digest, "f" * 64}


@pytest.mark.sqlite_only
def test_a_snapshot_that_is_taken_again_is_new_again(
    settings,
    contribute,
    tmp_path,
    round_,
    analyst,
    send,  # noqa: F811
):
    settings.STATE = tmp_path
    contribute("snapshots_named")
    fill(send, ["yes"] * 3)
    path = queries.snapshot_taken(analyst, round_).path
    long_ago = (now() - timedelta(days=400)).timestamp()
    os.utime(path, (long_ago, long_ago))

    queries.snapshot_taken(analyst, round_)
    kept = tasks.delete_old_snapshots()
    os.utime(path, (long_ago, long_ago))
    gone = tasks.delete_old_snapshots()  # what the worker does each morning

    assert (kept, gone) == (0, 1)
    assert not path.exists()


@pytest.mark.sqlite_only
def test_a_snapshot_taken_again_while_names_are_asked_for_stays(
    settings,
    contribute,
    tmp_path,
    round_,
    analyst,
    mission,
    send,  # noqa: F811
    monkeypatch,
):
    settings.STATE = tmp_path
    contribute("snapshots_named", slow="tests.services.tracking.test_study.asked_slowly")
    fill(send, ["yes"] * 3)
    path = queries.snapshot_taken(analyst, round_).path
    long_ago = (now() - timedelta(days=400)).timestamp()
    os.utime(path, (long_ago, long_ago))
    monkeypatch.setattr(asked_slowly, "meanwhile", lambda: queries.snapshot_taken(analyst, round_))

    gone = collected.delete_old_snapshots(mission.organisation.id)

    assert gone == {"deleted": 0, "named": 0}
    assert path.exists()


def asked_slowly(organisation_id):
    """Name nothing, and take long enough for an estimate to begin."""
    asked_slowly.meanwhile()
    return set()


asked_slowly.meanwhile = lambda: None
