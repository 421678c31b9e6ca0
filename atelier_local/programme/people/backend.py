"""Local accounts: e-mail and password. One query brings the person with their organisation."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password

from .models import Person


class LocalAccounts(BaseBackend):
    def authenticate(self, request, username=None, password=None, **_):
        email = (username or "").strip()
        person = Person.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            make_password(password)  # the same time is spent whether the account exists or not
            return None
        return person if person.check_password(password or "") else None

    def get_user(self, user_id):
        try:
            return Person.objects.select_related("organisation").get(pk=user_id, is_active=True)
        except Person.DoesNotExist:
            return None
