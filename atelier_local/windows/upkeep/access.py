"""The door of a laptop: the link that its own screen prints signs in who runs the workshop."""

from django.conf import settings
from django.core import signing

from atelier_local.programme.people.models import Person

_SALT = "atelier_local.windows.upkeep.laptop"
_DAYS = 4


def link_token(person: Person) -> str:
    return signing.dumps(str(person.pk), salt=_SALT)


def person_of(token: str) -> Person | None:
    """Who this link signs in; nobody on a server, or once the link is too old."""
    if not settings.FIELD_KIT:
        return None
    try:
        pk = signing.loads(token, salt=_SALT, max_age=_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=pk, is_active=True).first()
