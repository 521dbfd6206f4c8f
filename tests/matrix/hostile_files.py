"""Good files of each kind, and hostile ones, for every field that takes a file."""

from __future__ import annotations

import gzip
import io
import zipfile

from tests import attacks
from tests.registry.collection.conftest import workbook
from tests.registry.collection.test_fuzz_uploads import parts_of, zipped
from waystation.foundation.shared import limits

WORD = zipped(
    {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": b'<w:document xmlns:w="http://schemas.openxmlformats.org/'
        b'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>In 2024 there were 12 %.</w:t></w:r>'
        b"</w:p></w:body></w:document>",
    }
)
ODT = zipped({"content.xml": b"<o:d xmlns:o='urn:o'><o:p>Welder, 2019 to 2024</o:p></o:d>"})
IATI = (
    b'<iati-activities version="2.03"><iati-activity><iati-identifier>XM-1</iati-identifier>'
    b'<title><narrative>Help</narrative></title><activity-date type="1" iso-date="2024-01-01"/>'
    b'<budget><value currency="EUR" value-date="2024-01-01">5</value></budget>'
    b"</iati-activity></iati-activities>"
)
GOOD = {
    "csv": b"code,title,text\n1,First,Words\n2,Second,More\n",
    "series.csv": b"series,geo,year,value,source,vintage\nstock,XKX,2024,12.5,Us,2024-05-01\n",
    "geo.csv": b"geo,var,t,v\nXKX,remin,2021,100.5\nXKX,gdp,2021,900\n",
    "facts.csv": b"subject,value,year\nMigrants,12,2024\n",
    "facts.json": b'[{"subject": "Migrants", "value": 12, "year": 2024}]',
    "series.csv.gz": gzip.compress(b"series,geo,year,value,source\nstock,XKX,2024,12,Us\n"),
    "txt": b"In 2024 there were 12 percent more.",
    "docx": WORD,
    "odt": ODT,
    "xml": IATI,
    "xlsx": workbook(),
    "zip": zipped({"a.xlsx": workbook(), "b.xlsx": workbook()}),
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]"
    b"/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "jpg": attacks.photograph(),
    "png": attacks.png(60, 40),
}


def bomb(part):
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
        package.open(part, "w", force_zip64=True) as member,
    ):
        for _ in range(150):
            member.write(b" " * limits.MEGABYTE)
    return file.getvalue()


def replaced(package, *parts, by):
    """Return a package with these parts replaced."""
    return zipped({**parts_of(package), **dict.fromkeys(parts, by)})


def nested(depth):
    """Return an archive of archives: ten in each, so many levels deep."""
    inner = zipped({"a.csv": b"0" * limits.MEGABYTE})
    for _ in range(depth):
        inner = zipped({f"{one}.zip": inner for one in range(10)})
    return inner


SHEET = "xl/worksheets/sheet1.xml"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
PAGE = b"<!doctype html><html><body><script>alert(1)</script><p>Welder, 2019</p></body></html>"
SCRIPTED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"
    b"endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
