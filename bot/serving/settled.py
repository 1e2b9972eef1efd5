"""After loading: what stays for good is set apart, what was only needed to load is given back."""

from __future__ import annotations

import ctypes
import gc


def settle() -> None:
    """Let the collector pass over all that exists now, and return free memory to the system."""
    gc.collect()
    gc.freeze()
    # Only the GNU C library keeps what is freed, and only it has this.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
