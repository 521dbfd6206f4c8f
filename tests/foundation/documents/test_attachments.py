"""Files stored as they came are what their name says, and pictures tell no secret."""

import io

import pytest
from PIL import Image

from tests import attacks
from waystation.foundation.documents import attachments, pictures
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal


def picture(kind, width, height, mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, (width, height), 7).save(file, kind)
    return file.getvalue()


def test_a_photograph_is_stored_without_its_place():
    taken = attacks.photograph()

    stored = attachments.check_attachment("receipt.JPG", taken)

    assert b"Exif" in taken
    for secret in (b"Exif", b"Prishtin", b"secret"):
        assert secret not in stored
    assert Image.open(io.BytesIO(stored)).size == (30, 40)  # upright


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90\x00"),
        ("a.png", attacks.photograph()),
        ("a.jpg", attacks.png(4, 4)),
        ("a.docx", b"%PDF-1.4"),
        ("a.docx", attacks.far_cell()),  # a zip, but a workbook
        ("a.png", attacks.png(4, 4)[:40]),
        ("a.png", attacks.png(7_000, 7_000)),
    ],
)
def test_a_file_that_does_not_match_its_extension_is_refused_at_its_field(name, content):
    with pytest.raises(Refusal) as caught:
        attachments.check_attachment(name, content, field="file-1")

    assert caught.value.field == "file-1"


def test_a_pdf_stays_byte_for_byte():
    assert attachments.check_attachment("a.pdf", b"%PDF-1.4 receipt") == b"%PDF-1.4 receipt"


@pytest.mark.parametrize(
    ("kind", "size", "shown"),
    [
        ("JPEG", (6_000, 5_000), (3_000, 2_500)),  # decoded at a half
        ("JPEG", (4_000, 3_000), (4_000, 3_000)),
        ("PNG", (4_000, 3_000), (4_000, 3_000)),
        ("GIF", (4_000, 3_000), (4_000, 3_000)),
    ],
)
def test_a_large_picture_is_read_with_little_memory(kind, size, shown):
    content = picture(kind, *size, mode="L" if kind == "GIF" else "RGB")

    ended = limits.attempt(pictures.without_metadata, "a", content, limits=pictures.LIMITS)

    assert ended.kind == "value", ended
    assert Image.open(io.BytesIO(ended.value)).size == shown
    assert ended.peak < 256 * limits.MEGABYTE
