"""Figures and reports in words, charts and tables: the same for page, Word, PDF and Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.http import in_words
from waystation.foundation.documents import blocks, charts, maps
from waystation.foundation.documents.blocks import Cell, Column, Hidden
from waystation.foundation.shared.errors import Refusal
from waystation.registry.reference import queries as reference

from .queries.assembling import label_of
from .queries.figures import FigureTable
from .queries.indicators import in_language
from .queries.protecting import Figure
from .queries.sections import grouped
from .rules.definitions import Definition

HIDDEN = Hidden()
HIDDEN_NOTE = _("– stands where a number is kept back to protect the people behind it.")
NOISE_NOTE = _(
    "Numbers here are changed by a little chance, the same each time, so that nobody can be found "
    "by comparing answers. Small ones may read 0, and parts need not add up to their sum."
)
Href = Callable[[int], str]


def is_percent(definition: Mapping[str, Any] | Definition) -> bool:
    """Return whether figures of this definition are shares."""
    if isinstance(definition, Definition):
        return definition.is_ratio
    return definition.get("numerator") is not None


def cell(state: str, value: float | None, percent: bool) -> Cell:
    """Return a figure as a cell of a table."""
    if state == "hidden":
        return HIDDEN
    if value is None:
        return None
    return value * 100 if percent else value


def column_for(label: str, percent: bool, values: Sequence[Cell] = ()) -> Column:
    """Return the column that suits a figure: shares in percent, one decimal where one is needed."""
    numbers = [one for one in values if isinstance(one, int | float)]
    digits = 0 if percent or all(float(one).is_integer() for one in numbers) else 1
    return Column(label, "percent" if percent else "number", digits)


def written(state: str, value: float | None, percent: bool, language: str | None = None) -> str:
    """Return a figure as people read it: 1,038 or 46%."""
    one = cell(state, value, percent)
    return blocks.cell_in_writing(column_for("", percent, [one]), one, language)


def figure_written(figure: Figure, definition: Definition) -> str:
    """Return a live figure as people read it."""
    return written(figure.state, figure.value, definition.is_ratio)


def links_of(data: Mapping[str, Any] | Definition) -> list[str]:
    """Return what an indicator counts towards, as short labels."""
    if isinstance(data, Definition):
        data = data.as_data
    return [
        *(code.replace("GCM", "GCM ") for code in data.get("gcm", ())),
        *(f"SDG {code}" for code in data.get("sdg", ())),
        *(f"UNSDCF {code}" for code in data.get("unsdcf", ())),
    ]


def pillar_of(data: Mapping[str, Any] | Definition) -> str:
    """Return the name of the strategy's pillar that an indicator belongs to."""
    code = data.pillar if isinstance(data, Definition) else data.get("pillar", "")
    return _label("pillar", code)


def _label(list_key: str, code: str) -> str:
    try:
        return reference.label(list_key, code) if code else ""
    except KeyError:
        return code


# Live tables


def table_of(table: FigureTable, title: str = "") -> blocks.Table:
    """Return one indicator's figures by its breakdown, with the total."""
    percent = table.known.definition.is_ratio
    heads = [Column(dimension_name(table, name)) for name in table.dimensions]
    values = [cell(one.state, one.value, percent) for one in [*table.cells, table.total]]
    rows: list[list[Cell]] = [
        [
            *(
                label_of(table, name, code)
                for name, code in zip(table.dimensions, one.key, strict=True)
            ),
            value,
        ]
        for one, value in zip(table.cells, values[:-1], strict=True)
    ]
    total: list[Cell] = [gettext("All"), *([""] * (len(heads) - 1)), values[-1]]
    return blocks.Table(
        title or table.known.title,
        [
            *(heads or [Column(gettext("Indicator"))]),
            column_for(gettext("Result"), percent, values),
        ],
        rows,
        total=total,
        note=note_of([table]),
        source=source_of(table),
    )


def indicators_table(
    title: str, found: Mapping[str, FigureTable], targets: Mapping[str, float]
) -> blocks.Table:
    """Return all indicators of a period, one to a row, as text because their units differ."""
    rows: list[list[Cell]] = [
        [
            one.known.title,
            pillar_of(one.known.definition),
            " · ".join(links_of(one.known.definition)),
            figure_written(one.total, one.known.definition),
            written("shown", targets[key], one.known.definition.is_ratio) if key in targets else "",
        ]
        for key, one in found.items()
    ]
    names = (_("Indicator"), _("Strategy pillar"), _("Counts towards"), _("Result"), _("Target"))
    return blocks.Table(
        title, [Column(str(name)) for name in names], rows, note=note_of(found.values())
    )


