"""Worked strategy files to begin with. A package, so that they are installed with the demo that shares one."""
