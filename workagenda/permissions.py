"""Predicates about actions and updates. Each starts from the table in `governance.permissions`."""

from django.utils.translation import gettext as _

from brainport_portal.core.gates import ALLOWED, Verdict
from governance.permissions import Actor, Verb

from .choices import UpdateState
from .models import Action, ActionOnAgenda, Attachment, ProgressUpdate, WorkingCopy


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


def may_report_something(actor: Actor) -> Verdict:
    """The page with the actions of one's groups: for everyone who reports."""
    if actor.bodies_where(Verb.REPORT):
        return ALLOWED
    reason = _("U zit niet in een werkgroep. Alleen leden van een werkgroep melden voortgang.")
    return Verdict(allowed=False, reason=reason)


def may_correct(actor: Actor, update: ProgressUpdate) -> Verdict:
    """Correcting is reporting: the members of the working group."""
    return may_report(actor, update.action)


def may_change(actor: Actor, update: ProgressUpdate) -> Verdict:
    """Withdraw, put aside, take back: the members of the working group."""
    return may_report(actor, update.action)


def may_keep_copies(actor: Actor) -> Verdict:
    """One's own unsaved texts: everyone who can log in, also after a seat ended."""
    if actor.user is not None:
        return ALLOWED
    return Verdict(allowed=False, reason=_("Log in om uw eigen teksten te zien."))


def may_discard_copy(actor: Actor, copy: WorkingCopy) -> Verdict:
    """A working copy belongs to who typed it."""
    if actor.user is not None and copy.user_id == actor.user.pk:
        return ALLOWED
    return Verdict(allowed=False, reason=_("Deze tekst is van iemand anders."))


def may_attach(actor: Actor, action: Action) -> Verdict:
    """Add, remove and put back annexes: attaching is reporting, so the members of the working group."""
    if actor.may(Verb.REPORT, action.working_group_id):
        return ALLOWED
    reason = _(
        "%(group)s gaat over deze actie. U zit niet in deze werkgroep en kunt daarom geen bijlagen wijzigen."
    ) % {"group": action.working_group.name}
    return Verdict(allowed=False, reason=reason, ask=action.working_group)


def may_see_attachment(actor: Actor, attachment: Attachment) -> Verdict:
    """Whoever can fetch the annex may download it."""
    return ALLOWED


def may_change_attachment(actor: Actor, attachment: Attachment) -> Verdict:
    """Remove and put back: the members of the working group that the action belongs to."""
    return may_attach(actor, attachment.action)


def may_oversee(actor: Actor) -> Verdict:
    """What changed and what is stuck, over all actions: the taskforce and the reporting coordinator."""
    if actor.may(Verb.OVERSEE):
        return ALLOWED
    return Verdict(allowed=False, reason=_("Deze pagina is voor de taskforce en de rapportagecoördinator."))


def may_flag(actor: Actor, action: Action) -> Verdict:
    """Put an action on the agenda of the taskforce, and take it off again."""
    if actor.may(Verb.FLAG, action.working_group_id):
        return ALLOWED
    reason = _(
        "Alleen de trekkers van deze actie, de taskforce en de rapportagecoördinator "
        "mogen deze actie op de agenda zetten."
    )
    return Verdict(allowed=False, reason=reason, ask=action.working_group)


def may_take_off(actor: Actor, entry: ActionOnAgenda) -> Verdict:
    """Who may put an action on an agenda may take it off again."""
    return may_flag(actor, entry.action)


def may_choose_mail(actor: Actor) -> Verdict:
    """What one is mailed about: for everyone who takes part."""
    if actor.is_participant:
        return ALLOWED
    return Verdict(allowed=False, reason=_("Alleen wie lid is van een orgaan, krijgt mail van het portaal."))


def may_have_calendar(actor: Actor, obj: object = None) -> Verdict:
    """A calendar of one's own to follow: for everyone who takes part, as long as they do."""
    if actor.is_participant:
        return ALLOWED
    return Verdict(allowed=False, reason=_("Alleen wie lid is van een orgaan, heeft een eigen agenda."))


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
