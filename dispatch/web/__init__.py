"""What people and programs see: the API, the pages, who may do what."""
