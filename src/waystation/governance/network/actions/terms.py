"""Issuing the Terms of Reference, setting house rules, and judging one's own year."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Assessment, HouseRule, Network, Terms
from waystation.governance.network.queries import people, terms
from waystation.governance.network.rules import house as house_rules
from waystation.governance.network.rules import terms as rules
from waystation.registry.reference import queries as reference

from .stamp import stamped


def first_terms(network: Network) -> Terms:
    """Issue the first edition: structure and short paraphrases, no full text."""
    row = Terms.objects.create(
        **stamped(network, None),
        number=1,
        why="Structure and short paraphrases; the office loads the full text.",
        decided_on=network.opened_on,
        paragraphs=list(rules.outline()),
    )
    audit.log(
        None,
        "terms.issue",
        "network.Terms",
        row.id,
        organisation_id=network.organisation_id,
        office_id=network.office_id,
        number=1,
    )
    return row


@transaction.atomic
def load_terms(user: Anyone, source: str, *, why: str, decided_on: date) -> Terms:
    """Issue a new edition of the Terms of Reference with the full text of its paragraphs.

    Raises NotAllowed, Refusal for a text without anchors or an edition without a reason.
    """
    network = people.network_seen_by(user, "terms.load")
    seen = access.signed_in(user)
    if not why.strip():
        raise Refusal(
            N_("Say what is new in this edition."), field="why", code="why_missing", paragraph="39"
        )
    texts = rules.read_text(source)
    before = Terms.objects.select_for_update().filter(office_id=network.office_id)
    last = before.order_by("-number").first()
    row = Terms.objects.create(
        **stamped(network, seen),
        number=last.number + 1 if last else 1,
        why=why.strip()[:300],
        decided_on=decided_on,
        paragraphs=rules.next_edition(
            list(last.paragraphs) if last else list(rules.outline()), texts
        ),
    )
    audit.log(
        seen,
        "terms.issue",
        "network.Terms",
        row.id,
        office_id=network.office_id,
        number=row.number,
        paragraphs=sorted(texts),
    )
    return row


@transaction.atomic
def set_house_rule(user: Anyone, key: str, value: str, reason: str) -> HouseRule:
    """Decide how the house reads what the text leaves open. Raises NotAllowed, Refusal."""
    network = people.network_seen_by(user, "network_rule.set")
    seen = access.signed_in(user)
    if refusal := house_rules.refusal_to_set(key, value.strip(), reason):
        raise refusal
    before = HouseRule.objects.select_for_update().filter(office_id=network.office_id, key=key)
    last = before.order_by("-number").first()
    if last and last.value == value.strip() and last.reason == reason.strip():
        return last
    row = HouseRule.objects.create(
        **stamped(network, seen),
        key=key,
        number=last.number + 1 if last else 1,
        value=value.strip(),
        reason=reason.strip()[:300],
    )
    audit.log(
        seen,
        "network_rule.set",
        "network.HouseRule",
        row.id,
        office_id=network.office_id,
        key=key,
        value=row.value,
    )
    return row


@transaction.atomic
def assess(
    user: Anyone, year: int, code: str, *, mark: int, evidence: str, next_step: str = ""
) -> Assessment:
    """Judge the year by one principle or objective, with evidence. Raises Refusal, NotAllowed."""
    network = people.network_seen_by(user, "assessment.record")
    seen = access.signed_in(user)
    reference.require_code("tor_principle" if code[:2] == "WP" else "tor_objective", code, "code")
    if mark not in {0, 1, 2, 3}:
        raise Refusal(
            N_("Choose a mark from 0 (not at all) to 3 (fully)."), field="mark", code="mark_unknown"
        )
    if not evidence.strip():
        raise Refusal(
            N_("Say what shows it: a meeting, a report, a figure."),
            field="evidence",
            code="evidence_missing",
            paragraph="60",
        )
    row = terms.assessments(network, year).get(code)
    if row is None:
        row = Assessment(**stamped(network, seen), year=year, code=code, version=0)
    row.mark, row.evidence, row.next_step = mark, evidence.strip(), next_step.strip()
    row.changed_at, row.version = stamped(network, seen)["changed_at"], row.version + 1
    row.save()
    audit.log(
        seen,
        "assessment.record",
        "network.Assessment",
        row.id,
        office_id=network.office_id,
        year=year,
        code_of=code,
        mark=mark,
    )
    return row
