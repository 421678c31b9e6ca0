"""Writes the neutral subset of the design system that pages load where no State identity is set."""

from typing import Any

from django.core.management.base import BaseCommand

from ...finders import build


class Command(BaseCommand):
    help = "Écrit var/ui/dsfr.css : les composants du DSFR sans l’identité de l’État."
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        path = build()
        self.stdout.write(f"{path} : {path.stat().st_size} octets")
