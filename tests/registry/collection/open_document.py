"""Workbooks in OpenDocument, written as LibreOffice writes them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
EMPTY = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
)
MANIFEST = "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"


def cell(value):
    """Return the XML of a cell."""
    match value:
        case bool():  # as a workbook of Excel comes out of LibreOffice
            truth = str(value).upper()
            about = f'table:formula="of:={truth}()" office:value-type="float"'
            return f'<table:table-cell {about} office:value="{int(value)}"><text:p>{truth}</text:p>'
        case int() | float():
            about = f'office:value-type="float" office:value="{value}"'
        case datetime() | date():
            about = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case time():
            about = f'office:value-type="time" office:time-value="{value:PT%HH%MM%SS}"'
        case _:
            lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
            return f'<table:table-cell office:value-type="string">{lines}'
    return f"<table:table-cell {about}><text:p>shown otherwise</text:p>"


def row(cells):
    filled = "".join(
        f"{cell(one)}</table:table-cell>" if one != "" else "<table:table-cell/>" for one in cells
    )
    rest = '<table:table-cell table:number-columns-repeated="16000"/>'
    return f"<table:table-row>{filled}{rest}</table:table-row>"


def sheet(name, rows):
    return f"<table:table table:name={quoteattr(name)}>{rows}{EMPTY}</table:table>"


def document(tables, manifest=""):
    """Return the bytes of an .ods file with these tables in XML."""
    content = (
        f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", f"{MANIFEST}{manifest}</m:manifest>")
    return file.getvalue()


def book(**sheets):
    """Return a workbook of LibreOffice with these rows."""
    return document("".join(sheet(name, "".join(map(row, rows))) for name, rows in sheets.items()))
