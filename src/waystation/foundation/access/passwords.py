"""Refuse passwords that somebody who knows the office would guess first."""

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
"""Minimum number of letters left after removing these words and all digits."""


class WordsOfTheOffice:
    """Refuses passwords that consist mainly of the names of the office, its place or its work."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if too little is left without such words."""
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
        """Return the words, including the names of the user's organisation and offices."""
        result = set(WORDS)
        organisation = getattr(user, "organisation_id", None)
        if organisation is not None:
            names = [
                *Organisation.objects.filter(id=organisation).values_list("name", flat=True),
                *Office.objects.filter(organisation_id=organisation).values_list("name", flat=True),
            ]
            result |= {word for name in names for word in re.split(r"\W+", name)}
        return {word for word in map(_letters, result) if len(word) >= 4}

    def get_help_text(self) -> str:
        """Return the help text for password forms."""
        return _("Do not build it from the names of your office or its work.")


def _letters(text: str) -> str:
    """Return a text's letters, folded: signs and digits do not hide a word."""
    return re.sub(r"[\W\d_]+", "", search_key(text))
