"""A group stays as it was consulted until the contract is signed.

Code de la commande publique, art. R2142-26: its composition does not change between the
application and the signature, but for a restructuring or a member unable for reasons not its own.
Nothing here makes such a change: a contract signed with the group as it was consulted may be
modified afterwards, and one whose group cannot sign goes to the next tender (art. R2181-7).
"""

from collections.abc import Iterable, Mapping, Sequence

from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.refusal import Reasons, reasons

ARTICLE = "(art. R2142-26)"


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
