"""A class that a template gives to an element is in a stylesheet, or a script looks for it."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "src" / "waystation"
ATTRIBUTE = re.compile(r'\sclass="((?:\{%.*?%\}|\{\{.*?\}\}|[^"{])*)"', re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
NAME = re.compile(r"[A-Za-z][\w-]*")


def text_of(pattern):
    return "\n".join(path.read_text() for path in sorted(SOURCE.rglob(pattern)))


def test_every_class_of_a_template_has_a_style_or_a_script():
    styled = set(re.findall(r"\.([A-Za-z][\w-]*)", text_of("*.css")))
    scripts = set(NAME.findall(text_of("*.js")))

    # A part of a class beside a template tag, as in "s-{{ state }}", is not a name.
    used = {
        (name, path.name)
        for path in SOURCE.rglob("*.html")
        for value in ATTRIBUTE.findall(path.read_text())
        for name in TAG.sub("\0", value).split()
        if NAME.fullmatch(name)
    }

    assert len(used) > 500
    assert {one for one in used if one[0] not in styled | scripts} == set()
