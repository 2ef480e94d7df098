"""The demo company: settings are committed in company/, its feeds are made here from a seed."""
