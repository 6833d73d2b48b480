"""`torch.compiler`: programs run as they are written."""

from backlight.compile.compiling import compile as compile
from backlight.compile.compiling import get_default_backend as get_default_backend
from backlight.compile.compiling import list_backends as list_backends
from backlight.compile.compiling import set_default_backend as set_default_backend
from backlight.compile.marking import disable as disable
from backlight.compile.marking import every_guard as keep_portable_guards_unsafe
from backlight.compile.marking import every_guard as keep_tensor_guards_unsafe
from backlight.compile.marking import every_guard as skip_all_guards_unsafe
from backlight.compile.marking import every_guard as skip_guard_on_all_nn_modules_unsafe
from backlight.compile.marking import every_guard as skip_guard_on_globals_unsafe
from backlight.compile.marking import every_guard as skip_guard_on_inbuilt_nn_modules_unsafe
from backlight.compile.marking import load_compiled_function as load_compiled_function
from backlight.compile.marking import never as is_compiling
from backlight.compile.marking import never as is_dynamo_compiling
from backlight.compile.marking import never as is_exporting
from backlight.compile.marking import nothing as cudagraph_mark_step_begin
from backlight.compile.marking import nothing as load_cache_artifacts
from backlight.compile.marking import nothing as reset
from backlight.compile.marking import nothing as save_cache_artifacts
from backlight.compile.marking import same_function as allow_in_graph
from backlight.compile.marking import same_function as assume_constant_result
from backlight.compile.marking import same_function as nested_compile_region
from backlight.compile.marking import set_enable_guard_collectives as set_enable_guard_collectives
from backlight.compile.marking import set_stance as set_stance
from backlight.compile.marking import substitute_in_graph as substitute_in_graph
from backlight.compile.marking import wrap_numpy as wrap_numpy
from backlight.core.missing import missing_from as _missing_from
from backlight.torch.compiler import config as config

__all__ = [
    "allow_in_graph",
    "assume_constant_result",
    "compile",
    "config",
    "cudagraph_mark_step_begin",
    "disable",
    "get_default_backend",
    "is_compiling",
    "is_dynamo_compiling",
    "is_exporting",
    "keep_portable_guards_unsafe",
    "keep_tensor_guards_unsafe",
    "list_backends",
    "load_cache_artifacts",
    "load_compiled_function",
    "nested_compile_region",
    "reset",
    "save_cache_artifacts",
    "set_default_backend",
    "set_enable_guard_collectives",
    "set_stance",
    "skip_all_guards_unsafe",
    "skip_guard_on_all_nn_modules_unsafe",
    "skip_guard_on_globals_unsafe",
    "skip_guard_on_inbuilt_nn_modules_unsafe",
    "substitute_in_graph",
    "wrap_numpy",
]

__getattr__ = _missing_from(__name__)
