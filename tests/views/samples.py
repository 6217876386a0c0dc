"""One of everything that views draw: a small bakery's plan, and the same with hostile text everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from inspect import get_annotations
from typing import Any, Literal

from bot.conversations.steps import Ask, Option
from bot.domain.calendar import Slot
from bot.domain.decisions import CHANGE_KINDS
from bot.domain.duties import Digest, Duty
from bot.domain.errors import Refusal
from bot.domain.goals import Goal, Measure, Reading
from bot.domain.permissions import Action
from bot.domain.posts import Offer, Post, PostState
from bot.domain.reviews import Activity, Note, Review
from bot.domain.roles import Holding, Person, Role
from bot.domain.strategies import Strategy
from bot.domain.when import Rule
from bot.views.calendar import calendar, posts
from bot.views.duties import digests, duties, duty_forms, duty_lines, handed_away_duties, lead_digest, replies
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content
from bot.views.pages import shared
from bot.views.people import hand_over_role, roles
from bot.views.plan import goals
from bot.views.questions import lessons
from bot.views.reviews import boss, decisions, reviews
from bot.views.talk import conversations, help, notices, refusals
from tests.views import (
    beside_samples,
    edition_samples,
    file_samples,
    form_samples,
    further_samples,
    guard_samples,
    hold_samples,
    lead_samples,
)

# Monday 30 March 2026, 09:00 in Berlin (summer time since the day before).
NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
TODAY = date(2026, 3, 30)

HOSTILE = {
    "mentions": "<!channel> <@U1> <#C1> <!subteam^S1> @here",
    "link": "<https://evil.example|Slack> https://evil.example",
    "entities": "&amp; &lt;!here&gt; & && <b>",
    "long": "ten thousand letters " * 477,
    "emoji": "👩‍👩‍👧 🇩🇪 🥐" * 1000,
    "backticks": "``` `code` *bold* _slanted_ ~gone~ ```",
    "right_to_left": "\u202eמבצע היום\u202c خبز",
    "lines": "one\n\n• two\r\n> three\u2028four\x00\x07",
    "ampersands": "&" * 10_000,
    "combining": "e" + "\u0301" * 10_000,
}


def person(name: str = "Ana", zone: str | None = "Europe/Berlin", **more: Any) -> Person:
    return Person(id=more.pop("id", 7), slack_id=more.pop("slack_id", "U7"), name=name, zone=zone, **more)


def duty(text: str = "", **more: Any) -> Duty:
    made = Duty(
        id=812,
        workspace_id=1,
        strategy_id=3,
        strategy_name=text or "Bakery",
        channel="C1",
        kind="publish",
        title=text or "Tip of the day",
        role_id=4,
        role_title=text or "Editor",
        due_at=datetime(2026, 3, 30, 8, 0, tzinfo=UTC),
        zone="Europe/Berlin",
        state="open",
        version=3,
        platform=text or "Instagram",
        platform_id=6,
        goal=text or "Be the bakery that people ask",
        audience=text or "home bakers",
        message=text or "Bread is patience.",
        theme=text or "Craft",
        content_kind=text or "photo",
    )
    return replace(made, **more)


def settled(state: str = "done", **more: Any) -> Duty:
    whose: dict[str, Any] = {"settled_by": "Ana", "settled_by_id": person().id}
    return duty(state=state, settled_at=NOW - timedelta(minutes=3), last_change=55, **{**whose, **more})


def measure(text: str = "", *values: int, **more: Any) -> Measure:
    weeks = [date(2026, 3, 2) + timedelta(weeks=n) for n in range(len(values))]
    made = Measure(
        id=9,
        goal_id=5,
        name=text or "Instagram followers",
        unit=text,
        direction="up",
        cadence="week",
        baseline=Decimal(400),
        baseline_on=date(2026, 1, 1),
        target=Decimal(1000),
        due=date(2026, 5, 1),
        measurer_role_id=4,
        reviewer_role_id=6,
        readings=tuple(Reading(week, Decimal(value)) for week, value in zip(weeks, values, strict=True)),
    )
    return replace(made, **more)


def goal(text: str = "", *measures: Measure) -> Goal:
    return Goal(
        5, 3, text or "Be the bakery that people ask", date(2026, 5, 1), measures or (measure(text, 600, 620, 640),)
    )


def strategy(text: str = "", **more: Any) -> Strategy:
    made = Strategy(
        id=3,
        workspace_id=1,
        channel="C1",
        channel_name="bakery",
        is_private=False,
        name=text or "Bakery",
        zone="Europe/Berlin",
        date_order="dmy",
        decimal_mark=".",
        week_start=0,
        working_days=(0, 1, 2, 3, 4),
        review_weekday=4,
        review_at=time(15),
    )
    return replace(made, **more)


def slot(text: str = "", **more: Any) -> Slot:
    made = Slot(
        id=2,
        strategy_id=3,
        kind="publish",
        title=text or "Tip of the day",
        role_id=4,
        platform_id=6,
        goal_id=5 if text else None,
        audience_id=None,
        message=None,
        theme=None,
        content_kind=None,
        wall=time(10),
        zone="Europe/Berlin",
        rule=Rule(every="week", weekdays=(0, 2), start=TODAY),
        role_title=text or "Editor",
        platform_name=text or "Instagram",
        goal_statement=text,
    )
    return replace(made, **more)


def role(text: str = "", **more: Any) -> Role:
    since = NOW - timedelta(days=1)
    holder = Holding(21, 4, person(text or "Ana"), "holder", "offered", since)
    backup = Holding(22, 4, person(text or "Ben", id=8, slack_id="U8"), "backup", "accepted", since)
    return Role(more.pop("id", 4), 3, text or "Editor", more.pop("holdings", (holder, backup)))


def review(text: str = "", **more: Any) -> Review:
    made = Review(
        id=31,
        strategy_id=3,
        strategy_name=text or "Bakery",
        week=date(2026, 3, 23),
        zone="Europe/Berlin",
        opens_at=datetime(2026, 3, 27, 14, 0, tzinfo=UTC),
        closes_at=datetime(2026, 3, 30, 7, 0, tzinfo=UTC),
        state="open",
        activity=Activity(done=10, late=2, missed=1, skipped=1, open=2),
        platforms=(
            (text or "Instagram", Activity(done=8, missed=1)),
            ("", Activity(done=2, late=2, skipped=1, open=2)),
        ),
        goals=(goal(text),),
        notes=(note(text), note(text, kind="decision", owner="U8")),
        next_opens_at=datetime(2026, 4, 3, 13, 0, tzinfo=UTC),
    )
    return replace(made, **more)


def note(text: str = "", /, **more: Any) -> Note:
    return replace(Note(41, "learning", text or "Photos of the oven get more answers.", "U7", None), **more)


def ask(text: str = "", /, **more: Any) -> Ask:
    made = Ask(
        step="target",
        text=text or "Which number do you want to reach?",
        example=text or "1,000 followers",
        help=text or "A number shows whether the goal is near.",
        problem=text or "I cannot read that as a number.",
        options=(Option(text or "1,000", "1,000"), Option("2,000", "2,000")),
        can_skip=True,
        can_back=True,
        number=2,
        of=7,
    )
    return replace(made, **more)


def post(text: str = "", **more: Any) -> Post:
    made = Post(
        id=61,
        strategy_id=3,
        title=text or "A photo of the oven",
        body=text or "It bakes forty loaves at once.",
        link=None,
        source="https://bakery.slack.com/archives/C1/p1774850400000100",
        state="idea",
        platform=text or "Instagram",
        author=text or "Ana",
        since=NOW - timedelta(days=3),
    )
    return replace(made, **more)


def less_to_do(text: str = "") -> dict[str, Content]:
    """Render ideas, what a nudge offers, answers to replies, a scheduled week, and a role that was handed over."""
    ana, plan = person(text or "Ana"), strategy(text)
    idea = Offer("idea", 61, text or "A photo of the oven", text or "It bakes forty loaves.", "https://a.example/x")
    again = Offer("again", 812, text or "Winter bread", text or None, "https://a.example/y", date(2025, 11, 30))
    two = [duty(text), duty(text, id=813, due_at=NOW + timedelta(hours=9))]
    many = [duty(text, id=n) for n in range(120)]
    url = "https://www.instagram.com/p/abc"
    told = hand_over_role.Handed(55, text or "Editor", text or "Bakery", ana, person(text or "Ben", id=8), ana, False)
    states: tuple[PostState, ...] = ("idea", "drafting", "skipped", "missed")
    return {
        "nudge_idea": duties.nudge(duty(text, message=None), ana, NOW, second=False, offer=idea),
        "nudge_again": duties.nudge(duty(text, message=None), ana, NOW, second=True, offer=again),
        "nudge_used": duties.nudge(
            duty(
                text,
                post_id=61,
                post_title=text or "Oven",
                post_text=text or "Forty loaves.",
                post_source="https://a.example/x",
                last_change=55,
                changed_at=NOW,
                changed_verb="use_post",
            ),
            ana,
            NOW,
            second=False,
        ),
        "scheduled": duties.reminder(settled("scheduled", more_this_week=2), ana, NOW),
        "scheduled_week": duties.with_lines(
            duties.reminder(settled("scheduled"), ana, NOW), [duty_lines.also_scheduled(two, ana, NOW)]
        ),
        "reply_which": replies.reply(two, [], ana, NOW, 9, url, False),
        "reply_which_many": replies.reply(many, [], ana, NOW, 9, "", False),
        "reply_this": replies.reply(two[:1], [], ana, NOW, 9, url, False),
        "reply_link": replies.reply([settled(id=5)], [], ana, NOW, 9, url, False),
        "reply_back": replies.reply(two[:1], [], ana, NOW, 9, "", True),
        "reply_taken": replies.reply([], [settled(link=url)], ana, NOW, 9, url, True, ["Instagram 1 of 3 this week."]),
        "idea_saved": posts.saved(post(text), 55),
        "idea_back": posts.saved(post(text, is_removed=True), None),
        "idea_removed": posts.changed(post(text), "remove", 55),
        "idea_kept": posts.changed(post(text), "keep", 55),
        "ideas": posts.ideas([post(text, id=n, state=state) for n, state in enumerate(states)], {1: "x"}, plan, NOW, 1),
        "ideas_many": posts.ideas([post(text, id=n) for n in range(95)], {}, plan, NOW, 10),
        "ideas_none": posts.ideas([], {}, plan, NOW, 1),
        "handed_to_me": hand_over_role.handed(told, ana),
        "handed_from_me": hand_over_role.handed(told, person(text or "Ben", id=8)),
        "handed_back": hand_over_role.handed(replace(told, is_taken_back=True), ana),
        "handed_back_vacant": hand_over_role.handed(replace(told, before=None, is_taken_back=True), ana),
    }


def a_day(text: str = "", duties_: int = 3) -> Digest:
    late = duty(text, id=1, due_at=NOW - timedelta(hours=17))
    coming = [duty(text, id=n + 2, due_at=NOW + timedelta(hours=n)) for n in range(duties_ - 1)]
    return Digest(overdue=(late,), today=tuple(coming), settled=(settled(id=90),))


def messages(text: str = "") -> dict[str, Content]:
    """Render every view that makes a message, with `text` for everything that people type."""
    ana, tokyo = person(text or "Ana"), person(text or "Aki", "Asia/Tokyo", id=9, slack_id="U9")
    two = [duty(text), duty(text, id=813, strategy_id=4, strategy_name=text or "Café", zone="Asia/Tokyo")]
    since = NOW - timedelta(days=3)
    a_role, a_slot, plan = role(text), slot(text), strategy(text)
    up = lead_digest.HandedUp(duty(text), ana, (NOW - timedelta(hours=5), NOW - timedelta(hours=3)))
    line = calendar.CalendarLine(NOW, "Asia/Tokyo", text or "Tip", text or "Blog", text or "Ana", "converse", "open")
    whats: tuple[Literal["digest", "reminder", "review", "numbers"], ...] = ("digest", "reminder", "review", "numbers")
    titles = (text or "Tip", text or "Talk")
    foreseen = [
        calendar.Foreseen(NOW + timedelta(hours=n), what, text or "Ana", "Asia/Tokyo", titles)
        for n, what in enumerate(whats)
    ]
    goals_ = [goal(text), goal(text, measure(text)), goal(text, measure(text, 5)), goal(text, measure(text, 1000))]
    found = {
        "digest": digests.digest(a_day(text), ana, NOW, closing=[beside_samples.a_question(text, plan)]),
        "digest_late": digests.digest(a_day(text), tokyo, NOW, late_since=NOW - timedelta(hours=2)),
        "digest_long": digests.digest(a_day(text, 40), ana, NOW),
        "digest_two": digests.digest(Digest((), tuple(two), (settled(id=90), settled("skipped", id=91))), tokyo, NOW),
        "digest_done": digests.digest(Digest((), (), (settled(), settled("missed", id=92))), ana, NOW),
        "digest_empty": digests.digest(Digest((), ()), ana, NOW),
        "catch_up": digests.catch_up(a_day(text), ana, NOW, since),
        "today": digests.today(a_day(text, 20), ana, NOW, 2),
        "today_settled": digests.today(Digest((), (), tuple(settled(id=n) for n in range(60))), ana, NOW, 1),
        "nudge": duties.nudge(duty(text), ana, NOW, second=False),
        "nudge_no_text": duties.nudge(duty(text, message=None), ana, NOW, second=False),
        "nudge_second": duties.nudge(duty(text), tokyo, NOW, second=True),
        "reminder": duties.reminder(duty(text), ana, NOW),
        "reminder_no_zone": duties.reminder(duty(text), person(text or "Ana", None), NOW),
        "reminder_settled": duties.reminder(settled(reason=text or None, link="https://a.example/?a=1&b=2"), ana, NOW),
        "reminder_put_off": duties.reminder(
            duty(text, snoozed_until=NOW + timedelta(hours=2), last_change=55, changed_at=NOW), tokyo, NOW
        ),
        "reminder_numbers": duties.reminder(duty(text, kind="measure", platform=None, goal=None), ana, NOW),
        "skipped": duties.reminder(settled("skipped", reason=text or "no_content"), ana, NOW),
        "lead": lead_digest.lead([up, lead_digest.HandedUp(two[1], None)], person("Cem", id=1, slack_id="U1"), NOW),
        "lead_many": lead_digest.lead([replace(up, duty=duty(text, id=n)) for n in range(1, 30)], ana, NOW),
        "lead_settled": lead_digest.lead([lead_digest.HandedUp(settled(), ana)], tokyo, NOW),
        "calendar": calendar.calendar([line, replace(line, who=None)], plan, NOW),
        "calendar_long": calendar.calendar([replace(line, at=NOW + timedelta(hours=n)) for n in range(300)], plan, NOW),
        "calendar_empty": calendar.calendar([], plan, NOW),
        "week": calendar.week_to_come(foreseen, plan, NOW),
        "week_empty": calendar.week_to_come([], plan, NOW),
        "goals": goals.goals(goals_, {4: a_role}, plan, TODAY),
        "goals_many": goals.goals(goals_ * 20, {4: a_role, 6: a_role}, plan, TODAY),
        "goals_none": goals.goals([], {}, plan, TODAY),
        "roles": roles.roles([a_role, role(text, holdings=())], [ana], plan),
        "roles_many": roles.roles([a_role] * 200, [], plan),
        "question": conversations.question(ask(text), 12, 4),
        "question_many": conversations.question(
            ask(text, options=tuple(Option(text or f"Choice {n}", str(n)) for n in range(130))), 12, 4
        ),
        "summary": conversations.question(
            ask(
                text,
                problem="",
                is_summary=True,
                options=(
                    Option("Save", "save"),
                    Option("Change: target", "change target"),
                    Option("Discard", "discard"),
                ),
            ),
            12,
            4,
        ),
        "answered": conversations.answered(ask(text), text or "1,000"),
        "review": reviews.root(review(text), plan),
        "review_closed": reviews.root(review(text, state="closed"), plan),
        "review_empty": reviews.root(review(activity=Activity(), platforms=(), goals=(), notes=()), plan),
        "prompts": reviews.prompts(review(text)),
        "prompts_closed": reviews.prompts(review(text, state="closed")),
        "noted": reviews.noted(note(text), ana),
        "noted_decision": reviews.noted(note(text, kind="decision", owner=text or "U8", author=text or "U7")),
        "noted_change": reviews.noted(
            note(text, kind="decision", changes=(text or "Instagram followers: 1,000 → 1,200",)), ana
        ),
        "noted_applied": reviews.noted(
            note(text, kind="decision", changes=(text or "Time: 10:00 → 14:00",) * 2, applied_at=NOW),
            ana,
            applied_by=person(text or "Ben"),
        ),
        "review_kinds": reviews.root(
            review(text, kinds=((text or "Video", Activity(done=1)), ("", Activity(missed=1)))), plan, without=2
        ),
        "boss": boss.for_the_boss(review(text, goals=(goal(text, measure(text, 640)),)), plan, None, without=1),
        "boss_none": boss.for_the_boss(
            review(text, activity=Activity(), notes=(), goals=(), next_opens_at=None), plan, None
        ),
        "boss_sent": boss.told(True),
        "boss_before": boss.told(False),
        "note_undone": reviews.noted(note(text), ana, taken_back=True),
        "review_summary": reviews.summary(review(text, notes=(note(text),) * 60), plan),
        "review_summary_none": reviews.summary(review(text, notes=(), next_opens_at=None), plan),
        "help": help.help(),
        "plans": help.plans([plan] * 60),
        "plans_none": help.plans([]),
        "menu": help.menu(plan, 2, can_setup=False),
        "menu_setup": help.menu(None, 0, can_setup=True),
        "menu_nothing": help.menu(None, 1, can_setup=False),
    }
    found["handed_away"] = handed_away_duties.handed_away(
        duty(text, handed_to=8, last_change=55), person(text or "Ben")
    )
    gone = [(duty(text, id=n, handed_to=8, last_change=n), person(text or "Ben")) for n in range(200, 240)]
    found["digest_handed"] = handed_away_duties.with_handed(found["digest"], gone)
    for why in ("new", "handed_over", "back", "moved"):
        found[f"arrival_{why}"] = duties.arrival(duty(text), ana, NOW, why)
    for kind in ("converse", "listen", "deliver", "measure"):
        found[f"nudge_{kind}"] = duties.nudge(duty(text, kind=kind), ana, NOW, second=False)
    for state in ("offered", "accepted", "declined", "over", "gone"):
        found[f"offer_{state}"] = roles.offer(a_role, tokyo, [a_slot] * 3, ana, NOW, state, 21, text or "Bakery")
    found["offer_backup"] = roles.offer(a_role, None, [], tokyo, NOW, "offered", 22)
    given = [roles.Offered(a_role, tokyo, [a_slot] * 2, "offered", n, text or "Bakery") for n in (21, 22, 23)]
    today = digests.entries(a_day(text, 3), ana, NOW)
    found["arrival_roles"] = roles.arrival(given, ana, NOW, None, today)
    found["arrival_one_today"] = roles.arrival(given[:1], ana, NOW, None, today)
    found["arrival_many"] = roles.arrival(given * 4, ana, NOW)
    found["arrival_digest"] = roles.in_digest(found["digest"], given, ana, None)
    for name in ("goals", "goals_many", "calendar_long", "roles_many"):
        found[f"shareable_{name}"] = shared.shareable(found[name], 3, "goals", 2)
        found[f"shared_{name}"] = shared.copy(shared.shareable(found[name], 3, "goals"), ana)
    found |= form_samples.messages(text, plan, a_slot, a_role)
    found |= edition_samples.messages(text, plan, ana)
    found |= beside_samples.messages(text, plan, ana)
    found["digest_long_asks"] = digests.digest(
        a_day(text, 40), ana, NOW, closing=[beside_samples.a_question(text, plan)]
    )
    for way in ("NOBODY", "DAILY", "DONE"):
        teaching = lessons.Teaching(getattr(beside_samples, way), NOW, "Europe/Berlin")
        found[f"offer_teaching_{way.lower()}"] = roles.offer(
            a_role, tokyo, [a_slot], ana, NOW, "offered", 21, text or "Bakery", teaching
        )
    found |= guard_samples.messages(text, plan, ana)
    found |= file_samples.messages(text)
    found |= further_samples.messages(text, plan, ana, a_role)
    found |= lead_samples.messages(plan, ana, person(text or "Ben", id=8, slack_id="U8"))
    found |= hold_samples.messages(text, duty(text), ana, person(text or "Ben", id=8, slack_id="U8"))
    found["question_form"] = conversations.question(ask(text), 12, 1, form=True)
    found["shared_told"] = shared.told(plan, 12)
    found["shared_before"] = shared.told(plan, 12, before=True)
    found["shared_back"] = shared.taken_back(plan)
    found |= less_to_do(text)
    for code in Refusal.kinds:
        found[f"refusal_{code}"] = refusals.refusal(a_refusal(code, text))
        found[f"refusal_{code}_bare"] = refusals.refusal(Refusal.stored(code, {}))
    for code in notices.WORDS:
        found[f"notice_{code}"] = notices.notice(code, _facts(text))
        found[f"notice_{code}_bare"] = notices.notice(code, {})
    return found


def a_refusal(code: str, text: str = "") -> Refusal:
    """Return a refusal with all of its facts, those that people typed as `text`."""
    values = {"int": "1000", "bool": "yes", "datetime | None": NOW.isoformat(), "Action | None": Action.EXPORT.value}
    kept = {name: values[of] for name, of in get_annotations(Refusal.kinds[code]).items() if of in values}
    return Refusal.stored(code, _facts(text) | kept | {"zone": "Europe/Berlin"})


def _facts(text: str) -> dict[str, str]:
    plain = {
        "typed": "gaols",
        "nearest": "goals",
        "names": "Bakery, Café",
        "name": "Ana",
        "bot": "drumbeat",
        "action": "add goals",
        "state": "done",
        "by": "Ben",
        "when": "today 09:42",
        "days": "14",
        "reason": "channel_not_found",
        "length": "10,000",
        "limit": "1,000",
        "reference": "7f3a",
        "where": "in a direct message",
        "goal": "Be the bakery that people ask.",
        "role": "Editor",
        "holder": "Ana",
        "title": "Tip of the day",
        "words": "every Monday at 09:00",
        "first": "Mon 30 Mar 09:00 (Berlin)",
        "channel": "C1",
        "kind": "digest",
        "who": "Ana",
        "count": "2",
        "week": "Mon 23 Mar",
        "progress": "Instagram 4 of 5 this week.",
        "hour": "08:30",
        "zone": "Europe/Berlin",
        "to": "Ben",
        "choice": "gentle",
        "now": "standard",
        "backup": "Ben",
    }
    return dict.fromkeys(plain, text) if text else plain


def modals(text: str = "") -> dict[str, Block]:
    """Render every form."""
    ana, a_duty = person(text or "Ana"), duty(text)
    measures = [measure(text), measure(text, 640, id=10), measure(text, 1, id=11, unit="%")]
    ref = ids.Ref("review", 31)
    return {
        "link": duty_forms.link_modal(a_duty),
        "snooze": duty_forms.snooze_modal(a_duty, ana, NOW),
        "hand_over": duty_forms.hand_over_modal(a_duty),
        "skip": duty_forms.skip_modal(a_duty),
        "hour": roles.hour_modal(ana, ids.Ref("holding", 21)),
        "hour_no_zone": roles.hour_modal(person(zone=None)),
        "numbers": reviews.numbers_modal(measures, date(2026, 3, 23), ref),
        "numbers_many": reviews.numbers_modal([replace(measures[0], id=n) for n in range(120)], TODAY, ref, ","),
        "numbers_asked": reviews.numbers_modal(
            measures,
            date(2026, 3, 23),
            ids.Ref("duty", 5, 1),
            asked=reviews.Asked({9: text or "6400"}, [(measures[0], Decimal(6400))], {ids.number_name(9): 1}),
        ),
        "learning": reviews.learning_modal(ref),
        "post": posts.post_modal(
            [(3, text or "Bakery")],
            [(n, text or f"Platform {n}") for n in range(120)],
            text or "Oven",
            text,
            "https://bakery.slack.com/archives/C1/p1774850400000100",
        ),
        "post_which_plan": posts.post_modal([(n, text or "Bakery") for n in range(3)], [], "", "", "C1:1.2"),
        **form_samples.modals(text),
        **edition_samples.modals(text, strategy(text), ana),
        **guard_samples.modals(text, strategy(text)),
        "decision": reviews.decision_modal(ref),
        **{
            f"decision_{kind}": decisions.details_modal(
                ref, kind, [(text or "Tip", n) for n in range(120)], (text or "x")[:900], "U8", TODAY
            )
            for kind in CHANGE_KINDS
        },
    }
