"""./waystation verify reports changes made to the audit log with SQL."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.foundation.audit.tampering import (
    cut_tail,
    head_of,
    recompute_all,
    sql,
    unguarded,
)
from waystation.foundation.audit import actions, chain, parts, queries, verifying
from waystation.foundation.audit.models import Entry


@pytest.fixture
def trail(mission, arta, milan, blerim, settings, tmp_path):
    settings.STATE = tmp_path
    with transaction.atomic():
        for number in range(5):
            actions.log(arta, f"test.{number}", "test", None, fields=["a"])
    return mission


def verify(*arguments):
    """Run the command; return its exit code and what it wrote."""
    out = StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except SystemExit as stopped:
        return stopped.code, out.getvalue()
    return 0, out.getvalue()


def test_an_intact_log_verifies(trail):
    code, text = verify()

    assert code == 0
    assert f"audit log, {head_of(trail.organisation).number} entries: whole" in text
    assert "BROKEN" not in text


def test_an_edited_entry_is_reported(trail):
    entry = Entry.objects.get(verb="test.2")

    unguarded("UPDATE audit_entry SET verb = 'other' WHERE number = %s", entry.number)

    (problem,) = queries.problems_of_chain(trail.organisation.id)
    assert problem.startswith(f"Entry {entry.number} (other")


@pytest.mark.parametrize(
    "change",
    [
        "at = '2020-01-01 00:00:00+00:00'",
        "office_id = NULL, user_id = NULL",
        "channel = 'page'",
        "subject_kind = 'other'",
        "detail = '{}'",
        "records = 'centres.Visit 0 0'",
    ],
)
def test_every_column_is_covered(trail, change):
    number = Entry.objects.get(verb="test.2").number

    unguarded(f"UPDATE audit_entry SET {change} WHERE number = {number}")

    (problem,) = queries.problems_of_chain(trail.organisation.id)
    assert problem.startswith(f"Entry {number} ")


def test_a_deleted_entry_is_reported(trail):
    entry = Entry.objects.get(verb="test.1")

    unguarded("DELETE FROM audit_entry WHERE number = %s", entry.number)

    (problem,) = queries.problems_of_chain(trail.organisation.id)
    assert problem.startswith(f"Entry {entry.number} is missing")


def test_two_swapped_entries_are_reported(trail):
    first = Entry.objects.get(verb="test.1").number

    for old, new in ((first, 9000), (first + 1, first), (9000, first + 1)):
        unguarded("UPDATE audit_entry SET number = %s WHERE number = %s", new, old)

    problems = queries.problems_of_chain(trail.organisation.id)
    assert [one.split(" (")[0] for one in problems] == [
        f"Entry {first}", f"Entry {first + 1}", f"Entry {first + 2}",
    ]  # fmt: skip


def test_a_truncated_tail_is_reported(trail):
    last = head_of(trail.organisation).number

    unguarded("DELETE FROM audit_entry WHERE number = %s", last)

    (problem,) = queries.problems_of_chain(trail.organisation.id)
    assert f"its head says {last}" in problem


def test_a_head_that_was_set_back_is_reported(trail):
    last = head_of(trail.organisation).number

    sql("UPDATE audit_chainhead SET number = %s", last - 1)

    (problem,) = queries.problems_of_chain(trail.organisation.id)
    assert "the head was rewritten" in problem


def test_digests_computed_without_the_key_do_not_match(trail, settings):
    real, settings.AUDIT_KEY = settings.AUDIT_KEY, bytes(32)

    recompute_all(trail.organisation)

    settings.AUDIT_KEY = real
    problems = queries.problems_of_chain(trail.organisation.id)
    assert problems[0].startswith("Entry 1 ")


def test_a_rewritten_head_is_detected_by_a_signed_head_from_elsewhere(trail, tmp_path):
    signed = tmp_path / "yesterday.json"
    call_command("head", "--to", str(signed), stdout=StringIO())
    last = head_of(trail.organisation).number

    cut_tail(trail.organisation, last - 2)

    assert verify()[0] == 0
    code, text = verify("--head", str(signed))
    assert code == 1
    assert f"had {last} entries when it was signed" in text
    assert "its tail was cut" in text


def test_a_log_rewritten_with_the_key_is_detected_by_a_signed_head_from_elsewhere(trail, tmp_path):
    signed = tmp_path / "yesterday.json"
    call_command("head", "--to", str(signed), stdout=StringIO())

    unguarded("UPDATE audit_entry SET verb = 'other' WHERE verb = 'test.2'")
    recompute_all(trail.organisation)

    assert queries.problems_of_chain(trail.organisation.id) == []
    code, text = verify("--head", str(signed))
    assert code == 1
    assert "the log was written anew" in text


def test_a_log_that_continued_matches_an_earlier_head(trail, arta, tmp_path):
    signed = tmp_path / "yesterday.json"
    call_command("head", "--to", str(signed), stdout=StringIO())

    with transaction.atomic():
        actions.log(arta, "test.later", "test", None)

    assert verify("--head", str(signed))[0] == 0


def test_the_command_fails_when_something_is_broken(trail):
    unguarded("UPDATE audit_entry SET channel = 'x' WHERE verb = 'test.3'")

    code, text = verify()

    assert code == 1
    assert "audit log, " in text
    assert "BROKEN" in text


def test_no_part_of_an_entry_may_contain_the_separator(trail, arta):
    with pytest.raises(ValueError, match="control characters"), transaction.atomic():
        actions.log(arta, f"test{chain.SEPARATOR}other", "test", None)


def test_the_database_and_python_produce_the_same_text(trail, arta):
    with transaction.atomic():
        actions.log(arta, "test.all", "t.T", trail.peje.id, office_id=trail.peje.id, x="Pejë\n\x1f")

    entry = Entry.objects.get(verb="test.all")
    rows = [row for batch in chain.walk(trail.organisation.id) for row in batch]
    assert bytes(rows[-1][2]).decode() == chain.content_of(entry)


def test_a_log_checked_in_parts_gives_the_same_result_as_checked_at_once(trail):
    last = head_of(trail.organisation).number
    entry = Entry.objects.get(verb="test.2")
    unguarded("UPDATE audit_entry SET verb = 'other' WHERE number = %s", entry.number)
    unguarded("DELETE FROM audit_entry WHERE number = %s", entry.number - 2)

    for count in (1, 2, 3, last):
        found = [
            parts.part(trail.organisation.id, after, upto, verifying.Known)[0]
            for after, upto in parts.ranges(last, count)
        ]

        problems = [one for walked in found for one in walked.problems]
        assert any(one.startswith(f"Entry {entry.number} (other") for one in problems), count
        assert any(f"Entry {entry.number - 2} is missing" in one for one in problems), count
        assert found[-1].number == last
