"""The translation catalogues: extract strings from the source, update .po files, compile them.

System gettext is not required. Translators write Serbian in Cyrillic; Latin is generated.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils import dates, translation
from django.utils.translation.template import templatize

from waystation.foundation.shared.scripts import latin

from .guest_words import SAID_IN_PUBLIC as SAID_IN_PUBLIC

HERE = Path(__file__).resolve().parent
LOCALE = HERE / "locale"
SOURCE = HERE.parents[1]
WRITTEN = {
    "sq": "nplurals=2; plural=(n != 1);",
    "sr": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
    "tr": "nplurals=2; plural=(n > 1);",
    "fa": "nplurals=2; plural=(n > 1);",
    "ps": "nplurals=2; plural=(n != 1);",
}
# Languages of the public pages only.
PUBLIC_LANGUAGES = ("tr", "ar", "fa", "ps")
# Languages for which Django has no names of months and weekdays.
WITHOUT_DJANGO = ("ps",)
# Error pages that a reader of a public page may see.
REFUSALS = ("400", "403", "403_csrf", "404", "429", "500", "refusal")
PUBLIC = (
    "site/public/",
    "registry/reference/http.py",
    "site/ui/templates/base_public.html",
    "services/centres/templates/centres/sign_in.html",
    # what a person reads behind a link of their own
    "foundation/messaging/templates/messaging/guest_open.html",
    "foundation/messaging/templates/messaging/guest_over.html",
    "registry/skills/templates/skills/own",
    "registry/skills/views/own.py",
    "registry/skills/fields.py",
    "registry/skills/sections.py",
    "registry/skills/http.py",
    "registry/skills/cv/opening.py",
    "services/labour/templates/labour/own_",
    "services/labour/templates/labour/offer.html",
    "services/labour/queries/own.py",
    "services/labour/views/own.py",
    "registry/referrals/templates/referrals/own_answer.html",
    # the person's own copy of a referral
    "registry/referrals/queries/copies.py",
    # the figures that a partner types, and refusals of files that guests send
    "governance/results/templates/results/partner.html",
    "foundation/shared/limits.py",
    "foundation/documents/uploads.py",
    "foundation/documents/attachments.py",
    "foundation/documents/pictures.py",
    "site/config/settings.py",
    "site/ui/templates/base.html",
    "site/ui/templates/ui/frame/top.html",
    "site/ui/templates/account/login.html",
    "site/ui/templates/account/locked.html",
    "site/ui/templates/ui/way_on.html",
    *(f"site/ui/templates/{name}.html" for name in REFUSALS),
    "governance/meetings/public.py",
    "governance/workplans/public.py",
    "governance/statements/public.py",
    "governance/network/panels/public.py",
    "governance/network/templates/network/public.html",
    "governance/network/templates/network/_panel.html",
)
# name of the function -> positions of context, singular and plural
MARKS: dict[str, tuple[int | None, int, int | None]] = {
    "N_": (None, 0, None),
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*(?::[^{}]*)?\}|%[sd]")
LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b({'|'.join(MARKS)})\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")

Key = tuple[str, str]


@dataclass
class Phrase:
    """A translatable string, and the files that use it."""

    text: str
    context: str = ""
    plural: str = ""
    places: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.text

    @property
    def is_public(self) -> bool:
        return self.text in SAID_IN_PUBLIC or any(one.startswith(PUBLIC) for one in self.places)


def _phrase(name: str, arguments: list[str | None]) -> Phrase | None:
    context, text, plural = MARKS[name]
    if len(arguments) <= max(text, plural or 0):
        return None
    words = arguments[text]
    if not words:
        return None
    return Phrase(
        words,
        (arguments[context] or "") if context is not None else "",
        (arguments[plural] or "") if plural is not None else "",
    )


def in_python(source: str) -> Iterator[Phrase]:
    """Yield the marked strings of a Python module."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        if name in MARKS:
            phrase = _phrase(
                name,
                [
                    one.value
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    else None
                    for one in node.args
                ],
            )
            if phrase:
                yield phrase


def in_template(source: str) -> Iterator[Phrase]:
    """Yield the marked strings of a template, with the msgids that Django looks up."""
    for call in CALL.finditer(templatize(source)):
        literals = [ast.literal_eval(one[0]) for one in re.finditer(LITERAL, call[2])]
        phrase = _phrase(call[1], literals)
        if phrase:
            yield phrase


def phrases(root: Path = SOURCE) -> dict[Key, Phrase]:
    """Return every translatable string of the product."""
    found: dict[Key, Phrase] = {}
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.html"), *root.rglob("*.txt")]):
        place = path.relative_to(root).as_posix()
        if "/migrations/" in place or (path.suffix != ".py" and "/templates/" not in place):
            continue
        source = path.read_text(encoding="utf-8")
        for one in in_python(source) if path.suffix == ".py" else in_template(source):
            known = found.setdefault(one.key, one)
            known.plural = known.plural or one.plural
            known.places.add(place)
    return found


