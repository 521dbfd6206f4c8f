"""Requests made from the API's own description (schemathesis): every answer is one, never a fault.

A few cases for each operation here; ``tools/fuzz.py`` runs the same with thousands.
"""

from __future__ import annotations

import os
import warnings
from datetime import date

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.access import actions, queries

CASES = int(os.environ.get("WAYSTATION_FUZZ_API", "1"))
ROLES = ("analyst", "programme_manager", "counsellor")


@pytest.fixture
def one_connection():
    """Keep the test's connection, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_no_request_that_the_description_allows_is_answered_with_a_fault(mission, one_connection):
    user = mission.hire("Ema Fuzz", mission.prishtine, ROLES[0])
    for role in ROLES[1:]:
        actions.give_role(None, user, mission.prishtine, role, date(2020, 1, 1))
    token = actions.issue_token(user, "fuzz", sorted(queries.reach_of(user)), 1)
    faults: dict[str, str] = {}
    answered = 0

    def ask(operation):
        @settings(max_examples=CASES, database=None, suppress_health_check=list(HealthCheck))
        @given(data=st.data())
        def one(data):
            nonlocal answered
            case = data.draw(operation.as_strategy())
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            answered += 1
            if answer.status_code == 500:
                faults.setdefault(f"{case.method} {case.path}", case.as_curl_command())

        one()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own
        import schemathesis

        from waystation.site.config.wsgi import application

        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        for found in schema.get_all_operations():
            ask(found.ok())

    assert answered > 50
    assert faults == {}
