-- Which messages hold which blinded words; no places, no content. A row's number is the message's seq.
CREATE VIRTUAL TABLE `search_tokens` USING fts5(tokens, content='', contentless_delete=1, detail='none', tokenize='ascii');
