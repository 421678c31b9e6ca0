"""Telling the whole programme, or as far as asked; telling it twice tells it once."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from atelier_local.programme.agreement import operations as agreement
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.founding_document import Entry
from atelier_local.programme.agreement.models import Consortium, FrameworkAgreement
from atelier_local.programme.agreement.rules import Quality
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people import operations as people
from atelier_local.steps.evidence.models import Interview

from . import content
from .cast import AGENTS, CAST
from .chapters import STORY
from .chapters.contracts import invite_guests
from .chapters.paper import print_for_the_third
from .chapters.workshops import listen_again
from .plots import PLOTS, Plot, Until
from .telling import Telling, told_person


def tell(*, today: date, until: Until = Until.FOLLOW_UP) -> Iterator[str]:
    """Tell every Atelier as far as its plot and `until` go; yields a line for each chapter."""
    framework = prepare(today)
    for plot in PLOTS:
        yield from _tell_one(plot, framework, today, until)


@transaction.atomic
def prepare(today: date) -> FrameworkAgreement:
    """The invented agreement, its six lettered consortia, and the cast."""
    at = PLOTS[0].calendar(today).at(-400)
    told = content.framework()
    framework = agreement.register_framework(
        **told["framework"],
        criteria=told["criteria"],
        valid_from=today - timedelta(days=1245),
        valid_to=today + timedelta(days=215),
        fictitious=True,
        by=None,
        at=at,
    )
    consortia = {}
    for one in told["consortia"]:
        consortia[one["letter"]] = agreement.register_consortium(
            framework,
            slug=f"demonstration-{one['letter'].lower()}",
            name=one["name"],
            letter=one["letter"],
            members=[_entry(member) for member in one["members"]],
            by=None,
            at=at,
        )
    for character in CAST:
        organisation = people.register_organisation(
            kind=character.kind, name=character.organisation, fictitious=True, by=None, at=at
        )
        person = people.register_person(
            email=character.email,
            first_name=character.first_name,
            last_name=character.last_name,
            function=character.function,
            organisation=organisation,
            national_role=character.national_role,
            by=None,
            at=at,
        )
        people.open_account(person, by=None, at=at)
    for letter, key in AGENTS.items():
        if not consortia[letter].agents.exists():
            agent = told_person(key)
            agreement.appoint_agent(agent, consortia[letter], lead=True, by=None, at=at)
    for one in told["consortia"]:
        qualities = _qualities(consortia[one["letter"]], one["members"])
        source = "Acte d’engagement (fictif)"
        agreement.qualify(
            consortia[one["letter"]], qualities, by=told_person("dgaln"), at=at, source=source
        )
    return framework


def _qualities(consortium: Consortium, told: list[dict]) -> dict[int, Quality]:
    """What the content says of members: their place, their SIRET, the price of a day."""
    said = {one["name"]: one for one in told if "role" in one}
    return {
        member.pk: Quality(
            MembershipRole(said[member.organisation.name]["role"]),
            said[member.organisation.name]["siret"],
            Decimal(said[member.organisation.name]["rate"]),
        )
        for member in consortium.members.select_related("organisation")
        if member.organisation.name in said
    }


def _entry(member: dict) -> Entry:
    pairs = member["specialities"].items()
    return Entry(
        name=member["name"],
        raw_label=member["name"],
        raw_specialities=", ".join(member["specialities"]),
        specialities=tuple((raw, (slug,)) for raw, slug in pairs),
    )


def _tell_one(
    plot: Plot, framework: FrameworkAgreement, today: date, until: Until
) -> Iterator[str]:
    telling = Telling(plot, today, framework)
    last = min(plot.until, until, key=lambda u: u.rank)
    for chapter, needs, stage in STORY:
        here = Atelier.objects.filter(slug=plot.slug).values_list("stage", flat=True).first()
        if needs.rank <= last.rank and here == stage:
            with transaction.atomic():
                chapter(telling)
            yield f"{plot.slug} : {chapter.__name__}"
    if plot.until is Until.WORKSHOP_2 and last is Until.WORKSHOP_2:
        yield from _between_workshops(telling)


def _between_workshops(telling: Telling) -> Iterator[str]:
    """The second phase under way, once: interviews led since, findings completed, somebody invited
    and the paper printed for the third workshop.
    """
    telling.atelier.refresh_from_db()
    heard = Interview.objects.filter(atelier=telling.atelier).count()
    if telling.atelier.at_stage is Stage.INTERIM_2 and heard < len(telling.says["interviews"]):
        with transaction.atomic():
            listen_again(telling)
            print_for_the_third(telling)
            invite_guests(telling, telling.at(240))
        yield f"{telling.plot.slug} : listen_again"
