"""Addresses of nothing: not found, for readers and in the admin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from headhealth.models import ConditionPage
from tests.integration.bad_input.conftest import SNIPPETS
from tests.integration.bad_input.reading import active_content, soup_of

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "x" * 5000 + "/",
        "%00/",
        "%FF%FE/",
        "%ED%A0%BE/",
        "%F0%9F%A4%95/",
        "%D8%B5%D8%AF%D8%A7%D8%B9/",
        "<script>alert(1)</script>/",
        "..%2F..%2Fetc/passwd",
        "conditions-a-to-z/nothing/",
        "conditions-a-to-z/%00/",
        "fr/nothing/",
        "documents/999999/x.pdf",
    ],
)
def test_reader__finds_nothing(path, a_to_z, client):
    response = client.get(f"/{path}")
    assert response.status_code == 404
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("letter", ["", "\x00", '"><script>alert(1)</script>', "🤕", "x" * 10_000])
def test_query__changes_nothing(letter, a_to_z, client, settings):
    settings.HEADHEALTH_A_TO_Z_NAMES_PER_PAGE = 0
    soup = soup_of(client.get(a_to_z.url, {"letter": letter, "page": letter, "x": letter}))
    assert active_content(soup) == []


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "pages/999999/edit/",
        "pages/99999999999999999999/edit/",
        "pages/x/edit/",
        "pages/999999/revisions/1/view/",
        "pages/999999/history/",
        "pages/999999/workflow_action/approve/1/",
        "pages/add/headhealth/conditionpage/999999/",
        "pages/add/headhealth/nothing/1/",
        "pages/add/nothing/nothing/1/",
        "snippets/headhealth/nothing/",
        "headhealth/nothing/",
        "headhealth/registrations/999999/confirm/",
        "headhealth/registrations/x/confirm/",
        "headhealth/registrations/99999999999999999999/confirm/",
    ],
)
def test_admin__finds_nothing(path, home, superuser, client_of):
    client = client_of(superuser)
    assert client.get(f"/admin/{path}").status_code == 404
    assert client.post(f"/admin/{path}").status_code == 404


@pytest.mark.parametrize("key", ["999999", "99999999999999999999"])
@pytest.mark.parametrize("view", ["edit", "delete", "usage", "history"])
@pytest.mark.parametrize("model", SNIPPETS)
def test_admin__finds_no_such_snippet(model, view, key, superuser, client_of):
    url = reverse(model.snippet_viewset.get_url_name(view), args=[777]).replace("777", key)
    assert client_of(superuser).get(url).status_code == 404


@pytest.mark.parametrize("versions", ["1...999999", "999999...latest", "x...y", "live...nothing"])
def test_comparison__with_no_such_version(versions, draft, superuser, client_of):
    draft.save_revision()
    url = f"/admin/pages/{draft.pk}/revisions/compare/{versions}/"
    assert client_of(superuser).get(url).status_code == 404


def test_page_of_a_parent_that_cannot_have_it__is_refused(home, superuser, client_of):
    route = ["headhealth", "conditionpage", home.pk]
    url = reverse("wagtailadmin_pages:add", args=route)
    response = client_of(superuser).get(url, follow=True)
    assert "do not have permission" in response.content.decode()
    assert not ConditionPage.objects.exists()
