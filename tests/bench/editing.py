"""What editors, reviewers and those who lead do: open the editor, publish, look at their lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from headhealth.admin.review_report import URL_NAME as REPORT
from tests import factories
from tests.bench.measuring import Action


def opened(name: str, *arguments: Any, **query: str) -> Action:
    """An address of the admin, asked for by a superuser."""
    url = reverse(name, args=arguments)

    def ask() -> bytes:
        response: Any = _admin().get(url, query)
        assert response.status_code == 200, f"{url}: {response.status_code}"
        return response.getvalue()

    return Action(ask)


def edited(slug: str) -> Action:
    return opened("wagtailadmin_pages:edit", _page(slug).pk)


def explored(slug: str, **query: str) -> Action:
    return opened("wagtailadmin_explore", _page(slug).pk, **query)


def drafted(slug: str) -> Action:
    """An editor saves a changed draft."""
    pages: list[Any] = []

    def change() -> None:
        pages[:] = [_changed(slug)]

    def save() -> bytes:
        pages[0].save_revision(user=factories.editor())
        return b""

    return Action(save, before=change)


def audited() -> Action:
    """The whole audit, of a site without a fault."""

    def audit() -> bytes:
        call_command("audit_live_pages", verbosity=0)
        return b""

    return Action(audit)


def approved(slug: str) -> Action:
    """A medical reviewer approves a changed draft, which publishes it."""
    return _approval(slug, approver=factories.reviewer(), form=factories.checklist)


def approved_by_stock_workflow(slug: str) -> Action:
    return _approval(slug, approver=_superuser(), form=lambda _waiting: {"comment": ""})


def _approval(slug: str, *, approver: Any, form: Callable[[Any], dict[str, Any]]) -> Action:
    waiting: list[Any] = []
    answers: dict[str, Any] = {}

    def submit() -> None:
        waiting[:] = [factories.submit(_changed(slug), user=factories.editor())]
        answers.update(form(waiting[0]))

    def approve() -> bytes:
        waiting[0].task.specific.on_action(waiting[0], approver, "approve", **answers)
        return b""

    return Action(approve, before=submit)


def published(slug: str) -> Action:
    """What Wagtail does with a draft when somebody publishes it."""
    drafts: list[Any] = []

    def save() -> None:
        drafts[:] = [_changed(slug).save_revision(user=factories.editor())]

    def publish() -> bytes:
        drafts[0].publish(user=_superuser())
        return b""

    return Action(publish, before=save)


def published_again(slug: str) -> Action:
    """Publishing alone: of what is live already, and so approved."""

    def publish() -> bytes:
        _page(slug).get_latest_revision().publish(user=_superuser())
        return b""

    return Action(publish)


EDITING: dict[str, Callable[[], Action]] = {
    "editor": lambda: edited("full"),
    "editor of 300 blocks": lambda: edited("300-blocks"),
    "stock editor": lambda: edited("stock"),
    "stock editor of 300 blocks": lambda: edited("stock-300-blocks"),
    "save draft": lambda: drafted("full"),
    "audit": audited,
    "approve": lambda: approved("full"),
    "stock approve": lambda: approved_by_stock_workflow("stock"),
    "publish again": lambda: published_again("full"),
    "stock publish again": lambda: published_again("stock"),
    "publish bare": lambda: published("bare"),
    "review report": lambda: opened(REPORT),
    "review report, overdue": lambda: opened(REPORT, state="overdue"),
    "review report as CSV": lambda: opened(REPORT, export="csv"),
    "dashboard": lambda: opened("wagtailadmin_home"),
    "explorer": lambda: explored("all-conditions"),
    "explorer, overdue": lambda: explored("all-conditions", review_state="overdue"),
    "feedback": lambda: opened("headhealth_feedback:index"),
    "comments": lambda: opened("reader_comments:index"),
}


def _page(slug: str) -> Any:
    return Page.objects.get(slug=slug, path__startswith="00010001").specific


def _changed(slug: str) -> Any:
    """The page with another title."""
    page = _page(slug)
    _editions.append(slug)
    page.title = f"Edition {len(_editions)}"
    return page


_editions: list[str] = []


@cache
def _superuser() -> Any:
    return get_user_model().objects.get(username="admin")


@cache
def _admin() -> Client:
    client = Client()
    client.force_login(_superuser())
    return client
