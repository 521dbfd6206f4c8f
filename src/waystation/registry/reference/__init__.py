"""Code lists, places, frameworks and packs, shared by all services.

Everything other apps need is in ``queries``::

    codes("sex")                          {"female": "Femër", ...} in the reader's language
    label("municipality", "xk-prishtine")
    require_code("country", "DE", "citizenship")   raises a Refusal that belongs to the field
    parents("municipality")               {"xk-prishtine": "xk-r-prishtine", ...}
    places()                              municipalities with region, codes of others, people

A new list is a new file in ``lists/``: columns ``code,en,sq,sr,parent,source`` and, where they
help, ``text,note,valid_from,valid_to,successor``. The row without a code names the list.
Serbian is written in Cyrillic; Latin is generated. What has no Albanian or Serbian is shown
in English. A row that leaves the file is retired, never deleted.
"""
