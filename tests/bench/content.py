"""The pages that are measured: the same content as a condition, naively written, and bare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Site, Workflow, WorkflowTask

from demo.models import HomePage
from headhealth.models import AToZPage, ConditionPage, TreatmentPage
from headhealth.workflow.defaults import REVIEWERS
from tests import factories
from tests.bench.article_content import ArticleContent
from tests.bench.models import (
    ArticleReview,
    BareArticlePage,
    NaiveArticlePage,
    StockConditionPage,
)

SLUGS = {"full": ConditionPage, "naive": NaiveArticlePage, "bare": BareArticlePage}
LINKED = 9


def make_site() -> AToZPage:
    """An empty site with its two lists; returns that of conditions."""
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Home", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    conditions, _treatments = (
        home.add_child(
            instance=AToZPage(
                title=f"{model.__name__.removesuffix('Page')}s",
                listed_type=model._meta.label,
                show_in_menus=True,
            )
        )
        for model in (ConditionPage, TreatmentPage)
    )
    return conditions


def make_shared_objects(conditions: AToZPage) -> dict[str, Any]:
    """What the articles link to and cite."""
    treatments = conditions.get_siblings(inclusive=False).get().specific
    return {
        "linked": [
            factories.published(factories.ConditionPageFactory(parent=conditions))
            for _ in range(LINKED)
        ],
        "treatments": [
            factories.published(factories.TreatmentPageFactory(parent=treatments)) for _ in range(3)
        ],
        "symptoms": [factories.published(factories.SymptomFactory()) for _ in range(5)],
        "sources": factories.SourceFactory.create_batch(5),
        "author": factories.ContributorFactory(),
    }


def make_articles(conditions: AToZPage, content: ArticleContent) -> dict[str, Any]:
    """The three articles under the list of conditions, live, by what they are called."""
    full = factories.published(
        factories.ConditionPageFactory(parent=conditions, slug="full", **content.as_condition())
    )
    conditions.refresh_from_db()
    naive = conditions.add_child(instance=NaiveArticlePage(slug="naive", **content.as_naive()))
    whole = full.review_line.whole
    naive.reviews = [
        ArticleReview(
            reviewer=whole.reviewer_user.contributors.get(),
            reviewed_on=full.review_line.reviewed_on,
            due_on=full.review_line.next_due_on,
            note=whole.public_note,
        )
    ]
    bare = conditions.add_child(instance=BareArticlePage(slug="bare", **content.as_bare()))
    for page in (naive, bare):
        page.save_revision().publish()
    return {"full": full, "naive": naive, "bare": bare}


def make_variants(conditions: AToZPage, content: ArticleContent) -> None:
    """Conditions of other lengths, and the same fields on stock pages with a workflow."""
    short = replace(content, sections=5, links=0)
    long = replace(content, sections=300)
    linking = replace(content, sections=32, links=30)
    for slug, shown in (("5-blocks", short), ("300-blocks", long), ("30-links", linking)):
        fields = shown.as_condition()
        factories.published(factories.ConditionPageFactory(parent=conditions, slug=slug, **fields))
    conditions.refresh_from_db()
    workflow = _stock_workflow()
    for slug, shown in (("stock", content), ("stock-300-blocks", long)):
        page = conditions.add_child(instance=StockConditionPage(slug=slug, **shown.as_condition()))
        workflow.workflow_pages.create(page=page)
        page.save_revision().publish()


def _stock_workflow() -> Workflow:
    """As Wagtail brings it along: one approval by a group."""
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.set(Group.objects.filter(name=REVIEWERS))
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def make_everything() -> None:
    factories.superuser()
    conditions = make_site()
    content = ArticleContent(**make_shared_objects(conditions))
    make_articles(conditions, content)
    conditions.refresh_from_db()
    make_variants(conditions, content)
