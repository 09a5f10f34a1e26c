"""Why a user may not review as a registered medical reviewer, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from headhealth.review.contributor import Contributor, registered_reviewer
from headhealth.review.registration_confirmers import who_may_confirm
from headhealth.site_calendar import site_day


def why_no_approvals(user: Any) -> str:
    """Return why ``user`` may not approve any content today, as sentences for them; "" if they may.

    Who belongs to the reviewers of a task is another matter.
    """
    reason = why_not_registered(user)
    if not reason:
        return ""
    return _("You cannot approve content now. %(reason)s") % {"reason": reason}


def why_not_registered(user: Any) -> str:
    """Return why ``user`` may not review today; "" where their registration lets them."""
    if registered_reviewer(user) is not None:
        return ""
    contributor = (
        Contributor.objects.filter(user=user, reviewer_from__isnull=False)
        .order_by("-reviewer_from", "-pk")
        .first()
    )
    if contributor is None:
        return _(
            "If you are a medical reviewer, ask a content lead to enter your registration under "
            "Contributors. A second person then confirms it."
        )
    today = site_day()
    if contributor.registration_suspended:
        return _(
            "Your registration is suspended, because another contributor has the same one. Ask a "
            "content lead to correct it and to have it confirmed."
        )
    if contributor.reviewer_until and contributor.reviewer_until < today:
        return _(
            "Your registration ended on %(day)s. Ask a content lead to enter a later day under "
            "Contributors. A second person then confirms it."
        ) % {"day": date_format(contributor.reviewer_until)}
    if contributor.needs_confirmation:
        waiting = _("Your registration has not been confirmed.")
        return f"{waiting} {who_may_confirm(contributor)}"
    begins = contributor.reviewer_from
    if begins is not None and begins > today:
        return _("Your registration begins on %(day)s.") % {"day": date_format(begins)}
    return _(
        "The record of your registration could not be verified. Ask a content lead to save your "
        "registration under Contributors and to have it confirmed by a second person."
    )
