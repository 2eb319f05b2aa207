"""Regions, organisations and municipalities in the administration."""

from django.contrib import admin

from brainport_portal.core.admin_site import ReadOnlyAdmin

from .models import Contact, Municipality, Organisation, Place, Region


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ["name", "country"]


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "country", "region"]
    list_filter = ["kind", "country"]
    list_select_related = ["region"]
    search_fields = ["name", "short_name"]


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "country", "region", "borders_other_country"]
    list_filter = ["country", "region"]
    list_select_related = ["region"]
    search_fields = ["name", "code"]


@admin.register(Place)
class PlaceAdmin(ReadOnlyAdmin):
    list_display = ["name", "country", "municipality"]
    list_select_related = ["municipality"]


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    list_display = ["function", "organisation", "municipality", "user", "is_public_office"]
    list_select_related = ["organisation", "municipality", "user"]
    search_fields = ["function", "name"]
