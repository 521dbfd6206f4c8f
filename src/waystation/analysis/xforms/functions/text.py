"""Functions of text: cut, join, compare, hash."""

from __future__ import annotations

import base64
import hashlib
import math
import secrets
import uuid

from waystation.analysis.xforms.messages import WrongExpression
from waystation.analysis.xforms.patterns import matches
from waystation.analysis.xforms.xpath import (
    Scope,
    Value,
    text_of_node,
    to_number,
    to_text,
)

from .naming import MANY, xpath_function
from .numbers import half_up


def _text(scope: Scope, value: Value) -> str:
    return text_of_node(scope.node) if value is None else to_text(value)


@xpath_function("string", most=1)
def string(scope: Scope, value: Value = None) -> Value:
    """A value as text. XPath 1.0."""
    return _text(scope, value)


@xpath_function("concat", most=MANY)
def concat(scope: Scope, *values: Value) -> Value:
    """Texts one after the other; of a path, the values of all its nodes."""
    return "".join(
        "".join(map(text_of_node, value)) if isinstance(value, list) else to_text(value)
        for value in values
    )


@xpath_function("join", least=1, most=MANY)
def join(scope: Scope, mark: Value, *values: Value) -> Value:
    """Texts with a mark between them; of a path, the values of all its nodes."""
    pieces: list[str] = []
    for value in values:
        if isinstance(value, list):
            pieces += map(text_of_node, value)
        else:
            pieces.append(to_text(value))
    return to_text(mark).join(pieces)


@xpath_function("starts-with", least=2)
def starts_with(scope: Scope, text: Value, start: Value) -> Value:
    """Whether a text begins so. XPath 1.0."""
    return to_text(text).startswith(to_text(start))


@xpath_function("ends-with", least=2)
def ends_with(scope: Scope, text: Value, end: Value) -> Value:
    """Whether a text ends so."""
    return to_text(text).endswith(to_text(end))


@xpath_function("contains", least=2)
def contains(scope: Scope, text: Value, piece: Value) -> Value:
    """Whether a text holds another. XPath 1.0."""
    return to_text(piece) in to_text(text)


@xpath_function("substring-before", least=2)
def substring_before(scope: Scope, text: Value, mark: Value) -> Value:
    """The text before a mark. XPath 1.0."""
    before, found, _ = to_text(text).partition(to_text(mark)) if to_text(mark) else ("", "", "")
    return before if found else ""


@xpath_function("substring-after", least=2)
def substring_after(scope: Scope, text: Value, mark: Value) -> Value:
    """The text after a mark. XPath 1.0."""
    return to_text(text).partition(to_text(mark))[2] if to_text(mark) else to_text(text)


@xpath_function("substring", least=2, most=3)
def substring(scope: Scope, text: Value, start: Value, length: Value = None) -> Value:
    """Part of a text, counted from 1. XPath 1.0; ODK Collect does not know it, but substr()."""
    first = half_up(to_number(start))
    end = math.inf if length is None else first + half_up(to_number(length))
    return "".join(c for i, c in enumerate(to_text(text), start=1) if first <= i < end)


@xpath_function("substr", least=2, most=3)
def substr(scope: Scope, text: Value, start: Value, end: Value = None) -> Value:
    """Part of a text from one place up to another, counted from 0."""
    whole = to_text(text)
    return whole[int(to_number(start)) : None if end is None else int(to_number(end))]


@xpath_function("string-length", most=1)
def string_length(scope: Scope, value: Value = None) -> Value:
    """How many characters a text has, as phones and browsers count: an emoji is two."""
    text = value if type(value) is str else _text(scope, value)
    return float(
        len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    )


@xpath_function("normalize-space", most=1)
def normalize_space(scope: Scope, value: Value = None) -> Value:
    """A text without space around it and with single spaces in it. XPath 1.0."""
    return " ".join(_text(scope, value).split())


@xpath_function("translate", least=3)
def translate(scope: Scope, text: Value, these: Value, those: Value) -> Value:
    """A text with some characters replaced by others. XPath 1.0."""
    old, new = to_text(these), to_text(those)
    table = {c: (new[i] if i < len(new) else "") for i, c in reversed(list(enumerate(old)))}
    return "".join(table.get(c, c) for c in to_text(text))


@xpath_function("regex", least=2)
def regex(scope: Scope, text: Value, pattern: Value) -> Value:
    """Whether the whole text matches a pattern, in linear time where RE2 can read it."""
    return matches(to_text(pattern), to_text(text))


@xpath_function("uuid", most=1)
def new_uuid(scope: Scope, length: Value = None) -> Value:
    """A random identifier; with a number, a random text of so many characters."""
    if length is None:
        return str(uuid.uuid4())
    many = to_number(length)
    return "" if math.isnan(many) else secrets.token_hex(500)[: max(0, min(int(many), 1000))]


@xpath_function("digest", least=2, most=3)
def digest(scope: Scope, text: Value, method: Value, encoding: Value = None) -> Value:
    """The MD5, SHA-1, SHA-256, SHA-384 or SHA-512 of a text, in base64 or "hex"."""
    name = to_text(method).lower().replace("-", "")
    if name not in {"md5", "sha1", "sha256", "sha384", "sha512"}:
        raise WrongExpression("digest", method=to_text(method)[:40])
    raw = hashlib.new(name, to_text(text).encode(), usedforsecurity=False).digest()
    as_hex = encoding is not None and to_text(encoding).lower() == "hex"
    return raw.hex() if as_hex else base64.b64encode(raw).decode()


@xpath_function("base64-decode", least=1)
def base64_decode(scope: Scope, text: Value) -> Value:
    """The text that base64 stands for."""
    try:
        return base64.b64decode(to_text(text)).decode(errors="replace")
    except ValueError:
        return ""
