"""Fill a database with two years of history: a hundred plans in twenty workspaces, with a thousand duties still open.

Rows are numbered from 0 within each table. Row n belongs to workspace n % 20, plan n % 100, and role, person and
recurring post n % 1000, so related rows always share a workspace. The newest rows are the open ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import text

from storage.database import Database
from storage.tables import metadata

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = 730
# How many duties. 250,000 is three or four per plan and day; 10,000 is enough for the same query plans.
MANY, SOME = 250_000, 10_000
# However long the history is, as many duties are open: one for each role.
OPEN = 1_000
# Default values for required columns.
USUAL = {
    "workspace_id": "n % 20 + 1",
    "strategy_id": "n % 100 + 1",
    "role_id": "n % 1000 + 1",
    "member_id": "n % 1000 + 1",
    "slot_id": "n % 1000 + 1",
}


async def fill(database: Database, duties: int) -> None:
    """Fill an empty database with this many duties (a multiple of 10,000) and the history that goes with them."""
    assert duties % 10_000 == 0
    async with database.begin() as tx:
        if not database.is_sqlite:
            await tx.execute(text("SET LOCAL session_replication_role = replica"))  # skips foreign key checks
        for statement in _statements(_Words(database.is_sqlite), duties):
            await tx.execute(text(statement.replace(":", r"\:")))
    async with database.begin() as tx:
        if not database.is_sqlite:  # autovacuum does this in production, but it is off on the test server
            await tx.execute(text("ANALYZE"))


class _Words:
    """SQL that differs between the two databases."""

    def __init__(self, is_sqlite: bool) -> None:
        self.is_sqlite = is_sqlite

    def at(self, minutes: str) -> str:
        """Return an expression for the instant this many minutes after NOW."""
        if self.is_sqlite:
            return f"strftime('%Y-%m-%d %H:%M:%S.000000', '2026-03-02 09:00:00', ({minutes}) || ' minutes')"
        return f"timestamptz '2026-03-02 09:00:00Z' + ({minutes}) * interval '1 minute'"

    def day(self, days: str) -> str:
        """Return an expression for the date this many days after NOW."""
        if self.is_sqlite:
            return f"date('2026-03-02', ({days}) || ' days')"
        return f"date '2026-03-02' + ({days})::int"


def _statements(words: _Words, duties: int) -> Iterator[str]:
    for name, rows, columns in (*_standing(words), *_past(words, duties)):
        table = metadata.tables[name]
        known = {"since": words.at("-1440 * 730"), **USUAL}
        given = {c.name: known[c.name] for c in table.columns if c.name in known and not c.nullable} | columns
        yield (
            # A bigint, because minutes times duties overflow PostgreSQL's integer.
            f"WITH RECURSIVE n(n) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT n + 1 FROM n WHERE n + 1 < {rows}) "
            f"INSERT INTO {name} ({', '.join(given)}) SELECT {', '.join(given.values())} FROM n"
        )


def rows(duties: int) -> dict[str, int]:
    """Return the number of rows in each table that is filled."""
    words = _Words(is_sqlite=True)
    return {name: count for name, count, _ in (*_standing(words), *_past(words, duties))}


Rows = tuple[str, int, dict[str, str]]


def _rows(table: str, rows: int, **columns: str) -> Rows:
    return table, rows, columns


def _standing(words: _Words) -> list[Rows]:
    """Return the plans themselves. They don't grow with the number of duties."""
    soon, ended = words.at("60 + n"), words.at("-1440 * 30")
    return [
        _rows("workspace", 20, team_id="'T' || n", name="'Team ' || n", bot_slack_id="'UBOT'", next_at=soon),
        _rows("channel", 200, slack_id="'C' || n", name="'channel-' || n", bot_is_in="true"),
        _rows(
            "member",
            1_000,
            slack_id="'U' || n",
            name="'Person ' || n",
            handle="'person' || n",
            is_known="n > 3",
            dm_channel="'D' || n",
            digest_at="'09:00:00.000000'",
            work_until="'18:00:00.000000'",
            nudges="'standard'",
            next_at=soon,
        ),
        _rows(
            "strategy",
            100,
            channel_id="n + 1",
            name="'Plan ' || n",
            zone="'Europe/Madrid'",
            date_order="'dmy'",
            decimal_mark="','",
            week_start="0",
            working_days="'[0, 1, 2, 3, 4]'",
            review_weekday="4",
            review_at="'15:00:00.000000'",
        ),
        _rows(
            "membership",
            4_000,
            channel_id="n % 200 + 1",
            member_id="(n + n / 1000 * 20) % 1000 + 1",
            until=f"CASE WHEN n >= 3000 THEN {ended} END",
        ),
        _rows("permission", 100, kind="'lead'"),
        _rows("role", 1_000, title="'Role ' || n"),
        _rows(
            "holding",
            3_000,
            member_id="(n + n / 1000 * 20) % 1000 + 1",
            kind="'holder'",
            state="'accepted'",
            until=f"CASE WHEN n >= 1000 THEN {ended} END",
        ),
        _rows("audience", 300, name="'Audience ' || n"),
        _rows("platform", 500, name="'Platform ' || n"),
        _rows("goal", 300, statement="'Goal ' || n", due=words.day("90")),
        _rows(
            "measure",
            500,
            goal_id="n % 300 + 1",
            name="'Metric ' || n",
            unit="'followers'",
            direction="'up'",
            cadence="'week'",
            target="1000",
            due=words.day("90"),
            measurer_role_id="n + 1",
            reviewer_role_id="n + 1",
        ),
        _rows(
            "slot",
            1_000,
            kind="'publish'",
            title="'Post ' || n",
            platform_id="n % 500 + 1",
            wall="'09:00:00.000000'",
            rule="""'{"every": "week", "start": "2026-03-02"}'""",
            next_at=soon,
        ),
        _rows("part", 2_000, concept="'message'"),
    ]


