"""The file of an image or a document is what it was when a page with it was approved."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests import factories
from tests.integration.audit.auditing import audit, rows
from tests.integration.review.test_dependencies import body, image_block, picture


@pytest.fixture
def image(draft: Any, editor: Any, reviewer: Any) -> Any:
    """On a live page."""
    image = get_image_model().objects.create(title="Neck", file=picture())
    draft.body = body(image_block(image))
    factories.published(draft, author=editor, approver=reviewer)
    return image


@pytest.fixture
def leaflet(draft: Any, editor: Any, reviewer: Any) -> Any:
    """On a live page."""
    leaflet = get_document_model().objects.create(
        title="Leaflet", file=ContentFile(b"first", name="leaflet.txt")
    )
    link = f'<p>Read <a linktype="document" id="{leaflet.pk}">our leaflet</a>.</p>'
    section = {"heading": "More", "aspect": "overview", "text": link}
    draft.body = body({"type": "text_section", "value": section})
    factories.published(draft, author=editor, approver=reviewer)
    return leaflet


@pytest.mark.parametrize("name", ["image", "leaflet"])
def test_other_file__set_in_the_database(name, db, request):
    shown = request.getfixturevalue(name)
    content = picture("black", "other.png") if name == "image" else ContentFile(b"x", "other.txt")
    other = type(shown).objects.create(title="Other", file=content)
    assert audit().codes == []
    rows(type(shown)).filter(pk=shown.pk).update(file=other.file.name)
    assert audit().codes == ["dependency-changed"]


def test_lost_file__under_another_name(leaflet):
    rows(type(leaflet)).update(file="documents/nothing.txt")
    assert audit().codes == ["dependency-changed"]


def test_moved_file__is_no_finding(leaflet):
    moved = leaflet.file.storage.save("documents/moved.txt", ContentFile(b"first"))
    rows(type(leaflet)).update(file=moved)
    assert audit().codes == []


@pytest.mark.parametrize("name", ["image", "leaflet"])
def test_file_of_which_no_hash_is_kept__is_read_and_left_as_it_is(name, db, request):
    shown = request.getfixturevalue(name)
    rows(type(shown)).update(file_hash="")
    assert audit().codes == []
    shown.refresh_from_db()
    assert shown.file_hash == ""


def test_file_at_its_place__is_not_read(leaflet, monkeypatch):
    def refuse(self: Any) -> Any:
        raise AssertionError("read")

    monkeypatch.setattr(type(leaflet), "open_file", refuse)
    assert audit().codes == []
