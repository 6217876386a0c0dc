"""Figures: what Drumbeat costs beside the bare libraries, in one run, as ratios. `make bench` prints them."""
