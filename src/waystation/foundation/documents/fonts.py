"""The fonts of documents: Inter and Vazirmatn, from the npm packages.

Both have the SIL Open Font License. Without them documents use the fonts that Typst and vl-convert
include (which have no Arabic).
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
    """Return the folders with the font files, none if the packages are not installed."""
    root = Path(settings.NODE_MODULES) / "@expo-google-fonts"
    candidates = (root / family / weight for family in ("inter", "vazirmatn") for weight in WEIGHTS)
    return tuple(str(folder) for folder in candidates if folder.exists())


def families() -> tuple[str, ...]:
    """Return the font families in order of preference."""
    return TEXT + FALLBACK if folders() else FALLBACK
