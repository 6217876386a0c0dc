"""A logo is measured before it is opened: the memory for opening one is bounded, whatever was dropped."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.logo import LARGEST_SIDE, MOST_DOTS, logo_of
from bot.services.planfile.incoming import judge
from bot.views.talk.notices import notice
from tests.code_base import ROOT

# The memory that the largest accepted picture may need, in addition to the library's own.
MOST_MEMORY = 64_000_000


def picture(width: int, height: int, form: str = "PNG", mode: str = "RGB", **more: object) -> bytes:
    """Return a picture of one color."""
    made = io.BytesIO()
    Image.new(mode, (width, height)).save(made, form, **more)
    return made.getvalue()


def head_of_png(width: int, height: int) -> bytes:
    """Return a PNG whose head gives a size, with almost nothing in it."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"")),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("size", [(5_000, 5_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1), (1_000_000, 20)])
def test_a_picture_of_too_many_dots_is_refused_by_its_head(size: tuple[int, int]) -> None:
    assert logo_of(head_of_png(*size)) == "too_many_dots"


def test_a_photo_of_too_many_dots_is_refused_too() -> None:
    assert logo_of(picture(5_000, 5_000, "JPEG", "L")) == "too_many_dots"
    assert logo_of(picture(5_000, 5_000, "PNG", "1")) == "too_many_dots"


OPENED = """
import resource, sys
from bot.pictures.logo import logo_of
data = sys.stdin.buffer.read()
assert isinstance(logo_of(data[-200:] + b""), str)
small = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert isinstance(logo_of(data), bytes), logo_of(data)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - small) * 1024)
"""


@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGBA"), ("JPEG", "CMYK")])
def test_the_largest_picture_that_is_taken_needs_little_memory(form: str, mode: str) -> None:
    side = int(MOST_DOTS**0.5)
    data = picture(side, side, form, mode)
    done = subprocess.run([sys.executable, "-c", OPENED], input=data, cwd=ROOT, capture_output=True, check=True)
    assert int(done.stdout) < MOST_MEMORY


SHAPES: Mapping[str, bytes] = {
    "moving": picture(40, 40, save_all=True, append_images=[Image.new("RGB", (40, 40), "red")] * 3),
    "of four colours": picture(40, 40, "JPEG", "CMYK"),
    "of a palette": picture(40, 40, mode="P"),
    "grey": picture(40, 40, mode="L"),
    "of sixteen bits": picture(40, 40, mode="I;16"),
    "black and white": picture(40, 40, mode="1"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_of_a_picture_of_any_kind_one_still_picture_is_kept(shape: str) -> None:
    kept = logo_of(SHAPES[shape])
    assert isinstance(kept, bytes)
    opened = Image.open(io.BytesIO(kept))
    assert (opened.format, opened.size, getattr(opened, "n_frames", 1)) == ("PNG", (40, 40), 1)


def test_a_large_picture_is_kept_smaller() -> None:
    kept = logo_of(picture(2_000, 1_000, "JPEG"))
    assert isinstance(kept, bytes)
    assert Image.open(io.BytesIO(kept)).size == (LARGEST_SIDE, LARGEST_SIDE // 2)


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "WEBP", "ICO", "PPM"])
def test_other_kinds_of_pictures_are_not_opened(form: str) -> None:
    assert logo_of(picture(40, 40, form)) == "not_a_picture"


@settings(max_examples=60)
@given(st.integers(0, 200), st.binary(min_size=1, max_size=6), st.sampled_from(("PNG", "JPEG")))
def test_a_damaged_picture_is_taken_or_refused_and_breaks_nothing(at: int, damage: bytes, form: str) -> None:
    whole = picture(30, 20, form)
    kept = logo_of(whole[:at] + damage + whole[at + len(damage) :])
    assert isinstance(kept, bytes) or kept in ("not_a_picture", "too_many_dots", "too_small")


def test_a_refused_picture_says_the_limit_and_what_would_do() -> None:
    said = notice(str(judge("sign.png", head_of_png(5_000, 5_000))), {"name": "sign.png"}).text
    assert "4 million pixels" in said
    assert "1,000 × 1,000" in said
    assert "PNG or JPEG" in notice("logo_not_a_picture", {"name": "sign.png"}).text
