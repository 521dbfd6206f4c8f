"""The findings of a round: for pages, files, reports, and verification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from waystation.analysis import survey
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.purposes import COVER_PRICES
from waystation.registry.collection import facts as answers_of
from waystation.registry.collection import queries as collection
from waystation.services.tracking.models import Estimation, Finding, Round
from waystation.services.tracking.rules import (
    AUDIENCE,
    Base,
    Cell,
    bases_to_hide,
    choices_to_hide,
    least_people,
    policy_in_words,
)

from .studies import round_visible_to, rounds_visible_to, submissions_in

if TYPE_CHECKING:
    from waystation.analysis.survey import Note, Snapshot
    from waystation.foundation.access.models import User


def latest_estimation(round_: Round) -> Estimation | None:
    """Return the last run over a round."""
    return round_.estimations.order_by("-id").first()


def findings_of(user: AnyUser, round_: Round, *, domain: str = "") -> list[Finding]:
    """Return every estimate of the last run, for users who may read submissions."""
    access.require(user, "submission.read", round_.office_id)
    latest = latest_estimation(round_)
    if latest is None:
        return []
    return list(latest.findings.filter(domain=domain).order_by("position"))


def findings_for(
    estimation: Estimation, audience: str = AUDIENCE, question: str = ""
) -> list[dict[str, Any]]:
    """Return the estimates of a run as an audience may see them: what is small is None.

    ``question``: of this one alone. A number of interviews below the audience's threshold is None
    too, and so is one that would give away what another question hides. This is the one place
    where findings become something to show.
    """
    groups: dict[str, list[Finding]] = {}
    for finding in estimation.findings.filter(domain="").order_by("position"):
        groups.setdefault(finding.question, []).append(finding)
    keys = access.keyring(estimation.organisation_id)
    bases = {
        key: base_of(group, keys.digest(COVER_PRICES, key.encode(), 32), audience)
        for key, group in groups.items()
    }
    few = bases_to_hide(bases, estimation.rows, audience)
    wanted = [one for one in groups if question in {"", one}]
    return [
        row
        for key in wanted
        for row in rows_of_question(groups[key], bases[key], key in few, audience)
    ]


def base_of(group: Sequence[Finding], secret: bytes, audience: str) -> Base:
    """Return what one question says of numbers of people, and which answers are hidden."""
    total = sum(finding.value or 0 for finding in group)
    shares = [one for one in group if one.statistic == "share"]
    cells = [Cell(one.choice, one.value, one.n, one.chosen) for one in shares]
    adds_up = abs(total - 1) < 1e-6
    hidden = choices_to_hide(cells, adds_up=adds_up, audience=audience, secret=secret)
    people = {cell.choice: cell.people for cell in cells}
    return Base(max(one.n for one in group), people, frozenset(hidden), adds_up)


def rows_of_question(
    group: Iterable[Finding], base: Base, telling: bool, audience: str = AUDIENCE
) -> Iterator[dict[str, Any]]:
    """Yield the estimates of one question; ``telling``: the number of answers would tell another.

    An interval and a design effect tell that number too, and so do all digits of a share.
    """
    least = least_people(audience)
    for finding in group:
        unsure = finding.flag in {"withheld", "nobody"}
        few = 0 < finding.n < least or telling
        open_ = not unsure and finding.choice not in base.hidden
        exact = open_ and not telling
        value = finding.value if open_ else None
        yield {
            "question": finding.question,
            "question_label": finding.question_label,
            "statistic": finding.statistic,
            "choice": finding.choice,
            "label": finding.choice_label or finding.choice or finding.question_label,
            "domain": finding.domain,
            "domain_value": finding.domain_value,
            "value": value if value is None or not telling else round(value, 2),
            "low": finding.low if exact else None,
            "high": finding.high if exact else None,
            "deff": finding.deff if exact else None,
            "n": None if few else finding.n,
            "flag": finding.flag if open_ else "withheld",
            # Of a hidden share the reason would say whether it is the small one; of few
            # answers it would say how many.
            "note": note_of(finding) if (open_ or unsure) and not few else "",
        }


def note_of(finding: Finding) -> Note | str:
    """Return the reason of an estimate's flag, for translation; "" if it has none."""
    return survey.Note(finding.note_code, **finding.note_values) if finding.note_code else ""


def questions_with_findings(user: AnyUser, round_: Round) -> list[dict[str, Any]]:
    """Return the findings of a round by question, as far as they may be shown."""
    access.require(user, "study.read", round_.office_id)
    latest = latest_estimation(round_)
    if latest is None:
        return []
    return by_question(latest)


def by_question(estimation: Estimation) -> list[dict[str, Any]]:
    questions: dict[str, dict[str, Any]] = {}
    for row in findings_for(estimation):
        entry = questions.setdefault(
            row["question"],
            {
                "question": row["question"],
                "label": row["question_label"],
                "statistic": row["statistic"],
                "n": row["n"],
                "rows": [],
            },
        )
        entry["rows"].append(row)
    return list(questions.values())


