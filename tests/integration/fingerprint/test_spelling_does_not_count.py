"""Where only the spelling differs, fingerprints are the same: an approval lasts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.core import serializers
from django.db import models
from hypothesis import given, seed, settings
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from headhealth.review.content_digest import content_digest, digest_of
from headhealth.review.content_snapshot import restore_snapshot
from headhealth.review.reviewed_object import reviewed_models
from tests.integration.fingerprint.reader_view import reader_view, row_view
from tests.integration.fingerprint.respelling import respelt
from tests.integration.fingerprint.stored_contents import DELETED, make_targets, stored_content
from tests.integration.fingerprint.test_readers_get_different_text import CHANCE, SEARCH


@pytest.fixture
def targets(a_to_z: Any) -> None:
    make_targets(a_to_z)


def test_fingerprint__is_that_of_any_other_spelling(targets: None) -> None:
    @seed(9)
    @settings(SEARCH, max_examples=1_000)
    @given(chance=CHANCE)
    def search(chance: Random) -> None:
        model, content = stored_content(reviewed_models(), chance)
        other = respelt(model, content, chance)
        assert reader_view(model, content) == reader_view(model, other), (content, other)
        assert digest_of(model, content) == digest_of(model, other), (content, other)

    search()


def test_fingerprint__stays_when_blocks_are_read_and_written(targets: None) -> None:
    @seed(9)
    @settings(SEARCH, max_examples=500)
    @given(chance=CHANCE)
    def search(chance: Random) -> None:
        model, content = stored_content(reviewed_models(), chance)
        stored = json.dumps(content)
        # Deleted objects are gone when it is written, and with an image all about it.
        if str(DELETED) in stored or "alt_text" in stored or "decorative" in stored:
            return
        obj = restore_snapshot(model, json.loads(stored), None)
        digest = content_digest(obj)
        row_view(obj)
        assert content_digest(obj) == digest == digest_of(model, content), content

    search()


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("model", reviewed_models(), ids=lambda model: model.__name__)
def test_fingerprint__is_the_same_in_memory_in_the_database_and_in_a_dump(
    targets: None, a_to_z: Any, model: type[models.Model], number: int
) -> None:
    _model, content = stored_content((model,), Random(number))
    obj = restore_snapshot(model, json.loads(json.dumps({"title": "Title", **content})), None)
    _forget_deleted(obj)
    obj.live = False
    # A draft may be incomplete.
    obj.full_clean = lambda *args, **kwargs: None
    before = content_digest(obj)
    if isinstance(obj, Page):
        obj.slug = "a-page"
        a_to_z.add_child(instance=obj)
    else:
        obj.save()
    stored = model._default_manager.get(pk=obj.pk)
    revised = stored.save_revision(clean=False).as_object()
    dump = serializers.serialize("json", list(_rows_of(stored)))
    for row in serializers.deserialize("json", dump):
        row.save()
    restored = model._default_manager.get(pk=obj.pk)
    assert [content_digest(each) for each in (stored, revised, restored)] == [before] * 3


def _forget_deleted(obj: Any) -> None:
    """Take keys that no row has off ``obj`` and its child rows: no database stores them."""
    for field in obj._meta.concrete_fields:
        if field.is_relation and getattr(obj, field.attname) == DELETED:
            setattr(obj, field.attname, None)
    for relation in get_all_child_relations(obj):
        for row in getattr(obj, relation.get_accessor_name()).all():
            _forget_deleted(row)


def _rows_of(obj: models.Model) -> Iterator[models.Model]:
    """The rows of every table that hold the content of ``obj``."""
    for parent in type(obj)._meta.get_parent_list():
        yield parent._default_manager.get(pk=obj.pk)
    yield obj
    for relation in get_all_child_relations(obj):
        for row in getattr(obj, relation.get_accessor_name()).all():
            yield from _rows_of(row)
