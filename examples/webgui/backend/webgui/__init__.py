"""What mapapi needs to answer: the pipeline's tables, and the figures in the store."""
