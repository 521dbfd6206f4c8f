"""The languages of the product. Translators write Serbian in Cyrillic; Latin is generated."""

from __future__ import annotations

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
    ("sr-latn", "Srpski"),
    ("tr", "Türkçe"),
    ("ar", "العربية"),
    ("fa", "فارسی"),
    ("ps", "پښتو"),
]
LANGUAGES_BIDI = ["ar", "fa", "ps"]
STAFF_LANGUAGES = ["en", "sq", "sr", "sr-latn"]
