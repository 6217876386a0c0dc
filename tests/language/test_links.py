"""Where a link leads: an address names its network, and a link belongs to the tasks of that network."""

from __future__ import annotations

import pytest

from bot.language.links import belongs, network_of


@pytest.mark.parametrize(
    ("link", "network"),
    [
        ("https://www.instagram.com/p/abc", "Instagram"),
        ("HTTPS://INSTAGRAM.COM/p/abc", "Instagram"),
        ("http://m.facebook.com/bakery/posts/1", "Facebook"),
        ("https://fb.watch/abc/", "Facebook"),
        ("https://lnkd.in/abc", "LinkedIn"),
        ("https://vm.tiktok.com/abc", "TikTok"),
        ("https://youtu.be/abc?t=3", "YouTube"),
        ("https://x.com/bakery/status/1", "X"),
        ("https://twitter.com/bakery/status/1", "X"),
        ("https://www.threads.net/@bakery/post/1", "Threads"),
        ("https://www.pinterest.co.uk/pin/1", "Pinterest"),
        ("https://pinterest.de:443/pin/1", "Pinterest"),
        ("https://bsky.app/profile/bakery/post/1", "Bluesky"),
        ("https://t.me/bakery/1", "Telegram"),
        ("https://open.spotify.com/episode/1", "Spotify"),
        ("https://example.org/instagram.com/p/abc", ""),
        ("https://instagram.com.example.org/p/abc", ""),
        ("https://notinstagram.com/p/abc", ""),
        ("https://someone@example.org/@x.com", ""),
        ("https://bit.ly/abc", ""),
        ("https://[", ""),
        ("no address", ""),
    ],
)
def test_an_address_says_which_network_it_leads_to(link: str, network: str) -> None:
    assert network_of(link) == network


INSTAGRAM, OWN, SHORT = "https://www.instagram.com/p/abc", "https://bakery.example/rye", "https://bit.ly/abc"


@pytest.mark.parametrize(
    ("link", "platform", "is_its"),
    [
        (INSTAGRAM, "Instagram", True),
        (INSTAGRAM, "IG", True),
        (INSTAGRAM, "Instagram Stories", True),
        (INSTAGRAM, "Facebook & Instagram", True),
        (INSTAGRAM, "Facebook", False),
        (INSTAGRAM, "Blog", False),
        (INSTAGRAM, "Market stall", False),
        (INSTAGRAM, None, False),
        (OWN, "Blog", True),
        (OWN, "Website", True),
        (OWN, "Mastodon", True),
        (OWN, "Market stall", True),
        (OWN, None, True),
        (OWN, "Instagram", False),
        (SHORT, "LinkedIn", False),
        ("https://open.spotify.com/episode/1", "Podcast", True),
        ("https://youtu.be/abc", "Podcast", True),
        ("https://x.com/bakery/status/1", "X", True),
        ("https://x.com/bakery/status/1", "Twitter", True),
        ("https://www.threads.net/@bakery/post/1", "Threads", True),
    ],
)
def test_a_link_belongs_to_tasks_on_its_own_platform(link: str, platform: str | None, is_its: bool) -> None:
    assert belongs(link, platform) is is_its


def test_where_a_message_says_which_task_is_meant_only_another_networks_link_is_in_doubt() -> None:
    """In the thread of a reminder, a short link needs no question."""
    assert belongs(SHORT, "Instagram", is_pointed_at=True)
    assert not belongs(INSTAGRAM, "Facebook", is_pointed_at=True)
