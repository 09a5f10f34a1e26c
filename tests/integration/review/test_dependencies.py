"""What a page shows is recorded with its approval; a change of it puts the approval out of date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from headhealth.models import (
    ConditionPage,
    Dependency,
    LedgerEntry,
    MedicalReview,
    ReviewClock,
)
from headhealth.review.outdated import OutdatedPart, follow_change, outdated_parts
from headhealth.review.stored_file import stored_file_hash
from headhealth.snippets.source_notice import mark_source
from headhealth.source_checks.source_link import SourceLink
from tests import factories
from tests.testapp.models import ClinicPage


def picture(colour: str = "white", name: str = "neck.png") -> Any:
    return get_test_image_file(filename=name, colour=colour)


@pytest.fixture
def image(db: Any) -> Any:
    return get_image_model().objects.create(title="Neck", file=picture())


@pytest.fixture
def leaflet(db: Any) -> Any:
    return get_document_model().objects.create(
        title="Leaflet", file=ContentFile(b"first", name="leaflet.txt")
    )


@pytest.fixture
def symptom(editor: Any, reviewer: Any) -> Any:
    symptom = factories.SymptomFactory(name="stiff neck")
    return factories.published(symptom, author=editor, approver=reviewer)


@pytest.fixture
def source(db: Any) -> Any:
    return factories.SourceFactory(title="Old guideline")


@pytest.fixture
def author(db: Any) -> Any:
    return factories.ContributorFactory(name="Dr Writer")


def image_block(image: Any) -> dict[str, Any]:
    value = {"image": image.pk, "alt_text": "The neck from behind", "decorative": False}
    return {"type": "image", "value": {"image": value, "caption": "", "credit": ""}}


def body(*blocks: Any) -> Any:
    text = {"heading": "Overview", "aspect": "overview", "text": "<p>Common.</p>"}
    field = ConditionPage._meta.get_field("body")
    return field.to_python(json.dumps([{"type": "text_section", "value": text}, *blocks]))


def symptom_list(*symptoms: Any) -> dict[str, Any]:
    entries = [{"symptom": each.pk, "note": ""} for each in symptoms]
    value = {"heading": "Symptoms", "aspect": "symptoms", "intro": "", "entries": entries}
    return {"type": "symptom_list", "value": value}


@pytest.fixture
def article(
    draft: Any,
    image: Any,
    leaflet: Any,
    symptom: Any,
    source: Any,
    author: Any,
    editor: Any,
    reviewer: Any,
) -> ConditionPage:
    """Shows one thing of each kind."""
    link = f'<p>Read <a linktype="document" id="{leaflet.pk}">our leaflet</a>.</p>'
    draft.body = body(
        image_block(image),
        {
            "type": "text_section",
            "value": {"heading": "More", "aspect": "overview", "text": link},
        },
        symptom_list(symptom, factories.published(factories.SymptomFactory(name="aura"))),
    )
    draft.sources = [("source", source)]
    draft.authors = [("contributor", author)]
    return factories.published(draft, author=editor, approver=reviewer)


def outdated_since(page: Any) -> Any:
    return ReviewClock.objects.for_object(page).get().outdated_since


def changes(page: Any) -> list[tuple[str, str, str]]:
    return [(part.kind, part.title, part.change) for part in outdated_parts(page)]


def replace(client: Any, image: Any, colour: str = "black", **fields: Any) -> None:
    """As an editor does it: another file in the form of the image."""
    form = {
        "title": image.title,
        "file": SimpleUploadedFile("neck.png", picture(colour).file.getvalue(), "image/png"),
        "collection": image.collection_id,
        "description": image.description,
        "tags": "",
        **fields,
    }
    url = reverse("wagtailimages:edit", args=[image.pk])
    assert client.post(url, {k: v for k, v in form.items() if v is not None}).status_code == 302


def test_approval__records_what_the_page_shows(article, image, leaflet, source):
    recorded = MedicalReview.objects.for_object(article).get().dependencies
    assert [(each["type"], each["title"]) for each in recorded] == [
        ("headhealth.contributor", "Dr Writer, MBBS"),
        ("headhealth.source", "Old guideline (NICE, 2024)"),
        ("headhealth.symptom", "stiff neck"),
        ("headhealth.symptom", "aura"),
        ("wagtaildocs.document", "Leaflet"),
        ("wagtailimages.image", "Neck"),
    ]
    by_title = {each["title"]: each["parts"] for each in recorded}
    image.refresh_from_db()
    # Its alternative text is part of the page.
    assert by_title["Neck"] == {
        "file": image.file_hash,
        "file_name": image.file.name,
        "focal_point": None,
    }
    assert by_title["Leaflet"].keys() == {"file", "file_name"}
    assert by_title["Old guideline (NICE, 2024)"]["year"] == 2024
    assert by_title["stiff neck"]["description"] == "What it feels like."


def test_ledger__vouches_for_it(article):
    review = MedicalReview.objects.for_object(article).get()
    entry = LedgerEntry.objects.get(kind="approval", record_id=review.pk)
    assert entry.facts["dependencies"].keys() == {"sha256"}


def test_replaced_image__marks_the_page_until_it_is_undone(article, image, publisher, client_of):
    desk = client_of(publisher)
    assert outdated_since(article) is None
    before = timezone.now()
    replace(desk, image)
    part: OutdatedPart
    [part] = outdated_parts(article)
    assert (part.kind, part.title, part.change) == ("image", "Neck", "Changed since: file.")
    assert (part.by, part.is_reviewed) == (publisher, False)
    assert before <= part.since == outdated_since(article)
    # Once more: since when stays.
    replace(desk, image, "green")
    assert outdated_since(article) == part.since
    replace(desk, image, "white")
    assert outdated_since(article) is None
    assert outdated_parts(article) == []


def test_new_review__clears_the_mark(article, image, publisher, other_reviewer, client_of, editor):
    replace(client_of(publisher), image)
    factories.approve(factories.submit(article, user=editor), user=other_reviewer, scope="changes")
    assert outdated_since(article) is None
    newest = MedicalReview.objects.for_object(article).newest_first().first()
    image.refresh_from_db()
    assert image.file_hash in str(newest.dependencies)


def test_title_of_an_image__does_not_count_where_readers_do_not_see_it(
    article, image, publisher, client_of
):
    replace(client_of(publisher), image, file=None, title="The neck")
    image.refresh_from_db()
    assert image.title == "The neck"
    assert outdated_since(article) is None


def test_two_changes__the_mark_goes_with_the_last(article, image, source):
    title = source.title
    source.title = "New"
    source.save()
    first = outdated_since(article)
    image.file = picture("black")
    image.save()
    assert outdated_since(article) == first
    assert changes(article) == [
        ("source", "New (NICE, 2024)", "Changed since: title."),
        ("image", "Neck", "Changed since: file."),
    ]
    source.title = title
    source.save()
    assert outdated_since(article) > first
    assert [kind for kind, _title, _change in changes(article)] == ["image"]


def test_replaced_document__marks_the_page(article, leaflet):
    leaflet.file = ContentFile(b"second", name="leaflet.txt")
    leaflet.save()
    assert changes(article) == [("document", "Leaflet", "Changed since: file.")]


def test_file__keeps_its_hash_under_any_save(image, leaflet):
    """Wagtail's forms set it, code that saves a file seldom does."""
    for shown, other in ((image, picture("black")), (leaflet, ContentFile(b"x", name="x.txt"))):
        before = shown.get_file_hash()
        shown.file = other
        shown.save(update_fields=["file"])
        shown.save()
        shown.refresh_from_db()
        assert shown.file_hash == stored_file_hash(shown) != before


