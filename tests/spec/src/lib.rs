//! Rule tables, run against the engines.
