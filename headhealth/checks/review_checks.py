"""What would let the gate leak, or keep everything from being reviewed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, models
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowMixin

from headhealth.review.content_fields import exempt_fields
from headhealth.review.medically_reviewed import MedicallyReviewedMixin
from headhealth.review.review_workflow import medical_workflows
from headhealth.review.reviewed_object import reviewed_models

_REQUIRED_BASES = (WorkflowMixin, DraftStateMixin, RevisionMixin, ClusterableModel)


def check_reviewed_models(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001 to E003, E005: reviewed models are built so that the gate can hold."""
    errors: list[checks.CheckMessage] = []
    for model in reviewed_models():
        missing = [base.__name__ for base in _REQUIRED_BASES if not issubclass(model, base)]
        if missing:
            errors.append(
                checks.Error(
                    f"A medically reviewed model needs {', '.join(missing)}.",
                    hint="Without drafts, revisions and a workflow nothing can wait for review.",
                    obj=model,
                    id="headhealth.E001",
                )
            )
        elif model.mro().index(MedicallyReviewedMixin) > model.mro().index(DraftStateMixin):
            errors.append(
                checks.Error(
                    "MedicallyReviewedMixin must stand before Wagtail's bases.",
                    hint="Make it the first base, so that its save() is called first.",
                    obj=model,
                    id="headhealth.E002",
                )
            )
        errors += [
            checks.Error(
                f"'{field.name}' is a plain many-to-many field of a medically reviewed model.",
                hint=(
                    "It is not part of revisions and changes what is live at once. "
                    "Use ParentalManyToManyField, or name it in review_exempt_fields."
                ),
                obj=model,
                id="headhealth.E003",
            )
            for field in model._meta.many_to_many
            if _is_plain_many_to_many(field) and field.name not in exempt_fields(model)
        ]
        errors += [
            checks.Error(
                f"'{field.name}' is not serialized, so revisions and reviews do not hold it.",
                hint=(
                    "Leave out serialize=False, or name the field in review_exempt_fields if "
                    "readers never see it."
                ),
                obj=model,
                id="headhealth.E005",
            )
            for field in model._meta.concrete_fields
            if _is_left_out(field) and field.name not in exempt_fields(model)
        ]
    return errors


def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E004: settings under which nothing could be reviewed."""
    errors: list[checks.CheckMessage] = []
    if not getattr(settings, "WAGTAIL_WORKFLOW_ENABLED", True):
        errors.append(
            checks.Error(
                "WAGTAIL_WORKFLOW_ENABLED is off, so no health content can be approved.",
                hint="Remove the setting.",
                id="headhealth.E004",
            )
        )
    return errors


def check_medical_workflow(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """W001: there is no active workflow with an active medical review task."""
    if not databases:
        return []
    try:
        if medical_workflows().exists():
            return []
    except DatabaseError:  # The tables are not there yet.
        return []
    return [
        checks.Warning(
            "No active workflow has an active medical review task: nothing can be approved.",
            hint="Enable the task in Settings, Workflow tasks, or create one.",
            id="headhealth.W001",
        )
    ]


def _is_left_out(field: models.Field) -> bool:
    is_link = getattr(field.remote_field, "parent_link", False)
    return not field.serialize and not field.primary_key and not is_link


def _is_plain_many_to_many(field: models.Field) -> bool:
    # Wagtail's tagging and GenericRelations are not stored on the row and not shown as text.
    return isinstance(field, models.ManyToManyField) and not isinstance(
        field, ParentalManyToManyField
    )
