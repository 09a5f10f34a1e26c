"""A fingerprint of everything that readers can see of an object.

The digest is SHA-256 over the canonical form (``headhealth.review.canonical_form``) of the object's
public content. Two contents have the same form only where readers get the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models

from headhealth.review.canonical_form import canonical_form, canonical_node
from headhealth.review.content_snapshot import content_snapshot
from headhealth.review.stored import UNKNOWN_KEY, Group, walk

DIGEST_FORMAT = 2
"""The canonical form's version. Records keep the one that their digest was made in."""


def digest_of(model: type[models.Model], snapshot: Mapping[str, Any]) -> str:
    """The digest, 64 hexadecimal characters, of a snapshot of ``model``."""
    return digest_of_tree(walk(model, snapshot))


def digest_of_tree(tree: Group) -> str:
    """The digest of a snapshot that has been walked."""
    return form_digest(canonical_node(tree))


def form_digest(form: Any) -> str:
    """The hash of a form, 64 hexadecimal characters. 1 and 1.0 have two: readers can tell them."""
    text = json.dumps(form, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def content_digest(obj: models.Model) -> str:
    """The digest of the public content of ``obj`` as it is in memory."""
    return digest_of(type(obj), content_snapshot(obj))


def canonical_content(obj: models.Model, *, only: Collection[str] | None = None) -> dict[str, Any]:
    """The canonical form of the public content of ``obj``, by field: all, or ``only`` those."""
    return canonical_form(type(obj), content_snapshot(obj, only=only))


def changed_fields(
    model: type[models.Model], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """Names of the fields whose public content differs between two snapshots, in model order."""
    old, new = canonical_form(model, before), canonical_form(model, after)
    names = [*after, *(name for name in old if name not in after and name != UNKNOWN_KEY)]
    return [name for name in names if old.get(name) != new.get(name)]
