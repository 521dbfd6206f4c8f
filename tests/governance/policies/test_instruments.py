"""An instrument from its draft through the consultation to its next edition."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.governance.policies.conftest import TODAY, in_consultation
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.governance.policies.actions import instruments as actions
from waystation.governance.policies.actions import measures
from waystation.governance.policies.models import Instrument, Measure
from waystation.governance.policies.queries import instruments as queries

ADOPTION = {"adopted_on": TODAY, "adopted_by": "Government, decision 12/2026"}


@pytest.fixture
def consulted(arta, people, roadmap, measure):
    return in_consultation(arta, people, roadmap)


@pytest.fixture
def comment(arta, roadmap, consulted):
    return actions.record_comment(
        arta, roadmap.id, consulted=str(consulted.id), text="Name the schools.", said_on=TODAY
    )


@pytest.fixture
def adopted(arta, blerim, roadmap, consulted):
    return actions.change_instrument_state(blerim, roadmap.id, "adopt", **ADOPTION)


def test_a_draft_sent_twice_is_one_and_with_other_content_a_conflict(mission, arta, people):
    key = new_key()
    given = {
        "title": "Return policy",
        "kind": "policy",
        "entity": str(people.ministry.id),
        "edition": "2026",
    }

    first, second = (
        actions.draft_instrument(arta, mission.prishtine.id, key=key, **given) for _ in range(2)
    )

    assert first.id == second.id == key
    with pytest.raises(Conflict):
        actions.draft_instrument(arta, mission.prishtine.id, key=key, **{**given, "edition": "2"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "song"}, "kind"),
        ({"entity": ""}, "entity"),
        ({"entity": "nobody"}, "entity"),
        ({"areas": ["fishing"]}, "areas"),
        ({"starts_on": date(2027, 1, 1), "ends_on": date(2026, 1, 1)}, "ends_on"),
    ],
)
def test_a_draft_says_what_is_wrong_beside_its_field(mission, arta, people, changes, field):
    given = {
        "title": "Diaspora strategy",
        "kind": "strategy",
        "entity": str(people.ministry.id),
        "edition": "2026",
    }

    with pytest.raises(Refusal) as refused:
        actions.draft_instrument(arta, mission.prishtine.id, **{**given, **changes})

    assert refused.value.field == field
    assert not Instrument.objects.filter(edition="2026").exists()


def test_a_consultation_needs_somebody_who_is_asked(arta, roadmap):
    with pytest.raises(Refusal, match="who is asked"):
        actions.change_instrument_state(arta, roadmap.id, "consult")


def test_an_unanswered_comment_blocks_the_adoption(arta, blerim, roadmap, comment):
    with pytest.raises(Refusal, match="without an answer"):
        actions.change_instrument_state(blerim, roadmap.id, "adopt", **ADOPTION)

    actions.answer_comment(arta, comment.id, verdict="accepted", answer="They are named now.")
    row = actions.change_instrument_state(blerim, roadmap.id, "adopt", **ADOPTION)

    assert row.state == "adopted"
    assert row.adopted_by == "Government, decision 12/2026"


def test_the_database_too_refuses_the_adoption_with_an_unanswered_comment(roadmap, comment):
    rows = Instrument.objects.filter(id=roadmap.id)

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state="adopted", adopted_on=TODAY, adopted_by="Government")

    assert rows.get().state == "consultation"


def test_an_adoption_needs_a_measure(arta, blerim, people, roadmap):
    in_consultation(arta, people, roadmap)

    with pytest.raises(Refusal, match="no measure"):
        actions.change_instrument_state(blerim, roadmap.id, "adopt", **ADOPTION)


def test_who_drafts_does_not_adopt_and_who_looks_does_not_draft(arta, blerim, roadmap, consulted):
    with pytest.raises(NotAllowed):
        actions.change_instrument_state(arta, roadmap.id, "adopt", **ADOPTION)
    with pytest.raises(NotAllowed):
        actions.add_chapter(blerim, roadmap.id, title="One more")


def test_an_adopted_text_stays_as_it_is(arta, adopted):
    seen = queries.values_of_instrument(adopted)

    with pytest.raises(Refusal, match="adopted"):
        actions.edit_instrument(arta, adopted.id, seen, {**seen, "summary": "Another text"})


def test_two_editors_of_one_field_see_both_values(arta, roadmap):
    seen = queries.values_of_instrument(roadmap)
    actions.edit_instrument(arta, roadmap.id, seen, {"summary": "First"})

    with pytest.raises(Conflict) as conflict:
        actions.edit_instrument(arta, roadmap.id, seen, {"summary": "Second"})

    assert conflict.value.fields == {"summary": ("First", "Second")}


def test_the_next_edition_carries_chapters_and_open_measures_and_replaces_this_one(
    arta, blerim, measure, adopted, people
):
    measures.add_milestone(arta, measure.id, title="Draft of the rules", due_on=TODAY)
    done = measures.add_measure(
        arta,
        adopted.id,
        title="Training of inspectors",
        entity=str(people.ministry.id),
        person="Chief inspector",
        due_on=TODAY,
    )
    step = measures.add_milestone(arta, done.id, title="Course held", due_on=TODAY)
    measures.reach_milestone(arta, step.id, reached_on=TODAY, address="https://example.org/list")
    actions.change_instrument_state(blerim, adopted.id, "enforce", in_force_on=TODAY)

    following = actions.draft_next_edition(arta, adopted.id, edition="2028–2030")
    in_consultation(arta, people, following)
    actions.change_instrument_state(blerim, following.id, "adopt", **ADOPTION)
    actions.change_instrument_state(blerim, following.id, "enforce", in_force_on=TODAY)

    assert following.number == 2
    assert following.chapters.count() == 4
    carried = Measure.objects.get(instrument=following)
    assert (carried.continues_id, carried.milestones.count()) == (measure.id, 1)
    adopted.refresh_from_db()
    assert adopted.state == "replaced"
    with pytest.raises(Refusal, match="already been drafted"):
        actions.draft_next_edition(arta, adopted.id, edition="2031")


def test_an_authority_sees_what_it_owns_or_is_asked_about_and_comments_for_itself(
    people, roadmap, consulted
):
    text = {"text": "Add our schools.", "said_on": TODAY}

    comment = actions.record_comment(people.other, roadmap.id, consulted=str(consulted.id), **text)

    assert queries.comments_of(people.other, roadmap.id) == [comment]
    assert queries.comments_of(people.ana, roadmap.id) == []
    with pytest.raises(NotAllowed):
        actions.record_comment(people.ana, roadmap.id, consulted=str(consulted.id), **text)
    with pytest.raises(NotAllowed):
        actions.answer_comment(people.other, comment.id, verdict="accepted", answer="Yes")


def test_nobody_elsewhere_sees_a_policy(milan, roadmap, comment, client):
    client.force_login(milan)

    answer = client.get(reverse("policies:instrument", args=[roadmap.id]))

    assert answer.status_code == 404
    assert not queries.instruments_visible_to(milan).exists()
    assert not queries.comments_visible_to(milan).exists()
    with pytest.raises(NotSeen):
        actions.change_instrument_state(milan, roadmap.id, "consult")


def test_the_page_of_a_policy_shows_its_consultation_and_offers_only_what_one_may(
    arta, blerim, client, roadmap, comment
):
    client.force_login(arta)
    of_arta = client.get(reverse("policies:instrument", args=[roadmap.id])).content.decode()
    client.force_login(blerim)
    of_blerim = client.get(reverse("policies:instrument", args=[roadmap.id])).content.decode()

    answer = reverse("policies:comment_answer", args=[comment.id])
    assert "Name the schools." in of_arta
    assert "Name the schools." in of_blerim
    assert answer in of_arta
    assert answer not in of_blerim
    assert reverse("policies:instrument_step", args=[roadmap.id, "adopt"]) in of_blerim


def test_the_paper_of_a_policy_is_pdf_or_word_for_who_sees_it(
    blerim, milan, client, roadmap, comment
):
    client.force_login(blerim)
    pdf, word, other = (
        client.get(reverse("policies:paper", args=[roadmap.id, kind]))
        for kind in ("pdf", "docx", "txt")
    )
    client.force_login(milan)
    elsewhere = client.get(reverse("policies:paper", args=[roadmap.id, "pdf"]))

    assert pdf.content.startswith(b"%PDF-")
    assert word.content.startswith(b"PK")
    assert (other.status_code, elsewhere.status_code) == (404, 404)


def test_an_authority_meets_no_closed_link_and_only_institutions_that_it_may_filter_by(
    people, roadmap, measure, client
):
    client.force_login(people.ana)

    matrix = client.get(reverse("policies:matrix", args=[roadmap.id]))
    listed = client.get(reverse("policies:own"))

    assert f'href="{reverse("policies:instruments")}"' not in matrix.content.decode()
    assert f'href="{reverse("policies:instrument", args=[roadmap.id])}"' in matrix.content.decode()
    assert "Ministry of Labour" in listed.content.decode()
    assert "Ministry of Education" not in listed.content.decode()


def test_a_comment_whose_form_is_sent_twice_is_one(arta, roadmap, consulted, client):
    client.force_login(arta)
    page = reverse("policies:comment_new", args=[roadmap.id])
    words = {"consulted": str(consulted.id), "text": "Said once.", "said_on": "21/09/2026"}
    sent = words | {"csrfmiddlewaretoken": "the token of one page"}

    answers = [client.post(page, sent) for _time in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert [one.text for one in queries.comments_of(arta, roadmap.id)].count("Said once.") == 1
