"""Who did what to which record, when and why; events are added and never changed."""
