"""Evidence packs in the admin: who gets there, what they see, what they take away."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from headhealth.models import ConditionPage, EvidenceLink, ReviewClock
from headhealth.withdrawal.withdraw import withdrawing
from headhealth.workflow.emergency import publish_urgently
from tests import factories
from tests.integration.evidence.reading import headline
from tests.integration.reader_forms.filling_in import soup

SHOW = "/admin/headhealth/evidence/"


def address(*objects: Any) -> str:
    query = "&".join(f"object={type(each)._meta.label_lower}:{each.pk}" for each in objects)
    return f"{SHOW}?{query}"


def pack_address(obj: Any, extension: str = "") -> str:
    end = f"{extension}/" if extension else ""
    return f"{SHOW}{type(obj)._meta.label_lower}/{obj.pk}/{end}"


@pytest.fixture
def desk(client_of, publisher):
    return client_of(publisher)


def text(response: Any) -> str:
    return " ".join(soup(response).select_one("main").get_text(" ").split())


def test_editor_and_lists__have_a_button(storied, desk):
    for url in (
        reverse("wagtailadmin_pages:edit", args=[storied.pk]),
        reverse("wagtailadmin_explore", args=[storied.get_parent().pk]),
    ):
        links = [a.get("href") for a in soup(desk.get(url)).select("a")]
        assert address(storied) in links


def test_list_of_symptoms__has_a_button(desk, superuser, client_of):
    symptom = factories.SymptomFactory()
    response = client_of(superuser).get("/admin/snippets/headhealth/symptom/")
    assert address(symptom) in response.content.decode()


def test_button__is_not_for_pages_that_are_no_health_content(home, desk):
    response = desk.get(reverse("wagtailadmin_pages:edit", args=[home.pk]))
    assert "evidence/?object" not in response.content.decode()


def test_button_and_pack__are_not_for_editors(storied, client_of, editor):
    client = client_of(editor)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[storied.pk]))
    assert "evidence/?object" not in edit.content.decode()
    for url in (address(storied), pack_address(storied), pack_address(storied, "json")):
        assert client.get(url).status_code in (302, 403)


def test_reviewer__sees_packs_and_makes_no_links(storied, client_of, reviewer):
    client = client_of(reviewer)
    response = client.get(address(storied))
    assert "Open the pack" in text(response)
    assert "Make a link" not in text(response)
    post = client.post(address(storied), {"for_whom": "Jo", "days": "7"})
    assert post.status_code in (302, 403)
    assert not EvidenceLink.objects.exists()


def test_summary__says_who_approved_and_counts_items(storied, desk):
    response = desk.get(address(storied))
    said = text(response)
    assert f"Evidence pack: {storied.title}" in " ".join(soup(response).h1.stripped_strings)
    assert "Dr Other_Reviewer (General Medical Council" in said
    assert "approved exactly this content" in said
    assert "JAMA benchmarks" in said and "Proven: 3" in said


def test_pack__opens_as_a_page_with_its_style_linked(storied, desk):
    response = desk.get(pack_address(storied))
    page = soup(response)
    assert page.title.string == "Evidence: Migraine"
    assert not page.find("style") and not page.find("script")
    assert page.select_one("link[rel=stylesheet]")["href"].endswith("css/evidence.css")
    anchors = {each["id"] for each in page.select("[id]")}
    assert {a["href"][1:] for a in page.select('a[href^="#"]')} <= anchors
    assert "How long it lasts" in response.content.decode()


def test_file__stands_alone(storied, desk):
    response = desk.get(pack_address(storied, "html"))
    assert "attachment" in response["Content-Disposition"]
    page = soup(response)
    assert page.find("style") and not page.select("link, script, img")


def test_json__is_as_documented(storied, desk):
    response = desk.get(pack_address(storied, "json"))
    data = json.loads(response.content)
    assert (data["schema"], data["schema_version"]) == ("headhealth.evidence-pack", 1)
    assert data["evidence"]["reviews"][0]["change_note"] == "How long it lasts"


@pytest.mark.parametrize(
    "path",
    [
        "headhealth.conditionpage/999999/",
        "headhealth.conditionpage/x/",
        "headhealth.conditionpage/%00/",
        "headhealth.conditionpage/1" + "0" * 40 + "/",
        "auth.user/1/",
        "nothing/1/",
        "headhealth.conditionpage/1/exe/",
        "all/exe/",
    ],
)
def test_unknown_address__is_not_found(path, desk):
    assert desk.get(f"{SHOW}{path}").status_code == 404


def test_chosen_pages__become_a_set(storied, draft, desk):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "evidence"])
    ids = f"id={storied.pk}&id={draft.pk}&id={storied.get_parent().pk}&id=x"
    response = desk.get(f"{url}?{ids}&next=/admin/", follow=True)
    said = text(response)
    assert "Migraine" in said
    assert len(response.context["packs"]) == 2


def test_nothing_chosen__says_so(desk):
    assert "no health content" in text(desk.get(f"{SHOW}?object=headhealth.conditionpage:999"))


def test_report__leads_to_the_packs_of_what_it_shows(storied, a_to_z, editor, reviewer, desk):
    other = factories.ConditionPageFactory(parent=a_to_z, title="Cluster headache")
    factories.published(other, author=editor, approver=reviewer)
    ReviewClock.objects.filter(title="Migraine").update(tier="high")
    report = soup(desk.get("/admin/reports/medical-review/?tier=high"))
    link = next(a["href"] for a in report.select("a") if "evidence" in a.get("href", ""))
    response = desk.get(link)
    assert [each["title"] for each in response.context["packs"]] == ["Migraine"]
    everything = desk.get(SHOW)
    assert [each["title"] for each in everything.context["packs"]] == [
        "Cluster headache",
        "Migraine",
    ]


def test_zip__has_a_file_for_each_and_an_index(storied, draft, desk):
    response = desk.get(f"{SHOW}all/json/?{address(storied, draft).partition('?')[2]}")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    names = [f"conditionpage-{each.pk}.json" for each in (storied, draft)]
    assert archive.namelist() == [*names, "index.html", "index.json"]
    index = json.loads(archive.read("index.json"))
    assert [each["file"] for each in index["packs"]] == names
    assert json.loads(archive.read(names[0]))["evidence"]["subject"]["title"] == "Migraine"
    assert names[0] in archive.read("index.html").decode()


def test_group_form__offers_the_permissions(superuser, client_of):
    response = client_of(superuser).get("/admin/groups/new/")
    assert "Can see evidence packs" in response.content.decode()


def test_statements__are_edited_by_publishers_and_shown(storied, desk):
    edit = desk.get("/admin/settings/headhealth/publisherstatements/", follow=True)
    form = soup(edit).select_one("main form")
    data = {
        field["name"]: field.get("value", "")
        for field in form.select("input[name], textarea[name]")
        if field["name"] != "_mapping"
    }
    data |= {"funding": "Donations only.", "privacy_url": "https://example.org/privacy"}
    response = desk.post(edit.request["PATH_INFO"], data, follow=True)
    assert response.status_code == 200
    said = desk.get(pack_address(storied)).content.decode()
    assert "The publisher states: Donations only." in said
    assert "https://example.org/privacy" in said


def test_headline__is_about_what_readers_see(storied, desk, publisher, editor):
    """Of a page that was changed urgently, withdrawn, or never approved, none says that it is."""
    assert "approved exactly this content" in headline(storied, desk)
    storied.summary = "Take half of it."
    storied.save_revision(user=editor)
    page = ConditionPage.objects.get(pk=storied.pk)
    publish_urgently(
        obj=page,
        user=publisher,
        reason="The dose is too high.",
        digest=factories.digest_shown(storied),
    )
    page = ConditionPage.objects.get(pk=storied.pk)
    assert "and no reviewer has read that since" in headline(page, desk)
    with withdrawing([page], reason="It is wrong.", user=publisher):
        page.unpublish(user=publisher)
    page = ConditionPage.objects.get(pk=storied.pk)
    assert "and nobody has approved it since" in headline(page, desk)


def test_headline__names_all_who_approved(a_to_z, desk, editor):
    page = factories.ConditionPageFactory(parent=a_to_z, title="Stroke", risk_tier="high")
    said = headline(factories.published(page, author=editor), desk)
    assert "Dr Reviewer (" in said
    assert "and Dr Co_Reviewer1 (" in said
