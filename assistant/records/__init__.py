"""What is kept: values, quantities, vocabulary, stores, scope. Imports nothing above it."""
