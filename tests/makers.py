"""Plain functions that make rows, each with just enough to stand; say what matters, leave the rest out."""

import datetime
import itertools
import uuid
from typing import Any

from brainport_portal.core.dates import today
from brainport_portal.core.files import check_file
from brainport_portal.core.models import User
from charter.models import Charter, Goal, Theme
from governance.choices import BodyKind, SeatRole
from governance.domain import give_seat, set_up_groups
from governance.models import Body, Meeting
from governance.permissions import Actor
from partners.models import Contact, Municipality, Organisation, Region
from workagenda import domain as verbs
from workagenda.models import (
    Action,
    ActionOnAgenda,
    Attachment,
    Domain,
    ProgressUpdate,
    ReportingRound,
    WorkAgenda,
    WorkingCopy,
)
from workagenda.reports import domain as report_verbs
from workagenda.reports import rendering
from workagenda.reports.choices import Audience, ReportStatus
from workagenda.reports.models import Edition, Report

PASSWORD = "een-lang-wachtwoord"
_numbers = itertools.count(1)
LONG_AGO = datetime.date(2026, 3, 18)


def number() -> int:
    return next(_numbers)


def make_user(**fields: Any) -> User:
    n = number()
    fields = {"email": f"persoon{n}@voorbeeld.example", "full_name": f"Persoon {n}", **fields}
    return User.objects.create_user(password=PASSWORD, **fields)


def make_charter() -> Charter:
    charter, _created = Charter.objects.get_or_create(
        slug="charter", defaults={"title": "Charter", "subtitle": "", "preamble": "", "status": "signed"}
    )
    return charter


def make_region(slug: str = "regio", country: str = "NL") -> Region:
    region, _created = Region.objects.get_or_create(slug=slug, defaults={"name": slug, "country": country})
    return region


def make_organisation(**fields: Any) -> Organisation:
    n = number()
    fields = {"slug": f"org-{n}", "name": f"Organisatie {n}", "kind": "foundation", "country": "NL", **fields}
    return Organisation.objects.create(**fields)


def make_municipality(**fields: Any) -> Municipality:
    n = number()
    fields = {
        "slug": f"gemeente-{n}",
        "name": f"Gemeente {n}",
        "country": "NL",
        "region": make_region(),
        "code": f"G{n}",
        "code_system": "CBS",
        "province": "Noord-Brabant",
        "latitude": "51.4",
        "longitude": "5.4",
        "point_name": "kern",
        **fields,
    }
    return Municipality.objects.create(**fields)


def make_body(kind: str = BodyKind.WORKING_GROUP, **fields: Any) -> Body:
    n = number()
    body = Body.objects.create(
        **{"charter": make_charter(), "slug": f"orgaan-{n}", "name": f"Orgaan {n}", "kind": kind, **fields}
    )
    set_up_groups(body)
    return body


def make_contact(user: User | None = None, **fields: Any) -> Contact:
    n = number()
    if "municipality" not in fields:
        fields.setdefault("organisation", make_organisation())
    return Contact.objects.create(
        **{"slug": f"contact-{n}", "function": f"Functie {n}", "user": user, **fields}
    )


def seat(user: User, body: Body, role: str = SeatRole.MEMBER, **fields: Any) -> Any:
    """Gives `user` a seat in `body`, with the contact they already have or a new one."""
    contact = getattr(user, "contact", None) or make_contact(user)
    return give_seat(body, contact=contact, role=role, **{"since": LONG_AGO, "by": None, **fields})


def make_member(body: Body, role: str = SeatRole.MEMBER, **fields: Any) -> User:
    user = make_user()
    seat(user, body, role, **fields)
    return user


def make_theme(number_: int = 2) -> Theme:
    theme, _created = Theme.objects.get_or_create(
        charter=make_charter(), number=number_, defaults={"name": f"Thema {number_}"}
    )
    return theme


def make_goal(letter: str = "B", theme: Theme | None = None) -> Goal:
    goal, _created = Goal.objects.get_or_create(
        theme=theme or make_theme(),
        letter=letter,
        defaults={"short_name": f"Doel {letter}", "text": "Tekst."},
    )
    return goal


def make_agenda(theme: Theme | None = None) -> WorkAgenda:
    agenda, _created = WorkAgenda.objects.get_or_create(
        theme=theme or make_theme(), start_year=2026, defaults={"status": "current"}
    )
    return agenda


def make_action(group: Body | None = None, goals: tuple[Goal, ...] = (), **fields: Any) -> Action:
    n = number()
    group = group or make_body()
    domain, _created = Domain.objects.get_or_create(
        theme=make_theme(), code=f"d{group.pk}", defaults={"name": f"Domein {group.pk}", "kind": "spatial"}
    )
    title = fields.pop("title", f"Actie {n}")
    action = Action.objects.create(
        **{
            "agenda": make_agenda(),
            "domain": domain,
            "code": f"AC-{n:02}",
            "title": title,
            "official_title": title,
            "working_group": group,
            **fields,
        }
    )
    action.goals.set(goals or (make_goal(),))
    return action


