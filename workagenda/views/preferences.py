"""What one wants to be mailed about."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brainport_portal.core.gates import gate
from brainport_portal.core.http import PortalRequest
from workagenda import domain
from workagenda.forms import MailPreferenceForm
from workagenda.models import MailPreference
from workagenda.permissions import may_choose_mail


@gate(may_choose_mail)
@require_http_methods(["GET", "HEAD", "POST"])
def mail_preferences(request: PortalRequest) -> HttpResponse:
    """The form with what holds now; whoever never chose gets every mail."""
    if request.method != "POST":
        chosen = MailPreference.objects.filter(user=request.actor.person).first() or MailPreference()
        form = MailPreferenceForm(initial={"reminders": chosen.reminders, "on_return": chosen.on_return})
        return render(request, "workagenda/mail_preferences.html", {"form": form})
    form = MailPreferenceForm(request.POST)
    if not form.is_valid():
        return render(request, "workagenda/mail_preferences.html", {"form": form}, status=422)
    domain.choose_mail(by=request.actor, **form.cleaned_data)
    messages.success(request, _("Uw keuze is opgeslagen."))
    return redirect("workagenda:mail_preferences")
