//! The server over HTTP, on SQLite and PostgreSQL.
