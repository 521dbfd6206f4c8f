"""Whether a person meets an edition's rules: each rule with the fact that decided it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .conditions import codes_in
from .words import LEVELS

Outcome = Literal["met", "not_met", "not_known"]
RANKS = {level: rank for rank, (level, _word) in enumerate(LEVELS)}
STILL_TO_GET = frozenset(
    {"language", "recognition", "offer", "pay", "funds", "document", "start", "qualification"}
)
"""What a person can still bring about: readiness names these; an age or a nationality is given."""


@dataclass(frozen=True)
class Fact:
    """A fact about a person: plain value, source, and date."""

    value: Any
    source: str
    on: date | None = None


@dataclass(frozen=True)
class RuleResult:
    """The result of one rule: the outcome, and the fact, if it was known."""

    outcome: Outcome
    fact: Fact | None = None


NOT_KNOWN = RuleResult("not_known")
DECIDED_BY = {
    "nationality": "nationality",
    "residence": "residence",
    "age": "age",
    "occupation": "occupations",
    "shortage": "occupations",
    "language": "languages",
    "education": "education",
    "qualification": "qualification",
    "recognition": "recognition",
    "offer": "offer",
    "pay": "pay",
    "funds": "funds",
    "document": "passport",
    "start": "start",
}
"""The fact by which each kind of rule is decided, of languages that of the rule's own language; a
rule of another kind is for a person.
"""


def judge(
    condition: Mapping[str, Any],
    facts: Mapping[str, Fact],
    shortage: Collection[str] | None,
) -> RuleResult:
    """Return whether one rule is met. ``shortage``: the codes of the list, None without one."""
    kind = condition["kind"]
    name = DECIDED_BY.get(kind, "")
    fact = facts.get(f"{name}:{condition['language']}" if kind == "language" else name)
    if fact is None or (kind == "shortage" and shortage is None):
        return NOT_KNOWN if fact is None else RuleResult("not_known", fact)
    decide: Callable[[Mapping[str, Any], Any, Any], bool | None] = _DECIDE[kind]
    wishes = facts.get("destinations")
    decided = decide(
        condition, fact.value, of_states(shortage or (), wishes.value if wishes else ())
    )
    if decided is None:
        return RuleResult("not_known", fact)
    return RuleResult("met" if decided else "not_met", fact)


def outcome_of(outcomes: Iterable[str]) -> str:
    """Return the overall outcome of all rules: one unmet rule is decisive."""
    found = set(outcomes)
    if "not_met" in found:
        return "not_eligible"
    return "not_known" if "not_known" in found or not found else "eligible"


def lacks_of(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the kinds of rules that are lacking and can still be met, in order, each once.

    A language is named: "language:de".
    """
    open_ones = (one for one in results if one["outcome"] != "met")
    named = (_named(one) for one in open_ones if one["kind"] in STILL_TO_GET)
    return list(dict.fromkeys(named))


def _named(result: Mapping[str, Any]) -> str:
    kind, language = str(result["kind"]), result.get("language")
    return f"{kind}:{language}" if language else kind


def _in_list(codes: Iterable[str], wanted: Collection[str]) -> bool:
    """Return whether an occupation is in a list; a shorter code stands for all below it."""
    return any(code.startswith(one) for code in codes for one in wanted)


def of_states(codes: Iterable[str], countries: Collection[str]) -> list[str]:
    """Return the codes of a list that count for a person who wants to work in these countries.

    "DE:7212" is a shortage in Germany only; without a country a code counts in every participating
    state. A person who would go anywhere has no ``countries``.
    """
    found = []
    for code in codes:
        state, _colon, plain = code.rpartition(":")
        if not state or not countries or state in countries:
            found.append(plain)
    return found


def _occupation(rule: Mapping[str, Any], codes: Sequence[str], _: Any) -> bool | None:
    if not codes:
        return None
    inside = _in_list(codes, codes_in(rule["occupations"]))
    return not inside if rule["excluded"] else inside


def _shortage(_rule: Mapping[str, Any], codes: Sequence[str], wanted: Any) -> bool | None:
    return _in_list(codes, wanted) if codes else None


def _country(rule: Mapping[str, Any], country: str, _: Any) -> bool:
    return (country in rule["countries"]) != bool(rule["excluded"])


def _age(rule: Mapping[str, Any], ages: Sequence[int], _: Any) -> bool | None:
    least, most = rule["least_age"], rule["most_age"]
    fits = {
        (least is None or age >= least) and (most is None or age <= most)
        for age in range(ages[0], ages[1] + 1)
    }
    return fits.pop() if len(fits) == 1 else None


def _language(rule: Mapping[str, Any], levels: Mapping[str, str], _: Any) -> bool | None:
    level = levels.get(rule["language"])
    if level is None:
        return None
    return RANKS.get(level, -1) >= RANKS[rule["level"]]


def _education(rule: Mapping[str, Any], education: str, _: Any) -> bool | None:
    level, wanted = education[-1:], rule["education"][-1:]
    return int(level) >= int(wanted) if level.isdigit() and wanted.isdigit() else None


def _amount(rule: Mapping[str, Any], amount: Any, _: Any) -> bool:
    return float(amount) >= float(rule["amount"])


