"""Long work in the background: asked for on a page, done by a worker, shown as it goes."""
