"""The documentation as a site: `sphinx-build -W docs build/site`. The pages read as plain Markdown, too."""

project = "rnn-tutor"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = "rnn-tutor"
source_suffix = {".md": "markdown"}
exclude_patterns = ["conf.py"]
myst_heading_anchors = 3
autodoc_typehints = "description"
