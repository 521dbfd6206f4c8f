"""Role × route, generated: who may open what, and that nobody sees another office's records."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver, reverse

from tests.matrix.addresses import ADDRESSES, EVERYONE, OF_LIBRARIES, SIGNED_IN
from waystation.foundation.access.rules import ROLES


def routes(resolver=None, space=""):
    """Yield the full name of every address in the mission."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern, inner)
        else:
            yield f"{space}{pattern.name or '?'}"


OURS = sorted({name for name in routes() if not name.startswith(OF_LIBRARIES)})


def test_every_address_has_a_decision():
    undecided = set(OURS) - set(ADDRESSES)
    gone = set(ADDRESSES) - set(OURS)

    assert undecided == set(), "add a row to tests/matrix/addresses.py"
    assert gone == set(), "remove the row of an address that is gone"


def ask(client, name, content, **other):
    """Open an address filled with records of Arta's office; POST where it only takes that."""
    address = ADDRESSES[name]
    filled = {key: content[what] for key, what in address.made_of.items()} | other
    where = reverse(name, kwargs=filled) + (f"?{address.asked}" if address.asked else "")
    if not address.post_only:
        return client.get(where)
    return client.post(where, {}, "application/json") if "api:" in name else client.post(where)


def body(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def needs_nothing(name):
    """Say whether an address opens without any permission."""
    return ADDRESSES[name].needs in {EVERYONE, SIGNED_IN}


def opens_for(name, roles):
    """Say whether one of these roles opens an address by its decision."""
    needs = {ADDRESSES[name].needs, ADDRESSES[name].or_needs}
    return needs_nothing(name) or any(needs & ROLES[role].may for role in roles)


# Rights only add, and no app asks for the name of a role (tests/foundation/access/
# test_rights_only_add.py). So who holds every role that does not open an address, and is refused,
# stands for each of them; two roles with the same rights are one; and what opens without a
# permission is asked by who has no role at all, and by who has all.
RIGHTS = {role: (ROLES[role].reach, ROLES[role].may) for role in sorted(ROLES)}
ALONE = sorted({rights: role for role, rights in RIGHTS.items()}.values())


def asked_alone(role):
    """Return what a role alone is asked for: what it opens."""
    return [name for name in OURS if opens_for(name, [role]) and not needs_nothing(name)]


def refused():
    """Return the roles that together do not open an address, with all addresses of these roles."""
    found = {}
    for name in OURS:
        if not needs_nothing(name):
            roles = tuple(role for role in sorted(ROLES) if not opens_for(name, [role]))
            found.setdefault(roles, []).append(name)
    return found


def test_every_role_is_asked_for_at_every_address():
    the_same = {RIGHTS[role]: role for role in ALONE}
    asked = {(role, name) for role in ROLES for name in asked_alone(the_same[RIGHTS[role]])}
    asked |= {(role, name) for role in ROLES for name in OURS if needs_nothing(name)}
    asked |= {
        (role, name) for roles, names in refused().items() for role in roles for name in names
    }

    assert asked == {(role, name) for role in ROLES for name in OURS}


# Who may what is decided in Python, so roles alone are asked on the first database only. Who has
# every role opens every page, and so asks each of its questions on both; but the reader at UNKT,
# to whom a part of the Network's advice is shown, asks for it by statements of its own.
BY_OTHER_STATEMENTS = {"unkt_reader"}
AT_HOME = [
    pytest.param(sorted(ROLES), OURS, id="every role"),
    pytest.param([], OURS, id="no role"),
    *(
        pytest.param(
            [role],
            asked_alone(role),
            id=role,
            marks=() if role in BY_OTHER_STATEMENTS else pytest.mark.sqlite_only,
        )
        for role in ALONE
    ),
]


def rail(page):
    """Return where the sections beside a page lead."""
    found = re.search(rb'<nav class="rail".*?</nav>', page, re.DOTALL)
    return re.findall(rb'href="([^"]+)"', found[0]) if found else []


@pytest.mark.parametrize(("roles", "names"), AT_HOME)
def test_a_role_opens_what_it_may(roles, names, mission, client, content):
    client.force_login(content.colleague(roles))
    whole = client.get(reverse("ui:sections")).content
    wrong = []

    for name in names:
        answer = ask(client, name, content)
        status, allowed = answer.status_code, opens_for(name, roles)
        page = b"" if answer.streaming else answer.content
        for_staff = ADDRESSES[name].needs != EVERYONE and b"<main" in page
        if status == 200 and for_staff and rail(page) != rail(whole):
            wrong.append(f"{name}: the page has lost the frame's sections")
        if not allowed and status not in {403, 404}:
            wrong.append(f"{name}: {status}, expected 403 or 404 without {ADDRESSES[name].needs}")
        if allowed and status in {401, 403, 500}:
            wrong.append(f"{name}: {status}, expected to open with {ADDRESSES[name].needs}")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.sqlite_only
def test_every_role_that_does_not_open_an_address_does_not_open_it_together_either(
    mission, client, content
):
    opened = []

    for roles, names in refused().items():
        client.force_login(content.colleague(roles))
        for name in names:
            status = ask(client, name, content).status_code
            if status not in {403, 404}:
                opened.append(f"{name}: {status}, expected 403 or 404 for {', '.join(roles)}")

    assert opened == [], "\n".join(opened)


# Who works for the whole organisation has no other office in it. One person holds every role
# elsewhere: permissions only add, so nobody there sees more. Who sees only what carries their own
# name is asked alone as well, on the first database, for what opens to them at home: whoever holds
# more is shown these pages in another way.
OF_AN_OFFICE = [role for role in sorted(ROLES) if ROLES[role].reach != "organisation"]
OF_THEIR_OWN = [
    role
    for role in OF_AN_OFFICE
    if ROLES[role].reach == "own" or any(one.endswith("_own") for one in ROLES[role].may)
]
FROM_ELSEWHERE = [
    pytest.param("another organisation", sorted(ROLES), marks=pytest.mark.sqlite_only),
    ("another office", OF_AN_OFFICE),
    *(
        pytest.param("another office", [role], marks=pytest.mark.sqlite_only)
        for role in OF_THEIR_OWN
    ),
]


def of_whom(value):
    """Name a test after the place and the role."""
    return value if isinstance(value, str) else "-".join(value[:3])


@pytest.mark.parametrize(("elsewhere", "roles"), FROM_ELSEWHERE, ids=of_whom)
def test_nothing_of_this_office_is_seen_from_elsewhere(elsewhere, roles, mission, client, content):
    stranger = content.stranger(roles, elsewhere)
    client.force_login(stranger)
    marks, shared = content.marks, {"everybody", "colleagues"}
    if elsewhere == "another organisation":
        marks, shared = marks + content.marks_of_the_organisation, {"everybody"}
    seen = []

    for name in OURS:
        if len(roles) == 1 and not opens_for(name, roles):
            continue
        address = ADDRESSES[name]
        answer = ask(client, name, content)
        if answer.status_code >= 500:
            seen.append(f"{name}: {answer.status_code}")
        if address.by_secret:
            continue
        if (
            address.made_of
            and address.shared not in shared
            and answer.status_code not in {302, 403, 404, 405}
        ):
            seen.append(f"{name}: {answer.status_code} for a record of another office")
        text = body(answer)
        # The address that was typed may be repeated (a form's action); what it leads to may not.
        text = re.sub(r'(action|href)="[^"]*"', "", text)
        seen += [f"{name} shows {mark!r}" for mark in marks if mark in text]

    assert seen == [], "\n".join(seen)


def test_a_guessed_secret_opens_nothing(mission, client, content):
    behind_a_secret = [name for name in OURS if ADDRESSES[name].by_secret]

    answers = {
        name: ask(client, name, content, **{ADDRESSES[name].by_secret: "guessed"})
        for name in behind_a_secret
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        behind_a_secret, 404
    )
    assert [name for name, answer in answers.items() if "mark-of" in body(answer)] == []


def test_a_stranger_without_account_sees_public_pages_only(mission, client, content):
    marks = content.marks + content.marks_of_the_organisation
    seen = []

    for name in OURS:
        answer = ask(client, name, content)
        if ADDRESSES[name].by_secret:
            continue
        if ADDRESSES[name].needs != EVERYONE and answer.status_code not in {302, 401, 403, 404}:
            seen.append(f"{name}: {answer.status_code}")
        seen += [f"{name} shows {mark!r}" for mark in marks if mark in body(answer)]

    assert seen == [], "\n".join(seen)
