"""How a question is answered: plan, find, compute, compose, phrase, check."""
