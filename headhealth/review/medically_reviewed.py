"""The mixin that puts a model under medical review."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import router, transaction
from wagtail.log_actions import log
from wagtail.models import AbstractPage, TaskState, Workflow

from headhealth.review.acting_approval import has_just_approved
from headhealth.review.authority import record_that_allows
from headhealth.review.carried_contributions import carry_contributions
from headhealth.review.column_text import take_column_text
from headhealth.review.content_snapshot import (
    as_stored_json,
    content_snapshot,
    restore_snapshot,
)
from headhealth.review.contribution_notes import (
    note_revision,
    note_row,
    publishing,
    row_before,
    saving_revision,
)
from headhealth.review.earlier_contributions import readmit_earlier_authors
from headhealth.review.emergency_publication import EmergencyPublication
from headhealth.review.medical_review import MedicalReview
from headhealth.review.object_lock import lock_objects, lock_with_dependents
from headhealth.review.one_act import one_act
from headhealth.review.one_screen import once
from headhealth.review.permission_tester import ReviewedPagePermissionTester
from headhealth.review.review_queries import ReviewLine, UrgentUpdate, public_review
from headhealth.review.review_required import ReviewRequired, changed_by_saving, unreviewed
from headhealth.review.review_workflow import medical_workflows, workflow_of_page
from headhealth.review.reviewed_object import ReviewedObject
from headhealth.review.slug_rule import keep_slug_rule
from headhealth.review.version import Version, version_of
from headhealth.review.watched_row import may_stay_public
from headhealth.review.write_scope import write_scope

SCHEDULED_PUBLISHING = "wagtail.publish.scheduled"
"""The log action by which Wagtail's ``publish_scheduled`` command can be told from a person."""


