"""`torch.jit`: programs run as they are written."""

from backlight.compile.futures import Future as Future
from backlight.compile.futures import fork as fork
from backlight.compile.futures import wait as wait
from backlight.compile.marking import _Mark as strict_fusion
from backlight.compile.marking import never as is_scripting
from backlight.compile.marking import never as is_tracing
from backlight.compile.marking import never as onednn_fusion_enabled
from backlight.compile.marking import nothing as enable_onednn_fusion
from backlight.compile.marking import nothing as run_frozen_optimizations
from backlight.compile.scripting import Attribute as Attribute
from backlight.compile.scripting import Error as Error
from backlight.compile.scripting import Final as Final
from backlight.compile.scripting import RecursiveScriptModule as RecursiveScriptModule
from backlight.compile.scripting import ScriptFunction as ScriptFunction
from backlight.compile.scripting import ScriptModule as ScriptModule
from backlight.compile.scripting import TopLevelTracedModule as TopLevelTracedModule
from backlight.compile.scripting import TracedModule as TracedModule
from backlight.compile.scripting import annotate as annotate
from backlight.compile.scripting import freeze as freeze
from backlight.compile.scripting import ignore as ignore
from backlight.compile.scripting import is_instance as isinstance
from backlight.compile.scripting import load as load
from backlight.compile.scripting import optimize_for_inference as optimize_for_inference
from backlight.compile.scripting import save as save
from backlight.compile.scripting import script as script
from backlight.compile.scripting import script_if_tracing as script_if_tracing
from backlight.compile.scripting import script_method as script_method
from backlight.compile.scripting import set_fusion_strategy as set_fusion_strategy
from backlight.compile.scripting import trace as trace
from backlight.compile.scripting import trace_module as trace_module
from backlight.compile.scripting import unmarked as export
from backlight.compile.scripting import unmarked as interface
from backlight.compile.scripting import unmarked as unused
from backlight.core.missing import missing_from as _missing_from

__all__ = [
    "Attribute",
    "Error",
    "Final",
    "Future",
    "RecursiveScriptModule",
    "ScriptFunction",
    "ScriptModule",
    "TopLevelTracedModule",
    "TracedModule",
    "annotate",
    "enable_onednn_fusion",
    "export",
    "fork",
    "freeze",
    "ignore",
    "interface",
    "is_scripting",
    "is_tracing",
    "isinstance",
    "load",
    "onednn_fusion_enabled",
    "optimize_for_inference",
    "run_frozen_optimizations",
    "save",
    "script",
    "script_if_tracing",
    "script_method",
    "set_fusion_strategy",
    "strict_fusion",
    "trace",
    "trace_module",
    "unused",
    "wait",
]

__getattr__ = _missing_from(__name__)
