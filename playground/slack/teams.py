"""Organisations that a workspace belongs to, and teams on the other side of a channel shared by Slack Connect.

What a payload calls its team is not always the one in which the app is installed. Forms that somebody of the other side
sends carry that side's ids; `view.app_installed_team_id` and an event's `authorizations` are the app's. Source: the
payloads in Bolt's own tests, and what Bolt says where it reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.slack.wire import Json


@dataclass(frozen=True)
class Enterprise:
    """An organisation of several workspaces."""

    id: str
    name: str

    def shape(self) -> Json:
        """Return it as interactions name it."""
        return {"id": self.id, "name": self.name}

    def names(self) -> Json:
        """Return it as objects name it that say where they belong: teams, and the people of one."""
        return {"enterprise_id": self.id, "enterprise_name": self.name}


@dataclass(frozen=True)
class Side:
    """A team as payloads name it: the app's own, or the one of somebody on the other side."""

    id: str
    domain: str
    enterprise: Enterprise | None = None

    def shape(self) -> Json:
        """Return it as interactions name it: in an organisation, with that."""
        shape: Json = {"id": self.id, "domain": self.domain}
        if self.enterprise is not None:
            shape |= self.enterprise.names()
        return shape

    @property
    def enterprise_id(self) -> str | None:
        """Return the organisation's id, None where there is none."""
        return self.enterprise.id if self.enterprise is not None else None
