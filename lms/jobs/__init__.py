"""Work that takes longer than a page: asked for in a transaction, done later, shown meanwhile."""
