"""Tables in files: CSV and XLSX, written so that nothing in them runs, read so that nothing is guessed."""
