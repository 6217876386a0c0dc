"""One of every message about files that people drop, for the views."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.refusals import AlreadyHome
from bot.planfile.keys import MEASURES, SECTIONS
from bot.planfile.nodes import Problem
from bot.planfile.shape import NotGiven, WhyNot
from bot.views.kit.blocks import Content
from bot.views.planfile import files
from bot.views.planfile.file_differences import Difference, Doubt, Otherwise, Stays
from bot.views.talk import refusals

WHY: tuple[WhyNot, ...] = ("unknown", "several", "left", "is_bot", "not_in_home")


def messages(text: str) -> dict[str, Content]:
    """Return every message about files; with `text` in every place that people fill."""
    words = text or "Sample Bakery"
    odd = (
        *(NotGiven(words, words if text else "Editor", "holder", why) for why in WHY),
        NotGiven(words, "Editor", "backup", "left"),
        NotGiven(words, "", "lead", "unknown"),
    )
    counts = {name: 1 if section.single else 2 for name, section in SECTIONS.items()} | {MEASURES.name: 3}
    plan = files.Offered(7, "set_up", words, text or "plan.yaml", counts, {}, odd, who=text or "Ana", channel="C1")
    merged = replace(plan, part="take_over", added={"goals": 1, "vision": 1}, changed={"evidence": 2}, odd=())
    otherwise = Otherwise(
        [Difference(words, "starts", "2026-05-06", text), Difference(words, "", "412", "421")] * 8,
        [
            Doubt("regular_posts[0]", words, could_be=text or "Poll (Facebook, 2027-05-06, 18:00)", several=1),
            Doubt("regular_posts[1]", words, several=3, tells=("platform", "days")),
            Doubt("regular_posts[2]", words, problem="It needs Editor, which is left out."),
        ],
        [
            Stays("zone", "", "Europe/Berlin", "Asia/Tokyo"),
            Stays("holder", words, words, words),
            Stays("backup", words, words, words, "several"),
        ],
    )
    unclear = replace(merged, otherwise=otherwise)
    stays = replace(merged, part="stays", added={}, changed={}, otherwise=Otherwise(stays=otherwise.stays))
    adopted = replace(stays, adopted=otherwise.stays[:2], adopter=text or "Ana", otherwise=Otherwise())
    homes = tuple((number, f"#{text or 'social'}") for number in range(1, 120))
    logo = replace(plan, part="logo", places=((3, words),))
    problems = [Problem(line, "goals[0].measures[0].target", f"I need a number here: {text}") for line in range(1, 400)]
    pages = files.error_pages(problems)
    why = refusals.refusal(AlreadyHome(name=words)).text
    found = {
        "file_set_up": files.offer(plan),
        "file_over": files.offer(replace(plan, over=(1, "2025-05-13"))),
        "file_all_over": files.offer(replace(plan, over=(2, "2025-05-13"))),
        "file_over_choose": files.offer(replace(plan, part="choose", places=homes, over=(1, "2025-05-13"))),
        "file_building": files.offer(replace(plan, end="building")),
        "file_failed": files.offer(replace(plan, end="failed", why=why)),
        "file_failed_choose": files.offer(replace(plan, part="choose", places=homes, end="failed", why=why)),
        "file_set_up_done": files.offer(replace(plan, end="set_up")),
        "file_set_up_undo": files.offer(replace(plan, end="set_up", imported=7, vacant=(2, text or "Ana"))),
        "file_undone": files.offer(replace(plan, end="undone")),
        "file_who": files.ask_who([(number, words) for number in range(1, 9)], 3),
        "file_not_now": files.offer(replace(plan, end="not_now")),
        "file_too_old": files.offer(replace(plan, end="too_old")),
        "file_choose": files.offer(replace(plan, part="choose", places=homes)),
        "file_nowhere": files.offer(replace(plan, part="choose")),
        "file_take_over": files.offer(merged),
        "file_taken_over": files.offer(replace(merged, end="taken_over")),
        "file_unclear": files.offer(unclear),
        "file_only_unclear": files.offer(replace(unclear, added={}, changed={})),
        "file_left_out": files.offer(replace(unclear, end="taken_over")),
        "file_stays": files.offer(stays),
        "file_adopted": files.offer(replace(adopted, end="adopted")),
        "file_adopted_so_far": files.offer(replace(adopted, part="take_over", added={"goals": 1})),
        "file_nothing_new": files.offer(replace(merged, part="nothing_new")),
        "logo": files.offer(logo),
        "logo_of_which": files.offer(replace(logo, places=homes)),
        "logo_used": files.offer(replace(logo, end="logo")),
        "logo_not_now": files.offer(replace(logo, end="not_now")),
        "file_one_error": files.errors("plan.yaml", pages[0][:1], 1, first=True, last=True),
    }
    for number, page in enumerate(pages):
        first, last = number == 0, number == len(pages) - 1
        found[f"file_errors_{number}"] = files.errors(text or "plan.yaml", page, 399, first=first, last=last)
    return found
