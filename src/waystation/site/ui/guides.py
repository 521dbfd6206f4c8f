"""The guides in docs/ as pages: one per kind of user, with a section for each page.

They are written in plain Markdown in English; the front-line guides also exist in Albanian and
Serbian (docs/sq, docs/sr), with the same headings in the same order. An app names the section that
explains each of its pages (``guide`` of its AppConfig); a test checks that it exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.shared.scripts import latin
from waystation.foundation.shared.words import N_

GUIDES: dict[str, tuple[str, str]] = {
    "start": (N_("Finding your way"), ""),
    "counsellor": (N_("For the counsellor"), "visit.record"),
    "referrals": (N_("Referrals"), "referral.read"),
    "recruitment": (N_("Ethical recruitment"), "recruiter.read"),
    "partner": (N_("For a partner"), "referral.answer"),
    "protection-officer": (N_("For protection, return and labour officers"), "person.read"),
    "labour": (N_("Work, employers and placements"), "vacancy.read"),
    "programme-manager": (N_("For the programme manager"), "report.publish"),
    "analyst": (N_("For the analyst"), "study.estimate"),
    "enumerator": (N_("For the enumerator"), "submission.send"),
    "data-protection-officer": (N_("For the data protection officer"), "audit.read"),
    "mobility": (N_("Work, recruitment and diaspora"), "vacancy.read"),
    "knowledge": (N_("Library, facts and series"), "knowledge.read"),
    "programmes": (N_("Programmes and projects"), "programme.read"),
    "pathways": (N_("Pathways and partnerships"), "pathway.read"),
    "policies": (N_("Policies and measures"), "policy.read"),
    "network": (N_("For the UN Network on Migration"), "terms.read"),
    "administrator": (N_("For the administrator"), "user.manage"),
}
"""File in docs/ -> its title, and the permission that its readers have."""
TRANSLATED = {"sq": "sq", "sr": "sr", "sr-latn": "sr"}
"""Language -> the folder of its guides; Latin is generated from Cyrillic."""
# Guides contain no HTML: anything that looks like it is escaped.
PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
COMMANDS = ("fence", "code_block")


@dataclass(frozen=True)
class Guide:
    """A rendered guide: its text and its sections."""

    key: str
    title: str
    language: str
    html: SafeString
    sections: tuple[tuple[str, str], ...]


@cache
def guide(key: str, language: str = "en") -> Guide | None:
    """Return a guide in a language, in English if it is not translated, None if there is none."""
    docs = Path(settings.ROOT) / "docs"
    if key not in GUIDES or not (docs / f"{key}.md").exists():
        return None
    source = (docs / f"{key}.md").read_text(encoding="utf-8")
    # Section anchors are the same in every language.
    anchors = iter([slugify(words) for _tag, words in headings(source)])
    translated = docs / TRANSLATED.get(language, "") / f"{key}.md"
    if language in TRANSLATED and translated.exists():
        source = translated.read_text(encoding="utf-8")
        source = latin(source) if language == "sr-latn" else source
    else:
        language = "en"
    tokens = _with_scrolling_regions(PARSER.parse(source))
    sections = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            anchor = next(anchors, "")
            token.attrSet("id", anchor)
            if token.tag == "h2":
                sections.append((anchor, tokens[number + 1].content))
        if token.type == "inline":
            _follow_links(token.children or [])
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    return Guide(key, GUIDES[key][0], language, SafeString(html), tuple(sections))


def _with_scrolling_regions(tokens: list[Token]) -> list[Token]:
    """Put tables and commands into regions that scroll, so that wide ones do not move the page."""
    found: list[Token] = []
    heading = ""
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[number + 1].content
        if token.type in {"table_open", *COMMANDS}:
            region = Token("scroll_open", "div", 1)
            region.attrs = {"class": "scroll", "tabindex": "0", "role": "region"}
            region.attrSet("aria-label", heading)
            found.append(region)
        found.append(token)
        if token.type in {"table_close", *COMMANDS}:
            found.append(Token("scroll_close", "div", -1))
    return found


def headings(source: str) -> list[tuple[str, str]]:
    """Return the headings of a guide, each with its level."""
    tokens = PARSER.parse(source)
    return [
        (token.tag, tokens[number + 1].content)
        for number, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def _follow_links(tokens: list[Any]) -> None:
    """Point links between guides to their pages; turn links to other files into plain text."""
    named = False
    for token in tokens:
        if token.type == "link_open":
            other = re.fullmatch(r"([a-z-]+)\.md(#.*)?", str(token.attrGet("href")))
            if other and other.group(1) in GUIDES:
                address = reverse("ui:guide", args=[other.group(1)])
                token.attrSet("href", address + (other.group(2) or ""))
            elif other or "/" in str(token.attrGet("href")):
                token.tag, token.attrs, named = "span", {}, True
        elif token.type == "link_close" and named:
            token.tag, named = "span", False


def guides_of(user: Any) -> list[tuple[str, str, str]]:
    """Return (key, title, URL) of all guides, those for this user's roles first."""
    mine = [key for key, (_t, needs) in GUIDES.items() if not needs or access.may(user, needs)]
    return [(key, GUIDES[key][0], reverse("ui:guide", args=[key])) for key in mine]


def url_for(request: HttpRequest) -> str:
    """Return the URL of the section that explains the requested page."""
    match = request.resolver_match
    named = (
        section_of(match.view_name, match.app_names[0] if match.app_names else "") if match else ""
    )
    key, _, section = (named or "start").partition("#")
    try:
        return reverse("ui:guide", args=[key]) + (f"#{section}" if section else "")
    except NoReverseMatch:
        return ""


@cache
def section_of(view_name: str, app_name: str) -> str:
    """Return the guide section that explains a page, "" if no app declares one."""
    named: dict[str, str] = {}
    for label, one in contributions.each_of("guide"):
        named |= {key or f"{label}:": section for key, section in one.items()}
    return named.get(view_name) or named.get(f"{app_name}:", "")
