"""Other people's forms, from the upload to the export: which work here, and why the others do not.

    ./waystation bench public_forms --folder FOLDER [--out FILE] [--engines MODULES] [--only TEXT]
                             [--state FOLDER]

FOLDER holds workbooks (.xlsx, .xls) in folders, one for each source. For each form an office of
its own is opened; the workbook is uploaded over the API, its lists are attached (a file of that
name beside the workbook, or rows with the columns that the form asks for), the draft is published,
a phone reads the form list, the form, its manifest and its files, fills the form in
(``benchmarks/answering.py``), sends it, and the answers are read back from the CSV file. With
``--engines`` (the folder that has @getodk/xforms-engine and jsdom in node_modules) every accepted
XForm is read by ODK Validate and by ODK's engine for web forms too, and plain pyxform converts
every workbook: where they disagree with us, the table says so.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "tests/analysis/xforms/engine.mjs"
API = "/api/v1/collection"
LISTS = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"


@dataclass
class Tried:
    """What became of one form."""

    source: str
    name: str
    refused: str = ""
    notes: list[str] = field(default_factory=list)
    published: bool = False
    listed: bool = False
    files: int = 0
    made_lists: int = 0
    questions: int = 0
    unanswered: int = 0
    status: int = 0
    problems: list[str] = field(default_factory=list)
    exported: bool = False
    wrong: str = ""  # a step that failed where it should not
    pyxform: str = ""  # why plain pyxform refuses, "" where it converts
    validate: bool | None = None  # whether ODK Validate accepts; None: not asked
    web: str | None = None
    differ: list[str] = field(default_factory=list)  # values the engine for web forms has otherwise
    xml: bytes = b""
    plain: bytes = b""  # what pyxform alone makes of it


class Office:
    """An office with a designer and a phone, opened for one form."""

    def __init__(self, number: str) -> None:
        from django.test import Client

        from waystation.foundation.access import actions as access
        from waystation.foundation.access.models import User
        from waystation.registry.collection import actions

        organisation = access.open_organisation(f"t{number}", f"Trial {number}")
        office = access.open_office(organisation, "t", "Office", date(2020, 1, 1))
        self.user = User.objects.create_user(
            f"t{number}@example.org", full_name="Drita", organisation=organisation
        )
        for role in ("analyst", "counsellor"):
            access.give_role(None, self.user, office, role, date(2020, 1, 1))
        self.office = office.id
        scopes = ["form.read", "form.design", "submission.read"]
        self.token = access.issue_token(self.user, "trial", scopes, 1)
        _phone, token = actions.add_app_user(self.user, office.id, self.user.id, "Phone")
        self.phone = f"/forms/key/{token}"
        self.client = Client(headers={"host": "localhost"})
        self.browser = Client(headers={"host": "localhost"})
        self.browser.force_login(self.user)

    def api(self, method: str, path: str, **kwargs: Any) -> Any:
        call = getattr(self.client, method)
        return call(API + path, headers={"authorization": f"Bearer {self.token}"}, **kwargs)


def list_for(version_id: str, name: str, beside: Path) -> tuple[bytes, bool]:
    """Return a list that the form asks for, and whether it had to be made."""
    from waystation.analysis.xforms.xform import read_definition
    from waystation.registry.collection.models import FormVersion
    from waystation.registry.collection.rules.attached import use_of

    found = next(iter(beside.parent.rglob(name)), None)
    if found is not None:
        return found.read_bytes(), False
    xml = bytes(FormVersion.objects.get(id=version_id).xml)
    asked = use_of(read_definition(xml), name)
    columns = list(asked.columns) if asked is not None else []
    columns = columns or ["list_name", "name", "label"]
    rows = [{c: f"{c}_{n}".replace(" ", "_") for c in columns} for n in (1, 2, 3)]
    if name.endswith(".xml"):
        items = "".join(
            f"<item>{''.join(f'<{c}>{v}</{c}>' for c, v in row.items())}</item>" for row in rows
        )
        return f"<root>{items}</root>".encode(), True
    if name.endswith("json"):
        features = [
            {
                "type": "Feature",
                "id": f"id_{n}",
                "properties": {"title": f"Place {n}", **row},
                "geometry": {"type": "Point", "coordinates": [21.1, 42.6]},
            }
            for n, row in enumerate(rows)
        ]
        return json.dumps({"type": "FeatureCollection", "features": features}).encode(), True
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(), True


def upload(office: Office, path: Path, tried: Tried) -> str:
    """Upload a workbook over the API; return the draft's key, "" where it is refused."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = office.api("post", "/forms", data={"office_id": str(office.office), "file": file})
    body = answer.json()
    if answer.status_code != 201:
        tried.refused = " ".join(
            [str(body.get("detail", body)), *(e.get("message", "") for e in body.get("errors", []))]
        ).strip()
        if answer.status_code >= 500:
            tried.wrong = "upload"
        return ""
    tried.notes = body["notes"]
    for name in body["missing_files"]:
        if not name.lower().endswith((".csv", ".xml", "json")):
            continue
        content, made = list_for(body["id"], name, path)
        tried.made_lists += made
        part = SimpleUploadedFile(name, content)
        answer = office.browser.post(f"/forms/versions/{body['id']}/attach/", {"file": part})
        if answer.status_code != 302:
            tried.wrong = f"attach {name}: {answer.status_code}"
            return ""
    return str(body["id"])


