"""Logos that people upload: checks that the file is a picture, and makes the PNG that is stored.

The stored picture is drawn again, without anything else in the file (such as where a photo was taken). A picture's size
is in the head of its file, and is checked before anything is opened.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image

# A printed page shows no more than this; a file with this many pixels stays small.
LARGEST_SIDE = 1200
# Opened, a pixel takes four bytes, and there are three copies of a picture while it is rotated and made smaller.
MOST_DOTS = 4_000_000
SMALLEST_SIDE = 16
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# Everything that the image library raises for bytes that are no picture, or half a picture.
_UNREADABLE = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, AttributeError, EOFError)
BROKEN = (*_UNREADABLE, OverflowError, MemoryError, zlib.error, struct.error, Warning)

Problem = Literal["not_a_picture", "too_many_dots", "too_small"]


def logo_of(data: bytes) -> bytes | Problem:
    """Return the PNG to store for a PNG or JPEG, or what is wrong with it. An animated one keeps its first frame."""
    try:
        opened = _opened(data)
        if opened is None:
            return "not_a_picture"
        width, height = opened.size
        if width * height > MOST_DOTS:
            return "too_many_dots"
        if min(width, height) < SMALLEST_SIDE:
            return "too_small"
        return _redrawn(opened)
    except BROKEN:
        return "not_a_picture"


def _opened(data: bytes) -> Image | None:
    """Read the head of a picture in one of the two supported formats; None for anything else."""
    # The library is loaded by the first picture: most bots never see one.
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    if data.startswith(PNG):
        return PngImageFile(io.BytesIO(data))
    return JpegImageFile(io.BytesIO(data)) if data.startswith(JPEG) else None


def _redrawn(opened: Image) -> bytes:
    from PIL import ImageOps

    # A photo can be opened at half, a quarter or an eighth of its size.
    opened.draft(None, (LARGEST_SIDE, LARGEST_SIDE))
    turned = ImageOps.exif_transpose(opened)
    drawn = turned.convert("RGBA" if "A" in turned.getbands() or "transparency" in turned.info else "RGB")
    drawn.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    kept = io.BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return kept.getvalue()
