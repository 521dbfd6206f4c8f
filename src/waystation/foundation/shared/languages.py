"""The languages that people read here, and a text in one of them."""

from __future__ import annotations

from collections.abc import Mapping

from .scripts import latin

SOURCE = "en"
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


class LocalText(str):
    """A string with the language it is written in, for the ``lang`` attribute."""

    language: str

    def __new__(cls, text: str, language: str = SOURCE) -> LocalText:
        made = super().__new__(cls, text)
        made.language = language
        return made


def text_in(texts: Mapping[str, str], language: str) -> LocalText:
    """Return the text in ``language``, else in English, else in any language that has one.

    ``texts`` maps languages to texts. Serbian is stored in Cyrillic and transliterated to Latin.
    """
    if own := texts.get(language):
        return LocalText(own, language)
    if own := texts.get(language.partition("-")[0]):
        return LocalText(latin(own), language)
    written = next((one for one in (SOURCE, *texts) if texts.get(one)), SOURCE)
    return LocalText(texts.get(written, ""), written)
