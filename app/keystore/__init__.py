"""Where keys and tokens lie: the operating system's keyring, or a file sealed with a passphrase."""
