"""Addresses of the timeline."""

from django.urls import path

from . import views

app_name = "governance"
urlpatterns = [path("tijdlijn/", views.timeline, name="timeline")]
