"""What somebody elsewhere sends in a body: no key of Arta's records gets into a row of theirs.

Every form and every operation of the API that needs no record in its address is sent by somebody of
another organisation, or of another office of the same one, who holds every role, with the keys of
Arta's records wherever a key may stand, and with fields that no form has. No statement that writes
may carry one of these keys. Forms about a record are sent by a colleague of Arta's, with the keys
of another office.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from uuid import UUID

import lxml.html
import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.matrix.addresses import ADDRESSES, EVERYONE
from tests.matrix.test_every_address import OURS
from tests.matrix.test_every_method import OF_AN_OFFICE, description, operations, takes
from waystation.foundation.access.rules import ROLES
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions as people
from waystation.registry.privacy.actions import record_consent
from waystation.services.centres import actions as centres

pytestmark = pytest.mark.sqlite_only

KEY = "[0-9a-f-]{36}"
WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE) \"?(\w+)", re.IGNORECASE)
LOGS = {"audit_entry"}  # a refusal names what was asked for
CONSENT = {
    "purpose": "referral", "recipient": "Somebody", "fields": ["name"], "language": "en",
    "text_number": 1, "how": "signed",
}  # fmt: skip
OFFICES = {"office", "office_id"}
NO_FORM_HAS = {
    "id", "organisation", "organisation_id", "office", "office_id", "user", "user_id",
    "created_by", "created_by_id", "state", "is_superuser", "is_active", "role", "verified",
    "approved_by", "approved_by_id", "signed_by", "number", "digest", "person", "person_id",
}  # fmt: skip


class Foreign:
    """The keys of Arta's records, by the name of what they are."""

    def __init__(self, content, shared=()):
        self.content = content
        self.by_name = {name: str(key) for name, key in content.items() if isinstance(key, UUID)}
        self.by_name.setdefault("organisation", str(content.mission.organisation.id))
        keys = {name: UUID(key).hex for name, key in self.by_name.items()}
        self.hex = set(keys.values()) - {keys[name] for name in shared if name in keys}

    def for_field(self, name):
        """Return the key of what a field of this name would take: that of a person if unknown."""
        plain = re.sub(r"(_id|_ids|s)$", "", name)
        return self.by_name.get(plain) or self.by_name["person"]

    @contextmanager
    def in_writes(self):
        """Note each table that a statement with one of these keys writes to."""
        found = []

        def watch(execute, sql, params, many, context):
            table = WRITES.match(sql)
            if table and table[2] not in LOGS:
                rows = params if many else [params or ()]
                given = {str(one).replace("-", "") for row in rows for one in row}
                if self.hex & given:
                    found.append(table[2])
            return execute(sql, params, many, context)

        with connection.execute_wrapper(watch):
            yield found


SHARED = {"organisation", "partner", "employer", "entity"} | {
    what for one in ADDRESSES.values() if one.shared for what in one.made_of.values()
}
"""Names of Arta's records that colleagues of all offices work with: they may be named anywhere."""
ELSEWHERE = [
    ("another organisation", sorted(ROLES), set()),
    ("another office", OF_AN_OFFICE, SHARED),
]
from_elsewhere = pytest.mark.parametrize(
    ("place", "roles", "shared"), ELSEWHERE, ids=[place for place, *_more in ELSEWHERE]
)


def office_of(user):
    return str(user.memberships.first().office_id)


@pytest.fixture
def foreign(content):
    return Foreign(content)


