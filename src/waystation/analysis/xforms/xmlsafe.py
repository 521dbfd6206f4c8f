"""Parsing untrusted XML: no entities, no document type, no network, a size limit."""

from __future__ import annotations

import re
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
SHORTEST_NODE = 4  # bytes of an element, <a/>; an attribute takes five
IS_DEEP = etree.XPath("boolean(" + "/*" * (DEEPEST + 1) + ")")
# An element, after a declaration of UTF-8 or of no encoding or none.
PLAIN = re.compile(
    rb"""(?:<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["'][Uu][Tt][Ff]-8["'])?"""
    rb"""(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>\s*)?<[A-Za-z_]"""
)
# A letter of another alphabet within a tag: readers of XML differ on which of them a name may have.
OTHER_NAME = re.compile(rb"<[^<>\x80-\xff]*+[\x80-\xff]")  # "*+": nothing is read twice


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
    if is_plain(content, most):
        try:
            root = etree.fromstring(content, _parser())
        except etree.XMLSyntaxError:
            pass  # what is wrong with it is found out below
        else:
            if not IS_DEEP(root):
                return root
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
    try:
        return etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise Refusal(
            N_("{what} is not readable XML: line {line}, column {column}. Send the file again."),
            code="xml_unreadable",
            what=what,
            line=line,
            column=column,
        ) from None


def is_plain(content: bytes, most: int) -> bool:
    """Return whether XML is UTF-8 with names in ASCII, declares nothing, and is not long.

    Nearly every submission is like this: it cannot have too many elements, and need not be parsed
    twice. In UTF-8 a search for the letters of a declaration finds it; other encodings could hide
    it.
    """
    return (
        len(content) < SHORTEST_NODE * most
        and PLAIN.match(content) is not None
        and b"<!" not in content
        and b"\0" not in content
        and OTHER_NAME.search(content) is None
    )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip


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
