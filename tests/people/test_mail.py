"""Mail leaves after the commit, and its text is then emptied."""

import io

import pytest
from django.core import mail
from django.db import transaction

from atelier_local import clock
from atelier_local.programme.people import operations
from atelier_local.programme.people.mail import CONSOLE, Console, messages_leave
from atelier_local.programme.people.models import Message
from tests.factories.people import LONG_AGO

LETTER = {"subject": "Votre accès", "body": "Un lien secret.", "at": LONG_AGO}


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_after_the_commit_and_its_text_is_emptied():
    clock.advance_to(LONG_AGO)
    with transaction.atomic():
        operations.post(to="lea@exemple.test", **LETTER)
        assert mail.outbox == []
    (sent,) = mail.outbox
    assert (sent.to, sent.body) == (["lea@exemple.test"], "Un lien secret.")
    kept = Message.objects.get()
    assert kept.body == ""
    assert kept.sent_at >= LONG_AGO


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_sends_nothing():
    def undone():
        with transaction.atomic():
            operations.post(to="lea@exemple.test", **LETTER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert mail.outbox == []
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_for_the_people_of_the_demonstration():
    operations.post(to="camille@demo.example", **LETTER)
    assert mail.outbox == []
    assert Message.objects.get().sent_at


def test_a_message_on_the_console_keeps_its_link_whole():
    link = "https://atelier.example.org/compte/invitation/" + "x" * 60 + "/"
    message = mail.EmailMessage("Accès à l’Atelier", f"Bonjour,\n\nIci : {link}", to=["é@x.test"])
    printed = io.StringIO()
    Console(stream=printed).send_messages([message])
    assert link in printed.getvalue()
    assert "Objet : Accès à l’Atelier" in printed.getvalue()


@pytest.mark.parametrize(("backend", "refused"), [(CONSOLE, True), ("x.Smtp", False)])
def test_a_service_without_a_mail_server_is_refused(settings, backend, refused):
    settings.MAILERS = {"default": {"BACKEND": backend}}
    assert [error.id for error in messages_leave(None)] == ["people.E001"] * refused