def test_file_that_code_brings__gets_a_hash(image, leaflet):
    for shown in (image, leaflet):
        assert type(shown).objects.get().file_hash == stored_file_hash(shown)


@pytest.mark.parametrize("name", ["image", "leaflet"])
def test_file_that_stays__is_not_read_by_a_save(name, db, request, monkeypatch):
    shown = request.getfixturevalue(name)
    monkeypatch.setattr(type(shown), "open_file", lambda self: pytest.fail("read"))
    for obj in (shown, type(shown).objects.get()):
        obj.title = "Another title"
        obj.save()


@pytest.mark.parametrize("name", ["image", "leaflet"])
def test_file_that_is_written_over_at_its_place__gets_its_hash(name, db, request):
    """As a program that makes pictures smaller does."""
    shown = type(request.getfixturevalue(name)).objects.get()
    before = shown.file_hash
    Path(shown.file.path).write_bytes(picture("black").read() + b"more")
    shown.save()
    stored = type(shown).objects.get()
    assert stored.file_hash == stored_file_hash(stored) != before
    assert stored.file_size == stored.file.size


def test_storage_that_cannot_say_how_large_a_file_is__keeps_no_save(leaflet, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "size", Storage.size)
    stored = type(leaflet).objects.get()
    stored.title = "Another title"
    stored.save()
    found = type(leaflet).objects.get()
    assert (found.title, found.file_size) == ("Another title", leaflet.file_size)


