"""Accounts, and the documents that facts come from."""

import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .dates import today
from .natural import NaturalKeyModel


class UserQuerySet(models.QuerySet):
    def active_on(self, day: datetime.date) -> "UserQuerySet":
        """Accounts that may log in on `day`: switched on and not expired."""
        return self.filter(is_active=True).filter(Q(expires_on=None) | Q(expires_on__gte=day))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc] # Django's own way
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: who logs in. What the person may do follows from seats in bodies, never from here."""

    email = models.EmailField(_("e-mailadres"), unique=True)
    full_name = models.CharField(_("naam"), max_length=200)
    is_active = models.BooleanField(_("actief"), default=True)
    is_staff = models.BooleanField(_("technisch beheerder"), default=False)
    expires_on = models.DateField(
        _("verloopt op"),
        null=True,
        blank=True,
        help_text=_("Na deze dag kan dit account niet meer inloggen."),
    )
    date_joined = models.DateTimeField(_("aangemaakt op"), default=timezone.now, editable=False)
    is_demo = models.BooleanField(_("voorbeeld"), default=False, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["full_name", "email"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.full_name or self.email

    def may_log_in(self, on: datetime.date | None = None) -> bool:
        day = on or today()
        return self.is_active and (self.expires_on is None or self.expires_on >= day)


class SourceDocument(NaturalKeyModel):
    """A document that facts in the portal were taken from, by the code used in the fact inventory."""

    class Kind(models.TextChoices):
        CHARTER = "charter", _("charter")
        BOARD_PROPOSAL = "board_proposal", _("bestuursvoorstel")
        NEWSLETTER = "newsletter", _("nieuwsbrief")
        ARTICLE = "article", _("artikel")
        WEB_PAGE = "web_page", _("webpagina")
        REPORT = "report", _("rapport")
        WORK_DOCUMENT = "work_document", _("ambtelijk werkdocument")

    natural_fields = ("code",)

    code = models.SlugField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("titel"), max_length=300)
    kind = models.CharField(_("soort"), max_length=20, choices=Kind)
    published_on = models.DateField(_("datum"), null=True, blank=True)
    published_precision = models.CharField(_("datum bekend"), max_length=10, default="day")
    is_available = models.BooleanField(
        _("tekst beschikbaar"),
        default=True,
        help_text=_("Onwaar als alleen naar het document wordt verwezen."),
    )
    note = models.TextField(_("opmerking"), blank=True)
    fact_id = models.CharField(_("feit"), max_length=30, blank=True, editable=False)
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source_quote = models.TextField(_("citaat"), blank=True)
    source_line = models.PositiveIntegerField(_("regel"), null=True, blank=True)

    class Meta:
        verbose_name = _("brondocument")
        verbose_name_plural = _("brondocumenten")
        ordering = ["code"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """Something that was read in a document: which one, where, and in which words.

    `fact_id` is the number in the fact inventory (`fixtures/facts.json`); `source_note` says what was
    repaired or derived. Rows that people add in the portal leave all of this empty.
    """

    source = models.ForeignKey(
        SourceDocument,
        verbose_name=_("bron"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    source_line = models.PositiveIntegerField(_("regel in de bron"), null=True, blank=True)
    source_quote = models.TextField(_("citaat"), blank=True)
    source_note = models.TextField(_("opmerking bij de bron"), blank=True)
    fact_id = models.CharField(_("feit"), max_length=30, blank=True, editable=False)

    class Meta:
        abstract = True


class OutboxMail(models.Model):
    """A mail that waits to be sent, or was: written in the transaction that it tells about.

    `key` says once what the mail is about, so that repeating a command queues nothing twice, and is its
    Message-ID, so that a mail sent again after a crash can be recognised. `about` holds the codes of what
    it names; whether the recipient may still know of them is asked when it is sent.
    """

    key = models.CharField(max_length=200, unique=True)
    topic = models.CharField(max_length=30)
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    about = models.JSONField(default=list)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    queued_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["queued_at", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["queued_at"],
                name="mail_that_waits",
                condition=Q(sent_at=None, dropped_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.key
