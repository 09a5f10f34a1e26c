"""Many live pages that cite a source, written as rows: one by one takes minutes."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex, Revision

from headhealth.models import ConditionPage, ReviewClock, Source
from tests import factories


def pages_citing(source: Source, count: int, *, parent: Any, owner: Any = None) -> list[Any]:
    """Live, with a revision of what is live, a clock, and a place in the reference index."""
    kind = ContentType.objects.get_for_model(ConditionPage)
    base_kind = ContentType.objects.get_for_model(Page)
    bases = Page.objects.bulk_create(
        Page(
            title=f"Condition {number:04}",
            draft_title=f"Condition {number:04}",
            slug=f"condition-{number}",
            path=Page._get_path(parent.path, parent.depth + 1, parent.numchild + number + 1),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}condition-{number}/",
            content_type=kind,
            locale_id=parent.locale_id,
            owner=owner,
        )
        for number in range(count)
    )
    for base in bases:
        page = ConditionPage(page_ptr=base, summary="Most pass.", body=[factories.text_section()])
        page.sources = [("source", source)]
        page.__dict__.update({f.attname: getattr(base, f.attname) for f in Page._meta.fields})
        page.save_base(raw=True)
    pages = ConditionPage.objects.filter(pk__in=[base.pk for base in bases]).order_by("pk")
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=kind,
            base_content_type=base_kind,
            object_id=str(page.pk),
            object_str=page.title,
            created_at=page.latest_revision_created_at or factories.timezone.now(),
            content=page.serializable_data(),
        )
        for page in pages
    )
    for base, revision in zip(bases, revisions, strict=True):
        # A reviewed page that is written raw is held as a draft.
        base.live, base.has_unpublished_changes = True, False
        base.live_revision = base.latest_revision = revision
    Page.objects.bulk_update(
        bases, ["live", "has_unpublished_changes", "live_revision", "latest_revision"]
    )
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + count)
    ReviewClock.objects.bulk_create(
        ReviewClock(
            content_type=kind, object_id=str(page.pk), title=page.title, tier="routine", owner=owner
        )
        for page in pages
    )
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            content_type=kind,
            base_content_type=base_kind,
            object_id=str(page.pk),
            to_content_type=ContentType.objects.get_for_model(Source),
            to_object_id=str(source.pk),
            model_path="sources.source",
            content_path=f"sources.{page.pk}",
            content_path_hash=uuid.uuid4(),
        )
        for page in pages
    )
    return list(pages)
