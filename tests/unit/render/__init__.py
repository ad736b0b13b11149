"""Tests of rendering, and the small APIs they share."""
