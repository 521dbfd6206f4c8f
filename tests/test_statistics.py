"""Every statistic is counted in one place: nothing counts, sums or averages elsewhere.

That place is ``governance.results.queries.figures`` over ``counting``, and ``analysis.survey`` for
findings; both protect small numbers. What else adds up rows is found here in the source and must
stand below with its reason, or this test fails. The list is for what an officer needs to work
("3 submissions are held"): counts of things the reader may open one by one, so that the number
tells them nothing they could not see. It may not reach the public, a file or a fact table.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

SOURCE = Path(__file__).parents[1] / "src" / "waystation"

COUNTED_BY = {
    "analysis": "the engine itself: pure, and called through the two entry points below",
    "governance/results/queries/counting.py": "the one pass from facts to counts",
    "governance/results/queries/filters.py": "which rows the one pass counts",
    "governance/results/queries/noise.py": "the noise that queries.figures lays over counts",
    "governance/results/queries/live.py": "the months and groups for which noise is asked",
}

# App and function, not files: an app may be split without asking this test.
SEEN_ONE_BY_ONE = {
    "services/diaspora:deliveries_of": "what became of the letters of one mailing",
    "registry/collection:summaries_of": "answers that the reader may open one by one",
    "registry/collection:choices_counted": "answers that the reader may open one by one",
    "registry/collection:classes": "answers that the reader may open one by one",
    "registry/collection:spread_of_numbers": "answers that the reader may open one by one",
    "registry/collection:counts_split_by": "answers that the reader may open one by one",
    "registry/referrals:Counts.mean_days": "referrals that the overseer may open one by one",
    "registry/referrals:Counts.add": "referrals that the overseer may open one by one",
    "registry/referrals:unanswered_by_partner": "referrals whose list I may open",
    "registry/skills:_by_esco": "skills of a classification, counted over its occupations",
    "registry/skills:_of_pdf": "letters of a CV, so that reading stops at a limit",
    "registry/skills:_number_in": "entries of one profile, against the most it can have",
    "registry/skills:_by_others": "skills that five others have, to be offered; no number is shown",
    "registry/skills:_entries_in_use": "entries by ESCO concept, for the administrator; no names",
    "registry/collection:forms_visible_to": "submissions of my offices' forms, and held ones",
    "registry/collection:versions_of": "submissions of a form whose list I may open",
    "registry/collection:phones_visible_to": "what each phone has sent; managers only",
    "registry/collection:submission_states": "the tabs over the list of submissions",
    "registry/collection:cleaning_logs_visible_to": "lines applied of a cleaning log",
    "registry/factsheets:outstanding": "translations that wait for a review; no persons",
    "registry/collection:outstanding": "submissions that wait for me; each may be opened",
    "registry/collection:AnswersFile.names": "questions of a form that ask the same",
    "registry/collection:submission_count": "an officer's own list, scoped",
    "services/centres:attendance_of": "who came to a session whose list I may open",
    "registry/feedback:statistics": "feedback that I may open one by one",
    "services/diaspora:table_of_mapping": "members of my offices, whose list I may open",
    "services/pathways:places_of": "applications of my offices by year, whose list I may open",
    "services/pathways:stages_of": "participants of my offices, whose list I may open",
    "services/pathways:results_of": "drop-outs of my offices, whose list I may open",
    "services/centres:_by_due_day": "call-backs and steps due on a day, whose list I may open",
    "services/centres:first_due": "call-backs due today, whose list I may open",
    "services/centres:earlier_visitors_of": "visits without a name that explained an edition",
    "services/centres:counts_of": "this month's own register; visit.read opens each",
    "services/centres:_attended_only": "a part of this month's own register",
    "services/centres:network_of": "centres and their staff, whose list I may open",
    "services/centres:hand_over_of": "equipment and trainings of centres, whose list I may open",
    "services/centres:satisfaction_of": "ratings of a session whose page I may open",
    "services/labour:numbers": "vacancies and candidates of my offices, whose lists I may open",
    "services/labour:_filled": "vacancies whose openings all have a contract, listed one by one",
    "services/labour:costs_of": "the costs of one recruitment, on its page",
    "services/labour:newest": "those placed with a vacancy that I may open",
    "services/labour:organisation_panel": "vacancies of an employer, whose list I may open",
    "services/labour:conditions_of": "candidates whom a condition excludes, listed one by one",
    "services/labour:home_of": "candidates that this employer asked for, listed one by one",
    "services/labour:vacancies_of": "results of a round, whose list I may open",
    "services/labour:reasons_counted": "results of a round, whose list I may open",
    "services/labour:supply_by_group": "profiles of my office, whose list I may open",
}
NOBODY_IN_THEM = {
    "governance/results:draw": "cells as they are shown, to put the largest series first",
    "services/labour:_costs_offered": "the costs that one vacancy offers, for its placements",
    "foundation/access:row_range": "rows of a list that its reader may see, beside the list",
    "site/ui:Work.get_context_data": "things that wait for one's own account, each with its link",
    "site/ui:_sections": "entries of the menu",
    "services/tracking:findings_visible_to": "estimates of each round, listed one by one",
    "registry/reference:_add_framework": "codes of a framework that is loaded",
    "services/labour:_open_incident": "the amounts that one worker would be charged",
    "services/labour:write_candidacy": "the number of a vacancy's last candidate",
    "services/labour:begin_round": "vacancies of a round",
    "services/labour:_record_shares_reached": "whether a least share of a round was met",
    "services/labour:_last_placed": "openings taken, so that each result says why",
    "services/labour:filled_openings": "openings of a vacancy that are taken",
    "services/labour:_refusal_to_fill": "whether somebody has a contract",
    "services/labour:estimates": "openings a business named, before analysis.survey estimates",
    "services/labour:progress_of": "businesses that answered, against the target",
    "registry/referrals:alert_overdue": "alerts sent, for the trail",
    "registry/referrals:_stop": "referrals stopped, for the trail",
    "foundation/access:problems_of_sealed": "sealed values that verify opened",
    "foundation/audit:walked_in_parts": "entries of the log that verify walked",
    "governance/results:verified_facts": "fact files that verify read",
    "governance/results:Facts._alive": "which rows of the base still hold",
    "governance/results:Facts.record_of": "which rows belong to one record",
    "governance/results:Ledger.as_data": "numbers that the attacker found: none",
    "governance/results:_check": "breakdowns that allow several answers",
    "governance/results:targets_reached_by": "planned numbers of offices",
    "governance/results:forecast": "months that figures() counted, drawn out",
    "governance/results:forecast_of": "how many months of the calendar are left",
    "governance/reports:refused_blocks": "blocks of a draft that are refused",
    "governance/reports:hidden_figures": "figures of a draft that are suppressed",
    "services/tracking:Sampling.planned": "interviews planned, of a sample frame",
    "services/tracking:chart_of": "answers that are not shown",
    "services/tracking:compare_cells": "cells of the exercise that differ from upstream",
    "services/tracking:count_problems": "broken rules of the exercise",
    "services/tracking:chosen_counts": "answers by choice, so that disclosure control hides few",
    "services/tracking:base_of": "whether shares add up to one",
    "services/tracking:walk": "lines of the exercise's cleaning log",
    "services/pathways:evaluate_histories": "histories evaluated, for the worker",
    "services/pathways:_costs": "amounts of a programme for each participant",
    "governance/reports:last_number": "the number of a report's last edition",
    "governance/reports:verified_editions": "editions that were checked",
    "services/centres:plans_with_steps": "agreed steps of one plan",
    "services/centres:read_plans": "agreed steps of one plan, a measure of the fact",
    "governance/reports:recorded_figures": "figures of one draft that name their facts",
    "site/offline:devices_in_use": "one's own devices: there is a largest number of them",
    "site/offline:lists_for": "joins the lists of several apps, one after the other",
    "site/ui:send_digests": "letters written, for the log of the work",
    "registry/feedback:_fact": "the money given back in one complaint, a measure of the fact",
    "registry/collection:versions_for_phone": "files of a form",
    "registry/collection:open_form": "cells of a workbook, against the most that can be edited",
    "registry/reference:_overview": "codes of a code list",
    "services/tracking:studies_visible_to": "rounds of a study",
    "services/tracking:rounds_of": "strata of a sample frame",
}
ASKED_BY_A_RULE = {
    "registry/skills:skills_of_several": "whether five people have a skill that a CV may propose",
    "registry/referrals:_refuse_file": "a referral has a largest number of files",
    "registry/directory:answer_check": "which services a partner has confirmed",
    "registry/collection:submissions_counted": "persons in an export, for its own rule",
    "foundation/access:make_due_address_changes": "changes of address made this morning",
    "foundation/access:Lockout._waits_until": "failed sign-ins, for the wait after them",
    "foundation/access:count_wrong_codes": "wrong codes typed in one session, which then ends",
    "foundation/access:wrong_codes_of": "wrong codes typed for an account, for the alarm",
    "registry/appointments:book_in_public": "public bookings of the last hour, for the pace",
    "services/centres:ask_call_back_in_public": "requests of the last hour, for the pace",
    "registry/feedback:send_feedback_in_public": "feedback of the last hour, for the pace",
    "site/public:count": "what one address sent within an hour, for the pace",
    "services/diaspora:register_in_public": "registrations of the last hour, for the pace",
    "services/pathways:_refusal_to_join": "a track has a largest number of places",
    "registry/collection:next_page": "whether there is another page",
    "registry/collection:load_cleaning_log": "lines applied, for the trail",
    "registry/people:_find": "how many of the found are spelt as typed, to stop searching",
    "registry/people:_promising": "the worth of the tokens a file shares with a description",
    "registry/privacy:erase_due": "files erased and held back, for the trail",
    "services/centres:VisitSheet.remove": "withdrawn visits of one import, for its own page",
    "registry/people:_shared_worth": "the worth of the tokens a file shares with a description",
    "registry/collection:answers_in": "rows of one interview, of which there is a largest number",
    "services/labour:VacancyForm._add_languages": "rows of languages that a form has sent",
    "services/centres:module": "what counts_of asks, composed once",
    "registry/people:module": "how frequent a name is, for the weight of agreeing in it",
    "registry/people:_size": "the size of the file is the prior of a match",
    "registry/people:join_household": "a household has a largest number of members",
    "services/recruitment:_submit_rule": "criteria without a finding, which it may not have",
    "services/recruitment:_decision.rule": "open corrective actions, which hinder a full clearance",
    "services/recruitment:_close_rule": "open corrective actions, which hinder an end as remedied",
    "services/recruitment:_attach": "a criterion has a largest number of files",
    "services/recruitment:_answer_all": "criteria that were answered, for the trail",
    "services/recruitment:_note_amount": "charges of one worker, on the incident about them",
    "foundation/access:_ends_with": "conditions of a filter of the audit log, joined by or",
    "governance/reports:figures_of_blocks": "suppressed figures of a block, beside its figures",
    "registry/imports:Reader.rows": "rows of an uploaded sheet that say the same",
    "registry/imports:Reader._row": "which of several equal rows of an uploaded sheet this is",
    "registry/imports:check": "rows of an uploaded sheet: new, known, with an error",
    "registry/imports:choose_columns": "columns of an uploaded sheet that are chosen twice",
    "registry/imports:texts_of": "different texts in a column of an uploaded sheet",
    "services/centres:complete_session": "a session needs attendees to be complete",
    "services/centres:sign_in_by_phone": "a session has a largest number of attendees",
}
PAPERS_ONLY = {
    "governance/boards": "which indicators somebody put on a board",
    # apps that record what institutions decide and write: nobody served is recorded in them, which
    # a test below holds them to; figures of people reach them through that one place
    "governance/unkt_reports": "reports to UNKT of the UN Network",
    "governance/advice": "recommendations to UNKT of the UN Network",
    "governance/workplans": "plans, commitments and reviews of the UN Network",
    "governance/statements": "joint statements of the UN Network",
    "governance/meetings": "meetings, papers, decisions of the UN Network",
    "governance/network": "seats, meetings, papers, decisions, advice of the UN Network",
    "foundation/messaging": "messages sent and failed, reminders written",
    "governance/knowledge": "norms, published documents and numbers",
    "governance/programmes": "projects, money and figures typed from documents",
    "governance/policies": "policies, measures, standards and deliveries of institutions",
    "registry/organisations": "organisations and who speaks for them",
    "foundation/records": "generic registers: what an app declared and scoped",
    "foundation/pages": "generic pages: they show rows that an app chose and scoped",
}
PEOPLE = re.compile(
    r"\b(registry\.(people|privacy|collection|cases|referrals)"
    r"|services\.(centres|protection|returns|solutions|tracking|labour|recruitment|diaspora|outreach))\b"
)
OPERATIONAL = SEEN_ONE_BY_ONE | NOBODY_IN_THEM | ASKED_BY_A_RULE

LEAVES = {
    "services/tracking:send_all -> submission_count": "says how many the loading brought",
    "services/tracking:submissions_in -> submission_count": "whether to estimate in the background",
    "services/tracking:clean -> cleaning_logs_visible_to": "whether the log was applied before",
    "services/tracking:get_form -> forms_visible_to": "the forms to choose from, by title",
}
"""Entry points of other apps that pass a count of the first kind on, and why they may."""

AGGREGATES = {
    "Count", "Sum", "Avg", "StdDev", "Variance", "Counter", "RawSQL", "Window", "Func",
}  # fmt: skip
METHODS = {
    "aggregate", "group_by", "groupby", "agg", "value_counts", "crosstab", "pivot_table",
    "bincount", "histogram", "histogram2d", "histogramdd", "average", "nanmean", "nansum",
    "mean", "median", "std", "stdev", "var", "variance", "nunique", "quantile", "quantiles",
    "percentile", "cumsum", "nanmedian", "extra",
}  # fmt: skip
ADDING = {"sum", "fsum", "reduce"}
OF_STATISTICS = {"mean", "fmean", "median", "stdev", "pstdev", "variance", "pvariance", "quantiles"}
THE_ENGINE = {"survey", "sdc"}
"""What is called through these names goes through the engine."""
FROM_RECORDS = {"objects", "filter", "exclude", "values_list"}
ARITHMETIC = {
    # what adds here what it is given, and can read no record: the layers see to it
    "foundation/documents": "lays out blocks, charts and maps; sizes of files and of columns",
    "foundation/shared": "plain Python",
    "registry/reference": "codes of lists and packs, no people",
    "site/config": "the demonstration invents its people",
}
GROUPED = re.compile(r"group\s+by|\b(count|sum|avg|median|stddev)\s*\(", re.IGNORECASE)
QUERY = re.compile(r"\bselect\b", re.IGNORECASE)
IN_TEMPLATES = re.compile(r"\w\.count\b|\.aggregate\b|forloop\.revcounter")
OUTWARD = re.compile(r"(^|/)(facts|tasks)(/|\.py)|/management/|(^|/)public(/|\.py)")


def aggregates(source: str) -> Iterator[tuple[str, str, int]]:
    """Yield (function, what, line) for everything in ``source`` that adds up rows."""
    tree = ast.parse(source)
    called = dict.fromkeys(AGGREGATES)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            watched = (
                AGGREGATES | ADDING | (OF_STATISTICS if node.module == "statistics" else set())
            )
            called.update({a.asname or a.name: None for a in node.names if a.name in watched})

    def inside(node: ast.AST, name: str, records: frozenset[str]) -> Iterator[tuple[str, str, int]]:
        for child in ast.iter_child_nodes(node):
            here, read = name, records
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                here = f"{name}.{child.name}" if name else child.name
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                read = records | names_of_records(child)
            what = added_up(child, set(called)) or length_of(child, records)
            if what:
                yield here or "module", what, child.lineno
            yield from inside(child, here, read)

    yield from inside(tree, "", frozenset())


def added_up(node: ast.AST, called: set[str]) -> str:
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
        text = written(node)
        if GROUPED.search(text) and (QUERY.search(text) or is_a_piece(text)):
            return "SQL"
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
        return "+=" if isinstance(node.op, ast.Add) else ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return "get + 1" if any(is_a_tally(side) for side in (node.left, node.right)) else ""
    if isinstance(node, ast.For) and reads_records(node.iter):
        steps = (one for line in node.body for one in ast.walk(line))
        return "count in a loop" if any(is_a_step(one) for one in steps) else ""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Name):
        word = node.func.id
        if word == "len" and node.args and reads_records(node.args[0]):
            return "len of records"
        return word if word in called or word in ADDING else ""
    if not isinstance(node.func, ast.Attribute):
        return ""
    word, of = node.func.attr, node.func.value
    if isinstance(of, ast.Name) and of.id in THE_ENGINE:
        return ""
    if word in AGGREGATES or word in METHODS or word in ADDING:
        return word
    if word in {"count", "acount"} and not node.args:  # list.count(x) takes what it looks for
        return word
    if word == "unique" and any(one.arg == "return_counts" for one in node.keywords):
        return word
    return ""


def names_of_records(node: ast.AST) -> frozenset[str]:
    """Return the names that are given what the database was asked for."""
    return frozenset(
        target.id
        for one in ast.walk(node)
        if isinstance(one, ast.Assign) and reads_records(one.value)
        for target in one.targets
        if isinstance(target, ast.Name)
    )


def length_of(node: ast.AST, records: frozenset[str]) -> str:
    """Return what a call counts if it takes the length of records by their name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        named = node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in records
        return "len of records" if named else ""
    return ""


