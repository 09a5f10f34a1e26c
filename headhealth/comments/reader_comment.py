"""What a reader wrote under an article, and what a moderator decided about it."""

from __future__ import annotations

from datetime import date
from typing import Any

import swapper
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from headhealth.reader_forms.reader_submission import ReaderSubmission
from headhealth.site_calendar import site_day

NAME_LENGTH = 60
EMAIL_LENGTH = 254
TEXT_LENGTH = 3000
"""Characters: a long answer, about a page of print."""


class CommentState(models.TextChoices):
    """What became of a comment. A moderator can take it from any state to any other."""

    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SPAM = "spam", _("Spam")


class ReaderCommentQuerySet(models.QuerySet["ReaderComment"]):
    def waiting(self) -> ReaderCommentQuerySet:
        return self.filter(state=CommentState.WAITING)

    def shown_under(self, page: Any) -> ReaderCommentQuerySet:
        """What readers see under ``page``, without what they may not: the e-mail address."""
        approved = self.filter(page_id=page.pk, state=CommentState.APPROVED)
        return approved.only("page_id", "name", "text", "submitted_at")


class ReaderComment(ReaderSubmission):
    """One comment. It belongs to its page: goes with it, and is not copied with it.

    ``__str__`` names neither person nor text, as it is written into logs that keep no secret
    and outlive the comment.
    """

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="reader_comments",
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    email = models.EmailField(
        _("e-mail address"),
        max_length=EMAIL_LENGTH,
        blank=True,
        help_text=_("Never shown to readers."),
    )
    text = models.TextField(_("comment"), max_length=TEXT_LENGTH)
    state = models.CharField(
        _("state"), max_length=16, choices=CommentState, default=CommentState.WAITING
    )
    moderated_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    mailed_at = models.DateTimeField(
        _("moderators mailed at"), null=True, editable=False, help_text=_("In a digest.")
    )

    objects = ReaderCommentQuerySet.as_manager()

    # The pages a comment is about are found by its key: nobody looks up where a page is used here.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reader comment")
        verbose_name_plural = _("reader comments")
        # Nobody writes one in the admin.
        default_permissions = ("change", "delete", "view")
        indexes = [
            models.Index(fields=["page", "state", "-submitted_at"], name="hh_comment_page_idx"),
            models.Index(fields=["state", "-submitted_at"], name="hh_comment_state_idx"),
        ]

    @property
    def written_on(self) -> date:
        return site_day(self.submitted_at)

    def __str__(self) -> str:
        return _("Comment %(number)s") % {"number": self.pk}
