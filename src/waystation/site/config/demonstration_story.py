"""The demonstration's story: a survey, its cleaning, a finding, a report, advice and an answer.

Forty households were asked about their plans. One answer is corrected, the round is estimated, a
report cites the finding, the Network bases a recommendation on it, and UNKT answers.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from waystation.foundation.shared.periods import month
from waystation.governance.advice import actions as advice
from waystation.governance.reports import actions as reports
from waystation.governance.reports import queries as published
from waystation.registry.collection import actions as collection
from waystation.services.tracking import actions as tracking

FORM = "households_plans"
STUDY = "Plans of households"
REPORT = "What households plan"
HOUSEHOLDS = 40
NAMESPACE = "http://www.w3.org/2002/xforms"


def tell(staff: dict[str, Any], network: dict[str, Any], office: Any, today: date) -> UUID:
    """Create the story; ``staff`` are the accounts by role, ``network`` those of the Network.

    Returns the recommendation that was answered.
    """
    analyst, enumerator = staff["analyst"], staff["tracking_enumerator"]
    form = _collect(analyst, enumerator, office)
    study = tracking.open_operation(
        analyst, office.id, STUDY, purpose="Whom advice about work abroad must reach, and when."
    )
    round_ = tracking.open_round(
        analyst,
        study.id,
        number=1,
        form_id=form,
        starts_on=today - timedelta(days=35),
        ends_on=today - timedelta(days=6),
        place="Four municipalities",
    )
    tracking.estimate(analyst, round_.id)
    finding = next(
        key for key, _title in published.findings_offered(analyst) if key.endswith("/plan")
    )
    _report(analyst, office, finding, today)
    return _advise(analyst, network, finding, today)


def _collect(analyst: Any, enumerator: Any, office: Any) -> Any:
    """Publish the form, receive the answers, and correct an answer after a call-back."""
    definition = Path(__file__).with_name(f"{FORM}.xml").read_bytes()
    version = collection.upload_form(analyst, office.id, f"{FORM}.xml", definition)
    collection.publish_version(analyst, version.id)
    chance = random.Random(1244)  # noqa: S311 - fictional households, the same every time
    received = [
        collection.receive_submission(enumerator, _answers(chance, number))[0]
        for number in range(HOUSEHOLDS)
    ]
    collection.correct_answer(
        analyst, received[6].id, question="size", new="4", reason="Called back: 4, not 14."
    )
    collection.correct_answer(
        analyst, received[17].id, question="income", new="420", reason="Written as cents."
    )
    return version.form_id


def _answers(chance: random.Random, number: int) -> bytes:
    """Return the submission of one household, as a phone sends it."""
    plan = chance.choices(["stay", "some_leave", "all_leave", "undecided"], [34, 38, 10, 18])[0]
    size = 14 if number == 6 else chance.randint(2, 7)
    income = 42000 if number == 17 else chance.randrange(180, 1200, 20)
    leaving = {"stay": 0, "some_leave": 1, "all_leave": 2, "undecided": 0}[plan]
    body = [
        f"<place>{chance.choice(['prishtine', 'peje', 'mitrovice', 'prizren'])}</place>",
        f"<size>{size}</size>",
        f"<plan>{plan}</plan>",
        f"<reasons>{' '.join(chance.sample(['work', 'wages', 'family', 'school'], 2))}</reasons>",
        f"<advised>{chance.choices(['yes', 'no'], [3, 7])[0]}</advised>",
        f"<income>{income}</income>",
    ]
    for _one in range(leaving):
        works = chance.choice(["yes", "no"])
        body.append(f"<member><age>{chance.randint(18, 44)}</age><works>{works}</works></member>")
    meta = f"<meta><instanceID>uuid:household-{number:03}</instanceID></meta>"
    return (
        f'<data xmlns="{NAMESPACE}" id="{FORM}" version="1">{"".join(body)}{meta}</data>'.encode()
    )


def _report(analyst: Any, office: Any, finding: str, today: date) -> None:
    """Publish the report that cites the finding, beside who came for advice in the last month."""
    last = month(today.replace(day=1) - timedelta(days=1))
    report = reports.draft_report(
        analyst,
        REPORT,
        today - timedelta(days=35),
        today - timedelta(days=6),
        offices=[office.id],
        blocks=[
            ("heading", {"text": "What was asked"}),
            (
                "text",
                {
                    "text": "Forty households in four municipalities were asked what they plan for "
                    "the next year, and whether anybody had asked for advice before."
                },
            ),
            ("finding", {"title": "Plans of households for the next year", "finding": finding}),
            ("heading", {"text": "Who came for advice"}),
            (
                "text",
                {
                    "text": f"In {last.start:%B %Y} [people_served {last.code}] people came to "
                    f"{office.name}. Its counsellors informed [informed_regular_ways {last.code}] "
                    "of them about regular ways to migrate."
                },
            ),
        ],
    )
    reports.publish_report(analyst, report.id)


def _advise(analyst: Any, network: dict[str, Any], finding: str, today: date) -> UUID:
    """Recommend something with the finding as evidence; let UNKT answer and announce its action.

    The analyst drafts it: she works for an entity of the Network and may read the finding.
    """
    row = advice.draft_recommendation(
        analyst,
        text="Bring advice about legal work abroad to every municipality before the spring.",
        addressee="unkt",
        gcm=["GCM3"],
        rationale="Many households plan that somebody leaves; most have asked nobody for advice.",
    )
    advice.cite_evidence(analyst, row.id, "finding", finding)
    for chair in ("carla", "ivo"):
        advice.endorse(network[chair], row.id)
    advice.submit(network["sanja"], row.id, how="By e-mail")
    advice.record_answer(
        network["umar"],
        row.id,
        verdict="followed",
        decided_on=today,
        decider="UNKT meeting 10 (fictional)",
    )
    return row.id
