"""Links from any page to the paragraph or working rule that it is based on."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from waystation.governance.network.queries import terms

register = template.Library()


@register.simple_tag
def paragraph(anchors: str) -> SafeString:
    """Link to one or several paragraphs of the Terms of Reference: {% paragraph "96 120" %}."""
    keys = anchors.replace(",", " ").replace(";", " ").split()
    page = reverse("network:terms")
    return format_html_join(
        " ",
        '<a class="tag" href="{}#p{}" title="{}">{} ¶ {}</a>',
        ((page, key, terms.brief_of(key), _("ToR"), key) for key in keys),
    )


@register.simple_tag
def working_rule(key: str) -> SafeString:
    """Link to a working rule, labelled as such: {% working_rule "A-11" %}."""
    return format_html(
        '<a class="tag v" href="{}#{}">{} {}</a>',
        reverse("network:working_rules"),
        key,
        _("Working rule"),
        key,
    )
