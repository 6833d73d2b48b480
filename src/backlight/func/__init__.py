"""Transforms of functions: their gradients, Jacobians and Hessians, and functions mapped over many examples."""

from backlight.func.forward import jvp as jvp
from backlight.func.forward import linearize as linearize
from backlight.func.functionalize import debug_unwrap as debug_unwrap
from backlight.func.functionalize import functionalize as functionalize
from backlight.func.gradient import grad as grad
from backlight.func.gradient import grad_and_value as grad_and_value
from backlight.func.gradient import vjp as vjp
from backlight.func.jacobian import hessian as hessian
from backlight.func.jacobian import jacfwd as jacfwd
from backlight.func.jacobian import jacrev as jacrev
from backlight.func.stateless import functional_call as functional_call
from backlight.func.stateless import stack_module_state as stack_module_state
from backlight.func.vmap import vmap as vmap

__all__ = [
    "debug_unwrap",
    "functional_call",
    "functionalize",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "stack_module_state",
    "vjp",
    "vmap",
]
