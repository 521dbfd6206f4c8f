"""Every sentence of the mission is there in Albanian and Serbian, the public ones in Arabic too."""

from __future__ import annotations

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from waystation.foundation.shared.scripts import latin
from waystation.registry.skills.fields import PROFILE
from waystation.registry.skills.sections import SECTIONS
from waystation.services.labour.fields import VACANCY
from waystation.site.ui import catalogues


@pytest.fixture(scope="module")
def found():
    return catalogues.phrases()


@pytest.mark.parametrize("language", list(catalogues.WRITTEN))
def test_no_translation_is_missing_fuzzy_or_without_a_placeholder(language, found):
    assert catalogues.faults(language, found) == []


def words_of(table):
    for field in table:
        yield from (field.label, *(words for _code, words in field.choices))


def test_what_a_guest_reads_of_an_offer_and_of_the_own_profile_is_for_all_languages(found):
    public = {one.text for one in found.values() if one.is_public}
    tables = [VACANCY, PROFILE, *(section.table for section in SECTIONS.values())]

    untranslated = {
        words
        for table in tables
        for words in words_of(table)
        if words not in public and not words.isupper()  # levels and currencies
    }

    assert untranslated == set()


def test_what_a_partner_reads_at_a_sealed_link_is_for_all_languages(found):
    read = (
        "Figures of your organisation",
        "Share in per cent",
        "This is counted: write a whole number.",
        "{name} is not what its name says. Save it again as {kind}.",
        "This file is not what its name says. Save it again as {kind}.",
        "{name} cannot be read: it is damaged. Open it, save it again and send that file.",
    )

    for_office_only = {text for text in read if not found["", text].is_public}

    assert for_office_only == set()


def test_what_a_person_does_wrong_in_the_own_profile_is_said_in_all_languages(found):
    refusals = {
        one.text
        for one in found.values()
        if any(place.startswith("registry/skills/rules/profiles") for place in one.places)
        and one.text.startswith(("Say ", "Write ", "Name ", "No occupation"))
    }
    of_two_editors = {"Two people changed the same answer", "There now", "Yours"}

    for_office_only = {text for text in refusals | of_two_editors if not found["", text].is_public}

    assert refusals
    assert for_office_only == set()


def test_serbian_is_written_in_cyrillic_and_latin_is_made_from_it():
    catalogues.compile_all()

    with translation.override("sr"):
        cyrillic = gettext("How can we help you?")
    with translation.override("sr-latn"):
        made = gettext("How can we help you?")

    assert cyrillic == "Како можемо да вам помогнемо?"
    assert made == latin(cyrillic) == "Kako možemo da vam pomognemo?"


def test_latin_leaves_values_alone():
    cyrillic = polib.pofile(str(catalogues.po_path("sr")))

    for written, made in zip(cyrillic, catalogues.latin_catalogue(), strict=True):
        values = catalogues.PLACEHOLDER.findall(written.msgstr)
        assert catalogues.PLACEHOLDER.findall(made.msgstr) == values


@pytest.mark.parametrize(
    ("count", "expected"), [(1, "1 посета данас"), (3, "3 посете данас"), (5, "5 посета данас")]
)
def test_serbian_counts_in_three_forms(count, expected):
    catalogues.compile_all()

    with translation.override("sr"):
        said = ngettext("%(n)s visit today", "%(n)s visits today", count) % {"n": count}

    assert said == expected


def test_marked_strings_are_found_in_python_and_in_templates():
    python = 'N_("One") ; pgettext("month", "May") ; ngettext("a day", "days", n)'
    template = (
        '{% translate "Two" %}{% blocktranslate with a=b %}Dear {{ a }}{% endblocktranslate %}'
        '{{ _("Three") }}{% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}'
    )

    from_python = {(one.context, one.text, one.plural) for one in catalogues.in_python(python)}
    from_template = {(one.text, one.plural) for one in catalogues.in_template(template)}

    assert from_python == {("", "One", ""), ("month", "May", ""), ("", "a day", "days")}
    assert from_template == {("Two", ""), ("Dear %(a)s", ""), ("Three", ""), ("one", "many")}
