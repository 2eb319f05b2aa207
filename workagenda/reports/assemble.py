"""From agreed updates to the content of a report, in a fixed number of queries.

The allow-list is in the code: only fields named here reach a report, and `InternalRemark` is never
loaded. Reports hold public actions only.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from brainport_portal.core.choices import Country
from brainport_portal.core.context import has_demo_data
from charter.models import Theme
from partners.models import Place, Region
from workagenda.choices import DomainKind, PartnerRole, Phase, Rating, UpdateKind
from workagenda.models import Action, Connection, Domain, ProgressUpdate, ReportingRound
from workagenda.texts import text_of, texts_of

from .choices import CarriedReason, Confirmation
from .content import (
    ConnectionContent,
    GoalContent,
    LeadContent,
    LineContent,
    MomentContent,
    OmittedContent,
    PlaceContent,
    PreviousContent,
    ReportContent,
    ThemeContent,
)
from .models import Report, ReportLine
from .moments import decisions_in, meetings_in, milestones_of, next_round_after, outlook_after
from .municipalities import municipalities_in

TITLE = "Voortgangsrapportage Samenwerkingscharter Brainport-Limburg-Kempen"


def build_content(report: Report) -> ReportContent:
    """What `report` says now: the frozen content, or for a live report the agreed updates of this moment."""
    if report.content is not None:
        return report.frozen_content
    with translation.override("nl"):
        return _Assembly(report).content()


def reported_words(report: Report, action: Action) -> ProgressUpdate | None:
    """What the working group itself reported for this report, whatever was edited for it since."""
    counted = action.updates.counted_on(report.round.reference_date).select_related("refers_to")
    latest = counted.latest_first().first()
    return text_of(latest) if latest else None


@dataclass(frozen=True)
class _Known:
    """All that was read about the actions, by action key."""

    updates: Mapping[int, ProgressUpdate]
    texts: Mapping[int, ProgressUpdate]
    waiting: frozenset[int]
    stuck_since: Mapping[int, datetime.date]
    decided: Mapping[int, ReportLine]
    previous: Mapping[str, LineContent]


class _Assembly:
    """One run of assembling, so that its parts can share what was read."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.round = report.round
        self.agendas = list(self.round.agendas.select_related("theme__charter"))
        self.previous = previous_content(report)
        self.period_start = self._period_start()

    def content(self) -> ReportContent:
        actions = self._actions()
        known = self._read(actions)
        omitted = {key: line for key, line in known.decided.items() if line.is_omission}
        told = [action for action in actions if action.pk not in omitted]
        lines = tuple(self._line(action, known) for action in told)
        drawn = self._drawn_connections(told)
        return ReportContent(
            title=TITLE,
            reference=self._reference(),
            round_name=self.round.name,
            period_start=self.period_start.isoformat(),
            reference_date=self.round.reference_date.isoformat(),
            dates_confirmed=self.round.dates_confirmed,
            version=self.report.version,
            corrects=self.report.corrects.version if self.report.corrects else "",
            frozen_on="",
            contains_examples=has_demo_data(),
            agenda_years=self.agendas[0].years if self.agendas else "",
            site_address=settings.SITE_ADDRESS,
            sections={text.section: text.text for text in self.report.texts.all() if text.text},
            themes=self._themes(lines),
            lines=lines,
            omitted=tuple(
                OmittedContent(action.code, action.title, reason=omitted[action.pk].omission_reason)
                for action in actions
                if action.pk in omitted
            ),
            explorations=self._explorations(),
            connections=tuple(connection_content(number, row) for number, row in enumerate(drawn, start=1)),
            meetings=meetings_in(self.round, self.period_start),
            decisions=decisions_in(self.round, self.period_start),
            outlook=outlook_after(self.round, told),
            agenda_changes=self._agenda_changes(lines),
            previous=self._previous_figures(),
            milestones=milestones_of(told),
            next_round=next_round_after(self.round),
            municipalities=municipalities_in(self.report, told, drawn),
        )

    def _actions(self) -> list[Action]:
        actions = Action.objects.public().filter(agenda__in=self.agendas)
        return list(
            actions.with_latest_counted(self.round.reference_date)
            .select_related("domain", "working_group")
            .prefetch_related("goals__theme", "partners__organisation", "municipalities")
            .order_by("domain__theme__number", "domain__position", "code")
        )

    def _read(self, actions: list[Action]) -> _Known:
        updates = {
            update.action_id: update
            for update in ProgressUpdate.objects.filter(
                pk__in=[action.counted_id for action in actions]
            ).select_related("refers_to")
        }
        waiting = ProgressUpdate.objects.submitted().filter(
            action__in=actions, kind=UpdateKind.CHANGE, as_of__lte=self.round.reference_date
        )
        texts = texts_of(updates.values())
        return _Known(
            updates=updates,
            texts={key: texts[update.pk] for key, update in updates.items()},
            waiting=frozenset(waiting.values_list("action_id", flat=True)),
            stuck_since=self._stuck_since(actions),
            decided={line.action_id: line for line in self.report.lines.all()},
            previous={line.code: line for line in self.previous.lines} if self.previous else {},
        )

    def _line(self, action: Action, known: _Known) -> LineContent:
        update = known.updates.get(action.pk)
        text = known.texts.get(action.pk)
        decided = known.decided.get(action.pk)
        before = known.previous.get(action.code)
        rating = Rating(text.rating) if text else Rating.NOT_RATED
        confirmation, reason = self._confirmation(action, update, known)
        return LineContent(
            code=action.code,
            title=action.title,
            official_title=action.official_title,
            goals=tuple(sorted(goal.code for goal in action.goals.all())),
            domain=action.domain.name,
            working_group=action.working_group.name,
            lead=_leads(action),
            phase=text.phase if text else "",
            phase_label=str(Phase(text.phase).label) if text and text.phase else "",
            rating=rating.value,
            rating_label=str(rating.label),
            as_of=update.as_of.isoformat() if update else "",
            confirmation=confirmation,
            carried_reason=reason,
            done=(decided.editorial_text if decided else "") or (text.done if text else ""),
            next_step=text.next_step if text else "",
            bottleneck=text.bottleneck if text else "",
            cause=text.cause if text else "",
            cause_label=str(text.get_cause_display()) if text and text.cause else "",
            consequence=text.consequence if text else "",
            corrective_action=text.corrective_action if text else "",
            request=text.request if text else "",
            stuck_since=known.stuck_since[action.pk].isoformat() if action.pk in known.stuck_since else "",
            previous_rating=before.rating if before else "",
            previous_rating_label=before.rating_label if before else "",
            previous_cause_label=before.cause_label if before else "",
            summary=action.public_summary,
        )

    def _confirmation(self, action: Action, update: ProgressUpdate | None, known: _Known) -> tuple[str, str]:
        if update and update.as_of >= self.round.opens_on:
            return Confirmation.CONFIRMED.value, ""
        waits = action.pk in known.waiting
        return Confirmation.CARRIED.value, (CarriedReason.WAITS if waits else CarriedReason.NO_NEWS).value

    def _stuck_since(self, actions: list[Action]) -> dict[int, datetime.date]:
        """Since when an action has been attention or stalled without a break, by action key.

        A corrected update, and what confirmed it, counts with the rating of its last correction.
        """
        counted = ProgressUpdate.objects.counted_on(self.round.reference_date).filter(action__in=actions)
        counted = counted.order_by("as_of", "reviewed_at", "pk")
        rows = list(counted.values_list("action_id", "as_of", "pk", "refers_to_id", "kind", "rating"))
        corrected = {root: rating for *_, root, kind, rating in rows if kind == UpdateKind.CORRECTION}
        since: dict[int, datetime.date] = {}
        for action_id, as_of, key, root, kind, rating in rows:
            if kind == UpdateKind.CORRECTION:
                continue
            if corrected.get(root or key, rating) in (Rating.ATTENTION, Rating.STALLED):
                since.setdefault(action_id, as_of)
            else:
                since.pop(action_id, None)
        return since

    def _themes(self, lines: Iterable[LineContent]) -> tuple[ThemeContent, ...]:
        """The themes of the round's agendas; of another theme only the goals that its actions serve."""
        told = {code for line in lines for code in line.goals}
        own = {agenda.theme_id for agenda in self.agendas}
        themes = Theme.objects.filter(charter=self.round.charter).prefetch_related(
            "goals__theme", "domains", "leads__organisation", "leads__region"
        )
        regions = list(Region.objects.all())
        found = (_theme(theme, regions, None if theme.pk in own else told) for theme in themes)
        return tuple(theme for theme in found if theme)

    def _explorations(self) -> tuple[str, ...]:
        themes = [agenda.theme_id for agenda in self.agendas]
        domains = Domain.objects.filter(theme__in=themes, kind=DomainKind.EXPLORATION)
        return tuple(domains.values_list("name", flat=True))

    def _drawn_connections(self, actions: list[Action]) -> list[Connection]:
        """The connections of `actions` that have a place, in the order of their numbers."""
        drawn = Connection.objects.filter(action__in=actions).exclude(from_place=None)
        return list(
            drawn.select_related("from_place__municipality__region", "to_place__municipality__region")
        )

    def _agenda_changes(self, lines: Iterable[LineContent]) -> tuple[MomentContent, ...]:
        if self.previous is None:
            return ()
        before = {line.code: line for line in self.previous.lines}
        before_or_omitted = set(before) | {omitted.code for omitted in self.previous.omitted}
        changes = []
        for line in lines:
            if line.code not in before_or_omitted:
                changes.append(MomentContent(when=line.code, what=line.title, remark="toegevoegd"))
            elif line.code in before and line.official_title != before[line.code].official_title:
                changes.append(MomentContent(when=line.code, what=line.title, remark="titel gewijzigd"))
            if line.phase == Phase.DROPPED and (
                line.code not in before or before[line.code].phase != Phase.DROPPED
            ):
                changes.append(MomentContent(when=line.code, what=line.title, remark="vervallen"))
        return tuple(changes)

    def _previous_figures(self) -> PreviousContent | None:
        if self.previous is None:
            return None
        figures = self.previous.figures
        return PreviousContent(
            reference_date=self.previous.reference_date, total=figures.total, by_rating=figures.by_rating
        )

    def _period_start(self) -> datetime.date:
        """The day after the previous report's reference date, or the day the round opened."""
        if self.previous is None:
            return self.round.opens_on
        return datetime.date.fromisoformat(self.previous.reference_date) + datetime.timedelta(days=1)

    def _reference(self) -> str:
        """BLK-<year>-<which round of that year, in order of reference date>."""
        date = self.round.reference_date
        same_year = ReportingRound.objects.filter(charter=self.round.charter, reference_date__year=date.year)
        order = list(same_year.order_by("reference_date", "pk").values_list("pk", flat=True))
        return f"BLK-{date.year}-{order.index(self.round.pk) + 1}"


