"""Predicates about actions and updates. Each starts from the table in `governance.permissions`."""

from django.utils.translation import gettext as _

from brainport_portal.core.gates import ALLOWED, Verdict
from governance.permissions import Actor, Verb

from .choices import UpdateState
from .models import Action, ProgressUpdate


def may_see_action(actor: Actor, action: Action) -> Verdict:
    """Whoever can fetch the action may see its page; what is on it depends on the actor."""
    return ALLOWED


def may_report(actor: Actor, action: Action) -> Verdict:
    """Draft, submit, withdraw and confirm: the members of the working group that the action belongs to."""
    if actor.may(Verb.REPORT, action.working_group_id):
        return ALLOWED
    reason = _(
        "%(group)s gaat over deze actie. U zit niet in deze werkgroep en kunt daarom geen voortgang melden."
    ) % {"group": action.working_group.name}
    return Verdict(allowed=False, reason=reason, ask=action.working_group)


def may_see_update(actor: Actor, update: ProgressUpdate) -> Verdict:
    """Whoever can fetch the update may read it."""
    return ALLOWED


def may_see_remark(actor: Actor, update: ProgressUpdate) -> bool:
    """The internal note: the group always; taskforce and reporter only once the update is agreed."""
    group = update.action.working_group_id
    if actor.may(Verb.SEE_OPEN_UPDATES, group):
        return True
    return update.state == UpdateState.APPROVED and actor.may(Verb.SEE_REMARKS, group)


def may_review(actor: Actor, update: ProgressUpdate) -> Verdict:
    """Agree or return: a coordinator who wrote nothing in it, or the reporter where no such person is."""
    if ProgressUpdate.objects.filter(pk=update.pk).waiting_for(actor).exists():
        return ALLOWED
    return Verdict(
        allowed=False, reason=_reason_against_review(actor, update), ask=update.action.working_group
    )


def may_review_something(actor: Actor) -> Verdict:
    """The list of what waits: for everyone who could ever agree to something."""
    if actor.bodies_where(Verb.REVIEW) or actor.may(Verb.REVIEW_WHERE_NOBODY_ELSE_CAN):
        return ALLOWED
    return Verdict(allowed=False, reason=_("Nakijken doen de trekkers van de werkgroepen."))


def _reason_against_review(actor: Actor, update: ProgressUpdate) -> str:
    if update.state != UpdateState.SUBMITTED:
        return _("Deze melding wacht niet op akkoord.")
    if actor.user and update.contributors.filter(pk=actor.user.pk).exists():
        return _("U hebt aan deze tekst meegeschreven. Daarom kijkt iemand anders hem na.")
    return _("Alleen een trekker van deze werkgroep kan akkoord geven.")
