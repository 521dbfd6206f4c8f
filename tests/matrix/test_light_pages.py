"""Every page that opens without an account is light, in every language: a phone pays by the byte.

The list is the matrix's own: a new page without an account is measured without a line here.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.matrix.addresses import ADDRESSES, EVERYONE
from tests.matrix.test_every_address import ask, body
from waystation.registry.skills.sections import SECTIONS

MOST_BYTES = 20_000
LANGUAGES = [code for code, _name in settings.LANGUAGES]
REFUSED = ("public:call_me", "public:complain", "public:diaspora_correct", "skills:own_wishes")
OPEN = sorted(
    name
    for name, address in ADDRESSES.items()
    if address.needs == EVERYONE and not address.post_only
)
pytestmark = pytest.mark.sqlite_only


def pages(content, language):
    """The pages that open without an account, by address; what is sent empty too."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    asked = {(name, ""): ask(client, name, content) for name in OPEN}
    for section in SECTIONS:
        name = "skills:own_line_new"
        asked[name, section] = ask(client, name, content, section=section)
    for name in REFUSED:
        where = asked[name, ""].request["PATH_INFO"]
        asked[name, "sent blank"] = client.post(where)
    return {
        name: body(answer)
        for name, answer in asked.items()
        if answer.headers.get("Content-Type", "").startswith("text/html")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_without_an_account_is_light(content, language):
    sizes = {name: len(page.encode()) for name, page in pages(content, language).items()}

    assert len(sizes) > 40
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
