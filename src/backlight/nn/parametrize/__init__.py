"""Parameters that are functions of others: how they are registered, then the norms and the orthogonal matrices."""

from backlight.nn.parametrize.registering import (
    cached,
    is_parametrized,
    register_parametrization,
    remove_parametrizations,
    transfer_parametrizations_and_params,
    type_before_parametrizations,
)
from backlight.nn.parametrize.sequence import ParametrizationList

__all__ = [
    "ParametrizationList",
    "cached",
    "is_parametrized",
    "register_parametrization",
    "remove_parametrizations",
    "transfer_parametrizations_and_params",
    "type_before_parametrizations",
]
