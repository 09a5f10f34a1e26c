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


def known_keys(keys: Sequence[ObjectKey], *, right: ObjectRight, user: Any) -> set[ObjectKey]:
    """Select the ``keys`` on which ``user`` has ``right``, those of deleted objects too.

    Deleted objects belong to users who have the right in the whole tree.
    """
    allowed = {*allowed_keys(keys, right=right, user=user)}
    deleted = {*keys} - {*existing_keys(keys)} if right.has_all_pages(user) else set()
    return allowed | deleted


def visible_links(user: Any) -> list[int]:
    """The keys of the links that ``user`` may know of: their own, and those to what they may see.

    A link to several objects is visible to those who may see all of them.
    """
    if user.is_superuser:
        return list(EvidenceLink.objects.values_list("pk", flat=True))
    links = list(EvidenceLink.objects.only("pk", "objects_shown", "created_by"))
    keys = list(dict.fromkeys(key for link in links for key in link.keys))
    known = known_keys(keys, right=SEE_EVIDENCE, user=user)
    return [link.pk for link in links if link.created_by_id == user.pk or known >= {*link.keys}]


def may_revoke(user: Any, link: EvidenceLink) -> bool:
    """Whether ``user`` may end ``link``: who may make links, and made it or may share all of it."""
    if not SHARE_EVIDENCE.is_given(user):
        return False
    if link.created_by_id == user.pk:
        return True
    return known_keys(link.keys, right=SHARE_EVIDENCE, user=user) >= {*link.keys}
