"""Which start of the computer this is: what was written and not forced to the disk is still there within the same one.

A process that is killed loses nothing that it wrote; a computer that loses its power may.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from pathlib import Path
from typing import Final

_KERNEL: Final = Path("/proc/sys/kernel/random/boot_id")
_BSD_NAMES: Final = (b"kern.bootsessionuuid", b"kern.boot_id")
"""What macOS calls it, and what FreeBSD does."""
_WINDOWS_KEY: Final = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"


@cache
def boot_id() -> str | None:
    """Give what is the same until the computer starts again; None where the system does not tell."""
    try:
        return _tell() or None
    except (OSError, ValueError, AttributeError):
        return None


if sys.platform == "win32":
    import winreg

    def _tell() -> str:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _WINDOWS_KEY) as key:
            return str(winreg.QueryValueEx(key, "BootId")[0])

elif sys.platform == "linux":

    def _tell() -> str:
        return _KERNEL.read_text(encoding="ascii").strip()

else:

    def _tell() -> str:
        system = ctypes.CDLL(None)
        for name in _BSD_NAMES:
            value, size = ctypes.create_string_buffer(64), ctypes.c_size_t(64)
            if system.sysctlbyname(name, value, ctypes.byref(size), None, ctypes.c_size_t(0)) == 0:
                return value.value.decode("ascii")
        return ""
