"""Files that an attacker would send: small, and costly to read."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(rows: str, sheet: str = "survey") -> bytes:
    """Return a workbook with one sheet whose rows are written as given."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", CONTENT_TYPES)
        book.writestr(
            "_rels/.rels",
            RELATIONS.format(
                f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            ),
        )
        book.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'xmlns:r="{OFFICE}"><sheets><sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            RELATIONS.format(
                f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            ),
        )
        book.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=rows))
    return file.getvalue()


def cell(place: str, text: str = "type") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def far_cell() -> bytes:
    """Return a workbook of 1.5 kB with a cell in the last column of the last row."""
    first = f'<row r="1">{cell("A1")}{cell("B1", "name")}</row>'
    first += f'<row r="2">{cell("A2", "telepathy")}{cell("B2", "mind")}</row>'
    return package(f'{first}<row r="1048576">{cell("XFD1048576")}</row>')


def far_cell_without_row() -> bytes:
    """Return the same with the place of the row left out, and another attribute before."""
    return package('<row><c s="0" t="inlineStr" r="XFD1048576"><is><t>x</t></is></c></row>')


def letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def wide(rows: int = 3_000, columns: int = 700) -> bytes:
    """Return a workbook that is full of short cells."""
    names = [letters(number) for number in range(1, columns + 1)]
    return package(
        "".join(
            f'<row r="{row}">' + "".join(f'<c r="{n}{row}"><v>1</v></c>' for n in names) + "</row>"
            for row in range(1, rows + 1)
        )
    )


def commas(megabytes: int = 19) -> bytes:
    """Return a CSV file of empty cells."""
    return b"instance,question,new\n" + b"," * megabytes * 1024 * 1024


def png(width: int, height: int) -> bytes:
    """Return a picture whose header promises so many pixels, all the same."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    row = b"\0" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    lines = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def photograph(width: int = 40, height: int = 30) -> bytes:
    """Return a JPEG with the place where it was taken, lying on its side."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "A phone of Prishtinë"
    exif[0x0112] = 6  # turn it by 90°
    exif[0x8825] = {1: "N", 2: (42.0, 39.0, 48.0), 3: "E", 4: (21.0, 9.0, 44.0)}
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(
        file, "JPEG", exif=exif, comment=b"secret"
    )
    return file.getvalue()


def laughs(root):
    """Return a document that grows to a thousand million letters, and asks for a file of ours."""
    entities = '<!ENTITY a0 "xxxxxxxxxx"><!ENTITY out SYSTEM "file:///etc/passwd">' + "".join(
        f'<!ENTITY a{one} "{f"&a{one - 1};" * 10}">' for one in range(1, 9)
    )
    return f"<!DOCTYPE {root} [{entities}]><{root}>&out;&a8;</{root}>".encode()
