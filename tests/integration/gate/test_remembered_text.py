"""Text remembers who wrote it, whatever happens to it before it comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Locale, TaskState
from wagtail.rich_text import RichText

from headhealth.models import ConditionPage, Contribution, LedgerEntry
from headhealth.review.contributions import authors_of, is_author
from headhealth.workflow.approval import ApprovalRefused
from headhealth.workflow.open_reviews import reviews_waiting_for
from tests import factories
from tests.integration.admin.page_forms import condition_form
from tests.integration.audit.auditing import audit, rows

SETTLED = "Rest in a dark room."
X = "Take two tablets with water."


@pytest.fixture
def article(live, editor, reviewer, other_reviewer):
    """An article whose approved summary is ``SETTLED``, written by the editor."""
    live.summary = SETTLED
    return factories.published(live, author=editor, approver=other_reviewer)


def latest_of(article: Any) -> ConditionPage:
    return factories.latest(ConditionPage.objects.get(pk=article.pk))


def write(article: Any, user: Any, **fields: Any) -> ConditionPage:
    """Save the latest version of ``article`` with other ``fields`` as ``user``."""
    latest = latest_of(article)
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save_revision(user=user)
    return latest


def approved(article: Any, user: Any, **fields: Any) -> ConditionPage:
    """Let somebody else write ``fields`` and ``user`` approve them."""
    submitter = factories.UserFactory(username="submitter")
    latest = write(article, submitter, **fields)
    factories.approve(factories.submit(latest, user=submitter), user=user)
    return ConditionPage.objects.get(pk=article.pk)


def may_approve(article: Any, user: Any) -> bool:
    submitter = factories.UserFactory(username="submitter")
    latest = latest_of(article)
    state = latest.current_workflow_task_state or factories.submit(latest, user=submitter)
    try:
        factories.approve(TaskState.objects.get(pk=state.pk), user=user)
    except ApprovalRefused as refusal:
        assert "you wrote part of it" in str(refusal)
        return False
    return True


def sections(*texts: str, heading: str = "Overview") -> list[Any]:
    return [factories.text_section(heading, "".join(f"<p>{text}</p>" for text in texts))]


# Text that comes back


def test_undone_text__that_an_old_tab_saves_again(
    article, editor, reviewer, other_reviewer, client_of
):
    write(article, reviewer, summary=X)
    write(article, reviewer, summary=SETTLED)
    assert not is_author(article, reviewer)
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    client_of(editor).post(url, condition_form(latest_of(article), summary=X))
    assert latest_of(article).summary == X
    assert not may_approve(article, reviewer)
    assert may_approve(article, other_reviewer)


@pytest.mark.parametrize("way", ["form", "other spelling", "other field", "revert"])
def test_text_set_aside__that_comes_back_after_another_approval(
    way, article, editor, reviewer, other_reviewer, client_of
):
    written = write(article, reviewer, summary=X).latest_revision
    article = approved(article, other_reviewer, summary="Something else.")
    assert authors_of(article) == []
    if way == "other field":
        write(article, editor, body=sections(X))
    elif way == "other spelling":
        write(article, editor, summary=f" {X.replace(' ', '  ')}")
    elif way == "revert":
        old = written.as_object()
        old.save_revision(user=editor, previous_revision=written)
    else:
        write(article, editor, summary=X)
    assert not may_approve(article, reviewer)
    assert may_approve(article, other_reviewer)


def test_undone_removal__that_comes_back(article, editor, reviewer, other_reviewer):
    """To leave a warning out is writing, too."""
    article = approved(article, other_reviewer, body=sections("Rest.", "Get help if it is sudden."))
    write(article, reviewer, body=sections("Rest."))
    write(article, reviewer, body=sections("Rest.", "Get help if it is sudden."))
    write(article, editor, body=sections("Rest."))
    assert not may_approve(article, reviewer)
    assert may_approve(article, other_reviewer)


def test_removal__of_text_that_stands_elsewhere_too_is_writing(article, editor, other_reviewer):
    """A warning that follows each of two headings."""
    warned = ("Tablets", "Take with food.", "Syrup", "Take with food.", "End")
    article = approved(article, other_reviewer, body=sections(*warned))
    remover = factories.reviewer(username="remover")
    write(article, remover, body=sections(*warned[:3], warned[4]))
    write(article, editor, summary="Changed by the editor.")
    assert set(authors_of(article)) == {editor, remover}
    assert not may_approve(article, remover)


NUMBERED = "<ol><li>Rest.</li><li>Drink.</li></ol>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NUMBERED, "<ul><li>Rest.</li><li>Drink.</li></ul>"),
        (NUMBERED, '<ol start="3"><li>Rest.</li><li>Drink.</li></ol>'),
        (NUMBERED, "<ol><li>Rest.</li></ol><ol><li>Drink.</li></ol>"),
        (NUMBERED, "<ol><li>Rest.<ol><li>Drink.</li></ol></li></ol>"),
        (NUMBERED, "<ol><li>Rest.<br/>Drink.</li></ol>"),
        (NUMBERED, "<ol><li>Rest.</li><li></li><li>Drink.</li></ol>"),
        ("<p>Rest.</p><p>Drink.</p>", "<p>Rest.<br/>Drink.</p>"),
        ("<p>Rest.</p>", "<blockquote><p>Rest.</p></blockquote>"),
        ("<p>Rest. Drink.</p>", "<p>Rest.\n Drink.</p>"),
        ("<p>Rest.</p><p>Drink.</p>", "<p>Rest.</p> <p>Drink.</p>"),
    ],
)
def test_shape_of_text__is_writing(before, after, article, reviewer, other_reviewer):
    """The same words in another list, step or row are other advice."""

    def body(html: str) -> list[Any]:
        return [factories.text_section("Overview", html)]

    article = approved(article, other_reviewer, body=body(before))
    write(article, reviewer, body=body(after))
    assert authors_of(article) == [reviewer]
    assert not may_approve(article, reviewer)


def test_blank_line__is_writing(article, reviewer, other_reviewer):
    article = approved(article, other_reviewer, summary="Rest.\nDrink.")
    write(article, reviewer, summary="Rest.\n\nDrink.")
    assert authors_of(article) == [reviewer]


def test_clock_that_is_set_back__hides_no_author(article, reviewer, other_reviewer):
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        write(article, reviewer, body=sections("Rest."))
        assert authors_of(article) == [reviewer]


def test_move__of_approved_text_is_writing(article, editor, reviewer, other_reviewer):
    article = approved(article, other_reviewer, body=sections("One.", "Two.", "Three."))
    write(article, reviewer, body=sections("Three.", "One.", "Two."))
    write(article, editor, summary="Changed by the editor.")
    assert not may_approve(article, reviewer)
    assert may_approve(article, other_reviewer)


def test_move__between_sections_is_writing(article, editor, reviewer, other_reviewer):
    """The same words under another heading are other advice."""
    dos = factories.text_section("What to do", "<p>Rest.</p>")
    article = approved(
        article, other_reviewer, body=[dos, *sections("Drink alcohol.", heading="Never")]
    )
    both = factories.text_section("What to do", "<p>Rest.</p><p>Drink alcohol.</p>")
    write(article, reviewer, body=[both, *sections("Smoke.", heading="Never")])
    write(article, editor, body=[both, *sections("Smoke at all.", heading="Never")])
    assert not may_approve(article, reviewer)


@pytest.mark.parametrize(
    ("field", "value"), [("risk_tier", "elevated"), ("title", "Head pain"), ("body", "level")]
)
def test_choice_or_title__is_remembered(field, value, article, editor, reviewer, other_reviewer):
    if field == "body":
        value = [("text_section", {"heading": "Overview", "aspect": "symptoms",
                                   "text": RichText("<p>It is common.</p>")})]  # fmt: skip
    before = getattr(latest_of(article), field)
    write(article, reviewer, **{field: value})
    write(article, reviewer, **{field: before})
    assert not is_author(article, reviewer)
    write(article, editor, **{field: value})
    assert is_author(article, reviewer)


def test_link__is_remembered(article, editor, reviewer, other_reviewer):
    def linked(address: str) -> list[Any]:
        return sections(f'Ask <a href="https://{address}.example">here</a>.')

    article = approved(article, other_reviewer, body=linked("good"))
    write(article, reviewer, body=linked("bad"))
    write(article, reviewer, body=linked("good"))
    write(article, editor, body=linked("bad"))
    assert not may_approve(article, reviewer)


# What is not writing


def test_undone_change__makes_nobody_an_author(article, editor, reviewer):
    write(article, reviewer, body=sections("Something of the reviewer's."))
    write(article, editor, summary="The editor's sentence.")
    write(article, reviewer, body=[factories.text_section()])
    assert authors_of(article) == [editor]
    assert may_approve(article, reviewer)


def test_text_beside__makes_nobody_an_author(article, editor, reviewer, other_reviewer):
    """What a reviewer wrote is approved by another; the next change is the editor's alone."""
    write(article, reviewer, body=sections("First.", "Second.", "Third."))
    article = approved(article, other_reviewer)
    write(article, editor, body=sections("First.", "Changed.", "Third."))
    assert authors_of(article) == [editor]
    assert may_approve(article, reviewer)


