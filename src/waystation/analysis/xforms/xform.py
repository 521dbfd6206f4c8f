"""Reading an XForm: from its XML to the form as the server understands it."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from waystation.foundation.shared.words import N_

from . import xmlsafe
from .circles import refuse_circles, refuse_unreadable_rules
from .definition import Bind, Choice, Definition, Itemset, Question
from .lists import secondary_instances
from .messages import unreadable
from .xmlsafe import XF

H = "{http://www.w3.org/1999/xhtml}"
JR = "{http://openrosa.org/javarosa}"
ODK = "{http://www.opendatakit.org/xforms}"
CONTROLS = {"input", "select", "select1", "upload", "range", "rank", "trigger", "secret"}


def read_definition(content: bytes, files: Mapping[str, bytes] | None = None) -> Definition:
    """Return the form that an XForm describes. ``files`` are its attached lists, by name.

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
        raise unreadable(N_("This form has no data to fill in: its model holds no instance."))
    template = xmlsafe.without_prefixes(copy.deepcopy(first[0]))
    form_id = (template.get("id") or first[0].nsmap.get(None) or "").strip()
    if first[0].nsmap.get(None) == XF.strip("{}") and not template.get("id"):
        form_id = ""
    if not form_id:
        raise unreadable(N_("This form has no id. Write one in form_id on the settings sheet."))
    if len(form_id) > 200:
        raise unreadable(N_("The id of this form is longer than 200 characters. Shorten it."))
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
