"""The slug of a reviewed page follows its title, unless a content lead chose it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from wagtail.log_actions import LogContext
from wagtail.models import Page

from headhealth.models import ConditionPage
from tests.integration.admin.page_forms import condition_form
from tests.integration.gate.admin_doors import page_url
from tests.integration.gate.reading import read, told
from tests.integration.gate.world import World
from tests.testapp.models import AnyPage

CHOSEN = "aspirin-cures-it"
REASON = "Only a content lead can set a different one"
BODY = [{"type": "text_section", "value": {
    "heading": "Overview", "aspect": "overview", "text": "<p>It is common.</p>"
}}]  # fmt: skip


def add_url(world: World) -> str:
    args = ["headhealth", "conditionpage", world.a_to_z.pk]
    return reverse("wagtailadmin_pages:add", args=args)


def admin_create(world: World, slug: str) -> Any:
    form = condition_form(title="Tension headache", slug=slug)
    if not slug:
        del form["slug"]
    return world.post(add_url(world), form)


def admin_edit(world: World, slug: str) -> Any:
    return world.post(page_url("edit", world.page), condition_form(world.version, slug=slug))


def admin_copy(world: World, slug: str) -> Any:
    form = {"new_title": "Migraine", "new_slug": slug, "new_parent_page": world.a_to_z.pk}
    return world.post(page_url("copy", world.page), form)


def api_create(world: World, slug: str) -> Any:
    meta = {"type": "testapp.ClinicPage", "parent_id": world.home.pk}
    data = {"meta": meta, "title": "New", "summary": "Come in.", "body": BODY, "slug": slug}
    return world.api("POST", "create_page", data)


def api_update(world: World, slug: str) -> Any:
    data = {"meta": {"type": "headhealth.ConditionPage"}, "slug": slug}
    return world.api("PATCH", "update_page", data, page_id=world.page.pk)


def api_copy(world: World, slug: str) -> Any:
    data = {"slug": slug, "keep_live": False}
    return world.api("POST", "pages_actions_copy", data, page_id=world.page.pk)


def code_save_revision(world: World, slug: str) -> Any:
    version = world.version
    version.slug = slug
    return version.save_revision(user=world.user)


def code_save(world: World, slug: str) -> Any:
    page = world.page
    page.slug = slug
    return page.save(user=world.user)


def code_copy(world: World, slug: str) -> Any:
    with LogContext(user=world.user):
        return world.page.copy(update_attrs={"slug": slug}, keep_live=False)


def code_add_child(world: World, slug: str) -> Any:
    page = ConditionPage(title="Tension headache", slug=slug, summary="It passes.", live=False)
    with LogContext(user=world.user):
        return world.a_to_z.add_child(instance=page)


def code_base_save(world: World, slug: str, **kwargs: Any) -> Any:
    page = Page.objects.get(pk=world.page.pk)
    page.slug = slug
    with LogContext(user=world.user):
        return page.save(**kwargs)


def code_base_save_of_the_field(world: World, slug: str) -> Any:
    return code_base_save(world, slug, update_fields=["slug", "url_path"])


def code_proxy(world: World, slug: str) -> Any:
    page = AnyPage.objects.get(pk=world.page.pk)
    page.slug = slug
    with LogContext(user=world.user):
        return page.save()


def code_save_base(world: World, slug: str) -> Any:
    page = world.page
    page.slug = slug
    with LogContext(user=world.user):
        return page.save_base()


def code_title_in_memory(world: World, slug: str) -> Any:
    """The title that the slug follows is not written."""
    page = world.page
    page.title, page.slug = "Aspirin cures it", slug
    return page.save(user=world.user, update_fields=["slug", "url_path"])


def code_base_title_in_memory(world: World, slug: str) -> Any:
    page = Page.objects.get(pk=world.page.pk)
    page.title, page.slug = "Aspirin cures it", slug
    with LogContext(user=world.user):
        return page.save_base(update_fields=["slug"])


def code_edit_revision(world: World, slug: str) -> Any:
    revision = world.page.latest_revision
    revision.content = {**revision.content, "slug": slug}
    with LogContext(user=world.user):
        return revision.save()


FORMS = [admin_create, admin_edit, api_create, api_update]
"""Where the field is not the editor's: what is sent for it is passed over."""
DOORS = [
    admin_copy,
    api_copy,
    code_save_revision,
    code_save,
    code_copy,
    code_add_child,
    code_base_save,
    code_base_save_of_the_field,
    code_proxy,
    code_save_base,
    code_title_in_memory,
    code_base_title_in_memory,
    code_edit_revision,
]
every_door = pytest.mark.parametrize("door", [*FORMS, *DOORS])
target = pytest.mark.parametrize("target", ["draft", "change"])


def result_of(door: Any, world: World, slug: str) -> str:
    try:
        response = door(world, slug)
    except PermissionDenied as refusal:
        return str(refusal)
    return told(response) if isinstance(response, HttpResponse) else ""


