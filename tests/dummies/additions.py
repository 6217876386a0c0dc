"""The dummies: what is added of each kind, and where."""

from __future__ import annotations

from storage.database import newest_revision
from tests.dummies.house import Dummy, Entry

# Of what is kept as details. A field with a column of its own has a line in storage/tables.py, and a migration, too.
FIELD = Dummy(
    "field",
    (
        Entry("bot/domain/positioning.py", "Positioning", '    silent: str = Field(default="", max_length=TEXT_LIMIT)'),
        Entry(
            "bot/schema/market.py",
            "MARKET.positioning",
            """Field(
                "silent", "text", "When we say nothing", "When do you say nothing at all?",
                "When somebody wants a quarrel", "Silence is an answer, too.", "B3",
                needed_for="keeping out of trouble", lack=Lack(165, "Nothing says yet when you say nothing."),
            )""",
        ),
    ),
)
WORD = Dummy(
    "word",
    (
        Entry(
            "bot/schema/commands.py", "COMMANDS", 'Command("motto", ("slogan",), does="says our motto.", needs=None)'
        ),
        Entry(
            "bot/services/pages/motto.py",
            "",
            """
@runs("motto")
async def _motto(ctx: Ctx, asked: Asked) -> Content:
    return motto(ctx.me.name)
""",
            "from bot.services.context.command_registry import Asked, runs\n"
            "from bot.services.context.ctx import Ctx\n"
            "from bot.views.kit.blocks import Content\n"
            "from bot.views.pages.motto import motto\n",
        ),
        Entry(
            "bot/views/pages/motto.py",
            "",
            """
def motto(name: str) -> Content:
    text = f"Bread takes time, {name}."
    return Content(text, (section(text),))
""",
            "from bot.views.kit.blocks import Content, section\n",
        ),
    ),
)
CONCEPT = Dummy(
    "concept",
    (
        Entry(
            "bot/domain/rituals.py",
            "",
            """
class Ritual(BaseModel, frozen=True, extra="forbid"):
    name: str = Field(min_length=1, max_length=TEXT_LIMIT)
    when: str = Field(default="", max_length=TEXT_LIMIT)
""",
            "from pydantic import BaseModel, Field\nfrom bot.domain.roles import TEXT_LIMIT\n",
        ),
        Entry(
            "bot/schema/growth.py",
            "GROWTH",
            """Concept(
        "ritual", "rituals", "ritual", "rituals", Ritual,
        (
            Field(
                "name", "line", "Ritual", "What do you do together again and again?",
                "Friday's look back", "Something that the team would miss.", "E7", required=True,
            ),
            Field(
                "when", "text", "When it is", "When is it?", "after lunch", "A few words.", "E7",
                lack=Lack(700, "Nothing says yet when {} is.", "When is {}?", why="finding the time for it"),
            ),
        ),
        "lead", ("E7",), "What a team does again and again.",
        Chapter(235, "rituals", "What we do together", "No ritual is written down yet."),
        lacks=(Lack(690, "No ritual is written down yet.", why="staying a team"),),
    )""",
            "from bot.domain.rituals import Ritual\n",
        ),
    ),
)
# Settings of a plan are asked in their form. Each has a column, and so a migration.
QUESTION = Dummy(
    "question",
    (
        Entry("bot/domain/strategies.py", "Strategy", '    hashtag: str = ""'),
        Entry(
            "bot/domain/strategies.py", "NewSettings", '    hashtag: str = Field(default="", max_length=TITLE_LIMIT)'
        ),
        Entry(
            "bot/schema/columns.py",
            "_PLAN",
            """Field(
        "hashtag",
        "line",
        "Hashtag",
        "Which hashtag do you use everywhere?",
        "#bread",
        in_file=("The hashtag that is used everywhere.", "#bread"),
    )""",
        ),
        Entry("storage/tables.py", "strategy", 'Column("hashtag", String(200), nullable=False, server_default="")'),
        Entry(
            "storage/migrations/versions/hashtag.py",
            "",
            f"""
revision = "hashtag"
down_revision = "{newest_revision()}"


def upgrade() -> None:
    op.add_column("strategy", sa.Column("hashtag", sa.String(length=200), nullable=False, server_default=""))
""",
            "import sqlalchemy as sa\nfrom alembic import op\n",
        ),
    ),
)
MESSAGE = Dummy(
    "message",
    (
        Entry(
            "bot/domain/messages.py",
            "",
            """
class CheerMessage(Payload, kind="cheer", listed="cheer", one="a cheer"):
    key = Key("cheer:{strategy}:{person}")
    strategy: int
""",
        ),
        Entry(
            "bot/services/plan/cheering.py",
            "",
            """
async def cheer(ctx: Ctx, strategy: Strategy) -> None:
    what = CheerMessage(strategy=strategy.id)
    await ctx.owe(Owed.about(what, ctx.now, person=ctx.me.id))


@composes_for_reader(CheerMessage)
async def _cheer(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    strategy = await strategies.by_id(tx, message.workspace_id, CheerMessage.of(message).strategy)
    return (cheer_words(strategy, reader) if strategy else NotWanted("strategy_gone")), ()
""",
            "from datetime import datetime\n"
            "from bot.domain.messages import CheerMessage\n"
            "from bot.domain.outbox import Message, Owed\n"
            "from bot.domain.roles import Person\n"
            "from bot.domain.strategies import Strategy\n"
            "from bot.services.context.composers import Made, NotWanted, Shows, composes_for_reader\n"
            "from bot.services.context.ctx import Ctx\n"
            "from bot.views.plan.cheers import cheer_words\n"
            "from storage import strategies\n"
            "from storage.database import Tx\n",
        ),
        Entry(
            "bot/views/plan/cheers.py",
            "",
            """
def cheer_words(strategy: Strategy, reader: Person) -> Content:
    text = f"Well done, {reader.name}: {strategy.name} goes on."
    return Content(text, (section(text),))
""",
            "from bot.domain.roles import Person\n"
            "from bot.domain.strategies import Strategy\n"
            "from bot.views.kit.blocks import Content, section\n",
        ),
    ),
)
DUMMIES = (FIELD, WORD, MESSAGE, CONCEPT, QUESTION)
