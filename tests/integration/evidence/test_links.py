"""Links for assessors: what whoever has one sees, and what nobody else does."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from headhealth.evidence import link_views, prepared_packs
from headhealth.evidence.chosen_objects import key_of_object
from headhealth.evidence.ledger_state import FRESH_SECONDS
from headhealth.evidence.link_token import link_behind, make_link, revoke_link
from headhealth.evidence.pack import make_pack
from headhealth.evidence.prepared_packs import KEPT_SECONDS
from headhealth.models import ConditionPage, EvidenceLink, LedgerEntry
from headhealth.page_cache.content_generation import current_generation
from tests import factories
from tests.integration.audit.auditing import rows
from tests.integration.evidence.reading import archive_at, steps
from tests.integration.evidence.test_admin import address
from tests.integration.reader_forms.filling_in import soup


@pytest.fixture
def make(publisher):
    """A link to these objects: the row and the path."""

    def make(*objects: Any, days: int = 30) -> tuple[EvidenceLink, str]:
        link, token = make_link(
            keys=[key_of_object(each) for each in objects],
            title="Some pages",
            for_whom="Ms Assessor",
            days=days,
            user=publisher,
        )
        return link, f"/evidence/{token}/"

    return make


@pytest.fixture
def assessor() -> Client:
    return Client()


def test_publisher__makes_a_link_that_works_without_an_account(
    storied, client_of, publisher, assessor
):
    desk = client_of(publisher)
    response = desk.post(address(storied), {"for_whom": " Ms Assessor ", "days": "7"})
    shown = soup(response).select_one("#hh-evidence-link")["value"]
    link = EvidenceLink.objects.get()
    assert (link.for_whom, link.title, link.created_by) == ("Ms Assessor", "Migraine", publisher)
    assert timedelta(days=6) < link.expires_at - timezone.now() <= timedelta(days=7)
    assert shown.startswith("http://localhost/evidence/")
    path = shown.removeprefix("http://localhost")
    seen = assessor.get(path)
    assert seen.status_code == 200
    assert "Evidence: Migraine" in seen.content.decode()
    # It is not shown again.
    again = desk.get(address(storied))
    assert path not in again.content.decode()
    assert "For Ms Assessor, until" in again.content.decode()
    assert ModelLogEntry.objects.filter(action="headhealth.evidence_link.create").count() == 1


@pytest.mark.parametrize(
    "answers",
    [{"for_whom": "", "days": "7"}, {"for_whom": "Jo", "days": "8"}, {"for_whom": "Jo"}],
    ids=["for nobody", "a time that is not offered", "no time"],
)
def test_form__with_a_wrong_answer_makes_no_link(answers, storied, client_of, publisher):
    response = client_of(publisher).post(address(storied), answers)
    assert response.status_code == 200
    assert soup(response).select(".w-field__errors, .error-message")
    assert not EvidenceLink.objects.exists()


def test_link__shows_what_is_known_now(storied, make, assessor, editor, reviewer):
    _link, path = make(storied)
    assert "Later on" not in assessor.get(path).content.decode()
    page = ConditionPage.objects.get(pk=storied.pk)
    page.summary = "Later on it comes back."
    factories.published(page, author=editor, approver=reviewer)
    assert "Later on it comes back." in assessor.get(path).content.decode()


def test_ledger__is_not_read_anew_for_each_page_that_is_opened(
    storied, make, assessor, editor, reviewer, time_machine
):
    _link, path = make(storied)

    def opened() -> tuple[str, bool]:
        with CaptureQueriesContext(connection) as captured:
            html = assessor.get(path).content.decode()
        # All of it, and not only the entries about this page.
        reads = (
            query["sql"] for query in captured if 'FROM "headhealth_ledgerentry"' in query["sql"]
        )
        return html, any("WHERE" not in sql and "LIMIT" not in sql for sql in reads)

    time_machine.move_to(timezone.now(), tick=False)
    assert opened()[1]
    assert not opened()[1]
    # A new entry, and a ledger that somebody changed by hand a minute ago, are both told.
    factories.published(factories.SymptomFactory(), author=editor, approver=reviewer)
    assert opened()[1]
    first = LedgerEntry.objects.first()
    rows(LedgerEntry).filter(pk=first.pk).update(hash="0" * 64)
    time_machine.shift(FRESH_SECONDS + 1)
    html, is_verified = opened()
    assert is_verified
    assert "is broken" in html


def test_link__to_several_lists_them_and_leads_to_each(storied, draft, make, assessor):
    _link, path = make(storied, draft)
    links = [a["href"] for a in soup(assessor.get(path)).select("ol a")]
    assert links == [f"{path}1/", f"{path}2/"]
    second = assessor.get(links[1])
    assert "No medical reviewer has approved it." in second.content.decode()
    assert path in second.content.decode()
    assert assessor.get(f"{path}3/").status_code == 404
    assert assessor.get(f"{path}0/").status_code == 404


def test_link__gives_files(storied, make, assessor):
    _link, path = make(storied)
    data = json.loads(assessor.get(f"{path}1/json/").content)
    assert data["evidence"]["subject"]["title"] == "Migraine"
    response = assessor.get(f"{path}1/pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert "Migraine" in PdfReader(BytesIO(response.content)).pages[0].extract_text()
    assert assessor.get(f"{path}1/exe/").status_code == 404
    assert archive_at(assessor, f"{path}all/json/").startswith(b"PK")


def test_link__counts_how_often_it_was_opened(storied, make, assessor):
    link, path = make(storied)
    assessor.get(path)
    assessor.get(path)
    assessor.head(path)
    link.refresh_from_db()
    assert link.times_opened == 2
    assert link.last_opened_at is not None


def test_link__is_kept_by_no_cache_and_told_to_nobody(storied, make, assessor):
    for path in (make(storied)[1], "/evidence/nonsense/"):
        response = assessor.get(path)
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert soup(response).select_one('meta[name="robots"]')["content"] == "noindex, nofollow"


def test_links_that_do_not_work__are_answered_alike(storied, draft, make, assessor):
    ended, ended_path = make(storied)
    EvidenceLink.objects.filter(pk=ended.pk).update(expires_at=timezone.now())
    revoked, revoked_path = make(storied)
    revoke_link(revoked, user=revoked.created_by)
    gone, gone_path = make(draft)
    draft.delete()
    _link, path = make(storied)
    token = path.split("/")[2]
    payload = signing.loads(token, salt="headhealth.evidence")
    paths = [
        ended_path,
        revoked_path,
        gone_path,
        "/evidence/nonsense/",
        f"/evidence/{token[:-1]}/",
        f"/evidence/{token}x/",
        f"/evidence/{signing.dumps(payload, salt='headhealth.guest_reading')}/",
        f"/evidence/{signing.dumps([payload[0], 'x'], salt='headhealth.evidence')}/",
        f"/evidence/{signing.dumps([10**9, 'x'], salt='headhealth.evidence')}/",
        f"/evidence/{signing.dumps('x', salt='headhealth.evidence')}/",
        f"/evidence/{signing.dumps({'a': 1}, salt='headhealth.evidence')}/",
        f"/evidence/{signing.dumps([{}, 5], salt='headhealth.evidence')}/",
        f"/evidence/{'x' * 5000}/",
    ]
    answers = {(each.status_code, each.content) for each in map(assessor.get, paths)}
    assert len(answers) == 1
    ((status, content),) = answers
    assert status == 404
    assert b"This link does not work" in content
    assert assessor.get(path).status_code == 200


def test_link__is_read_only(storied, make, assessor):
    _link, path = make(storied)
    assert assessor.post(path).status_code == 405


def test_link__is_revoked_from_the_list(storied, make, client_of, publisher, assessor):
    link, path = make(storied)
    desk = client_of(publisher)
    listed = soup(desk.get("/admin/reports/evidence-links/"))
    row = " ".join(listed.select_one("main table tbody tr").get_text(" ").split())
    assert "Some pages Ms Assessor publisher" in row and "Works" in row
    assert date_format(timezone.localtime(link.expires_at), "j F Y") in row
    (revoke,) = [a["href"] for a in listed.select("main a") if "revoke" in a.get("href", "")]
    assert "will end at once" in desk.get(revoke).content.decode()
    response = desk.post(revoke, follow=True)
    assert "does not work any more" in response.content.decode()
    assert assessor.get(path).status_code == 404
    link.refresh_from_db()
    assert link.revoked_by_name == "publisher"
    assert "had been revoked before" in desk.post(revoke, follow=True).content.decode()
    assert ModelLogEntry.objects.filter(action="headhealth.evidence_link.revoke").count() == 1


def test_list_and_revoking__are_not_for_reviewers(storied, make, client_of, reviewer):
    link, path = make(storied)
    client = client_of(reviewer)
    assert client.get("/admin/reports/evidence-links/").status_code in (302, 403)
    client.post(f"/admin/headhealth/evidence/links/{link.pk}/revoke/")
    link.refresh_from_db()
    assert link.is_open


@pytest.mark.parametrize(
    "keys", [[], [("headhealth.conditionpage", "1")] * 501], ids=["nothing", "too much"]
)
def test_link__to_nothing_or_too_much_is_refused(keys, publisher):
    with pytest.raises(ValidationError):
        make_link(keys=keys, title="x", for_whom="Jo", days=7, user=publisher)


def test_row__is_not_enough_to_open_the_link(storied, make):
    link, path = make(storied)
    assert path.split("/")[2] not in repr(vars(link))
    token = signing.dumps([link.pk, link.secret_hash], salt="headhealth.evidence")
    assert link_behind(token) is None


def test_opening__renews_no_page_that_is_kept(storied, make, assessor):
    _link, path = make(storied)
    before = current_generation()
    assessor.get(path)
    assert current_generation() == before


# A request without an account is bounded


@pytest.fixture
def thirty(a_to_z) -> list[ConditionPage]:
    return [
        factories.ConditionPageFactory(parent=a_to_z, title=f"Headache {number:02}")
        for number in range(1, 31)
    ]


def test_list__of_many_comes_in_pages(thirty, make, assessor):
    _link, path = make(*thirty)
    first = soup(assessor.get(path))
    titles = [a.get_text() for a in first.select("ol a")]
    assert titles == [f"Headache {number:02}" for number in range(1, 11)]
    pages = [a["href"] for a in first.select("nav a")]
    assert pages == [path, f"{path}?page=2", f"{path}?page=3"]
    last = soup(assessor.get(pages[2]))
    assert last.select_one("ol")["start"] == "21"
    links = [a["href"] for a in last.select("ol a")]
    assert links[-1] == f"{path}30/"
    assert "Headache 30" in assessor.get(links[-1]).content.decode()
    assert "21 to 30 as JSON (ZIP)" in last.get_text()
    for odd in ("0", "x", "99", "-1", "1" * 40):
        assert assessor.get(f"{path}?page={odd}").status_code == 200


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The titles of the objects whose packs are made, one after the other."""
    titles: list[str] = []

    def counted(obj: Any, *args: Any) -> Any:
        titles.append(obj.title)
        return make_pack(obj, *args)

    for module in (link_views, prepared_packs):
        monkeypatch.setattr(module, "make_pack", counted)
    return titles


