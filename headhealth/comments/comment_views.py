"""Where readers write a comment, and where all comments under a page stand."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.models import Site

from headhealth.comments.comment_form import CommentForm
from headhealth.comments.discussion import NEWEST, Discussion, discussion_of
from headhealth.comments.reader_comment import ReaderComment
from headhealth.conf import app_settings
from headhealth.reader_forms.reader_form_view import AboutPageMixin, ReaderFormView


class DiscussionMixin(AboutPageMixin):
    """A view about the comments under a page; not found where the page has none."""

    @cached_property
    def discussion(self) -> Discussion:
        discussion = discussion_of(self.page, site=Site.find_for_request(self.request))
        if discussion is None:
            raise Http404
        return discussion

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            discussion=self.discussion, kept_days=app_settings.READER_DATA_KEPT_DAYS, **kwargs
        )


class CommentCreateView(DiscussionMixin, ReaderFormView):
    """The form; once the time to comment is over, a notice, with what was being written."""

    template_name = "headhealth/comments/comment_create.html"
    form_class = CommentForm
    model = ReaderComment
    limited_as = "comment"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.discussion.is_open:
            return self.render_to_response(self.get_context_data(form=None))
        return super().get(request, *args, **kwargs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.discussion.is_open:
            written = request.POST.get("text", "")
            context = self.get_context_data(form=None, written=written)
            return self.render_to_response(context, status=409)
        return super().post(request, *args, **kwargs)

    def store(self, form: CommentForm) -> ReaderComment:
        data = form.cleaned_data
        return ReaderComment.objects.create(
            page_id=self.page.pk,
            submission_id=data["submission_id"],
            name=data["name"],
            email=data["email"],
            text=data["text"],
        )

    def get_success_url(self) -> str:
        return reverse("headhealth:comment_sent", args=[self.page.pk])


class CommentSentView(DiscussionMixin, TemplateView):
    """Thanks, and says that a moderator reads the comment first."""

    template_name = "headhealth/comments/comment_sent.html"


class CommentListView(DiscussionMixin, TemplateView):
    """All comments under a page, oldest first."""

    template_name = "headhealth/comments/comment_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(comment_page=self._comment_page(), **kwargs)

    def _comment_page(self) -> Page:
        shown = ReaderComment.objects.shown_under(self.page).order_by("submitted_at", "pk")
        return Paginator(shown, NEWEST).get_page(self.request.GET.get("page"))
