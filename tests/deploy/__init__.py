"""The deployment files, as far as they can be judged without containers."""
