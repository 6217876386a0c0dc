"""Ideas for posts: what an empty recurring post is offered, the list, and what was saved or undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.duties import Duty
from bot.domain.posts import BODY_LIMIT, Offer, Post
from bot.domain.roles import TITLE_LIMIT
from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import (
    OPTIONS,
    Block,
    Content,
    actions,
    button,
    context,
    fit,
    modal,
    section,
    select_input,
    text_input,
    units,
)
from bot.views.kit.texts import brief, clean, count, date_in, day_words, titled, web_link

# A page of the list: each entry takes two blocks, and a title at its longest.
PAGE = 10
TEXT_SHOWN = 300
HOW = "Add one: `/beat post A photo of the new oven`, or choose “Make this a post” in a message's menu."


def label(post: Post) -> str:
    """Return "Instagram: A photo of the oven"; only the title if it suits any platform."""
    return f"{titled(post.platform)}: {titled(post.title)}" if post.platform else titled(post.title)


# ---------------------------------------------------------------- an offer in a nudge


def offered(duty: Duty, offer: Offer, now: datetime) -> list[Block]:
    """Return what a nudge offers: the idea or the older post, and the button that uses it."""
    ref = ids.Ref("duty", duty.id, duty.version)
    if offer.kind == "idea":
        said = f"An idea from your list: *{titled(offer.title)}*"
    else:
        today = date_in(now, duty.zone)
        on = day_words(offer.on, today) if offer.on else "a while ago"
        said = f"It worked before, and few remember it: *{titled(offer.title)}*, published {on}."
    link = web_link(offer.link) if offer.link else ""
    lines = [f"{said} {link}".strip()]
    if offer.text:
        lines.append(brief(offer.text, TEXT_SHOWN, "come when you use it"))
    use = button("Use this", ids.DUTY_USE, ids.choice(ref, f"{offer.kind}_{offer.id}"))
    return [section("\n".join(lines)), actions(use)]


# ---------------------------------------------------------------- saved, undone


def saved(post: Post, change_id: int | None) -> Content:
    """Say that an idea was saved, with Undo while possible; or that this was undone."""
    if post.is_removed:
        text = f"Taken back: {label(post)}. It is not in the list any more."
        return fit(Content(text, (section(text),)))
    text = f"✓ Saved as an idea: {label(post)}"
    lines = [f"✓ Saved as an idea: *{label(post)}*", "I offer it when a regular post has no text yet."]
    if post.body:
        lines.append(brief(post.body, TEXT_SHOWN, "are kept with it"))
    blocks = [section("\n".join(lines))]
    if change_id is not None:
        blocks.append(actions(button("Undo", ids.POST_UNDO, ids.Ref("change", change_id).encode())))
    return fit(Content(text, (*blocks, context("Type `/beat ideas` to see all of them."))))


def changed(post: Post, verb: str, change_id: int | None) -> Content:
    """Say that a post was removed from the list, or returned to the ideas; with Undo where possible."""
    text = {
        "remove": f"✓ Removed: {label(post)}. Nobody is offered it.",
        "keep": f"✓ Back among the ideas: {label(post)}.",
    }.get(verb, f"Taken back. It is as it was before: {label(post)}.")
    blocks = [section(text)]
    if change_id is not None:
        blocks.append(actions(button("Undo", ids.POST_UNDO, ids.Ref("change", change_id).encode())))
    return fit(Content(text, tuple(blocks)))


# ---------------------------------------------------------------- the list


def ideas(
    posts: Sequence[Post], chosen_for: Mapping[int, str], strategy: Strategy, now: datetime, page: int
) -> Content:
    """List ideas, then those in the making, then posts that were not published. `page` counts from 1.

    `chosen_for` says, by the post's id, for which recurring post it was chosen.
    """
    title = f"*{titled(strategy.name)}: ideas for posts*"
    pages = max(1, -(-len(posts) // PAGE))
    page = min(max(page, 1), pages)
    shown = posts[(page - 1) * PAGE : page * PAGE]
    if not posts:
        text = f"{title}\nNo ideas yet."
        return fit(Content(f"{text}\n{HOW}", (section(text), context(HOW))))
    waiting = sum(post.state == "idea" for post in posts)
    of_pages = f" This is page {page} of {pages}." if pages > 1 else ""
    opening = f"{title}\n{count(waiting, 'idea waits', 'ideas wait')}. The oldest is offered first.{of_pages}"
    blocks: list[Block] = [section(opening)]
    lines = []
    for post in shown:
        line = _line(post, chosen_for, strategy, now)
        lines.append(f"• {label(post)}")
        blocks.append(section(line))
        blocks += [row] if (row := _row(post)) else []
    closing = [HOW]
    if pages > 1:
        following = page % pages + 1
        closing.insert(0, f"Type `/beat ideas {following}` for the {'next' if following > page else 'first'} page.")
    blocks.append(context("\n".join(closing)))
    return fit(Content("\n".join([opening, *lines]), tuple(blocks), "Type `/beat ideas 2` for more."))


def _line(post: Post, chosen_for: Mapping[int, str], strategy: Strategy, now: datetime) -> str:
    day = day_words(date_in(post.since, strategy.zone), date_in(now, strategy.zone))
    by = f"{titled(post.author)}, {day}" if post.author else day
    link = web_link(post.source) if post.source else ""
    where = f" · {link}" if link else ""
    if post.state == "drafting":
        target = chosen_for.get(post.id)
        return f"*{label(post)}* ({by}){where}\n" + (f"Chosen for {target}." if target else "It is being worked on.")
    if post.state in ("skipped", "missed"):
        return f"*{label(post)}* ({by}){where}\nIt was chosen, and not published."
    body = f"\n{brief(post.body, TEXT_SHOWN, 'come with its offer')}" if post.body else ""
    return f"*{label(post)}* ({by}){where}{body}"


def _row(post: Post) -> Block | None:
    ref = ids.Ref("post", post.id).encode()
    if post.state == "idea":
        return actions(button("Remove", ids.POST_REMOVE, ref), block_id=f"post:{post.id}")
    if post.state in ("skipped", "missed"):
        keep = button("Back among the ideas", ids.POST_KEEP, ref)
        return actions(keep, button("Remove", ids.POST_REMOVE, ref), block_id=f"post:{post.id}")
    return None


def chosen_words(duty: Duty, strategy: Strategy) -> str:
    """Return the duty for which a post was chosen: "Tip of the day on Wed 1 Apr"."""
    return f"{titled(duty.title)} on {day_words(date_in(duty.due_at, strategy.zone))}"


# ---------------------------------------------------------------- the form


def _beginning(text: str, limit: int) -> str:
    """Return as much of a text as a field takes; a cut text ends in "…", and its message keeps the whole."""
    if units(text) <= limit:
        return text
    kept = text[: limit - 1]
    while units(kept) > limit - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def post_modal(
    plans: Sequence[tuple[int, str]], platforms: Sequence[tuple[int, str]], title: str, body: str, source: str
) -> Block:
    """Return the form "Make this a post", prefilled from a message.

    `plans` are (id, name) of the plans that it could be for: with several it asks which, and `platforms` is empty
    then. `source` is the message's place; it travels with the form.
    """
    one = plans[0][0] if len(plans) == 1 else 0
    blocks: list[Block] = []
    if len(plans) > 1:
        options = [(clean(words), ids.Ref("strategy", plan_id).encode()) for plan_id, words in plans[:OPTIONS]]
        blocks.append(select_input(ids.POST_PLAN, "For which plan?", options))
    blocks += [
        text_input(
            ids.POST_TITLE,
            "What is it about?",
            hint="A few words, by which the team knows it again.",
            example="A photo of the new oven",
            limit=TITLE_LIMIT,
            initial=_beginning(title, TITLE_LIMIT),
        ),
        text_input(
            ids.POST_BODY,
            "The text, as far as there is one",
            hint="It comes ready to copy when the idea is used. You can leave this empty.",
            example="Our new oven bakes forty loaves at once. Which one shall we try first?",
            lines=True,
            limit=BODY_LIMIT,
            optional=True,
            initial=_beginning(body, BODY_LIMIT),
        ),
    ]
    if platforms:
        options = [(words, ids.Ref("platform", platform_id).encode()) for platform_id, words in platforms[:OPTIONS]]
        blocks.append(
            select_input(
                ids.POST_PLATFORM,
                "For which platform?",
                options,
                hint="Leave it empty where it suits any.",
                optional=True,
            )
        )
    metadata = f"{ids.Ref('strategy', one).encode()} {source}".strip()
    return modal(ids.MODAL_POST, "Make this a post", blocks, "Save the idea", metadata)
