"""The functions of XPath 1.0 and those that ODK's form specification adds.

Names and readings follow the ODK XForms specification, section "XPath functions", and the
XLSForm reference. Each entry says how many arguments it takes.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import math
import random
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from .xpath import (
    EPOCH,
    Compiled,
    Node,
    Scope,
    Value,
    WrongExpression,
    date_of,
    days_of,
    local,
    nodes_of,
    text_of_node,
    to_number,
    to_text,
    to_truth,
)

FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int]] = {}
LAZY: set[str] = set()
MANY = 10_000
LONGEST_PATTERN = 500
LONGEST_MATCHED = 10_000


def named(
    *names: str, least: int = 0, most: int | None = None, lazy: bool = False
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    def keep(function: Callable[..., Value]) -> Callable[..., Value]:
        for name in names:
            FUNCTIONS[name] = (function, least, least if most is None else most)
            if lazy:
                LAZY.add(name)
        return function

    return keep


# --- nodes --------------------------------------------------------------------------------


@named("last")
def last(scope: Scope) -> Value:
    return float(scope.size)


@named("position", most=1)
def position(scope: Scope, node: Value = None) -> Value:
    if node is None:
        return float(scope.position)
    nodes = nodes_of(node)
    if not nodes:
        return math.nan
    return 1.0 + sum(1 for _ in nodes[0].itersiblings(nodes[0].tag, preceding=True))


@named("current")
def current(scope: Scope) -> Value:
    return [scope.current]


@named("instance", least=1)
def instance(scope: Scope, name: Value) -> Value:
    found = scope.world.instances.get(to_text(name))
    return [] if found is None else [found]


@named("count", least=1)
def count(scope: Scope, nodes: Value) -> Value:
    return float(len(nodes_of(nodes)))


@named("count-non-empty", least=1)
def count_non_empty(scope: Scope, nodes: Value) -> Value:
    return float(sum(1 for node in nodes_of(nodes) if text_of_node(node) != ""))


@named("local-name", "name", most=1)
def local_name(scope: Scope, nodes: Value = None) -> Value:
    chosen = [scope.node] if nodes is None else nodes_of(nodes)
    return local(str(chosen[0].tag).rsplit("}", 1)[-1]) if chosen else ""


@named("namespace-uri", most=1)
def namespace_uri(scope: Scope, nodes: Value = None) -> Value:
    return ""


@named("indexed-repeat", least=3, most=7)
def indexed_repeat(scope: Scope, wanted: Value, *pairs: Value) -> Value:
    """indexed-repeat(//node, /path/to/repeat, 2): the node inside that repetition."""
    nodes = nodes_of(wanted)
    if not nodes:
        return []
    tag = nodes[0].tag
    inside: list[Node] = []
    around: list[Node] | None = None
    for repeats, index in _two(pairs):
        group = nodes_of(repeats)
        if group and around is None:
            parent = group[0].getparent()
            group = list(parent.iterchildren(group[0].tag)) if parent is not None else group
        elif around is not None:
            group = [child for one in around for child in one.iter(group[0].tag)] if group else []
        number = to_number(index)
        around = (
            [group[int(number) - 1]] if not math.isnan(number) and 1 <= number <= len(group) else []
        )
    inside = [found for one in around or [] for found in one.iter(tag)]
    return inside[:1]


def _two(values: tuple[Value, ...]) -> list[tuple[Value, Value]]:
    return [(values[i], values[i + 1]) for i in range(0, len(values) - 1, 2)]


@named("randomize", least=1, most=2)
def randomize(scope: Scope, nodes: Value, seed: Value = None) -> Value:
    # The order does not matter to a check on the server, so it stays as it is.
    return nodes_of(nodes)


@named("pulldata", least=4)
def pulldata(scope: Scope, name: Value, wanted: Value, key: Value, value: Value) -> Value:
    table = scope.world.instances.get(to_text(name).removesuffix(".csv"))
    if table is None:
        return ""
    for item in table.iter("item"):
        if (item.findtext(to_text(key)) or "") == to_text(value):
            return item.findtext(to_text(wanted)) or ""
    return ""


@named("property", least=1)
def device_property(scope: Scope, name: Value) -> Value:
    return ""


# --- text ---------------------------------------------------------------------------------


def _text(scope: Scope, value: Value) -> str:
    return text_of_node(scope.node) if value is None else to_text(value)


@named("string", most=1)
def string(scope: Scope, value: Value = None) -> Value:
    return _text(scope, value)


@named("concat", most=MANY)
def concat(scope: Scope, *values: Value) -> Value:
    return "".join(
        "".join(map(text_of_node, value)) if isinstance(value, list) else to_text(value)
        for value in values
    )


@named("join", least=1, most=MANY)
def join(scope: Scope, mark: Value, *values: Value) -> Value:
    pieces: list[str] = []
    for value in values:
        if isinstance(value, list):
            pieces += map(text_of_node, value)
        else:
            pieces.append(to_text(value))
    return to_text(mark).join(pieces)


@named("starts-with", least=2)
def starts_with(scope: Scope, text: Value, start: Value) -> Value:
    return to_text(text).startswith(to_text(start))


@named("ends-with", least=2)
def ends_with(scope: Scope, text: Value, end: Value) -> Value:
    return to_text(text).endswith(to_text(end))


@named("contains", least=2)
def contains(scope: Scope, text: Value, piece: Value) -> Value:
    return to_text(piece) in to_text(text)


@named("substring-before", least=2)
def substring_before(scope: Scope, text: Value, mark: Value) -> Value:
    before, found, _ = to_text(text).partition(to_text(mark)) if to_text(mark) else ("", "", "")
    return before if found else ""


@named("substring-after", least=2)
def substring_after(scope: Scope, text: Value, mark: Value) -> Value:
    return to_text(text).partition(to_text(mark))[2] if to_text(mark) else to_text(text)


@named("substring", least=2, most=3)
def substring(scope: Scope, text: Value, start: Value, length: Value = None) -> Value:
    first = _half_up(to_number(start))
    end = math.inf if length is None else first + _half_up(to_number(length))
    return "".join(c for i, c in enumerate(to_text(text), start=1) if first <= i < end)


@named("substr", least=2, most=3)
def substr(scope: Scope, text: Value, start: Value, end: Value = None) -> Value:
    whole = to_text(text)
    return whole[int(to_number(start)) : None if end is None else int(to_number(end))]


@named("string-length", most=1)
def string_length(scope: Scope, value: Value = None) -> Value:
    return float(len(_text(scope, value)))


@named("normalize-space", most=1)
def normalize_space(scope: Scope, value: Value = None) -> Value:
    return " ".join(_text(scope, value).split())


@named("translate", least=3)
def translate(scope: Scope, text: Value, these: Value, those: Value) -> Value:
    old, new = to_text(these), to_text(those)
    table = {c: (new[i] if i < len(new) else "") for i, c in reversed(list(enumerate(old)))}
    return "".join(table.get(c, c) for c in to_text(text))


@named("regex", least=2)
def regex(scope: Scope, text: Value, pattern: Value) -> Value:
    wanted = to_text(pattern)
    if len(wanted) > LONGEST_PATTERN:
        raise WrongExpression("The pattern of regex() is too long.")
    try:
        return re.fullmatch(wanted, to_text(text)[:LONGEST_MATCHED], re.ASCII) is not None
    except re.error as error:
        raise WrongExpression(f"The pattern of regex() cannot be read: {error}.") from None


@named("uuid", most=1)
def new_uuid(scope: Scope, length: Value = None) -> Value:
    return str(uuid.uuid4())


@named("digest", least=2, most=3)
def digest(scope: Scope, text: Value, method: Value, encoding: Value = None) -> Value:
    name = to_text(method).lower().replace("-", "")
    if name not in {"md5", "sha1", "sha256", "sha384", "sha512"}:
        raise WrongExpression(f"digest() does not know {to_text(method)}.")
    raw = hashlib.new(name, to_text(text).encode(), usedforsecurity=False).digest()
    as_hex = encoding is not None and to_text(encoding).lower() == "hex"
    return raw.hex() if as_hex else base64.b64encode(raw).decode()


@named("base64-decode", least=1)
def base64_decode(scope: Scope, text: Value) -> Value:
    try:
        return base64.b64decode(to_text(text)).decode(errors="replace")
    except ValueError:
        return ""


# --- truth --------------------------------------------------------------------------------


@named("boolean", least=1)
def boolean(scope: Scope, value: Value) -> Value:
    return to_truth(value)


@named("not", least=1)
def not_(scope: Scope, value: Value) -> Value:
    return not to_truth(value)


@named("true")
def true(scope: Scope) -> Value:
    return True


@named("false")
def false(scope: Scope) -> Value:
    return False


@named("boolean-from-string", least=1)
def boolean_from_string(scope: Scope, value: Value) -> Value:
    return to_text(value) in {"true", "1"}


@named("if", least=3, lazy=True)
def if_(scope: Scope, condition: Compiled, yes: Compiled, no: Compiled) -> Value:
    return yes(scope) if to_truth(condition(scope)) else no(scope)


@named("coalesce", least=1, most=MANY, lazy=True)
def coalesce(scope: Scope, *values: Compiled) -> Value:
    for value in values:
        found = to_text(value(scope))
        if found != "":
            return found
    return ""


@named("once", least=1, lazy=True)
def once(scope: Scope, value: Compiled) -> Value:
    return text_of_node(scope.node) or value(scope)


@named("checklist", least=2, most=MANY)
def checklist(scope: Scope, least: Value, most: Value, *values: Value) -> Value:
    true_ones = sum(to_truth(to_number(v) if isinstance(v, list) else v) for v in values)
    upper = to_number(most)
    return to_number(least) <= true_ones and (upper < 0 or true_ones <= upper)


@named("weighted-checklist", least=2, most=MANY)
def weighted_checklist(scope: Scope, least: Value, most: Value, *values: Value) -> Value:
    total = sum(
        to_number(weight)
        for value, weight in _two(values)
        if to_truth(to_number(value) if isinstance(value, list) else value)
    )
    upper = to_number(most)
    return to_number(least) <= total and (upper < 0 or total <= upper)


# --- choices ------------------------------------------------------------------------------


@named("selected", least=2)
def selected(scope: Scope, chosen: Value, code: Value) -> Value:
    return to_text(code).strip() in to_text(chosen).split()


@named("selected-at", least=2)
def selected_at(scope: Scope, chosen: Value, index: Value) -> Value:
    codes, at = to_text(chosen).split(), to_number(index)
    return codes[int(at)] if not math.isnan(at) and 0 <= at < len(codes) else ""


@named("count-selected", least=1)
def count_selected(scope: Scope, chosen: Value) -> Value:
    return float(len(to_text(chosen).split()))


@named("jr:choice-name", least=2)
def choice_name(scope: Scope, code: Value, question: Value) -> Value:
    label = scope.world.choice_label
    return label(to_text(question), to_text(code)) if label else to_text(code)


@named("jr:itext", "itext", least=1)
def itext(scope: Scope, key: Value) -> Value:
    text = scope.world.text_of
    return text(to_text(key)) if text else to_text(key)


# --- numbers ------------------------------------------------------------------------------


def _half_up(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else math.floor(number + 0.5)


@named("number", most=1)
def number(scope: Scope, value: Value = None) -> Value:
    return to_number([scope.node] if value is None else value)


@named("int", least=1)
def int_(scope: Scope, value: Value) -> Value:
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.trunc(found))


@named("round", least=1, most=2)
def round_(scope: Scope, value: Value, places: Value = None) -> Value:
    found, power = to_number(value), 0.0 if places is None else to_number(places)
    if math.isnan(found) or math.isinf(found) or math.isnan(power):
        return found
    scale = 10.0 ** min(power, 15)
    return _half_up(found * scale) / scale


@named("floor", least=1)
def floor(scope: Scope, value: Value) -> Value:
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.floor(found))


