"""Requests made from the API's own description (schemathesis): every answer is one, never a fault.

They are sent by somebody who holds every role, half of them about records that are there (those of
the matrix), and undone. A few cases for each operation here; ``tools/fuzz.py --api 10000`` sends as
many in all, in parts that can be repeated (WAYSTATION_FUZZ_API, WAYSTATION_FUZZ_API_PART).
"""

from __future__ import annotations

import os
import time
import warnings

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.matrix.addresses import ADDRESSES
from tests.matrix.test_every_address import OURS
from tests.matrix.test_every_method import plain, resolved
from waystation.foundation.access import actions, queries
from waystation.foundation.access.rules import ROLES

CASES = int(os.environ.get("WAYSTATION_FUZZ_API", "1"))  # for each operation
PART, PARTS = map(int, os.environ.get("WAYSTATION_FUZZ_API_PART", "1/1").split("/"))
LONGEST = 10.0  # seconds of processor time


@pytest.fixture
def one_connection():
    """Keep the test's connection, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def places(content):
    """What fills the places of each path so that a record is there: path -> place -> key."""
    found = {}
    for name in OURS:
        if name.startswith("api:"):
            filled = {key: content[what] for key, what in ADDRESSES[name].made_of.items()}
            found.setdefault(tuple(plain(resolved(name).route)), filled)
    return found


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_no_request_that_the_description_allows_is_answered_with_a_fault(
    content, places, one_connection
):
    everybody = content.colleague(sorted(ROLES))
    token = actions.issue_token(everybody, "fuzz", sorted(queries.reach_of(everybody)), 1)
    faults: dict[str, str] = {}
    answers: dict[int, int] = {}

    def ask(operation):
        there = places.get(tuple(plain(operation.path)), {})
        cases = operation.as_strategy()

        @settings(max_examples=CASES, database=None, suppress_health_check=list(HealthCheck))
        @seed(operation.label)
        @given(data=st.data(), real=st.sampled_from([True, True, False]))
        def one(data, real):
            case = data.draw(cases)
            if real:
                case.path_parameters.update(
                    {key: value for key, value in there.items() if key in case.path_parameters}
                )
            began = time.process_time()
            with transaction.atomic():
                answer = case.call(headers={"Authorization": f"Bearer {token}"})
                transaction.set_rollback(True)
            answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
            if answer.status_code == 500 or time.process_time() - began > LONGEST:
                faults.setdefault(operation.label, case.as_curl_command())

        one()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own
        import schemathesis

        from waystation.site.config.wsgi import application

        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        operations = [found.ok() for found in schema.get_all_operations()]
        for operation in operations[PART - 1 :: PARTS]:
            ask(operation)

    print(  # noqa: T201  a run of thousands says what it did
        f"part {PART} of {PARTS}: {sum(answers.values())} requests, {sorted(answers.items())}"
    )
    assert sum(answers.values()) > 20
    assert faults == {}, "\n".join(f"{label}: {curl}" for label, curl in faults.items())
