"""Planning: courses, programmes and tracks, the fiscal-year plan, and the figures that were stated."""
