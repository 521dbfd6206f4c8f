"""The way of a recommendation, through its actions and against the database itself."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from waystation.foundation.access import actions as access
from waystation.foundation.access.models import User
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.governance.advice import actions as advice
from waystation.governance.advice import queries, rules
from waystation.governance.advice.models import AdviceEvent, Evidence, Recommendation
from waystation.governance.knowledge.actions import load_dated_facts
from waystation.governance.unkt_reports.queries.sections import life

SENTENCE = "Fund one counsellor in each Migrant Service Centre."
ANSWER = {
    "verdict": "not_followed",
    "motivation": "There is no money before 2027.",
    "decided_on": date(2026, 1, 15),
    "decider": "UNKT meeting 1/2026",
}


@pytest.fixture
def drafted(network):
    """A draft of Nora's with one piece of evidence, put there directly."""
    return draft(network)


def draft(network, text=SENTENCE, **other):
    row = advice.draft_recommendation(
        network.nora, text=text, addressee="unkt", gcm=["GCM5"], **other
    )
    piece = Evidence.begin(
        network.nora,
        network.office.id,
        recommendation=row,
        kind="fact",
        key="remittances",
        title="Remittances",
        digest="0" * 64,
    )
    piece.save(force_insert=True)
    return row


@pytest.fixture
def submitted(network, drafted):
    """Signed by Carla and Ivo, and with the UNKT."""
    advice.endorse(network.carla, drafted.id)
    advice.endorse(network.ivo, drafted.id)
    advice.submit(network.sanja, drafted.id, how="By e-mail")
    return drafted


def state_of(row):
    return queries.recommendations.file_of(Recommendation.objects.get(id=row.id)).state


@pytest.mark.duty("O-25")
def test_every_step_is_an_event_with_its_day_and_its_writer(network, submitted, clock):
    clock.set(date(2026, 2, 1))

    advice.take_up(network.uma, submitted.id)
    advice.record_answer(network.uma, submitted.id, **ANSWER)

    events = AdviceEvent.objects.filter(recommendation=submitted).order_by("number")
    told = [(one.number, one.state, one.created_by.full_name.split()[0]) for one in events]
    assert told == [
        (1, "draft", "Nora"),
        (2, "endorsed", "Carla"),
        (3, "submitted", "Sanja"),
        (4, "under_review", "Uma"),
        (5, "not_followed", "Uma"),
    ]
    verbs = Entry.objects.filter(subject_id=submitted.id).values_list("verb", flat=True)
    assert set(verbs) >= {"advice.draft", "advice.endorse", "advice.submit", "advice.answer"}


def test_the_same_key_twice_is_one_recommendation(network):
    key = new_key()
    first = draft(network, key=key)

    again = advice.draft_recommendation(
        network.nora, key=key, text=SENTENCE, addressee="unkt", gcm=["GCM5"]
    )

    assert again == first
    assert AdviceEvent.objects.filter(recommendation=first).count() == 1
    with pytest.raises(Conflict):
        advice.draft_recommendation(network.nora, key=key, text="Something else.", addressee="unkt")


def test_numbers_run_through_the_year(network, clock):
    first, second = draft(network), draft(network, "Open a desk in Prizren.")
    clock.set(date(2027, 1, 5))
    third = draft(network, "Open a desk in Pejë.")

    assert [str(one) for one in (first, second, third)] == ["2026/1", "2026/2", "2027/1"]


@pytest.mark.duty("O-26")
@pytest.mark.parametrize("verdict", ["not_followed", "partly_followed"])
@pytest.mark.parametrize(
    "blank", ["", "  ", "\n\t ", "\u00a0\u2003", ".", "n/a", "......", "xxxxxx", "aaaa", "test"]
)
def test_the_action_refuses_a_negative_answer_without_a_motivation(
    network, submitted, verdict, blank
):
    with pytest.raises(Refusal) as refused:
        advice.record_answer(
            network.uma, submitted.id, **ANSWER | {"verdict": verdict, "motivation": blank}
        )

    assert refused.value.code == "motivation_missing"
    assert state_of(submitted) == "submitted"


def insert(row, writer, **values):
    """Write an answer with plain SQL, as nothing of ours would."""
    given = {
        "id": new_key(),
        "created_at": "2026-01-15 12:00:00+00:00",
        "changed_at": "2026-01-15 12:00:00+00:00",
        "version": 1,
        "number": 99,
        "state": "not_followed",
        "day": "2026-01-15",
        "note": "",
        "motivation": "No money.",
        "decided_on": "2026-01-15",
        "decider": "UNKT",
        "document": "",
        "created_by_id": writer.id,
        "office_id": row.office_id,
        "organisation_id": row.organisation_id,
        "recommendation_id": row.id,
    } | values
    if connection.vendor == "sqlite":
        given = {k: v.hex if isinstance(v, UUID) else v for k, v in given.items()}
    places = ", ".join(["%s"] * len(given))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO advice_adviceevent ({', '.join(given)}) VALUES ({places})",
            list(given.values()),
        )


