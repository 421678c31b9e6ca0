"""Who speaks for the holder of a contract: its lead’s people who are in the team, nobody else."""

from atelier_local.programme.agreement.models import ConsortiumAgent
from atelier_local.programme.ateliers.access import Visit
from atelier_local.programme.people.access import Capability

from .models import CallOffContract


def may_invite(visit: Visit, contract: CallOffContract) -> bool:
    """Whether the visitor may invite whoever the tender names: the buyer's pilot, or the lead.

    Other members of the team read who is not there yet.
    """
    if visit.can(Capability.RUN_CONTRACT):
        return True
    leading = ConsortiumAgent.objects.filter(
        person=visit.person, consortium=contract.consortium_id, lead=True
    )
    return visit.is_team and leading.exists()
