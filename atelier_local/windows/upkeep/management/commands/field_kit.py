"""The field kit by commands: at home `export` and `merge`, on the laptop `serve` and `bundle`."""

import getpass
import io
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from atelier_local import clock
from atelier_local.ground.files.writing import writing
from atelier_local.ground.journal.bundles import MOST, Unusable, head_of
from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused
from atelier_local.steps.workshops.models import Workshop
from atelier_local.windows.upkeep import laptop, operations, queries, rules, suitcase
from atelier_local.windows.upkeep.access import link_token
from atelier_local.windows.upkeep.operations.kits import KIT


class Command(BaseCommand):
    help = (
        "Emporte un atelier dans une salle sans réseau et le rapporte. Au bureau : export, merge. "
        "Sur l’ordinateur de la salle : serve, bundle."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        export = acts.add_parser("export", help="écrire le kit d’un atelier in situ")
        export.add_argument("slug", help="adresse de l’Atelier")
        export.add_argument("--out", type=Path, required=True, help="fichier .kit à écrire")
        export.add_argument(
            "--workshop", type=int, help="rang, sinon le premier qui n’est pas tenu"
        )
        export.add_argument("--by", help="adresse de qui anime, sinon la première de l’équipe")
        export.add_argument(
            "--wheels", type=Path, help="dossier des paquets Python à joindre, avec le programme"
        )
        serve = acts.add_parser("serve", help="servir la salle depuis cet ordinateur")
        serve.add_argument("file", type=Path, help="le kit")
        serve.add_argument("--address", help="adresse de cet ordinateur sur le Wi-Fi de la salle")
        serve.add_argument("--port", type=int, default=8000)
        serve.add_argument("--dir", type=Path, help="dossier du kit, sinon var/kits/<kit>")
        bundle = acts.add_parser("bundle", help="écrire le paquet à rapporter")
        bundle.add_argument("file", type=Path, help="le kit qui a servi")
        bundle.add_argument("--out", type=Path, required=True, help="fichier .retour à écrire")
        bundle.add_argument("--dir", type=Path, help="dossier du kit, sinon var/kits/<kit>")
        merge = acts.add_parser("merge", help="rapporter un paquet dans l’Atelier")
        merge.add_argument("slug", help="adresse de l’Atelier")
        merge.add_argument("file", type=Path, help="le paquet .retour")
        merge.add_argument("--by", help="adresse de qui rapporte, sinon la première de l’équipe")
        for command in (export, serve, merge):
            command.add_argument(
                "--passphrase-file", type=Path, help="sinon KIT_PASSPHRASE, sinon demandée"
            )
        unpack = acts.add_parser("unpack", help="(étape de serve) ouvrir le kit ici")
        unpack.add_argument("file", type=Path)
        unpack.add_argument("--passphrase-file", type=Path)
        pack = acts.add_parser("pack", help="(étape de bundle) écrire le paquet de ce dossier")
        pack.add_argument("--out", type=Path, required=True)

    def handle(self, *, act: str, **given: Any) -> None:
        try:
            getattr(self, f"_{act}")(**given)
        except (Refused, Unusable) as refused:
            raise CommandError(f"Pas encore : {refused}.") from None

    # At home ----------------------------------------------------------------------------------

    def _export(
        self,
        slug: str,
        out: Path,
        workshop: int | None,
        by: str | None,
        wheels: Path | None,
        passphrase_file: Path | None,
        **_: object,
    ) -> None:
        atelier = _atelier(slug)
        found = queries.to_take_away(atelier)[0]
        if workshop is not None:
            found = Workshop.objects.filter(atelier=atelier, ordinal=workshop).first()
        if found is None:
            raise CommandError("Aucun atelier in situ à emporter : préparez-le d’abord.")
        secret = _secret(passphrase_file, twice=True)
        person = _person(atelier, by)
        with transaction.atomic():  # no kit is kept whose file could not be written
            kit, sealed = operations.make_kit(found, secret, by=person, at=clock.now())
            _write(out, sealed)
        self.stdout.write(f"{out} : Atelier {found.ordinal}, reçus en {kit.block}.")
        if wheels is not None:
            whole = out.with_suffix(".tar")
            files = suitcase.fill(whole, out, wheels)
            self.stdout.write(f"{whole} : le kit, le programme et {_packages(files)}.")

    def _merge(
        self, slug: str, file: Path, by: str | None, passphrase_file: Path | None, **_: object
    ) -> None:
        atelier = _atelier(slug)
        sealed, now = _read(file), clock.now()
        person = _person(atelier, by)
        secret = _secret(passphrase_file)
        merged = operations.merge(atelier, sealed, secret, by=person, at=now)
        self.stdout.write(rules.told(merged, known=merged.at != now))
        for remark, times in rules.in_french(merged.remarks):
            self.stdout.write(f"À regarder : {remark.label} ({times}).")

    # On the laptop ----------------------------------------------------------------------------

    def _serve(
        self,
        file: Path,
        address: str | None,
        port: int,
        dir: Path | None,
        passphrase_file: Path | None,
        **_: object,
    ) -> None:
        head = head_of(_read(file), KIT)
        folder = (dir or laptop.folder_of(head.id)).resolve()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        here = laptop.Laptop(folder, address or laptop.local_address(), port)
        told = ["--passphrase-file", str(passphrase_file.resolve())] if passphrase_file else []
        if here.manage("field_kit", "unpack", str(file.resolve()), *told):
            raise CommandError("Le kit n’a pas pu être ouvert ; voyez ci-dessus.")
        sys.exit(here.serve())

    def _unpack(self, file: Path, passphrase_file: Path | None, **_: object) -> None:
        for command in (["migrate"], ["build_dsfr"], ["collectstatic", "--noinput"]):
            call_command(*command, verbosity=0, stdout=io.StringIO())
        sealed = _read(file)
        kit = queries.kit_here()
        if kit is None:
            operations.unpack(sealed, _secret(passphrase_file))
            kit = queries.kit_here()
        assert kit is not None
        if kit.id != head_of(sealed, KIT).id:
            raise CommandError("Ce dossier est celui d’un autre kit : choisissez-en un avec --dir.")
        laptop.Laptop(settings.VAR, "127.0.0.1", 0).note(kit.block)
        self.stdout.write(
            f"\n  Atelier {kit.workshop.ordinal}, {kit.workshop.place}\n"
            f"  Pour animer :      {settings.SITE_URL}/kit/entrer/{link_token(kit.by)}/\n"
            f"  Pour la salle :    {settings.SITE_URL}/rejoindre/\n"
            "  Pour arrêter :     Ctrl+C. Rien ne se perd : relancez la même commande.\n"
        )

    def _bundle(self, file: Path, out: Path, dir: Path | None, **_: object) -> None:
        folder = (dir or laptop.folder_of(head_of(_read(file), KIT).id)).resolve()
        here = laptop.Laptop(folder, "127.0.0.1", 0)
        if not here.block:
            raise CommandError(f"Aucun kit n’est ouvert dans {folder} : lancez d’abord serve.")
        if here.manage("field_kit", "pack", "--out", str(out.resolve())):
            raise CommandError("Le paquet n’a pas pu être écrit ; voyez ci-dessus.")

    def _pack(self, out: Path, **_: object) -> None:
        kit = queries.kit_here()
        if kit is None:
            raise CommandError("Aucun kit n’est ouvert dans ce dossier.")
        operations.keep_time()
        _write(out, operations.pack_up(kit, at=clock.now()))
        self.stdout.write(f"{out} : à rapporter sur le site, page « Kits de terrain ».")


def _atelier(slug: str) -> Atelier:
    found = Atelier.objects.select_related("stream", "epci").filter(slug=slug).first()
    if found is None:
        raise CommandError(f"Aucun Atelier à l’adresse {slug}.")
    return found


def _person(atelier: Atelier, email: str | None) -> Person:
    team = RoleGrant.objects.filter(atelier=atelier, role=Role.TEAM, revoked_at=None)
    people = Person.objects.filter(pk__in=team.values("person")).order_by("created_at")
    found = people.filter(email__iexact=email).first() if email else people.first()
    if found is None:
        raise CommandError("Personne de l’équipe n’a cette adresse dans cet Atelier.")
    return found


def _read(file: Path) -> bytes:
    """What a bundle may weigh, and one byte more: beyond, it is refused."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST + 1)
    except OSError as error:
        raise CommandError(f"{file} ne peut pas être lu : {error.strerror}.") from None


def _write(file: Path, content: bytes) -> None:
    """Until it is on the disk: a key may be pulled out right after."""
    with writing(file), file.open("wb") as opened:
        try:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        except OSError:  # no half of it stays, nor would be taken for the whole
            file.unlink()
            raise


def _packages(count: int) -> str:
    return f"{count} paquets Python" if count > 1 else f"{count} paquet Python"


def _secret(file: Path | None, *, twice: bool = False) -> str:
    """The passphrase: from a file, from KIT_PASSPHRASE, or asked; never an argument."""
    if file is not None:
        try:
            return file.read_text("utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"{file} ne peut pas être lu.") from None
    if settings.KIT_PASSPHRASE:
        return str(settings.KIT_PASSPHRASE)
    secret = getpass.getpass("Phrase secrète du kit : ")
    if twice and getpass.getpass("Encore une fois : ") != secret:
        raise CommandError("Les deux phrases ne sont pas les mêmes.")
    return secret
