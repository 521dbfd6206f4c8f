"""Address × method × role × office: what is decided for each cell, and that it is so.

``cell`` says for every one of them whether it opens, is refused, or is not taken. Rights only add
(tests/foundation/access/test_rights_only_add.py), so a person who holds all roles that do not
open a cell, and is refused, stands for each of these roles; and who holds every role in another
office stands for each role there.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import NoReverseMatch, resolve, reverse

from tests.matrix.addresses import (
    ADDRESSES,
    ANY_METHOD,
    EVERYONE,
    HEAD_TOO,
    READ_ONLY,
    SIGNED_IN,
    WRITES,
)
from tests.matrix.test_every_address import OURS, body
from waystation.foundation.access.rules import ROLES
from waystation.foundation.audit.models import Entry

pytestmark = pytest.mark.sqlite_only

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
HOME, OTHER_OFFICE, OTHER_ORGANISATION = "home", "another office", "another organisation"
PLACES = (HOME, OTHER_OFFICE, OTHER_ORGANISATION)
OPENS, REFUSED, NOT_TAKEN = "opens", "refused", "not taken"
ASKS_PASSWORD = {"access:approve_address"}  # once more, before it looks for the record
# What counts for the whole organisation is decided by whoever may, in any of its offices.
OF_THE_ORGANISATION = {"results:definition_step", "api:decide_on_definition"}
NO_RECORD = {"api:api-root"}  # an address that only others are built upon


@cache
def description():
    """Return the API's own description: which paths take which methods, with which bodies."""
    from waystation.site.api.root import api

    return api.get_openapi_schema()


@cache
def resolved(name):
    """Return what an address leads to."""
    made_up = "0190f3a4-0000-7000-8000-000000000000"
    for number in (made_up, 1):
        values = dict.fromkeys(ADDRESSES[name].made_of, number)
        for key in values.keys() & {"number", "year", "quarter"}:
            values[key] = 1
        try:
            return resolve(reverse(name, kwargs=values))
        except NoReverseMatch:
            continue
    raise LookupError(name)


def view(name):
    """Return the view behind an address, or nothing where its places take special values only."""
    try:
        return resolved(name).func
    except LookupError:
        return None


@cache
def operations(name):
    """Return the methods that an address of the API takes: method -> operation."""
    route = resolved(name).route
    for path, taken in description()["paths"].items():
        if plain(path) == plain("/" + route):
            return {method.upper(): one for method, one in taken.items()}
    return {"GET": {}} if name not in NO_RECORD else {}


def plain(path):
    """Return a path without the names and the kinds of its places."""
    parts = path.strip("/").split("/")
    return ["*" if part[:1] in "{<" else part for part in parts]


def takes(name, method):
    """Say whether an address takes a method at all."""
    if name in ANY_METHOD:
        return True
    if name.startswith("api:"):
        return method in operations(name)
    if method == "HEAD" and name in HEAD_TOO:
        return True
    if method in {"GET", "HEAD"}:
        return not ADDRESSES[name].post_only
    page = getattr(view(name), "view_class", None)
    if page is not None:
        return method == "POST" and "post" in page.http_method_names and hasattr(page, "post")
    return method == "POST" and name not in READ_ONLY


def needs(name, method):
    """Return the words and permissions of which one opens a cell."""
    address = ADDRESSES[name]
    return set(WRITES.get((method, name)) or (address.needs, address.or_needs)) - {""}


def cell(name, method, role, place):
    """Return what is decided for an address, a method, a role and where its holder works."""
    if not takes(name, method):
        return NOT_TAKEN
    wanted = needs(name, method)
    if wanted & {EVERYONE, SIGNED_IN}:
        return OPENS
    if not wanted & ROLES[role].may:
        return REFUSED
    address = ADDRESSES[name]
    far = place == OTHER_ORGANISATION or (
        place == OTHER_OFFICE and ROLES[role].reach != "organisation"
    )
    if far and address.made_of and not address.shared and not address.by_secret:
        return REFUSED
    return OPENS


def test_every_cell_is_decided():
    cells = list(product(OURS, METHODS, sorted(ROLES), PLACES))

    decided = {one: cell(*one) for one in cells}

    assert len(decided) == len(OURS) * len(METHODS) * len(ROLES) * len(PLACES)
    assert set(decided.values()) == {OPENS, REFUSED, NOT_TAKEN}


def test_every_write_of_the_table_is_an_address_and_a_method_that_is_taken():
    assert [one for one in WRITES if one[1] not in OURS or not takes(one[1], one[0])] == []


def example(schema, made):
    """Return the least that a schema of the API takes."""
    if "$ref" in schema:
        return example(description()["components"]["schemas"][schema["$ref"].split("/")[-1]], made)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], made)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        wanted = schema.get("required", ())
        office = str(made.mission.prishtine.id)
        return {
            key: office
            if key in {"office", "office_id"}
            else example(schema["properties"][key], made)
            for key in wanted
        }
    by_format = {"uuid": str(made["person"]), "date": "2026-01-01"}
    by_format["binary"] = SimpleUploadedFile("log.csv", b"uuid,question\n")
    by_format["date-time"] = "2026-01-01T10:00:00Z"
    by_type = {"integer": 1, "number": 1, "boolean": False, "array": []}
    return by_format.get(schema.get("format")) or by_type.get(schema.get("type"), "x")


