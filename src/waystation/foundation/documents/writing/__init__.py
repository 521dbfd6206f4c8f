"""Texts that people write: documents of typed nodes, validated here, never HTML.

A text is a list of nodes in ProseMirror's JSON. The editor in the browser, the plain form without
JavaScript, and the documents on pages, in Word and in PDF use the same nodes::

    {"type": "paragraph", "content": [
        {"type": "text", "text": "The centres served "},
        {"type": "figure", "attrs": {"indicator": "people_served", "period": "", "where": {}}},
        {"type": "text", "text": " people."}]}

- ``schema``   the kinds of nodes and their allowed content; ``refusal_of`` validates a text.
- ``plain``    converts a text to a plain-text syntax for a form, and back.
- ``layout``   converts the nodes to blocks of a document.
"""

from .layout import Inline, blocks_of
from .plain import from_text, to_text
from .schema import (
    LONGEST_TEXT,
    MARKS,
    NODES,
    TOP,
    for_browser,
    inline_nodes,
    refusal_of,
    refusal_of_length,
    words_of,
)

__all__ = [
    "LONGEST_TEXT",
    "MARKS",
    "NODES",
    "TOP",
    "Inline",
    "blocks_of",
    "for_browser",
    "from_text",
    "inline_nodes",
    "refusal_of",
    "refusal_of_length",
    "to_text",
    "words_of",
]