def slugs() -> set[str]:
    """Of rows and of latest versions."""
    pages = [page.get_latest_revision_as_object() for page in ConditionPage.objects.all()]
    return {*Page.objects.values_list("slug", flat=True), *(page.slug for page in pages)}


@pytest.mark.parametrize("door", DOORS)
@target
def test_editor__cannot_choose_one(door, target, make_world):
    world = make_world("editor", target)
    before = slugs()
    assert REASON in result_of(door, world, CHOSEN)
    assert slugs() == before


@pytest.mark.parametrize("door", FORMS)
@target
def test_editor__gets_that_of_the_title_in_a_form(door, target, make_world):
    world = make_world("editor", target)
    before = slugs()
    result = result_of(door, world, CHOSEN)
    made = {admin_create: {"tension-headache"}, api_create: {"new"}}.get(door, set())
    assert slugs() - before == made
    assert REASON in result or door in (admin_create, admin_edit)


@every_door
@target
@pytest.mark.parametrize("user_name", ["publisher", "superuser"])
def test_content_lead__can(door, target, user_name, make_world):
    world = make_world(user_name, target)
    assert REASON not in result_of(door, world, CHOSEN)
    assert CHOSEN in slugs()


def test_new_page__gets_that_of_its_title(make_world):
    world = make_world("editor")
    for _ in range(2):
        admin_create(world, "")
    pages = ConditionPage.objects.filter(title="Tension headache")
    assert sorted(page.slug for page in pages) == ["tension-headache", "tension-headache-1"]


def test_editor__is_shown_that_it_follows_the_title(make_world):
    world = make_world("editor")
    for url in (add_url(world), page_url("edit", world.page)):
        response = world.client.get(url)
        assert response.context["form"].fields["slug"].widget.attrs["disabled"]
        assert REASON in response.content.decode()


def test_content_lead__is_told_that_no_reviewer_checks_it(make_world):
    world = make_world("publisher")
    field = world.client.get(page_url("edit", world.page)).context["form"].fields["slug"]
    assert "no medical reviewer checks it" in field.help_text
    assert "disabled" not in field.widget.attrs


def test_copy_form__names_the_address_to_use(make_world):
    world = make_world("editor")
    form = {"new_title": "Copy of vertigo", "new_slug": CHOSEN, "new_parent_page": world.a_to_z.pk}
    refusal = "Use “copy-of-vertigo”, the address made from the title."
    assert refusal in told(world.post(page_url("copy", world.page), form))
    world.post(page_url("copy", world.page), {**form, "new_slug": "copy-of-vertigo"})
    assert "copy-of-vertigo" in slugs()


def test_stored_page__is_told_to_keep_its_address(make_world):
    world = make_world("editor", "change")
    refusal = f"Keep “{world.page.slug}”, the address that the page has."
    with pytest.raises(PermissionDenied, match=refusal):
        code_save_revision(world, CHOSEN)


def test_slug__stays_when_the_title_changes(make_world):
    world = make_world("editor", "draft")
    form = condition_form(world.version, title="Cluster headaches")
    del form["slug"]
    world.post(page_url("edit", world.page), form)
    assert world.page.title == "Cluster headaches"


def test_slug__of_the_new_title_can_be_taken(make_world):
    world = make_world("editor", "draft")
    form = condition_form(world.version, title="Cluster headaches", slug="cluster-headaches")
    world.post(page_url("edit", world.page), form)
    assert ConditionPage.objects.get(slug="cluster-headaches")


def save_in_admin(world: World, title: str) -> None:
    form = condition_form(world.version, title=title)
    del form["slug"]
    world.post(page_url("edit", world.page), form)


def save_in_api(world: World, title: str) -> None:
    data = {"meta": {"type": "headhealth.ConditionPage"}, "title": title}
    world.api("PATCH", "update_page", data, page_id=world.page.pk)


def save_in_code(world: World, title: str) -> None:
    version = world.version
    version.title = title
    if not version.live:
        version.save(user=world.user)
    version.save_revision(user=world.user)


@pytest.mark.parametrize("model", [ConditionPage, Page, AnyPage])
@pytest.mark.parametrize("names", [None, ["title"]])
def test_title_for_one_save__leaves_no_slug_in_the_row(model, names, make_world):
    world = make_world("editor", "draft")
    pk = world.page.pk
    with LogContext(user=world.user):
        page = model.objects.get(pk=pk)
        page.title, page.slug = "Aspirin cures it", CHOSEN
        page.save()
        assert ConditionPage.objects.get(pk=pk).url_path.endswith(f"/{CHOSEN}/")
        page = model.objects.get(pk=pk)
        page.title = "Migraine"
        page.save(update_fields=names)
    page = ConditionPage.objects.get(pk=pk)
    assert (page.title, page.slug) == ("Migraine", "migraine")
    assert page.url_path.endswith("/migraine/")