def test_change_of_a_change__has_both_authors(article, editor, reviewer, other_reviewer):
    write(article, reviewer, body=sections("First.", "A new sentence."))
    write(article, editor, body=sections("First.", "A new sentence, made longer."))
    assert not may_approve(article, reviewer)
    assert may_approve(article, other_reviewer)


def test_comment__costs_one_query_and_notes_nothing(article, reviewer):
    latest = latest_of(article)
    before = Contribution.objects.count()
    latest.save_revision(user=reviewer)
    assert Contribution.objects.count() == before


# Who saved it


def test_script_with_an_owner__makes_the_owner_an_author(a_to_z, editor, reviewer):
    article = factories.ConditionPageFactory(parent=a_to_z, owner=reviewer)
    assert authors_of(article) == [reviewer]
    article.save_revision()
    assert not may_approve(article, reviewer)


def test_script_for_nobody__leaves_the_text_to_who_saves_it_first(a_to_z, editor, reviewer):
    article = factories.ConditionPageFactory(parent=a_to_z)
    assert authors_of(article) == []
    article.save_revision(user=reviewer)
    assert authors_of(article) == [reviewer]
    article.save_revision(user=editor)
    assert authors_of(article) == [reviewer]


def test_save_without_a_user__falls_to_who_is_logged_in(draft, reviewer):
    draft.save_revision()
    draft.summary = X
    with LogContext(user=reviewer):
        draft.save_revision()
    assert authors_of(draft) == [reviewer]


