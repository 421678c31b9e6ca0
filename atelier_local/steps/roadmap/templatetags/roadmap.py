"""What the table of the roadmap repeats on every line."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from atelier_local.ground.ui.templatetags.ui import euros, icon, number, width
from atelier_local.ground.ui.typography import NNBSP
from atelier_local.steps.financing.enums import Verdict
from atelier_local.steps.financing.rules import Money, Share

register = template.Library()


@register.simple_tag
def secured(money: Money) -> SafeString:
    """What is granted as a bar, what is asked for hatched, and the percentage in words."""
    return format_html(
        '<span class="acquis"><span class="jauge" role="img" aria-label="{} acquis,'
        ' {} sollicités sur {}"><i class="{}"></i><i class="hach {}"></i></span>'
        '<span class="num">{}{}%</span></span>',
        euros(money.secured),
        euros(money.asked),
        euros(money.cost),
        width(money.secured, money.cost),
        width(money.asked, money.cost),
        money.secured_percent,
        NNBSP,
    )


@register.simple_tag
def owner_share(share: Share) -> SafeString:
    """The owner's part of public financing, with a warning where the law asks for more."""
    if share.verdict is Verdict.NOT_APPLICABLE:
        return format_html('<span class="mention">{}</span>', "sans objet")
    if share.verdict is Verdict.MET:
        return format_html('<span class="num">{}{}%</span>', number(share.percent), NNBSP)
    return format_html(
        '<span class="manque-mot nw" title="{}">{}{}% {}</span>',
        share.sentence,
        number(share.percent),
        NNBSP,
        icon("warning", share.verdict.label),
    )
