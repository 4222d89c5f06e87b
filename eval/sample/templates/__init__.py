"""The texts of the sample corpus: house styles, one file per field of work, the invented city, gold questions. Data, no code."""