@named("ceiling", least=1)
def ceiling(scope: Scope, value: Value) -> Value:
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.ceil(found))


def _numbers(values: tuple[Value, ...]) -> list[float]:
    found: list[float] = []
    for value in values:
        if isinstance(value, list):
            found += [to_number(text_of_node(node)) for node in value]
        else:
            found.append(to_number(value))
    return found


@named("sum", least=1)
def sum_(scope: Scope, nodes: Value) -> Value:
    return math.fsum(_numbers((nodes,)))


@named("min", least=1, most=MANY)
def min_(scope: Scope, *values: Value) -> Value:
    found = _numbers(values)
    return math.nan if not found or any(map(math.isnan, found)) else min(found)


@named("max", least=1, most=MANY)
def max_(scope: Scope, *values: Value) -> Value:
    found = _numbers(values)
    return math.nan if not found or any(map(math.isnan, found)) else max(found)


def _safely(compute: Callable[..., float]) -> Callable[..., Value]:
    def run(scope: Scope, *values: Value) -> Value:
        try:
            return float(compute(*[to_number(value) for value in values]))
        except (ValueError, OverflowError, ZeroDivisionError):
            return math.nan

    return run


ONE_NUMBER: dict[str, Callable[..., float]] = {
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "exp10": lambda x: 10.0**x,
    "log": math.log,
    "log10": math.log10,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
}
for _name, _compute in ONE_NUMBER.items():
    named(_name, least=1)(_safely(_compute))
