"""Official municipal boundaries for the map, from a GeoJSON file of CBS or Statbel."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partners.boundaries import BoundaryError, read_boundaries
from partners.domain import import_boundaries, remove_boundaries
from partners.models import Municipality


class Command(BaseCommand):
    help = (
        "Reads municipal boundaries from a GeoJSON file in longitude and latitude; the map then draws areas "
        "instead of dots. All or nothing; may be repeated. See docs/operations.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument(
            "--property", default="", metavar="NAME", help="holds the code; guessed otherwise"
        )
        parser.add_argument("--source", default="", help="whom to credit; the name of the file otherwise")
        parser.add_argument("--dry-run", action="store_true", help="check the file and store nothing")
        parser.add_argument("--remove", action="store_true", help="forget all boundaries: back to dots")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"] == bool(options["file"]):
            raise CommandError("Name a file, or --remove.")
        if options["remove"]:
            self.stdout.write(f"{remove_boundaries(by=None)} boundaries removed")
            return
        path: Path = options["file"]
        points = {
            code: (float(longitude), float(latitude))
            for code, longitude, latitude in Municipality.objects.values_list("code", "longitude", "latitude")
        }
        try:
            found = read_boundaries(path, points, options["property"])
        except BoundaryError as problem:
            raise CommandError(f"Nothing was stored. {problem}") from problem
        if not options["dry_run"]:
            import_boundaries(found.rings, source=options["source"] or path.name, by=None)
        corners = sum(len(ring) for rings in found.rings.values() for ring in rings)
        self.stdout.write(
            f"{len(found.rings)} of {len(points)} municipalities by {found.code_property!r}, "
            f"{corners} points; {found.unknown} codes that the portal does not know"
            + (" (nothing stored)" if options["dry_run"] else "")
        )
