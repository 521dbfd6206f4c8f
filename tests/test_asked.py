"""What keeps a test from asking one database what the other is never asked."""

import pytest

from tests.asked import Asked, complaint, statement


def test_a_statement_is_its_verb_its_columns_and_its_functions():
    one = statement('SELECT "a"."id", COUNT("a"."day") FROM "a" WHERE "a"."id" IN (%s)')
    same = statement('SELECT "a"."id", COUNT("a"."day") FROM "a" WHERE "a"."id" IN (%s, %s, %s)')
    other = statement('SELECT "a"."id", MIN("a"."day") FROM "a" WHERE "a"."id" IN (%s)')

    assert one == "SELECT a id COUNT a day a a id"
    assert same == one
    assert other != one


@pytest.mark.parametrize("sql", ['SAVEPOINT "s1"', 'RELEASE SAVEPOINT "s1"', "PRAGMA x", ""])
def test_what_every_transaction_says_is_no_question(sql):
    assert statement(sql) == ""


def test_what_no_test_asks_of_both_is_named_with_the_test_that_asks_it():
    asked = Asked()
    asked.add("test_on_both", True, {"SELECT a", "SELECT b"})
    asked.add("test_on_one", False, {"SELECT b", "SELECT c"})

    assert asked.of_one_only() == {"test_on_one": ["SELECT c"]}
    assert "test_on_one\n    SELECT c" in complaint(asked.of_one_only())
