"""Tal Afar from start to finish: raw files, form, phone, cleaning log, estimates, comparison.

A real household survey (IMPACT Initiatives, July 2021, MIT licence). It takes the same steps as an
office: the form is uploaded and published, each interview is posted to the OpenRosa URL of a phone,
the cleaning log is loaded as a file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from waystation.analysis import survey
from waystation.analysis.xforms import xmlsafe
from waystation.analysis.xforms.sheet import read_upload
from waystation.analysis.xforms.xmlsafe import XF
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.collection import actions as collecting
from waystation.registry.collection import queries as collection
from waystation.registry.collection.rules.cleaning import same_value
from waystation.registry.collection.rules.cleaning_file import read_cleaning_file

from . import actions, queries

if TYPE_CHECKING:
    from waystation.analysis.xforms.definition import Definition
    from waystation.foundation.access.models import User

    from .models import Finding

FORM = "xlsforms/talafar_neighbourhood_assessment_en_ar.xlsx"
FILES = ["raw_data.csv", "clean_data.csv", "cleaning_log.csv", "overall_analysis.csv",
         "sample_frame.csv"]  # fmt: skip
EARLIER = "before-2021070601"
ADDED_LIST, ADDED_QUESTION, ADDED_CHOICE = "livelihood_type", "primary_livelihood", "own_business"
Post = Callable[[str, bytes], int]
"""(address of a phone, XML of a submission) -> status of the answer."""


@dataclass
class Outcome:
    """What happened on the way, in numbers."""

    sent: int = 0
    new: int = 0
    refused: list[str] = field(default_factory=list)
    held: int = 0
    broken_rules: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    not_applied: list[tuple[int, str, str]] = field(default_factory=list)
    clean_rows: int = 0
    wrong_rows: int = 0
    cells: int = 0
    differing: Counter[str] = field(default_factory=Counter)
    shares: int = 0
    published_shares: int = 0
    lows: int = 0
    missed: list[str] = field(default_factory=list)
    means: int = 0
    published_means: int = 0
    round_id: Any = None


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def walk(
    data: Path,
    analyst: User,
    sender: User,
    office_id: Any,
    post: Post,
    say: Callable[[str], None] = lambda text: None,
) -> Outcome:
    """Take the survey from the raw files to its figures. Doing it again changes nothing.

    Raises Refusal if a file is missing or a step is refused.
    """
    folder = data / "tracking" / "talafar"
    missing = [str(p) for p in [data / "tracking" / FORM, *(folder / f for f in FILES)]
               if not p.exists()]  # fmt: skip
    if missing:
        raise Refusal(
            N_("These files of the Tal Afar survey are missing: {names}."),
            code="data_missing",
            names=", ".join(missing),
        )
    out = Outcome()
    form = publish(data, analyst, office_id)
    version = collection.current_version(form)
    if version is None:
        raise Refusal(N_("The form of the survey was not published."), code="not_published")
    definition = collection.definition_of(version)
    say(f"Form {form.key}, version {version.name}: {len(definition.questions)} questions.")
    raw = read_rows(folder / "raw_data.csv")
    send_all(out, definition, raw, analyst, sender, office_id, post)
    count_problems(out, analyst, form)
    say(
        f"{out.sent} interviews posted to the OpenRosa address, {out.new} of them new; "
        f"{out.held} break a rule of the form and are marked."
    )
    clean(out, folder, analyst, form)
    say(
        f"Cleaning log: {sum(out.lines.values())} lines, "
        + ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in sorted(out.lines.items()))
        + "."
    )
    compare_cells(out, folder, analyst, form)
    say(
        f"{out.clean_rows} clean rows remain; {sum(out.differing.values())} of {out.cells} cells "
        "differ from the clean data published upstream."
    )
    round_ = open_study(analyst, office_id, form, folder)
    out.round_id = round_.id
    actions.estimate(analyst, round_.id)
    compare_figures(out, folder, analyst, round_)
    return out


def publish(data: Path, analyst: User, office_id: Any) -> Any:
    """Upload and publish both versions of the form, unless they exist."""
    path = data / "tracking" / FORM
    workbook = path.read_bytes()
    earlier = earlier_edition(read_upload(path.name, workbook).xml)
    for name, content in [("talafar_earlier.xml", earlier), (path.name, workbook)]:
        version = collecting.upload_form(analyst, office_id, name, content)
        version = collecting.publish_version(analyst, version.id)
    return version.form


def earlier_edition(xml: bytes) -> bytes:
    """Return the form as it was before 6 July 2021, when one choice was added to it.

    99 interviews came from phones that had not fetched the new edition: upstream their column
    of that choice is empty. The earlier edition is rebuilt by taking the choice out again.
    """
    root = xmlsafe.read(xml, "The form")
    for instance in root.iter(f"{XF}instance"):
        if instance.get("id") == ADDED_LIST:
            for item in list(instance.iter(f"{XF}item")):
                if item.findtext(f"{XF}name") == ADDED_CHOICE:
                    item.getparent().remove(item)
    primary = next(root.iter(f"{XF}instance"))[0]
    primary.set("version", EARLIER)
    return bytes(etree.tostring(root))


def edition_of(row: dict[str, str], version: str) -> str:
    """Return which edition an interview was filled in with."""
    asked, choice = row[ADDED_QUESTION], row[f"{ADDED_QUESTION}.{ADDED_CHOICE}"]
    return EARLIER if asked and not choice else version


def submission_of(definition: Definition, row: dict[str, str]) -> bytes:
    """Return one interview as the XML that a phone would have sent."""
    tree: dict[str, Any] = {}
    for question in definition.questions:
        value = row.get(question.key, "")
        if not value or question.path.split("/")[2] == "meta":
            continue
        if question.bind.type == "int" and value.endswith(".0"):
            value = value[:-2]  # the published file shows whole numbers with a point
        place = tree
        for step in question.path.split("/")[2:-1]:
            place = place.setdefault(step, {})
        place[question.name] = value
    instance = f"uuid:{row['X_uuid']}"
    tree["meta"] = {"instanceID": instance}
    edition = edition_of(row, definition.version)
    head = f"id={quoteattr(definition.form_id)} version={quoteattr(edition)}"
    return f"<{definition.root} {head}>{tree_text(tree)}</{definition.root}>".encode()


def tree_text(tree: dict[str, Any]) -> str:
    return "".join(
        f"<{tag}>{tree_text(value) if isinstance(value, dict) else escape(value)}</{tag}>"
        for tag, value in tree.items()
    )


def send_all(
    out: Outcome,
    definition: Definition,
    raw: list[dict[str, str]],
    analyst: User,
    sender: User,
    office_id: Any,
    post: Post,
) -> None:
    label = f"Tal Afar {secrets.token_hex(3)}"
    phone, token = collecting.add_app_user(analyst, office_id, sender.id, label)
    before = collection.submission_count(analyst, definition.form_id)
    try:
        for row in raw:
            status = post(f"/forms/key/{token}/submission", submission_of(definition, row))
            if status == 201:
                out.sent += 1
            else:
                out.refused.append(f"{row['X_uuid']}: {status}")
    finally:
        collecting.revoke_app_user(analyst, phone.id)
    out.new = collection.submission_count(analyst, definition.form_id) - before


def count_problems(out: Outcome, analyst: User, form: Any) -> None:
    for problems in collection.problems_visible_to(analyst, form):
        out.held += bool(problems)
        for problem in {(p["kind"], p["question"]) for p in problems}:
            out.broken_rules[f"{problem[0]}: {problem[1]}"] += 1


def clean(out: Outcome, folder: Path, analyst: User, form: Any) -> None:
    content = (folder / "cleaning_log.csv").read_bytes()
    lines = read_cleaning_file("cleaning_log.csv", content)
    digest = hashlib.sha256(content).hexdigest()
    log = collecting.load_cleaning_log(analyst, form.id, "cleaning_log.csv", digest, lines)
    for known in collection.cleaning_logs_visible_to(analyst, form):
        if known.id == log.id:
            for state in ("applied", "noted", "not_applied", "undone"):
                out.lines[state] = getattr(known, f"{state}_count")
    out.not_applied = [
        (line.number, line.question, line.why_not)
        for line in collection.lines_not_applied(analyst, log)
    ]


def compare_cells(out: Outcome, folder: Path, analyst: User, form: Any) -> None:
    """Compare our clean rows with those published, cell by cell."""
    published = {row["X_uuid"]: row for row in read_rows(folder / "clean_data.csv")}
    version = collection.current_version(form)
    if version is None:
        return
    questions = [
        question
        for question in collection.definition_of(version).table()
        if question.key in next(iter(published.values()))
    ]
    seen = set()
    for submission, main in collection.rows_of(analyst, form, limit=None):
        out.clean_rows += 1
        key = submission.instance_id.removeprefix("uuid:")
        seen.add(key)
        theirs = published.get(key)
        if theirs is None:
            out.wrong_rows += 1
            continue
        for question in questions:
            out.cells += 1
            if not same_value(main.get(question.key, ""), theirs[question.key]):
                out.differing[question.key] += 1
    out.wrong_rows += len(published.keys() - seen)


def open_study(analyst: User, office_id: Any, form: Any, folder: Path) -> Any:
    operation = actions.open_operation(
        analyst,
        office_id,
        "Tal Afar neighbourhood assessment",
        short_name="talafar",
        purpose="Water services as displaced and returned households see them (IMPACT, 2021).",
    )
    round_ = actions.open_round(
        analyst,
        operation.id,
        number=1,
        form_id=form.id,
        starts_on=date(2021, 7, 5),
        ends_on=date(2021, 7, 15),
        place="Tal Afar",
    )
    actions.set_sample_frame(analyst, round_.id, list(frame(folder)))
    return round_


def frame(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield the strata of the sample frame: neighbourhood and its households."""
    text = (folder / "sample_frame.csv").read_text(encoding="utf-8-sig")
    seen: set[str] = set()
    for row in csv.DictReader(io.StringIO(text)):
        code = row["Neighbourhood"].strip()
        if code and code not in seen and row["Total.no.of.HH"].strip():
            seen.add(code)
            yield code, int(float(row["Total.no.of.HH"]))


def compare_figures(out: Outcome, folder: Path, analyst: User, round_: Any) -> None:
    """Compare our estimates with those computed upstream in R, an independent program."""
    ours = {(f.question, f.choice): f for f in queries.findings_of(analyst, round_)}
    for row in read_rows(folder / "overall_analysis.csv"):
        found = ours.get((row["main_variable"], row["choice"]))
        near = (
            found is not None
            and found.value is not None
            and abs(found.value - float(row["mean.pct"])) <= 1e-9
        )
        if not row["choice"]:
            out.published_means += 1
            out.means += near
            continue
        out.published_shares += 1
        out.shares += near
        if not near:
            out.missed.append(f"{row['main_variable']} = {row['choice']}")
        low = number(row["mean.pct_low"])
        out.lows += bool(near and found and low is not None and close_to(found, low))


def close_to(found: Finding, low: float) -> bool:
    """Return whether a share has the lower limit that upstream published.

    Upstream took the symmetric interval of a simple random sample, which ours is not.
    """
    if found.value is None or found.se is None or found.low is None:
        return False
    return abs(found.value - survey.margin(found.se, found.n - 1) - low) <= 1e-6


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