def filled(schema, foreign, name=""):
    """Return a body that a schema takes, all of it, with a foreign key wherever one may stand."""
    if "$ref" in schema:
        known = description()["components"]["schemas"][schema["$ref"].split("/")[-1]]
        return filled(known, foreign, name)
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], foreign, name)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        return {key: filled(one, foreign, key) for key, one in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [filled(schema.get("items", {}), foreign, name)]
    if schema.get("format") == "uuid" or name.endswith("_id"):
        return foreign.for_field(name)
    by_format = {"date": "2026-01-05", "date-time": "2026-01-05T10:00:00Z"}
    by_type = {"integer": 1, "number": 1, "boolean": True}
    return by_format.get(schema.get("format")) or by_type.get(schema.get("type"), "x")


@from_elsewhere
def test_no_operation_of_the_api_takes_a_key_from_elsewhere(
    place, roles, shared, mission, client, content
):
    foreign, stranger = Foreign(content, shared), content.stranger(roles, place)
    client.force_login(stranger)
    wrong, sent, taken = [], 0, set()

    for name in OURS:
        if not name.startswith("api:") or ADDRESSES[name].made_of:
            continue
        for method, operation in operations(name).items():
            about = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if about is None or method == "GET":
                continue
            body = filled(about["schema"], foreign)
            extra = {key: foreign.for_field(key) for key in NO_FORM_HAS - body.keys()}
            for own in ({}, {key: office_of(stranger) for key in OFFICES & body.keys()}):
                with transaction.atomic(), foreign.in_writes() as found:
                    answer = getattr(client, method.lower())(
                        reverse(name), extra | body | own, "application/json"
                    )
                    transaction.set_rollback(True)
                sent += 1
                taken |= {name} if answer.status_code < 300 else set()
                if found or answer.status_code >= 500:
                    wrong.append(f"{method} {name}: {answer.status_code}, writes {found}")

    assert wrong == [], "\n".join(wrong)
    assert sent > 20
    assert taken


def test_the_watch_sees_a_key_that_is_written(mission, arta, foreign, content):
    with foreign.in_writes() as seen:
        record_consent(arta, content["person"], **CONSENT)

    assert "privacy_consent" in seen


TYPED = {
    "date": "2026-01-05", "datetime-local": "2026-01-05T10:00", "time": "10:00", "number": "1",
    "email": "somebody@example.org", "url": "https://example.org/", "checkbox": "on",
}  # fmt: skip


def fields_of(page, where, foreign):
    """Yield (address, fields) of each form on a page that sends with POST, filled in."""
    for form in lxml.html.fromstring(page).xpath("//main//form"):
        if (form.get("method") or "").lower() != "post":
            continue
        values = {}
        for one in form.iter("input", "select", "textarea"):
            name, kind = one.get("name"), one.get("type", "")
            if not name or kind in {"file", "submit"}:
                continue
            if one.tag == "select":
                chosen = [o.get("value") for o in one.iter("option") if o.get("value")]
                keys = not chosen or re.fullmatch(r"[0-9a-f-]{36}", chosen[0])
                values[name] = foreign.for_field(name) if keys else chosen[0]
            elif kind == "hidden":
                values[name] = one.get("value") or foreign.for_field(name)
            elif kind == "radio":
                values.setdefault(name, one.get("value"))
            else:
                values[name] = one.get("value") or TYPED.get(kind, "x")
        yield form.get("action") or where, values


@from_elsewhere
def test_no_form_takes_a_key_from_elsewhere_or_a_field_that_it_does_not_have(
    place, roles, shared, mission, client, content
):
    foreign, stranger = Foreign(content, shared), content.stranger(roles, place)
    client.force_login(stranger)
    wrong, sent, taken = [], 0, 0

    for name in OURS:
        address = ADDRESSES[name]
        if name.startswith("api:") or address.made_of or address.needs == EVERYONE:
            continue
        if not takes(name, "GET") or not takes(name, "POST"):
            continue
        where = reverse(name)
        page = client.get(where)
        if page.status_code != 200 or page.streaming or b"<form" not in page.content:
            continue
        for action, values in fields_of(page.content, where, foreign):
            if "://" in action or not action.startswith("/"):
                action = where
            extra = {key: foreign.for_field(key) for key in NO_FORM_HAS - values.keys()}
            with transaction.atomic(), foreign.in_writes() as found:
                answer = client.post(action, extra | values)
                transaction.set_rollback(True)
            sent += 1
            taken += answer.status_code == 302
            if found or answer.status_code >= 500:
                wrong.append(f"{name} → {action}: {answer.status_code}, writes {found}")

    assert wrong == [], "\n".join(wrong)
    assert sent > 50
    assert taken > 5


class FromAnotherOffice(dict):
    """The keys of a few records of Milan's office, by the names that forms have for them."""

    def __init__(self, mission):
        super().__init__()
        self.mission = mission
        milan, office = mission.milan, mission.peje
        person = people.record_person(milan, office, given="Markelsewhere", family="Ofperson")
        waiting = centres.record_waiting(milan, office.id, person_id=person.id)
        visit = centres.record_visit(
            milan, office.id, person_id=person.id, mode="walk_in", visitor_type="potential_migrant",
            reason="work_abroad", counselled=False,
        )  # fmt: skip
        session = centres.record_session(
            milan, office.id, title="markelsewhere", day=today_in(), minutes=60, topics=["study"],
            held=False,
        )  # fmt: skip
        agreed = record_consent(milan, person.id, **CONSENT)
        self.update(person=person.id, waiting=waiting.id, visit=visit.id, session=session.id)
        self.update(consent=agreed.id, office=office.id)


def test_no_form_about_a_record_takes_a_key_of_another_office_or_shows_its_name(
    mission, client, content
):
    foreign = Foreign(FromAnotherOffice(mission))
    foreign.hex -= {mission.organisation.id.hex}
    client.force_login(content.colleague(OF_AN_OFFICE))
    wrong, sent, taken = [], 0, 0

    for name in OURS:
        address = ADDRESSES[name]
        if name.startswith("api:") or not address.made_of or address.by_secret:
            continue
        if not takes(name, "GET") or not takes(name, "POST"):
            continue
        where = reverse(name, kwargs={key: content[what] for key, what in address.made_of.items()})
        with transaction.atomic():
            page = client.get(where)
            found = []
            if page.status_code == 200 and not page.streaming and b"<main" in page.content:
                found = list(fields_of(page.content, where, foreign))
            transaction.set_rollback(True)
        for action, values in found:
            if not action.startswith("/"):
                action = where
            extra = {key: foreign.for_field(key) for key in NO_FORM_HAS - values.keys()}
            forged = extra | {
                key: foreign.for_field(key) if re.fullmatch(KEY, value or "") else value
                for key, value in values.items()
                if key != "key"
            }
            with transaction.atomic(), foreign.in_writes() as written:
                answer = client.post(action, forged)
                text = "" if answer.streaming else answer.content.decode(errors="replace")
                transaction.set_rollback(True)
            sent += 1
            taken += answer.status_code == 302
            if written or answer.status_code >= 500 or "arkelsewhere" in text:
                wrong.append(f"{name} → {action}: {answer.status_code}, writes {written}")

    assert wrong == [], "\n".join(wrong)
    assert sent > 50
    assert taken > 5
