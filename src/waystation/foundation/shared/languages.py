"""The languages that people read here, each by its name in its own script."""

from __future__ import annotations

OWN_NAMES = {
    "en": "English",
    "sq": "Shqip",
    "sr": "Српски",
    "tr": "Türkçe",
    "ar": "العربية",
    "fa": "فارسی",
    "ps": "پښتو",
}
"""Serbian is written in Cyrillic; the Latin script is made from it."""
