"""Where uploaded files meet the disk: never more than the limit comes in, never half a file is stored."""

import logging
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import FileUploadHandler

logger = logging.getLogger(__name__)


class CappedUploadHandler(FileUploadHandler):
    """Comes before Django's own handlers and drops what goes over the limit, so that nobody fills the disk.

    What is dropped makes the file larger than allowed all the same, so that the form refuses it with a
    message and everything else that was typed.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= settings.ATTACHMENT_MAX_BYTES else None

    def file_complete(self, file_size: int) -> None:
        return None


def store_whole(name: str, data: bytes) -> None:
    """Writes a private file whole or not at all: temporary file, fsync, rename.

    Django's own storage writes in place and does not wait for the disk; after a power cut the database
    could name a file that is empty.
    """
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as temporary:
        try:
            temporary.write(data)
            temporary.flush()
            os.fsync(temporary.fileno())
            Path(temporary.name).replace(target)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise


def forget_file(name: str) -> None:
    """Deletes a stored file that nothing refers to, as well as it goes; one that stays does no harm."""
    try:
        default_storage.delete(name)
    except OSError:
        logger.exception("%s stays behind in the storage", name)
