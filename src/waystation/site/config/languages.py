"""The languages of the product. Translators write Serbian in Cyrillic; Latin is generated."""

from __future__ import annotations

from waystation.foundation.shared.languages import OWN_NAMES

LANGUAGE_CODE = "en"
LANGUAGES = list(OWN_NAMES.items())
LANGUAGES.insert(3, ("sr-latn", "Srpski"))  # beside Serbian in Cyrillic
LANGUAGES_BIDI = ["ar", "fa", "ps"]
STAFF_LANGUAGES = ["en", "sq", "sr", "sr-latn"]
