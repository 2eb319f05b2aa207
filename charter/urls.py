"""Addresses of the charter."""

from django.urls import path

from . import views

app_name = "charter"
urlpatterns = [path("charter/", views.charter, name="charter")]
