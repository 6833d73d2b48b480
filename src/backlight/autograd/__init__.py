"""Automatic differentiation: modes, gradients, custom functions, and checks of them."""

from backlight.autograd import functional as functional
from backlight.autograd import graph as graph
from backlight.autograd.anomaly import detect_anomaly as detect_anomaly
from backlight.autograd.anomaly import set_detect_anomaly as set_detect_anomaly
from backlight.autograd.function import Function as Function
from backlight.autograd.grad import backward as backward
from backlight.autograd.grad import grad as grad
from backlight.autograd.grad_mode import enable_grad as enable_grad
from backlight.autograd.grad_mode import inference_mode as inference_mode
from backlight.autograd.grad_mode import no_grad as no_grad
from backlight.autograd.grad_mode import set_grad_enabled as set_grad_enabled
from backlight.autograd.gradcheck import gradcheck as gradcheck
from backlight.autograd.gradcheck import gradgradcheck as gradgradcheck
