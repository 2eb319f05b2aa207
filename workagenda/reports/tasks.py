"""Work for the task worker."""

try:
    from django.tasks import task
except ImportError:  # Django before 6.0
    from django_tasks import task  # type: ignore[no-redef]

from .rendering import render


@task()
def render_edition(edition_id: int) -> str:
    """Renders one edition; the state of the edition tells how it went."""
    return render(edition_id)
