"""The table of concepts: what a plan holds, what is asked, of whom, and which demand it serves.

docs/concepts.md is this table for people; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.schema.aims import AIMS
from bot.schema.columns import COLUMNS
from bot.schema.growth import GROWTH
from bot.schema.market import MARKET
from bot.schema.places import PLACES
from bot.schema.shape import Concept, Field
from bot.schema.work import WORK

CONCEPTS: Mapping[str, Concept] = MappingProxyType({one.name: one for one in (*AIMS, *PLACES, *MARKET, *WORK, *GROWTH)})
# Concepts with a conversation, a form and a list of their own by this table alone.
OWN: Mapping[str, Concept] = MappingProxyType({name: one for name, one in CONCEPTS.items() if one.own})
# Stored in tables of their own, since posts, holds and numbers refer to them.
TABLED = ("platform", "audience")


def field_of(thing: str, name: str) -> Field | None:
    """Return the field of that name of a thing or a concept, a column's or a detail's; None if there is none."""
    concept = CONCEPTS.get(thing)
    every = (*COLUMNS.get(thing, ()), *(concept.fields if concept else ()))
    return next((field for field in every if field.name == name), None)
