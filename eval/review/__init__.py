"""Spot checks of real answers: samples drawn, judged by people, and what their judgements come to."""
