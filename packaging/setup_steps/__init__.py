"""What packaging/dev.py does, step by step; standard library only."""
