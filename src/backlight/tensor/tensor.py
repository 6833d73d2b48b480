"""The tensor: an array that remembers where it came from. Its methods stand in one file per family."""

from __future__ import annotations

from typing import Any

from backlight.core import dtypes, result
from backlight.core.public import Public
from backlight.tensor.activation import ActivationMethods
from backlight.tensor.algebra import AlgebraMethods
from backlight.tensor.arithmetic import ArithmeticMethods
from backlight.tensor.callbacks import CallbackMethods
from backlight.tensor.comparison import ComparisonMethods
from backlight.tensor.complex import ComplexMethods
from backlight.tensor.conversion import ConversionMethods
from backlight.tensor.copies import CopyMethods
from backlight.tensor.creation import CreationMethods
from backlight.tensor.decompositions import DecompositionMethods
from backlight.tensor.diagonals import DiagonalMethods
from backlight.tensor.division import DivisionMethods
from backlight.tensor.expanding import ExpandingMethods
from backlight.tensor.extrema import ExtremaMethods
from backlight.tensor.filling import FillingMethods
from backlight.tensor.functions import FunctionMethods
from backlight.tensor.gathering import GatheringMethods
from backlight.tensor.gradients import GradientsMethods
from backlight.tensor.indexing import IndexingMethods
from backlight.tensor.joining import JoiningMethods
from backlight.tensor.legacy import legacy
from backlight.tensor.memory import MemoryMethods
from backlight.tensor.norms import NormMethods
from backlight.tensor.operators import OperatorMethods
from backlight.tensor.picking import PickingMethods
from backlight.tensor.python import PythonMethods
from backlight.tensor.redrawing import RedrawingMethods
from backlight.tensor.reduction import ReductionMethods
from backlight.tensor.replacing import ReplacingMethods
from backlight.tensor.scans import ScanMethods
from backlight.tensor.searching import SearchingMethods
from backlight.tensor.seldom import SeldomMethods
from backlight.tensor.selection import SelectionMethods
from backlight.tensor.shaping import ShapingMethods
from backlight.tensor.sorting import SortingMethods
from backlight.tensor.sparse import SparseMethods
from backlight.tensor.storage import StorageMethods
from backlight.tensor.turning import TurningMethods


class Tensor(
    OperatorMethods,
    ArithmeticMethods,
    DivisionMethods,
    FunctionMethods,
    ComparisonMethods,
    SelectionMethods,
    ComplexMethods,
    FillingMethods,
    ReductionMethods,
    ExtremaMethods,
    NormMethods,
    ScanMethods,
    SortingMethods,
    SearchingMethods,
    ShapingMethods,
    PickingMethods,
    GatheringMethods,
    DiagonalMethods,
    JoiningMethods,
    ExpandingMethods,
    TurningMethods,
    ReplacingMethods,
    MemoryMethods,
    StorageMethods,
    IndexingMethods,
    AlgebraMethods,
    DecompositionMethods,
    ActivationMethods,
    CreationMethods,
    RedrawingMethods,
    ConversionMethods,
    PythonMethods,
    CopyMethods,
    CallbackMethods,
    SparseMethods,
    GradientsMethods,
    SeldomMethods,
    metaclass=Public,
):
    """A multi-dimensional array of numbers of one type, with automatic differentiation.

    Make one with `backlight.tensor(data)`. Calling the class itself follows torch's legacy rules: sizes make a shape,
    a list makes data, and both are of the default dtype.

    >>> Tensor([1, 2])
    tensor([1., 2.])
    """

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        if not cls.__module__.startswith("backlight."):
            from backlight.tensor.subclassing import prepare

            prepare(cls)

    @classmethod
    def __torch_function__(cls, func: Any, types: tuple, args: tuple = (), kwargs: dict | None = None) -> Any:
        """Call `func`, a method, for a subclass; what it returns is of the subclass. Subclasses may override this."""
        from backlight.tensor.subclassing import torch_function

        return torch_function(cls, func, types, args, kwargs)

    def __new__(cls, *arguments: Any, device: Any = None, **named: Any) -> Any:
        made = legacy(arguments, dtypes.default_numpy(), device, named)
        return made if cls is Tensor else made.as_subclass(cls)


result.results_are(Tensor)
