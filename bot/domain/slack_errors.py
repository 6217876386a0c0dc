"""What each Slack error means for a message: try again later, give up, or find out whether it was done; and why.

The table covers every error that Slack's method reference (August 2026) documents for a method we call. A test compares
the two. If an error could mean several things, the table picks the one that loses nothing and posts nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

# Later: not done, and the trouble passes. Never: not done, and trying again won't help. Unsure: it may have been done.
Verdict = Literal["later", "never", "unsure"]
About = Literal[
    "content",  # this message, file or call as we wrote it
    "channel",  # this conversation
    "person",
    "pace",  # Slack asks us to slow down
    "method",  # this method needs a permission, a paid plan or a setting
    "workspace",  # Slack lets the app do nothing in this workspace for now; its admins or Slack can change that
    "token",  # the app was removed or its token replaced; an operator has to act
    "network",  # Slack refuses calls from this address, or is out of reach
]
# While one of these lasts, nothing gets through for anyone in the workspace.
WIDE: frozenset[About] = frozenset({"workspace", "token", "network"})


@dataclass(frozen=True)
class Meaning:
    """What an error means: the verdict, and what the trouble is about."""

    verdict: Verdict
    about: About

    @property
    def is_wide(self) -> bool:
        """Tell whether the whole workspace is shut, so that nothing else needs to be tried."""
        return self.verdict == "later" and self.about in WIDE


@dataclass(frozen=True)
class Outage:
    """Why messages don't reach Slack, for `/health`. `since` is real time; `method` is the call that was refused."""

    reason: str
    about: About
    method: str
    since: datetime


# Our own code for "nobody answered at all".
UNREACHABLE = "cannot_connect"
# An error that no table knows is retried for about ten minutes, then given up: if it passes, nothing is lost, and if it
# lasts, it holds up its conversation for no longer than that.
UNKNOWN = Meaning("later", "content")
UNKNOWN_TRIES = 8

_NEVER_CONTENT, _NEVER_CHANNEL = Meaning("never", "content"), Meaning("never", "channel")
_NEVER_PERSON, _NEVER_METHOD = Meaning("never", "person"), Meaning("never", "method")
_LATER_CONTENT, _LATER_CHANNEL = Meaning("later", "content"), Meaning("later", "channel")
_LATER_METHOD, _LATER_TOKEN = Meaning("later", "method"), Meaning("later", "token")
_LATER_WORKSPACE, _LATER_NETWORK = Meaning("later", "workspace"), Meaning("later", "network")
_PACE, _UNSURE = Meaning("later", "pace"), Meaning("unsure", "content")


def _rows(*groups: tuple[Meaning, str]) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for meaning, codes in groups:
        for code in codes.split():
            if code in found:
                raise ValueError(f"{code} has two meanings")
            found[code] = meaning
    return found


# Documented for every method.
EVERY_METHOD: Mapping[str, Meaning] = MappingProxyType(
    _rows(
        (
            _LATER_WORKSPACE,
            "access_denied ekm_access_denied enterprise_is_restricted org_login_required team_added_to_org "
            "two_factor_setup_required",
        ),
        (_LATER_NETWORK, "accesslimited"),
        (_LATER_TOKEN, "account_inactive not_authed token_expired token_revoked"),
        (
            _LATER_METHOD,
            "deprecated_endpoint is_bot method_deprecated missing_scope not_allowed_token_type unknown_method",
        ),
        # "Make sure your app is a member of the conversation": it is about one place, and an invitation fixes it.
        (_LATER_CHANNEL, "no_permission"),
        (_PACE, "ratelimited"),
        (_UNSURE, "fatal_error request_timeout service_unavailable"),
        (
            _NEVER_CONTENT,
            "invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type missing_post_type",
        ),
    )
)

# Seen with any method, although the reference lists them for one method or for none.
ANY_METHOD: Mapping[str, Meaning] = MappingProxyType(
    _rows(
        (_LATER_WORKSPACE, "app_access_restricted forbidden_team team_access_not_granted team_not_found"),
        (_LATER_TOKEN, "invalid_auth"),
        (_LATER_CHANNEL, "canvas_editing_locked external_channel_migrating fetch_members_failed"),
        (_LATER_CONTENT, "file_update_failed invalid_cursor"),
        (_PACE, "message_limit_exceeded rate_limited"),
        (_UNSURE, "internal_error update_failed"),
        (
            _NEVER_CHANNEL,
            "channel_is_limited_access channel_not_found invalid_channel is_archived is_inactive "
            "not_in_channel posting_to_channel_denied restricted_action",
        ),
        (_NEVER_PERSON, "cannot_dm_bot messages_tab_disabled user_disabled user_not_found user_not_visible"),
        (
            _NEVER_CONTENT,
            "canvas_deleted canvas_not_found canvas_too_large file_deleted file_not_found invalid_arguments "
            "invalid_attachments invalid_blocks invalid_blocks_format invalid_json json_not_object message_not_found "
            "missing_argument msg_blocks_too_long msg_too_long no_text thread_not_found too_many_attachments "
            "view_too_large",
        ),
    )
)