class MedicallyReviewedMixin(ReviewedObject):
    """Nothing of this model becomes public unless a medical reviewer approved exactly that.

    The first base of a page type or of a snippet with drafts, revisions and workflow.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if (update_fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = update_fields = list(update_fields)
        if update_fields is None or not {"slug", "title"}.isdisjoint(update_fields):
            is_new_slug = keep_slug_rule(self, user=kwargs.get("user"), fields=update_fields)
            if is_new_slug and update_fields is not None:
                update_fields += ["slug", "url_path"]
        columns = {field.attname: field.name for field in self._meta.concrete_fields}
        names = None
        if update_fields is not None:
            names = {columns.get(name, name) for name in update_fields}
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        take_column_text(self, names, using)
        source = self.__dict__.get("_copied_from") if self._state.adding else None
        before = row_before(self, names) if source is None else None
        with write_scope(self, update_fields, using):
            super().save(*args, **kwargs)
            if source is not None:
                del self._copied_from
                carry_contributions(source=source, target=self)
            elif before is not None:
                note_row(self, before, names)

    def save_revision(
        self,
        user: Any = None,
        previous_revision: Any = None,
        overwrite_revision: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Save a revision and note who changed what.

        Autosave asks to overwrite the latest revision; one that is evidence is kept as it is, and
        a new one is added.
        """
        using = router.db_for_write(type(self), instance=self)
        stored = type(self)._base_manager.using(using).filter(pk=self.pk)
        with transaction.atomic(using=using):
            lock_objects(self, using=using)
            if overwrite_revision is not None and self._is_evidence(overwrite_revision):
                overwrite_revision = None
            keep_slug_rule(self, user=user, earlier=previous_revision)
            take_column_text(self, None, using)
            overwritten = overwrite_revision.content if overwrite_revision is not None else None
            former = stored.values_list("latest_revision", flat=True).first()
            with saving_revision(self):
                revision = super().save_revision(
                    user=user,
                    previous_revision=previous_revision,
                    overwrite_revision=overwrite_revision,
                    **kwargs,
                )
            note_revision(
                version=Version(self, type(self), as_stored_json(revision.content)),
                former=former,
                revision=revision,
                user=user,
                overwritten=overwritten,
            )
            if previous_revision is not None:
                readmit_earlier_authors(self, previous_revision)
        return revision

    def publish(
        self,
        revision: Any,
        user: Any = None,
        log_action: bool | str = True,
        skip_permission_checks: bool = False,
        **kwargs: Any,
    ) -> None:
        """Publish ``revision`` if a record lets it be public, else raise ``ReviewRequired``.

        That record is the authority: the reviewer who gave it needs no publish permission. What
        readers see now may be published again without one, with another slug say. On the
        scheduled path nothing is raised, as that would stop every other scheduled page; the
        schedule is cancelled and the refusal logged.
        """
        try:
            self._publish(revision, user, skip_permission_checks, log_action=log_action, **kwargs)
        except ReviewRequired:
            if log_action != SCHEDULED_PUBLISHING:
                raise
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            log(instance=self, action="headhealth.publish.withhold", revision=revision)

    @one_act
    def _publish(
        self, revision: Any, user: Any, skip_permission_checks: bool, **kwargs: Any
    ) -> None:
        is_approver = user is not None and has_just_approved(user, self)
        # Approving has locked them, in this transaction.
        if not is_approver:
            lock_with_dependents(self)
        may_publish = skip_permission_checks or is_approver or self._may_publish(revision, user)
        try:
            with publishing(self):
                super().publish(
                    revision,
                    user=user,
                    skip_permission_checks=may_publish,
                    **kwargs,
                )
        except ReviewRequired as refusal:
            published = version_of(revision.as_object())
            if record_that_allows(published) is None:
                raise
            if (other := changed_by_saving(published, refusal)) is not refusal:
                raise other from refusal
            raise

    def _may_publish(self, revision: Any, user: Any) -> bool:
        """Whether Wagtail need not ask ``user`` for a permission.

        Whoever approved what ``revision`` holds needs none; for what readers see already, Wagtail's
        ``can_publish`` wants a record. Raises ``ReviewRequired`` where neither is so. Without a
        user nobody is asked. The guard judges what is published in any case.
        """
        if user is None:
            return False
        content = content_snapshot(restore_snapshot(type(self), revision.content, self.pk))
        version = Version(self, type(self), content)
        record = record_that_allows(version)
        if record is not None:
            return record.authority_id == user.pk
        if not may_stay_public(version):
            raise unreviewed(self)
        return isinstance(self, AbstractPage) and (
            self.permissions_for_user(user).has_publish_permission()
        )

    def update_aliases(self, **kwargs: Any) -> None:
        """Of a page: aliases show what readers see of it, and nothing that is only scheduled."""
        # Wagtail goes on to the aliases of an alias with that as it was before.
        if self.live or self.alias_of_id:
            super().update_aliases(**kwargs)

    update_aliases.alters_data = True

    def copy_all_child_relations(self, target: Any, *args: Any, **kwargs: Any) -> Any:
        """Every copy Wagtail makes passes through here with both objects in hand.

        So does every update of an alias, which may become a page of its own one day.
        """
        if target.pk is None:
            target._copied_from = self
        elif getattr(target, "alias_of_id", None) == self.pk:
            carry_contributions(source=self, target=target)
        return super().copy_all_child_relations(target, *args, **kwargs)

    @classmethod
    def get_default_workflow(cls) -> Workflow | None:
        """The workflow of a snippet, or of a page that is not in the tree yet."""
        if not getattr(settings, "WAGTAIL_WORKFLOW_ENABLED", True):
            return None
        assigned = super().get_default_workflow()
        workflows = medical_workflows()
        return workflows.filter(pk=getattr(assigned, "pk", None)).first() or workflows.first()

    def get_workflow(self) -> Workflow | None:
        """Always a workflow with a medical review task, wherever the page is in the tree."""
        if not getattr(settings, "WAGTAIL_WORKFLOW_ENABLED", True):
            return None
        if isinstance(self, AbstractPage):
            return once(workflow_of_page, self)
        return self.get_default_workflow()

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None

    def permissions_for_user(self, user: Any) -> ReviewedPagePermissionTester:
        return ReviewedPagePermissionTester(user, self)

    @property
    def review_line(self) -> ReviewLine | None:
        """Who last reviewed what readers see now, and when; None where nobody did."""
        return self._public_review[0]

    @property
    def urgent_update(self) -> UrgentUpdate | None:
        """What readers see now without a review; None where it has one, or may not be seen."""
        return self._public_review[1]

    @cached_property
    def _public_review(self) -> tuple[ReviewLine | None, UrgentUpdate | None]:
        return public_review(self)

    def _is_evidence(self, revision: Any) -> bool:
        """Whether readers see it, or will, or a record or a review that waits is about it."""
        if revision.pk == self.live_revision_id or revision.approved_go_live_at is not None:
            return True
        records = [
            model.objects.for_object(self).filter(revision_number=revision.pk)
            for model in (MedicalReview, EmergencyPublication)
        ]
        waiting = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_IN_PROGRESS)
        first, *others = (found.order_by().values("pk") for found in (*records, waiting))
        return first.union(*others).exists()
