"""Issuing the Terms of Reference, setting working rules, and the yearly self-assessment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.saving import add, save
from waystation.foundation.shared.errors import refuse
from waystation.governance.network.fields import ASSESSMENT, TERMS
from waystation.governance.network.models import Assessment, Network, Terms, WorkingRule
from waystation.governance.network.queries import people, terms
from waystation.governance.network.rules import readings
from waystation.governance.network.rules import terms as rules
from waystation.registry.reference import queries as reference


def first_terms(network: Network) -> Terms:
    """Issue the first edition: structure and short paraphrases, no full text."""
    first = Terms.begin(
        None,
        network.office_id,
        organisation_id=network.organisation_id,
        number=1,
        why="Structure and short paraphrases; the office loads the full text.",
        decided_on=network.opened_on,
        paragraphs=list(rules.outline()),
    )
    return add(None, "terms.issue", first, number=1)


@transaction.atomic
def load_terms(user: AnyUser, text: str, *, why: str, decided_on: date | None) -> Terms:
    """Issue a new edition of the Terms of Reference with the full text of its paragraphs.

    Raises NotAllowed, Refusal for a text without anchors or an edition without a reason.
    """
    network = people.network_visible_to(user, "terms.load")
    reason = rules.refusal_of_why(why)
    TERMS.without("text").refuse({"why": why, "decided_on": decided_on}, reason)
    texts = rules.read_text(text)
    before = Terms.objects.select_for_update().filter(office_id=network.office_id)
    last = before.order_by("-number").first()
    rows = list(last.paragraphs) if last else list(rules.outline())
    me = access.signed_in(user)
    row = Terms.begin(
        me,
        network.office_id,
        number=last.number + 1 if last else 1,
        paragraphs=rules.next_edition(rows, texts),
        why=why.strip(),
        decided_on=decided_on,
    )
    return add(me, "terms.issue", row, number=row.number, paragraphs=sorted(texts))


@transaction.atomic
def set_working_rule(user: AnyUser, key: str, value: str, reason: str) -> WorkingRule:
    """Set the organisation's interpretation of an open point. Raises NotAllowed, Refusal."""
    network = people.network_visible_to(user, "network_rule.set")
    value, reason = value.strip(), reason.strip()[:300]
    refuse([readings.refusal_to_set(key, value, reason)])
    before = WorkingRule.objects.select_for_update().filter(office_id=network.office_id, key=key)
    last = before.order_by("-number").first()
    if last and last.value == value and last.reason == reason:
        return last
    number = last.number + 1 if last else 1
    me = access.signed_in(user)
    row = WorkingRule.begin(
        me, network.office_id, key=key, number=number, value=value, reason=reason
    )
    return add(me, "network_rule.set", row, key=key, value=value)


@transaction.atomic
def assess(
    user: AnyUser, year: int, code: str, *, seen: Mapping[str, Any] | None = None, **values: Any
) -> Assessment:
    """Assess the year by one principle or objective; ``values`` are those of ``ASSESSMENT``.

    ``seen`` are the values that the editor saw, if it was assessed before. Raises NotAllowed,
    Refusals without a mark or evidence, Conflict if somebody else changed the same field.
    """
    network = people.network_visible_to(user, "assessment.record")
    reference.require_code("tor_principle" if code[:2] == "WP" else "tor_objective", code, "code")
    given = {name: str(value).strip() for name, value in ASSESSMENT.complete(values).items()}
    row = terms.assessments(network, year).get(code)
    if row is not None and seen is not None:
        now = Draft(**terms.assessment_values(row))
        merge_edit(now, seen, given)
        given = now.values
    ASSESSMENT.refuse(given, *rules.refusals_of_assessment(given["mark"], given["evidence"]))
    me = access.signed_in(user)
    if row is None:
        row = Assessment.begin(me, network.office_id, year=year, code=code, version=0)
    for name, value in given.items():
        setattr(row, name, int(value) if name == "mark" else value)
    return save(me, "assessment.record", row, year=year, code_of=code, mark=row.mark)