def make_round(**fields: Any) -> ReportingRound:
    day = today()
    round_ = ReportingRound.objects.create(
        **{
            "charter": make_charter(),
            "name": f"Ronde {number()}",
            "opens_on": day - datetime.timedelta(days=30),
            "reference_date": day,
            "closes_on": day,
            "status": "open",
            **fields,
        }
    )
    round_.agendas.set([make_agenda()])
    return round_


def actor(user: User, on: datetime.date | None = None) -> Actor:
    return Actor.of(user, on)


def content(**fields: Any) -> dict[str, Any]:
    """The fields of an update, complete for the rating it has unless said otherwise."""
    return {
        "as_of": today(),
        "phase": "in_progress",
        "rating": "on_track",
        "cause": "",
        "done": "Er is overlegd.",
        "next_step": "Volgend overleg.",
        "bottleneck": "",
        "consequence": "",
        "corrective_action": "",
        "request": "",
        **fields,
    }


def stuck_content(**fields: Any) -> dict[str, Any]:
    return content(
        **{
            "rating": "stalled",
            "cause": "capacity",
            "bottleneck": "Te weinig tijd.",
            "consequence": "Het ligt stil.",
            "corrective_action": "Een stap minder.",
            **fields,
        }
    )


def make_draft(
    action: Action, by: User, *, version: int | None = None, remark: str = "", **fields: Any
) -> ProgressUpdate:
    """Saves the draft of `action`, from the form of now or of `version`."""
    version = verbs.version_of(action) if version is None else version
    return verbs.report_progress(
        action, by=actor(by), fields=content(**fields), version=version, token=uuid.uuid4(), remark=remark
    )


def make_submitted(action: Action, by: User, *, remark: str = "", **fields: Any) -> ProgressUpdate:
    return verbs.report_progress(
        action,
        by=actor(by),
        fields=content(**fields),
        version=verbs.version_of(action),
        token=uuid.uuid4(),
        remark=remark,
        submit=True,
    )


def make_approved(
    action: Action, by: User, reviewer: User, *, remark: str = "", **fields: Any
) -> ProgressUpdate:
    update = make_submitted(action, by, remark=remark, **fields)
    return verbs.approve_update(update, by=actor(reviewer), version=update.version)


def make_working_copy(action: Action, by: User, **fields: Any) -> WorkingCopy:
    """What `by` typed about `action` and did not save."""
    typed = {"done": "Nog niet opgeslagen.", **fields}
    copy = verbs.keep_working_copy(
        action, by=actor(by), fields=typed, based_on_version=0, copy_version=0, token=uuid.uuid4()
    )
    assert copy is not None
    return copy


def make_agenda_entry(action: Action, by: User) -> ActionOnAgenda:
    """`action` on the agenda of a meeting of the taskforce that is still to come."""
    body = Body.objects.filter(kind=BodyKind.TASKFORCE).first() or make_body(BodyKind.TASKFORCE)
    meeting = Meeting.objects.create(body=body, starts_on=today() + datetime.timedelta(days=20))
    return verbs.put_on_agenda(action, meeting, by=actor(by))


def make_calendar(by: User) -> str:
    """The token of a new calendar of `by`."""
    return verbs.make_calendar_address(by=actor(by))


def make_attachment(
    action: Action,
    by: User,
    *,
    visibility: str | None = None,
    name: str = "notitie.txt",
    data: bytes = b"Een korte notitie.",
    **fields: Any,
) -> Attachment:
    """An annex of a few bytes, seen by whoever sees the action unless said otherwise."""
    return verbs.add_attachment(
        action,
        by=actor(by),
        visibility=visibility or action.visibility,
        upload=check_file(name, data, limit=10_000),
        **{"title": f"Bijlage {number()}", "token": uuid.uuid4(), **fields},
    )


def make_report(by: User, status: str = ReportStatus.DRAFT, **round_fields: Any) -> Report:
    """A report on a round of its own, taken step by step to `status`."""
    report = report_verbs.start_report(make_round(**round_fields), by=actor(by))
    steps = (ReportStatus.PARTNER_CHECK, ReportStatus.AGREED)
    for step in steps[: list(ReportStatus).index(ReportStatus(status))]:
        report = report_verbs.move_report(report, step, by=actor(by))
    return report_verbs.freeze(report, by=actor(by)) if status == ReportStatus.FROZEN else report


def make_edition(report: Report, by: User, *, is_released: bool = False) -> Edition:
    """The AB edition of a frozen report, rendered; with `quick_pdf` in a few bytes."""
    edition = report_verbs.queue_edition(report, Audience.GENERAL_BOARD, by=actor(by))
    rendering.render(edition.pk)
    edition.refresh_from_db()
    return report_verbs.release_edition(edition, by=actor(by)) if is_released else edition
