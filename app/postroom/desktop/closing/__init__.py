"""Closing the window while messages wait: what becomes of them is asked, remembered and done."""
