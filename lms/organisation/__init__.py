"""Places: the tree of ministries, governorates, municipalities and centres, their venues and rooms."""