def test_archive__is_made_of_one_page_of_the_list(thirty, make, assessor, made):
    _link, path = make(*thirty)
    for query, first in (("", 1), ("?page=2", 11), ("?page=99", 21)):
        made.clear()
        archive = archive_at(assessor, f"{path}all/json/{query}")
        names = zipfile.ZipFile(BytesIO(archive)).namelist()
        assert len(names) == 12
        assert made == [f"Headache {number:02}" for number in range(first, first + 10)]


@pytest.mark.parametrize("extension", ["html", "json", "pdf"])
def test_request__renders_one_pack_at_most(extension, thirty, make, assessor, made):
    _link, path = make(*thirty[:3])
    for part in ("", "2/", f"2/{extension}/"):
        made.clear()
        assessor.get(path + part)
        assert len(made) <= 1
    said = []
    made.clear()
    for number, response in enumerate(steps(assessor, f"{path}all/{extension}/"), start=1):
        assert len(made) == min(number, 3)
        said.append((response.status_code, response["Content-Type"].partition(";")[0]))
    waiting, ready, file = (202, "text/html"), (200, "text/html"), (200, "application/zip")
    assert said == [waiting, waiting, ready, file]
    # Prepared, it costs no more, for everyone who has a link to the same pages.
    made.clear()
    _link, other = make(*thirty[:3])
    (response,) = steps(assessor, f"{other}all/{extension}/")
    assert len(zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))).namelist()) == 5
    assert made == []


