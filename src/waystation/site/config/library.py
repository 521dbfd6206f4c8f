"""Choose the SQLite library before Django imports it."""

from __future__ import annotations

import sys

SAFE = (3, 51, 3)


def use_safe_sqlite() -> None:
    """Use pysqlite3 in place of sqlite3, and refuse a version with the WAL-reset bug.

    SQLite 3.7.0 to 3.51.2 can corrupt the database when a WAL is reset at the wrong moment
    (https://sqlite.org/wal.html, "The WAL-Reset Bug").
    """
    try:
        import pysqlite3
        import pysqlite3.dbapi2

        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    except ImportError:
        pass
    import sqlite3

    if sqlite3.sqlite_version_info < SAFE:
        minimum = ".".join(map(str, SAFE))
        raise SystemExit(
            f"SQLite {sqlite3.sqlite_version} can corrupt its write-ahead log. "
            f"Waystation needs {minimum} or later: install pysqlite3, or set DATABASE_URL "
            "to a PostgreSQL database."
        )
