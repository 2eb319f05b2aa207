"""What one wants to be mailed about."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from workagenda import domain
from workagenda.forms import MailPreferenceForm
from workagenda.models import CalendarAddress, MailPreference
from workagenda.permissions import may_choose_mail


@gate(may_choose_mail)
@require_http_methods(["GET", "HEAD", "POST"])
def mail_preferences(request: PortalRequest) -> HttpResponse:
    """The form with what holds now; whoever never chose gets every mail."""
    if request.method != "POST":
        form = chosen_form(request)
        return show_preferences(request, form)
    form = MailPreferenceForm(request.POST)
    if not form.is_valid():
        return show_preferences(request, form, status=422)
    domain.choose_mail(by=request.actor, **form.cleaned_data)
    messages.success(request, _("Uw keuze is opgeslagen."))
    return redirect("workagenda:mail_preferences")


def chosen_form(request: PortalRequest) -> MailPreferenceForm:
    """The form with what somebody chose before."""
    chosen = MailPreference.objects.filter(user=request.actor.person).first() or MailPreference()
    return MailPreferenceForm(initial={"reminders": chosen.reminders, "on_return": chosen.on_return})


def show_preferences(
    request: PortalRequest, form: MailPreferenceForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The page with every preference; `new_address` is the one time that a calendar's address is shown."""
    context |= {"form": form, "calendar": CalendarAddress.objects.filter(user=request.actor.person).first()}
    return render(request, "workagenda/mail_preferences.html", context, status=status)
