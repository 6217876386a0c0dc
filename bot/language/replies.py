"""Answers to a reminder: a link, "done", or both. Pure: text in, its meaning out; nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.answers import fold, plain

# Slack writes an address as <https://…> or <https://…|label>; some clients send it bare.
_LINK = re.compile(r"<(?P<marked>https?://[^<>|\s]+)(?:\|[^<>]*)?>|(?P<bare>https?://[^<>|\s]+)", re.IGNORECASE)
# Words around "done" or a link that change nothing; any other word does.
_AROUND = frozenset((
    "a", "all", "already", "and", "for", "have", "here", "here's", "i", "i've", "is", "it", "it's", "its",
    "just", "link", "my", "now", "of", "ok", "okay", "on", "one", "our", "out", "post", "ready", "see", "sent",
    "thank", "thanks", "that", "that's", "the", "this", "today", "up", "we", "we've", "yes", "you",
))  # fmt: skip
# Without a link, one of these has to be there.
_DONE = frozenset(("done", "posted", "published", "finished", "online", "live"))
# A message that begins with one of these asks something, or greets.
_ASKS = frozenset((
    "can", "could", "do", "does", "help", "how", "what", "what's", "whats", "when", "where", "which", "who", "why",
))  # fmt: skip
_GREETS = frozenset((
    "bye", "goodbye", "hallo", "hello", "hey", "hi", "hiya", "morning", "ok", "okay", "sorry", "thank",
    "thanks", "thx", "welcome", "yo",
))  # fmt: skip
_MARKS = re.compile(r":(?:white_check_mark|heavy_check_mark|ballot_box_with_check):|[✓✔✅☑]\ufe0f?")
_ADDRESS_END = ".,;:!?)]}'\""
# A longer message is conversation.
MOST_WORDS = 40

CHECK_MARKS = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check"})


@dataclass(frozen=True)
class Reply:
    """What a reply says: that something is done, perhaps with a link. `is_sure` is False if it says more than that.

    `links` is how many addresses it holds; `link` is the first.
    """

    link: str | None
    links: int
    is_sure: bool


def may_answer(text: str) -> bool:
    """Tell whether a message can be an answer: it asks nothing back, and is more than a greeting.

    "Who are our customers?" and "what do i have to do" ask; "hi", "good morning all" and "thanks" greet.
    """
    said = " ".join(re.sub(r"[^\w' ]+", " ", fold(plain(_LINK.sub(" link ", text)))).split()).split()
    if "?" in text or not said or said[0] in _ASKS:
        return False
    return said[0] not in _GREETS and not re.match(r"good (?:morning|day|afternoon|evening|night)\b", " ".join(said))


def read_reply(text: str) -> Reply | None:
    """Read "https://…", "done", "Done: https://…", "posted it, here is the link: https://…"; None for anything else.

    A link with other words ("not yet, but look at https://…") is half-understood, and needs confirmation.
    """
    found = [(m["marked"] or m["bare"].rstrip(_ADDRESS_END)).replace("&amp;", "&") for m in _LINK.finditer(text)]
    rest = _LINK.sub(" ", text)
    marked = bool(_MARKS.search(rest))
    said = " ".join(re.sub(r"[^\w' ]+", " ", fold(plain(_MARKS.sub(" ", rest)))).split())
    if len(said.split()) > MOST_WORDS:
        return None
    used = said.split()
    asks = "?" in rest or used[:1] == ["is"]
    is_plain = not asks and all(word in _AROUND or word in _DONE for word in used)
    if found:
        return Reply(found[0], len(set(found)), is_plain and len(set(found)) == 1)
    if is_plain and (marked or not _DONE.isdisjoint(used)):
        return Reply(None, 0, True)
    return None
