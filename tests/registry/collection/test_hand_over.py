"""A submission becomes a record of an upper room through the room's own action, or says why not."""

import pytest

from tests.registry.collection.conftest import filled
from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.registry.collection import actions
from waystation.registry.collection.models import Submission

pytestmark = pytest.mark.django_db
HERE = "tests.registry.collection.test_hand_over"
GOT = []


def accept(user, handover):
    GOT.append((user, handover))
    return "centres.Visit", handover.key


def refuse(user, handover):
    raise Refusal("The centre was closed on {day}.", day="1 January")


def fail(user, handover):
    raise RuntimeError("a fault of ours")


@pytest.fixture(autouse=True)
def _handlers(contribute):
    contribute("form_handlers")
    GOT.clear()


def use(contribute, name):
    contribute("form_handlers", above={"household": f"{HERE}.{name}"})


def test_a_good_submission_becomes_a_record_in_the_sender_s_name(survey, send, contribute, arta):
    use(contribute, "accept")

    send(filled())
    send(filled())

    kept = Submission.objects.get()
    [(user, handover)] = GOT
    assert user == arta
    assert (kept.state, kept.subject_kind, kept.subject_id) == (
        "handled",
        "centres.Visit",
        handover.key,
    )
    assert handover.answers["name"] == "Zana"
    assert len(handover.repeats["child"]) == 2


def test_a_refused_submission_is_kept_with_its_sentence_until_resolved(
    survey, send, contribute, analyst, blerim
):
    use(contribute, "refuse")
    answer = send(filled())
    kept = Submission.objects.get()
    assert (answer.status_code, kept.state) == (201, "refused")
    assert kept.sentence == "The centre was closed on 1 January."
    with pytest.raises(NotAllowed):
        actions.accept_submission(blerim, kept.id)

    use(contribute, "accept")
    actions.accept_submission(analyst, kept.id)

    kept.refresh_from_db()
    assert (kept.state, kept.sentence) == ("handled", "")


@pytest.mark.filterwarnings("ignore")
def test_a_fault_of_ours_loses_nothing(survey, send, contribute, caplog):
    use(contribute, "fail")

    answer = send(filled())

    kept = Submission.objects.get()
    assert (answer.status_code, kept.state) == (201, "refused")
    assert "Try again" in kept.sentence
    assert "failed on submission" in caplog.text


def test_what_breaks_the_form_waits_for_an_officer(survey, send, contribute, analyst):
    use(contribute, "accept")
    send(filled(body="<age>34</age>"))
    kept = Submission.objects.get()
    assert (kept.state, GOT) == ("held", [])

    actions.accept_submission(analyst, kept.id)

    assert len(GOT) == 1
