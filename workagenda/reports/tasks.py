"""Work for the task worker."""

try:
    from django.tasks import task
except ImportError:  # Django before 6.0
    from django_tasks import task  # type: ignore[no-redef]

from .rendering import render, render_archive


@task()
def render_edition(edition_id: int) -> str:
    """Renders one edition; the state of the edition tells how it went."""
    return render(edition_id)


@task(priority=-10)
def make_archive_copy(edition_id: int) -> str:
    """Makes the archive copy of a released edition, after everything that people are waiting for."""
    return render_archive(edition_id)
