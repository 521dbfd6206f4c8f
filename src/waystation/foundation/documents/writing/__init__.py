"""Texts that people write: a document of typed nodes, checked here, never HTML.

A text is a list of nodes as ProseMirror writes them. The editor in the browser, the plain form
without JavaScript, and the documents on the page, in Word and in PDF read the same nodes::

    {"type": "paragraph", "content": [
        {"type": "text", "text": "The centres served "},
        {"type": "figure", "attrs": {"indicator": "people_served", "period": "", "where": {}}},
        {"type": "text", "text": " people."}]}

- ``schema``   which nodes there are, what may be inside them; ``refusal_of`` checks a text.
- ``plain``    the same text as lines to type in a form, and back.
- ``layout``   the nodes as blocks of a document.
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
