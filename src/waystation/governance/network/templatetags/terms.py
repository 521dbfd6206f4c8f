"""Links from any page to the paragraph or working rule that it is based on."""

from __future__ import annotations

from typing import Any

from django import template

from waystation.governance.network.queries import terms

register = template.Library()


@register.inclusion_tag("network/paragraphs.html")
def paragraph(anchors: str) -> dict[str, Any]:
    """Link to one or several paragraphs of the Terms of Reference: {% paragraph "96 120" %}."""
    keys = anchors.replace(",", " ").replace(";", " ").split()
    return {"paragraphs": [(key, terms.brief_of(key)) for key in keys]}


@register.inclusion_tag("network/working_rule_link.html")
def working_rule(key: str) -> dict[str, Any]:
    """Link to a working rule, labelled as such: {% working_rule "A-11" %}."""
    return {"key": key}