@pytest.mark.parametrize("door", [code_base_save, code_proxy, code_save_base, code_edit_revision])
def test_script__keeps_the_slug_that_it_sets(door, make_world):
    world = make_world("superuser", "draft")
    world.__dict__["user"] = None
    door(world, CHOSEN)
    assert CHOSEN in slugs()


SAVES = pytest.mark.parametrize("save", [save_in_admin, save_in_api, save_in_code])


@SAVES
@pytest.mark.parametrize("has_slug", [True, False])
def test_title_for_one_save__leaves_no_slug(save, has_slug, make_world):
    """A claim as the title of a draft, its slug, and then the title that a reviewer reads."""
    world = make_world("editor", "draft")
    page = world.page
    ConditionPage.objects.filter(pk=page.pk).update(slug="cluster-headache")
    page.refresh_from_db()
    page.save_revision()
    world.target = "cluster-headache"
    claim = condition_form(world.version, title="Aspirin cures it", slug=CHOSEN)
    if not has_slug:
        del claim["slug"]
    world.post(page_url("edit", page), claim)
    page.refresh_from_db()
    assert page.slug == CHOSEN
    world.target = CHOSEN
    save(world, "Migraine")
    page = ConditionPage.objects.get(pk=page.pk)
    assert page.slug == page.get_latest_revision_as_object().slug == "migraine"


@SAVES
def test_title_for_one_save__leaves_no_slug_on_a_live_page(save, make_world):
    world = make_world("editor", "change")
    page = world.page
    claim = condition_form(world.version, title="Aspirin cures it", slug=CHOSEN)
    world.post(page_url("edit", page), claim)
    assert world.version.slug == CHOSEN
    save(world, "Migraine")
    assert world.version.slug == "change"


def test_slug_that_a_lead_chose__outlives_an_editor_and_goes_live_with_an_approval(make_world):
    lead, editor = make_world("publisher", "change"), make_world("editor", "change")
    page = lead.page
    admin_edit(lead, CHOSEN)
    form = condition_form(editor.version, summary="One more try.")
    assert REASON not in told(editor.post(page_url("edit", page), form))
    make_world("reviewer", "change").approve_on_the_dashboard(page.get_latest_revision_as_object())
    page = ConditionPage.objects.get(pk=page.pk)
    assert page.slug == CHOSEN
    assert "One more try." in read(page)


def test_earlier_slug__comes_back_with_its_version(make_world):
    world = make_world("publisher", "draft")
    page, earlier = world.page, world.page.latest_revision
    admin_edit(world, CHOSEN)
    editor = make_world("editor", "draft")
    data = {"revision_id": earlier.pk}
    response = editor.api("POST", "pages_actions_revert", data, page_id=page.pk)
    assert response.status_code == 200
    assert ConditionPage.objects.get(pk=page.pk).get_latest_revision_as_object().slug == "draft"


def test_copies__keep_the_slug_of_their_source(make_world):
    world = make_world("editor", "change")
    assert world.api("POST", "pages_actions_copy", {"keep_live": False}, page_id=world.page.pk)
    admin_copy(world, "change-2")
    assert {"change-1", "change-2"} <= slugs()
    url = reverse("simple_translation:submit_page_translation", args=[world.page.pk])
    world.post(url, {"locales": [world.french.pk]})
    assert world.page.get_translation(world.french).slug == "change"


def test_alias__keeps_the_slug_of_its_source(make_world):
    world = make_world("publisher", "change")
    world.api("POST", "pages_actions_create_alias", {}, page_id=world.page.pk)
    assert "change-1" in slugs()


def test_script__brings_its_own(make_world):
    world = make_world()
    page = ConditionPage(title="Imported", slug=CHOSEN, summary="It passes.", live=False)
    world.a_to_z.add_child(instance=page)
    assert ConditionPage.objects.get(pk=page.pk).slug == CHOSEN


@pytest.mark.parametrize(
    ("title", "allow_unicode", "slug"),
    [
        ("Übelkeit & Schwindel", True, "übelkeit-schwindel"),
        ("Übelkeit & Schwindel", False, "ubelkeit-schwindel"),
        ("Мигрень", True, "мигрень"),
        ("Мигрень", False, "u041cu0438u0433u0440u0435u043du044c"),
        ("x" * 255, True, "x" * 210),
    ],
)
def test_title__in_any_letters_and_of_any_length(title, allow_unicode, slug, make_world, settings):
    settings.WAGTAIL_ALLOW_UNICODE_SLUGS = allow_unicode
    world = make_world("editor")
    form = condition_form(title=title, slug="x")
    del form["slug"]
    world.post(add_url(world), form)
    assert ConditionPage.objects.get(title=title).slug.startswith(slug)