WRONG = [
    {"motivation": ""},
    {"motivation": "   "},
    {"motivation": "\n\t\r"},
    {"motivation": "\u00a0\u2003"},
    {"state": "partly_followed", "motivation": " "},
    {"decided_on": None},
    {"decider": " "},
    {"state": "followed", "motivation": "", "decider": ""},
    {"state": "withdrawn", "note": " "},
    {"state": "forgotten"},
    {"created_by_id": None},
]


@pytest.mark.duty("O-26")
@pytest.mark.parametrize("values", WRONG, ids=str)
def test_the_database_refuses_an_answer_that_says_nothing(network, submitted, values):
    with pytest.raises(DatabaseError):
        insert(submitted, network.uma, **values)

    assert state_of(submitted) == "submitted"


def test_the_database_takes_a_whole_answer(network, submitted):
    insert(submitted, network.uma)

    assert state_of(submitted) == "not_followed"


def test_the_database_refuses_the_answer_of_a_signatory(network, submitted):
    """A-15: four eyes, even by plain SQL."""
    with pytest.raises(DatabaseError, match="co-chair"):
        insert(submitted, network.ivo)


@pytest.mark.parametrize("who", ["carla", "ivo"])
def test_who_signed_as_co_chair_does_not_record_the_answer(network, submitted, who):
    """A-15: with every permission, four eyes stand; Rita, who did not sign, may."""
    signed, rita = (User.objects.get(id=getattr(network, one).id) for one in (who, "rita"))
    for one in (signed, rita):
        access.give_role(None, one, network.office, "network_secretariat", date(2026, 1, 1))

    with pytest.raises(NotAllowed) as refused:
        advice.record_answer(signed, submitted.id, **ANSWER)

    assert refused.value.code == "four_eyes"
    assert advice.record_answer(rita, submitted.id, **ANSWER).number == 4