def note_of(found: Any) -> str:
    """Return what the reader must know: hidden numbers, and how anonymous visits were counted."""
    found = list(found)
    notes = []
    if any(one.state == "hidden" for table in found for one in [table.total, *table.cells]):
        notes.append(str(HIDDEN_NOTE))
    if any(table.method == "noise" for table in found):
        notes.append(str(NOISE_NOTE))
    unnamed = max((table.total.anonymous or 0 for table in found), default=0)
    if unnamed:
        notes.append(
            gettext(
                "Of these, {count} came without giving a name; each such visit counts as one "
                "person, because nobody can be recognised again."
            ).format(count=blocks.in_writing(unnamed))
        )
    return " ".join(notes)


def source_of(table: FigureTable) -> str:
    """Return where figures come from, in a few words."""
    from .queries.indicators import sources

    return gettext(sources()[table.known.definition.source].label)


def dimension_name(table: FigureTable, name: str) -> str:
    """Return the name of a breakdown in the reader's language."""
    return breakdown_name(table.known.definition, name)


def breakdown_name(definition: Definition, name: str) -> str:
    """Return the name of one of a definition's breakdowns."""
    if name == "month":
        return gettext("Month")
    from .queries.indicators import sources

    for column in sources()[definition.source].all_columns:
        if column.name == name:
            return gettext(column.label)
    return name


def chart_of(table: FigureTable, title: str = "") -> blocks.Chart | None:
    """Return the chart that suits a live breakdown; None when there is nothing to draw."""
    percent = table.known.definition.is_ratio
    points = [
        {
            "along": one.key[0],
            "along_label": label_of(table, table.dimensions[0], one.key[0]),
            "split_label": label_of(table, table.dimensions[1], one.key[1])
            if len(one.key) > 1
            else "",
            "cell": cell(one.state, one.value, percent),
        }
        for one in table.cells
    ]
    return draw(
        title or table.known.title,
        table.dimensions[0],
        points,
        percent,
        unit=_unit(percent),
        note=note_of([table]),
        source=source_of(table),
        overlap=table.known.definition.measure.kind == "distinct",
    )


def _unit(percent: bool) -> str:
    return gettext("Share") if percent else gettext("Number")


def draw(
    title: str,
    along: str,
    points: Sequence[Mapping[str, Any]],
    percent: bool,
    *,
    unit: str,
    note: str = "",
    source: str = "",
    overlap: bool = False,
) -> blocks.Chart | None:
    """Draw points along months (standing), places (a map) or anything else (lying bars)."""
    if not any(isinstance(one["cell"], int | float) for one in points):
        return None
    pairs = [(one["along_label"], one["cell"]) for one in points]
    if along == "place" and not any(one["split_label"] for one in points):
        return map_of(title, {one["along"]: one["cell"] for one in points}, unit, note, source)
    if any(one["split_label"] for one in points):
        steps = list(dict.fromkeys(one["along_label"] for one in points))
        names = list(dict.fromkeys(one["split_label"] for one in points))
        values = {(one["along_label"], one["split_label"]): one["cell"] for one in points}
        series = {name: [values.get((step, name), 0) for step in steps] for name in names}
        if percent:
            return charts.lines(title, steps, series, label=unit, note=note, source=source)
        return charts.stacked(
            title, steps, series, label=unit, note=note, source=source, totals=not overlap
        )
    if along == "month":
        if percent:
            return charts.lines(
                title,
                [label for label, _ in pairs],
                {unit: [value for _, value in pairs]},
                label=gettext("Month"),
                note=note,
                source=source,
            )
        return charts.bars(title, pairs, labels=(gettext("Month"), unit), note=note, source=source)
    pairs.sort(key=lambda pair: -(pair[1] if isinstance(pair[1], int | float) else -1))
    return charts.rows(title, pairs, labels=("", unit), percent=percent, note=note, source=source)


def map_of(
    title: str, values: Mapping[str, Cell], unit: str, note: str = "", source: str = ""
) -> blocks.Chart:
    """Draw the municipalities; those without a figure stay blank."""
    names = {one.key: one.name for one in reference.places()}
    known = {key: value for key, value in values.items() if key in names}
    return maps.municipalities(title, known, names=names, unit=unit, note=note, source=source)


