from django.core.management.base import BaseCommand, CommandError

from atelier_local.ground.journal.models import Aside, Line, Stream
from atelier_local.ground.journal.rules import Break, verify_chain


class Command(BaseCommand):
    help = "Vérifie que rien n’a été changé, retiré ou effacé sans trace dans le journal."

    def handle(self, **options: object) -> None:
        streams = Stream.objects.order_by("kind", "subject")
        broken = [(stream, found) for stream in streams if (found := _verify(stream))]
        for stream, found in broken:
            self.stderr.write(f"Registre {stream}, ligne {found.seq} : {found.what}.")
        if broken:
            raise CommandError(
                f"Le journal est rompu dans {len(broken)} registre(s) sur {len(streams)}."
            )
        count = Line.objects.count()
        self.stdout.write(f"Le journal est intact : {len(streams)} registre(s), {count} ligne(s).")
        for aside in Aside.objects.select_related("line__stream").order_by("line"):
            line = aside.line
            said = f"Registre {line.stream}, ligne {line.seq} ({line.kind})"
            self.stdout.write(f"{said} : elle est gardée, mais rien n’a pu en être montré.")


def _verify(stream: Stream) -> Break | None:
    """Up to the head as it was read, since lines may arrive while we look."""
    lines = stream.lines.filter(seq__lte=stream.head_seq).order_by("seq")
    return verify_chain(lines.iterator(chunk_size=2000), stream.head_seq, stream.head_hash)
