"""A kit with all that a laptop needs to start it without network: program, wheels, one script."""

import io
import tarfile
from pathlib import Path

from django.conf import settings

from atelier_local.refusal import refuse_if

FOLDER = "atelier-local-kit"
PARTS = ("atelier_local", "config", "manage.py", "requirements.txt", "LICENSE")

START = """#!/bin/sh
# Starts the field kit of this folder: needs Python 3.12 or later with venv, and no network.
set -e
cd "$(dirname "$0")"
python=
for name in python3.13 python3.12 python3; do
  if "$name" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
    python=$name; break
  fi
done
[ -n "$python" ] || { echo "Il faut Python 3.12 ou plus récent, avec venv." >&2; exit 1; }
if [ ! -e .venv/installed ]; then
  "$python" -m venv --clear .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index \\
    --find-links wheels --require-hashes --only-binary :all: -r requirements.txt
  touch .venv/installed
fi
exec .venv/bin/python manage.py field_kit serve salle.kit "$@"
"""


def fill(whole: Path, kit: Path, wheels: Path) -> int:
    """Write the archive `whole`; how many wheels it holds. Hashes are checked when installing."""
    found = sorted(wheels.glob("*.whl")) if wheels.is_dir() else []
    refuse_if(
        []
        if found
        else [
            f"aucun paquet Python dans {wheels} : « pip download --only-binary :all: "
            f"-r requirements.txt -d {wheels} » les y met"
        ]
    )
    with tarfile.open(whole, "w") as archive:
        for part in PARTS:
            archive.add(settings.ROOT / part, f"{FOLDER}/{part}", filter=_clean)
        for wheel in found:
            archive.add(wheel, f"{FOLDER}/wheels/{wheel.name}", filter=_clean)
        archive.add(kit, f"{FOLDER}/salle.kit", filter=_clean)
        start = tarfile.TarInfo(f"{FOLDER}/demarrer.sh")
        start.size, start.mode = len(START.encode()), 0o755
        archive.addfile(start, io.BytesIO(START.encode()))
    return len(found)


def _clean(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Neither compiled files nor who packed them."""
    if "__pycache__" in member.name:
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
