"""Names that Wagtail keeps to itself and the app depends on: another release may change them.

Some would be missed in silence: a mail would go out twice, a page be looked up a second time.
"""

from __future__ import annotations

import pytest
from wagtail.admin.views.generic import IndexView
from wagtail.blocks import Block
from wagtail.models import (
    AbstractGroupApprovalTask,
    Page,
    ReferenceIndex,
    Site,
    TaskState,
    WorkflowState,
)
from wagtail.signals import task_submitted, workflow_rejected, workflow_submitted
from wagtail.url_routing import RouteResult


@pytest.mark.parametrize(
    ("signal", "sender"),
    [
        (task_submitted, TaskState),
        (workflow_submitted, WorkflowState),
        (workflow_rejected, WorkflowState),
    ],
)
def test_notifiers_of_wagtail__are_replaced(signal, sender):
    """By their ``dispatch_uid``."""
    receivers, _asynchronous = signal._live_receivers(sender)
    notifiers = [each for each in receivers if hasattr(each, "notification")]
    assert [type(each).__module__ for each in notifiers] == ["headhealth.workflow.notifications"]


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (ReferenceIndex, "_extract_references_from_object"),
        (ReferenceIndex, "_get_base_content_type"),
        (Site, "_find_for_request"),
        (AbstractGroupApprovalTask, "_user_in_groups"),
        (IndexView, "_get_title_column"),
        (IndexView, "_get_title_column_class"),
        (Block(), "_constructor_args"),
    ],
)
def test_what_is_called__is_there(owner, name):
    assert hasattr(owner, name)


def test_site_that_a_request_brings__is_taken(rf):
    request = rf.get("/")
    request._wagtail_site = Site()
    assert Site.find_for_request(request) is request._wagtail_site


def test_page_that_a_request_brings__is_taken(rf):
    request = rf.get("/")
    request._wagtail_route_for_request = RouteResult(Page(content_type_id=1))
    assert Page.route_for_request(request, "") is request._wagtail_route_for_request


def test_parent_that_a_page_brings__is_taken():
    page = Page(content_type_id=1, path="00010001", depth=2)
    page._cached_parent_obj = Page(content_type_id=1, path="0001", depth=1)
    assert page.get_parent() is page._cached_parent_obj
