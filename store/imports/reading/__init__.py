"""Files as tables of marked texts: finding, unpacking, decoding, splitting into records."""
