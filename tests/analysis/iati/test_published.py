"""The labelled tests that come with the ruleset and the validator of the IATI standard.

They are not ours and not in this repository. They are read from the folder of reference data:

    git clone --depth 1 --branch version-2.03 https://github.com/IATI/IATI-Rulesets \
        ../shared/data/iati/IATI-Rulesets
    git clone --depth 1 https://github.com/IATI/js-validator-api \
        ../shared/data/iati/js-validator-api
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from waystation.analysis.iati import read_ruleset, sets_of

pytestmark = pytest.mark.data
DATA = Path(os.environ.get("WAYSTATION_DATA", Path(__file__).parents[4] / "shared" / "data"))
RULESETS = DATA / "iati" / "IATI-Rulesets"
VALIDATOR = DATA / "iati" / "js-validator-api" / "ruleset-unit-tests"
LINE = re.compile(r"^test (\S+) (\S+) (True|False)$", re.MULTILINE)
CASE = re.compile(r"\{ rule: '([^']*)', file: '([^']*)', expectedResult: ('[^']*'|true|false)")
NONE_MATCHED = {"No Rule Match", "No Condition Match"}
SETS = sets_of(
    datetime.now(UTC), ["US-EIN-941655673", "44000", "CA_ON-ONT-1597880"], ["GB-GOV", "XM-DAC"]
)


def needed(folder):
    if not folder.exists():
        pytest.skip(f"{folder} is not there: see the top of this file for the line that fetches it")
    return folder


def root_of(path):
    return etree.parse(str(path)).getroot()


def test_the_labelled_tests_of_the_ruleset_agree():
    folder = needed(RULESETS)
    cases = LINE.findall((folder / "meta_tests.sh").read_text())

    wrong = [
        (rules, file, wanted)
        for rules, file, wanted in cases
        if str(
            read_ruleset((folder / f"meta_tests/{rules}.json").read_bytes()).passed(
                root_of(folder / f"meta_tests/{file}.xml"), SETS
            )
        )
        != wanted
    ]

    assert len(cases) == 83
    assert wrong == []


def test_the_labelled_tests_of_the_validator_agree():
    cases = [
        (folder, *found)
        for folder in sorted(needed(VALIDATOR).iterdir())
        for found in CASE.findall(re.sub(r"\s+", " ", (folder / "test.js").read_text()))
    ]

    wrong = []
    for folder, rules, file, wanted in cases:
        ruleset = read_ruleset((folder / "rules" / rules).read_bytes())
        root = root_of(folder / "test-files" / file)
        said = {one.passed for one in ruleset.outcomes(root, SETS)}
        broken = bool(list(ruleset.broken(root, SETS)))
        expected = wanted == "false"
        applies = wanted.strip("'") not in NONE_MATCHED
        if broken != expected or (not applies and True in said):
            wrong.append((folder.name, rules, file, wanted))

    assert len(cases) > 150
    assert wrong == []


def test_the_published_ruleset_is_used_unchanged():
    content = (needed(RULESETS) / "rulesets" / "standard.json").read_bytes()

    ruleset = read_ruleset(content)

    assert len(ruleset) == content.count(b'"ruleInfo"') - sum(
        len(rule.case["rules"]) - 1
        for context in ruleset.contexts
        for rule in context.rules
        if rule.kind == "loop"
    )