def _past(words: _Words, duties: int) -> list[Rows]:
    """Return the history: one review per 25 duties, one post per five, one message per duty."""
    reviews, posts, is_open = duties // 25, duties // 5, f"n >= {duties - OPEN}"
    due = words.at(f"n * 1440 * {DAYS} / {duties} - 1440 * {DAYS - 6}")  # the last is due in six days
    done = words.at(f"n * 1440 * {DAYS} / {duties} - 1440 * {DAYS - 6} + 30")
    of_post = "n / 500 * 100 + n % 100"
    return [
        _rows(
            "post",
            posts,
            title="'Text ' || n",
            state=f"CASE WHEN n >= {posts - OPEN // 2} THEN 'idea' ELSE 'published' END",
            platform_id="n % 500 + 1",
            author_id="n % 1000 + 1",
        ),
        _rows(
            "occurrence",
            duties,
            local_date=words.day(f"n / 1000 * 1000 * {DAYS} / {duties} - {DAYS - 6}"),
            due_at=due,
            post_id=f"CASE WHEN n / 100 % 5 = 3 THEN {of_post} + 1 END",
        ),
        _rows(
            "exception",
            duties // 20,
            local_date=words.day(f"n / 1000 * 20000 * {DAYS} / {duties} - {DAYS - 6}"),
            action="'skip'",
        ),
        _rows(
            "review",
            reviews,
            week=words.day(f"7 * (n / 100 - {reviews // 100} + 1)"),
            opens_at=words.at(f"1440 * 7 * (n / 100 - {reviews // 100} + 1)"),
            closes_at=words.at(f"1440 * 7 * (n / 100 - {reviews // 100} + 2)"),
            state=f"CASE WHEN n >= {reviews - 100} THEN 'asked' ELSE 'closed' END",
            next_at=f"CASE WHEN n >= {reviews - 100} THEN {words.at('1440')} END",
        ),
        _rows(
            "note",
            3 * reviews,
            review_id=f"n % {reviews} + 1",
            kind="CASE WHEN n % 3 = 0 THEN 'decision' ELSE 'learning' END",
            text="'Learnt'",
            author_id=f"n % {reviews} % 100 + 1",
            since=words.at(f"1440 * 7 * (n % {reviews} / 100 - {reviews // 100} + 1)"),
        ),
        _rows(
            "reading",
            posts,
            measure_id="n % 500 + 1",
            week=words.day(f"7 * (n / 500 - {posts // 500})"),
            value="n",
            taken_at=words.at(f"1440 * 7 * (n / 500 - {posts // 500})"),
        ),
        _rows(
            "duty",
            duties,
            kind="CASE n / 100 % 10 WHEN 9 THEN 'measure' WHEN 8 THEN 'converse' ELSE 'publish' END",
            title="'Duty ' || n",
            slot_id="n % 1000 + 1",
            occurrence_id="n + 1",
            review_id="CASE WHEN n / 100 % 10 = 9 THEN n / 2500 * 100 + n % 100 + 1 END",
            due_at=due,
            state=f"CASE WHEN {is_open} THEN 'open' WHEN n % 20 = 0 THEN 'missed' WHEN n % 20 = 1 THEN 'skipped' "
            "ELSE 'done' END",
            version="2",
            rung="0",
            next_at=f"CASE WHEN {is_open} THEN {due} END",
            handed_to="CASE WHEN n % 50 = 7 THEN (n + 20) % 1000 + 1 END",
            link=f"CASE WHEN {is_open} THEN NULL ELSE 'https://example.org/' || n END",
            settled_at=f"CASE WHEN {is_open} THEN NULL ELSE {done} END",
            settled_by=f"CASE WHEN {is_open} THEN NULL ELSE n % 1000 + 1 END",
            last_change=f"CASE WHEN {is_open} THEN NULL ELSE n + 1 END",
        ),
        *_said(words, duties, due, done),
    ]


