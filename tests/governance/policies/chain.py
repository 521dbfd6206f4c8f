"""One chain for tests: "500 businesses", a measure, an activity, an indicator, a figure."""

from __future__ import annotations

from datetime import date

from django.urls import reverse


def tell_the_chain(sanja, office, entity):
    """Write the chain as the secretariat does; return the address of each part by its name."""
    from waystation.foundation.shared.periods import today_in
    from waystation.governance.knowledge import queries as knowledge
    from waystation.governance.knowledge.actions import load_dated_facts
    from waystation.governance.policies.actions import instruments, links, measures
    from waystation.governance.reports import actions as reports
    from waystation.governance.results import actions as results
    from waystation.governance.workplans import actions as workplans

    today = today_in()
    load_dated_facts(office.organisation_id, office.id)
    results.load_shipped_indicators(office.organisation_id, "policies.measures")
    facts = knowledge.entries_visible_to(sanja, knowledge.register_named("facts"))
    fact = facts.get(series="businesses_surveyed")
    plan = workplans.plans.open_plan(sanja, year=today.year, title="Plan of the Network")
    priority = workplans.plans.add_priority(sanja, plan.id, title="Regular pathways")
    activity = workplans.activities.add_activity(
        sanja,
        priority.id,
        title="Support the partnership on skills",
        entities=[(entity.id, "lead")],
    )
    roadmap = instruments.draft_instrument(
        sanja,
        office.id,
        title="Roadmap for Labour Mobility and Regular Pathways",
        kind="roadmap",
        entity=str(entity.id),
        edition="2024–2027",
    )
    measure = measures.add_measure(
        sanja,
        roadmap.id,
        title="Skills mobility partnership",
        entity=str(entity.id),
        person="Head of the employment department",
        due_on=date(today.year, 12, 31),
    )
    report = reports.draft_report(
        sanja,
        "Policies this year",
        date(today.year, 1, 1),
        date(today.year, 12, 31),
        audience="internal",
        blocks=[("text", {"text": f"There are [policy_measures {today.year}] measures."})],
    )
    edition = reports.publish_report(sanja, report.id)
    found = {
        "finding": reverse("knowledge:entry", args=["facts", fact.id]),
        "measure": reverse("policies:measure", args=[measure.id]),
        "activity": reverse("workplans:activity", args=[activity.id]),
        "indicator": reverse("results:indicator", args=["policy_measures"]),
        "figure": reverse("reports:figure", args=[edition.id, 1]),
    }
    for role, part in (
        ("evidence", "finding"),
        ("activity", "activity"),
        ("indicator", "indicator"),
        ("figure", "figure"),
    ):
        links.link_record(sanja, roadmap.id, measure_id=measure.id, role=role, address=found[part])
    return found
