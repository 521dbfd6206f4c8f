"""Shares of the answers to a question of a form: select_one and select_multiple."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .cells import cells_of
from .columns import Domains, check_length, mask_of, numbers
from .design import Design
from .errors import split
from .estimate import DEFAULT_QUALITY, Quality
from .frames import as_array, is_missing
from .intervals import Interval
from .means import Df
from .problems import CannotEstimate, one_of
from .proportions import proportion, shares
from .replication import Replicates
from .results import DeffBase, Estimates


def choice_shares(
    design: Design | Replicates,
    answers: Any,
    *,
    kind: Literal["one", "multiple"] = "one",
    choices: Iterable[Any] | None = None,
    by: Any = None,
    where: Any = None,
    interval: Interval = "auto",
    confidence: float = 0.95,
    df: Df = None,
    deff: DeffBase | None = "srswr",
    quality: Quality = DEFAULT_QUALITY,
    base: str = "",
    name: str = "",
) -> Estimates:
    """Estimate the share of each choice of a select_one or select_multiple question.

    Parameters
    ----------
    design : Design
    answers : array (n,) or dict choice → 0/1 array
        ``kind="one"``: the choice of each row. ``kind="multiple"``: the chosen codes separated
        by spaces, as XForms keeps them, or one 0/1 column per choice. A row without an answer
        (None, NaN, "") was not asked or did not answer: it is outside the base, its cluster
        stays in the design. Of a select_multiple the shares add up to more than 1.
    choices : iterable, optional
        Codes in the order of the form; a choice nobody took has the share 0. None: those found.

    Other parameters, returns and errors as in :func:`~waystation.analysis.survey.proportion`;
    a code that is not among ``choices`` is refused, naming the row.

    Examples
    --------
    >>> from waystation.analysis import survey
    >>> e = survey.choice_shares(survey.Design(n=4), ["tap well", "tap", "", "well"],
    ...                          kind="multiple", choices=["tap", "well", "truck"])
    >>> [(row.level, round(row.value, 4), row.n) for row in e]
    [('tap', 0.6667, 3), ('well', 0.6667, 3), ('truck', 0.0, 3)]
    """
    one_of("kind", kind, ("one", "multiple"))
    made, design = design, split(design)[0]
    wanted = None if choices is None else list(dict.fromkeys(choices))
    if kind == "one":
        array = as_array(answers)
        if wanted is not None:
            _check_codes(((row, value) for row, value in enumerate(array.tolist())), wanted, name)
        elif array.dtype.kind == "b":
            wanted = [False, True]
        return proportion(
            made, answers, by=by, where=where, levels=wanted, interval=interval, base=base,
            confidence=confidence, df=df, deff=deff, quality=quality, name=name,
        )  # fmt: skip
    if isinstance(answers, Mapping):
        columns, answered = _from_columns(design, answers, wanted)
        levels = list(columns) if wanted is None else wanted
    else:
        columns, answered = _from_texts(design, answers, wanted, name)
        levels = sorted(columns, key=str) if wanted is None else wanted
    domains = Domains(by, design.n)
    keep = mask_of(where, design.n)
    keep = answered if keep is None else keep & answered
    cells = cells_of(design, domains.codes, len(domains), keep)
    nobody = np.zeros(design.n)
    taken = [cells.take(columns.get(level, nobody)) for level in levels]
    return shares(
        cells, split(made)[1], taken, levels, domains, interval=interval, confidence=confidence,
        df=df, deff=deff, quality=quality, base=base, name=name,
    )  # fmt: skip


def _from_columns(
    design: Design, answers: Mapping[Any, Any], wanted: list[Any] | None
) -> tuple[dict[Any, Any], Any]:
    columns: dict[Any, Any] = {}
    answered = None
    for choice, values in answers.items():
        if wanted is not None and choice not in wanted:
            raise _unknown(choice, None, "")
        column, present = numbers(_as_zero_one(values), design.n, str(choice))
        there = np.ones(design.n, np.bool_) if present is None else present
        if not np.isin(column[there], (0.0, 1.0)).all():
            raise CannotEstimate(
                N_("Choice “{choice}” must be 0 or 1 on every row, or missing."),
                code="choice_column",
                choice=str(choice),
            )
        columns[choice] = np.where(there, column, 0.0)
        answered = there if answered is None else answered | there
    return columns, np.zeros(design.n, np.bool_) if answered is None else answered


def _as_zero_one(values: Any) -> Any:
    array = as_array(values)
    if array.dtype.kind not in "OUT":
        return array
    words = {"true": 1, "false": 0}
    return [words.get(v.lower(), v) if isinstance(v, str) else v for v in array.tolist()]


def _from_texts(
    design: Design, answers: Any, wanted: list[Any] | None, name: str
) -> tuple[dict[Any, Any], Any]:
    texts = as_array(answers)
    check_length(texts, design.n, name or "answers")
    columns: dict[Any, Any] = {}
    answered = np.zeros(design.n, np.bool_)
    known = None if wanted is None else set(wanted)
    for row, text in enumerate(texts.tolist()):
        if is_missing(text):
            continue
        answered[row] = True
        for code in str(text).split():
            if known is not None and code not in known:
                raise _unknown(code, row, name)
            column = columns.get(code)
            if column is None:
                column = columns[code] = np.zeros(design.n)
            column[row] = 1.0
    return columns, answered


def _check_codes(answers: Iterable[tuple[int, Any]], wanted: list[Any], name: str) -> None:
    known = set(wanted)
    for row, value in answers:
        if not is_missing(value) and value not in known:
            raise _unknown(value, row, name)


def _unknown(code: Any, row: int | None, name: str) -> CannotEstimate:
    if row is None:
        return CannotEstimate(
            N_("“{answer}” is not among the choices given."),
            code="choice_unknown",
            answer=str(code)[:60],
        )
    return CannotEstimate(
        N_(
            "Row {row} of “{name}” has the answer “{answer}”, which is not among the choices. Add "
            "it to the choices, or correct the answer in the cleaning log."
        ),
        code="choice_unknown",
        row=row + 1,
        name=name or "answers",
        answer=str(code)[:60],
    )
