"""What a command says, in French, when the disk does not take its file: a reason, never a trace."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import OperationalError

_WHY = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "la place accordée sur ce disque est épuisée",
    errno.EFBIG: "le disque n’accepte pas un fichier de cette taille",
    errno.EACCES: "ce dossier ne vous est pas ouvert en écriture",
    errno.EPERM: "ce dossier ne vous est pas ouvert en écriture",
    errno.EROFS: "ce disque ne s’écrit pas",
    errno.ENOENT: "ce dossier n’existe pas",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EEXIST: "ce n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.EIO: "le disque répond par une erreur",
}


@contextmanager
def writing(path: Path, *, done: str = "rien n’a été écrit") -> Iterator[None]:
    """Raises `CommandError` where what is done within cannot be written, with what is there."""
    try:
        yield
    except OSError as error:
        why = _WHY.get(error.errno or 0, error.strerror or str(error))
        raise CommandError(f"{path} ne peut pas être écrit : {why} ; {done}.") from None
    except OperationalError as error:  # its disk may be the same
        why = f"la base de données n’a pas pu l’être ({error})"
        raise CommandError(f"{path} ne peut pas être écrit : {why} ; {done}.") from None
