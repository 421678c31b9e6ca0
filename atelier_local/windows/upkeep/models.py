"""Field kits, and what they brought home."""

import uuid

from django.db import models


class Kit(models.Model):
    """One workshop taken to a hall without network. Its key signs what comes back: the server keeps
    the public half, the laptop alone the private one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey("workshops.Workshop", models.PROTECT, related_name="+")
    block = models.CharField("début des reçus", max_length=2)
    public_key = models.CharField("clé publique", max_length=64)
    private_key = models.CharField("clé privée", max_length=64, blank=True)
    recipient = models.CharField("clé de chiffrement", max_length=80)
    locked = models.BinaryField("clé de déchiffrement, sous phrase secrète")
    device = models.UUIDField("ordinateur", null=True)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("préparé le")
    revoked_at = models.DateTimeField("révoqué le", null=True)

    class Meta:
        verbose_name = "kit de terrain"
        verbose_name_plural = "kits de terrain"
        ordering = ("at",)

    def __str__(self) -> str:
        return f"Kit {self.block}"


class Merge(models.Model):
    """One bundle brought home. What it said is in the journal; here, that it came and what for."""

    kit = models.ForeignKey(Kit, models.PROTECT, related_name="merges")
    sha256 = models.CharField("empreinte du paquet", max_length=64)
    device = models.UUIDField("ordinateur")
    head_seq = models.PositiveBigIntegerField("dernière ligne du kit")
    head_hash = models.CharField("empreinte de cette ligne", max_length=64)
    made_at = models.DateTimeField("fait le")
    fresh = models.PositiveIntegerField("lignes nouvelles")
    cards = models.PositiveIntegerField("cartes nouvelles")
    supplement = models.PositiveSmallIntegerField("supplément au registre", null=True)
    first = models.CharField("premier numéro", max_length=12, blank=True)
    last = models.CharField("dernier numéro", max_length=12, blank=True)
    remarks = models.JSONField("à regarder", default=list)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("rapporté le")

    class Meta:
        verbose_name = "retour de kit"
        verbose_name_plural = "retours de kit"
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(fields=["kit", "sha256"], name="a_bundle_comes_home_once")
        ]
