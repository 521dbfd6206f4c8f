"""Texts that people write: documents of typed nodes, validated here, never HTML.

A text is a list of nodes in ProseMirror's JSON. The editor in the browser, the plain form without
JavaScript, and the documents on pages, in Word and in PDF use the same nodes::

    {"type": "paragraph", "content": [
        {"type": "text", "text": "The centres served "},
        {"type": "figure", "attrs": {"indicator": "people_served", "period": "", "where": {}}},
        {"type": "text", "text": " people."}]}

There are two kinds of text: a block of a report (``BLOCK``, with figures and facts), and a whole
document (``DOCUMENT``, with headings and tables), such as the minutes of a meeting.

- ``schema``   the kinds of nodes and their allowed content; ``refusal_of`` validates a text.
- ``plain``    converts a text to a plain-text syntax for a form, and back.
- ``layout``   converts the nodes to blocks of a document.
"""

from .layout import Inline, blocks_of
from .plain import from_text, to_text
from .schema import (
    BLOCK,
    DOCUMENT,
    LONGEST_TEXT,
    MARKS,
    NODES,
    TOP,
    Kind,
    for_browser,
    inline_nodes,
    is_address,
    refusal_of,
    refusal_of_length,
    without_keys,
    words_of,
)

__all__ = [
    "BLOCK",
    "DOCUMENT",
    "LONGEST_TEXT",
    "MARKS",
    "NODES",
    "TOP",
    "Inline",
    "Kind",
    "blocks_of",
    "for_browser",
    "from_text",
    "inline_nodes",
    "is_address",
    "refusal_of",
    "refusal_of_length",
    "to_text",
    "without_keys",
    "words_of",
]
