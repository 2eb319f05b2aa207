"""Takes the demonstration data away and leaves the reference data untouched."""

from typing import Any

from django.core.management.base import BaseCommand

from brainport_portal.demo_removal import remove_demo_data, reports_with_examples


class Command(BaseCommand):
    help = "Removes the examples and all that demo accounts made; real accounts and reference data stay."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = {name: number for name, number in remove_demo_data().items() if number}
        if not removed:
            self.stdout.write("There is no demonstration data.")
            return
        self.stdout.write("Removed, with history and files:")
        for name, number in removed.items():
            self.stdout.write(f"{number:>6}  {name}")
        self.stdout.write("Charter, agendas, actions, partners and bodies are as the documents give them.")
        for report in reports_with_examples():
            self.stdout.write(f"Kept, although it was frozen while examples were loaded: {report}")
        self.stdout.write("Start the portal with DEMO=0 from now on: DEMO=1 loads the examples again.")
