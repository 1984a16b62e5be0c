"""Sealed files on disk by the SHA-256 of their bytes, and the files people hand in (behind `ports.blobs`)."""
