"""What a URL names, or 404: an object out of sight and one that does not exist look the same."""

import uuid

from django.shortcuts import get_object_or_404

from governance.permissions import Actor
from workagenda.models import Action, ProgressUpdate


def visible_action(actor: Actor, code: str) -> Action:
    actions = Action.objects.visible_to(actor).with_state_for(actor).for_list()
    return get_object_or_404(actions.select_related("decides", "released_state", "current_update"), code=code)


def visible_update(actor: Actor, uuid: uuid.UUID) -> ProgressUpdate:
    return get_object_or_404(ProgressUpdate.objects.visible_to(actor).with_people(), uuid=uuid)