def _said(words: _Words, duties: int, due: str, done: str) -> list[Rows]:
    """Return what people did and the messages they got. Six in ten messages are posts to a person."""
    waits = f"n >= {duties - OPEN // 2}"
    turn = "(n + n / 1000) % 10"
    is_picture = f"{turn} = 9 AND n % 3 = 0"
    # At least enough rows for PostgreSQL to prefer an index to reading the whole table.
    talks, some, editions = max(duties // 10, 5_000), max(duties // 50, 5_000), max(duties // 500, 1_000)
    return [
        _rows("heartbeat", 1, name="'receipts'", business_at=words.at("-5760"), real_at=words.at("-5760")),
        _rows("receipt", duties, key="'event:' || n", received_at=done),
        _rows(
            "change",
            duties,
            actor="'member'",
            member_id="n % 1000 + 1",
            strategy_id="n % 100 + 1",
            receipt_id="CASE WHEN n % 2 = 0 THEN n + 1 END",
            verb="CASE WHEN n / 100 % 4 = 0 THEN 'edit_goal' ELSE 'done' END",
            thing="'duty'",
            thing_id="n + 1",
            at=done,
        ),
        _rows(
            "outbox",
            duties,
            key="'nudge:' || n || ':'",
            kind=f"CASE WHEN {is_picture} THEN 'picture' WHEN {turn} = 0 THEN 'digest' WHEN {turn} = 8 THEN 'home' "
            f"WHEN {turn} = 9 THEN 'review' ELSE 'nudge' END",
            op=f"CASE WHEN {is_picture} THEN 'upload' WHEN {turn} = 8 THEN 'publish' "
            f"WHEN {turn} IN (6, 7) THEN 'update' ELSE 'post' END",
            file_id=f"CASE WHEN {is_picture} THEN 'F' || n END",
            conversation=f"CASE {turn} WHEN 8 THEN 'home:' || (n % 1000 + 1) WHEN 9 THEN 'ch:C' || (n % 100) "
            "ELSE 'dm:' || (n % 1000 + 1) END",
            person=f"CASE WHEN {turn} < 9 THEN n % 1000 + 1 END",
            channel=f"CASE WHEN {turn} = 9 THEN 'C' || (n % 100) ELSE 'D' || (n % 1000) END",
            target=f"CASE WHEN {turn} IN (6, 7) AND n >= 7000 THEN n - 1000 * ({turn}) + 1 END",
            facts="'{}'",
            due_at=due,
            owed_at=due,
            state=f"CASE WHEN {waits} THEN 'waiting' WHEN n >= {duties - OPEN // 2 - 4} THEN 'unsure' "
            "WHEN n % 100 = 3 THEN 'never' WHEN n % 100 = 4 THEN 'withdrawn' ELSE 'sent' END",
            reason="CASE WHEN n % 100 = 3 THEN 'not_in_channel' END",
            ts=f"CASE WHEN {waits} OR {turn} = 8 THEN NULL ELSE (1700000000 + n) || '.000000' END",
            settled_at=f"CASE WHEN {waits} THEN NULL ELSE {due} END",
            recheck_at=f"CASE WHEN n = {duties // 2} THEN {due} END",
            attempt="1",
            looks="0",
            token="n || 't'",
        ),
        _rows("shown", duties, outbox_id="n + 1", duty_id=f"(n + 10) % {duties} + 1", version="2"),
        _rows(
            "conversation",
            talks,
            channel="'D' || (n % 1000)",
            in_thread="false",
            flow="'goal'",
            state="""'{"flow": "goal"}'""",
            version="1",
            last_ts="''",
            until=f"CASE WHEN n < {talks - talks // 100} THEN {words.at('-1440')} END",
        ),
        _rows(
            "aside",
            duties // 5,
            day=words.day(f"n / 1000 - {duties // 5000}"),
            kind="CASE WHEN n / 1000 % 2 = 0 THEN 'lesson' ELSE 'gap' END",
            strategy_id="n % 100 + 1",
            ref="'goals'",
            since=words.at(f"1440 * (n / 1000 - {duties // 5000})"),
        ),
        _rows(
            "incoming",
            some,
            channel="'D' || (n % 1000)",
            file_id="'F' || n",
            name="'plan.yaml'",
            state=f"CASE WHEN n >= {some - 9} THEN 'waiting' ELSE 'taken' END",
            attempt="0",
        ),
        _rows("hold", some, reason="'Storm'", until=f"CASE WHEN n >= 50 THEN {words.at('-1440')} END"),
        _rows("put_off", some, gap="'vision'", kind="'not_now'", until=words.at("n - 1440")),
        _rows("dismissal", some, guard="'B9'", thing="'goal'", thing_id="n", reason="'So be it'"),
        _rows("silence", 100, since=words.at("-n * 9000 - 60"), until=words.at("-n * 9000"), is_restored="false"),
        _rows(
            "looked_into",
            some,
            silence_id="n / 100 + 1",
            place="'D' || (n % 100)",
            begun_at=words.at("-n"),
            is_done="true",
        ),
        _rows("stray", some, token="'token-' || n", channel="'D' || (n % 1000)", ts="'1.0'", duties="'[]'"),
        _rows("lost_press", some, silence_id="n / 100 + 1", duty_id="n + 1", version="1", is_settled="true"),
        _rows("lesson", some, name="'lesson-' || (n / 1000)", answer="1", is_right="true"),
        _rows(
            "edition",
            editions,
            number="n / 100 + 1",
            state="'approved'",
            document="'{}'",
            rule="'any'",
            submitted_by="n % 100 + 1",
        ),
        _rows("approval", editions, edition_id="n + 1", verdict="'approved'"),
        _rows(
            "comment", editions * 2, edition_id=f"n % {editions} + 1", section="'goals'", text="'Why?'", author_id="1"
        ),
    ]
