"""A CV's suggestions for a profile, and a profile as a Europass file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.foundation.access import exports
from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, pdf
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference
from waystation.registry.skills.cv import europass, opening, proposing
from waystation.registry.skills.models import Profile
from waystation.registry.skills.occupations import occupation_name, occupation_names
from waystation.registry.skills.sections import SECTIONS

from .links import open_link
from .profiles import contents_of, profile_visible_to
from .suggesting import skills_of_several
from .titles import coder_of

KINDS = {"pdf": "application/pdf", "xml": "application/xml"}


@dataclass(frozen=True)
class Proposal:
    """A line that a CV proposes: its section, its values, and how they read."""

    section: str
    title: str
    values: dict[str, Any]
    words: str


@dataclass(frozen=True)
class Proposals:
    """What a CV proposes. ``from_data``: taken from the data of a Europass file, not from text.

    ``left_out`` says what was left out, and why.
    """

    lines: list[Proposal]
    from_data: bool
    left_out: tuple[str, ...] = ()


class _Phrases:
    """ESCO's names of skills as they are looked for, made once for each loaded pack."""

    labels: Any = None
    phrases: dict[str, tuple[str, str]] = {}


def _phrases() -> dict[str, tuple[str, str]]:
    labels = reference.document("esco_skills", "labels") or {}
    if labels is not _Phrases.labels:
        _Phrases.labels, _Phrases.phrases = labels, proposing.phrases_of(labels)
    return _Phrases.phrases


def proposals_of_cv(user: access.AnyUser, profile_id: UUID, name: str, content: bytes) -> Proposals:
    """Return what a CV proposes for a profile; nothing is written, and the file is not stored.

    The data of a Europass file are taken as they are, never guessed from its text. Raises NotSeen,
    NotAllowed, Refusal for a file that cannot be read here.
    """
    profile = profile_visible_to(user, profile_id)
    access.require(user, "skill.record", profile.office_id)
    return _proposals(profile, name, content)


def proposals_of_own_cv(link_id: UUID, name: str, content: bytes) -> Proposals:
    """Return what a CV proposes for the own profile, as ``proposals_of_cv``.

    Raises NotSeen, Refusal for a file that cannot be read here.
    """
    return _proposals(open_link(link_id).profile, name, content)


def _proposals(profile: Profile, name: str, content: bytes) -> Proposals:
    found = opening.read_cv(name, content)
    if found.is_europass:
        left_out = tuple(_left_out(*one) for one in found.wrong_levels)
        return Proposals(_in_words(found.europass), from_data=True, left_out=left_out)
    coder = coder_of(profile.organisation_id)
    own = proposing.phrases_of({"": skills_of_several(profile.organisation_id)})
    lines = proposing.proposals(found.text, coder, own | _phrases())
    return Proposals(_in_words(lines), from_data=False)


def _left_out(language: str, level: str) -> str:
    return _("{language}: there is no level “{given}”. The levels are A1 to C2.").format(
        language=reference.label("language", language), given=level
    )


def _in_words(lines: list[europass.Line]) -> list[Proposal]:
    found = []
    for name, values in lines:
        section = SECTIONS[name]
        whole = section.table.complete(values)
        said = [words for field, words in section.table.answers(whole) if not field.rare]
        found.append(Proposal(name, _(section.one), values, " · ".join(said)))
    return found


def europass_of(user: access.AnyUser, profile_id: UUID, kind: str) -> tuple[bytes, str]:
    """Return a profile as a Europass file, PDF or XML, and its media type; the log notes it.

    The PDF carries the XML as an attachment, as those of Europass do. Raises NotSeen, NotAllowed,
    Refusal for another kind.
    """
    if kind not in KINDS:
        raise Refusal(N_("A Europass file is a PDF or XML."), field="kind", code="kind")
    profile = profile_visible_to(user, profile_id)
    me = access.require(user, "skill.read", profile.office_id)
    file = people.person_visible_to(me, profile.person_id, why="europass")
    contents = contents_of(profile)
    language = (get_language() or "en").split("-")[0]
    titles = {code: occupation_name(code, language) for code in occupation_names()}
    name = file.identity.main
    xml = europass.as_xml(
        contents, given=name.given, family=name.family, language=language, title_of=titles
    )
    exports.record_export(
        me, "skills:europass", rows=1, persons=1, purpose="", selection=str(profile.id)
    )
    return (xml if kind == "xml" else _as_pdf(file.name, contents, xml)), KINDS[kind]


def _as_pdf(name: str, contents: dict[str, Any], xml: bytes) -> bytes:
    from pypdf import PdfWriter

    parts: list[blocks.Block] = []
    for section in SECTIONS.values():
        if contents[section.name]:
            parts.append(blocks.Heading(_(section.title)))
            parts.append(
                blocks.Points(
                    [
                        " · ".join(words for _field, words in section.table.answers(values))
                        for values in contents[section.name]
                    ]
                )
            )
    report = blocks.report(name, parts or [blocks.Paragraph("–")], dated=today_in())
    writer = PdfWriter(clone_from=io.BytesIO(pdf.render(report)))
    writer.add_attachment(europass.FILE, xml)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