@pytest.mark.parametrize("name", ["image", "leaflet"])
@pytest.mark.parametrize("is_saved_later", [False, True])
def test_other_file_under_the_same_name__gets_its_hash(is_saved_later, name, db, request):
    shown = type(request.getfixturevalue(name)).objects.get()
    before, file_name = shown.file_hash, shown.file.name
    shown.file.storage.delete(file_name)
    other = picture("black") if name == "image" else ContentFile(b"other")
    shown.file.save(file_name.rsplit("/")[-1], other, save=not is_saved_later)
    if is_saved_later:
        assert shown.file.name == file_name
        shown.save(update_fields=["title"])
        shown.save()
    stored = type(shown).objects.get()
    assert stored.file.name == file_name
    assert stored.file_hash == stored_file_hash(stored) != before


def test_file_that_code_opens__is_read_again(leaflet):
    with leaflet.file.open("wb") as file:
        file.write(b"other")
    leaflet.save()
    assert type(leaflet).objects.get().file_hash == stored_file_hash(leaflet)


def test_file_of_another_name__counts_though_code_brings_none(leaflet):
    other = leaflet.file.storage.save("documents/other.txt", ContentFile(b"other"))
    leaflet.file = other
    leaflet.save()
    leaflet.refresh_from_db()
    assert leaflet.file_hash == stored_file_hash(leaflet)


@pytest.mark.parametrize(
    ("values", "is_seen"),
    [
        ({"name": "Dr Author"}, True),
        ({"role": "Nurse"}, True),
        ({"reviewer_from": None, "registration_body": "x"}, False),
    ],
)
def test_author__counts_by_what_readers_see(values, is_seen, article, author):
    for name, value in values.items():
        setattr(author, name, value)
    author.save()
    assert (outdated_since(article) is not None) == is_seen


def test_source__link_and_notice_do_not_count(article, source, publisher):
    SourceLink.objects.create(
        source=source, address=source.url, state="broken", checked_at=timezone.now()
    )
    mark_source(
        source,
        kind="retracted",
        user=publisher,
        happened_on=timezone.localdate(),
        reason="Wrong data.",
    )
    source.save()
    assert outdated_since(article) is None


def test_symptom__marks_the_page_when_it_is_published_and_not_before(
    article, symptom, editor, other_reviewer
):
    symptom.description = "It hurts to bend your head forward."
    state = factories.submit(symptom, user=editor)
    assert outdated_since(article) is None
    factories.approve(state, user=other_reviewer)
    [part] = outdated_parts(article)
    assert part.change == "Changed since: description."
    # Somebody approved that, though not on this page.
    assert part.is_reviewed


def test_symptom__taken_away_marks_the_page(article, symptom):
    symptom.unpublish()
    assert changes(article) == [("symptom", "stiff neck", "Readers do not see it any more.")]
    symptom.refresh_from_db()
    symptom.get_latest_revision().publish()
    assert outdated_since(article) is None


def test_draft_symptom__marks_the_page_once_readers_see_it(
    draft, symptom, editor, reviewer, other_reviewer
):
    numbness = factories.SymptomFactory(name="numbness")
    draft.body = body(symptom_list(symptom, numbness))
    page = factories.published(draft, author=editor, approver=reviewer)
    assert outdated_since(page) is None
    factories.published(numbness, author=editor, approver=other_reviewer)
    change = "Readers did not see it then, and see it now."
    assert changes(page) == [("symptom", "numbness", change)]


@pytest.mark.parametrize("name", ["image", "leaflet", "source"])
def test_deleted__marks_the_page(name, article, request):
    shown = request.getfixturevalue(name)
    title = str(shown)
    shown.delete()
    assert [(part.title, part.change) for part in outdated_parts(article)] == [
        (title, "It was deleted.")
    ]


