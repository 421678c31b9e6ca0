from django.core.management.base import BaseCommand

from atelier_local import clock
from atelier_local.programme.agreement import operations, queries


class Command(BaseCommand):
    help = "Charge les six groupements du document fondateur (recommencer est sans effet)."

    def handle(self, **options):
        framework = operations.load_founding_document(by=None, at=clock.now())
        members = list(queries.members(framework))
        firms = {member.organisation_id for member in members}
        self.stdout.write(
            f"{framework} : {framework.consortia.count()} groupements, "
            f"{len(members)} mentions, {len(firms)} membres distincts."
        )
