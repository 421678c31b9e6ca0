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
    shares = list(queries.left_to_holder(sub))
    left = sum((share.amount_eur for share in shares), Decimal(0))
    _take(sub, shares, min(sub.amount_eur, left))


def share_again(sub: Subcontracting, more: Decimal) -> None:
    """A subcontractor's amount changed: `more` comes out of what its holder has left; less than
    nothing goes back to it, and all of it when the buyer pays that subcontractor no longer.

    Services already decided do not move; of each instalment, the shares still make up the amount.
    """
    if not sub.shares.exists():
        share_out(sub)
        return
    foreseen = list(sub.shares.filter(instalment__state=InstalmentState.EXPECTED))
    now = sum((share.amount_eur for share in foreseen), Decimal(0))
    wanted = max(Decimal(0), now + more) if queries.is_direct(sub) else Decimal(0)
    if wanted > now:
        _take(sub, list(queries.left_to_holder(sub)), wanted - now)
    else:
        _give_back(foreseen, now - wanted)


def _take(sub: Subcontracting, shares: Sequence[Share], amount: Decimal) -> None:
    """Out of the holder's shares, in proportion, to the subcontractor's on the same instalments."""
    parts = rules.spread(amount, [share.amount_eur for share in shares])
    for share, part in zip(shares, parts, strict=True):
        if part:
            lower(share, part)
            _raise(share, part, subcontracting=sub)


def _give_back(shares: Sequence[Share], amount: Decimal) -> None:
    parts = rules.spread(amount, [share.amount_eur for share in shares])
    for share, part in zip(shares, parts, strict=True):
        if part:
            lower(share, part)
            _raise(share, part, subcontracting=None)


def _raise(beside: Share, by: Decimal, *, subcontracting: Subcontracting | None) -> None:
    """On the same instalment, out of the same holder's price."""
    share, made = Share.objects.get_or_create(
        instalment_id=beside.instalment_id,
        organisation_id=beside.organisation_id,
        subcontracting=subcontracting,
        defaults={"amount_eur": by},
    )
    if not made:
        lower(share, -by)


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
