"""Two people have the same form open: the second is told, and both versions are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import AbstractPage, Revision

from tests.integration.bad_input.conftest import HEALTH_PAGES, SNIPPETS, newest
from tests.integration.bad_input.reading import in_form, messages_in, soup_of

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
TEXT = {"Symptom": "description", "Source": "title", "Contributor": "role"}


def url_of(obj: Any, view: str, *args: Any) -> str:
    if isinstance(obj, AbstractPage):
        return reverse(f"wagtailadmin_pages:{view}", args=[obj.pk, *args])
    return reverse(type(obj).snippet_viewset.get_url_name(view), args=[obj.pk, *args])


def loaded(client: Any, obj: Any) -> dict[str, str]:
    """What the form that ``client`` opens says about the version in it."""
    soup = soup_of(client.get(url_of(obj, "edit")))
    names = ("loaded_revision_id", "loaded_revision_created_at")
    return {name: soup.select_one(f"form [name={name}]")["value"] for name in names}


@pytest.fixture(params=[*HEALTH_PAGES, *SNIPPETS])
def contested(request, desk, editor, client_of) -> Any:
    """An object with a first version, and what it takes to save another."""
    model = request.param
    response = desk.add(client_of(editor), model, {})
    assert response.status_code == 302
    obj = model.objects.latest("pk")
    name = TEXT.get(model.__name__, "summary")
    return obj, lambda text, **more: desk.data(model, {}, **{name: text}, **more)


def test_second_save__is_told_and_loses_nothing(contested, editor, publisher, client_of):
    obj, data = contested
    first, second = client_of(editor), client_of(publisher)
    opened = loaded(first, obj), loaded(second, obj)
    response = first.post(url_of(obj, "edit"), data("from the first", **opened[0]), follow=True)
    assert "had not seen" not in messages_in(response)
    before = list(Revision.objects.for_instance(obj).values_list("pk", flat=True))
    response = second.post(url_of(obj, "edit"), data("from the second", **opened[1]), follow=True)
    assert "editor saved a version that you had not seen" in messages_in(response)
    if isinstance(obj, AbstractPage):
        assert "from the second" in in_form(response)
    saved = [str(revision.content) for revision in Revision.objects.for_instance(obj)]
    assert any("from the first" in content for content in saved)
    assert any("from the second" in content for content in saved)
    assert len(saved) == len(before) + 1

    told = " ".join(str(message) for message in response.context["messages"])
    links = [link["href"] for link in BeautifulSoup(told, "html.parser").select("a")]
    compare = url_of(obj, "revisions_compare", max(before), "latest")
    assert compare in links
    comparison = second.get(compare).content.decode()
    assert "from the" in comparison


def test_save_while_the_same_form_saves_itself__is_no_other_version(contested, editor, client_of):
    """The script has not heard yet which version the autosave made."""
    obj, data = contested
    client = client_of(editor)
    opened = loaded(client, obj)
    accept = {"accept": "application/json"}
    response = client.post(url_of(obj, "edit"), data("by itself", **opened), headers=accept)
    assert response.json()["success"]
    response = client.post(url_of(obj, "edit"), data("on purpose", **opened), follow=True)
    assert "had not seen" not in messages_in(response)


def test_own_older_version_from_another_window__is_told(contested, editor, client_of):
    obj, data = contested
    client = client_of(editor)
    opened = loaded(client, obj)
    client.post(url_of(obj, "edit"), data("in one window", **opened))
    a_while_ago = timezone.now() - timedelta(minutes=1)
    newest = Revision.objects.for_instance(obj).latest("pk")
    Revision.objects.filter(pk=newest.pk).update(created_at=a_while_ago)
    response = client.post(url_of(obj, "edit"), data("in the other", **opened), follow=True)
    assert "You saved a version in another window" in messages_in(response)


def test_autosave_over_a_newer_version__is_refused(contested, editor, publisher, client_of):
    obj, data = contested
    first, second = client_of(editor), client_of(publisher)
    opened = loaded(second, obj)
    first.post(url_of(obj, "edit"), data("from the first"))
    count = Revision.objects.count()
    accept = {"accept": "application/json"}
    response = second.post(url_of(obj, "edit"), data("from the second", **opened), headers=accept)
    assert response.status_code == 400
    assert response.json()["error_code"] == "invalid_revision"
    assert "newer version" in response.json()["error_message"]
    assert Revision.objects.count() == count


def test_submission_over_a_newer_version__says_so(desk, editor, publisher, client_of):
    model = HEALTH_PAGES[0]
    first, second = client_of(editor), client_of(publisher)
    desk.add(first, model, {})
    page = newest(model)
    opened = loaded(second, page)
    first.post(url_of(page, "edit"), desk.data(model, {}, summary="from the first"))
    form = desk.data(model, {}, summary="from the second", **opened, **{"action-submit": "1"})
    response = second.post(url_of(page, "edit"), form, follow=True)
    assert "had not seen" in messages_in(response)
    assert page.current_workflow_task_state.revision.content["summary"] == "from the second"
