"""Where the pages that are measured find what they show: the Ateliers of the story, a firm…"""

from collections.abc import Callable

DONE, UNDER_WAY, OPEN, APPLYING, FOLLOWED = (
    "collines-du-perche",
    "cote-ouest-centre-manche",
    "lyons-andelle",
    "val-d-orne",
    "villedieu-intercom",
)


def a_firm() -> dict[str, object]:
    """The first member of the invented agreement."""
    from atelier_local.programme.agreement.models import ConsortiumMember

    found = ConsortiumMember.objects.filter(consortium__slug="demonstration-a").first()
    return {"pk": found.organisation_id}


def a_tender() -> dict[str, object]:
    """The tender that was chosen in the published Atelier: its holder’s invitation."""
    from atelier_local.steps.competition.models import Award

    return {"pk": Award.objects.get(competition__atelier__slug=DONE).invitation_id}


def a_copy() -> dict[str, object]:
    """The backup copy that came for the published Atelier."""
    from atelier_local.steps.competition.models import BackupCopy

    return {"pk": BackupCopy.objects.get(invitation__competition__atelier__slug=DONE).pk}


def a_letter() -> dict[str, object]:
    """The first letter of the choice in the published Atelier."""
    from atelier_local.steps.competition.models import Letter

    found = Letter.objects.filter(award__competition__atelier__slug=DONE).order_by("pk")
    return {"pk": found.values_list("pk", flat=True)[0]}


def a_cell() -> dict[str, object]:
    """That tender on the first criterion that people mark."""
    from atelier_local.steps.competition.models import Criterion

    marked = Criterion.objects.filter(competition__atelier__slug=DONE, is_price=False)
    return {"invitation": a_tender()["pk"], "criterion": marked.first().pk}


def beside(slug: str, **state: bool) -> Callable[[], dict[str, object]]:
    """A consultation that the story does not tell."""

    def about() -> dict[str, object]:
        from benchmarks.beside import prepare

        prepare(slug, **state)
        return {}

    return about


def a_question() -> dict[str, object]:
    from atelier_local.steps.competition.models import Question

    return {"pk": Question.objects.filter(competition__atelier__slug=OPEN).first().pk}


def an_awaited() -> dict[str, object]:
    """A document asked for in the Atelier under way, that has not come."""
    from atelier_local.steps.framing.models import DocumentRequest

    found = DocumentRequest.objects.filter(framing__atelier__slug=UNDER_WAY, received_at=None)
    return {"pk": found.first().pk}


def a_place() -> dict[str, object]:
    """A place looked at closer in the Atelier under way."""
    from atelier_local.steps.framing.models import Site

    return {"pk": Site.objects.filter(framing__atelier__slug=UNDER_WAY).first().pk}


def a_committee() -> dict[str, object]:
    """A committee of the published Atelier that met."""
    from atelier_local.programme.ateliers.models import Atelier
    from atelier_local.programme.governance.queries import called

    return {"pk": called(Atelier.objects.get(slug=DONE)).exclude(held_at=None).first().pk}


def a_prepared() -> dict[str, object]:
    """A question for the third workshop of the Atelier under way, on no paper: it may change."""
    from atelier_local.steps.wall.queries import planned
    from atelier_local.steps.workshops.models import Workshop

    workshop = Workshop.objects.get(atelier__slug=UNDER_WAY, ordinal=3)
    return {"ordinal": 3, "pk": next(p.activity.pk for p in planned(workshop) if not p.fixed)}


def a_disagreement() -> dict[str, object]:
    """The first point on which the parties of the published Atelier disagree."""
    from atelier_local.steps.strategy.models import Disagreement

    return {"pk": Disagreement.objects.filter(atelier__slug=DONE).first().pk}


def a_scenario() -> dict[str, object]:
    """The first scenario that the published Atelier weighed."""
    from atelier_local.steps.strategy.models import Scenario

    return {"pk": Scenario.objects.filter(atelier__slug=DONE).first().pk}


def a_sheet() -> dict[str, object]:
    """The first sheet that came back from the second workshop of the Atelier under way."""
    from atelier_local.steps.workshops.models import Sheet

    found = Sheet.objects.filter(pack__workshop__atelier__slug=UNDER_WAY)
    return {"ordinal": 2, "pk": found.first().pk}


def of_the_contract(listed: str, **which: object) -> Callable[[], dict[str, object]]:
    """The first of the things of that name (`subcontractings`…) of a contract in the story."""

    def first() -> dict[str, object]:
        from atelier_local.steps.contract.models import CallOffContract

        contract = CallOffContract.objects.get(atelier__slug=DONE)
        return {"pk": getattr(contract, listed).filter(**which).order_by("pk").first().pk}

    return first
