"""SQLite as we need it: a safe WAL, set once, and commits that survive a power cut.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that two connections write at once
(sqlite.org/wal.html#walresetbug); where `pysqlite3` is installed it brings a later one.
Without it, the journal stays in rollback mode, which is immune. See docs/adr/0003.
"""

import sys

try:
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
except ImportError:  # not Linux: no wheel
    pass

from django.db.backends.sqlite3 import base, features, operations

SAFE_WAL = (3, 51, 3)
has_safe_wal = base.Database.sqlite_version_info >= SAFE_WAL  # type: ignore[attr-defined]


class DatabaseFeatures(features.DatabaseFeatures):
    max_query_params = 32766  # pysqlite3 has no Connection.getlimit


class DatabaseOperations(operations.DatabaseOperations):
    def _quote_params_for_last_executed_query(self, params):
        """What DEBUG and query counts show; Django's own asks `getlimit` how many fit a row."""
        connection = self.connection.connection
        return tuple(connection.execute("SELECT QUOTE(?)", [one]).fetchone()[0] for one in params)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA synchronous=FULL")
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if has_safe_wal and mode == "delete":
            # Only a file that has no table yet: converting under load can fail with "locked".
            if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
                connection.execute("PRAGMA journal_mode=WAL")
        return connection
