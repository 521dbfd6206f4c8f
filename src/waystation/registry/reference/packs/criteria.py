"""Criteria of ethical recruitment from an office: a standard, its principles and criteria.

The file is one of our code lists (``rules.read_list``) whose title row begins with "Recruitment
criteria"; the version is what its title row gives as source. An entry without a parent is a
standard; what has no entry below it is a criterion. Codes of the shipped standards stay ours.
"""

from __future__ import annotations

from waystation.foundation.shared.words import N_
from waystation.registry.reference.rules import read_list, refuse_loose_ends

from .content import Content, wrong
from .opening import Member

LIST = "recruitment_criterion_pack"
HEAD, TITLE = "code,en,sq,sr,parent,source", ",Recruitment criteria"
OURS = ("iris", "ilo")
PACK = "Recruitment criteria"


def recognises(member: Member) -> bool:
    """Return whether the file is a list of criteria of ethical recruitment."""
    second = member.content[:4096].decode("utf-8-sig", errors="replace").partition("\n")[2]
    return member.head.startswith(HEAD) and second.startswith(TITLE)


def read(member: Member) -> Content:
    """Return the criteria. Raises Refusal for one without a standard, or under our codes."""
    found = read_list(LIST, member.text)
    refuse_loose_ends([found], {})
    if not any(entry.parent for entry in found.entries):
        raise wrong(PACK, N_("{pack}: no criterion names its standard. Nothing was loaded."))
    for entry in found.entries:
        if entry.code.partition(".")[0] in OURS:
            raise wrong(
                PACK,
                N_("{pack}: the code {entry} is one of the shipped standards. Choose another."),
                entry=entry.code,
            )
    version = found.title.source or found.entries[0].source
    return Content(version[:80], len(found.entries), lists=[found])
