"""The trace that every verb leaves: who did what to which row, and when.

One line of JSON per write on the logger `portal.audit`, after the transaction is committed. It names
rows by model and key and never holds text that people typed.
"""

import json
import logging
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

logger = logging.getLogger("portal.audit")


def trace(verb: str, obj: Model, user: Model | None, **details: Any) -> None:
    """Writes the trace once the change is certain; `details` are short facts such as a version."""
    line = {
        "at": timezone.now().isoformat(timespec="seconds"),
        "verb": verb,
        "object": f"{obj._meta.label}:{obj.pk}",
        "by": user.pk if user else None,
        "result": "done",
        **details,
    }
    transaction.on_commit(lambda: logger.info(json.dumps(line, default=str)))
