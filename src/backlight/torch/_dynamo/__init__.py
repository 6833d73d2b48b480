"""`torch._dynamo`: programs run as they are written."""

from backlight.compile.compiling import OptimizedModule as OptimizedModule
from backlight.compile.compiling import list_backends as list_backends
from backlight.compile.compiling import optimize as optimize
from backlight.compile.compiling import register_backend as register_backend
from backlight.compile.marking import disable as disable
from backlight.compile.marking import explain as explain
from backlight.compile.marking import export as export
from backlight.compile.marking import never as is_compiling
from backlight.compile.marking import never as is_dynamo_supported
from backlight.compile.marking import never as is_inductor_supported
from backlight.compile.marking import nothing as graph_break
from backlight.compile.marking import nothing as mark_dynamic
from backlight.compile.marking import nothing as mark_static
from backlight.compile.marking import nothing as mark_static_address
from backlight.compile.marking import nothing as maybe_mark_dynamic
from backlight.compile.marking import nothing as reset
from backlight.compile.marking import nothing as reset_code_caches
from backlight.compile.marking import patch_dynamo_config as patch_dynamo_config
from backlight.compile.marking import same_function as allow_in_graph
from backlight.compile.marking import same_function as assume_constant_result
from backlight.compile.marking import same_function as disallow_in_graph
from backlight.compile.marking import same_function as forbid_in_graph
from backlight.compile.marking import same_function as nonstrict_trace
from backlight.compile.marking import same_function as run
from backlight.compile.marking import set_stance as set_stance
from backlight.compile.marking import substitute_in_graph as substitute_in_graph
from backlight.core.missing import missing_from as _missing_from
from backlight.torch._dynamo import config as config

__all__ = [
    "OptimizedModule",
    "allow_in_graph",
    "assume_constant_result",
    "config",
    "disable",
    "disallow_in_graph",
    "explain",
    "export",
    "forbid_in_graph",
    "graph_break",
    "is_compiling",
    "is_dynamo_supported",
    "is_inductor_supported",
    "list_backends",
    "mark_dynamic",
    "mark_static",
    "mark_static_address",
    "maybe_mark_dynamic",
    "nonstrict_trace",
    "optimize",
    "patch_dynamo_config",
    "register_backend",
    "reset",
    "reset_code_caches",
    "run",
    "set_stance",
    "substitute_in_graph",
]

__getattr__ = _missing_from(__name__)
