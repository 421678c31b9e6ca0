from django.apps import AppConfig
from django.core import checks


class AgreementConfig(AppConfig):
    name = "atelier_local.programme.agreement"
    label = "agreement"
    verbose_name = "Accord-cadre"

    def ready(self) -> None:
        checks.register(law_can_be_read, "law")


def law_can_be_read(**_: object) -> list[checks.CheckMessage]:
    """A wrong LAW_FILE is said when the program starts, not by the page that needs a row."""
    from . import law

    try:
        law.rows()
    except law.Unreadable as failure:
        return [checks.Error(f"LAW_FILE: {failure}", id="agreement.E001")]
    return []
