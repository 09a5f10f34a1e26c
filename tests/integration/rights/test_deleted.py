"""What is told about pages of other trees, and can be done to their records, once they are deleted.

What no longer exists is for those who have the right in the whole tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from headhealth.evidence.chosen_objects import key_of_object
from headhealth.evidence.evidence_rights import may_revoke, visible_links
from headhealth.evidence.link_token import make_link
from headhealth.models import ReReviewRequest
from headhealth.re_review.request_rights import may_act_on, may_see_request
from headhealth.workflow.defaults import PUBLISHERS
from tests import factories
from tests.integration.rights.test_addresses import LISTS, OBJECTS, is_through
from tests.integration.rights.world import OF_A, PLACES

ELSEWHERE = ("b", "hidden")


@pytest.fixture
def deleted(rights) -> Iterator[Any]:
    """The places, of which those outside tree A have lost their pages."""
    with transaction.atomic():
        for at in ELSEWHERE:
            Page.objects.get(pk=rights.places[at].page.pk).specific.delete()
        yield rights
        transaction.set_rollback(True)


@pytest.fixture
def whole_tree_publisher(rights) -> Any:
    root = Page.get_first_root_node()
    permission = Permission.objects.get(codename="publish_page")
    group = Group.objects.create(name="Publishers of everything")
    group.permissions.set(Group.objects.get(name=PUBLISHERS).permissions.all())
    GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    return factories.UserFactory(username="whole_tree", groups=[group.name])


@pytest.mark.parametrize("name", LISTS)
def test_list__has_no_title_of_another_tree(name, deleted):
    view, _mark, query = name.partition("?")
    for role in OF_A:
        response = deleted.answer(role, "get", f"{reverse(view)}?{query}")
        text = getattr(response, "read_text", None) or response.content.decode()
        assert not [at for at in ELSEWHERE if PLACES[at] in text], role


@pytest.mark.parametrize("name", [name for name in OBJECTS if "link" in name or "re_rev" in name])
def test_address__does_nothing_for_another_tree(name, deleted):
    address = OBJECTS[name]
    for at in ELSEWHERE:
        place = deleted.places[at]
        for role in OF_A:
            for method in address.methods:
                data = address.data(place) if method == "post" and address.data else None
                response = deleted.answer(role, method, address.url(place), data)
                assert not is_through(response), (role, at, method)
                assert PLACES[at] not in response.content.decode()


def test_mixed_link__is_for_those_who_may_see_all_of_it(rights, whole_tree_publisher):
    keys = [key_of_object(rights.places[at].page) for at in ("a", "hidden")]
    maker = rights.people["superuser"]
    link, _token = make_link(keys=keys, title="Both", for_whom="Jo", days=7, user=maker)
    Page.objects.get(pk=rights.places["hidden"].page.pk).specific.delete()
    for role in ("viewer_a", "publisher_a"):
        assert link.pk not in visible_links(rights.people[role])
        assert not may_revoke(rights.people[role], link)
    assert link.pk in visible_links(whole_tree_publisher)
    assert may_revoke(whole_tree_publisher, link)


def test_request__belongs_to_the_whole_tree_and_to_its_maker(deleted, whole_tree_publisher):
    request = deleted.places["hidden"].re_review
    assert may_see_request(whole_tree_publisher, request)
    assert may_act_on(whole_tree_publisher, request)
    maker = deleted.people["publisher_a"]
    ReReviewRequest.objects.filter(pk=request.pk).update(requested_by=maker)
    request.refresh_from_db()
    assert may_act_on(maker, request)


def test_request__about_what_still_exists_elsewhere_is_not_its_makers_any_more(rights):
    request = rights.places["hidden"].re_review
    request.requested_by = rights.people["publisher_a"]
    assert not may_act_on(request.requested_by, request)
