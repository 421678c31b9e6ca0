"""The official map of France as data: départements, EPCI, communes and their contours."""

from django.db import models

from .enums import EpciKind


class Department(models.Model):
    """A département, or an overseas collectivity that INSEE numbers like one."""

    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)
    region_code = models.CharField("code de la région", max_length=3)
    region_name = models.CharField("région", max_length=60)

    class Meta:
        verbose_name = "département"
        verbose_name_plural = "départements"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Epci(models.Model):
    """An inter-municipal authority with its own taxation: the territory of an Atelier."""

    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=120)
    kind = models.CharField("nature juridique", max_length=5, choices=EpciKind)
    population_total = models.PositiveIntegerField("population totale")
    population_municipal = models.PositiveIntegerField("population municipale")
    search_key = models.CharField("clé de recherche", max_length=140, editable=False)

    class Meta:
        verbose_name = "établissement public de coopération intercommunale"
        verbose_name_plural = "établissements publics de coopération intercommunale"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune, known by its INSEE code; outside any EPCI on a few islands and overseas."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=60)
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="communes",
        verbose_name="département",
    )
    epci = models.ForeignKey(
        Epci,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="communes",
        verbose_name="intercommunalité",
    )
    population = models.PositiveIntegerField("population municipale", null=True, blank=True)
    postcodes = models.CharField("codes postaux", max_length=200, blank=True)
    search_key = models.CharField("clé de recherche", max_length=80, editable=False)

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class Contour(models.Model):
    """The outline of a commune, simplified, in degrees (WGS 84)."""

    commune = models.OneToOneField(
        Commune, primary_key=True, on_delete=models.CASCADE, related_name="contour"
    )
    geometry = models.JSONField("géométrie GeoJSON")
    west = models.FloatField("ouest")
    south = models.FloatField("sud")
    east = models.FloatField("est")
    north = models.FloatField("nord")
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "contour"
        verbose_name_plural = "contours"

    def __str__(self) -> str:
        return f"Contour de {self.commune_id}"
