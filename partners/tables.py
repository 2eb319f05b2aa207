"""Tables of municipalities."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import Municipality


class MunicipalityTable(tables.Table):
    """The municipalities of the three regions."""

    name = tables.Column(verbose_name=gettext_lazy("Gemeente"))
    country = tables.Column(verbose_name=gettext_lazy("Land"))
    region = tables.Column(verbose_name=gettext_lazy("Regio"), order_by=("region__position", "name"))
    province = tables.Column(verbose_name=gettext_lazy("Provincie"))
    networks = tables.Column(verbose_name=gettext_lazy("Netwerk"), orderable=False, empty_values=())
    borders_other_country = tables.Column(verbose_name=gettext_lazy("Aan de landsgrens"))

    class Meta:
        model = Municipality
        fields = ()
        sequence = ("name", "country", "region", "province", "networks", "borders_other_country")
        empty_text = gettext_lazy("Geen gemeenten gevonden.")

    @property
    def caption(self) -> str:
        count = self.page.paginator.count
        return ngettext("%(count)s gemeente", "%(count)s gemeenten", count) % {"count": count}

    def render_name(self, record: Municipality) -> SafeString:
        return format_html('<a class="nl-link" href="{}">{}</a>', record.get_absolute_url(), record.name)

    def render_region(self, record: Municipality) -> str:
        return record.region.name

    def render_networks(self, record: Municipality) -> str:
        return ", ".join(str(network) for network in record.networks.all()) or "–"

    def render_borders_other_country(self, record: Municipality) -> str:
        return _("ja") if record.borders_other_country else _("nee")