def _yes(_rule: Mapping[str, Any], answer: str, _: Any) -> bool:
    return answer == "yes"


def _recognition(_rule: Mapping[str, Any], state: str, _: Any) -> bool | None:
    return None if state == "asked" else state == "full"


def _start(_rule: Mapping[str, Any], day: str, _: Any) -> bool:
    return bool(day)


_DECIDE: Mapping[str, Any] = {
    "nationality": _country,
    "residence": _country,
    "age": _age,
    "occupation": _occupation,
    "shortage": _shortage,
    "language": _language,
    "education": _education,
    "qualification": _yes,
    "recognition": _recognition,
    "offer": _yes,
    "pay": _amount,
    "funds": _amount,
    "document": _yes,
    "start": _start,
}


def profile_facts(contents: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return what a skills profile says about the facts that rules ask for, without blanks."""
    education = [one["level"] for one in contents["education"] if one["level"][-1:].isdigit()]
    passports = [one for one in contents["documents"] if one["kind"] == "passport"]
    found = {
        "occupations": list(dict.fromkeys(one["code"] for one in contents["occupations"])),
        "languages": {
            one["language"]: level for one in contents["languages"] if (level := level_of(one))
        },
        "education": max(education, default=""),
        "qualification": "yes" if max(education, default="") >= "isced-5" else "",
        "recognition": _best_recognition([*contents["education"], *contents["certificates"]]),
        "passport": _passport(passports, day),
        "start": day_in(contents["wishes"]["starts_from"]),
        "destinations": contents["wishes"]["destinations"],
    }
    return {name: value for name, value in found.items() if value}


def each_language(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with one fact for each language, "languages:de": each is known from somewhere
    else and is decided by itself.
    """
    found = {name: value for name, value in facts.items() if name != "languages"}
    return found | {
        f"languages:{key}": {key: level} for key, level in facts.get("languages", {}).items()
    }


def day_in(day: date | None) -> str:
    """Return a day as plain data, "" for none."""
    return day.isoformat() if day else ""


def level_of(line: Mapping[str, Any]) -> str:
    """Return the level of a language: the lowest of its activities, "" where none is known."""
    if line.get("native"):
        return "C2"
    known = [line[name] for name in line if line[name] in RANKS]
    return min(known, key=lambda level: RANKS[level]) if known else ""


RECOGNIZED = {"recognized": "full", "partly": "partial", "applied": "asked", "refused": "none"}


def _best_recognition(lines: Sequence[Mapping[str, Any]]) -> str:
    states = [RECOGNIZED[one["recognition"]] for one in lines if one["recognition"] in RECOGNIZED]
    order = ("full", "partial", "asked", "none")
    return min(states, key=order.index) if states else ""


def _passport(lines: Sequence[Mapping[str, Any]], day: date) -> str:
    if not lines:
        return ""
    valid = any(one["valid_until"] is None or one["valid_until"] >= day for one in lines)
    return "yes" if valid else "no"


def ages_on(day: date, birth_year: int | None, birth_date: date | None) -> list[int] | None:
    """Return the lowest and the highest age that a person may have on a day."""
    if birth_date is not None:
        age = (
            day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
        )
        return [age, age]
    return [day.year - birth_year - 1, day.year - birth_year] if birth_year else None


def refusal_to_assess(state: str) -> Refusal | None:
    """Refuse to check a person against rules that are not published."""
    if state == "published":
        return None
    return Refusal(N_("A person is checked against published rules only."), code="not_published")


def refusal_of_stay(
    start: date | None, end: date | None, country: str, home: str, today: date
) -> Refusal | None:
    """Say why a stay cannot be recorded: it is at home, to come, or ends before it begins."""
    if country == home:
        return Refusal(
            N_("Record stays abroad only. What lies between them counts as time at home."),
            field="country",
            code="home",
        )
    if start is not None and start > today:
        return Refusal(N_("This stay has not started yet."), field="starts_on", code="not_begun")
    if start is not None and end is not None and end < start:
        return Refusal(
            N_("The end is before the start. Check both."), field="ends_on", code="end_before_start"
        )
    return None


def refusal_of_cost(item: str, payer: str, amount: Any) -> Refusal | None:
    """Refuse that a worker pays for recruitment, and an amount below nothing.

    ILO, General principles and operational guidelines for fair recruitment (2016, 2019),
    general principle 7: no recruitment fees or related costs should be charged to workers.
    """
    if amount is not None and amount < 0:
        return Refusal(N_("The amount cannot be below 0."), field="amount", code="negative")
    if item == "recruitment" and payer == "worker":
        return Refusal(
            N_(
                "Workers do not pay for recruitment (ILO general principles for fair "
                "recruitment, principle 7). Choose who pays instead."
            ),
            field="payer",
            code="worker_pays",
        )
    return None


def refusal_of_step(
    day: date | None, before: date | None, today: date, field: str
) -> Refusal | None:
    """Refuse the day of a step that is to come, or before the step before it."""
    if day is None:
        return None
    if day > today:
        return Refusal(N_("This date is in the future."), field=field, code="future")
    if before is not None and day < before:
        return Refusal(
            N_("This date is before the previous step ({day})."),
            field=field,
            code="too_early",
            day=before,
        )
    return None
