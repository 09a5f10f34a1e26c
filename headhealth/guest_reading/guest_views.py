"""What a guest reader sees at the address of the link."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from headhealth.blocks.content_language import language_code_of
from headhealth.guest_reading.answer import (
    Answer,
    LinkEnded,
    NotComplete,
    WrittenElsewhere,
    give_opinion,
    save_draft,
)
from headhealth.guest_reading.guest_form import GuestForm, texts_in
from headhealth.guest_reading.guest_link import invitation_behind
from headhealth.guest_reading.guest_text import GuestText
from headhealth.guest_reading.invitation import GuestInvitation
from headhealth.guest_reading.invite import note_opening
from headhealth.reader_forms.address_limits import take_turn
from headhealth.reader_forms.reader_form_view import TOO_MANY

# The token in the address is what gives the right to post, and only who was given it knows it:
# there is no cookie for another site to make use of. Browsers that are told to send no referrer
# send no origin either, and Django would refuse what they post.
_no_cookie_needed = method_decorator(csrf_exempt, name="dispatch")


class GuestLinkView(View):
    """A view behind a link. One that does not work says only that, whatever the reason.

    No cache keeps the response, no search engine lists it, and no site that it links to is told
    the address.
    """

    invitation: GuestInvitation
    text: GuestText

    def dispatch(self, request: Any, *args: Any, token: str, **kwargs: Any) -> HttpResponseBase:
        self.token = token
        if self._find():
            with translation.override(language_code_of(self.text.obj)):
                response = super().dispatch(request, *args, **kwargs)
        else:
            response = self.link_ended()
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def link_ended(self) -> HttpResponse:
        """Nothing of the content; what the guest wrote, for them to keep."""
        context = {"page": None, "written": texts_in(self.request.POST)}
        return render(self.request, "headhealth/guest_reading/ended.html", context, status=410)

    def answered(self, *, status: int = 200) -> HttpResponse:
        """What the guest has said, and what came too late to be part of it."""
        context = {
            "opinion": self.invitation.opinion,
            "is_new": "sent" in self.request.GET,
            "written": texts_in(self.request.POST),
        }
        return self.show("answered.html", context, status)

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context = {
            "page": self.text.obj,
            "guest_text": self.text,
            "invitation": self.invitation,
            "address": self.address(),
            **context,
        }
        path = f"headhealth/guest_reading/{template}"
        return render(self.request, path, context, status=status)

    def address(self, name: str = "guest_reading", **query: Any) -> str:
        url = reverse(f"headhealth:{name}", args=[self.token])
        return f"{url}?{urlencode(query)}" if query else url

    def _find(self) -> bool:
        """Look up what is behind the link, as it is now."""
        invitation = invitation_behind(self.token)
        text = GuestText.of(invitation) if invitation else None
        if invitation is None or text is None:
            return False
        self.invitation, self.text = invitation, text
        return True

    def came_too_late(self) -> HttpResponse:
        """Meanwhile the link has ended, or another window has sent the opinion."""
        if self._find() and self.invitation.is_answered:
            return self.answered(status=409)
        return self.link_ended()


@_no_cookie_needed
class GuestReadingView(GuestLinkView):
    """The text with a comment box below each section, and the opinion at its end."""

    def get(self, request: Any) -> HttpResponse:
        if self.invitation.is_answered:
            return self.answered()
        if request.method == "GET":
            note_opening(self.invitation)
        answer = Answer.drafted_in(self.invitation)
        form = GuestForm(initial=GuestForm.initial_for(answer), sections=self.text.sections)
        return self.show_form(form)

    def post(self, request: Any) -> HttpResponse:
        if self.invitation.is_answered:
            return self.answered(status=409)
        form = GuestForm(request.POST, sections=self.text.sections)
        number = _number(request.POST.get("draft_number"))
        if not form.is_valid():
            return self.show_form(form, number=number)
        if not take_turn(form="guest_reading", request=request):
            form.add_error(None, TOO_MANY)
            return self.show_form(form, number=number, status=429)
        try:
            save_draft(self.invitation, answer=form.answer(), number=number)
        except LinkEnded:
            return self.came_too_late()
        except WrittenElsewhere:
            self.invitation.refresh_from_db()
            # What was typed here, and beside it what another window saved meanwhile.
            form.show_other(Answer.drafted_in(self.invitation))
            return self.show_form(form, status=409)
        if "check" not in request.POST:
            place = request.POST.get("save", "")
            anchor = f"#hh-at-{place}" if place in self.text.headings else "#hh-saved"
            return redirect(self.address(saved=place) + anchor)
        if not form.require_opinion():
            return self.show_form(form)
        return redirect(self.address("guest_reading_check"))

    def show_form(
        self, form: GuestForm, *, number: int | None = None, status: int = 200
    ) -> HttpResponse:
        """``number`` is that of the draft that the form began with; by default the newest."""
        context = {
            "form": form,
            "draft_number": self.invitation.draft_number if number is None else number,
            "saved": self.request.GET.get("saved"),
        }
        return self.show("guest_page.html", context, status)


@_no_cookie_needed
class GuestCheckView(GuestLinkView):
    """What is about to be sent, once more: it cannot be changed afterwards."""

    def get(self, request: Any) -> HttpResponse:
        if self.invitation.is_answered:
            return self.answered()
        answer = Answer.drafted_in(self.invitation)
        if not answer.is_complete:
            return redirect(self.address())
        return self.show_answer(answer)

    def post(self, request: Any) -> HttpResponse:
        try:
            give_opinion(
                self.invitation,
                number=_number(request.POST.get("draft_number")),
                headings=self.text.headings,
            )
        except LinkEnded:
            return self.came_too_late()
        except NotComplete:
            return redirect(self.address())
        except WrittenElsewhere:
            self.invitation.refresh_from_db()
            answer = Answer.drafted_in(self.invitation)
            return self.show_answer(answer, is_newer=True, status=409)
        return redirect(self.address(sent=1))

    def show_answer(
        self, answer: Answer, *, is_newer: bool = False, status: int = 200
    ) -> HttpResponse:
        context = {
            "answer": answer,
            "section_comments": answer.section_comments(self.text.headings),
            "is_newer": is_newer,
        }
        return self.show("check.html", context, status)


def _number(text: str | None) -> int:
    """-1, which no draft has, for what is no number."""
    return int(text) if text and text.isascii() and text.isdecimal() else -1