def test_shown_treatment__counts_and_a_linked_page_does_not(
    a_to_z, home, editor, reviewer, other_reviewer
):
    treatments = factories.AToZPageFactory(
        parent=home, title="Treatments", slug="treatments", listed_type="headhealth.TreatmentPage"
    )
    rest = factories.TreatmentPageFactory(parent=treatments, title="Rest")
    linked = factories.ConditionPageFactory(parent=a_to_z, title="Linked")
    rest, linked = (factories.published(page) for page in (rest, linked))
    section = {
        "heading": "Treatments",
        "aspect": "treatments",
        "intro": f'<p><a linktype="page" id="{linked.pk}">Linked</a></p>',
        "treatments": [{"type": "page", "value": rest.pk}],
    }
    page = factories.ConditionPageFactory(
        parent=a_to_z,
        body=body({"type": "treatment_section", "value": section}),
        related_pages=[("page", linked)],
    )
    page = factories.published(page)
    assert [row.shown_title for row in Dependency.objects.for_object(page)] == ["Rest"]
    for changed, field in ((linked, "summary"), (rest, "also_known_as"), (rest, "risks")):
        setattr(changed, field, "<p>Other.</p>")
        factories.approve(factories.submit(changed, user=editor), user=other_reviewer)
    change = "Changed since: Risks and side effects."
    assert changes(page) == [("treatment", "Rest", change)]


def test_host_page__its_relations_count(home, symptom, editor, other_reviewer):
    page = ClinicPage(title="Clinic", slug="clinic", summary="Come in.", live=False)
    page.body = [factories.text_section()]
    page.shown_symptoms = [symptom]
    home.add_child(instance=page)
    page = factories.published(page)
    symptom.name = "neck that is stiff"
    factories.approve(factories.submit(symptom, user=editor), user=other_reviewer)
    assert changes(page) == [("symptom", "neck that is stiff", "Changed since: name.")]


def test_alias__follows_its_source(article, image, home):
    alias = article.create_alias(parent=home)
    image.file = picture("black")
    image.save()
    assert changes(alias) == changes(article) != []


def test_unpublished_page__is_forgotten(article):
    article.unpublish()
    assert not Dependency.objects.for_object(article).exists()


def test_record_of_before__says_nothing(article, image):
    """It does not know what the page showed: nobody can say that it is out of date."""
    factories.reviewed(article, revision=article.latest_revision, dependencies=None)
    article.get_latest_revision().publish()
    image.file = picture("black")
    image.save()
    assert outdated_since(article) is None


def test_change_before_a_later_publication__is_found_then(article, image, editor, other_reviewer):
    """Approved for another day, and meanwhile the image is replaced."""
    article.summary = "New."
    state = factories.submit(article, user=editor)
    factories.approve(state, user=other_reviewer)
    article.refresh_from_db()
    article.unpublish()
    image.file = picture("black")
    image.save()
    article.refresh_from_db()
    article.get_latest_revision().publish()
    assert changes(article) == [("image", "Neck", "Changed since: file.")]


def show_on(image: Any, count: int) -> None:
    """As many pages that show ``image``, by their clocks."""
    kind = ContentType.objects.get_for_model(ConditionPage)
    keys = [str(1_000_000 + number) for number in range(count)]
    ReviewClock.objects.bulk_create(
        ReviewClock(content_type=kind, object_id=key, title=key, tier="routine") for key in keys
    )
    Dependency.objects.bulk_create(
        Dependency(
            content_type=kind,
            object_id=key,
            shown_type=ContentType.objects.get_for_model(image),
            shown_id=str(image.pk),
            shown_title=image.title,
            parts={"file": image.get_file_hash()},
        )
        for key in keys
    )


@pytest.mark.parametrize("count", [1, 1000])
def test_change__costs_the_same_on_any_number_of_pages(count, image):
    show_on(image, count)
    type(image).objects.update(file_hash="0" * 40)
    with CaptureQueriesContext(connection) as captured:
        follow_change(image)
    assert ReviewClock.objects.exclude(outdated_since=None).count() == count
    # The rows, the image, a savepoint around two updates.
    assert len(captured) == 6


def test_unshown__costs_one_query(image):
    with CaptureQueriesContext(connection) as captured:
        follow_change(image)
    assert len(captured) == 1
