"""From the blocks of a report to its rendered content, with every figure numbered.

This runs each time a draft is viewed, and once more when it is published; only the use of the
result differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from django.utils import translation

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.shared import periods
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import Period
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.results.queries import protecting, store
from waystation.governance.results.queries.counting import Counted
from waystation.governance.results.queries.figures import FigureTable, counted_for
from waystation.governance.results.queries.indicators import Known
from waystation.governance.results.queries.labels import label_of
from waystation.governance.results.queries.ledger import Ledger
from waystation.governance.results.queries.protecting import Figure

from . import pictures, sections
from .released import Editions


@dataclass(frozen=True)
class Frame:
    """What every figure of a report shares."""

    organisation: UUID
    period: Period
    offices: tuple[UUID, ...]
    audience: str
    language: str
    noisy: frozenset[str] = frozenset()
    """Sources whose records the reader of a draft may not open: their figures carry noise."""


@dataclass
class Numbered:
    """A figure of a report: its value, and the rows it was counted from."""

    number: int
    table: FigureTable
    figure: Figure
    counted: Counted
    cell: int | None

    def parts(self) -> dict[str, float | None]:
        """Return what was counted, hidden or not; it never leaves."""
        cell = None if self.cell is None else self.counted.cells[self.cell]
        names = ("value", "numerator", "denominator")
        return {name: getattr(cell or self.figure, name) for name in names}

    def as_data(self) -> dict[str, Any]:
        """Return the figure as it is frozen; a hidden one without any of its numbers."""
        return {
            "n": self.number,
            "indicator": self.table.known.key,
            "version": self.table.known.version,
            "period": self.table.period.code,
            "where": dict(self.table.where),
            "dimensions": list(self.table.dimensions),
            "key": list(self.figure.key),
            "state": self.figure.state,
            "value": self.figure.value,
            "numerator": self.figure.numerator,
            "denominator": self.figure.denominator,
            "anonymous": self.figure.anonymous,
        }


@dataclass
class Assembled:
    """Blocks as they are shown, and the figures they name by number."""

    frame: Frame
    blocks: list[dict[str, Any]] = field(default_factory=list)
    figures: list[Numbered] = field(default_factory=list)
    facts: dict[str, store.Facts] = field(default_factory=dict)
    """One moment per source, so that all figures of a report agree with each other."""
    ledger: Ledger = field(default_factory=Ledger)

    def places(self) -> list[str]:
        """Return the offices of the report with counted records, by name."""
        found: set[UUID] = set()
        for facts in self.facts.values():
            office = facts.column("office")
            found |= {UUID(str(office.values[one])) for one in np.unique(office.index) if one >= 0}
        names = access.office_names(self.frame.organisation)
        return [names[str(one)] for one in self.frame.offices if one in found]

    def as_content(self) -> dict[str, Any]:
        """Return blocks, figures and definitions in the shape in which an edition stores them."""
        return {
            "blocks": self.blocks,
            "figures": [one.as_data() for one in self.figures],
            "definitions": {
                f"{one.table.known.key} {one.table.known.version}": dict(
                    one.table.known.definition.as_data
                )
                for one in self.figures
            },
            "noisy": [one.number for one in self.figures if one.table.method == "noise"],
            "protection": self.ledger.as_data(),
            "places": self.places(),
            "counted_at": {source: facts.number for source, facts in self.facts.items()},
        }


class Assembler:
    """Counts what blocks ask for, each table once."""

    def __init__(self, frame: Frame, indicators: Mapping[str, Known]) -> None:
        self.frame = frame
        self.indicators = indicators
        secret = protecting.prices_of(frame.organisation)
        self.out = Assembled(frame, ledger=Ledger(Editions(frame.organisation), secret))
        self._tables: dict[Any, FigureTable] = {}
        self._methods = protecting.methods_in_use(frame.organisation, frame.audience)
        self._numbers: dict[Any, int] = {}

    def table(
        self,
        key: str,
        period: Period | None = None,
        *,
        by: Sequence[str] = (),
        monthly: bool = False,
        where: Mapping[str, str] | None = None,
    ) -> FigureTable:
        """Return an indicator's figures for the report's offices and audience."""
        known = self.indicators.get(key)
        if known is None:
            raise Refusal(
                N_('There is no indicator "{key}". Look it up in the list of indicators.'),
                field="text",
                code="indicator_unknown",
                key=key,
            )
        frame = self.frame
        asked = (
            key,
            period or frame.period,
            tuple(by),
            monthly,
            tuple(sorted((where or {}).items())),
        )
        if asked not in self._tables:
            source = known.definition.source
            if source not in self.out.facts:
                self.out.facts[source] = store.facts(frame.organisation, source)
            self._tables[asked] = counted_for(
                frame.organisation,
                known,
                period or frame.period,
                frame.offices,
                by=by,
                monthly=monthly,
                where=where,
                audience="partners"
                if source in frame.noisy and frame.audience == "internal"
                else frame.audience,
                facts=self.out.facts[source],
                # whom it was given live, they get it in a report as they saw it
                live=source in frame.noisy or self._methods.get(key) == "noise",
                ledger=self.out.ledger,
            )
        return self._tables[asked]

    def number(self, table: FigureTable, figure: Figure) -> int:
        """Give a figure its number in this report, the same each time it is named."""
        name = (id(table), figure.key)
        if name not in self._numbers:
            whole, parts = table.counted
            counted = parts if figure.key else whole
            cell = counted.keys.index(figure.key) if figure.key in counted.keys else None
            n = len(self.out.figures) + 1
            self.out.figures.append(Numbered(n, table, figure, counted, cell))
            self._numbers[name] = n
        return self._numbers[name]

    # One method for each kind of block

    def heading(self, content: Mapping[str, Any]) -> dict[str, Any]:
        return {"text": content["text"], "level": int(content.get("level") or 1)}

    def text(self, content: Mapping[str, Any]) -> dict[str, Any]:
        return {"nodes": [self._node_with_figures(node) for node in content["nodes"]]}

    def _node_with_figures(self, node: Mapping[str, Any]) -> dict[str, Any]:
        """Return a node of a text with its figures numbered and its facts as they are now."""
        attrs = node.get("attrs", {})
        if node["type"] == "figure":
            period = periods.parse(attrs["period"]) if attrs["period"] else None
            table = self.table(attrs["indicator"], period, where=attrs["where"])
            return {"type": "figure", "attrs": {"figure": self.number(table, table.total)}}
        if node["type"] == "fact":
            return {"type": "fact", "attrs": self._fact(attrs["fact"])}
        if "content" not in node:
            return dict(node)
        return {**node, "content": [self._node_with_figures(one) for one in node["content"]]}

    def _fact(self, key: str) -> dict[str, Any]:
        found = knowledge.tokens_of(self.frame.organisation, [key]).get(key)
        if found is None:
            raise Refusal(
                N_("A fact in this text no longer exists. Choose another."),
                field="text",
                code="fact_unknown",
            )
        return found.as_data()

    def headline(self, content: Mapping[str, Any]) -> dict[str, Any]:
        tables = [self.table(key) for key in content["indicators"]]
        items = [
            {"label": one.known.title, "figure": self.number(one, one.total)} for one in tables
        ]
        return {"title": content.get("title", ""), "items": items}

    def image(self, content: Mapping[str, Any]) -> dict[str, Any]:
        kept = pictures.image_of(self.frame.organisation, content["image"])
        if kept is None:
            raise Refusal(
                N_("This picture is not there any more. Choose another, or remove the block."),
                field="image",
                code="image_unknown",
            )
        words = {name: content.get(name, "") for name in ("alternative", "caption", "credit")}
        return {"image": str(kept.id), "digest": kept.digest, **words}

    def table_block(self, content: Mapping[str, Any]) -> dict[str, Any]:
        keys, by = list(content["indicators"]), content.get("by") or ""
        monthly = by == "month"
        breakdown = () if monthly or not by else (by,)
        tables = [self.table(key, by=breakdown, monthly=monthly) for key in keys]
        head = [table.known.title for table in tables]
        if not by:
            rows = [
                {"label": table.known.title, "figures": [self.number(table, table.total)]}
                for table in tables
            ]
            head = []
        else:
            names = dict.fromkeys(cell.key[0] for table in tables for cell in table.cells)
            rows = [
                {
                    "code": name,
                    "label": label_of(tables[0], by, name),
                    "figures": [self.number(table, table.cell(name)) for table in tables],
                }
                for name in names
            ]
            rows.append(
                {
                    "code": "total",
                    "label": translation.gettext("All"),
                    "figures": [self.number(table, table.total) for table in tables],
                }
            )
        return {"title": content.get("title", ""), "by": by, "columns": head, "rows": rows}

    def chart(self, content: Mapping[str, Any]) -> dict[str, Any]:
        along, split = content.get("along") or "month", content.get("split") or ""
        by = tuple(name for name in (along, split) if name and name != "month")
        table = self.table(content["indicator"], by=by, monthly=along == "month")
        points = []
        for cell in table.cells:
            point = {
                "along": cell.key[0],
                "along_label": label_of(table, along, cell.key[0]),
                "figure": self.number(table, cell),
            }
            if split:
                point["split"] = cell.key[1]
                point["split_label"] = label_of(table, split, cell.key[1])
            points.append(point)
        return {
            "title": content.get("title") or table.known.title,
            "indicator": table.known.key,
            "along": along,
            "split": split,
            "points": points,
        }

    def map(self, content: Mapping[str, Any]) -> dict[str, Any]:
        table = self.table(content["indicator"], by=("place",))
        points = [
            {
                "place": cell.key[0],
                "label": label_of(table, "place", cell.key[0]),
                "figure": self.number(table, cell),
            }
            for cell in table.cells
        ]
        title = content.get("title") or table.known.title
        return {"title": title, "indicator": table.known.key, "points": points}

    def section(self, content: Mapping[str, Any]) -> dict[str, Any]:
        found = sections.section(self.frame.organisation, content["section"])
        return {**found, "pieces": [self._piece(piece) for piece in found["pieces"]]}

    def _piece(self, piece: dict[str, Any]) -> dict[str, Any]:
        """Count the figures that a section names; older ones were frozen with their values."""
        if piece["kind"] != "figures" or any("indicator" not in one for one in piece["items"]):
            return piece
        tables = [self.table(one["indicator"]) for one in piece["items"]]
        items = [
            {
                "label": one["label"],
                "figure": self.number(table, table.total),
                "none": one.get("none", ""),
            }
            for one, table in zip(piece["items"], tables, strict=True)
        ]
        return {**piece, "items": items}

    def register(self, content: Mapping[str, Any]) -> dict[str, Any]:
        rows = sections.register_of(
            self.out.blocks,
            [(one.table.known.title, one.as_data()) for one in self.out.figures],
        )
        return {"title": content.get("title", ""), "rows": rows}

    def finding(self, content: Mapping[str, Any]) -> dict[str, Any]:
        source, _, key = content["finding"].partition(":")
        found = finding(self.frame.organisation, source, key, self.frame.audience)
        title = content.get("title") or found.get("title", "")
        return {"title": title, "finding": found, "key": content["finding"]}


def assemble(
    frame: Frame,
    indicators: Mapping[str, Known],
    blocks: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    mend: bool = False,
) -> Assembled:
    """Return the report's pages. With ``mend`` a block that cannot be shown says why instead.

    Raises Refusal otherwise.
    """
    with translation.override(frame.language):
        work = Assembler(frame, indicators)
        makers: dict[str, Any] = {
            "heading": work.heading,
            "text": work.text,
            "headline": work.headline,
            "image": work.image,
            "table": work.table_block,
            "chart": work.chart,
            "map": work.map,
            "finding": work.finding,
            "section": work.section,
            "register": work.register,
        }
        for kind, content in blocks:
            try:
                work.out.blocks.append({"kind": kind, **makers[kind](content)})
            except Refusal as refusal:
                if not mend:
                    raise
                work.out.blocks.append({"kind": "refused", "refusal": refusal})
        return work.out


def finding(organisation: UUID, source: str, key: str, audience: str) -> dict[str, Any]:
    """Return one survey finding as an audience may see it. Raises Refusal if there is none."""
    read = contributions.functions("findings").get(source)
    found = read(organisation, key, audience) if read else None
    if not found:
        raise Refusal(
            N_("This finding is not there any more. Choose another, or remove the block."),
            field="finding",
            code="finding_unknown",
        )
    return dict(found)