def written_in(office):
    """Return how much was written in an office; who may read is recorded as reading."""
    return Entry.objects.filter(office_id=office.id).exclude(verb__endswith=".read").count()


def ask(client, name, method, content):
    """Send a request to an address filled with Arta's records; what it changes is undone."""
    address = ADDRESSES[name]
    filled = {key: content[what] for key, what in address.made_of.items()}
    where = reverse(name, kwargs=filled) + (f"?{address.asked}" if address.asked else "")
    sent = {}
    if name.startswith("api:") and takes(name, method):
        kinds = operations(name).get(method, {}).get("requestBody", {}).get("content", {})
        for kind, about in kinds.items():
            values = example(about["schema"], content)
            if kind == "application/json":
                sent = {"data": values, "content_type": kind}
            else:
                sent = {"data": values}
    with transaction.atomic():
        before = written_in(content.mission.prishtine)
        answer = getattr(client, method.lower())(where, **sent)
        text = body(answer)
        changes = written_in(content.mission.prishtine) - before
        transaction.set_rollback(True)
    return answer.status_code, text, changes


CELLS = [(name, method) for name in OURS for method in METHODS]
NOT_READ = [one for one in CELLS if one[1] not in {"GET"}]  # test_every_address asks by GET


def test_what_an_address_does_not_take_is_refused_to_whoever_holds_every_role(
    mission, client, content
):
    client.force_login(content.colleague(sorted(ROLES)))
    wrong = []

    for name, method in CELLS:
        if not takes(name, method) and name not in NO_RECORD:
            status, _text, changes = ask(client, name, method, content)
            if status != 405 or changes:
                wrong.append(f"{method} {name}: {status}, expected 405")

    assert wrong == [], "\n".join(wrong)


def test_what_somebody_may_is_taken_from_whoever_holds_every_role(mission, client, content):
    client.force_login(content.colleague(sorted(ROLES)))
    wrong = []

    for name, method in NOT_READ:
        if takes(name, method):
            status, _text, _changes = ask(client, name, method, content)
            not_opened = {401, 403} if method == "HEAD" else {401, 403, 405}  # read, or not at all
            if status in not_opened or status >= 500:
                wrong.append(f"{method} {name}: {status}, expected to open")

    assert wrong == [], "\n".join(wrong)


def test_a_role_alone_is_refused_what_it_may_not(mission, client, content):
    """Who holds all roles that do not open a cell is refused; so is each of these roles."""
    wrong = []
    people = {}

    for name, method in NOT_READ:
        if not takes(name, method) or needs(name, method) & {EVERYONE, SIGNED_IN}:
            continue
        roles = tuple(one for one in sorted(ROLES) if cell(name, method, one, HOME) == REFUSED)
        if roles not in people:
            people[roles] = content.colleague(roles)
        client.force_login(people[roles])
        status, text, changes = ask(client, name, method, content)
        if status not in {403, 404, 405} or changes or any(mark in text for mark in content.marks):
            wrong.append(f"{method} {name}: {status}, {changes} changes, for {len(roles)} roles")

    assert wrong == [], "\n".join(wrong)


OF_AN_OFFICE = [role for role in sorted(ROLES) if ROLES[role].reach != "organisation"]


@pytest.mark.parametrize(
    ("place", "roles"),
    [(OTHER_OFFICE, OF_AN_OFFICE), (OTHER_ORGANISATION, sorted(ROLES))],
    ids=["another office", "another organisation"],
)
def test_from_elsewhere_nothing_of_this_office_is_changed_or_shown(
    place, roles, mission, client, content
):
    client.force_login(content.stranger(roles, place))
    wrong = []

    for name, method in NOT_READ:
        if not takes(name, method) or ADDRESSES[name].by_secret:
            continue
        status, text, changes = ask(client, name, method, content)
        refused = all(cell(name, method, role, place) == REFUSED for role in roles)
        refused = refused and name not in ASKS_PASSWORD
        seen = [mark for mark in content.marks if mark in text and method != "GET"]
        if place == OTHER_OFFICE and name in OF_THE_ORGANISATION:
            changes = 0
        if changes or status >= 500 or (refused and status not in {403, 404, 405}):
            wrong.append(f"{method} {name}: {status}, {changes} changes in this office")
        if seen and not ADDRESSES[name].shared:
            wrong.append(f"{method} {name} shows {seen}")

    assert wrong == [], "\n".join(wrong)


def test_a_stranger_without_account_changes_nothing(mission, client, content):
    wrong = []

    for name, method in NOT_READ:
        if not takes(name, method) or EVERYONE in needs(name, method):
            continue
        status, text, changes = ask(client, name, method, content)
        if status not in {302, 401, 403, 404, 405} or changes:
            wrong.append(f"{method} {name}: {status}, {changes} changes")
        if any(mark in text for mark in content.marks):
            wrong.append(f"{method} {name} shows a record")

    assert wrong == [], "\n".join(wrong)