def snapshot_taken(user: User, round_: Round) -> Snapshot:
    """Return the cleaned answers of a round as they are now. Raises NotAllowed, Refusal."""
    return answers_of.take_snapshot_of(
        user,
        round_.form,
        strata=[name for name in (round_.stratum, round_.cluster) if name],
        weights=[round_.weight] if round_.weight else [],
    )


def snapshots_named(organisation: UUID) -> set[str]:
    """Return the hashes of the snapshots that any run of an organisation names."""
    rows = Estimation.objects.filter(organisation_id=organisation).exclude(snapshot="")
    return set(rows.values_list("snapshot", flat=True).distinct().order_by())


def provenance_of(estimation: Estimation, audience: str = AUDIENCE) -> dict[str, Any]:
    """Return the provenance of a finding, for later verification.

    finding → snapshot → code → policy; the approver is the publisher of the report.
    """
    return {
        "rows": estimation.rows,
        "form_versions": estimation.form_versions,
        "submissions": estimation.submissions_hash,
        "cleaning": estimation.cleaning_hash,
        "snapshot": estimation.snapshot,
        "code": estimation.code_version,
        "policy": policy_in_words(audience),
        "estimated_at": estimation.created_at.isoformat(),
    }


def estimated_again(user: User, round_: Round) -> str:
    """Return whether the last run would be the same from the answers as they are now.

    "same": they have the hash that the run names; "changed": they have not; "unknown": the run
    names none. Raises NotAllowed, Refusal.
    """
    latest = latest_estimation(round_)
    if latest is None or not latest.snapshot:
        return "unknown"
    return "same" if snapshot_taken(user, round_).digest == latest.snapshot else "changed"


# --- for reports (AppConfig.findings) -----------------------------------------------


def findings_visible_to(user: AnyUser) -> list[dict[str, str]]:
    """Return the findings a report may take: key and title, the latest run of each round."""
    offered = []
    for round_ in rounds_visible_to(user).order_by("-id"):
        latest = latest_estimation(round_)
        if latest is None:
            continue
        pairs = latest.findings.filter(domain="").order_by("position")
        seen: dict[str, str] = {}
        for question, label in pairs.values_list("question", "question_label"):
            seen.setdefault(question, label)
        offered += [
            {
                "key": f"{round_.id}/{question}",
                "title": f"{round_.operation.title}: {label or question}",
            }
            for question, label in seen.items()
        ]
    return offered


def finding(organisation: UUID, key: str, audience: str = AUDIENCE) -> dict[str, Any] | None:
    """Return one question of a round's last run as plain values, None if it is not there.

    Holds nothing that may not be shown to ``audience``: small and withheld shares are None. Our
    own staff read it as partners do, for few of them may open the answers.
    """
    audience = audience if audience == "public" else AUDIENCE
    round_key, _, question = key.partition("/")
    try:
        round_id = UUID(round_key)
    except ValueError:
        return None
    round_ = Round.objects.filter(id=round_id, organisation_id=organisation).first()
    latest = latest_estimation(round_) if round_ is not None else None
    if round_ is None or latest is None:
        return None
    rows = findings_for(latest, audience, question)
    if not rows:
        return None
    return {
        "title": rows[0]["question_label"] or question,
        "study": round_.operation.title,
        "round": round_.number,
        "place": round_.place,
        "starts_on": round_.starts_on.isoformat(),
        "ends_on": round_.ends_on.isoformat(),
        "statistic": rows[0]["statistic"],
        "n": rows[0]["n"],
        "rows": [
            {name: row[name] for name in ("choice", "label", "value", "low", "high", "n", "flag")}
            for row in rows
        ],
        "provenance": provenance_of(latest, audience),
    }


def finding_again(user: AnyUser, key: str, told: Mapping[str, Any]) -> str:
    """Return whether the answers behind a published finding still have their hash.

    "same" or "changed"; "closed" for users who may not read answers; "unknown" without a hash. Of
    many answers only submissions and corrections are compared, which needs no decryption.
    """
    try:
        round_ = round_visible_to(user, UUID(key.partition("/")[0]))
    except (NotSeen, ValueError):
        return "closed"
    if not access.may(user, "submission.read", round_.office_id):
        return "closed"
    if not told.get("snapshot"):
        return "unknown"
    if submissions_in(user, round_) > settings.LONG_ESTIMATE_ROWS:
        now = collection.provenance(user, round_.form)
        same = all(now[name] == told[name] for name in ("submissions", "cleaning"))
    else:
        same = snapshot_taken(access.signed_in(user), round_).digest == told["snapshot"]
    return "same" if same else "changed"
