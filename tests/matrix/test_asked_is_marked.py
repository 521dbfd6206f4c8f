"""What a form asks for is not marked as optional: the rule that refuses a blank is the same.

Every form is opened and sent back without an answer. A field that is then refused was not marked
"(optional)" on the page.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from lxml import html

from tests.matrix.addresses import ADDRESSES
from tests.matrix.test_every_address import OURS
from tests.matrix.test_every_method import takes
from waystation.foundation.access.rules import ROLES

pytestmark = pytest.mark.sqlite_only

IN_SOME_CASES = {
    ("meetings:invitee_new", "name"): "or an account",
    ("meetings:invitee_new", "email"): "or an account",
    ("organisations:focal_point", "name"): "or an account",
    ("centres:centre_new", "place"): "of a centre in Kosovo",
    ("centres:centre_edit", "place"): "of a centre in Kosovo",
    ("knowledge:check", "text"): "or a file",
    ("labour:employer_new", "name"): "or an organisation that is known",
    ("people:new", "given"): "or a family name",
    ("people:edit", "given"): "or a family name",
    ("policies:consulted_new", "name"): "or an organisation that is known",
    ("policies:milestone_reach", "address"): "or a file",
    ("referrals:new", "service"): "or a partner without an entry",
}
"""Fields that are asked for only where another one is empty, or says so."""


def blank_of(form):
    """Return what a browser sends of a form in which nobody has typed or chosen anything."""
    values = {}
    for one in form.iter("input", "select", "textarea"):
        name, kind = one.get("name"), one.get("type", "")
        if not name or kind in {"file", "submit", "checkbox"}:
            continue
        if kind == "hidden":
            values[name] = one.get("value") or ""
        elif kind == "radio":
            if one.get("checked") is not None:
                values[name] = one.get("value")
        else:
            values[name] = ""
    return values


def names_in(tree, path):
    """Return the names of the fields in the boxes that ``path`` finds."""
    return {
        one.get("name")
        for box in tree.xpath(path)
        for one in box.iter("input", "select", "textarea")
    }


FIELD = "//main//*[contains(concat(' ', @class, ' '), ' field ')]"
OPTIONAL = f"{FIELD}[.//*[@class='hint'][.='(optional)']]"
WRONG = "//main//*[contains(concat(' ', @class, ' '), ' wrong ')]"


def test_no_field_is_optional_and_then_refused_as_missing(mission, client, content):
    client.force_login(content.colleague(sorted(ROLES)))
    client.raise_request_exception = False
    wrong, sent = [], 0

    for name in OURS:
        address = ADDRESSES[name]
        if name.startswith("api:") or not takes(name, "GET") or not takes(name, "POST"):
            continue
        if address.by_secret:
            continue
        where = reverse(name, kwargs={k: content[what] for k, what in address.made_of.items()})
        with transaction.atomic():
            page = client.get(where)
            if page.status_code == 200 and not page.streaming and b"<main" in page.content:
                tree = html.fromstring(page.content)
                optional = names_in(tree, OPTIONAL)
                for form in tree.xpath("//main//form[@method='post']"):
                    if (form.get("action") or where) != where or not optional:
                        continue
                    answer = client.post(where, blank_of(form))
                    sent += 1
                    if answer.status_code >= 500:
                        wrong.append((name, answer.status_code))
                    elif answer.status_code >= 400 and answer.content:
                        refused = names_in(html.fromstring(answer.content), WRONG)
                        wrong += [(name, one) for one in sorted(optional & refused - {None})]
            transaction.set_rollback(True)

    left = [one for one in wrong if one not in IN_SOME_CASES]
    assert left == [], "\n".join(map(str, left))
    assert sent > 50
