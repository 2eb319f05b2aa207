"""Search over everything that somebody may see, in groups.

Each kind of thing starts from what the reader may see (`visible_to`, `connection_rows`, released editions)
and hands over the texts that the reader may know. Actions can be many, so the database narrows them down;
everything else is looked through whole.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brainport_portal.core.search import (
    ALIKE,
    Field,
    Piece,
    Query,
    codes_meant,
    corrected,
    excerpt,
    fold,
    likeness,
    marked,
    score,
    words_of,
)
from charter.models import Charter, Goal, Provision, Theme
from governance.models import Body, Event
from governance.permissions import Actor, Verb
from partners.models import Municipality, Organisation
from workagenda.models import Action, Milestone, ProgressUpdate
from workagenda.reports.models import Edition
from workagenda.texts import texts_of

from .region import connection_rows

# How many rows of a kind are looked at; who finds more gets these and is told to say more.
MOST_ROWS = 1_000
PLAN_FIELDS = ("code", "title", "official_title", "public_summary", "description", "domain__name")
STATE_FIELDS = ("done", "next_step", "bottleneck", "consequence", "corrective_action")
TITLE, SUMMARY, TEXT = 6, 3, 1


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: how it is shown, and the texts that are looked in."""

    title: str
    url: str
    meta: str
    fields: tuple[Field, ...]
    code: str = ""
    rating: str = ""


@dataclass(frozen=True)
class Hit:
    """A thing that was found, with the words marked."""

    entry: Entry
    score: int
    title: list[Piece]
    excerpt: list[Piece]
    meta: list[Piece]


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    hits: list[Hit]
    is_cut: bool

    @property
    def count(self) -> int:
        return len(self.hits)


@dataclass(frozen=True)
class Results:
    """What was found, by kind; `asked` differs from `query` when a word was probably mistyped."""

    query: Query
    asked: Query
    groups: list[Group]
    near_codes: list[Action] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def is_corrected(self) -> bool:
        return self.asked != self.query


def action_meant(actor: Actor, text: str) -> Action | None:
    """The one action in sight whose code this is, however it was written."""
    codes = codes_meant(text)
    found = list(Action.objects.visible_to(actor).filter(code__in=codes)[:2]) if codes else []
    return found[0] if len(found) == 1 else None


def search(actor: Actor, query: Query) -> Results:
    """Everything in sight that holds all words; when nothing does, again with mistyped words mended."""
    near = _near_codes(actor, query.text)
    groups = _groups(actor, query)
    if groups or not query:
        return Results(query, query, groups, near)
    asked = corrected(query, _vocabulary(actor)) or query
    found = _groups(actor, asked) if asked != query else []
    return Results(query, asked if found else query, found, near)


def _groups(actor: Actor, query: Query) -> list[Group]:
    """The kinds in which something was found, in their own order; what is called exactly so goes first."""
    if not query:
        return []
    groups = []
    for key, (label, entries) in KINDS.items():
        rows = list(entries(actor, query))
        hits = [hit for entry in rows if (hit := _hit(query, entry))]
        hits.sort(key=lambda hit: (-hit.score, hit.entry.code or hit.entry.title))
        if hits:
            groups.append(Group(key, str(label), hits, is_cut=len(rows) >= MOST_ROWS))
    name = fold(query.text.strip())
    return sorted(groups, key=lambda group: all(fold(hit.entry.title) != name for hit in group.hits))


def _hit(query: Query, entry: Entry) -> Hit | None:
    found = score(query, entry.fields)
    if not found:
        return None
    meta = entry.meta[:1].upper() + entry.meta[1:]
    return Hit(entry, found, marked(entry.title, query), excerpt(query, entry.fields), marked(meta, query))


