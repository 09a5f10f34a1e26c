"""The answers of a workflow task's form, which an editor sends as JSON beside what was typed."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder

from headhealth.rules.characters import well_formed
from headhealth.workflow.review_forms import AnswersForm


def are_answers(text: str, form_class: type[forms.BaseForm]) -> bool:
    """Return whether ``text`` holds answers to a form of a task, as its modal leaves them.

    They are handed to ``Task.on_action`` as they come. The forms of this app look at each answer
    again; those of other tasks do not.
    """
    try:
        answers = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(answers, dict) or not answers.keys() <= form_class.base_fields.keys():
        return False
    if not all(map(_is_flat, answers.values())):
        return False
    return issubclass(form_class, AnswersForm) or _are_clean(answers, form_class)


def _is_flat(answer: Any) -> bool:
    """Return whether it is a value or a list of values. Wagtail may not read a deeper one."""
    values = answer if isinstance(answer, list) else [answer]
    return not any(isinstance(each, (dict, list)) for each in values)


def _are_clean(answers: dict[str, Any], form_class: Any) -> bool:
    """Return whether the form takes the answers, and leaves them as they are."""
    if any(isinstance(each, str) and each != well_formed(each) for each in answers.values()):
        return False
    form = form_class(answers)
    try:
        if not form.errors.keys().isdisjoint(answers):
            return False
    except (AttributeError, TypeError, ValueError):
        # Fields of Django expect text or a list of texts.
        return False
    cleaned = json.loads(json.dumps(form.cleaned_data, cls=DjangoJSONEncoder))
    return all(cleaned[name] == each for name, each in answers.items())
