"""Parsing untrusted XML: no entities, no document type, no network, a size limit."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat
from xml.parsers.expat import ExpatError

from lxml import etree

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

XF = "{http://www.w3.org/2002/xforms}"
MOST_BYTES = 20 * 1024 * 1024
DEEPEST = 200
MOST_NODES = 400_000


class HasDoctype(ValueError):
    """The XML declares a document type: with it all entities, which no form needs."""


class Spotter:
    """Builds nothing; only counts the elements and attributes, and how deep they go.

    Entities and everything external are declared in a document type, so that one is refused.
    """

    def __init__(self, what: str, most: int) -> None:
        self.depth, self.nodes = 0, 0
        self.what, self.most = what, most

    def start(self, tag: str, attributes: Any) -> None:
        self.depth += 1
        self.nodes += 1 + len(attributes)
        if self.nodes > self.most:
            raise Refusal(
                N_("{what} contains more than {most} elements. Split it."),
                code="xml_too_many",
                what=self.what,
                most=f"{self.most:,}",
            )
        if self.depth > DEEPEST:
            raise Refusal(N_("This XML is nested too deeply to be a form."), code="xml_too_deep")

    def end(self, tag: str) -> None:
        self.depth -= 1

    def doctype(self, *declared: Any) -> None:
        raise HasDoctype

    def spot(self, content: bytes) -> None:
        """Read all of it. Raises HasDoctype, Refusal; ExpatError where it is no XML."""
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.StartDoctypeDeclHandler = self.doctype
        parser.Parse(content, True)


def read(content: bytes, what: str, most: int = MOST_NODES) -> Any:
    """Return the root element of XML that came from outside.

    Raises Refusal with the line and column where it cannot be read, and for an entity or a
    document type declaration, which no form needs and XML bombs are made of.
    """
    if len(content) > MOST_BYTES:
        raise Refusal(
            N_("{what} is larger than {most} MB. Leave out embedded pictures and long lists."),
            code="xml_too_large",
            what=what,
            most=MOST_BYTES // 1024 // 1024,
        )
    try:
        Spotter(what, most).spot(content)
    except HasDoctype:
        raise Refusal(
            N_(
                "{what} declares XML entities or a document type, which can hide an attack. "
                "Send it without them."
            ),
            code="xml_bomb",
            what=what,
        ) from None
    except ExpatError as error:
        line, column = error.lineno, error.offset
        raise Refusal(
            N_("{what} is not readable XML: line {line}, column {column}. Send the file again."),
            code="xml_unreadable",
            what=what,
            line=line,
            column=column + 1,
        ) from None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise Refusal(
            N_("{what} is not readable XML: line {line}, column {column}. Send the file again."),
            code="xml_unreadable",
            what=what,
            line=line,
            column=column,
        ) from None


def is_name(text: str) -> bool:
    """Return whether an element may be called so: an emoji is no letter to a reader of XML."""
    try:
        expat.ParserCreate().Parse(f"<{text}/>".encode(), True)
    except ExpatError:
        return False
    return True


def without_prefixes(root: Any) -> Any:
    """Take the namespaces off every element name, so that paths need no prefixes."""
    for element in root.xpath("descendant-or-self::*[namespace-uri()]"):
        if isinstance(element.tag, str) and "}" in element.tag:
            element.tag = element.tag.rsplit("}", 1)[1]
    return root
