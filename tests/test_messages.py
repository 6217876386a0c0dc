"""Every kind of message has all of its parts, and its keys are written in one place."""

from __future__ import annotations

from bot.delivery.compose import Composer  # the composers are known once this is imported
from bot.delivery.composing.readers import COMPOSERS
from bot.domain.messages import KINDS, Key
from bot.views.why import KINDS as NOUNS


def test_every_kind_of_message_has_all_of_its_parts() -> None:
    assert Composer.__doc__
    assert set(COMPOSERS) == set(KINDS)
    assert set(NOUNS) == set(KINDS)
    for kind, entry in KINDS.items():
        assert entry.kind == kind
        assert isinstance(entry.key, Key)
        assert entry.__doc__, f"what is a message of the kind {kind}?"
