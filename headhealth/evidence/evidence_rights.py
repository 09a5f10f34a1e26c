"""The evidence packs that a user may read or share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headhealth.evidence.chosen_objects import ObjectKey, existing_keys
from headhealth.evidence.evidence_link import EvidenceLink
from headhealth.workflow.object_rights import SEE_EVIDENCE, SHARE_EVIDENCE, ObjectRight


def allowed_keys(keys: Sequence[ObjectKey], *, right: ObjectRight, user: Any) -> list[ObjectKey]:
    """Select the ``keys`` of existing objects on which ``user`` has ``right``, in their order."""
    return existing_keys(keys, lambda model: right.objects(user, model))


def visible_links(user: Any) -> list[int]:
    """The keys of the links that ``user`` may know of: their own, and those to what they may see.

    An object that was deleted needs no right.
    """
    if user.is_superuser:
        return list(EvidenceLink.objects.values_list("pk", flat=True))
    links = list(EvidenceLink.objects.only("pk", "objects_shown", "created_by"))
    keys = list(dict.fromkeys(key for link in links for key in link.keys))
    allowed = {*allowed_keys(keys, right=SEE_EVIDENCE, user=user)}
    hidden = {*existing_keys(keys)} - allowed
    return [link.pk for link in links if link.created_by_id == user.pk or not hidden & {*link.keys}]


def may_revoke(user: Any, link: EvidenceLink) -> bool:
    """Whether ``user`` may end ``link``: who may make links, and made it or may share all of it."""
    if not SHARE_EVIDENCE.is_given(user):
        return False
    existing = existing_keys(link.keys)
    return link.created_by_id == user.pk or existing == allowed_keys(
        existing, right=SHARE_EVIDENCE, user=user
    )
