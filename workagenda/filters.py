"""Filters on the list of actions; they look at what is shown, never at what is hidden."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from brainport_portal.core.dates import today
from brainport_portal.core.filters import StrictFilterSet
from brainport_portal.core.http import PortalRequest
from charter.models import Goal
from governance.models import Body
from partners.models import Municipality

from .choices import AgendaStatus, Kind, Phase, Rating
from .models import Action, Domain, WorkAgenda
from .querysets import ActionQuerySet


def domains_in_sight(request: PortalRequest) -> QuerySet:
    """Only domains of actions in sight: a choice must not tell that a hidden action exists."""
    return Domain.objects.filter(actions__in=Action.objects.visible_to(request.actor)).distinct()


def municipalities_in_sight(request: PortalRequest) -> QuerySet:
    return Municipality.objects.filter(actions__in=Action.objects.visible_to(request.actor)).distinct()


class ActionFilter(StrictFilterSet):
    q = django_filters.CharFilter(label=_("Woord of code"), method="filter_words", max_length=100)
    doel = django_filters.ChoiceFilter(label=_("Doelstelling"), method="filter_goal", empty_label=_("alle"))
    domein = django_filters.ModelChoiceFilter(
        label=_("Domein"),
        field_name="domain",
        queryset=domains_in_sight,
        to_field_name="code",
        empty_label=_("alle"),
    )
    werkgroep = django_filters.ModelChoiceFilter(
        label=_("Werkgroep"),
        field_name="working_group",
        queryset=Body.objects.working_groups(),
        to_field_name="slug",
        empty_label=_("alle"),
    )
    beoordeling = django_filters.ChoiceFilter(
        label=_("Beoordeling"), field_name="shown_rating", choices=Rating.choices, empty_label=_("alle")
    )
    fase = django_filters.ChoiceFilter(
        label=_("Fase"), field_name="shown_phase", choices=Phase.choices, empty_label=_("alle")
    )
    gemeente = django_filters.ModelChoiceFilter(
        label=_("Raakt gemeente"),
        field_name="municipalities",
        queryset=municipalities_in_sight,
        to_field_name="slug",
        empty_label=_("alle"),
    )
    soort = django_filters.ChoiceFilter(
        label=_("Soort"), field_name="kinds__kind", choices=Kind.choices, empty_label=_("alle")
    )

    class Meta:
        model = Action
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["doel"].extra["choices"] = [(goal.code, str(goal)) for goal in Goal.objects.with_theme()]

    def filter_words(self, queryset: ActionQuerySet, name: str, value: str) -> ActionQuerySet:
        return queryset.filter(
            Q(code__icontains=value) | Q(title__icontains=value) | Q(official_title__icontains=value)
        )

    def filter_goal(self, queryset: ActionQuerySet, name: str, value: str) -> ActionQuerySet:
        return queryset.filter(goals__theme__number=value[:-1], goals__letter=value[-1])


class RoadmapFilter(StrictFilterSet):
    """What the planning can be narrowed to; without years it shows the agenda that runs now."""

    jaren = django_filters.ChoiceFilter(
        label=_("Jaren"), field_name="agenda__start_year", empty_label=_("de werkagenda van nu")
    )
    domein = django_filters.ModelChoiceFilter(
        label=_("Domein"),
        field_name="domain",
        queryset=domains_in_sight,
        to_field_name="code",
        empty_label=_("alle"),
    )
    werkgroep = django_filters.ModelChoiceFilter(
        label=_("Werkgroep"),
        field_name="working_group",
        queryset=Body.objects.working_groups(),
        to_field_name="slug",
        empty_label=_("alle"),
    )
    gemeente = django_filters.ModelChoiceFilter(
        label=_("Raakt gemeente"),
        field_name="municipalities",
        queryset=municipalities_in_sight,
        to_field_name="slug",
        empty_label=_("alle"),
    )

    class Meta:
        model = Action
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = WorkAgenda.objects.order_by("start_year").values_list("start_year", flat=True).distinct()
        self.filters["jaren"].extra["choices"] = [(str(year), f"{year}–{year + 1}") for year in years]

    @property
    def usual_year(self) -> int:
        """The first year of the agenda that runs now, or else of the last one."""
        agendas = WorkAgenda.objects.order_by("-start_year")
        current = agendas.filter(status=AgendaStatus.CURRENT).first() or agendas.first()
        return current.start_year if current else today().year

    @property
    def first_year(self) -> int:
        return int(self.form.cleaned_data.get("jaren") or self.usual_year)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return super().filter_queryset(queryset).filter(agenda__start_year=self.first_year)
