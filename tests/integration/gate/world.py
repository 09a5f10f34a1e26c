"""What a door finds: one user, one piece of unreviewed content, and what readers see."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import serializers
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    APIToken,
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from headhealth.models import (
    AToZPage,
    ConditionPage,
    MedicalReview,
    MedicalReviewTask,
    Symptom,
)
from headhealth.review.reviewed_object import reviewed_models
from tests import factories
from tests.integration.gate.content import REVIEWED, UNREVIEWED
from tests.testapp.models import Advice, ClinicPage, PlainPage

MODAL = {"x-requested-with": "XMLHttpRequest"}
"""The header that the admin's modals send."""


@dataclass
class World:
    """``target`` is "draft", which was never reviewed; "change", the unreviewed latest version of
    something that is live in its reviewed version; or "clinic", a live page with child rows."""

    user_name: str
    target: str
    monkeypatch: Any

    def person(self, name: str) -> Any:
        return get_user_model().objects.get(username=name)

    @cached_property
    def user(self) -> Any:
        return self.person(self.user_name)

    # What there is. Everything comes fresh from the database.

    @property
    def page(self) -> ConditionPage:
        """The page of this target as it is stored."""
        return ConditionPage.objects.get(slug=self.target, locale__language_code="en")

    @property
    def version(self) -> ConditionPage:
        """The latest version of the page, which is unreviewed."""
        return self.page.get_latest_revision().as_object()

    @property
    def alias(self) -> ConditionPage:
        return ConditionPage.objects.get(slug=f"alias-of-{self.target}")

    @property
    def clinic(self) -> ClinicPage:
        return ClinicPage.objects.get(slug="clinic")

    @property
    def symptom(self) -> Symptom:
        return Symptom.objects.get(description=self._row_text, locale__language_code="en")

    @property
    def advice(self) -> Advice:
        return Advice.objects.get(text=self._row_text, locale__language_code="en")

    @property
    def _row_text(self) -> str:
        return UNREVIEWED if self.target == "draft" else REVIEWED

    @property
    def home(self) -> Page:
        return Site.objects.get().root_page

    @property
    def a_to_z(self) -> AToZPage:
        return AToZPage.objects.get(slug="conditions", locale__language_code="en")

    @property
    def other_a_to_z(self) -> AToZPage:
        return AToZPage.objects.get(slug="more")

    @property
    def french(self) -> Locale:
        return Locale.objects.get(language_code="fr")

    # What one does.

    @cached_property
    def client(self) -> Client:
        client = Client()
        client.force_login(self.user)
        return client

    @cached_property
    def anonymous(self) -> Client:
        return Client()

    @cached_property
    def _token(self) -> str:
        return APIToken.create_token(user=self.user, name="door")[1]

    def post(self, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """Post as the user. Redirects are not followed: ``told`` reads the messages."""
        return self.client.post(url, data or {}, **kwargs)

    def api(self, method: str, name: str, data: Any = None, query: str = "", **kwargs: Any) -> Any:
        """Call the API v3 with the user's token and no session."""
        address = reverse(f"wagtailapi_v3:{name}", kwargs=kwargs)
        return Client().generic(
            method,
            f"{address}?{query}",
            json.dumps(data or {}),
            content_type="application/json",
            headers={"authorization": f"Bearer {self._token}"},
        )

    def submit(self, obj: Any = None) -> TaskState:
        """The editor submits the latest version of ``obj``, the target page if None."""
        obj = self.version if obj is None else obj
        return self.medical_workflow.start(obj, self.person("editor")).current_task_state

    def decide(self, state: TaskState, action: str = "approve", **data: Any) -> Any:
        """Decide as the user on the dashboard, where ``state`` belongs to the target page."""
        url = reverse("wagtailadmin_pages:workflow_action", args=[self.page.pk, action, state.pk])
        return self.post(url, data)

    def approve_on_the_dashboard(self, obj: Any = None) -> Any:
        """Submit ``obj``, the target page if None, and approve it in the modal as the user."""
        page = self.page if obj is None else obj
        state = self.submit(obj)
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
        return self.post(url, factories.checklist(state), headers=MODAL)

    def approved_by_reviewer(self, state: TaskState) -> None:
        factories.approve(state, user=self.person("reviewer"))

    def schedule_approved(self) -> None:
        """The target page with the reviewed text, approved, and due tomorrow."""
        page = self.as_reviewed()
        page.go_live_at = timezone.localtime() + timedelta(days=1)
        page.save_revision(user=self.person("editor"))
        self.approved_by_reviewer(self.submit(page))

    def stock_task(self) -> GroupApprovalTask:
        """Wagtail's own task, in which every user may approve."""
        everybody, _ = Group.objects.get_or_create(name="Everybody")
        everybody.user_set.set(get_user_model().objects.all())
        task = GroupApprovalTask.objects.create(name="Anybody approves")
        task.groups.set([everybody])
        return task

    def stock_workflow(self, page: Page) -> Workflow:
        """A workflow without medical review, assigned to the tree below ``page``."""
        workflow = Workflow.objects.create(name="No medical review")
        WorkflowTask.objects.create(workflow=workflow, task=self.stock_task())
        WorkflowPage.objects.create(workflow=workflow, page=page)
        return workflow

    def plain_page_in_review(self) -> PlainPage:
        """A page that is not reviewed medically, waiting in the same medical workflow."""
        plain = PlainPage(title="Plain", slug="plain", live=False)
        self.home.add_child(instance=plain)
        plain.save_revision()
        self.medical_workflow.start(plain, self.person("editor"))
        return plain

    @property
    def medical_workflow(self) -> Workflow:
        return self.medical_task.workflows.get()

    @property
    def medical_task(self) -> MedicalReviewTask:
        return MedicalReviewTask.objects.get()

    def as_reviewed(self) -> ConditionPage:
        """The target page with the reviewed text in its latest version, which nobody reviewed."""
        page = self.version
        page.summary = REVIEWED
        page.save_revision(user=self.person("editor"))
        return page

    def wait(self, days: int = 2) -> None:
        """Let time pass and the scheduled command run."""
        later = timezone.localtime() + timedelta(days=days)
        self.monkeypatch.setattr(timezone, "now", lambda: later)
        call_command("publish_scheduled")

    # What comes of it.

    def readers_see(self) -> str:
        """What somebody without an account gets: every live page of health content, and snippets.

        Pages that stand for another target are left out, as rendering them is most of the time.
        """
        others = [slug for slug in ("change", "clinic") if slug != self.target]
        slugs = [*others, *(f"alias-of-{slug}" for slug in others)]
        shown = [
            self.anonymous.get(page.url).content.decode()
            for page in Page.objects.filter(live=True).exclude(slug__in=slugs).specific()
            if isinstance(page, reviewed_models())
        ]
        shown += [f"{symptom.name} {symptom.description}" for symptom in _live(Symptom)]
        shown += [advice.text for advice in _live(Advice)]
        return " ".join(shown)

    def unreviewed_approvals(self) -> list[Any]:
        """What says of unreviewed text that it was approved: records, and finished workflows."""
        records = MedicalReview.objects.all()
        finished = TaskState.objects.filter(
            workflow_state__status=WorkflowState.STATUS_APPROVED
        ).select_related("revision")
        return [
            *(record for record in records if UNREVIEWED in str(record.snapshot)),
            *(state for state in finished if UNREVIEWED in str(state.revision.content)),
        ]


def load_fixture(*objects: Any) -> None:
    """Let ``loaddata`` read the rows as they are in memory."""
    with TemporaryDirectory() as folder:
        fixture = Path(folder, "fixture.json")
        fixture.write_text(serializers.serialize("json", objects))
        call_command("loaddata", fixture, verbosity=0)


def _live(model: Any) -> Any:
    return model.objects.filter(live=True)
