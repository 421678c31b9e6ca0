"""French formats: narrow no-break space for thousands (Imprimerie nationale)."""

THOUSAND_SEPARATOR = "\u202f"
