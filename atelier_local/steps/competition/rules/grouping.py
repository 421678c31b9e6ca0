"""A group stays as it was consulted until the contract is signed.

Code de la commande publique, art. R2142-26: its composition does not change between the
application and the signature, but for a restructuring or a member unable for reasons not its own,
on the group's request and with the buyer's consent; since 2025 also on request, where there is
negotiation or dialogue. A group that cannot sign leaves its place to the next tender (art.
R2181-7); once signed, a change is a modification of the contract.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.refusal import Reasons, reasons

from ..enums import ChangeGround, ChangeVerdict
from ..enums import CompetitionState as State

ARTICLE = "(art. R2142-26)"
LEAST_SIGNS = 40
"""What a reason takes to be one."""
CHANGES = frozenset({State.OPENED, State.SCORED, State.AWARDED})
"""Before the opening, a group that asks would say that it answers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a group asks: who leaves, why, and who enters in its place, if anybody."""

    ground: ChangeGround
    reason: str
    entering: str = ""
    siret: str = ""


def against_changing(
    state: State, *, tendered: bool, concluded: bool, pending: bool, members: int
) -> Reasons:
    """Why no change of this group can be asked now, whatever the member."""
    return reasons(
        (
            state not in CHANGES,
            "un changement se demande entre l’ouverture des plis et la signature du marché "
            f"{ARTICLE}",
        ),
        (concluded, "le marché est signé : un changement en est une modification (art. R2194-6)"),
        (not tendered, "votre groupement n’a pas d’offre ouverte : rien n’est à changer"),
        (pending, "une demande attend déjà la réponse de l’acheteur"),
        (members == 0, "aucun membre de votre groupement n’est inscrit"),
    )


def against_asking(
    asked: Asked, *, leads: bool, alone: bool, known: bool, foreseen: bool, proved: bool
) -> Reasons:
    """Why this change is none that the law admits. `leads`: the member is the lead; `known`: who
    enters is in the group already; `foreseen`: the agreement foresees negotiation."""
    nobody = not asked.entering.strip()
    return reasons(
        (
            asked.ground is ChangeGround.REQUEST and not foreseen,
            "sur simple demande, un groupement ne change que dans une procédure avec négociation "
            f"ou dialogue {ARTICLE} : l’accord-cadre n’en prévoit pas",
        ),
        (
            len(asked.reason.strip()) < LEAST_SIGNS,
            f"dites ce qui arrive à ce membre, en {LEAST_SIGNS} signes au moins",
        ),
        (not proved, "joignez ce qui l’établit : jugement, acte de fusion, attestation"),
        (nobody and leads, "le mandataire ne part pas sans que quelqu’un prenne sa place"),
        (nobody and alone, "un groupement d’un seul membre ne peut pas le perdre"),
        (bool(asked.siret) and nobody, "nommez l’entreprise qui entre"),
        (not nobody and not asked.siret, "il manque le SIRET de l’entreprise qui entre"),
        (known, "cette entreprise est déjà membre du groupement"),
    )


def against_answering(
    state: State,
    verdict: ChangeVerdict,
    *,
    decided: bool,
    concluded: bool,
    capacities: str,
    equality: str,
    reason: str,
) -> Reasons:
    """Consent says that capacities remain and that equality is safe; a refusal says why, and is
    given after the signature too: a group that was not chosen may still wait."""
    accepted = verdict is ChangeVerdict.ACCEPTED
    return reasons(
        (decided, "cette demande a déjà sa réponse"),
        (
            concluded and accepted,
            "le marché est signé : un changement en est une modification (art. R2194-6)",
        ),
        (state not in CHANGES, f"la consultation est « {state.label.lower()} »"),
        (
            accepted and len(capacities.strip()) < LEAST_SIGNS,
            "dites pourquoi le groupement ainsi transformé garde les capacités demandées "
            f"{ARTICLE}, en {LEAST_SIGNS} signes au moins",
        ),
        (
            accepted and len(equality.strip()) < LEAST_SIGNS,
            "dites pourquoi l’égalité entre les groupements est préservée "
            f"{ARTICLE}, en {LEAST_SIGNS} signes au moins",
        ),
        (not accepted and not reason.strip(), "écrivez le motif du refus : le groupement le lira"),
    )


def against_entering(name: str, judges: Sequence[str]) -> Reasons:
    """Whoever judges the tenders is of no group; `judges` are of the firm that would enter."""
    return reasons(
        *(
            (
                True,
                f"{judge}, qui juge les offres, est de l’entreprise qui entrerait, {name} : sa "
                "grille compte tant que cette personne ne s’est pas retirée (art. L2141-10)",
            )
            for judge in judges
        )
    )


def against_leaving(*, reached: bool) -> Reasons:
    """A firm that leaves represents the group no more: somebody else does."""
    return reasons(
        (
            not reached,
            "plus personne ne représenterait ce groupement : la DGALN en nomme d’abord, dans "
            "l’accord-cadre, un représentant d’un autre membre",
        )
    )


def after(
    then: Mapping[str, Sequence[str]], leaving: str, entering: tuple[str, str] | None
) -> dict[str, list[str]]:
    """The group once a change is accepted: whoever enters, `(key, name)`, has the place and the
    role of whoever leaves; nobody, and that place is gone."""
    found: dict[str, list[str]] = {}
    for who, (name, role) in then.items():
        if who != leaving:
            found[who] = [name, role]
        elif entering:
            key, newcomer = entering
            found[key] = [newcomer, role]
    return found


def against_changed_group(
    then: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]
) -> Reasons:
    """Who came in, left, or is no longer what it was, each `[name, role]` by organisation.

    A role that nobody had said may be said: that changes nothing. `then` is empty for whoever was
    consulted before compositions were kept.
    """
    if not then:
        return ()
    return reasons(
        *(
            (
                who not in now,
                f"{name} était membre du groupement consulté et ne l’est plus {ARTICLE}",
            )
            for who, (name, _) in then.items()
        ),
        *(
            (who not in then, f"{name} n’était pas membre du groupement consulté {ARTICLE}")
            for who, (name, _) in now.items()
        ),
        *(
            (
                who in now and role != MembershipRole.UNSPECIFIED and now[who][1] != role,
                f"{name} n’a plus la qualité qui était la sienne dans le groupement consulté, "
                f"« {MembershipRole(role).label.lower()} » {ARTICLE}",
            )
            for who, (name, role) in then.items()
        ),
    )


def strangers(firms: Iterable[str], members: Iterable[int]) -> list[str]:
    """The firms that a tender names as members, `m:12`, and that are none of its group."""
    own = {f"m:{pk}" for pk in members}
    return [firm for firm in firms if firm.startswith("m:") and firm not in own]


def against_regular(named: Sequence[str]) -> Reasons:
    """A tender whose team counts on a member that its group does not have is not regular."""
    return reasons(
        (
            bool(named),
            "l’offre compte sur une entreprise qui n’est pas membre du groupement titulaire "
            f"{ARTICLE} : elle ne peut pas être dite régulière",
        )
    )