def test_prepared_pack__is_kept_for_minutes(thirty, make, assessor, made, time_machine):
    _link, path = make(*thirty[:2])
    time_machine.move_to(timezone.now(), tick=False)
    archive_at(assessor, f"{path}all/json/")
    thirty[0].title = "Neck pain"
    thirty[0].save()
    made.clear()
    assert b"Neck pain" not in archive_at(assessor, f"{path}all/json/")
    time_machine.shift(KEPT_SECONDS + 1)
    index = zipfile.ZipFile(BytesIO(archive_at(assessor, f"{path}all/json/"))).read("index.json")
    assert b"Neck pain" in index
    assert made == ["Neck pain", "Headache 02"]


def test_archive__of_a_link_that_was_revoked_is_not_given(thirty, make, assessor):
    link, path = make(*thirty[:2])
    archive_at(assessor, f"{path}all/json/")
    revoke_link(link, user=link.created_by)
    assert assessor.get(f"{path}all/json/").status_code == 404


def test_archive__leaves_out_what_was_deleted(thirty, make, assessor):
    _link, path = make(*thirty[:3])
    thirty[1].delete()
    names = zipfile.ZipFile(BytesIO(archive_at(assessor, f"{path}all/json/"))).namelist()
    assert len(names) == 4


def test_archive__that_cannot_be_kept_ends_with_what_to_do(thirty, make, assessor, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    _link, path = make(*thirty[:2])
    *first, last = steps(assessor, f"{path}all/json/")
    assert len(first) == link_views.MOST_STEPS
    assert "download each of them there" in last.content.decode()
    for odd in ("x", "-1", "9" * 50, "²"):
        assert assessor.get(f"{path}all/json/?step={odd}").status_code in (200, 202)


def test_archive__counts_as_opened_when_it_is_asked_for_and_sent(thirty, make, assessor):
    link, path = make(*thirty[:4])
    archive_at(assessor, f"{path}all/json/")
    link.refresh_from_db()
    assert link.times_opened == 2


def test_request__costs_the_same_whatever_the_number_of_packs(thirty, make, assessor):
    """Queries, and the memory of an archive, at its highest."""

    def cost(*objects: Any) -> tuple[int, int, int]:
        _link, path = make(*objects)
        assessor.get(path)
        with CaptureQueriesContext(connection) as listing:
            assessor.get(path)
        tracemalloc.start()
        with CaptureQueriesContext(connection) as archive:
            archive_at(assessor, f"{path}all/json/")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return len(listing), len(archive), peak

    cost(*thirty[:11])
    few, many = cost(*thirty[:11]), cost(*thirty)
    assert few[:2] == many[:2]
    assert many[2] < 1.3 * few[2]


def test_archive__does_not_verify_the_ledger_for_each_request(thirty, make, assessor):
    _link, path = make(*thirty[:3])
    assessor.get(f"{path}1/")
    with CaptureQueriesContext(connection) as captured:
        archive_at(assessor, f"{path}all/json/")
    whole = [
        each["sql"]
        for each in captured
        if 'FROM "headhealth_ledgerentry"' in each["sql"] and "WHERE" not in each["sql"]
    ]
    assert [sql for sql in whole if "LIMIT" not in sql] == []
