"""Annexes to an action."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from brainport_portal.core.files import TYPE_OF, FileType, size_in_words
from brainport_portal.core.models import User
from workagenda.choices import Visibility
from workagenda.querysets import AttachmentQuerySet

from .plan import Action

WIDEST_FIRST = (Visibility.PUBLIC, Visibility.PARTNERS, Visibility.WORKING_GROUP)


def not_wider_than(visibility: str) -> tuple[Visibility, ...]:
    """The visibilities that an annex of an action with `visibility` may have, the widest first."""
    return WIDEST_FIRST[WIDEST_FIRST.index(Visibility(visibility)) :]


def private_name(attachment: "Attachment | None" = None, file_name: str = "") -> str:
    """Where a file lies: under a name that says nothing, cannot be guessed and is never used twice."""
    return f"attachments/{uuid.uuid4()}"


class Attachment(models.Model):
    """A file that belongs to an action; served only by the view that asks who may see it.

    `content_type` is what the bytes are found to be, never what the browser said. Nobody deletes an
    annex: a removed one is out of sight, its file stays for the record.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="attachments")
    title = models.CharField(_("titel"), max_length=150)
    visibility = models.CharField(
        _("zichtbaarheid"), max_length=15, choices=Visibility, default=Visibility.PARTNERS
    )
    file = models.FileField(_("bestand"), upload_to=private_name, max_length=100)
    file_name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["file"])

    class Meta:
        verbose_name = _("bijlage")
        verbose_name_plural = _("bijlagen")
        ordering = ["-added_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workagenda:attachment_download", args=[self.action.code, self.uuid])

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def kind(self) -> FileType | None:
        """What it was found to be; None for what may not be given out any more."""
        return TYPE_OF.get(self.content_type)

    @property
    def size_in_words(self) -> str:
        return size_in_words(self.size)

    @property
    def shown_visibility(self) -> Visibility:
        """Who sees it: its own visibility, or that of the action where fewer people see the action."""
        return max(Visibility(self.visibility), Visibility(self.action.visibility), key=WIDEST_FIRST.index)
