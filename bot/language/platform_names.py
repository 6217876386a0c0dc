"""Platforms by their common names: "ig", "insta", "twitter", "e-mail"; any other name is kept as typed."""

import difflib
import re

from bot.language.answers import Answer, Choice, Unclear, Understood, fold, plain, too_long

# Slack's limits for buttons and titles allow more, but no network's name is longer.
NAME_LIMIT = 60

_SPELLINGS = {
    "Instagram": "instagram|insta|ig|instagramm|instgram|instragram",
    "Facebook": "facebook|fb|face book|meta",
    "LinkedIn": "linkedin|linked in|linked-in|linkdin|linkedn",
    "TikTok": "tiktok|tik tok|tik-tok|tictoc|tiktoc",
    "YouTube": "youtube|you tube|yt",
    "X": "x|twitter|x/twitter|twitter/x|x (twitter)|x.com",
    "Threads": "threads",
    "Pinterest": "pinterest|pintrest",
    "Bluesky": "bluesky|blue sky|bsky",
    "Mastodon": "mastodon",
    "Reddit": "reddit",
    "Blog": "blog|weblog|our blog",
    "Newsletter": "newsletter|newsletters|news letter|e-mail|email|emails|mailing list|e-mails|mailing",
    "Podcast": "podcast|podcasts",
    "Website": "website|web site|homepage|web page|webpage",
    "WhatsApp": "whatsapp|whats app|wa",
    "Telegram": "telegram",
    "Xing": "xing",
    "Snapchat": "snapchat|snap",
    "Discord": "discord",
    "Spotify": "spotify",
    "Google Business": "google business|google business profile|google my business|gmb",
}
_BY_SPELLING = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings.split("|")}
# Ordinary words: they mean a platform only if nothing else was said.
_ONLY_ALONE = {"x", "threads", "meta", "snap", "mailing", "emails", "e-mails", "our blog", "wa"}
_names = "|".join(
    re.escape(spelling) for spelling in sorted(_BY_SPELLING, key=len, reverse=True) if spelling not in _ONLY_ALONE
)
_INSIDE = re.compile(rf"(?<![a-z0-9_@/.-])(?:{_names})(?![a-z0-9_@]|-[a-z]|\.[a-z])")
_NAMED = rf"(?:{_names})(?![a-z0-9_@]|-[a-z]|\.[a-z])"
_TOGETHER = re.compile(rf"(?<![a-z0-9_@/.-]){_NAMED}(?: ?(?:&|\+|/|,|, and|and|und) ?{_NAMED})+")
# "X" and "Threads" inside a sentence: capitalized, or after "on".
_X = re.compile(r"(?<![\w@.-])(?<![0-9] )(?:X|Threads|(?<=\bon )(?:x|threads))(?![\w@.-]| ?[0-9])")


def read_platform(text: str) -> str | None:
    """Return the name of the known platform that `text` is, or None."""
    folded = re.sub(r"^(?:on|via|our|the) ", "", fold(plain(text)).strip(" .!"))
    return _BY_SPELLING.get(folded)


def find_platform(text: str) -> tuple[str, int, int] | None:
    """Return the first known platform inside a plain text with its span, or None."""
    folded = fold(text)
    matches = [match for match in (_INSIDE.search(folded), _X.search(text)) if match]
    if not matches:
        return None
    first = min(matches, key=lambda match: match.start())
    # "A podcast clip, Spotify, Fridays": a name alone between commas is where it is published.
    alone = next((match for match in _INSIDE.finditer(folded) if _stands_alone(folded, match)), None)
    found = alone or first
    return _BY_SPELLING[fold(found.group())], found.start(), found.end()


def _stands_alone(folded: str, match: re.Match[str]) -> bool:
    before, after = folded[: match.start()].rstrip(" "), folded[match.end() :].lstrip(" ")
    return before.endswith((",", ";", "\ufffc")) and (not after or after.startswith((",", ";", ".", "\ufffc")))


def find_platforms_together(text: str) -> tuple[str, ...]:
    """Return the known platforms that are named as one ("Facebook & Instagram", "IG/TikTok/FB"), none for one alone."""
    match = _TOGETHER.search(fold(text))
    names = re.findall(_NAMED, match[0]) if match else []
    return tuple(dict.fromkeys(_BY_SPELLING[name] for name in names))


def platform_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of all known platforms inside a plain text."""
    return [match.span() for match in (*_INSIDE.finditer(fold(text)), *_X.finditer(text))]


def read_platform_or_text(text: str) -> Answer[str]:
    """Read a platform: a known one by any spelling, else the name as typed; a likely slip is asked about."""
    wrote = plain(text)
    if refused := too_long(wrote, "Instagram"):
        return refused
    known = read_platform(wrote)
    if known:
        return Understood(known, known)
    if len(wrote) > NAME_LIMIT:
        return Unclear(
            f"That is {len(wrote)} characters long. A platform's name has at most {NAME_LIMIT}.", "Instagram"
        )
    if not re.search(r"\w", wrote):
        return Unclear("I found no name in that.", "Instagram")
    near = difflib.get_close_matches(fold(wrote), [s for s in _BY_SPELLING if len(s) > 4], n=1, cutoff=0.8)
    if near:
        name = _BY_SPELLING[near[0]]
        return Choice(f"Do you mean {name}?", ((name, name), (wrote, wrote)))
    return Understood(wrote, wrote)
