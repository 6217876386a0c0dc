"""docs/concepts.md and docs/demands.md, made of the tables: `python -m tests.concepts_page` rewrites them."""

from __future__ import annotations

from pathlib import Path

from bot.schema.shape import Concept, Field
from bot.schema.table import CONCEPTS
from tests.stories.demands import ALL, DEMANDS, OF_REVIEWS

PAGE = Path(__file__).parents[1] / "docs" / "concepts.md"
ASKED = {
    "lead": "whoever leads the plan",
    "platform": "whoever does most on the platform",
    "measurer": "whoever reads the number",
    "reviewer": "whoever judges the number",
    "holder": "whoever has the role",
}
HEAD = """# What a plan holds

Everything that can be told of a strategy, and what asks for it. Conversation, form and file fill the same models.
The demands (A1 to E7) are those of the guides that Drumbeat follows: [product.md](product.md) has each in full, and
[demands.md](demands.md) says what serves it.

This page is made of the table in `bot/schema/`: `make concepts` rewrites it, and a test compares the two.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(_concept(concept) for concept in CONCEPTS.values())])


def _concept(concept: Concept) -> str:
    said = f"`/beat {concept.name}`" if concept.own else f"`/beat {concept.name}` and **Change…**"
    if concept.name == "measure":
        said = "**Change…** of a goal"
    if concept.own and not concept.single and concept.many != concept.name:
        said += f", list: `/beat {concept.many}`"
    one = " A plan has one." if concept.single else ""
    head = [
        f"## {concept.nouns.capitalize()}",
        "",
        f"{concept.about}{one} {said}. Asked of {ASKED[concept.asked_of]}. Demands: {', '.join(concept.demands)}.",
        "",
        "| field | question | example | needed for | demand |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_row(field) for field in concept.fields), ""])


def _row(field: Field) -> str:
    needed = "it cannot be saved without" if field.required and not field.needed_for else field.needed_for or "–"
    kinds = f" ({', '.join(label.partition(':')[0] for _, label in field.options)})" if field.options else ""
    cells = (f"{field.label}{kinds}", field.question, field.example, needed, field.demand)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


DEMANDS_PAGE = Path(__file__).parents[1] / "docs" / "demands.md"
DEMANDS_HEAD = """# What the guides demand, and what serves it

Five published guides to social-media strategy are the source of Drumbeat. Their demands are numbered A1 to E7.
For each there is a command, a model, a chapter of the written strategy and a story in the tests, which tells it in
Slack, finds it in its chapter, and finds it missed when it is gone. [product.md](product.md) has each demand in full.

This page is made of `tests/stories/demands.py`: `make concepts` rewrites it, and a test compares the two.

| demand | what it asks for | command | chapter | model |
|---|---|---|---|---|
"""


def demands_page() -> str:
    """Return the page of the demands."""
    rows = {}
    for one in DEMANDS:
        cells = (one.code, one.words, f"`/beat {one.command}`", one.chapter, f"`{one.model.__name__}`")
        rows[one.code] = f"| {' | '.join(cells)} |"
    for code, words in OF_REVIEWS.items():
        rows[code] = f"| {code} | {words} | – | a matter of reviews | – |"
    return DEMANDS_HEAD + "\n".join(rows[code] for code in ALL) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    DEMANDS_PAGE.write_text(demands_page(), encoding="utf-8")