def test_row_saved_past_its_revisions__is_writing(draft, editor, reviewer):
    draft.save_revision(user=editor)
    with LogContext(user=reviewer):
        draft.summary = X
        draft.save(update_fields=["summary"])
    draft.save_revision(user=editor)
    assert set(authors_of(draft)) == {editor, reviewer}


def test_publishing__notes_nothing(article):
    wrote = list(Contribution.objects.values_list("user__username", flat=True))
    assert set(wrote) == {None, "editor"}
    article.unpublish()
    ConditionPage.objects.get(pk=article.pk).get_latest_revision().publish()
    assert Contribution.objects.count() == len(wrote)


# People


@pytest.mark.parametrize("link", ["address", "registration", "contributor"])
def test_other_account_of_an_author__may_not_approve(link, article, reviewer, other_reviewer):
    """The account that wrote may be gone by now."""
    write(article, reviewer, summary=X)
    contributor = reviewer.contributors.get()
    second = factories.UserFactory(username="second", groups=[factories.REVIEWERS])
    email, number = reviewer.email, contributor.registration_number
    if link == "contributor":
        with LogContext(user=factories.superuser()):
            contributor.user = second
            contributor.save()
        contributor.confirm_registration(user=factories.publisher())
    else:
        contributor.delete()
        if link == "registration":
            factories.ContributorFactory(user=second, reviewer=True, registration_number=number)
        else:
            reviewer.delete()
            get_user_model().objects.filter(pk=second.pk).update(email=email.upper())
            factories.ContributorFactory(user=second, reviewer=True)
    second.refresh_from_db()
    assert second not in authors_of(article)
    state = factories.submit(latest_of(article), user=factories.editor())
    assert not reviews_waiting_for(second).exists()
    assert "approve" not in {name for name, *_ in state.task.specific.get_actions(article, second)}
    assert not may_approve(article, second)
    assert reviews_waiting_for(other_reviewer).count() == 1


def again(account: Any, **fields: Any) -> Any:
    """Delete the reviewer's account and make it again."""
    account.contributors.get().delete()
    account.delete()
    return factories.reviewer(**{"username": "again", **fields})


