"""`torch._dynamo.config`: settings of torch's compiler, which is not here; they keep what is set."""

from backlight.compile.marking import patch_dynamo_config as patch
from backlight.core.missing import missing_from as _missing_from

verbose = suppress_errors = disable = capture_scalar_outputs = capture_dynamic_output_shape_ops = False
allow_unspec_int_on_nn_module = error_on_recompile = force_parameter_static_shapes = compiled_autograd = False
specialize_int = fail_on_recompile_limit_hit = allow_rnn = False
assume_static_by_default = automatic_dynamic_shapes = optimize_ddp = inline_inbuilt_nn_modules = guard_nn_modules = True
cache_size_limit = recompile_limit = 8
accumulated_cache_size_limit = accumulated_recompile_limit = 256

__all__ = ["patch"]

__getattr__ = _missing_from(__name__)
