"""The demonstration's knowledge base: series with vintages, uses of findings, a profile.

The values of the series are fictional and labelled as such, but for remittances: those are the
shares that the World Bank published (World Development Indicators, CC BY 4.0), as The World
Factbook (public domain) gave them on ten occasions from 2023 to 2025. The dated facts are shipped
with the program.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from waystation.governance.knowledge import actions, queries
from waystation.governance.knowledge.models import Document, Finding

SOURCE = "Fictional statistics"
REMITTANCES = Path(__file__).parent / "demonstration_remittances.csv"
# series, name, name in Albanian, name in Serbian, unit, topic, {years before: value}
SERIES: list[tuple[str, str, str, str, str, str, dict[int, float]]] = [
    ("perception_neighbour", "People comfortable with migrants as neighbours",
     "Persona që ndihen mirë me migrantë si fqinj", "Људи којима не сметају мигранти као комшије",
     "percent", "perception", {4: 48.2, 3: 51.0, 2: 55.4, 1: 57.9}),
    ("flood_displaced_households", "Households displaced by floods",
     "Ekonomi familjare të zhvendosura nga përmbytjet", "Домаћинства расељена због поплава",
     "households", "climate", {4: 120, 3: 85, 2: 320, 1: 140}),
    ("transit_registered", "People registered in transit", "Persona të regjistruar në tranzit",
     "Регистровани људи у транзиту", "people", "transit", {4: 640, 3: 910, 2: 720, 1: 530}),
    ("returns_voluntary", "Voluntary returns", "Kthime vullnetare", "Добровољни повратци",
     "people", "displaced", {4: 310, 3: 290, 2: 365, 1: 402}),
]  # fmt: skip
STAKEHOLDERS = (
    ("Hydrometeorological service (fictional)", "climate", "data", "Warns of floods and drought.",
     "Daily rainfall and river levels since 1990"),
    ("Emergency management agency (fictional)", "climate", "response",
     "Moves households out of danger and shelters them.", "Households moved, by event"),
    ("Farmers' association Rahovec (fictional)", "climate", "community",
     "Speaks for growers who lost their harvest.", ""),
)  # fmt: skip
# words of a finding: used in, title, what it changed
USES = {
    "recruitment fees": [
        ("policy", "Roadmap for Labour Mobility and Regular Pathways",
         "A measure on recruitment without fees for workers."),
        ("activity", "Orientation before departure for workers", "A session on fees."),
    ],
    "using legal avenues": [
        ("policy", "Roadmap for Labour Mobility and Regular Pathways",
         "Regular pathways became a pillar of its own (fictional)."),
    ],
}  # fmt: skip


def tell(secretary: Any, office: Any, today: date) -> None:
    """Load the series in two vintages, record how findings were used, and publish the profile."""
    for key, name, name_sq, name_sr, unit, topic, _values in SERIES:
        actions.record_entry(
            secretary, queries.SERIES,
            {"key": key, "name": name, "name_sq": name_sq, "name_sr": name_sr, "unit": unit,
             "topic": topic, "method": "Made up for the demonstration."},
            office=office,
        )  # fmt: skip
    actions.load_series(
        secretary, REMITTANCES.read_bytes(), today, office=office, name=REMITTANCES.name
    )
    first, second = today - timedelta(days=400), today - timedelta(days=20)
    actions.load_series(secretary, _file(today, first, revised=False), first, office=office)
    for name, topic, part, work, data in STAKEHOLDERS:
        actions.record_entry(
            secretary, queries.STAKEHOLDERS,
            {"name": name, "topic": topic, "part": part, "work": work, "data": data},
            office=office,
        )  # fmt: skip
    _uses(secretary, office, today)
    actions.publish_profile(secretary, "Edition of the demonstration; its values are made up.")
    actions.load_series(secretary, _file(today, second, revised=True), second, office=office)


def _file(today: date, published: date, *, revised: bool) -> bytes:
    """Return the values as a file; the second vintage corrects the last year of each series."""
    lines = ["series,geo,year,value,source,vintage"]
    for key, _en, _sq, _sr, unit, _topic, values in SERIES:
        for before, value in values.items():
            digits = 1 if unit == "percent" else None  # people are counted in whole numbers
            shown = round(value * 1.03, digits) if revised and before == 1 else value
            lines.append(f"{key},XKX,{today.year - before},{shown},{SOURCE},{published}")
    return "\n".join(lines).encode()


def _uses(secretary: Any, office: Any, today: date) -> None:
    for words, uses in USES.items():
        one = Finding.objects.filter(office_id=office, statement__contains=words).first()
        if one is None:
            continue
        for used_in, title, changed in uses:
            actions.record_entry(
                secretary, queries.USES,
                {"finding": str(one.id), "used_in": used_in, "title": title,
                 "what_changed": changed, "used_on": today - timedelta(days=90)},
                office=office,
            )  # fmt: skip
    study = Document.objects.filter(office_id=office, kind="study").order_by("title").first()
    if study is not None:
        actions.record_entry(
            secretary, queries.DISSEMINATION,
            {"document": str(study.id), "recipient": "Ministry of Labour (fictional)",
             "channel": "meeting", "sent_on": today - timedelta(days=60)},
            office=office,
        )  # fmt: skip