@pytest.mark.parametrize("number", [0, 1, 2])
def test_account_that_had_several_addresses__is_known_by_each(number, article, reviewer):
    """Deleted and made again with any of them."""
    addresses = ["a@example.org", "b@example.org", "c@example.org"]
    for address in addresses[:2]:
        reviewer.email = address
        reviewer.save()
    write(article, reviewer, summary=X)
    reviewer.email = addresses[2]
    reviewer.save(update_fields=["email"])
    assert not may_approve(article, again(reviewer, email=addresses[number]))
    assert audit().codes == []


def test_account_whose_address_was_changed_past_save__is_known_by_the_last(article, reviewer):
    write(article, reviewer, summary=X)
    get_user_model().objects.filter(pk=reviewer.pk).update(email="b@example.org")
    assert not may_approve(article, again(reviewer, email="b@example.org"))


@pytest.mark.parametrize("email", ["", "new@example.org"])
def test_account_without_an_address__is_known_by_its_name(email, article, reviewer):
    reviewer.email = ""
    reviewer.save()
    write(article, reviewer, summary=X)
    assert not may_approve(article, again(reviewer, username="reviewer", email=email))


def test_account_without_an_address__that_is_renamed_is_known_by_both_names(article, reviewer):
    reviewer.email = ""
    reviewer.save()
    write(article, reviewer, summary=X)
    reviewer.username = "renamed"
    reviewer.save()
    assert not may_approve(article, again(reviewer, username="renamed", email=""))


def test_account_of_another_person__may_approve(article, editor, reviewer):
    write(article, reviewer, summary=X)
    write(article, editor, title="Another title")
    assert may_approve(article, again(reviewer, email="another@example.org"))


def test_account_of_a_reader__leaves_no_trace(db):
    reader = get_user_model().objects.create(username="reader", email="a@example.org")
    reader.email = "b@example.org"
    reader.save()
    reader.delete()
    assert not Contribution.objects.exists()
    assert audit().codes == []


@pytest.mark.parametrize("way", ["same registration", "other locale"])
def test_named_author__without_an_account_is_the_reviewer(way, article, editor, reviewer):
    own = reviewer.contributors.get()
    if way == "other locale":
        named = own.copy_for_translation(Locale.objects.create(language_code="fr"))
        named.save()
    else:
        # As it was before registrations were checked to be of one person.
        named = factories.ContributorFactory(name="Dr Pen")
        fields = ("registration_body", "registration_number", "registration_key")
        values = {name: getattr(own, name) for name in fields}
        rows(type(named)).filter(pk=named.pk).update(**values, registration_suspended=True)
    write(article, editor, authors=[("contributor", named)])
    assert not may_approve(article, reviewer)


# Records


