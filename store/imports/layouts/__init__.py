"""Known exports, one YAML file a system; loaded by store.imports.kinds."""
