"""Accounts and sources in the administration."""

from django.contrib import admin

from .admin_site import ReadOnlyAdmin
from .models import SourceDocument, User


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["full_name", "email", "is_active", "expires_on", "last_login", "is_demo"]
    list_filter = ["is_active"]
    search_fields = ["full_name", "email"]
    fields = ["full_name", "email", "is_active", "expires_on", "last_login", "date_joined", "is_demo"]


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    list_display = ["code", "title", "kind", "published_on"]