def previous_content(report: Report) -> ReportContent | None:
    """The content of the latest frozen report with an earlier reference date."""
    earlier = Report.objects.frozen().filter(
        round__charter=report.round.charter, round__reference_date__lt=report.round.reference_date
    )
    previous = earlier.latest_first().first()
    return previous.frozen_content if previous else None


def _leads(action: Action) -> str:
    """The organisations that lead, in words; empty when not decided."""
    leading = (PartnerRole.LEAD, PartnerRole.CO_LEAD)
    return ", ".join(
        str(partner.organisation) for partner in action.partners.all() if partner.role in leading
    )


def _theme_leads(theme: Theme, regions: Iterable[Region]) -> tuple[LeadContent, ...]:
    """One entry per region; without organisation where the documents name none."""
    known = {lead.region_id: lead.organisation.name for lead in theme.leads.all()}
    return tuple(LeadContent(region=region.name, organisation=known.get(region.pk, "")) for region in regions)


def _theme(theme: Theme, regions: Iterable[Region], only: set[str] | None) -> ThemeContent | None:
    """`theme` with all its goals, or with `only` these; None when none of those is its own."""
    goals = tuple(
        GoalContent(code=goal.code, short_name=goal.short_name, text=goal.text)
        for goal in theme.goals.all()
        if only is None or goal.code in only
    )
    if only is not None and not goals:
        return None
    return ThemeContent(
        number=theme.number,
        name=theme.name,
        domains=tuple(d.name for d in theme.domains.all() if d.kind != DomainKind.EXPLORATION),
        leads=_theme_leads(theme, regions),
        goals=goals,
    )


def connection_content(number: int, connection: Connection) -> ConnectionContent:
    """A connection as the map and its table show it, in words; `number` is what stands on the map."""
    return ConnectionContent(
        number=number,
        name=connection.name,
        mode=connection.mode,
        mode_label=str(connection.get_mode_display()),
        from_place=_place(connection.from_place),
        to_place=_place(connection.to_place),
        distance_km=connection.distance_km,
    )


def _place(place: Place | None) -> PlaceContent | None:
    if place is None:
        return None
    return PlaceContent(
        name=place.name,
        latitude=float(place.latitude),
        longitude=float(place.longitude),
        kind=_place_kind(place),
    )


def _place_kind(place: Place) -> str:
    """How the map marks a place; a Dutch place outside the 21 municipalities has none of its own."""
    if place.country == Country.BE:
        return "flanders"
    return "mre" if place.municipality_id else "outside"
