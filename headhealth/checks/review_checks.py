"""What would let the gate leak, or keep everything from being reviewed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowMixin

from headhealth.review.medically_reviewed import MedicallyReviewedMixin
from headhealth.review.reviewed_object import reviewed_models

_REQUIRED_BASES = (WorkflowMixin, DraftStateMixin, RevisionMixin, ClusterableModel)


def check_reviewed_models(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001, E002: reviewed models are built so that the gate can hold."""
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
