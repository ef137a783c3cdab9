"""The embeddings that are exported say what BERT's own say. Only where there is torch."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch", reason="needs torch, which the app has not")


def test_a_tokens_vector_is_its_words_its_places_and_its_segments_normalised() -> None:
    from torch import nn

    from training.plain import PlainEmbeddings

    torch.manual_seed(0)
    parts = SimpleNamespace(
        word_embeddings=nn.Embedding(50, 8),
        position_embeddings=nn.Embedding(16, 8),
        token_type_embeddings=nn.Embedding(2, 8),
        LayerNorm=nn.LayerNorm(8),
    )
    ids = torch.randint(0, 50, (3, 7))
    with torch.inference_mode():
        words = parts.word_embeddings(ids)
        places = parts.position_embeddings(torch.arange(7))
        segment = parts.token_type_embeddings(torch.zeros_like(ids))
        expected = parts.LayerNorm(words + places + segment)
        found = PlainEmbeddings(parts)(input_ids=ids, token_type_ids=None)
    torch.testing.assert_close(found, expected)


def test_it_says_what_berts_own_embeddings_say() -> None:
    transformers = pytest.importorskip("transformers", reason="needs transformers")
    from training.plain import PlainEmbeddings

    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 40}
    bert = transformers.BertModel(transformers.BertConfig(**shape)).eval()
    ids = torch.randint(0, 40, (2, 9))
    with torch.inference_mode():
        expected = bert.embeddings(input_ids=ids)
        found = PlainEmbeddings(bert.embeddings)(ids)
    torch.testing.assert_close(found, expected)
