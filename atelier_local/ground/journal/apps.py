from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.core import checks
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder


class JournalConfig(AppConfig):
    name = "atelier_local.ground.journal"
    label = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        checks.register(another_version_wrote, checks.Tags.database)


def another_version_wrote(
    *, databases: Sequence[str] | None = None, **_: object
) -> list[checks.CheckMessage]:
    """`migrate` stops before it touches a database that another version of this code has made."""
    from django.db.migrations.loader import MigrationLoader

    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("atelier_local.")}
    written = set(MigrationLoader(None).disk_migrations)
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        applied = MigrationRecorder(connections[alias]).applied_migrations()
        foreign = sorted(
            f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in written
        )
        if foreign:
            hint = "make demo RESET=1 makes the demonstration anew; elsewhere, use that version."
            message = f"The database was made by another version: {', '.join(foreign)}."
            found.append(checks.Error(message, hint=hint, id="journal.E001"))
    return found
