"""A sentence that says what is wrong has a value for each of its braces."""

import ast
import re
import string
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "src"
WITH_BRACES = re.compile(r"\bN_\([^)]*\{")
OWN = {"field", "code", "paragraph", "working_rule"}  # what a Refusal keeps for itself


def test_every_refusal_has_a_value_for_each_placeholder_and_none_with_a_reserved_name():
    wrong = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not WITH_BRACES.search(text):
            continue
        for call in ast.walk(ast.parse(text)):
            if not isinstance(call, ast.Call) or not call.keywords or not call.args:
                continue
            first = call.args[0]
            if not (isinstance(first, ast.Call) and getattr(first.func, "id", "") == "N_"):
                continue
            if any(one.arg is None for one in call.keywords):
                continue
            sentence = ast.literal_eval(first.args[0])
            braces = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            given = {one.arg for one in call.keywords} - OWN
            if braces - given:
                wrong.append(f"{path.name}:{call.lineno}: {sorted(braces - given)}")

    assert wrong == []
