"""The review policy of a site: what it changes for readers, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from headhealth.models import ConditionPage, MedicalReview, ReviewClock, ReviewPolicy, Symptom
from headhealth.review.reviewed_object import content_type_of
from headhealth.rules.review_schedule import add_months
from tests import factories
from tests.backdating import backdate_reviews
from tests.integration.pages.reading import public, words


def settings_url(site: Site) -> str:
    return reverse("wagtailsettings:edit", args=["headhealth", "reviewpolicy", site.pk])


def policy_form(*types: tuple[type, int], **fields: Any) -> dict[str, Any]:
    """The form as it comes, but for ``fields`` (None: not sent) and the intervals of ``types``."""
    names = {name for name in forms.fields_for_model(ReviewPolicy) if name != "site"}
    unset = {name: ReviewPolicy._meta.get_field(name).get_default() for name in names}
    form = {
        **{name: value for name, value in unset.items() if value is not False},
        "takedown_after_days": "",
        "escalation_group": "",
        "type_intervals-TOTAL_FORMS": len(types),
        "type_intervals-INITIAL_FORMS": 0,
        "type_intervals-MIN_NUM_FORMS": 0,
        "type_intervals-MAX_NUM_FORMS": 1000,
        **fields,
    }
    for index, (model, months) in enumerate(types):
        form[f"type_intervals-{index}-content_type"] = content_type_of(model).pk
        form[f"type_intervals-{index}-months"] = months
        form[f"type_intervals-{index}-ORDER"] = index + 1
    return {name: value for name, value in form.items() if value is not None}


@pytest.fixture
def site(home: Page) -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def symptom(db: Any) -> Symptom:
    return factories.published(factories.SymptomFactory())


@pytest.fixture
def set_policy(
    client_of: Any, superuser: Any, site: Site, django_capture_on_commit_callbacks: Any
) -> Any:
    """A function that sends the form of the settings as an administrator."""
    admin = client_of(superuser)

    def send(*types: tuple[type, int], on: Site = site, **fields: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return admin.post(settings_url(on), policy_form(*types, **fields))

    return send


def reviewed_days_ago(days: int) -> None:
    """Move all reviews, and what was worked out from them, into the past."""
    backdate_reviews(days=days)


def due_on(obj: Any) -> Any:
    """The day on which the lists say that ``obj`` is due."""
    return ReviewClock.objects.for_object(obj).get().due_on


def told(client: Client, page: Page) -> str:
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    return " ".join(words(part) for part in soup.select(".hh-review-stamp, .hh-review-line__whole"))


TODAY = timezone.localdate


def test_site_that_another_process_made__counts_in_the_next_act(draft, a_to_z, editor, reviewer):
    """Wagtail keeps where sites begin for an hour, in each process by itself."""
    assert Site.get_site_root_paths()
    # As there: no receiver of this process hears of it.
    (below,) = Site.objects.bulk_create([Site(hostname="letters.example", root_page=a_to_z)])
    ReviewPolicy.objects.create(site=below, routine_reviewers=2)
    factories.approve(factories.submit(draft, user=editor), user=reviewer)
    assert not ConditionPage.objects.get().live
    assert MedicalReview.objects.get().reviewers_needed == 2


def test_interval_of_a_tier__moves_the_due_day_and_no_review(live, set_policy, client):
    review = MedicalReview.objects.get()
    assert due_on(live) == add_months(TODAY(), 36)
    assert set_policy(routine_months=4).status_code == 302
    assert due_on(live) == add_months(TODAY(), 4)
    assert add_months(TODAY(), 4).strftime("%-d %B %Y") in told(client, live)
    assert MedicalReview.objects.values().get() == {
        field.attname: getattr(review, field.attname) for field in MedicalReview._meta.fields
    }


@pytest.mark.parametrize(("months", "expected"), [(4, 4), (48, 36)], ids=["shorter", "longer"])
def test_interval_of_a_type__counts_where_it_is_shorter(months, expected, live, set_policy):
    assert set_policy((ConditionPage, months), (Symptom, 2)).status_code == 302
    assert due_on(live) == add_months(TODAY(), expected)


def test_interval_of_a_type__is_asked_for_once(live, set_policy):
    response = set_policy((ConditionPage, 4), (ConditionPage, 5))
    assert response.status_code == 200
    assert not ReviewPolicy.objects.filter(type_intervals__months__gt=0).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"routine_months": 0},
        {"high_months": -1},
        {"elevated_months": 121},
        {"elevated_months": "x"},
        {"due_soon_days": 0},
        {"overdue_notice": "We are late."},
        {"takedown_notice": "x"},
        {"reminder_days": "soon"},
        {"late_reminder_days": "7, 0"},
        {"high_reviewers": 0},
        {"takedown_after_days": 0},
    ],
    ids=str,
)
def test_policy__that_makes_no_sense_is_refused(fields, live, set_policy):
    before = due_on(live)
    response = set_policy(**fields)
    assert response.status_code == 200
    assert "could not be saved" in response.content.decode()
    assert due_on(live) == before


def test_policy__is_for_those_who_lead(client_of, editor, publisher, site):
    assert client_of(editor).get(settings_url(site)).status_code == 302
    assert client_of(publisher).get(settings_url(site)).status_code == 200


def test_symptom__is_on_every_site_and_follows_the_strictest(symptom, set_policy, a_to_z):
    other = Site.objects.create(hostname="other.example", root_page=a_to_z)
    assert due_on(symptom) == add_months(TODAY(), 36)
    set_policy(routine_months=24)
    set_policy(routine_months=10, on=other)
    assert due_on(symptom) == add_months(TODAY(), 10)


def test_page__follows_the_policy_of_its_own_site(
    live, a_to_z, home, site, set_policy, client_of, superuser, django_capture_on_commit_callbacks
):
    other = Site.objects.create(hostname="other.example", root_page=a_to_z)
    set_policy(routine_months=10, on=other)
    assert due_on(live) == add_months(TODAY(), 10)
    elsewhere = public(factories.AToZPageFactory(parent=home, title="Elsewhere"))
    with django_capture_on_commit_callbacks(execute=True):
        move = reverse("wagtailadmin_pages:move_confirm", args=[live.pk, elsewhere.pk])
        client_of(superuser).post(move)
    assert due_on(live) == add_months(TODAY(), 36)


def test_overdue__is_told_in_the_chosen_sentence(live, set_policy, client):
    reviewed_days_ago(1500)
    assert "Next review overdue" in told(client, live)
    set_policy(overdue_notice="may-be-outdated")
    assert "Next review overdue: it may be out of date" in told(client, live)


def test_overdue__shows_no_text_that_a_script_wrote(live, set_policy, client):
    set_policy(overdue_notice="may-be-outdated")
    ReviewPolicy.objects.update(overdue_notice="Take ten tablets a day.")
    reviewed_days_ago(1500)
    text = told(client, live)
    assert "ten tablets" not in text
    assert "Next review overdue" in text


def test_overdue__is_not_told_where_the_site_does_not_want_it(live, set_policy, client):
    set_policy(tells_readers=None)
    assert "Next review due on" in told(client, live)
    reviewed_days_ago(1500)
    text = told(client, live)
    assert "Last reviewed on" in text
    assert "due" not in text
