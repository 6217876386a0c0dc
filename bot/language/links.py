"""Where a link leads: which network an address belongs to, and whether it fits a task on a platform. Pure."""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import urlsplit

from bot.language.answers import fold
from bot.language.platform_names import platform_spans, read_platform

# The last labels of the networks' hosts, including short links that only one network makes. A name that ends in a dot
# has hosts in many countries.
_HOSTS = {
    "Instagram": "instagram.com instagr.am ig.me",
    "Facebook": "facebook.com fb.com fb.watch fb.me fb.gg",
    "LinkedIn": "linkedin.com lnkd.in",
    "TikTok": "tiktok.com",
    "YouTube": "youtube.com youtu.be youtube-nocookie.com",
    "X": "x.com twitter.com t.co",
    "Threads": "threads.net threads.com",
    "Pinterest": "pinterest. pin.it",
    "Bluesky": "bsky.app bsky.social",
    "Reddit": "reddit.com redd.it",
    "WhatsApp": "whatsapp.com wa.me",
    "Telegram": "telegram.org telegram.me t.me",
    "Xing": "xing.com",
    "Snapchat": "snapchat.com",
    "Discord": "discord.com discord.gg discordapp.com",
    "Spotify": "spotify.com spotify.link",
    "Google Business": "business.google.com g.page posts.gle maps.app.goo.gl",
}
_BY_HOST = MappingProxyType({host: name for name, hosts in _HOSTS.items() for host in hosts.split()})
# Sites where podcast episodes are heard, apart from the podcast's own.
_CARRY_PODCASTS = frozenset({"Spotify", "YouTube"})
# A host has at most this many labels.
MOST_LABELS = 127


def network_of(link: str) -> str:
    """Return the network of an address, by the name that plans use; "" for any other place."""
    try:
        host = (urlsplit(link).hostname or "").rstrip(".")
    except ValueError:
        return ""
    labels = host.split(".")[-MOST_LABELS:]
    for start in range(len(labels) - 1):
        ends = ".".join(labels[start:])
        # "pinterest.co.uk": the name, and at most two labels for the country.
        if ends in _BY_HOST or (f"{labels[start]}." in _BY_HOST and len(labels) - start <= 3):
            return _BY_HOST.get(ends) or _BY_HOST[f"{labels[start]}."]
    return ""


def belongs(link: str, platform: str | None, *, is_pointed_at: bool = False) -> bool:
    """Tell whether a link can be for a task on a platform, by the address alone.

    A network's link belongs to that network's tasks; any other address belongs to platforms without network
    addresses, like a blog. With `is_pointed_at`, the message names the task: only another network's link is wrong
    then.
    """
    network, names = network_of(link), _networks(platform or "")
    if not network:
        return is_pointed_at or names.isdisjoint(_HOSTS)
    return network in names or ("Podcast" in names and network in _CARRY_PODCASTS)


def _networks(platform: str) -> set[str]:
    """Return the known platforms in a platform's name: "Facebook & Instagram" has two."""
    parts = [platform, *(platform[start:end] for start, end in platform_spans(fold(platform)))]
    return {name for part in parts if (name := read_platform(part)) is not None}