_CONNECT_FILES = "slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked"
_METADATA = "invalid_metadata_format invalid_metadata_schema metadata_must_be_sent_from_app metadata_too_large"
_BLOCKS = "invalid_blocks invalid_blocks_format markdown_text_conflict no_text too_many_attachments"
_VIEW = "duplicate_external_id view_too_large"
_TRIGGER = "exchanged_trigger_id expired_trigger_id invalid_trigger_id"
_CURSOR = "invalid_cursor"
# Pictures, files and canvases repeat what messages say in words: if they aren't allowed, nothing waits for them.
_NOT_ALLOWED = (
    _NEVER_METHOD,
    "deprecated_endpoint is_bot method_deprecated missing_scope no_permission not_allowed_token_type unknown_method",
)

# "Access to a resource specified in the request is denied": reading names one channel or file.
_ONE_RESOURCE = (_LATER_CHANNEL, "access_denied")

_OWN: Mapping[str, Mapping[str, Meaning]] = {
    "apps.connections.open": _rows(
        (_LATER_WORKSPACE, "forbidden_team"),
        (_LATER_TOKEN, "invalid_auth no_permission"),
        (_UNSURE, "internal_error"),
        (_NEVER_CONTENT, "insecure_request missing_args"),
    ),
    "auth.test": _rows((_LATER_TOKEN, "invalid_auth no_permission"), (_UNSURE, "internal_error")),
    "canvases.edit": _rows(
        _NOT_ALLOWED,
        (_LATER_CHANNEL, "canvas_editing_locked"),
        (_NEVER_CONTENT, "canvas_editing_failed canvas_not_found canvas_too_large"),
        (_NEVER_METHOD, "canvas_disabled_user_team free_teams_cannot_edit_standalone_canvases restricted_action"),
    ),
    "chat.delete": _rows(
        (_NEVER_CHANNEL, "channel_not_found"), (_NEVER_CONTENT, "cant_delete_message message_not_found")
    ),
    "chat.postMessage": _rows(
        (_LATER_WORKSPACE, "app_access_restricted team_not_found"),
        (_PACE, "message_limit_exceeded rate_limited"),
        (
            _NEVER_CHANNEL,
            "channel_not_found is_archived not_in_channel restricted_action restricted_action_non_threadable_channel "
            "restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel",
        ),
        (_NEVER_PERSON, "messages_tab_disabled"),
        (
            _NEVER_CONTENT,
            f"{_BLOCKS} {_METADATA} {_CONNECT_FILES} as_user_not_supported attachment_payload_limit_exceeded "
            "cannot_reply_to_message draft_already_deleted draft_already_sent draft_has_conflict draft_not_found "
            "duplicate_channel_not_found duplicate_message_not_found missing_file_data msg_blocks_too_long "
            "send_on_behalf_not_allowed slack_connect_lists_sharing_blocked too_many_contact_cards",
        ),
    ),
    "chat.update": _rows(
        (_LATER_WORKSPACE, "team_not_found"),
        (_LATER_CHANNEL, "external_channel_migrating"),
        (_PACE, "message_limit_exceeded"),
        (_UNSURE, "update_failed"),
        (_NEVER_CHANNEL, "channel_not_found is_inactive posting_to_channel_denied"),
        (
            _NEVER_CONTENT,
            f"{_BLOCKS} {_METADATA} {_CONNECT_FILES} as_user_not_supported block_mismatch blocked_file_type "
            "cant_broadcast_message cant_update_message edit_window_closed file_deleted file_is_deleted file_not_found "
            "file_share_limit_reached invalid_attachments max_file_sharing_exceeded message_not_found msg_too_long "
            "no_dual_broadcast_content_update slack_connect_blocked_file_type slack_connect_clip_sharing_blocked "
            "slack_connect_file_upload_sharing_blocked streaming_state_conflict unable_to_share_files",
        ),
    ),
    "conversations.canvases.create": _rows(
        _NOT_ALLOWED,
        # Another call was quicker, or Slack stumbled: the next try first asks Slack what is there.
        (_LATER_CHANNEL, "canvas_tab_creation_failed channel_canvas_already_exists channel_canvas_creation_failed"),
        (_NEVER_CHANNEL, "free_team_canvas_tab_already_exists"),
        (_NEVER_CONTENT, "canvas_creation_failed"),
        (_NEVER_METHOD, "canvas_disabled_user_team restricted_action team_tier_cannot_create_channel_canvases"),
    ),
    "conversations.history": _rows(
        _ONE_RESOURCE,
        (_LATER_CONTENT, _CURSOR),
        (_NEVER_CHANNEL, "channel_is_limited_access channel_not_found not_in_channel"),
        (_NEVER_CONTENT, "invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest"),
    ),
    "conversations.info": _rows(_ONE_RESOURCE, (_NEVER_CHANNEL, "channel_is_limited_access channel_not_found")),
    "conversations.members": _rows(
        _ONE_RESOURCE,
        (_LATER_CHANNEL, "fetch_members_failed"),
        (_LATER_CONTENT, _CURSOR),
        (_NEVER_CHANNEL, "channel_not_found method_not_supported_for_channel_type"),
        (_NEVER_CONTENT, "invalid_limit"),
    ),
    "conversations.open": _rows(
        (
            _NEVER_PERSON,
            "channel_not_found invalid_user_combination method_not_supported_for_channel_type user_disabled "
            "user_not_found user_not_visible",
        ),
        (_NEVER_CONTENT, "not_enough_users too_many_users users_list_not_supplied"),
    ),
    "conversations.replies": _rows(
        _ONE_RESOURCE,
        (_LATER_CONTENT, f"{_CURSOR} list_record_comment_fetch_failed"),
        (_NEVER_CHANNEL, "channel_not_found method_not_supported_for_channel_type"),
        (_NEVER_CONTENT, "invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest thread_not_found"),
    ),
    "files.completeUploadExternal": _rows(
        _NOT_ALLOWED,
        (_LATER_CONTENT, "file_update_failed"),
        (_NEVER_CHANNEL, "channel_not_found invalid_channel not_in_channel posting_to_channel_denied"),
        (_NEVER_CONTENT, "channels_limit_exceeded file_not_found file_type_not_allowed invalid_blocks"),
        (_NEVER_METHOD, "file_uploads_except_images_disabled"),
    ),
    "files.getUploadURLExternal": _rows(
        _NOT_ALLOWED,
        (
            _NEVER_CONTENT,
            "alt_txt_too_large file_type_not_allowed file_upload_size_restricted missing_argument snippet_too_large "
            "unknown_snippet_type unknown_subtype",
        ),
        (_NEVER_METHOD, "file_uploads_disabled file_uploads_except_images_disabled storage_limit_reached"),
    ),
    "files.info": _rows(
        _ONE_RESOURCE,
        (
            _NEVER_CONTENT,
            "file_deleted file_not_found not_visible slack_connect_canvas_sharing_blocked template_not_visible",
        ),
        (_NEVER_METHOD, "canvas_disabled_file_team canvas_disabled_user_team canvas_globally_disabled"),
    ),
    "users.conversations": _rows(
        (_LATER_CONTENT, _CURSOR),
        (_NEVER_CONTENT, "invalid_limit invalid_types method_not_supported_for_channel_type missing_argument"),
    ),
    "users.info": _rows((_NEVER_PERSON, "user_not_found user_not_visible"), (_NEVER_CONTENT, "too_many_users")),
    "users.list": _rows((_LATER_CONTENT, _CURSOR), (_NEVER_CONTENT, "limit_required missing_argument")),
    # These answer a person's press within three seconds: if one fails, the person presses again.
    "views.open": _rows((_NEVER_CONTENT, f"{_VIEW} {_TRIGGER}")),
    "views.publish": _rows(
        (_LATER_CONTENT, "hash_conflict"),
        (_NEVER_PERSON, "missing_profile_id"),
        (_NEVER_CONTENT, _VIEW),
        (_NEVER_METHOD, "not_enabled not_implemented"),
    ),
    "views.push": _rows((_NEVER_CONTENT, f"{_VIEW} {_TRIGGER} not_found push_limit_reached")),
    "views.update": _rows((_NEVER_CONTENT, f"{_VIEW} hash_conflict not_found")),
}

ERRORS: Mapping[str, Mapping[str, Meaning]] = MappingProxyType(
    {method: MappingProxyType({**EVERY_METHOD, **own}) for method, own in _OWN.items()}
)
"""What each documented error means, by method."""


def meaning_of(method: str, code: str) -> Meaning:
    """Return what an error of a method means; UNKNOWN for a code that is in no table."""
    return ERRORS.get(method, EVERY_METHOD).get(code) or ANY_METHOD.get(code) or UNKNOWN