BOOKS, TEXTS = ("xlsx", "zip"), ("csv", "series.csv", "geo.csv", "facts.csv")
JSON, PICTURES = ("facts.json",), ("jpg", "png")
ARCHIVES = ("zip", "xlsx", "docx", "odt")
# What is sent, and to which kinds of file it belongs; where an upload takes none of them it is
# sent under the first name that it takes.
HOSTILE = {
    "nothing": (lambda: b" ", TEXTS),
    "a NUL in each cell": (lambda: b"code,title,text\n\x00,\x00,\x00\n", TEXTS),
    "a cell of a megabyte": (lambda: b"code,title\n" + b"x" * limits.MEGABYTE + b",y\n", TEXTS),
    "a quote that never ends": (lambda: b'code,title\n"' + b"a,b\n" * 100_000, TEXTS),
    "nothing but commas": (lambda: attacks.commas(4), TEXTS),
    "no UTF-8": (lambda: b"\xff\xfe\x00code", TEXTS),
    "a value beyond measure": (lambda: series("2024", "1e999999"), ("series.csv",)),
    "a year beyond measure": (lambda: series("1e999999", "1"), ("series.csv",)),
    "money beyond measure": (
        lambda: b"geo,var,t,v\nXKX,remin,2021,1e99999\nXKX,gdp,2021,1e-99999\n",
        ("geo.csv",),
    ),
    "half a gzip": (lambda: GOOD["series.csv.gz"][:30], ("series.csv.gz",)),
    "a gzip bomb": (lambda: gzip.compress(b"a" * 100 * limits.MEGABYTE, 1), ("series.csv.gz",)),
    "deep JSON": (lambda: b"[" * 60_000, JSON),
    "deep objects": (lambda: b'{"a":' * 60_000, JSON),
    "half a surrogate": (lambda: b'[{"subject": "\\ud800", "value": 1, "year": 2024}]', JSON),
    "a million digits": (lambda: b'[{"subject": "a", "value": ' + b"9" * 10**6 + b"}]", JSON),
    "deep XML": (lambda: b"<a>" * 20_000 + b"</a>" * 20_000, ("xml",)),
    "entities": (lambda: ENTITIES, ("xml",)),
    "150 MB behind a Word file": (lambda: bomb("word/document.xml"), ("docx",)),
    "150 MB behind an OpenDocument text": (lambda: bomb("content.xml"), ("odt",)),
    "150 MB behind a workbook": (lambda: bomb("xl/workbook.xml"), BOOKS),
    "far apart cells": (attacks.far_cell, BOOKS),
    "2,100 × 1,000 cells": (lambda: attacks.wide(2_100, 1_000), BOOKS),
    "a picture of 1,600 million pixels": (lambda: attacks.png(40_000, 40_000), PICTURES),
    "a picture of 49 million pixels": (lambda: attacks.png(7_000, 7_000), PICTURES),
}
HOSTILE |= {
    "a thousand million laughs": (lambda: attacks.laughs("iati-activities"), ("xml",)),
    "laughs in a Word file": (
        lambda: replaced(WORD, "word/document.xml", by=attacks.laughs("w:document")),
        ("docx",),
    ),
    "laughs in an OpenDocument text": (
        lambda: replaced(ODT, "content.xml", by=attacks.laughs("o:d")),
        ("odt",),
    ),
    "laughs in a workbook": (
        lambda: replaced(GOOD["xlsx"], "xl/workbook.xml", by=attacks.laughs("workbook")),
        BOOKS,
    ),
    "laughs in a sheet": (
        lambda: replaced(GOOD["xlsx"], SHEET, by=attacks.laughs("worksheet")),
        BOOKS,
    ),
    "20,000 members": (lambda: zipped({f"{n}.xml": b"" for n in range(20_000)}), ARCHIVES),
    "archives in archives": (lambda: nested(3), ARCHIVES),
    "a path out of the folder": (lambda: zipped({"../../../tmp/evil.csv": b"a,b\n"}), ARCHIVES),
    "a drawing with a script": (lambda: SVG, (*PICTURES, "pdf")),
    "a page with a script": (lambda: PAGE, ("txt", "xml", "csv", "pdf")),
    "a shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", ("txt", "csv", "pdf", "docx")),
    "a program": (
        lambda: b"MZ\x90\x00" + bytes(200) + b"PE\x00\x00",
        ("pdf", *PICTURES, "docx", "txt"),
    ),
    "a program that begins as a PDF": (lambda: b"%PDF-1.7\nMZ" + bytes(400), ("pdf",)),
    "a PDF that runs a script": (lambda: SCRIPTED, ("pdf",)),
    "a Word file that begins as a PDF": (lambda: b"%PDF-1.4\n" + WORD, ("pdf", "docx")),
    "a Word file with a script in it": (
        lambda: replaced(WORD, "word/document.xml", by=PAGE),
        ("docx",),
    ),
    "a page that begins as a picture": (lambda: b"GIF89a/*<script>*/=alert(1)", PICTURES),
    "an archive that begins as a PDF": (lambda: b"%PDF-1.4\n" + GOOD["zip"], ("pdf",)),
    "a PDF that begins as a picture": (
        lambda: GOOD["jpg"][:20] + GOOD["pdf"],
        ("pdf", *PICTURES),
    ),
}
HEAVY = ("a picture of", "2,100", "150 MB")  # sent to those that take such files, nowhere else
MOST_FOR_OTHERS = 20_000  # bytes of what is sent under the name of another kind
ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    b"<iati-activities version='2.03'>&b;&d;</iati-activities>"
)


def series(year, value):
    return f"series,geo,year,value,source\ns,XKX,{year},{value},Us\n".encode()
