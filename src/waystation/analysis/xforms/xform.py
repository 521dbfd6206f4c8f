"""Parsing the XML of an XForm into a form definition."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from waystation.foundation.shared.words import N_

from . import xmlsafe
from .body import NO_CONTROL, Body, clean_path, controls_of, rule
from .circles import refuse_circles, refuse_unreadable_rules
from .definition import Bind, Definition, Question
from .languages import MEDIA, texts_in
from .lists import lists_of
from .messages import unreadable
from .xmlsafe import XF

H = "{http://www.w3.org/1999/xhtml}"
ACTIONS = {"setvalue", "setgeopoint", "recordaudio"}
EVENTS = {
    "odk-instance-first-load", "odk-instance-load", "odk-new-repeat", "xforms-ready",
    "xforms-revalidate", "xforms-value-changed", "jr-insert",
}  # fmt: skip
OF_ROWS = {"_row", "_parent"}  # what a row of a repetition says of itself
JR = "{http://openrosa.org/javarosa}"


def read_definition(
    content: bytes, files: Mapping[str, bytes] | None = None, language: str = ""
) -> Definition:
    """Return the form that an XForm describes. ``files`` are its attached lists, by name.

    Its texts are those of ``language``, otherwise of the form's first.

    Raises Refusal: not an XForm, a rule that cannot be read, a circular reference.
    """
    document = xmlsafe.read(content, "This form")
    if document.tag != H + "html":
        raise unreadable(
            N_(
                "This XML file is not a form: it begins with <{tag}>, an XForm with <h:html>. "
                "Upload the XLSForm workbook or the XForm made from it."
            ),
            tag=str(document.tag).rsplit("}", 1)[-1][:40],
        )
    model = document.find(f"{H}head/{XF}model")
    first = None if model is None else model.find(f"{XF}instance")
    if model is None or first is None or len(first) == 0:
        raise unreadable(N_("This form has no data to fill in: its model contains no instance."))
    template = xmlsafe.without_prefixes(copy.deepcopy(first[0]))
    form_id = (template.get("id") or first[0].nsmap.get(None) or "").strip()
    if first[0].nsmap.get(None) == XF.strip("{}") and not template.get("id"):
        form_id = ""
    if not form_id:
        raise unreadable(N_("This form has no id. Write one in form_id on the settings sheet."))
    if len(form_id) > 200:
        raise unreadable(N_("The id of this form is longer than 200 characters. Shorten it."))
    texts = texts_in(model, language)
    binds = read_binds(model, template.tag)
    title = (document.findtext(f"{H}head/{H}title") or form_id).strip()
    body = controls_of(document.find(f"{H}body"), "/" + template.tag, texts)
    lists = lists_of(model, binds, body, files or {})
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
        instances=lists.instances,
        files=lists.needed,
        media=sorted({*lists.needed.values(), *media_in(model), *default_pictures(template)}),
        texts=texts.words,
        languages=texts.languages,
        language=texts.language,
        counts=body.counts,
        heads=body.heads,
        set_by_events=frozenset(set_by_events(document, "/" + template.tag)),
        computed_lists=lists.computed,
        foreign=lists.foreign,
        unknown=lists.unknown,
        last_saved=frozenset(lists.last_saved),
        wrong_events=tuple(wrong_events(document, model)),
        encrypted=submission is not None and bool(submission.get("base64RsaPublicKey")),
    )
    fill_questions(definition, body)
    refuse_unreadable_rules(definition)
    refuse_circles(definition)
    return definition


def media_in(model: Any) -> set[str]:
    found = set()
    for value in model.iter(f"{XF}value"):
        if value.get("form") in MEDIA:
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
            required_message=bind.get(JR + "requiredMsg") or "",
            preload=bind.get(JR + "preload") or "",
            preload_params=bind.get(JR + "preloadParams") or "",
        )
    return binds


def default_pictures(template: Any) -> set[str]:
    """Return the files that are answers before anybody answers: jr://images/map.png."""
    texts = [node.text.strip() for node in template.iter() if node.text]
    return {text.rsplit("/", 1)[1] for text in texts if text.startswith("jr://")}


def set_by_events(document: Any, root: str) -> set[str]:
    """Return the paths that an event sets: a trigger, the first load, a position."""
    found = set()
    for element in document.iter():
        tag = element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
        if tag in ACTIONS:
            found.add(clean_path(element.get("ref") or "", root))
    return found


def wrong_events(document: Any, model: Any) -> Iterator[str]:
    """Yield the events of actions that phones do not know, or not at this place."""
    for element in document.iter():
        tag = element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
        if tag in ACTIONS:
            for event in (element.get("event") or "").split():
                in_model = element.getparent() is model
                if event not in EVENTS or (event == "odk-new-repeat" and in_model):
                    yield event


def fill_questions(definition: Definition, body: Body) -> None:
    """Walk the template and make one Question of each leaf."""
    controls = body.controls
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
    tables = [path for path in dict.fromkeys(body.repeats) if path in known or path in seen]
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
        control = controls.get(path, NO_CONTROL)
        is_plain = counted[name] == 1 and not (inside and name in OF_ROWS)
        question = Question(
            key=name if is_plain else ([*path.split("/", 2), ""])[2],
            path=path,
            control=control.tag,
            bind=definition.binds.get(path, Bind()),
            repeat=max(inside, key=len, default=""),
            choices=control.choices,
            itemset=control.itemset,
            span=control.span,
            text=control.text,
        )
        definition.questions.append(question)
        definition.by_path[path] = question
        definition.by_key[question.key] = question
