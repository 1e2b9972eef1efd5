"""The staff desk: the clinic's own people read, answer and look after their patients here.

`create_site(parts)` gives the web application that the gateway mounts at /staff.
"""
