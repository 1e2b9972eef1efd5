"""What a patient sent: a photo is shown only as the photo that it truly is, the rest is a file."""

from __future__ import annotations

from starlette.responses import Response

from bot.mailbox.attachment_book import STORED
from bot.staff.page import CARE, Page
from bot.staff.visit import Visit

# By its first bytes and not by what its sender says of it: SVG and HTML could run in our pages.
_PHOTOS = {
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"GIF8": ("image/gif", "gif"),
}
_FILE = "application/octet-stream"


def attachment(visit: Visit) -> Response:
    """Decrypted for this person alone; who looked at whose is in the audit."""
    number = visit.path["number"]
    found = None
    if number.isascii() and number.isdigit() and len(number) < 10:
        found = visit.parts.mailbox.attachment(int(number))
    if found is None:
        return visit.fault(404, "There is no such attachment.")
    if found.state != STORED:
        return visit.fault(404, "It is not stored yet, or could not be fetched.")
    visit.note("attachment.read", found.patient, f"{found.conversation}/{found.id}")
    content = visit.parts.open_file(found.id)
    if content is None:
        return visit.fault(404, "The stored file was changed, or is missing.")
    kind, ending = photo_kind(content) or (_FILE, "bin")
    shown = "attachment" if kind == _FILE else "inline"
    name = f"{found.kind}-{found.id}.{ending}"
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'{shown}; filename="{name}"'}
    )


def photo_kind(content: bytes) -> tuple[str, str] | None:
    """Media type and ending of a photo that browsers show; None for everything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", "webp"
    return next((kind for start, kind in _PHOTOS.items() if content.startswith(start)), None)


PAGES = (Page("/attachments/{number}", attachment, CARE),)
