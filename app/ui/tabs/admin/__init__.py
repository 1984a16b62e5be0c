"""관리: people, lamps, access log, language, licence."""
