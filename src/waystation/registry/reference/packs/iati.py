"""The published ruleset of the IATI standard."""

from __future__ import annotations

import hashlib
import json

from waystation.analysis.iati import RulesetError, read_ruleset
from waystation.foundation.shared.words import N_

from .content import Content, wrong
from .opening import Member

PACK = "standard.json"


def recognises(member: Member) -> bool:
    """Return whether the file is a ruleset: contexts of IATI with cases."""
    start = member.content[:4000]
    return member.is_json and b"/iati-activities/iati-activity" in start and b'"cases"' in start


def read(member: Member) -> Content:
    """Return the ruleset unchanged. Raises Refusal naming what in it cannot be used."""
    try:
        ruleset = read_ruleset(member.content)
    except RulesetError as error:
        raise wrong(
            PACK, N_("{pack}: {said} Nothing was loaded."), said=str(error)[:200]
        ) from error
    digest = hashlib.sha256(member.content).hexdigest()[:12]
    return Content(
        version=f"2.03, {digest}",
        rows=len(ruleset),
        documents={"standard": json.loads(member.content)},
    )