def required_phrases(language: str, found: dict[Key, Phrase]) -> list[Phrase]:
    """Return the strings that ``language`` must translate, in a stable order."""
    public = language in PUBLIC_LANGUAGES
    mine = [one for one in found.values() if one.is_public or not public]
    if language in WITHOUT_DJANGO:
        names = [*dates.MONTHS.values(), *dates.WEEKDAYS.values()]
        with translation.override(None):
            mine += [Phrase(str(name), places={"django/utils/dates.py"}) for name in names]
    return sorted(mine, key=lambda one: (min(one.places), one.text, one.context))


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _stored_entries(language: str) -> dict[Key, polib.POEntry]:
    path = po_path(language)
    entries = polib.pofile(str(path)) if path.exists() else []
    return {(one.msgctxt or "", one.msgid): one for one in entries if not one.obsolete}


def update(language: str, found: dict[Key, Phrase]) -> int:
    """Update the catalogue of ``language``, preserving translations; return the number missing."""
    entries = _stored_entries(language)
    file = polib.POFile(wrapwidth=98)
    file.metadata = {
        "Project-Id-Version": "Waystation",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": WRITTEN[language],
    }
    count = int(WRITTEN[language][9])
    for one in required_phrases(language, found):
        old = entries.get(one.key)
        entry = polib.POEntry(
            msgid=one.text,
            msgctxt=one.context or None,
            msgid_plural=one.plural,
            occurrences=[(place, "") for place in sorted(one.places)],
        )
        if "{" in one.text:
            entry.flags.append("python-brace-format")
        elif "%(" in one.text:
            entry.flags.append("python-format")
        if one.plural:
            old_forms = old.msgstr_plural if old else {}
            entry.msgstr_plural = {n: old_forms.get(n, "") for n in range(count)}
        elif old:
            entry.msgstr = old.msgstr
        if old and old.fuzzy:
            entry.flags.append("fuzzy")
        file.append(entry)
    po_path(language).parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(line.rstrip() for line in str(file).splitlines())
    po_path(language).write_text(text + "\n", encoding="utf-8")
    return len(faults(language, found))


DAY_AND_STOP = re.compile(r"(\{day\}|%\(day\)s)\.(?=\s|$)")
"""Dates in Serbian end with a full stop of their own: 8. 12. 2026."""


def _shape(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def faults(language: str, found: dict[Key, Phrase]) -> list[str]:
    """Return a sentence for each string that is missing, fuzzy, or has lost a placeholder."""
    entries = _stored_entries(language)
    problems = []
    for one in required_phrases(language, found):
        entry = entries.get(one.key)
        forms = [] if entry is None else [entry.msgstr]
        if entry is not None and one.plural:
            forms = [entry.msgstr_plural.get(n, "") for n in range(int(WRITTEN[language][9]))]
        if not forms or not all(forms):
            problems.append(f'{language}: no translation of "{one.text}"')
        elif entry is not None and entry.fuzzy:
            problems.append(f'{language}: the translation of "{one.text}" is marked as fuzzy')
        elif one.plural:
            # A plural form may omit its number ("one person"), but may not add placeholders.
            placeholders = set(_shape(one.text)) | set(_shape(one.plural))
            if any(not set(_shape(form)) <= placeholders for form in forms):
                problems.append(f'{language}: other values than in "{one.text}"')
        elif set(_shape(forms[0])) != set(_shape(one.text)):
            problems.append(f'{language}: other values than in "{one.text}"')
        if language == "sr" and any(DAY_AND_STOP.search(form) for form in forms):
            problems.append(f'{language}: a second full stop after the day in "{one.text}"')
    return problems


def latin_catalogue() -> polib.POFile:
    """Return the Serbian catalogue in Latin script, generated from the Cyrillic one."""
    file = polib.pofile(str(po_path("sr")))
    file.metadata["Language"] = "sr_Latn"
    for entry in file:
        entry.msgstr = latin(entry.msgstr)
        entry.msgstr_plural = {n: latin(text) for n, text in entry.msgstr_plural.items()}
    return file


def compile_all() -> list[Path]:
    """Compile the catalogues that are newer than their compiled files; return those compiled."""
    made = []
    for language in [*WRITTEN, "sr_Latn"]:
        source = po_path("sr" if language == "sr_Latn" else language)
        target = LOCALE / language / "LC_MESSAGES" / "django.mo"
        if not source.exists():
            continue
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        file = latin_catalogue() if language == "sr_Latn" else polib.pofile(str(source))
        fresh = target.with_suffix(f".{time.monotonic_ns()}")
        file.save_as_mofile(str(fresh))
        fresh.replace(target)  # two processes may compile at once
        made.append(target)
    return made
