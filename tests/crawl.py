"""Follow every link that a user is shown, from the first page on, and look at what opens."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
COMPLETED = "data-word"
"""The attribute of a hidden span whose text a program completes before it is shown."""
UNREAD = {"script", "style", "code", "title", "textarea", "kbd", COMPLETED}
"""Elements whose text is not a sentence of ours: programs, and what is quoted as it is."""
RAW = [
    re.compile(r"(?<![\w@./-])[a-z]+(?:_[a-z0-9]+)+(?![\w@-])"),  # visit_reason
    re.compile(r"\{[a-z_]*\}"),  # {recipient}
    re.compile(r"\bxk-[a-z-]+\b"),  # xk-decan
]
DOTTED = re.compile(r"(?<![\w@./-])[a-z][a-z_]+\.[a-z][a-z_]+(?![\w@/.-])")
FILES = {"csv", "xlsx", "json", "xml", "pdf", "docx", "md", "zip", "txt", "py", "int", "un"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag not in VOID:
            self._open.append(COMPLETED if COMPLETED in values else tag)

    def handle_endtag(self, tag):
        if tag == "span" and self._open and self._open[-1] == COMPLETED:
            self._open.pop()
        elif tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if not UNREAD & set(self._open):
            self.words.append(data)


@dataclass
class Crawl:
    """What a walk over all links has found."""

    opened: set[str] = field(default_factory=set)
    """Names of the addresses that opened."""
    dead: list[tuple[str, str, int]] = field(default_factory=list)
    """Links that lead to a refusal: where they were, where they lead, and the answer."""
    raw: list[tuple[str, str]] = field(default_factory=list)
    """Keys on a page: the page, and the key."""


def read(html: str) -> tuple[list[str], str]:
    """Return the links of a page, and its text."""
    reader = _Reader()
    reader.feed(html)
    return reader.links, " ".join(reader.words)


def raw_keys(text: str) -> list[str]:
    """Return what in a text is a key, not a word: a_key, person.read, {field}."""
    found = [match.group() for one in RAW for match in one.finditer(text)]
    dotted = [match.group() for match in DOTTED.finditer(text)]
    return found + [one for one in dotted if one.rpartition(".")[2] not in FILES]


def crawl(client: Client, start: str = "/", *, each: int = 3, most: int = 600) -> Crawl:
    """Open every page that can be reached by links, up to ``each`` of one kind."""
    found, seen = Crawl(), {start}
    kinds: Counter[str] = Counter()
    waiting = deque([("", start)])
    while waiting and len(seen) < most:
        source, address = waiting.popleft()
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            found.dead.append((source, address, 404))
            continue
        kind = (
            f"{name}?{'&'.join(sorted(re.findall(r'(?:^|&)([a-z_]+)=', urlsplit(address).query)))}"
        )
        kinds[kind] += 1
        if kinds[kind] > each:
            continue
        answer = client.get(address)
        if answer.status_code in {301, 302, 303}:
            target = urljoin(address, answer["Location"])
            if target not in seen:
                seen.add(target)
                waiting.append((source, target))
            continue
        if answer.status_code >= 400:
            found.dead.append((source, address, answer.status_code))
            continue
        found.opened.add(name)
        if "text/html" not in answer.get("Content-Type", "") or answer.streaming:
            continue
        links, text = read(answer.content.decode())
        found.raw += [(address, one) for one in dict.fromkeys(raw_keys(text))]
        for link in links:
            target = urldefrag(urljoin(address, link))[0]
            if _is_a_page(target) and target not in seen:
                seen.add(target)
                waiting.append((address, target))
    return found


def _is_a_page(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or parts.path.startswith(("/static/", "/accounts/logout")):
        return False
    return "export=" not in parts.query and "sort=" not in parts.query
