"""Messages where there is no mail server: read on the console, and never in service."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.mail.backends.console import EmailBackend

CONSOLE = "atelier_local.programme.people.mail.Console"


class Console(EmailBackend):
    """Prints a message as one reads it. Encoded for the network, as Django's own prints it, its
    link would be cut in two and open nothing.
    """

    def write_message(self, message):
        to, line = ", ".join(message.to), "-" * 79
        self.stream.write(f"À : {to}\nObjet : {message.subject}\n\n{message.body}\n{line}\n")


@register(Tags.mail, deploy=True)
def messages_leave(app_configs, **_):
    """Refuse a service whose messages go nowhere."""
    if settings.MAILERS["default"]["BACKEND"] != CONSOLE:
        return []
    hint = "Set EMAIL_HOST, or nobody gets an invitation."
    return [Error("Messages are printed, not sent.", hint=hint, id="people.E001")]
