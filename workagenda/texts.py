"""Whose words count: a confirmation speaks with the words it confirms, as corrected since."""

from collections.abc import Iterable

from .choices import UpdateKind
from .models import ProgressUpdate


def texts_of(updates: Iterable[ProgressUpdate]) -> dict[int, ProgressUpdate]:
    """For every update, by key, the update whose words count for it; one query for all of them."""
    updates = list(updates)
    roots = {u.refers_to_id: u.refers_to for u in updates if u.kind == UpdateKind.UNCHANGED and u.refers_to}
    corrections = ProgressUpdate.objects.counted().corrections().filter(refers_to__in=roots)
    # Oldest first, so that the last one written into the dictionary is the one that counts.
    corrected = {c.refers_to_id: c for c in corrections.order_by("reviewed_at", "pk")}
    return {
        update.pk: corrected.get(update.refers_to_id, roots[update.refers_to_id])
        if update.refers_to_id in roots and update.kind == UpdateKind.UNCHANGED
        else update
        for update in updates
    }


def latest_words(root: ProgressUpdate) -> ProgressUpdate:
    """The words of an agreed change as corrected last."""
    return root.references.corrections().counted().latest_first().first() or root


def text_of(update: ProgressUpdate) -> ProgressUpdate:
    """The update whose words count for `update`."""
    return texts_of([update])[update.pk]