def _actions(actor: Actor, query: Query) -> Iterator[Entry]:
    """Actions that may match, with the texts that this reader may know: live, or as last released."""
    is_live = actor.may(Verb.SEE_LIVE)
    actions = Action.objects.visible_to(actor).with_state_for(actor).filter(_narrowed(query, is_live=is_live))
    related = ("current_update__refers_to",) if is_live else ("released_state",)
    rows = list(
        actions.select_related("domain", "working_group", *related)
        .prefetch_related("milestones")
        .order_by("code")[:MOST_ROWS]
    )
    words = texts_of(row.current_update for row in rows if row.current_update) if is_live else {}
    for row in rows:
        live = words.get(row.current_update_id) if row.current_update_id else None
        said = live if is_live else getattr(row, "released_state", None)
        told = [getattr(said, name) for name in STATE_FIELDS] if said else []
        if live:
            told.append(live.request)
        yield Entry(
            title=row.title,
            url=row.get_absolute_url(),
            meta=f"{row.domain.name}, {row.working_group.name}",
            code=row.code,
            rating=row.shown_rating,
            fields=(
                Field(row.code, TITLE),
                Field(row.title, TITLE),
                Field(row.official_title, SUMMARY, is_prose=row.official_title != row.title),
                Field(row.public_summary, SUMMARY, is_prose=True),
                Field(row.domain.name, SUMMARY),
                Field(row.description, TEXT, is_prose=True),
                *(Field(text, TEXT, is_prose=True) for text in told),
                *(Field(milestone.title, TEXT, is_prose=True) for milestone in row.milestones.all()),
            ),
        )


def _narrowed(query: Query, *, is_live: bool) -> Q:
    """Rows that hold some form of every word, and some more: the words themselves are looked at later."""
    narrowed = Q()
    for term in query.terms:
        needles = term.needles
        held = _holds(PLAN_FIELDS, needles)
        held |= Q(pk__in=Milestone.objects.filter(_holds(("title",), needles)).values("action"))
        if is_live:
            agreed = ProgressUpdate.objects.counted().filter(_holds((*STATE_FIELDS, "request"), needles))
            held |= Q(pk__in=agreed.values("action"))
        else:
            held |= _holds([f"released_state__{name}" for name in STATE_FIELDS], needles)
        narrowed &= held
    return narrowed


def _holds(names: Iterable[str], needles: Iterable[str]) -> Q:
    held = Q(pk__in=())
    for name in names:
        for needle in needles:
            held |= Q(**{f"{name}__icontains": needle})
    return held


def _municipalities(actor: Actor, query: Query) -> Iterator[Entry]:
    rows = Municipality.objects.with_region().prefetch_related("places")
    for row in rows:
        kind = _("Stad") if row.is_city else _("Gemeente")
        yield Entry(
            title=row.name,
            url=row.get_absolute_url(),
            meta=f"{kind}, {row.region.name}",
            fields=(
                Field(row.name, TITLE),
                Field(row.code, TITLE),
                Field(" ".join([row.point_name, *(place.name for place in row.places.all())]), SUMMARY),
                Field(" ".join([row.region.name, row.province, kind]), TEXT),
                Field(" ".join(network.name for network in row.networks.all()), TEXT),
            ),
        )


def _organisations(actor: Actor, query: Query) -> Iterator[Entry]:
    for row in Organisation.objects.with_region()[:MOST_ROWS]:
        kind = row.get_kind_display()
        yield Entry(
            title=row.name,
            url=row.get_absolute_url(),
            meta=kind,
            fields=(
                Field(row.name, TITLE),
                Field(row.short_name, TITLE),
                Field(f"{kind} {row.region or ''}", TEXT),
                Field(row.source_quote, TEXT, is_prose=True),
            ),
        )


def _bodies(actor: Actor, query: Query) -> Iterator[Entry]:
    for row in Body.objects.select_related("organisation")[:MOST_ROWS]:
        kind = row.get_kind_display()
        yield Entry(
            title=row.name,
            url=row.get_absolute_url(),
            meta=kind,
            fields=(
                Field(row.name, TITLE),
                Field(kind, SUMMARY),
                Field(row.description, TEXT, is_prose=True),
                Field(row.source_quote, TEXT, is_prose=True),
            ),
        )


def _charter(actor: Actor, query: Query) -> Iterator[Entry]:
    """The charter with its themes, goals and provisions, which all stand on one page."""
    page = reverse("charter:charter")
    for charter in Charter.objects.all():
        prose = [Field(text, TEXT, is_prose=True) for text in (charter.preamble, charter.closing_text)]
        yield Entry(
            charter.title, page, _("charter"), (Field(f"{charter} {charter.subtitle}", TITLE), *prose)
        )
    for theme in Theme.objects.all():
        title = _("Thema %(number)s: %(name)s") % {"number": theme.number, "name": theme.name}
        fields = (Field(title, TITLE), Field(theme.closing_text, TEXT, is_prose=True))
        yield Entry(title, f"{page}#thema-{theme.number}", _("thema"), fields)
    for goal in Goal.objects.with_theme():
        fields = (Field(str(goal), TITLE), Field(goal.text, SUMMARY, is_prose=True))
        yield Entry(str(goal), f"{page}#doel-{goal.code}", _("doelstelling"), fields)
    for provision in Provision.objects.all():
        fields = (Field(provision.text, SUMMARY), Field(provision.source_quote, TEXT, is_prose=True))
        kind = provision.get_kind_display()
        yield Entry(provision.text, f"{page}#soort-{provision.kind}", kind, fields)


