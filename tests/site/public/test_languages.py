"""Every public page in every language: nothing is left in English, in the reader's direction."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.cache import cache as counters
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from tests.browser.seed import diaspora
from tests.registry.factsheets.conftest import drafted, first, orhan, sheet  # noqa: F401
from tests.site.public.test_without_account import centre, slots  # noqa: F401
from waystation.foundation.shared.keys import new_key
from waystation.registry.appointments import actions as appointments
from waystation.registry.appointments import queries as bookings
from waystation.registry.feedback import actions as feedback
from waystation.registry.feedback import queries as complaints
from waystation.registry.reference import actions as reference
from waystation.registry.reference import queries as codes
from waystation.site.ui import catalogues

pytestmark = pytest.mark.sqlite_only
NOW = datetime(2026, 9, 21, 7, 0, tzinfo=UTC)
LANGUAGES = [code for code, _ in settings.LANGUAGES]
OWN_SCRIPT = {
    "en": "English",
    "sq": "Shqip",
    "sr": "Српски",
    "sr-latn": "Srpski",
    "tr": "Türkçe",
    "ar": "العربية",
    "fa": "فارسی",
    "ps": "پښتو",
}
PLACES = {"country", "municipality", "region"}  # names, which stay as they are
SHEET = "Travel"  # the text of a fact sheet that is not translated, and says so
TEXT_OF = ("aria-label", "title", "alt", "placeholder")


class Texts(HTMLParser):
    """The texts of a page, as they are read; what names another language is left out."""

    def __init__(self):
        super().__init__()
        self.found, self.skipped = set(), 0

    def handle_starttag(self, tag, attributes):
        self.skipped += tag in {"script", "style", "bdi"}
        self.found |= {value.strip() for name, value in attributes if name in TEXT_OF and value}

    def handle_endtag(self, tag):
        self.skipped -= tag in {"script", "style", "bdi"}

    def handle_data(self, data):
        if not self.skipped:
            self.found.add(" ".join(data.split()))


def texts_of(page):
    parser = Texts()
    parser.feed(page)
    words = {text.rstrip(" .:") for text in parser.found}  # "{{ state }}." is the state's name
    return (parser.found | words) - {""}


def _lines(path):
    return path.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def lists():
    """The names of the short lists in English, by list."""
    return {
        path.stem: {row["en"] for row in csv.DictReader(_lines(path))}
        for path in (Path(reference.FOLDER) / "lists").glob("*.csv")
        if path.stem not in PLACES
    }


@pytest.fixture(scope="module")
def phrases():
    return {key[1] for key in catalogues.phrases()}


def left_in_english(texts, language, phrases, lists):
    """Return the texts that are English, and would be written otherwise in this language."""
    with translation.override(language):
        own = {name for one in {*lists, *PLACES} for _code, name in codes.choices(one)}
        own |= {gettext(one) for one in texts & phrases if catalogued(one, language)}
    english = phrases | set().union(*lists.values())
    english -= {"Waystation", SHEET, *OWN_SCRIPT.values()}
    return sorted((texts & english) - own)


@cache
def catalogue_of(language):
    written = "sr" if language == "sr-latn" else language
    return {one.msgid for one in polib.pofile(str(catalogues.po_path(written))) if one.msgstr}


def catalogued(text, language):
    return text in catalogue_of(language)


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(NOW, tick=False)
    counters.clear()


@pytest.fixture
def pages(mission, arta, centre, slots, first):  # noqa: F811
    """Every public page, with something on it."""
    diaspora(mission.prishtine, mission.hire("Ora Outreach", mission.prishtine, "outreach_officer"))
    booking = appointments.book_in_public(slots[0].id, key=new_key())
    entry = feedback.send_feedback_in_public(
        mission.prishtine, kind="complaint", about="recruiter", text="Money", key=new_key()
    )
    names = (
        "start", "danger", "work", "centres", "facts", "times", "call_me", "sent", "complain",
    )  # fmt: skip
    return [
        *(reverse(f"public:{name}") for name in names),
        reverse("public:fact", args=["schengen"]),
        reverse("public:book", args=[slots[1].id]),
        reverse("public:appointment", args=[bookings.secret_of(booking)]),
        reverse("public:complaint", args=[complaints.secret_of(entry)]),
        reverse("public:appointment", args=["guessed"]),
        reverse("public:diaspora"),
    ]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_nothing_on_a_public_page_is_left_in_english(client, language, pages, phrases, lists):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    left = {}

    for page in pages:
        texts = texts_of(client.get(page).content.decode())
        left[page] = left_in_english(texts, language, phrases, lists)

    assert {page: found for page, found in left.items() if found} == {}


def registered(client):
    """The own page of a member who registered in this browser."""
    answer = client.post(
        reverse("public:diaspora"),
        {"country": "DE", "ways": ["knowledge"], "email": "me@example.com", "agreed": "on"},
    )
    return answer["Location"]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_what_a_guest_did_wrong_is_said_in_the_guests_language(
    client, language, pages, phrases, lists
):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    start = reverse("public:times")
    book = next(one for one in pages if one.startswith(start) and one != start)
    forms = {
        **{reverse(f"public:{name}"): {} for name in ("call_me", "complain", "diaspora")},
        book: {"channel": "email", "contact": "nobody"},
    }
    left = {}

    for address, sent in forms.items():
        answer = client.post(address, sent)
        assert answer.status_code == 422, address
        left[address] = left_in_english(texts_of(answer.content.decode()), language, phrases, lists)

    assert {page: found for page, found in left.items() if found} == {}


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_the_own_page_of_a_member_is_in_the_members_language(
    client, language, pages, phrases, lists
):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    own = registered(client)

    for page in (own, f"{own}correct/"):
        found = texts_of(client.get(page).content.decode())
        parts = {part for text in found for part in text.split(", ")}
        assert left_in_english(found | parts, language, phrases, lists) == [], page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_offers_every_language_in_its_own_script(client, language, pages):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    for page in pages:
        if "guessed" in page:  # refused: in the reader's language, in the frame of the staff pages
            continue
        answer = client.get(page).content.decode()

        for code, name in OWN_SCRIPT.items():
            assert f'value="{code}" lang="{code}"' in answer
            assert f">{name}</button>" in answer
        assert f'dir="{"rtl" if language in {"ar", "fa", "ps"} else "ltr"}"' in answer
        assert f'<html lang="{language}"' in answer
        assert len(answer.encode()) <= 20_000


def test_the_languages_are_those_that_were_promised():
    assert dict(settings.LANGUAGES) == OWN_SCRIPT
    assert set(catalogues.PUBLIC_LANGUAGES) == set(LANGUAGES) - set(settings.STAFF_LANGUAGES)


WRITTEN = {
    "tr": "Pazartesi 21 Eylül 2026",
    "fa": "دوشنبه 21 سپتامبر 2026",
    "ps": "دوشنبه 21 سپتمبر 2026",
}


@pytest.mark.parametrize(("language", "written"), WRITTEN.items())
def test_days_and_months_have_their_names(language, written):
    catalogues.compile_all()

    with translation.override(language):
        assert date_format(date(2026, 9, 21), "l j F Y") == written
        assert translation.get_language_bidi() == (language != "tr")
