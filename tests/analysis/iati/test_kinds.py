"""Every kind of rule: where it holds, where it is broken, and where it does not apply."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.analysis.iati.examples import EXAMPLES, NOW, SETS, document, rule
from waystation.analysis.iati import RulesetError, path_of, read_ruleset, sets_of
from waystation.analysis.iati.kinds import KINDS


def judged(ruleset, text, sets=SETS):
    return [one.passed for one in read_ruleset(ruleset).outcomes(etree.fromstring(text), sets)]


@pytest.mark.parametrize(("kind", "case", "inside", "passes"), EXAMPLES)
def test_a_rule_says_what_the_specification_says(kind, case, inside, passes):
    assert judged(rule(kind, **case), document(inside)) == [passes]


@pytest.mark.parametrize(("kind", "case", "inside", "passes"), EXAMPLES)
def test_the_quick_way_finds_the_same(kind, case, inside, passes):
    ruleset = read_ruleset(rule(kind, **case))

    broken = list(ruleset.broken(etree.fromstring(document(inside)), SETS))

    assert bool(broken) == (passes is False)


def test_the_examples_show_every_kind():
    assert {kind for kind, *_rest in EXAMPLES} == set(KINDS)


def test_a_loop_judges_each_group_once():
    inner = {"strict_sum": {"cases": [{"paths": ["s[@v = '$1']/@p"], "sum": 100}]}}
    loop = rule("loop", foreach="s/@v", do=inner, subs=["paths"])

    good = judged(loop, document("<s v='2' p='60'/><s v='2' p='40'/><s v='3' p='100'/>"))
    bad = judged(loop, document("<s v='2' p='60'/><s v='2' p='30'/><s v='3' p='100'/>"))
    none = judged(loop, document(""))

    assert (good, bad, none) == ([True, True], [False, True], [])


def test_a_value_of_a_loop_cannot_end_its_literal():
    inner = {"atleast_one": {"cases": [{"paths": ["s[@v = '$1']"]}]}}
    loop = rule("loop", foreach="s/@v", do=inner, subs=["paths"])

    assert judged(loop, document("<s v=\"'] | //x['\"/>")) == [False]


def test_names_in_camel_case_are_the_same_rules():
    names = {"atLeastOne": "a", "noMoreThanOne": "a", "dateNow": None, "ifThen": None}

    for name, path in names.items():
        case = {"paths": [path]} if path else {"date": "a/@d", "if": "a", "then": "a"}
        assert read_ruleset(rule(name, **case))


@pytest.mark.parametrize(
    ("ruleset", "said"),
    [
        ("{", "not JSON"),
        ("[]", "object of contexts"),
        ({"//a[": {}}, "no XPath"),
        ({"//a": []}, "object of rules"),
        ({"//a": {"guess": {"cases": []}}}, "no kind of rule guess"),
        ({"//a": {"sum": {}}}, "no list of cases"),
    ],
)
def test_a_ruleset_that_cannot_be_used_says_why(ruleset, said):
    with pytest.raises(RulesetError, match=said):
        read_ruleset(ruleset)


def test_without_lists_of_identifiers_a_rule_about_them_says_nothing():
    case = {"prefix": ["ORG-ID-PREFIX"], "paths": ["o/@r"]}

    assert judged(rule("startswith", **case), document("<o r='A-B'/>"), sets_of(NOW)) == [None]


def test_a_path_names_the_record_the_element_and_the_attribute():
    root = etree.fromstring(document("<s/><s p='1'/>"))

    assert path_of(root.xpath("//@p")[0], 7) == "/iati-activities/iati-activity[7]/s[2]/@p"