named("pow", least=2)(_safely(math.pow))
named("atan2", least=2)(_safely(math.atan2))
named("pi")(lambda scope: math.pi)
named("random")(lambda scope: random.random())  # noqa: S311  not for secrets


# --- dates --------------------------------------------------------------------------------


@named("today")
def today(scope: Scope) -> Value:
    return scope.world.now().date().isoformat()


@named("now")
def now(scope: Scope) -> Value:
    return scope.world.now().isoformat(timespec="milliseconds")


@named("date", "date-time", least=1)
def date(scope: Scope, value: Value) -> Value:
    if isinstance(value, float):
        return "" if math.isnan(value) else date_of(value)
    text = to_text(value).strip()
    if not text:
        return ""
    days = to_number(text)
    if math.isnan(days):
        raise WrongExpression(f"“{text[:40]}” is not a date.")
    return text if days_of(text) is not None else date_of(days)


@named("decimal-date-time", least=1)
def decimal_date_time(scope: Scope, value: Value) -> Value:
    return to_number(value)


@named("decimal-time", least=1)
def decimal_time(scope: Scope, value: Value) -> Value:
    found = re.match(r"^(?:.*T)?(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?", to_text(value))
    if not found:
        return math.nan
    return (int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3] or 0)) / 86400


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@named("format-date", "format-date-time", least=2)
def format_date(scope: Scope, value: Value, pattern: Value) -> Value:
    text = date(scope, value)
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day = datetime.combine(EPOCH, datetime.min.time())
        moment = day + timedelta(days=days_of(text) or 0.0)
    pieces = {
        "%Y": f"{moment.year:04d}",
        "%y": f"{moment.year % 100:02d}",
        "%m": f"{moment.month:02d}",
        "%n": str(moment.month),
        "%b": MONTHS[moment.month - 1],
        "%d": f"{moment.day:02d}",
        "%e": str(moment.day),
        "%H": f"{moment.hour:02d}",
        "%h": str(moment.hour),
        "%M": f"{moment.minute:02d}",
        "%S": f"{moment.second:02d}",
        "%3": f"{moment.microsecond // 1000:03d}",
        "%a": DAYS[moment.weekday()],
        "%W": f"{moment.isocalendar().week:02d}",
        "%%": "%",
    }
    return re.sub(r"%.", lambda found: pieces.get(found[0], found[0]), to_text(pattern))


