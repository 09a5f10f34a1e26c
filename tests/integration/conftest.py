"""The site and the people that the integration tests share."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from headhealth.models import AToZPage, ConditionPage
from tests import factories


@pytest.fixture
def committed(transactional_db: Any, django_db_serialized_rollback: None) -> None:
    """A database whose transactions end, for others to see.

    Everything that commits starts from what the migrations made. Without that, one test leaves
    content types with other keys behind, and the next that wants the migrated ones meets both.
    """


@pytest.fixture
def home(db: Any) -> Page:
    """The root page of the default site, as Wagtail's own migrations leave it."""
    return Site.objects.get(is_default_site=True).root_page


@pytest.fixture
def a_to_z(home: Page) -> AToZPage:
    return factories.AToZPageFactory(parent=home)


@pytest.fixture
def editor(db: Any) -> Any:
    return factories.editor()


@pytest.fixture
def publisher(db: Any) -> Any:
    return factories.publisher()


@pytest.fixture
def reviewer(db: Any) -> Any:
    return factories.reviewer()


@pytest.fixture
def other_reviewer(db: Any) -> Any:
    return factories.reviewer(username="other_reviewer")


@pytest.fixture
def superuser(db: Any) -> Any:
    return factories.superuser()


@pytest.fixture
def draft(a_to_z: AToZPage) -> ConditionPage:
    """A condition article that nobody has reviewed."""
    return factories.ConditionPageFactory(parent=a_to_z, title="Migraine")


@pytest.fixture
def live(draft: ConditionPage, editor: Any, reviewer: Any) -> ConditionPage:
    """A condition article that the reviewer approved and readers see."""
    return factories.published(draft, author=editor, approver=reviewer)


@pytest.fixture
def client_of(db: Any) -> Any:
    """A test client that is logged in as the given user.

    It names the database itself: a test whose people come by name alone would else run after
    those that empty it.
    """

    def logged_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return logged_in
