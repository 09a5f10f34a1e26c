from wagtail.snippets.models import register_snippet

from headhealth.admin.snippet_viewsets import ReviewedSnippetViewSet
from tests.testapp.models import Advice


class AdviceViewSet(ReviewedSnippetViewSet):
    model = Advice


register_snippet(AdviceViewSet)
