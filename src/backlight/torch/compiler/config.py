"""`torch.compiler.config`: settings of torch's compiler, which is not here; they keep what is set."""

from backlight.compile.marking import patch_dynamo_config as patch
from backlight.core.missing import missing_from as _missing_from

job_id = ""
force_disable_caches = False
dynamic_sources = unbacked_sources = cache_key_tag = ""

__all__ = ["patch"]

__getattr__ = _missing_from(__name__)
