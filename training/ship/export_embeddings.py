"""The encoder's embeddings in fewer operations, for export."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn


class ExportEmbeddings(nn.Module):
    """Token vectors [batch, tokens, width] of texts that are all of one segment, from place 0 on.

    What a place adds and what the one segment adds are one table: nothing is looked up by numbers
    that the graph would have to make first.
    """

    def __init__(self, embeddings: Any) -> None:
        super().__init__()
        self.words = embeddings.word_embeddings
        self.norm = embeddings.LayerNorm
        places = embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]
        self.register_buffer("places", places.detach().clone())

    def forward(self, input_ids: Tensor, **_: Any) -> Tensor:
        """`input_ids` [batch, tokens]; what else BERT hands over says nothing that matters here."""
        places: Tensor = self.get_buffer("places")
        hidden: Tensor = self.norm(self.words(input_ids) + places[: input_ids.shape[1]])
        return hidden
