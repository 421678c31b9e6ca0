"""Drafts of tenders, as typed on their pages."""

from atelier_local.steps.competition.enums import Phase, TenderPart


def some_fields(firm: str, needs: tuple[str, ...] = ()) -> dict[str, str]:
    """A whole draft for one firm: 14 half-days a need, 1 000,50 € a phase."""
    fields = {
        f"text_{part}": f"Ce que nous disons : {part.label}."
        for part in TenderPart
        if part.kind == "text"
    }
    fields["months"] = "12,5"
    for row, need in enumerate(needs or ("",), 1):
        fields |= {
            f"person_{row}_name": f"Personne {row}",
            f"person_{row}_firm": firm,
            f"person_{row}_speciality": need,
        }
        fields |= {f"person_{row}_{phase}": "1" for phase in Phase}
    fields |= {f"price_{firm}_{phase}": "1 000,50" for phase in Phase}
    return fields