def test_contributions__are_never_changed_or_deleted(article, editor):
    contributions = Contribution.objects.for_object(article)
    one = contributions.filter(user=editor).first()
    one.user_name = "Somebody else"
    for change in (
        contributions.delete,
        one.delete,
        one.save,
        lambda: contributions.update(user=None),
        lambda: Contribution.objects.bulk_create([Contribution()]),
        lambda: Contribution.objects.bulk_update([one], ["user_name"]),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_contributions__are_vouched_for_by_the_ledger(article, editor):
    assert audit().codes == []
    kinds = LedgerEntry.objects.filter(kind="contribution").count()
    assert kinds == Contribution.objects.count() > 0
    rows(Contribution).filter(user=editor).update(user=None)
    assert "record-changed" in audit().codes
    rows(Contribution).all()._raw_delete("default")
    assert "record-missing" in audit().codes


def test_contributions__outlive_the_account(article, editor):
    editor.delete()
    kept = Contribution.objects.for_object(article).exclude(account="")
    assert {(each.user, each.user_name) for each in kept} == {(None, "editor")}
    assert audit().codes == []


def test_contributions_of_before__count_until_they_are_approved(
    article, editor, reviewer, other_reviewer
):
    """They do not say what they changed."""
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        write(article, reviewer, summary=X)
        rows(Contribution).filter(user=reviewer).update(changes=None)
        write(article, editor, title="Another title")
        assert set(authors_of(article)) == {editor, reviewer}
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        article = approved(article, other_reviewer)
        write(article, editor, title="A third title")
        assert authors_of(article) == [editor]


# Names that were taken off


def test_named_author__stays_one_of_the_text_when_the_name_is_off(article, editor, reviewer):
    named = [("contributor", reviewer.contributors.get())]
    write(article, editor, body=sections("Words sent by mail."), authors=named)
    write(article, editor, authors=[])
    assert not may_approve(article, reviewer)


def test_named_author__is_one_again_when_the_text_comes_back(
    article, editor, reviewer, other_reviewer
):
    text, named = sections("Words sent by mail."), [("contributor", reviewer.contributors.get())]
    write(article, editor, body=text, authors=named)
    article = approved(article, other_reviewer, authors=[], body=sections("Other words."))
    write(article, editor, body=text)
    assert not may_approve(article, reviewer)


def test_deleted_named_author__is_known_by_the_registration(article, editor):
    number = {"registration_body": "General Medical Council", "registration_number": "N-77"}
    named = factories.ContributorFactory(name="Dr Pen", **number)
    write(article, editor, body=sections("Her words."), authors=[("contributor", named)])
    named.delete()
    other = factories.UserFactory(username="other", groups=[factories.REVIEWERS])
    factories.ContributorFactory(user=other, reviewer=True, **number)
    assert not may_approve(article, other)


def test_former_author__may_approve_what_came_after_the_name_was_off(
    article, editor, reviewer, other_reviewer
):
    named = [("contributor", reviewer.contributors.get())]
    article = approved(article, other_reviewer, authors=named)
    article = approved(article, other_reviewer, authors=[])
    write(article, editor, summary=X)
    assert may_approve(article, reviewer)


# The same words, written down in another way

DOSE = "Take two tablets. Wait for four hours."


@pytest.mark.parametrize(
    "spelling",
    [
        "Take two tab\u00adlets with water.",
        "Take two tablets\u200b with water.",
        "\u2022 Take two tablets, with water!",
        "<p>Take <a href='https://x.example'>two tablets</a> with water.</p>",
        "<p>Take&nbsp;two tablets <b>with</b> water.</p>",
    ],
)
def test_text__is_known_again_in_other_spelling(spelling, article, editor, reviewer):
    write(article, reviewer, summary=X)
    write(article, reviewer, summary=SETTLED)
    if spelling.startswith("<p>"):
        write(article, editor, body=[factories.text_section("Overview", spelling)])
    else:
        write(article, editor, summary=spelling)
    assert not may_approve(article, reviewer)


@pytest.mark.parametrize(
    "texts", [DOSE.split(". "), [DOSE.split(". ")[1]], [f"Be careful. {DOSE}"]]
)
def test_sentence__is_known_again_in_another_paragraph(
    texts, article, editor, reviewer, other_reviewer
):
    write(article, reviewer, body=sections(DOSE))
    write(article, editor, body=sections("Other."))
    article = approved(article, other_reviewer, body=sections("Nothing of it."))
    write(article, editor, body=sections(*texts))
    assert not may_approve(article, reviewer)


def test_link__is_known_again_in_another_sentence(article, editor, reviewer, other_reviewer):
    link = '<a href="https://dose.example">{}</a>'
    write(article, reviewer, body=sections(f"See {link.format('the doses')}."))
    article = approved(article, other_reviewer, body=sections("Nothing of it."))
    write(article, editor, body=sections(f"Ask {link.format('your doctor')}."))
    assert not may_approve(article, reviewer)


def test_unchanged_sentence__is_not_written_by_who_changes_the_one_behind(
    article, editor, reviewer, other_reviewer
):
    write(article, editor, body=sections(DOSE))
    write(article, reviewer, body=sections("Take two tablets. Wait for six hours."))
    article = approved(article, other_reviewer, body=sections("Nothing of it."))
    write(article, editor, body=sections("Take two tablets. Call a doctor."))
    assert may_approve(article, reviewer)


def test_alias__has_the_authors_of_a_save_whose_clock_was_slow(
    live, a_to_z, editor, reviewer, other_reviewer
):
    alias = live.create_alias(parent=a_to_z, update_slug="alias")
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        write(live, reviewer, body=sections("Her own words."))
    factories.approve(factories.submit(latest_of(live), user=editor), user=other_reviewer)
    accounts = Contribution.objects.for_object(alias).values_list("account", flat=True)
    assert str(reviewer.pk) in accounts
