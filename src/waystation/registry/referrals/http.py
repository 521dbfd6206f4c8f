"""Pages whose address is a secret and that take a form."""

from waystation.registry.directory.http import private_form as private_form
