"""The demo's addresses and the plain views, which come before Wagtail's pages."""

from django.urls import path

from config.urls import urlpatterns as site_urlpatterns
from tests.bench.plain_view import plain_view

urlpatterns = [path("plain/", plain_view), *site_urlpatterns]
