"""Background tasks: started on a page, run by a worker, with progress."""