def by_phone(office: Office, tried: Tried, number: str) -> None:
    """Read list, form, manifest and files as a phone, fill the form in and send it."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from lxml import etree

    from benchmarks.answering import answered
    from waystation.analysis.xforms.xform import read_definition
    from waystation.registry.collection.models import Submission

    listed = etree.fromstring(office.client.get(f"{office.phone}/formList").content)
    forms = listed.findall(f"{LISTS}xform")
    tried.listed = len(forms) == 1
    if not tried.listed:
        tried.wrong = "form list"
        return
    tried.xml = office.client.get(forms[0].findtext(f"{LISTS}downloadUrl")).content
    files = {}
    if (manifest := forms[0].findtext(f"{LISTS}manifestUrl")) is not None:
        for one in etree.fromstring(office.client.get(manifest).content):
            body = office.client.get(one.findtext(f"{MANIFEST}downloadUrl")).content
            files[str(one.findtext(f"{MANIFEST}filename"))] = body
    tried.files = len(files)
    lists = {n: c for n, c in files.items() if n.lower().endswith((".csv", ".xml", "json"))}
    definition = read_definition(tried.xml, lists)
    tried.questions = len(definition.questions)
    content, unanswered = answered(definition, f"uuid:trial-{number}")
    tried.unanswered = len(unanswered)
    parts = {"xml_submission_file": SimpleUploadedFile("s.xml", content, "text/xml")}
    answer = office.client.post(f"{office.phone}/submission", parts)
    tried.status = answer.status_code
    sent = Submission.objects.filter(organisation_id=office.user.organisation_id).first()
    if answer.status_code != 201 or sent is None:
        tried.wrong = f"submission: {answer.status_code} {answer.content.decode()[:300]}"
        return
    left = set(unanswered)
    tried.problems = [
        f"{one['kind']} {one['question']}"
        for one in sent.problems
        if not (one["kind"] == "required" and one["question"] in left)
    ]
    export = office.browser.get(f"/forms/{sent.form_id}/answers.csv")
    body = b"".join(export) if export.streaming else export.content
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    tried.exported = export.status_code == 200 and len(rows) == 2
    if not tried.exported:
        tried.wrong = f"export: {export.status_code}, {len(rows)} rows"


def try_form(path: Path, source: str, number: str) -> Tried:
    tried = Tried(source, path.name)
    try:
        office = Office(number)
        version = upload(office, path, tried)
        if not version:
            return tried
        answer = office.api("post", f"/versions/{version}/publish")
        tried.published = answer.status_code == 200
        if not tried.published:
            tried.wrong = f"publish: {answer.json().get('detail', '')}"
            return tried
        by_phone(office, tried, number)
    except Exception as error:
        import traceback

        traceback.print_exc()
        tried.wrong = f"{type(error).__name__}: {error}"[:300]
    return tried


# --- the others ---------------------------------------------------------------------------


def ask_pyxform(path: Path, tried: Tried) -> None:
    from pyxform.xls2xform import convert

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tried.plain = convert(path, validate=False, form_name="data").xform.encode()
    except Exception as error:
        tried.pyxform = " ".join(str(error).split())[:300] or type(error).__name__


def ask_engines(results: list[Tried], modules: Path, folder: Path) -> None:
    """Have ODK Validate and the engine for web forms read every XForm that phones were given."""
    from pyxform.validators import odk_validate

    from waystation.analysis.xforms import xmlsafe
    from waystation.analysis.xforms.answers import problems_of
    from waystation.analysis.xforms.xform import read_definition

    written = {}
    for number, one in enumerate(results):
        if xml := one.xml or one.plain:
            path = folder / f"{number}.xml"
            path.write_bytes(xml)
            written[path.name] = one
    paths = sorted(map(str, folder.glob("*.xml")))
    jar = Path(odk_validate.__file__).parent / "bin" / "ODK_Validate.jar"
    command = ["java", "-Djava.awt.headless=true", "-jar", str(jar), *paths]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    failed = (ran.stdout + ran.stderr).partition("The following files failed validation:")[2]
    bad = {Path(line).name for line in failed.split("Result:")[0].splitlines() if line.strip()}
    for name, one in written.items():
        one.validate = name not in bad
    node = shutil.which("node") or "node"
    if (modules / "node_modules").is_dir():
        modules /= "node_modules"
    command = [node, str(ENGINE), str(modules.resolve()), *paths]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if '"form"' not in ran.stdout:
        raise SystemExit(f"ODK's engine for web forms read nothing: {ran.stderr[-500:]}")
    for line in ran.stdout.splitlines():
        if line.startswith("{"):
            answer = json.loads(line)
            one = written[Path(answer["form"]).name]
            one.web = answer["why"] if answer["status"] == "failure" else ""
            if answer["instance"] and one.xml:
                root = xmlsafe.without_prefixes(xmlsafe.read(answer["instance"].encode(), "web"))
                found = problems_of(read_definition(one.xml), root)
                one.differ = [
                    f"{p.kind} {p.question}"
                    for p in found
                    if p.kind not in {"required", "constraint", "rule"}
                ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--engines", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--state", help="a folder whose database is used again and left there")
    options = parser.parse_args()
    state, run = options.state or tempfile.mkdtemp(prefix="waystation-forms-"), int(time.time())
    os.environ["WAYSTATION_STATE"] = state
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # signs in without a second factor
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from benchmarks.public_forms_table import table

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    results, commits = [], {}
    paths = sorted(
        path
        for path in options.folder.rglob("*")
        if path.suffix.lower() in {".xlsx", ".xls", ".xlsm", ".ods"} and options.only in str(path)
    )
    for number, path in enumerate(paths, start=1):
        parts = path.relative_to(options.folder).parts
        source = parts[0].replace("+", "/") if len(parts) > 1 else "."
        note = options.folder / parts[0] / "COMMIT"
        commits[source] = note.read_text().strip() if note.exists() else ""
        one = try_form(path, source, f"{run}-{number}")
        if options.engines:
            ask_pyxform(path, one)
        results.append(one)
        print(number, len(paths), path.name, one.refused or one.wrong or one.problems, flush=True)
    if options.engines:
        with tempfile.TemporaryDirectory() as folder:
            ask_engines(results, options.engines, Path(folder))
    text = table(results, commits)
    if options.out:
        options.out.write_text(text)
    else:
        print(text)
    print(Counter(bool(one.wrong) for one in results))
    if not options.state:
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    main()
