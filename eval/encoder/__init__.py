"""Training of the shipped encoder: templates -> pairs -> tokenizer and vectors -> packed files, measured and described.

`python -m eval.encoder` does it all from this folder's data and an office's word lists; nothing is fetched.
"""
