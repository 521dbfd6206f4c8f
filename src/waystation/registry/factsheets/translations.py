"""The list of translations of fact sheets, with the state of each."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.foundation.pages.filters import ChoiceFilter
from waystation.foundation.pages.lists import Column, ListPage, Row
from waystation.foundation.records import codes
from waystation.foundation.shared.words import N_

from . import queries, rules

SHEETS = (("factsheets:sheets", N_("Fact sheets")),)


def _day(moment: Any) -> str:
    return str(date_format(moment, "SHORT_DATE_FORMAT"))


class Translations(ListPage):
    """The texts of today's editions and of drafts, with the state of each translation."""

    permissions = ("factsheet.read",)
    parents = SHEETS
    title = N_("Translations of fact sheets")
    lead = N_(
        "Texts of the editions that are valid today, and of drafts. Not reviewed: translated by "
        "machine or as a draft, and not confirmed by a colleague yet."
    )
    empty_title = N_("No texts")
    order = ("edition__sheet__title", "language", "id")
    search = ("title", "edition__sheet__title")
    columns = (
        Column("title", N_("Text")),
        Column("language", N_("Language"), words=partial(codes.label, "language")),
        Column(
            "state",
            N_("State"),
            words=lambda value: _(rules.LANGUAGE_STATES[value]),
            tone=lambda row: rules.TONES[row["state"]],
        ),
        Column("edition__sheet__title", N_("Fact sheet")),
        Column("edition__number", N_("Edition"), number=True),
        Column("changed_at", N_("Changed"), words=_day, nowrap=True),
    )
    filters = (
        ChoiceFilter(
            "state",
            N_("State"),
            lambda: [
                (code, _(words))
                for code, words in rules.LANGUAGE_STATES.items()
                if code != "missing"
            ],
        ),
        ChoiceFilter("language", N_("Language"), lambda: list(rules.LANGUAGES.items())),
    )
    extra_values = ("edition_id",)
    about_persons = False

    def get_rows(self) -> QuerySet[Any]:
        return queries.translations_visible_to(self.user)

    def get_row_url(self, row: Row) -> str:
        return reverse("factsheets:edition", args=[row["edition_id"]])
