"""The guidance: articles, documents, chunks, embeddings, index, search."""
