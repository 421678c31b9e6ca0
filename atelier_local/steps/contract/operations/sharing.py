"""Who is to get what of an instalment: written once, so that a later change moves nothing back."""

from collections.abc import Sequence
from decimal import Decimal

from .. import queries, rules
from ..enums import InstalmentState
from ..models import Instalment, Share, Subcontracting


def share_out(sub: Subcontracting) -> None:
    """Take a direct payment out of what its holder had left to do, in proportion, once for all."""
    if sub.shares.exists() or not queries.is_direct(sub):
        return
    holder = sub.principal or queries.lead_of(sub.contract)
    waiting = Share.objects.filter(
        instalment__contract=sub.contract,
        instalment__state=InstalmentState.EXPECTED,
        organisation=holder,
        subcontracting=None,
    )
    shares = list(waiting.order_by("instalment", "pk"))
    left = [share.amount_eur for share in shares]
    parts = rules.spread(min(sub.amount_eur, sum(left, Decimal(0))), left)
    for share, part in zip(shares, parts, strict=True):
        if part:
            lower(share, part)
            Share.objects.create(
                instalment_id=share.instalment_id,
                organisation_id=share.organisation_id,
                subcontracting=sub,
                amount_eur=part,
            )


def lower(share: Share, by: Decimal) -> None:
    share.amount_eur -= by
    share.save(update_fields=["amount_eur"])


def cut(instalments: Sequence[Instalment], amount: Decimal) -> None:
    """Lower instalments by `amount` in all; a subcontractor's part only when nothing else is left.

    Each in proportion of what it was.
    """
    cuts = rules.spread(amount, [one.amount_eur for one in instalments])
    for instalment, off in zip(instalments, cuts, strict=True):
        shares = list(instalment.shares.all())
        own = [share for share in shares if share.subcontracting_id is None]
        enough = sum((share.amount_eur for share in own), Decimal(0)) >= off
        touched = own if enough else shares
        parts = rules.spread(off, [share.amount_eur for share in touched])
        for share, part in zip(touched, parts, strict=True):
            lower(share, part)
        instalment.amount_eur -= off
        instalment.save(update_fields=["amount_eur"])
