"""The one door to django-guardian.

Rights are object rights, held by groups, never by persons and never on a whole model. Who may do what
is decided one floor up (`governance.permissions`); this module only stores and reads the rights.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model
from guardian.models import GroupObjectPermissionBase
from guardian.shortcuts import assign_perm, remove_perm
from guardian.utils import get_group_obj_perms_model

from .models import User

Right = tuple[Any, str]


class GroupRight(GroupObjectPermissionBase):
    """Base of a table of rights with a real foreign key, so that rights go when their object goes.

    A subclass adds `content_object`, the foreign key to the model the rights are on.
    """

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True


def grant(group: Group, codename: str, obj: Model) -> None:
    assign_perm(codename, group, obj)


def revoke(group: Group, codename: str, obj: Model) -> None:
    remove_perm(codename, group, obj)


def rights_held(user: User, model: type[Model]) -> set[Right]:
    """Every (object key, codename) that the groups of `user` hold on rows of `model`, in one query."""
    table: Any = get_group_obj_perms_model(model)  # type: ignore[arg-type] # it takes classes too
    rows = table.objects.filter(group__user=user, group__user__is_active=True)
    return set(rows.values_list("content_object_id", "permission__codename"))
