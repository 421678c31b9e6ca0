"""Static files with a fingerprint in their name, once collected."""

from typing import Any

from servestatic.storage import CompressedManifestStaticFilesStorage


class FingerprintedStorage(CompressedManifestStaticFilesStorage):
    """A file that was not collected keeps its plain name, served from where it is.

    So a laptop and the tests need no step more, a deployment gets compressed files
    that browsers may keep for ever, and no page fails for want of a stylesheet.
    What a module imports is named there by its fingerprint too.
    """

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Every page names the same few files, whose names stay while the server runs."""
        if name not in self._addresses:
            self._addresses[name] = super().url(name, force)
        return self._addresses[name]

    def stored_name(self, name: str) -> str:
        return self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
