"""The table that ``public_forms`` writes: totals, then a line for each form of each source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.public_forms import Tried


def plain(text: str, most: int = 160) -> str:
    text = " ".join(text.split()).replace("|", "\\|")
    return text if len(text) <= most else text[: most - 1] + "…"


def line_of(one: Tried) -> str:
    if one.refused:
        became = "refused: " + plain(one.refused)
        steps = ["–"] * 5
    else:
        became = "accepted" + (f", {len(one.notes)} notes" if one.notes else "")
        files = f"{one.files}" + (f" ({one.made_lists} made)" if one.made_lists else "")
        sent = f"{one.status}, " + (
            "no problem" if not one.problems else plain("; ".join(one.problems[:4]), 120)
        )
        steps = [
            "yes" if one.published else "no",
            "yes" if one.listed else "no",
            files,
            sent if one.status else "–",
            "yes" if one.exported else "no",
        ]
    return "| " + " | ".join([plain(one.name, 60), became, *steps, plain(others(one), 140)]) + " |"


def others(one: Tried) -> str:
    """Return where another engine disagrees with us."""
    said = []
    if one.pyxform and not one.refused:
        said.append(f"pyxform refuses: {one.pyxform}")
    if one.refused and not one.pyxform:
        said.append("pyxform converts")
    if one.validate is False:
        said.append("Validate refuses" + (" too" if one.refused else ""))
    elif one.refused and one.validate:
        said.append("Validate accepts")
    if one.web:
        said.append(f"web forms refuses: {one.web}")
    if one.differ:
        said.append(f"web forms has other values: {', '.join(one.differ[:3])}")
    if one.wrong:
        said.append(f"failed here at {one.wrong}")
    return "; ".join(said)


def table(results: list[Tried], commits: dict[str, str]) -> str:
    accepted = [one for one in results if not one.refused]
    counted = [
        ("workbooks", len(results)),
        ("refused with the reason", len(results) - len(accepted)),
        ("– pyxform refuses them too", sum(bool(o.refused and o.pyxform) for o in results)),
        (
            "– pyxform converts them, ODK Validate refuses",
            sum(bool(o.refused and o.plain) and o.validate is False for o in results),
        ),
        ("– both accept them", sum(bool(o.refused) and bool(o.validate) for o in results)),
        ("accepted", len(accepted)),
        ("published", sum(o.published for o in accepted)),
        ("in the form list, with form, manifest and files", sum(o.listed for o in accepted)),
        ("answered by a phone and accepted (201)", sum(o.status == 201 for o in accepted)),
        ("– without a problem", sum(o.status == 201 and not o.problems for o in accepted)),
        ("in the CSV export", sum(o.exported for o in accepted)),
        ("failed here", sum(bool(o.wrong) for o in results)),
        ("accepted here, refused by ODK Validate", sum(o.validate is False for o in accepted)),
        ("accepted here, refused by ODK's web forms", sum(bool(o.web) for o in accepted)),
        ("– with a value that differs", sum(bool(o.differ) for o in accepted)),
    ]
    lines = ["| | forms |", "|---|---:|", *(f"| {what} | {n} |" for what, n in counted), ""]
    for source in dict.fromkeys(one.source for one in results):
        commit = commits.get(source, "")
        lines += ["", f"### {source}" + (f" at `{commit}`" if commit else ""), ""]
        lines += [
            "| Form | Upload | Published | Listed | Files | Submission | Export | Others |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [line_of(one) for one in results if one.source == source]
    return "\n".join(lines) + "\n"
