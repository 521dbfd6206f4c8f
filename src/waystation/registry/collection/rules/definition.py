"""A form as the server understands it: questions, choices, rules, repetitions."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import xmlsafe
from .evaluate import compiled
from .xpath import WrongExpression, parse, paths_in

XF = "{http://www.w3.org/2002/xforms}"
H = "{http://www.w3.org/1999/xhtml}"
JR = "{http://openrosa.org/javarosa}"
ODK = "{http://www.opendatakit.org/xforms}"
CONTROLS = {"input", "select", "select1", "upload", "range", "rank", "trigger", "secret"}
MANY_CHOICES = {"select", "rank"}


@dataclass(frozen=True)
class Bind:
    """The rules of one path."""

    type: str = "string"
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    calculate: str = ""
    readonly: str = ""
    message: str = ""
    preload: str = ""


@dataclass(frozen=True)
class Choice:
    code: str
    label: str


@dataclass(frozen=True)
class Itemset:
    """Choices that come from a list by a filter."""

    nodeset: str
    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """One answerable place of the form. ``key`` is its column: the name, if that is unique."""

    key: str
    path: str
    control: str  # one of CONTROLS, or "" for calculated and preloaded values
    label: str
    bind: Bind
    repeat: str = ""  # the path of the nearest repetition around it
    choices: tuple[Choice, ...] = ()
    itemset: Itemset | None = None

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def is_choice(self) -> bool:
        return self.control in {"select", "select1", "rank"}

    @property
    def is_many(self) -> bool:
        return self.control in MANY_CHOICES

    @property
    def is_note(self) -> bool:
        return self.control == "input" and self.bind.readonly in {"true()", "true"}


@dataclass
class Definition:
    """The whole form. Reading it twice from the same XML gives the same."""

    form_id: str
    version: str
    title: str
    root: str
    questions: list[Question]
    binds: dict[str, Bind]
    groups: set[str]
    repeats: dict[str, str]  # path -> key of its table
    template: Any
    instances: dict[str, Any]
    files: dict[str, str]  # instance id -> file name that must be supplied
    media: list[str]
    texts: dict[str, str]
    encrypted: bool = False
    by_path: dict[str, Question] = field(default_factory=dict)
    by_key: dict[str, Question] = field(default_factory=dict)

    def table(self, repeat: str = "") -> list[Question]:
        """Return the questions of the main table, or of one repetition."""
        return [question for question in self.questions if question.repeat == repeat]

    def choices_of(self, question: Question) -> list[Choice]:
        """Return all choices a question may offer, whatever the filter."""
        if question.itemset is None:
            return list(question.choices)
        found = re.match(r"^instance\(['\"](.+?)['\"]\)", question.itemset.nodeset)
        items = self.instances.get(found[1]) if found else None
        if items is None:
            return []
        once: dict[str, Choice] = {}
        for item in items.iter("item"):
            code = (item.findtext(question.itemset.value) or "").strip()
            if code:
                once.setdefault(code, Choice(code, self.label_of(item, question.itemset.label)))
        return list(once.values())

    def label_of(self, item: Any, label: str) -> str:
        found = re.match(r"^(?:jr:)?itext\((.+)\)$", label)
        if found:
            key = item.findtext(found[1]) or ""
            return self.texts.get(key, key)
        return item.findtext(label) or ""


def wrong(sentence: str, **values: Any) -> Refusal:
    return Refusal(sentence, code="form_unreadable", **values)


def read_definition(content: bytes, files: Mapping[str, bytes] | None = None) -> Definition:
    """Return the form that an XForm describes. ``files`` are its attached lists, by name.

    Raises Refusal: not an XForm, a rule that cannot be read, a circular reference.
    """
    document = xmlsafe.read(content, "This form")
    if document.tag != H + "html":
        raise wrong(
            N_(
                "This XML file is not a form: it begins with <{tag}>, an XForm with <h:html>. "
                "Upload the XLSForm workbook or the XForm made from it."
            ),
            tag=str(document.tag).rsplit("}", 1)[-1][:40],
        )
    model = document.find(f"{H}head/{XF}model")
    first = None if model is None else model.find(f"{XF}instance")
    if model is None or first is None or len(first) == 0:
        raise wrong(N_("This form has no data to fill in: its model holds no instance."))
    template = xmlsafe.without_prefixes(copy.deepcopy(first[0]))
    form_id = (template.get("id") or first[0].nsmap.get(None) or "").strip()
    if first[0].nsmap.get(None) == XF.strip("{}") and not template.get("id"):
        form_id = ""
    if not form_id:
        raise wrong(N_("This form has no id. Write one in form_id on the settings sheet."))
    if len(form_id) > 200:
        raise wrong(N_("The id of this form is longer than 200 characters. Shorten it."))
    texts = itexts(model)
    binds = read_binds(model, template.tag)
    title = (document.findtext(f"{H}head/{H}title") or form_id).strip()
    media, instances, needed = secondary_instances(model, files or {})
    submission = model.find(f"{XF}submission")
    definition = Definition(
        form_id=form_id,
        version=(template.get("version") or template.get(JR + "version") or "").strip(),
        title=title[:250],
        root=template.tag,
        questions=[],
        binds=binds,
        groups=set(),
        repeats={},
        template=template,
        instances=instances,
        files=needed,
        media=sorted({*media, *media_in(model)}),
        texts=texts,
        encrypted=submission is not None and bool(submission.get("base64RsaPublicKey")),
    )
    body = document.find(f"{H}body")
    controls: dict[str, tuple[str, str, tuple[Choice, ...], Itemset | None]] = {}
    repeats: list[str] = []
    if body is not None:
        walk_body(body, "/" + template.tag, definition, controls, repeats)
    fill_questions(definition, controls, repeats)
    refuse_unreadable_rules(definition)
    refuse_circles(definition)
    return definition


def itexts(model: Any) -> dict[str, str]:
    """Return the texts of the default language, by key."""
    block = model.find(f"{XF}itext")
    if block is None:
        return {}
    languages = block.findall(f"{XF}translation")
    chosen = [one for one in languages if one.get("default") is not None] or languages[:1]
    texts: dict[str, str] = {}
    for language in [*languages, *chosen]:
        for text in language.findall(f"{XF}text"):
            for value in text.findall(f"{XF}value"):
                if value.get("form") is None:
                    texts[text.get("id", "")] = plain(value)
    return texts


def plain(element: Any) -> str:
    """Return the words of a label; a value shown inside it becomes an ellipsis."""
    words = element.text or ""
    for child in element:
        words += "…" + (child.tail or "")
    return " ".join(words.split())


def media_in(model: Any) -> set[str]:
    found = set()
    for value in model.iter(f"{XF}value"):
        if value.get("form") in {"image", "audio", "video", "big-image"}:
            name = "".join(value.itertext()).strip()
            if name.startswith("jr://") and "/" in name[5:]:
                found.add(name.rsplit("/", 1)[1])
    return found


def read_binds(model: Any, root: str) -> dict[str, Bind]:
    binds: dict[str, Bind] = {}
    for bind in model.findall(f"{XF}bind"):
        path = clean_path(bind.get("nodeset") or bind.get("ref") or "", "/" + root)
        binds[path] = Bind(
            type=(bind.get("type") or "string").rsplit(":", 1)[-1],
            required=rule(bind.get("required")),
            relevant=rule(bind.get("relevant")),
            constraint=rule(bind.get("constraint")),
            calculate=rule(bind.get("calculate")),
            readonly=rule(bind.get("readonly")),
            message=bind.get(JR + "constraintMsg") or "",
            preload=bind.get(JR + "preload") or "",
        )
    return binds


def rule(text: str | None) -> str:
    """Return an expression without surrounding space; plain true and false get their brackets."""
    cleaned = (text or "").strip()
    return {"true": "true()", "false": "false()"}.get(cleaned, cleaned)


def clean_path(path: str, context: str) -> str:
    """Return a path absolute and without prefixes or predicates."""
    path = re.sub(r"\[[^\]]*\]", "", path.strip())
    here = [] if path.startswith("/") else context.strip("/").split("/")
    for step in path.strip("/").split("/"):
        if step == "..":
            here = here[:-1]
        elif step not in {"", ".", "current()"}:
            here.append(step.rsplit(":", 1)[-1])
    return "/" + "/".join(here)


def secondary_instances(
    model: Any, files: Mapping[str, bytes]
) -> tuple[set[str], dict[str, Any], dict[str, str]]:
    instances: dict[str, Any] = {}
    needed: dict[str, str] = {}
    media: set[str] = set()
    for instance in model.findall(f"{XF}instance")[1:]:
        name, source = instance.get("id") or "", instance.get("src") or ""
        if source:
            file_name = source.rsplit("/", 1)[-1]
            if source == "jr://instance/last-saved":
                continue
            media.add(file_name)
            needed[name] = file_name
            if file_name in files:
                instances[name] = list_from_file(file_name, files[file_name])
        else:
            instances[name] = xmlsafe.without_prefixes(copy.deepcopy(instance))
    return media, instances, needed


def list_from_file(name: str, content: bytes) -> Any:
    """Return an attached CSV, XML or GeoJSON list as an instance. Raises Refusal."""
    from lxml import etree

    instance = etree.Element("instance")
    if name.lower().endswith(".xml"):
        instance.append(xmlsafe.without_prefixes(xmlsafe.read(content, name)))
        return instance
    root = etree.SubElement(instance, "root")
    for row in rows_of(name, content):
        item = etree.SubElement(root, "item")
        for column, value in row.items():
            tag = re.sub(r"[^\w.\-]", "_", (column or "").strip())
            if tag and not tag[0].isdigit() and value is not None:
                etree.SubElement(item, tag).text = re.sub(
                    r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value
                )
    return instance


def rows_of(name: str, content: bytes) -> Iterator[dict[str, str]]:
    try:
        text = content.decode("utf-8-sig")
        if name.lower().endswith("json"):
            for feature in json.loads(text)["features"]:
                row = {k: "" if v is None else str(v) for k, v in feature["properties"].items()}
                if "id" in feature:
                    row["id"] = str(feature["id"])
                yield row
            return
        head = text.split("\n", 1)[0]
        mark = ";" if head.count(";") > head.count(",") else ","
        for line in csv.DictReader(io.StringIO(text), delimiter=mark):
            yield {k: v for k, v in line.items() if k and isinstance(v, str)}
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error):
        raise wrong(
            N_(
                "The attached list {name} cannot be read. "
                "Save it as CSV in UTF-8 with one heading line."
            ),
            name=name,
        ) from None


def walk_body(
    element: Any,
    context: str,
    definition: Definition,
    controls: dict[str, tuple[str, str, tuple[Choice, ...], Itemset | None]],
    repeats: list[str],
) -> None:
    for child in element:
        if not isinstance(child.tag, str):
            continue
        tag = child.tag.rsplit("}", 1)[-1]
        reference = child.get("ref") or child.get("nodeset") or ""
        path = clean_path(reference, context) if reference else context
        if tag == "repeat":
            repeats.append(path)
            walk_body(child, path, definition, controls, repeats)
        elif tag == "group":
            walk_body(child, path, definition, controls, repeats)
        elif tag in CONTROLS and reference:
            label = label_of(child, definition.texts)
            controls[path] = (
                tag,
                label,
                tuple(
                    Choice(
                        (item.findtext(f"{XF}value") or "").strip(),
                        label_of(item, definition.texts),
                    )
                    for item in child.findall(f"{XF}item")
                ),
                itemset_of(child),
            )


def itemset_of(control: Any) -> Itemset | None:
    found = control.find(f"{XF}itemset")
    if found is None:
        return None
    value, label = found.find(f"{XF}value"), found.find(f"{XF}label")
    nodeset = (found.get("nodeset") or "").strip()
    wrapped = re.match(r"^randomize\((.+?)(?:,\s*[^,()]+)?\)$", nodeset)
    return Itemset(
        wrapped[1] if wrapped else nodeset,
        "name" if value is None else (value.get("ref") or "name").rsplit(":", 1)[-1],
        "label" if label is None else (label.get("ref") or "label"),
    )


def label_of(element: Any, texts: Mapping[str, str]) -> str:
    label = element.find(f"{XF}label")
    if label is None:
        return ""
    found = re.match(r"^jr:itext\(['\"](.+)['\"]\)$", label.get("ref") or "")
    return texts.get(found[1], "") if found else plain(label)


def fill_questions(
    definition: Definition,
    controls: Mapping[str, tuple[str, str, tuple[Choice, ...], Itemset | None]],
    repeats: list[str],
) -> None:
    """Walk the template and make one Question of each leaf."""
    leaves: list[str] = []
    seen: set[str] = set()

    def visit(node: Any, path: str) -> None:
        if path in seen:
            return
        if len(node) and path not in controls:
            definition.groups.add(path)
            for child in node:
                visit(child, f"{path}/{child.tag}")
            seen.add(path)
        else:
            seen.add(path)
            leaves.append(path)

    visit(definition.template, "/" + definition.root)
    known = {path for path in seen if path in definition.groups}
    tables = [path for path in dict.fromkeys(repeats) if path in known or path in seen]
    names = Counter(path.rsplit("/", 1)[-1] for path in tables)
    for path in tables:
        name = path.rsplit("/", 1)[-1]
        definition.repeats[path] = name if names[name] == 1 else path.split("/", 2)[2]
    counted = Counter(path.rsplit("/", 1)[-1] for path in leaves)
    for path in leaves:
        if path in definition.repeats:
            continue
        name = path.rsplit("/", 1)[-1]
        inside = [one for one in definition.repeats if path.startswith(one + "/")]
        kind, label, choices, itemset = controls.get(path, ("", "", (), None))
        question = Question(
            key=name if counted[name] == 1 else ([*path.split("/", 2), ""])[2],
            path=path,
            control=kind,
            label=label,
            bind=definition.binds.get(path, Bind()),
            repeat=max(inside, key=len, default=""),
            choices=choices,
            itemset=itemset,
        )
        definition.questions.append(question)
        definition.by_path[path] = question
        definition.by_key[question.key] = question


RULES = {
    "required": N_("required"),
    "relevant": N_("relevant"),
    "constraint": N_("constraint"),
    "calculate": N_("calculation"),
    "readonly": N_("read_only"),
}


def refuse_unreadable_rules(definition: Definition) -> None:
    for path, bind in definition.binds.items():
        for name, column in RULES.items():
            text = getattr(bind, name)
            if not text:
                continue
            try:
                compiled(text)
            except WrongExpression as error:
                raise wrong(
                    N_("The {column} rule of “{question}” cannot be read: {reason}"),
                    column=column,
                    question=path.rsplit("/", 1)[-1],
                    reason=str(error),
                ) from None
    for question in definition.questions:
        if question.itemset is not None:
            try:
                compiled(question.itemset.nodeset)
            except WrongExpression as error:
                raise wrong(
                    N_("The {column} rule of “{question}” cannot be read: {reason}"),
                    column="choice_filter",
                    question=question.name,
                    reason=str(error),
                ) from None


def refuse_circles(definition: Definition) -> None:
    """Refuse rules that need their own answer: a calculation in a circle, a question that
    shows only if it is answered."""
    reads: dict[str, set[str]] = {}
    known = definition.by_path.keys() | definition.groups
    for path, bind in definition.binds.items():
        if bind.calculate:
            tree = parse(bind.calculate)
            reads[path] = set(paths_in(tree, path))
            if tree.kind == "call" and tree.value in {"coalesce", "once"}:
                reads[path].discard(path)  # keeps its own answer once it has one
        if bind.relevant:
            for seen in paths_in(parse(bind.relevant), path):
                if seen in known and (seen == path or seen.startswith(path + "/")):
                    raise circle([path, seen] if seen != path else [path], "relevant")
    settled: set[str] = set()
    for start in reads:
        trail: list[str] = []
        follow(start, reads, trail, settled)


def follow(path: str, reads: Mapping[str, set[str]], trail: list[str], settled: set[str]) -> None:
    stack: list[tuple[str, Iterator[str]]] = [(path, iter(sorted(reads.get(path, ()))))]
    trail.append(path)
    while stack:
        here, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            stack.pop()
            trail.pop()
            settled.add(here)
        elif following in trail:
            raise circle(trail[trail.index(following) :], "calculation")
        elif following not in settled and following in reads:
            stack.append((following, iter(sorted(reads[following]))))
            trail.append(following)


def circle(trail: list[str], column: str) -> Refusal:
    names = [path.rsplit("/", 1)[-1] for path in trail]
    return Refusal(
        N_("Circular reference in {column}: {names}. A question may not depend on itself."),
        code="form_circular",
        column=column,
        question=names[0],
        names=" → ".join([*names, names[0]]),
    )
