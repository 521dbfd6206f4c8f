const VERSION = "waystation-{{ version }}";
const FILES = {{ files|safe }};
importScripts("{{ code }}");
