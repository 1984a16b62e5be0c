"""The desk's encrypted file: entries, projections and working tables on peewee and SQLCipher."""
