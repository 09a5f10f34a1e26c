"""Views that look records up once for all that they show."""

from __future__ import annotations

from typing import Any

from headhealth.review.one_screen import Answers, one_screen


class OneScreenMixin:
    """A view whose buttons, locks and panels share what they look up while it is shown.

    What is sent to it looks everything up afresh.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method not in ("GET", "HEAD"):
            return super().dispatch(request, *args, **kwargs)
        answers: Answers = {}
        with one_screen(answers):
            response = super().dispatch(request, *args, **kwargs)
        if (render := getattr(response, "render", None)) is not None:
            # Django renders it when the view has returned. Wagtail keeps its language in this way.
            def render_screen() -> Any:
                with one_screen(answers):
                    return render()

            response.render = render_screen
        return response
