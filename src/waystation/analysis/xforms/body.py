"""The body of an XForm: its controls, choices and repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from .definition import Choice, Itemset, Span
from .languages import NO_TEXT, QuestionText, Texts
from .xmlsafe import XF

JR = "{http://openrosa.org/javarosa}"
CONTROLS = {"input", "select", "select1", "upload", "range", "rank", "trigger", "secret"}


@dataclass(frozen=True)
class Control:
    """What a question looks like on a phone, as far as it matters to its answer."""

    tag: str
    text: QuestionText = NO_TEXT
    choices: tuple[Choice, ...] = ()
    itemset: Itemset | None = None
    span: Span | None = None
    source: str = ""  # "search" and "query" name a list that no <instance> declares


NO_CONTROL = Control("")


@dataclass
class Body:
    """The controls by path, the repetitions in order and how often each is there."""

    controls: dict[str, Control] = field(default_factory=dict)
    repeats: list[str] = field(default_factory=list)
    counts: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)  # the label of a group by its path


def controls_of(body: Any, root: str, texts: Texts) -> Body:
    """Return the controls of a form."""
    found = Body()
    if body is not None:
        walk(body, root, texts, found)
    return found


def walk(element: Any, context: str, texts: Texts, found: Body) -> None:
    for child in element:
        if not isinstance(child.tag, str):
            continue
        tag = child.tag.rsplit("}", 1)[-1]
        reference = child.get("ref") or child.get("nodeset") or ""
        path = clean_path(reference, context) if reference else context
        if tag == "repeat":
            found.repeats.append(path)
            if count := rule(child.get(JR + "count")):
                found.counts[path] = count
            walk(child, path, texts, found)
        elif tag == "group":
            if path != context and (label := texts.of(child.find(f"{XF}label"))):
                found.heads[path] = label
            walk(child, path, texts, found)
        elif tag in CONTROLS and reference:
            found.controls[path] = control_of(child, tag, texts)


def control_of(element: Any, tag: str, texts: Texts) -> Control:
    choices = tuple(
        Choice((item.findtext(f"{XF}value") or "").strip(), texts.of(item.find(f"{XF}label")))
        for item in element.findall(f"{XF}item")
    )
    text, source = texts.of_control(element), ""
    itemset = itemset_of(element)
    query = (element.get("query") or "").strip()
    if tag == "input" and query:  # select_one_external: its list is itemsets.csv
        return Control("select1", text, (), Itemset(query, "name", "label"), None, "query")
    searched = search_of(element.get("appearance") or "", choices)
    if searched is not None:
        # A choice with a number for a code is one of its own; the other names the columns.
        choices = tuple(choice for choice in choices if choice.code.lstrip("-").isdigit())
        itemset, source = searched, "search"
    return Control(tag, text, choices, itemset, span_of(element, tag), source)


def itemset_of(control: Any) -> Itemset | None:
    found = control.find(f"{XF}itemset")
    if found is None:
        return None
    value, label = found.find(f"{XF}value"), found.find(f"{XF}label")
    nodeset = (found.get("nodeset") or "").strip()
    call = call_in(nodeset, "randomize")
    return Itemset(
        call[0] if call and nodeset.startswith("randomize") else nodeset,
        "name" if value is None else (value.get("ref") or "name").rsplit(":", 1)[-1],
        "label" if label is None else (label.get("ref") or "label"),
    )


def span_of(control: Any, tag: str) -> Span | None:
    """Return the ends and the step of a range, None where its ends are no numbers."""
    if tag != "range":
        return None
    try:
        return Span(
            Decimal(control.get("start") or ""),
            Decimal(control.get("end") or ""),
            abs(Decimal(control.get("step") or "0")),
        )
    except InvalidOperation:
        return None


# --- search() -----------------------------------------------------------------------------


def search_of(appearance: str, choices: tuple[Choice, ...]) -> Itemset | None:
    """Return the list that search() in an appearance chooses from, as a path with a filter.

    ``search('crops', 'matches', 'region', ${region}, 'kind', 'tree')`` becomes
    ``instance('crops')/root/item[region = …][kind = 'tree']``.
    """
    columns = next((one for one in choices if not one.code.lstrip("-").isdigit()), None)
    call = call_in(appearance, "search")
    if call is None or columns is None:
        return None
    name, *rest = [from_outside(text) for text in call]
    quoted = re.fullmatch(r"(['\"])(.*?)(?:\.csv)?\1", name)
    instance = f"instance('{quoted[2]}')" if quoted else f"instance({name})"
    filters = ""
    if len(rest) >= 3:
        kind, of, wanted = rest[:3]
        filters += f"[search-row(., {kind}, {of}, {wanted})]"
        if kind.strip("'\"") == "matches" and re.fullmatch(r"(['\"])[\w.\-]+\1", of):
            filters = f"[{of[1:-1]} = ({wanted})]"
    if len(rest) >= 5 and re.fullmatch(r"(['\"])[\w.\-]+\1", rest[3]):
        filters += f"[{rest[3][1:-1]} = ({rest[4]})]"
    return Itemset(f"{instance}/root/item{filters}", columns.code, columns.label)


def call_in(text: str, name: str) -> list[str] | None:
    """Return the arguments of the first call of a function in a text, as they are written."""
    found = re.search(rf"(?<![\w-]){name}\s*\(", text)
    if not found:
        return None
    arguments, depth, quote, begin = list[str](), 1, "", found.end()
    for at in range(found.end(), len(text)):
        character = text[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        if (depth == 0 or (depth == 1 and character == ",")) and not quote:
            arguments.append(text[begin:at].strip())
            begin = at + 1
            if depth == 0:
                return [one for one in arguments if one]
    return None


def from_outside(text: str) -> str:
    """Return an expression as it reads inside a filter: relative paths begin at the question."""
    return re.sub(r"(?<![\w/.\])'\"-])\.\./", "current()/../", text)


# --- paths, rules ------------------------------------------------------------------------


def rule(text: str | None) -> str:
    """Return an expression without surrounding space; plain true and false get their brackets."""
    cleaned = (text or "").strip()
    return {"true": "true()", "false": "false()"}.get(cleaned, cleaned)


def clean_path(path: str, context: str) -> str:
    """Return a path absolute and without prefixes or predicates."""
    path = re.sub(r"\[[^\]]*\]", "", path.strip())
    here = [] if path.startswith("/") else context.strip("/").split("/")
    for step in path.strip("/").split("/"):
        if step == "..":
            here = here[:-1]
        elif step not in {"", ".", "current()"}:
            here.append(step.rsplit(":", 1)[-1])
    return "/" + "/".join(here)
