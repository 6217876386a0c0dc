"""Sharing files as a person, and reading what was shared."""

from __future__ import annotations

import base64
import binascii

from playground.slack.engine import Engine
from playground.slack.errors import Refused
from playground.slack.files import file_shape, may_see
from playground.slack.members import Member
from playground.slack.policies import FILE_POLICIES, FILE_REFUSALS, FilePolicy
from playground.slack.wire import Json
from playground.slack.workspace import Workspace

# Slack's clients send so many files in one message.
MAX_FILES = 10


class Sharing:
    """What people do with files. Raises Refused for what Slack would not let that person do."""

    _server: Engine
    _ws: Workspace

    async def file_policy(self, policy: str, forbidden: list[str] | None = None) -> Json:
        """Say which files the workspace takes: `all`, `images`, none (`off`), or none as it is `full`.

        `forbidden` are endings of names, such as `exe`.
        """
        if policy not in FILE_POLICIES:
            raise Refused("no_such_policy", f"{policy} is no policy. There are: {', '.join(FILE_POLICIES)}.")
        endings = frozenset(str(one).removeprefix(".").lower() for one in forbidden or ())
        self._ws.file_policy = FilePolicy(policy, endings)
        about: Json = {"change": "files", "policy": policy, "forbidden": sorted(endings)}
        self._server.journal_log.write("workspace", self._ws.id, about)
        return {"policy": policy, "forbidden": sorted(endings)}

    async def file(self, user: str, file_id: str) -> Json:
        """Return a file and its bytes, to a member who can see it: `file`, `content` (HTTP: `content_base64`)."""
        ws = self._ws
        member, shape = ws.find_member(user), ws.files.get(file_id)
        if shape is None or not may_see(ws, member.id, shape):
            raise Refused("file_not_found", f"There is no file {file_id} that {member.name} can see.", status=404)
        return {"file": shape, "content": ws.contents[file_id]}


def take_files(server: Engine, ws: Workspace, me: Member, entries: list[Json]) -> list[Json]:
    """Put a person's files into the workspace and return their shapes; where they are shared is the caller's to say.

    An entry is {"name", "title"?, and "content" or "content_base64"}. All are checked before any is taken.
    Raises Refused for no name, no bytes, too many files and files over the limit.
    """
    if len(entries) > MAX_FILES:
        raise Refused("too_many_files", f"A message holds {MAX_FILES} files at most.")
    most = server.options.file_bytes
    read = [(_name(entry), _contents(entry)) for entry in entries]
    for name, contents in read:
        if not contents:
            raise Refused("empty_file", f"{name} is empty. Slack does not take empty files.")
        if len(contents) > most:
            raise Refused("file_too_large", f"{name} has {len(contents)} bytes. {most} can be shared.", status=413)
    made = [file_shape(ws, server.url, ws.ids.new("F"), name, len(contents), me.id) for name, contents in read]
    for shape in made:
        refusal = ws.file_policy.refusal(str(shape["name"]), str(shape["mimetype"]))
        if refusal:
            raise Refused(refusal, FILE_REFUSALS[refusal], status=403)
    shapes: list[Json] = []
    for entry, shape, (_, contents) in zip(entries, made, read, strict=True):
        shape["title"] = str(entry.get("title") or shape["title"])[:255]
        ws.files[shape["id"]] = shape
        ws.contents[shape["id"]] = contents
        shapes.append(shape)
    return shapes


def _name(entry: Json) -> str:
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise Refused("no_name", "A file needs a name, such as plan.csv.")
    return name


def _contents(entry: Json) -> bytes:
    coded, plain = entry.get("content_base64"), entry.get("content")
    if coded is not None:
        try:
            return base64.b64decode(str(coded), validate=True)
        except (binascii.Error, ValueError):
            raise Refused("bad_content", "content_base64 is not base64.") from None
    if isinstance(plain, bytes):
        return plain
    if plain is None or isinstance(plain, str):
        return (plain or "").encode()
    raise Refused("bad_content", "content is text; bytes go as content_base64.")
