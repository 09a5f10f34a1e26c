"""Changing the state of many feedbacks at once, with a question before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from headhealth.admin.object_views import DiscreetBulkMixin
from headhealth.feedback.feedback import Feedback, FeedbackState
from headhealth.review.address_keys import keys_in_address


class StateForm(forms.Form):
    """The state that all of them get."""

    state = forms.ChoiceField(label=_("New state"), choices=FeedbackState, initial="resolved")


class ChangeFeedbackState(DiscreetBulkMixin, BulkAction):
    """Registered for the list of feedback."""

    display_name = _("Change state")
    aria_label = _("Change the state of the selected feedback")
    action_type = "change_state"
    template_name = "headhealth/admin/feedback_change_state.html"
    models = [Feedback]
    form_class = StateForm

    @classmethod
    def get_queryset(cls, model: Any, object_ids: Any) -> QuerySet:
        """Those of the ids that are feedback; there may be none."""
        return Feedback.objects.filter(pk__in=keys_in_address(Feedback, object_ids))

    def check_perm(self, obj: Feedback) -> bool:
        policy = policy_registry.get_by_type(Feedback)
        return policy.user_has_permission_for_instance(self.request.user, "change", obj)

    def is_known(self, obj: Feedback) -> bool:
        policy = policy_registry.get_by_type(Feedback)
        return policy.user_has_permission_for_instance(self.request.user, "view", obj)

    def object_context(self, obj: Feedback) -> dict[str, Any]:
        return {"item": obj, "edit_url": reverse("headhealth_feedback:edit", args=[obj.pk])}

    def get_execution_context(self) -> dict[str, Any]:
        return {"state": self.cleaned_form.cleaned_data["state"], "user": self.request.user}

    @classmethod
    def execute_action(cls, objects: Any, state: str = "", user: Any = None, **kwargs: Any) -> Any:
        changed = [feedback for feedback in objects if feedback.state != state]
        for feedback in changed:
            feedback.state = state
            feedback.save(update_fields=["state"])
            log(instance=feedback, action="wagtail.edit", user=user)
        return len(changed), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "The state of %(count)d feedback was changed.",
            "The state of %(count)d feedbacks was changed.",
            num_parent_objects,
        ) % {"count": num_parent_objects}
