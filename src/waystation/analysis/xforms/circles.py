"""Rules that cannot be parsed, and circular dependencies between rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .definition import Definition
from .evaluate import compile_expression
from .messages import WrongExpression, unreadable
from .syntax import parse, paths_in

RULES = {
    "required": N_("required"),
    "relevant": N_("relevant"),
    "constraint": N_("constraint"),
    "calculate": N_("calculation"),
    "readonly": N_("read_only"),
}


def refuse_unreadable_rules(definition: Definition) -> None:
    for path, bind in definition.binds.items():
        for name, column in RULES.items():
            text = getattr(bind, name)
            if not text:
                continue
            try:
                compile_expression(text)
            except WrongExpression as error:
                raise unreadable(
                    N_("The {column} rule of “{question}” cannot be read: {reason}"),
                    column=column,
                    question=path.rsplit("/", 1)[-1],
                    reason=error,
                ) from None
    for question in definition.questions:
        if question.itemset is not None:
            try:
                compile_expression(question.itemset.nodeset)
            except WrongExpression as error:
                raise unreadable(
                    N_("The {column} rule of “{question}” cannot be read: {reason}"),
                    column="choice_filter",
                    question=question.name,
                    reason=error,
                ) from None


def refuse_circles(definition: Definition) -> None:
    """Refuse rules that need their own answer: a calculation in a circle, a question that
    shows only if it is answered, two that each show only if the other is answered.

    ODK Collect does not open such a form.
    """
    reads: dict[str, set[str]] = {}
    shown_by: dict[str, set[str]] = {}
    known = definition.by_path.keys() | definition.groups
    for path, bind in definition.binds.items():
        if bind.calculate:
            tree = parse(bind.calculate)
            reads[path] = set(paths_in(tree, path))
            if tree.kind == "call" and tree.value in {"coalesce", "once"}:
                reads[path].discard(path)  # keeps its own answer once it has one
        if bind.relevant:
            for seen in paths_in(parse(bind.relevant), path):
                if seen in known and (seen == path or seen.startswith(path + "/")):
                    raise circle([path, seen] if seen != path else [path], "relevant")
                shown_by.setdefault(path, set()).add(seen)
    settled: set[str] = set()
    for start in reads:
        follow(start, reads, [], settled, "calculation")
    both = {
        path: (reads.get(path, set()) | shown_by.get(path, set())) - {path}
        for path in reads.keys() | shown_by.keys()
    }
    settled = set()
    for start in sorted(both):
        follow(start, both, [], settled, "relevant")


def follow(
    path: str,
    reads: Mapping[str, set[str]],
    trail: list[str],
    settled: set[str],
    column: str,
) -> None:
    stack: list[tuple[str, Iterator[str]]] = [(path, iter(sorted(reads.get(path, ()))))]
    trail.append(path)
    while stack:
        here, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            stack.pop()
            trail.pop()
            settled.add(here)
        elif following in trail:
            raise circle(trail[trail.index(following) :], column)
        elif following not in settled and following in reads:
            stack.append((following, iter(sorted(reads[following]))))
            trail.append(following)


def circle(trail: list[str], column: str) -> Refusal:
    names = [path.rsplit("/", 1)[-1] for path in trail]
    return Refusal(
        N_("Circular reference in {column}: {names}. A question may not depend on itself."),
        code="form_circular",
        column=column,
        question=names[0],
        names=" → ".join([*names, names[0]]),
    )