# Reports


class Pages:
    """Turns the content of a draft or an edition into a document."""

    def __init__(self, content: Mapping[str, Any], language: str, href: Href | None) -> None:
        self.figures = {one["n"]: one for one in content["figures"]}
        self.noisy = set(content.get("noisy", ()))
        self.definitions = content["definitions"]
        self.language = language
        self.href = href

    def definition(self, figure: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.definitions[f"{figure['indicator']} {figure['version']}"]
        return found

    def percent(self, number: int) -> bool:
        return is_percent(self.definition(self.figures[number]))

    def cell(self, number: int) -> Cell:
        one = self.figures[number]
        return cell(one["state"], one["value"], self.percent(number))

    def written(self, number: int) -> str:
        one = self.figures[number]
        return written(one["state"], one["value"], self.percent(number), self.language)

    def link(self, number: int) -> str:
        return self.href(number) if self.href else ""

    def block(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        return list(getattr(self, data["kind"])(data))

    def refused(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        refusal: Refusal = data["refusal"]
        return [blocks.Note(in_words(refusal))]

    def heading(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        return [blocks.Heading(data["text"])]

    def text(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        return [
            blocks.Paragraph(
                [
                    blocks.Figure(self.written(piece["figure"]), self.link(piece["figure"]))
                    if "figure" in piece
                    else piece["text"]
                    for piece in pieces
                ]
            )
            for pieces in data["paragraphs"]
        ]

    def table(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        title = data["title"] or gettext("Indicators")
        if not data["by"]:
            heads = [Column(gettext("Indicator")), Column(gettext("Result"))]
            rows: list[list[Cell]] = [
                [row["label"], self.written(row["figures"][0])] for row in data["rows"]
            ]
            numbers = [row["figures"][0] for row in data["rows"]]
            return [blocks.Table(title, heads, rows, note=self.note(numbers))]
        head = [Column("")]
        for place, label in enumerate(data["columns"]):
            values = [self.cell(row["figures"][place]) for row in data["rows"]]
            percent = self.percent(data["rows"][0]["figures"][place])
            head.append(column_for(label, percent, values))
        lines: list[list[Cell]] = [
            [row["label"], *(self.cell(n) for n in row["figures"])] for row in data["rows"]
        ]
        numbers = [n for row in data["rows"] for n in row["figures"]]
        return [blocks.Table(title, head, lines[:-1], total=lines[-1], note=self.note(numbers))]

    def note(self, numbers: Sequence[int]) -> str:
        hidden = any(self.figures[n]["state"] == "hidden" for n in numbers)
        noisy = self.noisy & set(numbers)
        return " ".join([str(HIDDEN_NOTE)] * hidden + [str(NOISE_NOTE)] * bool(noisy))

    def chart(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        numbers = [one["figure"] for one in data["points"]]
        points = [
            {
                "along": one["along"],
                "along_label": one["along_label"],
                "split_label": one.get("split_label", ""),
                "cell": self.cell(one["figure"]),
            }
            for one in data["points"]
        ]
        percent = bool(numbers) and self.percent(numbers[0])
        overlap = bool(numbers) and (
            self.definition(self.figures[numbers[0]])["measure"]["kind"] == "distinct"
        )
        drawn = draw(
            data["title"],
            data["along"],
            points,
            percent,
            unit=_unit(percent),
            note=self.note(numbers),
            overlap=overlap,
        )
        return [drawn or blocks.Note(gettext("{title}: no numbers to show.").format(**data))]

    def map(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        numbers = [one["figure"] for one in data["points"]]
        values = {one["place"]: self.cell(one["figure"]) for one in data["points"]}
        percent = bool(numbers) and self.percent(numbers[0])
        if not any(isinstance(value, int | float) for value in values.values()):
            return [blocks.Note(gettext("{title}: no numbers to show.").format(**data))]
        return [map_of(data["title"], values, _unit(percent), self.note(numbers))]

    def finding(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        """A survey finding: a dot with its interval per answer, and the same as a table."""
        found = data["finding"]
        share = found["statistic"] == "share"
        scale = 100 if share else 1
        points: list[tuple[str, Cell, float | None, float | None]] = [
            (
                row["label"],
                HIDDEN if row["value"] is None else row["value"] * scale,
                None if row["low"] is None else row["low"] * scale,
                None if row["high"] is None else row["high"] * scale,
            )
            for row in found["rows"]
        ]
        source = gettext("{study}, round {round}, {place}, {n} interviews").format(
            study=found["study"], round=found["round"], place=found["place"], n=found["n"]
        )
        if not any(isinstance(value, int | float) for _label, value, _low, _high in points):
            return [blocks.Note(gettext("{title}: no numbers to show.").format(**data))]
        hidden = any(value is HIDDEN for _label, value, _low, _high in points)
        note = str(HIDDEN_NOTE) if hidden else ""
        unsure = [row["label"] for row in found["rows"] if row.get("flag") == "imprecise"]
        if unsure:
            note += (" " if note else "") + gettext(
                "Imprecise, for the standard error is large or cannot be measured: {answers}."
            ).format(answers=", ".join(unsure))
        answers = found.get("provenance", {}).get("snapshot", "")
        if answers:
            source += gettext("; answers {hash}").format(hash=grouped(answers))
        return [
            charts.estimates(
                data["title"],
                points,
                labels=(gettext("Answer"), gettext("Estimate")),
                percent=share,
                source=source,
                note=note,
            ),
            # A printed page has no table behind its picture: here it stands for all readers.
            self.finding_table(data["title"], found, points, source, note),
        ]

    def section(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        """What another room says of its records: text, figures and tables as they were kept."""
        made: list[blocks.Block] = [blocks.Heading(data["title"])] if data["title"] else []
        for piece in data["pieces"]:
            kind = piece["kind"]
            if kind == "heading":
                made.append(blocks.Heading(piece["text"], 2))
            elif kind == "paragraph":
                made.append(blocks.Paragraph([piece["text"]]))
            elif kind == "points":
                made.append(blocks.Points(piece["items"]))
            elif kind == "note":
                made.append(blocks.Note(piece["text"]))
            elif kind == "figures":
                made.append(self.key_figures(piece["items"]))
            elif kind == "table":
                columns = [Column(label, kind) for label, kind in piece["columns"]]
                rows = [
                    [_kept(column, value) for column, value in zip(columns, row, strict=True)]
                    for row in piece["rows"]
                ]
                made.append(blocks.Table(piece["title"], columns, rows, note=piece.get("note", "")))
        return made

    def key_figures(self, items: Sequence[Mapping[str, Any]]) -> blocks.KeyFigures:
        """The figures a section begins with; of a share, what was divided stands below it."""
        found, links = [], []
        for one in items:
            if "figure" not in one:  # editions of before figures of sections could be opened
                found.append((one["label"], f"{one['value']}{one.get('unit', '')}", one["note"]))
                links.append("")
                continue
            figure = self.figures[one["figure"]]
            value, note = self.written(figure["n"]), ""
            if figure["state"] == "none":
                value, note = "–", one["none"]
            elif self.percent(figure["n"]) and figure["numerator"] is not None:
                note = gettext("{part} of {whole}").format(
                    part=blocks.in_writing(figure["numerator"], self.language),
                    whole=blocks.in_writing(figure["denominator"], self.language),
                )
            found.append((one["label"], value, note))
            links.append(self.link(figure["n"]))
        return blocks.KeyFigures(found, links)

    def register(self, data: Mapping[str, Any]) -> list[blocks.Block]:
        """Every figure and table of the report with its hash, so that it can be compared."""
        title = data["title"] or gettext("Register of figures")
        below = gettext("Figures and tables of this report, each with its hash")
        heads = (_("What"), _("Period"), _("Value or rows"), _("SHA-256"))
        return [
            blocks.Heading(title),
            blocks.Table(
                below,
                [Column(str(head)) for head in heads],
                [
                    # A quarter of a hash, in groups, tells two figures apart on paper.
                    [one["name"], one["period"], one["value"], grouped(one["hash"])]
                    for one in data["rows"]
                ],
                note=gettext("The first 16 digits of each hash; the frozen edition holds all 64."),
            ),
        ]

    def finding_table(
        self,
        title: str,
        found: Mapping[str, Any],
        points: Sequence[tuple[str, Cell, float | None, float | None]],
        source: str,
        note: str,
    ) -> blocks.Table:
        """Return each answer with its estimate, its 95% interval and the interviews behind it."""
        share = found["statistic"] == "share"
        label = gettext("Share") if share else gettext("Mean")
        column = Column(label, "percent" if share else "number", 1)

        def interval(low: float | None, high: float | None, value: Cell) -> Cell:
            if isinstance(value, Hidden):
                return HIDDEN
            if low is None or high is None:
                return None
            first = blocks.in_writing(low, self.language, 1)
            return f"{first} – {blocks.cell_in_writing(column, high, self.language)}"

        return blocks.Table(
            title,
            [
                Column(gettext("Answer")),
                column,
                Column(gettext("95% confidence interval")),
                Column(gettext("Interviews"), "number"),
            ],
            [
                [label, value, interval(low, high, value), row["n"]]
                for (label, value, low, high), row in zip(points, found["rows"], strict=True)
            ],
            source,
            note=note,
        )


def _kept(column: Column, value: Any) -> Cell:
    """Return a kept value as a cell: days were kept as text."""
    if column.kind == "date" and isinstance(value, str) and value:
        return date.fromisoformat(value)
    kept: Cell = value
    return kept


def report_of(
    content: Mapping[str, Any],
    *,
    title: str,
    language: str,
    kicker: str = "",
    dated: date | datetime | None = None,
    state: str = "",
    edition: str = "",
    digest: str = "",
    author: str = "",
    notes: Mapping[str, str] | None = None,
    href: Href | None = None,
) -> blocks.Report:
    """Return the document of a draft or an edition. An edition brings its own frozen notes."""
    with translation.override(language):
        work = Pages(content, language, href)
        found = [one for data in content["blocks"] for one in work.block(data)]
        more: dict[str, Any] = {}
        if notes:
            more = {"unscr_1244_note": notes["unscr_1244"], "boundary_note": notes["boundaries"]}
        return blocks.report(
            title,
            found,
            language=language,
            kicker=kicker,
            dated=dated.date() if isinstance(dated, datetime) else dated,
            state=state,
            edition=edition,
            digest=digest,
            author=author,
            **more,
        )


def title_of(definition: Mapping[str, Any]) -> str:
    """Return an indicator's own title in the reader's language."""
    return in_language(definition["title"])


def span_of(starts_on: date, ends_on: date, language: str | None = None) -> str:
    """Return a span of days in writing."""
    first = blocks.day_in_writing(starts_on, language)
    return f"{first} – {blocks.day_in_writing(ends_on, language)}"


def definition_in_words(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a definition as pages show it, from its data."""
    from .rules.definitions import ANONYMOUS, JOININGS, MEASURES, UNITS

    measure = data["measure"]
    return {
        "title": in_language(data["title"]),
        "meaning": in_language(data["meaning"]),
        "unit": gettext(UNITS.get(data["unit"], data["unit"])),
        "measure": gettext(MEASURES[measure["kind"]]),
        "column": measure.get("column", ""),
        "anonymous": gettext(ANONYMOUS[measure.get("anonymous", "left_out")])
        if measure.get("column") == "person"
        else "",
        "over_time": gettext(JOININGS[data["over_time"]]),
        "over_places": gettext(JOININGS[data["over_places"]]),
        "where": filter_in_words(data.get("where")),
        "numerator": filter_in_words(data.get("numerator")),
        "links": links_of(data),
        "pillar": pillar_of(data),
        "by": list(data.get("by", ())),
    }


def filter_in_words(tree: Mapping[str, Any] | None) -> str:
    """Return a filter as one line: reason is work_abroad and (minutes at least 10)."""
    if not tree:
        return ""
    for word, joint in (("all", gettext("and")), ("any", gettext("or"))):
        if word in tree:
            return "(" + f" {joint} ".join(filter_in_words(part) for part in tree[word]) + ")"
    if "not" in tree:
        return gettext("not {filter}").format(filter=filter_in_words(tree["not"]))
    word = next(key for key in tree if key != "column")
    value = tree[word]
    said = {
        "is": gettext("{column} is {value}"),
        "in": gettext("{column} is one of {value}"),
        "has": gettext("{column} includes {value}"),
        "at_least": gettext("{column} is at least {value}"),
        "at_most": gettext("{column} is at most {value}"),
        "known": gettext("{column} is known: {value}"),
    }[word]
    shown = ", ".join(value) if isinstance(value, list) else str(value)
    if isinstance(value, bool):
        shown = gettext("yes") if value else gettext("no")
    return said.format(column=tree["column"], value=shown)
