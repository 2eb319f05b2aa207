"""Reviewing: what waits for me, and agreeing to or returning one update."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from brainport_portal.core.gates import demand, gate
from brainport_portal.core.http import PortalRequest
from workagenda import domain
from workagenda.choices import UpdateState
from workagenda.forms import ReviewForm
from workagenda.models import ProgressUpdate
from workagenda.permissions import may_review, may_review_something, may_see_remark, may_see_update
from workagenda.texts import text_of

from .fetch import visible_update

COMPARED = (
    "phase",
    "rating",
    "done",
    "next_step",
    "bottleneck",
    "cause",
    "consequence",
    "corrective_action",
    "request",
)


@gate(may_review_something)
@require_safe
def review_list(request: PortalRequest) -> HttpResponse:
    """What waits for this reviewer, the oldest first."""
    waiting = ProgressUpdate.objects.waiting_for(request.actor).with_people().order_by("submitted_at")
    return render(request, "workagenda/review_list.html", {"waiting": waiting})


@gate(may_see_update, visible_update)
@require_http_methods(["GET", "HEAD", "POST"])
def update_review(request: PortalRequest, update: ProgressUpdate) -> HttpResponse:
    """One update beside the last that counted; the reviewer decides, everyone else in sight reads."""
    verdict = may_review(request.actor, update)
    if request.method != "POST":
        form = ReviewForm(initial={"version": update.version})
        return _show(request, update, form, verdict=verdict)
    demand(verdict)
    form = ReviewForm(request.POST.dict())
    if not form.is_valid():
        return _show(request, update, form, verdict=verdict, status=422)
    return _decide(request, update, form, verdict)


def _decide(
    request: PortalRequest, update: ProgressUpdate, form: ReviewForm, verdict: object
) -> HttpResponse:
    verb = domain.return_update if form.is_return else domain.approve_update
    try:
        verb(update, by=request.actor, version=form.cleaned_data["version"], note=form.cleaned_data["note"])
    except domain.StaleUpdate as stale:
        form.start_again_from(stale.current.version if stale.current else 0)
        form.add_error(None, _("De melding is intussen gewijzigd. Lees de nieuwe tekst voordat u beslist."))
        return _show(request, stale.current or update, form, verdict=verdict, status=409)
    except (domain.WrongState, ValidationError) as problem:
        form.add_error(None, str(problem) if isinstance(problem, domain.WrongState) else problem)
        return _show(request, update, form, verdict=verdict, status=422)
    done = _("Teruggegeven aan de opstellers.") if form.is_return else _("Akkoord. De melding telt nu mee.")
    messages.success(request, done)
    return redirect("workagenda:review_list")


def _show(
    request: PortalRequest, update: ProgressUpdate, form: ReviewForm, *, verdict: object, status: int = 200
) -> HttpResponse:
    before = _counted_before(update)
    remark = getattr(update, "internal_remark", None)
    context = {
        "update": update,
        "before": before,
        "comparison": [_compared(name, before, update) for name in COMPARED],
        "is_copy": update.is_same_content(before),
        "remark": remark.text if remark and may_see_remark(request.actor, update) else "",
        # A note to the writers is no more for others than an internal one.
        "note": update.review_note if may_see_remark(request.actor, update) else "",
        "form": form,
        "verdict": verdict,
    }
    return render(request, "workagenda/update_review.html", context, status=status)


def _counted_before(update: ProgressUpdate) -> ProgressUpdate | None:
    """The words that counted when `update` was reviewed, or count now if it has not been."""
    counted = update.action.updates.counted().exclude(pk=update.pk)
    if update.reviewed_at and update.state == UpdateState.APPROVED:
        counted = counted.filter(reviewed_at__lt=update.reviewed_at)
    latest = counted.latest_first().first()
    return text_of(latest) if latest else None


def _compared(name: str, before: ProgressUpdate | None, now: ProgressUpdate) -> tuple[str, str, str, bool]:
    """The label of a field, its old and new words, and whether they differ."""
    label = str(ProgressUpdate._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # all are fields
    old, new = (_words(update, name) if update else "" for update in (before, now))
    return label, old, new, old != new


def _words(update: ProgressUpdate, name: str) -> str:
    display = getattr(update, f"get_{name}_display", None)
    return str(display() if display else getattr(update, name))
