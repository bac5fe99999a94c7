"""The model in one page of HTML: the programs of the engine, draws, texts and evidence, put together."""
