"""The only place that names concrete classes and joins them: homes, central, the window, the demo."""
