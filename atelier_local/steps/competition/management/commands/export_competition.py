from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from atelier_local.ground.files.bundles import put
from atelier_local.ground.files.writing import writing
from atelier_local.steps.competition import queries, receipts
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import Invitation, MiniCompetition


class Command(BaseCommand):
    help = (
        "Écrit le dossier d’une consultation qu’un groupement peut vérifier ailleurs, avec "
        "verify/verify_competition.py ; avec --judge, ouvre à un juge les notes des autres."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="l’adresse de l’Atelier")
        parser.add_argument(
            "--for", dest="consortium", required=True, help="lettre ou adresse du groupement"
        )
        parser.add_argument("--judge", action="store_true", help="ouvrir ce qui est occulté")
        parser.add_argument("--to", type=Path, help="fichier à écrire, sinon la sortie")

    def handle(
        self, slug: str, consortium: str, *, judge: bool, to: Path | None, **options: object
    ) -> None:
        own = self._invitation(slug, consortium)
        if why := queries.against_taking_away(own.competition):
            raise CommandError("Pas de dossier : " + " ; ".join(map(str, why)))
        told = queries.bundle(own.competition, own, whole=judge)
        written = receipts.signed_file(told)
        if to:
            with writing(to):
                put(to, written)
        else:
            self.stdout.write(written.decode(), ending="")
        if told["ranking"] is None:
            self.stderr.write("Sans le classement : il est communicable une fois le marché signé.")

    def _invitation(self, slug: str, consortium: str) -> Invitation:
        consulted = Invitation.objects.select_related(
            "consortium", "competition__stream", "competition__atelier"
        ).filter(competition__atelier__slug=slug)
        named = consulted.filter(consortium__letter=consortium)
        found = named.first() or consulted.filter(consortium__slug=consortium).first()
        if found is None:
            here = MiniCompetition.objects.filter(atelier__slug=slug)
            if here.filter(state=CompetitionState.DIRECT).exists():
                raise CommandError("Pas de dossier : marché attribué sans mise en concurrence.")
            raise CommandError(f"Aucun groupement {consortium} n’est consulté pour {slug}.")
        return found