# --- places -------------------------------------------------------------------------------

EARTH = 6378100.0  # metres, as JavaRosa has it


def _points(values: tuple[Value, ...]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for value in values:
        texts = [text_of_node(n) for n in value] if isinstance(value, list) else [to_text(value)]
        for text in texts:
            for one in text.split(";"):
                pieces = one.split()
                if len(pieces) >= 2:
                    try:
                        found.append((float(pieces[0]), float(pieces[1])))
                    except ValueError:
                        continue
    return found


@named("distance", least=1, most=MANY)
def distance(scope: Scope, *values: Value) -> Value:
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in itertools.pairwise(_points(values)):
        a, b = math.radians(lat1), math.radians(lat2)
        half = (
            math.sin((b - a) / 2) ** 2
            + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
        )
        total += 2 * EARTH * math.asin(math.sqrt(half))
    return total


@named("area", least=1)
def area(scope: Scope, value: Value) -> Value:
    points = _points((value,))
    if len(points) < 3:
        return 0.0
    if points[0] != points[-1]:
        points.append(points[0])
    total = math.fsum(
        math.radians(lon2 - lon1)
        * (2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
        for (lat1, lon1), (lat2, lon2) in itertools.pairwise(points)
    )
    return abs(total * EARTH * EARTH / 2)


@named("geofence", least=2)
def geofence(scope: Scope, point: Value, shape: Value) -> Value:
    inside = False
    points, corners = _points((point,)), _points((shape,))
    if not points or len(corners) < 3:
        return False
    lat, lon = points[0]
    for (lat1, lon1), (lat2, lon2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (lat1 > lat) != (lat2 > lat) and lon < (lon2 - lon1) * (lat - lat1) / (
            lat2 - lat1
        ) + lon1:
            inside = not inside
    return inside


def names() -> Any:
    """Return the names of all functions known."""
    return FUNCTIONS.keys()
