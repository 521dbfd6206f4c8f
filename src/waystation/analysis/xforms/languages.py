"""The texts of a form in one of its languages, and selecting the reader's language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from .xmlsafe import XF

UNTRANSLATED = "-"  # what pyxform writes where a text is not translated
_KEY = re.compile(r"""^jr:itext\(['"](.+)['"]\)$""")
MEDIA = {"image", "audio", "video", "big-image"}
# Codes of three letters (ISO 639-2, both kinds) of languages that people of the region write.
THREE_LETTERS = {
    "alb": "sq", "sqi": "sq", "srp": "sr", "eng": "en", "bos": "bs", "hrv": "hr", "mac": "mk",
    "mkd": "mk", "tur": "tr", "rom": "rom", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr",
    "ara": "ar", "per": "fa", "fas": "fa", "pus": "ps", "ukr": "uk", "rus": "ru", "spa": "es",
}  # fmt: skip


@dataclass(frozen=True)
class QuestionText:
    """The texts and media of a question; ``guidance`` is for those who learn to ask it."""

    label: str = ""
    hint: str = ""
    guidance: str = ""
    media: tuple[str, ...] = ()


NO_TEXT = QuestionText()


@dataclass
class Texts:
    """The texts of a form by their keys: its words, their guidance, its media files."""

    languages: tuple[str, ...] = ()
    language: str = ""
    words: dict[str, str] = field(default_factory=dict)
    guidance: dict[str, str] = field(default_factory=dict)
    media: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, element: Any) -> str:
        """Return the text of a label or a hint."""
        if element is None:
            return ""
        key = key_of(element.get("ref") or "")
        return self.words.get(key, "") if key else plain(element)

    def of_control(self, control: Any) -> QuestionText:
        """Return the texts and media of a control of the form."""
        label, hint = control.find(f"{XF}label"), control.find(f"{XF}hint")
        keys = [key_of("" if one is None else one.get("ref") or "") for one in (label, hint)]
        guidance, media = self.guidance.get(keys[1], ""), self.media.get(keys[0], ())
        return QuestionText(self.of(label), self.of(hint), guidance, media)


def key_of(reference: str) -> str:
    """Return the key of the text that a reference names, "" for words."""
    found = _KEY.match(reference)
    return found[1] if found else ""


def plain(element: Any) -> str:
    """Return the words of a label; a value inside it becomes an ellipsis."""
    words = element.text or ""
    for child in element:
        words += "…" + (child.tail or "")
    return " ".join(words.split())


def texts_in(model: Any, language: str = "") -> Texts:
    """Return the texts in a language, otherwise in the form's first.

    A text that is not translated is given in the first, without that in another language.
    """
    block = model.find(f"{XF}itext")
    found = [] if block is None else block.findall(f"{XF}translation")
    named = {one.get("lang") or "": one for one in found}
    first = next((name for name, one in named.items() if one.get("default") is not None), "")
    chosen = language if language in named else first or next(iter(named), "")
    texts = Texts(tuple(named), chosen)
    last = [one for one in (first or next(iter(named), ""), chosen) if one in named]
    for name in [*(one for one in reversed(named) if one not in last), *dict.fromkeys(last)]:
        for text in named[name].findall(f"{XF}text"):
            _read(text, text.get("id", ""), texts, is_chosen=name == chosen)
    return texts


def _read(text: Any, key: str, texts: Texts, *, is_chosen: bool) -> None:
    media = []
    for value in text.findall(f"{XF}value"):
        form = value.get("form")
        words = plain(value)
        if form in MEDIA:
            media.append(words.rsplit("/", 1)[-1])
            continue
        where = texts.guidance if form == "guidance" else texts.words if form is None else {}
        if words not in {"", UNTRANSLATED} or key not in where:
            where[key] = words
    if is_chosen:
        texts.media[key] = tuple(media)


def language_of(languages: Iterable[str], code: str, names: Collection[str]) -> str:
    """Return which of a form's languages a reader of ``code`` understands, "" for none.

    A language is written "Shqip (sq)", "sq" or "Albanian"; ``names`` are in lower case, those of
    ``code`` itself before those of its other scripts.
    """
    coded = {one: _code(one) for one in languages}
    code = code.lower().replace("_", "-")
    called = {one: _name(one) for one in coded}
    same = [one for one, its in coded.items() if its == code]
    near = [one for one, its in coded.items() if its.split("-")[0] == code.split("-")[0]]
    named = [one for name in names for one in coded if called[one] == name]
    in_script = [one for one in named if not coded[one]] if "-" in code else []
    return next(iter([*same, *in_script, *near, *named]), "")


def is_same_language(one: str, other: str) -> bool:
    """Return whether two forms mean the same language, however each writes it."""
    return one == other or (_code(one) != "" and _code(one) == _code(other))


def _name(language: str) -> str:
    """Return the name of a language: albanian of "Albanian (sq)" and of "albanian_(sq)"."""
    return language.replace("_", " ").partition("(")[0].strip().lower()


def _code(language: str) -> str:
    """Return the code of a language: sq of "Shqip (sq)", of "shqip_(sq)", of "sq" and "sqi"."""
    found = re.search(r"\(\s*([A-Za-z]{2,3}(?:[-_]\w+)*)\s*\)\s*$", language)
    bare = re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)*", language.strip())
    code = (found[1] if found else bare[0] if bare else "").lower().replace("_", "-")
    first, _, rest = code.partition("-")
    return "-".join(filter(None, [THREE_LETTERS.get(first, first), rest]))
