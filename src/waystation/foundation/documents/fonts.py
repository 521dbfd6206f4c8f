"""The letters of our documents: Inter and Vazirmatn, from the browser parts of the set-up.

Both are under the SIL Open Font Licence. Without them documents still come out, in the
letters that Typst and vl-convert carry with them (no Arabic then).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

WEIGHTS = ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold")
TEXT = ("Inter", "Vazirmatn")
FALLBACK = ("Liberation Sans", "Libertinus Serif")


@lru_cache(maxsize=1)
def folders() -> tuple[str, ...]:
    """Return the folders that hold the font files, empty if the set-up has not fetched them."""
    root = Path(settings.NODE_MODULES) / "@expo-google-fonts"
    found = (root / family / weight for family in ("inter", "vazirmatn") for weight in WEIGHTS)
    return tuple(str(folder) for folder in found if folder.exists())


def families() -> tuple[str, ...]:
    """Return the families to ask for, best first."""
    return TEXT + FALLBACK if folders() else FALLBACK
