"""Small documents that keep and break each kind of rule, in our own words."""

from __future__ import annotations

from datetime import UTC, datetime

from waystation.analysis.iati import sets_of

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
SETS = sets_of(NOW, organisations=["XX-1"], prefixes=["XM-DAC", "GB-GOV"])


def document(inside, root="iati-activities", record="iati-activity", attributes=""):
    """Return a document with one record."""
    return f"<{root}><{record} {attributes}>{inside}</{record}></{root}>"


def rule(kind, **case):
    """Return a ruleset of one rule."""
    return {"//iati-activity": {kind: {"cases": [case]}}}


DATES = {"less": "a/@d", "more": "b/@d"}
SPAN = {"start": "a/@d", "end": "b/@d"}
# kind, case, what is inside the activity, whether it passes (None: it does not apply)
EXAMPLES = [
    ("no_more_than_one", {"paths": ["t"]}, "", True),
    ("no_more_than_one", {"paths": ["t"]}, "<t/>", True),
    ("no_more_than_one", {"paths": ["t", "u"]}, "<t/><u/>", False),
    ("atleast_one", {"paths": ["t"]}, "", False),
    ("atleast_one", {"paths": []}, "<t/>", False),
    ("atleast_one", {"paths": ["t", "u"]}, "<u/>", True),
    ("atleast_one", {"paths": ["t/text()"]}, "<t/>", False),
    ("atleast_one", {"condition": "@c = 3", "paths": ["t"]}, "", None),
    ("only_one_of", {"excluded": ["x"], "paths": ["a", "b"]}, "<a/>", True),
    ("only_one_of", {"excluded": ["x"], "paths": ["a", "b"]}, "<a/><b/>", False),
    ("only_one_of", {"excluded": ["x"], "paths": ["a", "b"]}, "", False),
    ("only_one_of", {"excluded": ["x", "y"], "paths": ["a", "b"]}, "<y/>", True),
    ("only_one_of", {"excluded": ["x", "y"], "paths": ["a", "b"]}, "<y/><b/>", False),
    ("one_or_all", {"one": "@xml:lang", "all": "lang"}, "<t><narrative/></t>", False),
    ("one_or_all", {"one": "@xml:lang", "all": "lang"}, "<narrative xml:lang='sq'/>", True),
    ("one_or_all", {"one": "sector", "all": "sector"}, "<sector/><transaction/>", True),
    ("one_or_all", {"one": "sector", "all": "sector"}, "<transaction/>", False),
    (
        "one_or_all",
        {"one": "sector", "all": "sector"},
        "<transaction><sector/></transaction>",
        True,
    ),
    ("one_or_all", {"one": "@default-currency", "all": "currency"}, "<b><value/></b>", False),
    ("one_or_all", {"one": "@default-currency", "all": "currency"}, "<value currency='E'/>", True),
    (
        "one_or_all",
        {"one": "recipient-region", "all": "recipient-country|recipient-region"},
        "<transaction><recipient-country/></transaction><transaction/>",
        False,
    ),
    ("dependent", {"paths": ["a", "b"]}, "", True),
    ("dependent", {"paths": ["a", "b"]}, "<a/><b/>", True),
    ("dependent", {"paths": ["a", "b"]}, "<a/>", False),
    ("sum", {"paths": ["s/@p"], "sum": 100}, "", True),
    ("sum", {"paths": ["s/@p"], "sum": 100}, "<s p='60'/><s p='30'/>", False),
    ("strict_sum", {"paths": ["s/@p"], "sum": 100}, "<s p='60'/><s p='40.0'/>", True),
    ("strict_sum", {"paths": ["s/@p"], "sum": 100}, "<s p='60'/><s p='30'/>", False),
    ("strict_sum", {"paths": ["s/@p"], "sum": 100}, "", False),
    ("strict_sum", {"paths": ["s/@p"], "sum": 100}, "<s p='100'/><s p='none'/>", False),
    # 33.3333 + 33.3333 + 33.3334 = 100.0000, where floats give 99.99999999999999
    (
        "strict_sum",
        {"paths": ["s/@p"], "sum": 100},
        "<s p='33.3333'/><s p='33.3333'/><s p='33.3334'/>",
        True,
    ),
    ("date_order", DATES, "<a d='2020-01-01'/><b d='2020-01-01'/>", True),
    ("date_order", DATES, "<a d='2020-01-02'/><b d='2020-01-01'/>", False),
    ("date_order", DATES, "<a d='2020-01-02'/>", None),
    ("date_order", DATES, "<a d='2020-13-02'/><b d='2020-01-01'/>", None),
    ("date_order", {"less": "a/@d", "more": "NOW"}, "<a d='2026-06-15'/>", True),
    ("date_order", {"less": "a/@d", "more": "NOW"}, "<a d='2026-06-16'/>", False),
    ("date_order", {"less": "a/@d", "more": "TODAY"}, "<a d='2026-06-15T23:00:00Z'/>", True),
    ("date_order", DATES, "<a d='2026-06-15T13:00:00Z'/><b d='2026-06-15T12:00:00Z'/>", False),
    ("date_now", {"date": "a/@d"}, "<a d='2026-06-15T11:59:59'/>", True),
    ("date_now", {"date": "a/@d"}, "<a d='2026-06-15T12:00:01+00:00'/>", False),
    ("date_now", {"date": "a/@d"}, "<a d='2026-06-15T13:30:00+02:00'/>", True),
    ("date_now", {"date": "a/@d"}, "<a d='soon'/>", None),
    ("time_limit", SPAN, "<a d='2019-01-01'/><b d='2020-01-01'/>", True),
    ("time_limit", SPAN, "<a d='2019-01-01'/><b d='2020-01-02'/>", False),
    ("time_limit", SPAN, "<a d='2019-03-01'/><b d='2020-03-01'/>", True),
    ("time_limit", SPAN, "<a d='2020-02-29'/><b d='2021-03-01'/>", True),
    ("time_limit", SPAN, "<a d='2019-01-01'/>", None),
    ("between_dates", {"date": "c/@d", **SPAN}, "<a d='2019-01-01'/><b d='2019-12-31'/>", None),
    (
        "between_dates",
        {"date": "c/@d", **SPAN},
        "<a d='2019-01-01'/><b d='2019-12-31'/><c d='2019-12-31'/>",
        True,
    ),
    (
        "between_dates",
        {"date": "c/@d", **SPAN},
        "<a d='2019-01-01'/><b d='2019-12-31'/><c d='2020-01-01'/>",
        False,
    ),
    ("regex_matches", {"paths": ["i"], "regex": "^[^/]+$"}, "<i>A-1</i>", True),
    ("regex_matches", {"paths": ["i"], "regex": "^[^/]+$"}, "<i>A-1</i><i>A/1</i>", False),
    ("regex_matches", {"paths": ["i"], "regex": "^[^/]+$"}, "<i/>", True),
    ("regex_no_matches", {"paths": ["i/@r"], "regex": "/"}, "<i r='A/1'/>", False),
    ("regex_no_matches", {"paths": ["i/@r"], "regex": "/"}, "<i r='A-1'/>", True),
    ("startswith", {"start": "o/@r", "paths": ["i"]}, "<o r='A-B'/><i>A-B-1</i>", True),
    ("startswith", {"start": "o/@r", "paths": ["i"]}, "<o r='A-B'/><i>A-C</i>", False),
    ("startswith", {"start": "o/@r", "paths": ["i"]}, "<i>A-C</i>", None),
    (
        "startswith",
        {"prefix": ["o/@r", "p/@r"], "separator": "-", "paths": ["i"]},
        "<o r='A'/><p r='B'/><i>B-1</i>",
        True,
    ),
    (
        "startswith",
        {"prefix": ["o/@r"], "separator": "-", "paths": ["i"]},
        "<o r='A'/><i>A1</i>",
        False,
    ),
    ("startswith", {"prefix": ["ORG-ID-PREFIX"], "paths": ["o/@r"]}, "<o r='XM-DAC-1'/>", True),
    ("startswith", {"prefix": ["ORG-ID-PREFIX"], "paths": ["o/@r"]}, "<o r='XX-DAC-1'/>", False),
    (
        "startswith",
        {"idCondition": "NOT_EXISTING_ORG_ID", "prefix": ["ORG-ID-PREFIX"], "paths": ["o/@r"]},
        "<o r='XX-1'/>",
        None,
    ),
    (
        "regex_matches",
        {"idCondition": "NOT_EXISTING_ORG_ID_PREFIX", "regex": "^[^/]+$", "paths": ["i"]},
        "<i>XX-1-a/b</i>",
        None,
    ),
    ("unique", {"paths": ["a", "b/@r"]}, "<a>1</a><b r='2'/>", True),
    ("unique", {"paths": ["a", "b/@r"]}, "<a>1</a><b r='1'/>", False),
    ("if_then", {"if": "count(a) > 0", "then": "count(b) > 0"}, "", True),
    ("if_then", {"if": "count(a) > 0", "then": "count(b) > 0"}, "<a/>", False),
    ("if_then", {"if": "a", "then": "b", "paths": ["a"]}, "<a/><b/>", True),
    ("if_then", {"if": "@v", "then": "number(@v) = @v"}, "", True),
    ("evaluates_to", {"eval": "count(a) = 1"}, "<a/>", True),
    ("evaluates_to", {"eval": "count(a) = 1"}, "", False),
    ("range", {"paths": ["s/@p"], "min": 0, "max": 100}, "<s p='0'/><s p='100'/>", True),
    ("range", {"paths": ["s/@p"], "min": 0, "max": 100}, "<s p='100.1'/>", False),
    ("range", {"paths": ["s/@p"], "min": 0.0}, "<s p='-1'/>", False),
    ("range", {"paths": ["s/@p"], "max": 100}, "<s p='much'/>", False),
    ("no_percent", {"paths": ["s/@p"]}, "<s p='60%'/>", False),
    ("no_percent", {"paths": ["s/@p"]}, "<s p='60'/>", True),
    ("no_spaces", {"paths": ["i"]}, "<i>A B</i>", True),
    ("no_spaces", {"paths": ["i"]}, "<i>A\n</i>", False),
]