def _reports(actor: Actor, query: Query) -> Iterator[Entry]:
    """Reports by what they are called and for whom an edition is out."""
    editions = Edition.objects.visible_to(actor).released().select_related("report__round", "municipality")
    editions = editions.defer("report__content").order_by("-report__round__reference_date", "report", "pk")
    for edition in editions[:MOST_ROWS]:
        report = edition.report
        name = _("Rapportage %(round)s") % {"round": report.round.name}
        yield Entry(
            title=f"{name}: {edition.title}",
            url=edition.get_absolute_url(),
            meta=_("versie %(version)s") % {"version": report.version},
            fields=(
                Field(name, TITLE),
                Field(edition.title, TITLE),
                Field(edition.get_audience_display(), SUMMARY),
            ),
        )


def _events(actor: Actor, query: Query) -> Iterator[Entry]:
    page = reverse("governance:timeline")
    for row in Event.objects.all()[:MOST_ROWS]:
        date = row.display_date or _("geen datum")
        fields = (
            Field(row.title, TITLE),
            Field(date, SUMMARY),
            Field(row.source_quote, TEXT, is_prose=True),
        )
        yield Entry(row.title, page, f"{date}, {row.get_status_display()}", fields)


def _connections(actor: Actor, query: Query) -> Iterator[Entry]:
    page = reverse("map")
    for row in connection_rows(actor)[:MOST_ROWS]:
        mode = row.connection.get_mode_display()
        yield Entry(
            title=row.connection.name,
            url=f"{page}#verbinding-{row.number}",
            meta=f"{mode}, {row.action.code}",
            rating=row.action.shown_rating,
            fields=(
                Field(row.connection.name, TITLE),
                Field(" ".join(place.name for place in row.ends), SUMMARY),
                Field(f"{_('verbinding')} {mode} {row.action.code}", TEXT),
            ),
        )


Entries = Callable[[Actor, Query], Iterator[Entry]]
KINDS: dict[str, tuple[Promise, Entries]] = {
    "acties": (gettext_lazy("Acties"), _actions),
    "gemeenten": (gettext_lazy("Gemeenten"), _municipalities),
    "verbindingen": (gettext_lazy("Verbindingen"), _connections),
    "charter": (gettext_lazy("Charter"), _charter),
    "partners": (gettext_lazy("Partners"), _organisations),
    "organen": (gettext_lazy("Organisatie"), _bodies),
    "rapportages": (gettext_lazy("Rapportages"), _reports),
    "tijdlijn": (gettext_lazy("Tijdlijn"), _events),
}


def _vocabulary(actor: Actor) -> set[str]:
    """The words of names and titles in sight, which somebody who mistyped may have meant."""
    everything = Query("", ())
    texts = [
        entry.title
        for key, (_label, entries) in KINDS.items()
        if key != "acties"
        for entry in entries(actor, everything)
    ]
    titles: QuerySet = Action.objects.visible_to(actor).order_by("code")
    texts += titles.values_list("title", flat=True)[:MOST_ROWS]
    return {word for text in texts for word in words_of(text) if len(word) > 3}


def _near_codes(actor: Actor, text: str) -> list[Action]:
    """Actions in sight whose code is a slip of the keyboard away from what was typed."""
    if not (codes := codes_meant(text)):
        return []
    letters = codes[0].split("-")[0]
    likely = Q(code__startswith=f"{letters}-")
    for code in codes:
        likely |= Q(code__endswith=code.removeprefix(letters))
    near = Action.objects.visible_to(actor).filter(likely).exclude(code__in=codes).order_by("code")
    alike = [(likeness(codes[0], action.code), action) for action in near[:MOST_ROWS]]
    alike.sort(key=lambda pair: (-pair[0], pair[1].code))
    return [action for likely_as, action in alike if likely_as >= ALIKE][:5]
