"""Which passwords are refused because somebody who knows the office would try them first."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from waystation.foundation.shared.fold import search_key

from .models import Office, Organisation

WORDS = (
    "waystation", "migration", "migracion", "migracija", "kosovo", "kosova", "prishtina",
    "pristina", "prishtine", "password", "fjalekalim", "lozinka", "welcome",
)  # fmt: skip
LEAST_LETTERS = 6
"""Letters that must be left once these words and all digits are taken out."""


class WordsOfTheOffice:
    """Refuse a password that is little more than the names of the office, its place or its work."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where too little is left beside such words."""
        typed = _letters(password)
        rest = typed
        for word in sorted(self.words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != typed and len(rest) < LEAST_LETTERS:
            raise ValidationError(
                _("This password is made of words that others would try here first."),
                code="password_of_the_office",
            )

    def words(self, user: Any) -> set[str]:
        """Return the words, among them the names of the user's organisation and its offices."""
        found = set(WORDS)
        organisation = getattr(user, "organisation_id", None)
        if organisation is not None:
            names = [
                *Organisation.objects.filter(id=organisation).values_list("name", flat=True),
                *Office.objects.filter(organisation_id=organisation).values_list("name", flat=True),
            ]
            found |= {word for name in names for word in re.split(r"\W+", name)}
        return {word for word in map(_letters, found) if len(word) >= 4}

    def get_help_text(self) -> str:
        """Return what the page that asks for a password says."""
        return _("Do not build it from the names of your office or its work.")


def _letters(text: str) -> str:
    """Return the letters of a text, folded: neither signs nor digits hide a word."""
    return re.sub(r"[\W\d_]+", "", search_key(text))
