"""The matrix quotes sentences of an edition; good practices are reviewed with interests."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.governance.policies.conftest import TODAY, in_consultation
from tests.questions import questions_of
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.governance.policies.actions import instruments, measures
from waystation.governance.policies.actions import mainstreaming as actions
from waystation.governance.policies.models import Cell, PracticeReview
from waystation.governance.policies.queries import due
from waystation.governance.policies.queries import mainstreaming as queries

SENTENCE = "Every agency that recruits for work abroad needs a licence."
ADOPTION = {"adopted_on": TODAY, "adopted_by": "Government"}


@pytest.fixture
def quoted(arta, roadmap):
    chapter = roadmap.chapters.get(title="Ethical recruitment")
    return actions.quote_chapter(arta, chapter.id, "recruitment", quote=SENTENCE, page="p. 7")


def put_in_force(arta, blerim, people, row):
    in_consultation(arta, people, row)
    instruments.change_instrument_state(blerim, row.id, "adopt", **ADOPTION)
    return instruments.change_instrument_state(blerim, row.id, "enforce", in_force_on=TODAY)


def cells_of(row):
    return {
        (line.chapter.title, topic): cell
        for line in queries.matrix_of(row)
        for topic, cell in line.cells
        if cell
    }


def test_a_cell_quotes_the_sentence_and_its_edition(arta, client, roadmap, quoted):
    client.force_login(arta)

    page = client.get(reverse("policies:matrix", args=[roadmap.id])).content.decode()

    assert list(cells_of(roadmap)) == [("Ethical recruitment", "recruitment")]
    assert SENTENCE in page
    assert "2024–2027, p. 7" in " ".join(page.split())


def test_a_tick_is_no_quotation(arta, roadmap):
    chapter = roadmap.chapters.first()

    for quote in ("", "yes", "see text"):
        with pytest.raises(Refusal) as refused:
            actions.quote_chapter(arta, chapter.id, "recruitment", quote=quote)
        assert refused.value.field == "quote"

    assert not Cell.objects.exists()


def test_a_quotation_is_never_changed(arta, quoted):
    with pytest.raises(Refusal, match="cannot be changed"):
        actions.quote_chapter(arta, quoted.chapter_id, "recruitment", quote="A new sentence here.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Cell.objects.update(quote="Another sentence.")


def test_a_new_edition_marks_the_cells_stale_until_it_is_quoted(
    arta, blerim, people, roadmap, measure, quoted
):
    put_in_force(arta, blerim, people, roadmap)
    following = instruments.draft_next_edition(arta, roadmap.id, edition="2028–2030")
    place = ("Ethical recruitment", "recruitment")
    as_draft = cells_of(following)[place].stale

    following = put_in_force(arta, blerim, people, following)
    in_force = cells_of(following)[place]
    waiting = [one.kind for one in due.outstanding(arta, TODAY)]
    chapter = following.chapters.get(title="Ethical recruitment")
    actions.quote_chapter(arta, chapter.id, "recruitment", quote="Licences are public now.")

    assert (as_draft, in_force.stale, in_force.edition) == (False, True, "2024–2027")
    assert cells_of(roadmap)[place].stale
    assert "policies.stale" in waiting
    assert not cells_of(following)[place].stale
    assert "policies.stale" not in [one.kind for one in due.outstanding(arta, TODAY)]


def test_what_is_stale_is_found_with_the_same_questions_for_any_number_of_policies(
    mission, arta, blerim, people
):
    def policy(title):
        row = instruments.draft_instrument(
            arta, mission.prishtine.id, title=title, kind="strategy",
            entity=str(people.ministry.id), edition="2024",
        )  # fmt: skip
        chapter = instruments.add_chapter(arta, row.id, title="Work")
        actions.quote_chapter(arta, chapter.id, "recruitment", quote=SENTENCE, page="p. 7")
        measures.add_measure(
            arta, row.id, title="Register of agencies", entity=str(people.ministry.id),
            person="Head of the department", due_on=date(2026, 12, 31), chapter=str(chapter.id),
        )  # fmt: skip
        put_in_force(arta, blerim, people, row)
        following = instruments.draft_next_edition(arta, row.id, edition="2026")
        put_in_force(arta, blerim, people, following)

    policy("Employment strategy")
    of_one = questions_of(lambda: queries.stale_cells(arta))
    for title in ("Youth strategy", "Education strategy"):
        policy(title)
    of_three = questions_of(lambda: queries.stale_cells(arta))

    assert len(queries.stale_cells(arta)) == 3
    assert (of_one, of_three) == (4, 4)


def test_who_looks_quotes_nothing_and_elsewhere_there_is_no_matrix(
    blerim, milan, client, roadmap, quoted
):
    with pytest.raises(NotAllowed):
        actions.quote_chapter(blerim, quoted.chapter_id, "skills", quote="One two three four.")
    with pytest.raises(NotSeen):
        actions.quote_chapter(milan, quoted.chapter_id, "skills", quote="One two three four.")
    client.force_login(milan)
    assert client.get(reverse("policies:matrix", args=[roadmap.id])).status_code == 404


@pytest.fixture
def practice(mission, arta, people):
    return actions.propose_practice(
        arta,
        mission.prishtine.id,
        title="Inspectors in the waiting room",
        entity=str(people.ministry.id),
        topic="recruitment",
        text="Once a week.",
        results="More complaints.",
        address="https://example.org",
    )


def review(user, practice, conflict="none", verdict="recommend", why=""):
    return actions.review_practice(
        user,
        practice.id,
        conflict=conflict,
        conflict_text=why,
        verdict=verdict,
        text="Seen in two centres.",
    )


def test_a_practice_needs_a_review_without_a_conflict_of_interest(mission, blerim, practice):
    paid = mission.hire("Paid Reviewer", mission.prishtine, "programme_manager")
    with pytest.raises(Refusal) as refused:
        review(paid, practice, conflict="declared")
    review(paid, practice, conflict="declared", why="I was paid for the pilot.")
    with pytest.raises(Refusal, match="without a conflict"):
        actions.change_practice_state(blerim, practice.id, "publish")

    review(blerim, practice)
    row = actions.change_practice_state(blerim, practice.id, "publish")

    assert refused.value.field == "conflict_text"
    assert row.state == "published"


def test_a_practice_that_reviewers_do_not_recommend_is_not_published(blerim, practice):
    review(blerim, practice, verdict="not_recommend")

    with pytest.raises(Refusal, match="do not recommend"):
        actions.change_practice_state(blerim, practice.id, "publish")


def test_nobody_reviews_their_own_practice_or_twice(mission, blerim, people):
    own = actions.propose_practice(
        people.ana,
        mission.prishtine.id,
        title="Own",
        entity=str(people.ministry.id),
        topic="skills",
        text="x",
        results="y",
        address="https://example.org",
    )
    review(blerim, own)

    with pytest.raises(Refusal, match="already"):
        review(blerim, own)
    with pytest.raises(NotAllowed):
        review(people.ana, own)
    assert PracticeReview.objects.count() == 1


def test_practices_are_listed_for_who_may_and_nowhere_else(arta, milan, client, practice):
    client.force_login(arta)
    shown = client.get(reverse("policies:practices")).content.decode()
    client.force_login(milan)
    elsewhere = client.get(reverse("policies:practices")).content.decode()

    assert practice.title in shown
    assert practice.title not in elsewhere
    assert client.get(reverse("policies:practice", args=[practice.id])).status_code == 404


def test_a_matrix_without_chapters_leads_to_adding_one(mission, arta, blerim, people, client):
    row = instruments.draft_instrument(
        arta,
        mission.prishtine.id,
        title="Strategy without chapters",
        kind="strategy",
        entity=str(people.ministry.id),
        edition="2026",
    )
    add = reverse("policies:chapter_new", args=[row.id])
    pages = {}

    for user in (arta, blerim):
        client.force_login(user)
        pages[user] = client.get(reverse("policies:matrix", args=[row.id])).content.decode()

    assert add in pages[arta]
    assert add not in pages[blerim]
