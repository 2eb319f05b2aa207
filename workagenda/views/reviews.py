"""Reviewing: what waits for me, agreeing to one or several, and returning one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from brainport_portal.core.gates import demand, gate
from brainport_portal.core.http import PortalRequest
from workagenda import domain
from workagenda.choices import UpdateState
from workagenda.forms import ReviewForm, SeveralForm
from workagenda.models import ProgressUpdate
from workagenda.permissions import may_review, may_review_something, may_see_remark, may_see_update
from workagenda.reviewers import reviewers_of
from workagenda.series import FieldChange, compare, field_changes
from workagenda.writing import remark_of

from .fetch import visible_update

ROWS = 50


@gate(may_review_something)
@require_http_methods(["GET", "HEAD", "POST"])
def review_list(request: PortalRequest) -> HttpResponse:
    """What waits for this reviewer, the oldest first, to read and agree to on one page."""
    form = SeveralForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _agree_to_several(request, form.cleaned_data["chosen"])
        return redirect(request.get_full_path())
    actor = request.actor
    waiting = ProgressUpdate.objects.waiting_for(actor).with_people().oldest_first()
    waiting = waiting.select_related("internal_remark")
    page = Paginator(waiting, ROWS).get_page(request.GET.get("page"))
    elsewhere = list(ProgressUpdate.objects.submitted().written_by(actor).with_people().oldest_first())
    reviewers = reviewers_of(elsewhere, actor.day)
    context = {
        "page": page,
        "rows": [(comparison, remark_of(comparison.update, actor)) for comparison in compare(page)],
        "elsewhere": [(update, reviewers[update.pk]) for update in elsewhere],
        "form": form,
    }
    return render(request, "workagenda/review_list.html", context, status=422 if form.errors else 200)


def _agree_to_several(request: PortalRequest, versions: dict[Any, int]) -> None:
    """Agrees to what was chosen, each as it was read, and says what came of each."""
    found = ProgressUpdate.objects.visible_to(request.actor).with_people().filter(uuid__in=versions)
    outcomes = domain.approve_several([(update, versions[update.uuid]) for update in found], by=request.actor)
    agreed = [outcome.update.action.code for outcome in outcomes if not outcome.problem]
    if agreed:
        messages.success(request, _("Akkoord met %(codes)s.") % {"codes": ", ".join(sorted(agreed))})
    for outcome in outcomes:
        if outcome.problem:
            line = {"code": outcome.update.action.code, "reason": outcome.problem}
            messages.error(request, _("%(code)s is niet meegenomen. %(reason)s") % line)
    if unseen := len(versions) - len(outcomes):
        words = ngettext(
            "%(count)s gekozen melding kunt u niet meer zien.",
            "%(count)s gekozen meldingen kunt u niet meer zien.",
            unseen,
        )
        messages.error(request, words % {"count": unseen})


@gate(may_see_update, visible_update)
@require_http_methods(["GET", "HEAD", "POST"])
def update_review(request: PortalRequest, update: ProgressUpdate) -> HttpResponse:
    """One update beside what counted before it; the reviewer decides, everyone else in sight reads."""
    if request.method != "POST":
        return _show(request, update, ReviewForm(initial={"version": update.version}))
    form = ReviewForm(request.POST.dict())
    if (
        form.is_valid()
        and form.cleaned_data["version"] != update.version
        and may_review_something(request.actor)
    ):
        return _changed_meanwhile(request, update, form)
    demand(may_review(request.actor, update))
    if not form.is_valid():
        return _show(request, update, form, status=422)
    return _decide(request, update, form)


def _decide(request: PortalRequest, update: ProgressUpdate, form: ReviewForm) -> HttpResponse:
    verb = domain.return_update if form.is_return else domain.approve_update
    version, note = form.cleaned_data["version"], form.cleaned_data["note"]
    try:
        verb(update, by=request.actor, version=version, note=note)
    except domain.StaleUpdate as stale:
        return _changed_meanwhile(request, stale.current or update, form)
    except (domain.WrongState, ValidationError) as problem:
        form.add_error(None, str(problem) if isinstance(problem, domain.WrongState) else problem)
        return _show(request, update, form, status=422)
    return _on_to_the_next(request, update, is_return=form.is_return)


def _changed_meanwhile(request: PortalRequest, update: ProgressUpdate, form: ReviewForm) -> HttpResponse:
    """The page as it stands now, with what changed since it was opened and the note that was typed."""
    since = _changed_since(update, form.cleaned_data["version"])
    form.start_again_from(update.version)
    form.add_error(None, _("De melding is intussen gewijzigd. Lees de nieuwe tekst voordat u beslist."))
    return _show(request, update, form, status=409, since=since)


def _on_to_the_next(request: PortalRequest, update: ProgressUpdate, *, is_return: bool) -> HttpResponse:
    """Says what was done and shows the next that waits: the one submitted after it, else the oldest."""
    done = _("Teruggegeven aan de opstellers.") if is_return else _("Akkoord. De melding telt nu mee.")
    waiting = ProgressUpdate.objects.waiting_for(request.actor).select_related("action").oldest_first()
    later = waiting.filter(submitted_at__gte=update.submitted_at)
    following = later.first() or waiting.first()
    message = f"{update.action.code}: {done}"
    if following is None:
        messages.success(request, message)
        return redirect("workagenda:review_list")
    messages.success(request, f"{message} " + _("Volgende: %(code)s.") % {"code": following.action.code})
    return redirect(following)


def _changed_since(update: ProgressUpdate, version: int) -> list[FieldChange]:
    """What changed since the reviewer opened `update`, if that is what they could read then."""
    read = update.history.filter(version=version, state=UpdateState.SUBMITTED).first()
    return [change for change in field_changes(read, update) if change.differs] if read else []


def _show(
    request: PortalRequest,
    update: ProgressUpdate,
    form: ReviewForm,
    *,
    status: int = 200,
    since: list[FieldChange] | None = None,
) -> HttpResponse:
    actor = request.actor
    verdict = may_review(actor, update)
    waits = update.state == UpdateState.SUBMITTED
    context = {
        "update": update,
        "comparison": compare([update])[0],
        "writers": update.contributors.exclude(pk=update.author_id),
        "remark": remark_of(update, actor),
        # A note to the writers is no more for others than an internal one.
        "note": update.review_note if may_see_remark(actor, update) else "",
        "since": since,
        "form": form,
        "verdict": verdict,
        "reviewers": reviewers_of([update], actor.day)[update.pk] if waits and not verdict else (),
        "reviews": may_review_something(actor),
    }
    return render(request, "workagenda/update_review.html", context, status=status)
