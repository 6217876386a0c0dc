"""What a workspace's admins allow: which files it takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FilePolicy:
    """Which files a workspace takes: `all`, `images` alone, none (`off`), or none as its storage is `full`.

    `forbidden` are endings of names, in small letters and without a dot.
    """

    kind: str = "all"
    forbidden: frozenset[str] = frozenset()

    def refusal(self, name: str, mimetype: str) -> str | None:
        """Return Slack's code for why it does not take a file, or None."""
        if self.kind == "off":
            return "file_uploads_disabled"
        if self.kind == "full":
            return "storage_limit_reached"
        if self.kind == "images" and not mimetype.startswith("image/"):
            return "file_uploads_except_images_disabled"
        return "file_type_not_allowed" if name.rpartition(".")[2].lower() in self.forbidden else None


FILE_POLICIES = ("all", "images", "off", "full")
# What a person reads where an app gets the code.
FILE_REFUSALS = {
    "file_uploads_disabled": "Sharing files is turned off in this workspace.",
    "file_uploads_except_images_disabled": "This workspace takes only pictures.",
    "file_type_not_allowed": "This workspace doesn't take files of this type.",
    "storage_limit_reached": "This workspace has no storage left.",
}