@pytest.mark.duty("O-26")
def test_an_answer_is_superseded_and_never_overwritten(network, submitted):
    first = advice.record_answer(network.uma, submitted.id, **ANSWER)

    later = advice.record_answer(
        network.uma,
        submitted.id,
        **ANSWER | {"verdict": "followed", "motivation": "", "why": "Money was found."},
    )

    first.refresh_from_db()
    assert (first.state, first.motivation) == ("not_followed", ANSWER["motivation"])
    assert (later.number, later.note) == (first.number + 1, "Money was found.")
    for sql in (
        "UPDATE advice_adviceevent SET motivation = 'Something nicer.'",
        "DELETE FROM advice_adviceevent",
        "UPDATE advice_signature SET seat = 'nobody'",
        "DELETE FROM advice_signature",
        "UPDATE advice_evidence SET said = 'more'",
        "UPDATE advice_recommendation SET text = 'Something milder.'",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_the_same_answer_twice_is_one_and_another_needs_its_reason(network, submitted):
    first = advice.record_answer(network.uma, submitted.id, **ANSWER)

    assert advice.record_answer(network.uma, submitted.id, **ANSWER) == first
    with pytest.raises(Refusal) as refused:
        advice.record_answer(network.uma, submitted.id, **ANSWER | {"decider": "Somebody else"})
    assert refused.value.code == "why_missing"


def test_words_are_fixed_once_signed_and_a_new_one_takes_their_place(network, drafted):
    edited = advice.edit_recommendation(
        network.nora, drafted.id, {"text": SENTENCE}, {"text": "Fund two counsellors."}
    )
    advice.endorse(network.carla, drafted.id)

    with pytest.raises(Refusal) as refused:
        advice.edit_recommendation(
            network.nora, drafted.id, {"text": edited.text}, {"text": "Fund three."}
        )

    assert refused.value.code == "text_fixed"
    new = draft(network, "Fund three counsellors.", supersedes=drafted.id)
    assert state_of(drafted) == "endorsed"
    advice.endorse(network.carla, new.id)
    assert state_of(drafted) == "withdrawn"


def test_nobody_signs_without_evidence_or_without_a_seat(network, clock):
    bare = advice.draft_recommendation(network.nora, text=SENTENCE, addressee="unkt")

    with pytest.raises(Refusal) as refused:
        advice.endorse(network.carla, bare.id)
    assert refused.value.code == "evidence_missing"

    row = draft(network)
    with pytest.raises(NotAllowed):
        advice.endorse(network.sanja, row.id)
    clock.set(date(2027, 1, 2))  # Rita's term has ended; her account still has the role
    with pytest.raises(Refusal) as refused:
        advice.endorse(network.rita, row.id)
    assert refused.value.code == "not_a_cochair"


def test_unkt_sees_what_was_submitted_and_strangers_see_nothing(
    network, drafted, arta, milan, blerim
):
    for stranger in (arta, milan, blerim):
        with pytest.raises(NotSeen):
            queries.recommendations.recommendation_visible_to(stranger, drafted.id)
    with pytest.raises(NotSeen):
        queries.recommendations.recommendation_visible_to(network.uma, drafted.id)

    advice.endorse(network.carla, drafted.id)
    advice.submit(network.sanja, drafted.id)

    assert queries.recommendations.recommendation_visible_to(network.uma, drafted.id) == drafted
    with pytest.raises(NotAllowed):
        advice.record_answer(network.nora, drafted.id, **ANSWER)
    with pytest.raises(NotAllowed):
        advice.draft_recommendation(network.uma, text=SENTENCE, addressee="unkt")


@pytest.mark.duty("O-25")
def test_the_ageing_list_puts_the_oldest_first(network, submitted, clock):
    clock.set(date(2026, 3, 1))
    young = draft(network, "Open a desk in Prizren.")
    advice.endorse(network.carla, young.id)
    advice.submit(network.sanja, young.id)
    clock.set(date(2026, 5, 20))

    lines, _ = queries.recommendations.lines_visible_to(network.uma, clock.today, state="awaiting")

    days = [(date(2026, 5, 20) - day).days for day in (date(2026, 1, 15), date(2026, 3, 1))]
    assert [(one.number, one.age) for one in lines] == [
        ("2026/1", days[0]),
        ("2026/2", days[1]),
    ]
    assert [rules.ageing(one.age, 60) for one in lines] == ["red", "amber"]


def test_the_list_asks_as_many_questions_for_one_as_for_sixty(
    network, django_assert_max_num_queries
):
    for number in range(60):
        row = draft(network, f"Open desk {number}.")
        advice.endorse(network.carla, row.id)

    with django_assert_max_num_queries(5):
        lines, after = queries.recommendations.lines_visible_to(network.nora, network.clock.today)
    rest, last = queries.recommendations.lines_visible_to(
        network.nora, network.clock.today, after=after
    )

    assert [len(lines), len(rest), last] == [50, 10, ""]
    assert [lines[0].number, rest[-1].number] == ["2026/60", "2026/1"]


def test_a_report_gets_the_answers_of_its_period_and_what_still_waits(network, submitted, clock):
    clock.set(date(2026, 2, 10))
    advice.record_answer(network.uma, submitted.id, **ANSWER)
    waits = draft(network, "Open a desk in Prizren.")
    advice.endorse(network.carla, waits.id)
    advice.submit(network.sanja, waits.id)

    first, second = (
        life.advice(SimpleNamespace(office_id=network.office.id, starts_on=start, ends_on=end))
        for start, end in [
            (date(2026, 1, 1), date(2026, 3, 31)),
            (date(2026, 4, 1), date(2026, 6, 30)),
        ]
    )

    rows = first[0]["rows"]
    assert [(number.partition(":")[0], state) for number, state, *_ in rows] == [
        ("2026/1", "Not followed"),
        ("2026/2", "Submitted"),
    ]
    assert rows[0][2] == ANSWER["motivation"]
    assert [number.partition(":")[0] for number, *_ in second[0]["rows"]] == ["2026/2"]


def test_a_fact_is_cited_with_the_qualifier_of_its_source_and_a_year_as_a_year(network):
    load_dated_facts(network.office.organisation_id, network.office.id)
    row = draft(network, "Publish how many people of each municipality wait for a solution.")
    offered = dict(queries.evidence.citable_evidence(network.nora)["fact"])
    key = next(key for key, title in offered.items() if title.startswith("Displaced people"))

    advice.cite_evidence(network.nora, row.id, "fact", key)

    cited = Evidence.objects.get(recommendation=row, key=key)
    assert cited.said == "an estimated 20,000 people"
    founded = next(title for title in offered.values() if title.startswith("Year in which"))
    assert founded == "Year in which IOM was founded: 1951 (IOM Serbia web page)"
    assert any("about 19% of GDP" in title for title in offered.values())
