"""Verification of the audit log, records, sealed values, facts, editions and signed heads.

``./waystation verify`` prints the result; the worker runs it each morning and raises an alarm if
anything differs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.module_loading import import_string

from waystation.foundation.audit import actions as audit
from waystation.foundation.audit import heads, verifying

from . import contributions, queries, sealed

logger = logging.getLogger(__name__)


class Checked(NamedTuple):
    """The number of objects checked, and a sentence for each problem."""

    what: str
    problems: list[str]


def check_everything(paths: Sequence[Path] = (), public_key: str = "") -> Iterator[Checked]:
    """Check everything; ``paths`` are signed heads that were stored elsewhere.

    Without any, the newest copy on this machine is used. Raises OSError for a head that cannot be
    read.
    """
    for organisation in queries.organisations():
        verdict = verifying.verify_organisation(organisation.id)
        name = organisation.name
        yield Checked(f"{name}: audit log, {verdict.entries} entries", verdict.problems)
        yield Checked(
            f"{name}: records, {verdict.records}", verdict.sentences[len(verdict.problems) :]
        )
        count, problems = sealed.problems_of_sealed(organisation.id)
        yield Checked(f"{name}: sealed values, {count}", problems)
    for what, path in contributions.mapping_of("verifiers").items():
        count, problems = import_string(path)()
        yield Checked(f"{what}, {count}", problems)
    own = heads.newest_own()
    for one in paths or ([own] if own else []):
        try:
            head = heads.open_head(one.read_bytes(), public_key)
        except heads.NotAHead as problem:
            yield Checked(f"Signed head {one}", [str(problem)])
            continue
        yield Checked(
            f"Signed head of {head['signed_at']}, {len(head['logs'])} logs",
            heads.problems_against(head),
        )


def verify_daily() -> None:
    """Check everything once a day, log the result, and e-mail an alarm if anything differs."""
    broken = [one for one in check_everything() if one.problems]
    for organisation in queries.organisations():
        with transaction.atomic():
            audit.log(
                None,
                "verify.run",
                "audit.ChainHead",
                None,
                organisation_id=organisation.id,
                broken=len(broken),
            )
    if not broken:
        return
    lines = [line for one in broken for line in (f"{one.what}:", *map("  {}".format, one.problems))]
    logger.error("Something is not as the audit log knows it:\n%s", "\n".join(lines))
    if to := settings.HEAD_TARGETS["email"]:
        EmailMessage(
            subject="Waystation: records or audit log were changed outside Waystation",
            body="./waystation verify found:\n\n" + "\n".join(lines),
            to=to,
        ).send()
