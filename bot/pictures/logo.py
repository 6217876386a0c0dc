"""A picture that somebody gives for a logo: is it one, and the PNG that is kept of it.

What is kept is drawn anew: whatever else was in the file (where a photo was taken, say) is not.
"""

from __future__ import annotations

import io
from typing import Literal

# A printed page shows no more than this; a file of so few dots stays small.
LARGEST_SIDE = 1200
# More dots than this would take more memory to open than a logo is worth.
MOST_DOTS = 25_000_000
SMALLEST_SIDE = 16

Problem = Literal["not_a_picture", "too_many_dots", "too_small"]


def logo_of(data: bytes) -> bytes | Problem:
    """Return the PNG to keep of a PNG or JPEG, or what is wrong with it."""
    # The library is loaded by the first picture: most bots never see one.
    from PIL import Image, ImageOps

    try:
        opened = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        width, height = opened.size
        if width * height > MOST_DOTS:
            return "too_many_dots"
        if min(width, height) < SMALLEST_SIDE:
            return "too_small"
        turned = ImageOps.exif_transpose(opened)
        drawn = turned.convert("RGBA" if "A" in turned.getbands() or "transparency" in turned.info else "RGB")
        drawn.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        kept = io.BytesIO()
        drawn.save(kept, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "not_a_picture"
    return kept.getvalue()
