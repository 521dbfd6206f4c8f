"""The heading of a page is written in one place, and its templates can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError

import waystation

SOURCE = Path(waystation.__file__).parent
HEADING = SOURCE / "foundation" / "pages" / "templates" / "pages" / "heading.html"
# The person's page shows a portrait beside the name.
OTHER_HEADINGS = {"people/head.html"}


def templates() -> dict[str, Path]:
    """Return every template of the product by the name under which it is included."""
    return {
        str(path).split("/templates/", 1)[1]: path for path in SOURCE.rglob("templates/**/*.html")
    }


def rendered(source: str, **context: object) -> str:
    """Return what a template prints, with spaces folded."""
    return " ".join(Template("{% load ws %}" + source).render(Context(context)).split())


def test_no_page_duplicates_the_heading_component() -> None:
    found = templates()

    copies = {
        name
        for name, path in found.items()
        if path != HEADING and '<div class="ph"' in path.read_text(encoding="utf-8")
    }

    assert copies == OTHER_HEADINGS


def test_no_line_of_a_template_is_longer_than_120_characters() -> None:
    found = templates()

    long_lines = [
        f"{name}:{number}"
        for name, path in found.items()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120
    ]

    assert long_lines == []


def test_a_heading_shows_title_lead_and_buttons_and_escapes_them() -> None:
    page = (
        "{% heading title lead %}<p>{{ below }}</p>{% buttons %}<a>{{ label }}</a>{% endheading %}"
    )

    text = rendered(page, title="A & B", lead="<i>", below="Below", label="1 < 2")

    assert "<h1>A &amp; B</h1> <p>&lt;i&gt;</p> <p>Below</p>" in text
    assert '<div class="btns"><a>1 &lt; 2</a></div>' in text


@pytest.mark.parametrize(
    "page", ["{% heading title %}{% endheading %}", '{% include "pages/heading.html" %}']
)
def test_a_heading_without_buttons_leaves_no_empty_box(page: str) -> None:
    text = rendered(page, title="Visits")

    assert text == '<div class="ph"> <div> <h1>Visits</h1> </div> </div>'


def test_hidden_buttons_leave_no_empty_box() -> None:
    page = "{% heading title %}{% buttons %}{% if may %}<a>Edit</a>{% endif %}{% endheading %}"

    assert "btns" not in rendered(page, title="Visits", may=False)
    assert '<div class="btns"><a>Edit</a></div>' in rendered(page, title="Visits", may=True)


def test_a_heading_takes_no_third_text() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load ws %}{% heading a b c %}{% endheading %}")


def links(number: int) -> list[dict[str, str]]:
    """Return so many links."""
    return [{"url": f"/{n}/", "label": f"Step {n}"} for n in range(1, number + 1)]


def test_with_more_than_four_buttons_two_are_shown_and_the_others_are_in_a_menu() -> None:
    steps = links(6)

    text = rendered("{% actions links first=True %}", links=steps)
    outside, _, menu = text.partition("<details")

    assert [one for one in steps if one["url"] in outside] == steps[:2]
    assert [one for one in steps if one["url"] in menu] == steps[2:]
    assert '<a class="btn" href="/1/">' in outside


def test_up_to_four_buttons_need_no_menu_and_a_main_one_comes_first() -> None:
    main = {"url": "/main/", "label": "Publish", "primary": True}

    text = rendered("{% actions links steps %}", links=links(3), steps=[main])

    assert "<details" not in text
    assert text.startswith('<a class="btn" href="/main/">Publish</a>')


def test_a_menu_without_entries_is_not_shown() -> None:
    page = "{% menu %}{% if may %}<a>Remove</a>{% endif %}{% endmenu %}"

    assert rendered(page, may=False) == ""
    assert "<a>Remove</a>" in rendered(page, may=True)
