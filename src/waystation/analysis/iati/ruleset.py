"""Parsing a published IATI ruleset, and applying it to a document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from .findings import Finding, Severity
from .kinds import KINDS, LOOP, Case, Sets, compile_xpath, holds, kind_named, select_nodes, text_of
from .suspects import asked_together, condition_of

TOGETHER = 6
"""So many rules are asked about together: one that may be broken costs the others a look."""
LAST_STEP = re.compile(r"([\w.-]+)(?:\[[^/]*\])?$")


class RulesetError(ValueError):
    """A ruleset that cannot be used, and why."""


@dataclass(frozen=True)
class Rule:
    """One case of a ruleset: where it applies, what it asks, and what it says when broken."""

    kind: str
    case: Case
    id: str
    severity: Severity
    category: str
    sentence: str


@dataclass(frozen=True)
class Context:
    """The rules for the elements that one expression selects."""

    path: str
    rules: tuple[Rule, ...]
    names: frozenset[str]
    """The last steps of the path; without one of these elements nothing is selected."""
    quick: tuple[tuple[Any, tuple[Rule, ...]], ...] = ()
    """Groups of rules, each with the question whether one of them may be broken."""
    slow: tuple[Rule, ...] = ()
    condition: str = ""
    """The question of all of ``quick`` about all the elements of a record together."""


@dataclass(frozen=True)
class Outcome:
    """What a rule said about an element: ``passed`` is None where it does not apply."""

    rule: Rule
    element: Any
    passed: bool | None
    nodes: Sequence[Any] = ()


class Ruleset:
    """The rules of a ruleset file, in its order."""

    def __init__(self, contexts: Sequence[Context]) -> None:
        self.contexts = tuple(contexts)
        self.always_judged = tuple(replace(one, quick=()) for one in contexts if one.slow)
        self.may_be_broken = asked_together([one.condition for one in contexts if one.condition])

    def __len__(self) -> int:
        return sum(len(one.rules) for one in self.contexts)

    def outcomes(self, root: Any, sets: Sets) -> Iterator[Outcome]:
        """Yield what every rule says about every element that it is for."""
        for context, element in self._elements(root, self.contexts):
            for rule in context.rules:
                yield from _judge(rule, element, sets)

    def broken(self, root: Any, sets: Sets) -> Iterator[Outcome]:
        """Yield the rules that are broken: the failures among ``outcomes``, found quickly."""
        now = sets.now.astimezone(UTC)
        moment = {"today": int(f"{now:%Y%m%d}"), "now": int(f"{now:%Y%m%d%H%M%S}")}
        contexts = self.contexts
        if not self.may_be_broken(root, **moment):
            contexts = self.always_judged
        for context, element in self._elements(root, contexts):
            asked = [rules for question, rules in context.quick if question(element, **moment)]
            for rules in (*asked, context.slow):
                for rule in rules:
                    for outcome in _judge(rule, element, sets):
                        if outcome.passed is False:
                            yield outcome

    def passed(self, root: Any, sets: Sets) -> bool:
        """Return whether no rule is broken."""
        return next(self.broken(root, sets), None) is None

    def _elements(self, root: Any, contexts: Sequence[Context]) -> Iterator[tuple[Context, Any]]:
        there = {node.tag for node in root.iter(etree.Element)}
        for context in contexts:
            if not context.names or context.names & there:
                for element in select_nodes(context.path, root):
                    yield context, element


def _judge(rule: Rule, element: Any, sets: Sets) -> Iterator[Outcome]:
    if rule.kind == LOOP:
        yield from _judge_each(rule, element, sets)
        return
    case = rule.case
    if ("condition" in case and not holds(case["condition"], element)) or not _concerns(
        case, element, sets
    ):
        yield Outcome(rule, element, None)
        return
    answer = KINDS[rule.kind](case, element, sets)
    if answer is None:
        yield Outcome(rule, element, None)
    else:
        yield Outcome(rule, element, answer[0], () if answer[0] else answer[1])


def _concerns(case: Case, element: Any, sets: Sets) -> bool:
    """Return whether the condition on identifiers holds: they are none of those that exist."""
    asked = case.get("idCondition")
    if asked is None:
        return True
    texts = [text_of(node) for path in case["paths"] for node in select_nodes(path, element)]
    if asked == "NOT_EXISTING_ORG_ID":
        return all(text not in sets.organisations for text in texts)
    beginnings = tuple(f"{one}-" for one in sets.organisations)
    return not beginnings or all(not text.startswith(beginnings) for text in texts)


def _judge_each(loop: Rule, element: Any, sets: Sets) -> Iterator[Outcome]:
    values = list(dict.fromkeys(text_of(n) for n in select_nodes(loop.case["foreach"], element)))
    for rule in loop.case["rules"]:
        for value in values:
            case = dict(rule.case)
            for name in loop.case["subs"]:
                if name in case:
                    case[name] = _put(case[name], value)
            one = Rule(rule.kind, case, rule.id, rule.severity, rule.category, rule.sentence)
            yield from _judge(one, element, sets)


def _put(expression: Any, value: str) -> Any:
    if isinstance(expression, str):
        # A value with quotes would end the literal it is put into.
        return expression.replace("$1", value.replace("'", "").replace('"', ""))
    return [_put(one, value) for one in expression]


def read_ruleset(content: str | bytes | Mapping[str, Any]) -> Ruleset:
    """Return a ruleset from its JSON. Raises RulesetError naming what cannot be used."""
    try:
        data = content if isinstance(content, Mapping) else json.loads(content)
    except ValueError as error:
        raise RulesetError(f"The ruleset is not JSON: {error}") from error
    if not isinstance(data, Mapping):
        raise RulesetError("A ruleset is an object of contexts.")
    contexts = []
    for path, kinds in data.items():
        _compile(path, path)
        if not isinstance(kinds, Mapping):
            raise RulesetError(f"{path}: a context is an object of rules.")
        rules = [
            rule for name, block in kinds.items() for rule in _rules(path, kind_named(name), block)
        ]
        contexts.append(_context(path, rules))
    return Ruleset(contexts)


def _context(path: str, rules: Sequence[Rule]) -> Context:
    pairs = [(rule, condition_of(rule.kind, rule.case)) for rule in rules]
    quick = [(rule, condition) for rule, condition in pairs if condition is not None]
    parts = [quick[at : at + TOGETHER] for at in range(0, len(quick), TOGETHER)]
    together = " or ".join(f"({condition})" for _rule, condition in quick)
    return Context(
        path,
        tuple(rules),
        _names(path),
        tuple(
            (asked_together([condition for _rule, condition in part]), tuple(r for r, _c in part))
            for part in parts
        ),
        tuple(rule for rule, condition in pairs if condition is None),
        f"({path})[{together}]" if quick else "",
    )


def _names(path: str) -> frozenset[str]:
    found = [LAST_STEP.search(part.strip()) for part in path.split(" | ")]
    return frozenset(one.group(1) for one in found if one) if all(found) else frozenset()


def _compile(path: str, where: str) -> None:
    try:
        compile_xpath(path)
    except etree.XPathSyntaxError as error:
        raise RulesetError(f"{where}: {path} is no XPath expression: {error}") from error


def _rules(path: str, name: str, block: Any) -> Iterator[Rule]:
    if name != LOOP and name not in KINDS:
        known = ", ".join(sorted({*KINDS, LOOP}))
        raise RulesetError(f"{path}: there is no kind of rule {name}. Known: {known}.")
    cases = block.get("cases") if isinstance(block, Mapping) else None
    if not isinstance(cases, Sequence):
        raise RulesetError(f"{path}: {name} has no list of cases.")
    for case in cases:
        info = case.get("ruleInfo", {})
        if name == LOOP:
            inner = [
                rule
                for kind, within in case["do"].items()
                for rule in _rules(path, kind_named(kind), within)
            ]
            case = {**case, "rules": inner, "subs": case.get("subs", ())}
        severity = info.get("severity", "error")
        yield Rule(
            name,
            case,
            info.get("id", name),
            severity if severity in ("critical", "error", "warning") else "error",
            info.get("category", ""),
            info.get("message") or _plain_sentence(name, case),
        )


def _plain_sentence(name: str, case: Case) -> str:
    paths = ", ".join(case.get("paths", ()))
    return f"The rule {name} is broken" + (f" for {paths}." if paths else ".")


def findings_of(
    ruleset: Ruleset, root: Any, sets: Sets, *, record: str = "", number: int = 1
) -> Iterator[Finding]:
    """Yield a finding for every rule that is broken in the one record below ``root``."""
    for outcome in ruleset.broken(root, sets):
        nodes = list(outcome.nodes) or [outcome.element]
        node = nodes[0]
        rule = outcome.rule
        yield Finding(
            rule.id,
            rule.severity,
            path_of(node, number),
            f"{rule.sentence}{_values(rule, nodes)}",
            record,
            line_of(node),
            rule.category,
        )


def _values(rule: Rule, nodes: Sequence[Any]) -> str:
    """Return the values at fault, so that the sentence says what was read."""
    texts = [str(node) for node in nodes if isinstance(node, str)]
    if not texts:
        return ""
    if rule.kind in ("sum", "strict_sum"):
        return f" Found: {' + '.join(texts[:20])}."
    return f" Found: {', '.join(repr(text[:60]) for text in texts[:5])}."


def element_of(node: Any) -> Any:
    """Return the element of an attribute or a text; an element is its own."""
    return node if hasattr(node, "tag") else node.getparent()


def line_of(node: Any) -> int:
    """Return the line of a node in its file, 0 where it is not known."""
    element = element_of(node)
    return (element.sourceline or 0) if element is not None else 0


def path_of(node: Any, number: int = 1) -> str:
    """Return where a node is, as XPath; ``number`` is the place of its record in the file."""
    element = element_of(node)
    if element is None:
        return ""
    steps = []
    while element is not None:
        parent = element.getparent()
        step = str(element.tag)
        if parent is not None:
            same = [one for one in parent if one.tag == element.tag]
            if parent.getparent() is None:
                step += f"[{number}]"
            elif len(same) > 1:
                step += f"[{same.index(element) + 1}]"
        steps.append(step)
        element = parent
    path = "/" + "/".join(reversed(steps))
    if getattr(node, "is_attribute", False):
        return f"{path}/@{node.attrname}"
    return path


def sets_of(
    now: datetime,
    organisations: Sequence[str] = (),
    prefixes: Sequence[str] = (),
    codes: Mapping[str, frozenset[str]] | None = None,
) -> Sets:
    """Return what rules ask that is not in the file."""
    return Sets(now, frozenset(organisations), frozenset(prefixes), codes or {})
