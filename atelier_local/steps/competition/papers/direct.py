"""The decision to give a contract without competition, as the buyer signs it."""

from datetime import datetime

from atelier_local.ground.files.papers import Block, Heading, Paper, Para, Quote, Signatures

from ..models import Award, Tender
from . import words
from .frame import article, sheet


def direct_decision(award: Award, tender: Tender, *, at: datetime) -> Paper:
    """What the law asks of it, in the order in which a judge would look for it."""
    competition, holder = award.competition, award.invitation.name
    framework = competition.atelier.framework
    months = int(tender.body.get("months_tenths", 0)) // 10
    signer = award.decided_by.full_name if award.decided_by else ""
    blocks: list[Block] = [
        Para(
            f"Vu la clause de l’accord-cadre « {framework} » qui prévoit des marchés sans remise "
            f"en concurrence{article(competition, 'direct_award')}, ainsi rédigée :"
        ),
        Quote(framework.direct_clause, "accord-cadre"),
        Para(
            f"Vu la proposition du groupement « {holder} », reçue le "
            f"{words.day(tender.deposited_at)} (empreinte {tender.digest}),"
        ),
        Heading(1, "Pourquoi un seul titulaire"),
        Quote(award.reason, "raison technique"),
        Quote(award.sole, "pourquoi aucun autre titulaire"),
        Heading(1, "Ce qui est décidé"),
        Para(
            f"Le marché est attribué au groupement « {holder} » sans remise en concurrence, pour "
            f"{words.price(tender.price_eur)} et {months} mois. Aucun autre titulaire n’est "
            "consulté : aucune offre n’est comparée, et aucun rapport d’analyse n’est établi."
        ),
        Para(
            "Qui signe déclare n’avoir aucun lien avec ce groupement (code de la commande "
            "publique, art. L2141-10)."
        ),
        Signatures((f"{signer}\nPour l’acheteur, le {words.day(at)}",)),
    ]
    title = "Décision d’attribution sans mise en concurrence"
    return sheet(competition, title, "decision", blocks, at=at)
