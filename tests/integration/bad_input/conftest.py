"""A site with a place for pages of every type, and the forms that make them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import wagtail_factories
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import AbstractPage, Page

from headhealth.models import (
    AToZPage,
    ConditionPage,
    Contributor,
    Source,
    Symptom,
    SymptomListPage,
    TreatmentPage,
)
from tests import factories
from tests.integration.bad_input.admin_form import AdminForm, TextInput
from tests.integration.pages.reading import public

HEALTH_PAGES = [ConditionPage, SymptomListPage, TreatmentPage]
SNIPPETS = [Symptom, Source, Contributor]
MODELS = [*HEALTH_PAGES, AToZPage, *SNIPPETS]
"""Everything with a form of its own."""

SLUG = "typed"

form_of = cache(AdminForm)


@dataclass
class Desk:
    """Where forms are filled in: a parent for each page type, and one of each thing to choose."""

    parents: dict[type, Page]
    choices: dict[type, Any]

    def add_url(self, model: type) -> str:
        if issubclass(model, AbstractPage):
            route = (model._meta.app_label, model._meta.model_name, self.parents[model].pk)
            return reverse("wagtailadmin_pages:add", args=route)
        return reverse(model.snippet_viewset.get_url_name("add"))

    def data(self, model: type, texts: dict[TextInput, str], **changes: str) -> dict[str, str]:
        """The form for a new ``model``; inputs that are not in ``texts`` get harmless words."""
        form = form_of(model)
        numbers = {place: number for number, place in enumerate(form.texts)}
        # Numbers tell them apart: headings and questions must differ on a page.
        return form.data(
            lambda place: texts.get(place, place.worded(f"words {numbers[place]}")),
            self.choices,
            **({"slug": SLUG} if issubclass(model, AbstractPage) else {}) | changes,
        )

    def add(self, client: Client, model: type, texts: dict[TextInput, str], **changes: str) -> Any:
        return client.post(self.add_url(model), self.data(model, texts, **changes))


def filled(model: type, text: str) -> dict[TextInput, str]:
    """``text`` in every input of the form, each time told apart by a number."""
    return {
        place: place.worded(f"{text} {number}") for number, place in enumerate(form_of(model).texts)
    }


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def edit(client: Client, page: Page) -> Any:
    return client.get(edit_url(page))


def approve(client: Client, page: Page, **answers: str) -> Any:
    """Approve from the dashboard, which the reviewer comes back to."""
    task_state = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task_state.pk])
    checklist = factories.checklist(task_state, next=reverse("wagtailadmin_home"), **answers)
    return client.post(url, checklist, follow=True)


def newest(model: type) -> Any:
    """What a form made last: its slug follows the title where an editor filled it in."""
    return model.objects.order_by("pk").last()


def saved(model: type, desk: Desk) -> bool:
    """Whether a form made an object of ``model``, beside those that were there to choose."""
    there = [desk.choices.get(model), *(page.pk for page in desk.parents.values())]
    return model.objects.exclude(pk__in=[pk for pk in there if pk]).exists()


@pytest.fixture
def desk(home: Page, a_to_z: AToZPage) -> Desk:
    parents: dict[type, Page] = {AToZPage: home, ConditionPage: a_to_z}
    for model in (SymptomListPage, TreatmentPage):
        parents[model] = factories.AToZPageFactory(
            parent=home, title=model.__name__, listed_type=model._meta.label
        )
    choices = {
        Symptom: public(factories.SymptomFactory()).pk,
        Source: factories.SourceFactory().pk,
        Contributor: factories.ContributorFactory().pk,
        ConditionPage: factories.ConditionPageFactory(parent=a_to_z).pk,
        TreatmentPage: factories.TreatmentPageFactory(parent=parents[TreatmentPage]).pk,
        get_image_model(): wagtail_factories.ImageFactory().pk,
    }
    # Where pages of several types can be chosen, any of them will do.
    choices[Page] = choices[ConditionPage]
    return Desk(parents, choices)
