"""Technical ground without a word of the domain: database, access, forms, lists, languages, documents."""
