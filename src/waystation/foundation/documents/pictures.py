"""Uploaded pictures: their type and size, and a copy without metadata.

A photograph contains where, when and with which device it was taken, often also a thumbnail from
before it was cropped. Pictures are shown and exported without any of that; the sealed original of a
submission is unchanged. Call these functions through ``limits.run``.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.limits import MEGABYTE, Limits
from waystation.foundation.shared.words import N_

MOST_PIXELS = 120_000_000  # of a JPEG, which its decoder can reduce
MOST_DECODED = 20_000_000  # pixels in memory, four bytes each, plus a rotated copy
MOST_OF_WEBP = 10_000_000  # its encoder needs ten more bytes per pixel
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "MPO")
BEGINS = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
)
LIMITS = Limits()
# Options per format: a large, hardly compressible picture must not take ten seconds.
QUICK = {
    "JPEG": {"quality": 92},
    "WEBP": {"quality": 92, "method": 0},
    "PNG": {"compress_level": 1},
}


def is_picture(content: bytes) -> bool:
    """Return whether a file begins like a known picture format."""
    return content.startswith(BEGINS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def without_metadata(name: str, content: bytes) -> bytes:
    """Return a picture with its pixels only, upright. Raises Refusal."""
    from PIL import Image, ImageOps

    wrong = Refusal(
        N_("{name} is not a picture that can be read. Save it again as JPEG or PNG."),
        field="file",
        code="picture_unreadable",
        name=name[:80],
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own pixel limit is lower than ours
            Image.MAX_IMAGE_PIXELS = MOST_PIXELS
            picture: Any = Image.open(io.BytesIO(content), formats=FORMATS)
            kind = {"MPO": "JPEG", "TIFF": "PNG", "BMP": "PNG"}.get(picture.format, picture.format)
            _make_smaller(name, picture)
            profile = picture.info.get("icc_profile")
            transparency = picture.info.get("transparency")
            ImageOps.exif_transpose(picture, in_place=True)
            upright: Any = picture
            if kind == "JPEG" and upright.mode not in {"RGB", "L", "CMYK"}:
                upright = upright.convert("RGB")
            plain = Image.new(upright.mode, upright.size)
            if upright.mode == "P":
                plain.putpalette(upright.getpalette())
            plain.paste(upright)
            mode = upright.mode
            del picture, upright  # at most two copies of the pixels are in memory
    except Image.DecompressionBombError:
        raise too_many_pixels(name) from None
    except (Refusal, MemoryError):
        raise
    except Exception:  # damaged files raise many different exceptions
        raise wrong from None
    out = io.BytesIO()
    more: dict[str, Any] = dict(QUICK.get(kind, {}))
    if profile and len(profile) < MEGABYTE:
        more["icc_profile"] = profile
    if kind == "PNG" and transparency is not None and mode == "P":
        more["transparency"] = transparency
    plain.save(out, kind, **more)
    return out.getvalue()


def _make_smaller(name: str, picture: Any) -> None:
    """Decode a large JPEG at a half, a quarter or an eighth of its size. Raises Refusal."""
    most = MOST_OF_WEBP if picture.format == "WEBP" else MOST_DECODED
    if picture.format in {"JPEG", "MPO"}:
        size = picture.size
        while size[0] * size[1] > most:
            size = (size[0] // 2, size[1] // 2)
        picture.draft(None, size)
    if picture.width * picture.height > most:
        raise too_many_pixels(name, most)


def too_many_pixels(name: str, most: int = MOST_DECODED) -> Refusal:
    return Refusal(
        N_("{name} has more than {most} million pixels. Make it smaller and send it again."),
        field="file",
        code="too_many_pixels",
        name=name[:80],
        most=most // 1_000_000,
    )


def for_print(name: str, content: bytes, most: int) -> bytes:
    """Return a picture as PNG or JPEG without metadata, with sides of at most ``most`` pixels.

    Raises Refusal.
    """
    from PIL import Image

    clean = without_metadata(name, content)
    picture: Any = Image.open(io.BytesIO(clean))
    if max(picture.size) <= most and picture.format in {"PNG", "JPEG"}:
        return clean
    kind = "JPEG" if picture.format == "JPEG" else "PNG"
    if picture.mode not in {"RGB", "RGBA", "L"}:
        picture = picture.convert("RGB" if kind == "JPEG" else "RGBA")
    picture.thumbnail((most, most))
    out = io.BytesIO()
    picture.save(out, kind, **({"quality": 90} if kind == "JPEG" else {}))
    return out.getvalue()