def written(node: ast.AST) -> str:
    """Return what a text says, put together from its pieces; what is not text is a gap."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return written(node.left) + written(node.right)
    return " "


def is_a_piece(text: str) -> bool:
    """Return whether a text is nothing but an aggregate, ready to be put into a query."""
    return re.fullmatch(r"\s*(count|sum|avg|median|stddev)\s*\(.*", text, re.I | re.S) is not None


def is_a_tally(node: ast.AST) -> bool:
    """Return whether this is ``counts.get(key, 0)``."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and len(node.args) == 2
        and isinstance(node.args[1], ast.Constant)
        and node.args[1].value == 0
    )


def is_a_step(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.AugAssign)
        and isinstance(node.op, ast.Add)
        and isinstance(node.target, ast.Name)
    )


def reads_records(node: ast.AST) -> bool:
    """Return whether an expression asks the database, by itself or through an app's query."""
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and one.attr in FROM_RECORDS:
            return True
        if isinstance(one, ast.Call):
            word = one.func.attr if isinstance(one.func, ast.Attribute) else ""
            word = one.func.id if isinstance(one.func, ast.Name) else word
            if word.endswith("_visible_to"):
                return True
    return False


@cache
def python_files() -> list[tuple[str, str]]:
    return [
        (path.relative_to(SOURCE).as_posix(), path.read_text())
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def app_of(name: str) -> str:
    return "/".join(name.split("/")[:2])


def in_the_door(name: str) -> bool:
    return any(name == home or name.startswith(f"{home}/") for home in COUNTED_BY)


def only_arithmetic(name: str, what: str) -> bool:
    """Return whether this adds what it is given where no record can be read: a pure rule too."""
    inside = any(name.startswith(f"{home}/") for home in ARITHMETIC)
    return what in ADDING | {"+="} and (inside or bool(re.search(r"/rules(/|\.py)", name)))


@cache
def counted_elsewhere() -> dict[str, str]:
    return {
        f"{app_of(name)}:{function}": f"{what}, {name} line {line}"
        for name, source in python_files()
        if not in_the_door(name) and app_of(name) not in PAPERS_ONLY
        for function, what, line in aggregates(source)
        if not only_arithmetic(name, what)
    }


def passed_on(source: str, name: str, watched: set[str]) -> Iterator[str]:
    """Yield "app:function -> count" where an operational count leaves its app.

    A page and the API of the app show it to the same people under the same permission. Other
    apps, the public, facts, commands and functions that make files may not have it.
    """
    homes = {place.rpartition(":")[2]: place.partition(":")[0] for place in SEEN_ONE_BY_ONE}
    if not any(word in source for word in watched):
        return  # most files name none of them
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        makes_a_file = re.search(r"export|download|csv|xlsx|public", function.name)
        for node in ast.walk(function):
            word = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if word not in watched or word == function.name:
                continue
            home = homes[word].replace("/", ".")
            if app_of(name) != homes[word] and home not in source:
                continue  # another app's function of the same name
            if makes_a_file or OUTWARD.search(name) or app_of(name) != homes[word]:
                yield f"{app_of(name)}:{function.name} -> {word}"


def test_nothing_adds_up_records_elsewhere():
    found = counted_elsewhere()

    unknown = {place: what for place, what in found.items() if place not in OPERATIONAL}

    assert unknown == {}, "count through results.queries.figures, or give the reason in OPERATIONAL"


def test_no_reason_outlives_its_count():
    found = counted_elsewhere()

    assert sorted(set(OPERATIONAL) - set(found)) == []
    assert all((SOURCE / home).exists() for home in COUNTED_BY)


def test_rooms_that_may_count_their_papers_hold_nobody_served():
    entering = [
        f"{name}: {hit.group()}"
        for name, source in python_files()
        if app_of(name) in PAPERS_ONLY and (hit := PEOPLE.search(source))
    ]
    served = {"people", "collection", "cases", "referrals", "centres", "tracking", "labour"}
    pointing = [
        f"{model._meta.label}.{field.name}"
        for app in PAPERS_ONLY
        for model in apps.get_app_config(app.partition("/")[2]).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and not field.auto_created
        if field.related_model._meta.app_label in served
    ]

    assert (entering, pointing) == ([], [])


def test_operational_counts_reach_no_other_app_no_file_and_no_public_page():
    watched = {place.rpartition(":")[2] for place in SEEN_ONE_BY_ONE}

    leaving = {line for name, source in python_files() for line in passed_on(source, name, watched)}

    assert leaving == set(LEAVES)


LENGTHS = {
    "site/ui/waiting_groups.html": "things that wait for one's own account, unfolded there",
    "site/ui/waiting_line.html": "things that wait for one's own account, each with its link",
    "services/centres/today_call_backs.html": "calls due today, unfolded there",
    "registry/referrals/referral.html": "fields that the consent names",
    "registry/referrals/oversight.html": "overrides of a month, listed one by one",
    # how long a list on the page is, whose rows the reader has before them
    "foundation/access/sessions.html": "browsers in which one is signed in oneself",
    "governance/results/_indicators.html": "indicators in the table",
    "registry/people/found.html": "names typed",
    "registry/people/household.html": "members of a household, by name",
    "services/centres/edition_panel.html": "to whom an earlier edition was explained, by name",
    "services/centres/today.html": "today's visits and who is waiting, by name",
    "site/mfa/index.html": "one's own passkeys",
    "site/recovery_codes/index.html": "one's own recovery codes",
}


def counted_in(tag: str) -> str:
    """Return what a tag of a template counts by itself, or ""."""
    if hit := IN_TEMPLATES.search(tag):
        return hit.group()
    return "|length" if "|length" in tag else ""


def test_no_template_counts_for_itself():
    found = {}
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        app = "/".join(path.relative_to(SOURCE).parts[:2]).replace("site/ui", "site")
        if app in PAPERS_ONLY:
            continue
        home = f"{app}/{path.name}"
        if app == "site":
            home = f"{app}/{path.parent.name}/{path.name}"
        for tag in re.findall(r"{[{%].*?[%}]}", path.read_text()):
            if what := counted_in(tag):
                found[home if what == "|length" else f"{path.relative_to(SOURCE)}: {what}"] = tag

    assert set(found) == set(LENGTHS)


@pytest.mark.parametrize(
    "planted",
    [
        "{{ visits|length }}",
        "{% with n=form.visit_set.all|length %}",
        "{{ visits.count }}",
        "{{ form.submissions.count }}",
        "{{ group.list|length }}",
        "{{ rows.aggregate }}",
        "{{ forloop.revcounter }}",
    ],
)
def test_a_template_that_counts_is_caught(planted):
    assert counted_in(planted)


@pytest.mark.parametrize(
    "planted",
    [
        "def f(u):\n return Visit.objects.values('sex').annotate(n=Count('id'))",
        "from django.db.models import Sum as S\ndef f(): return rows.annotate(n=S('minutes'))",
        "def f(): return rows.aggregate(models.Avg('age'))",
        "def f(): return visits.filter(sex='female').count()",
        "async def f(): return await visits.acount()",
        "def f(c): c.execute('SELECT sex, count(*) FROM centres_visit GROUP BY sex')",
        "def f(c, t): c.execute(f'select avg(age) from {t}')",
        "def f(): return Counter(v.sex for v in visits)",
        "def f(): return table.group_by('sex').aggregate([('id', 'count')])",
        "def f(): return np.unique(sexes, return_counts=True)",
        "def f(): return np.bincount(sexes)",
        "class V:\n def get(self): return frame.groupby('sex').size()",
        "def f(): return sum(v.minutes for v in Visit.objects.all())",
        "def f(): return sum(1 for v in visits if v.sex == 'female')",
        "def f(): return math.fsum(v.minutes for v in visits)",
        "from functools import reduce as fold\ndef f(): return fold(add, minutes)",
        "def f(): return len(list(Visit.objects.filter(sex='female')))",
        "def f(user): return len(queries.visits_visible_to(user))",
        "def f():\n rows = list(Visit.objects.all())\n return {'visits': len(rows)}",
        "def f():\n for v in visits: out[v.sex] += 1",
        "def f():\n for v in visits: out[v.sex] = out.get(v.sex, 0) + 1",
        "def f():\n for v in Visit.objects.all():\n  if v.sex: n += 1",
        "def f(): return np.mean(ages)",
        "def f(): return frame['age'].median()",
        "import statistics\ndef f(): return statistics.fmean(ages).mean()",
        "from statistics import quantiles\ndef f(): return quantiles(ages)",
        "def f(): return pc.sum(table['minutes'])",
        "Q = 'SEL' + 'ECT sex, co' + 'unt(*) FROM centres_visit'",
        "def f(c, t): c.execute('SELECT sex, ' + 'count(*) FROM ' + t)",
        "def f(): return rows.annotate(n=RawSQL('count(*) over ()', []))",
        "def f(): return rows.extra(select={'n': 'COUNT(*)'})",
        "def f(): return rows.annotate(n=Func('id', function='COUNT'))",
        "def f(): return rows.annotate(n=Window(RowNumber()))",
    ],
)
def test_a_planted_bypass_is_caught(planted):
    assert list(aggregates(planted))


def test_a_planted_export_of_an_operational_count_is_caught():
    planted = "def export(request):\n    return csv(queries.counts_of(request.user, year))"

    caught = list(passed_on(planted, "services/centres/api.py", {"counts_of"}))

    assert caught == ["services/centres:export -> counts_of"]


def test_looking_for_something_in_a_list_is_no_statistic():
    assert not list(aggregates("def f(text): return text.count('a') + len(text)"))
    assert not list(aggregates("def f(d, y): return survey.mean(d, y)  # the engine itself"))
    assert not list(aggregates("def f(row): row.version += 1"))
    assert not list(aggregates("def f(): return {'note': 'Count the people'}"))
