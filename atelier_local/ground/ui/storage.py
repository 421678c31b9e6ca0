"""Static files with a fingerprint in their name, once collected."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class FingerprintedStorage(CompressedManifestStaticFilesStorage):
    """A file that was not collected keeps its plain name, served from where it is.

    So a laptop and the tests need no step more, a deployment gets compressed files
    that browsers may keep for ever, and no page fails for want of a stylesheet.
    """

    def stored_name(self, name: str) -> str:
        return self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
