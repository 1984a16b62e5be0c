"""The line to central over HTTPS, seen from the desk."""
