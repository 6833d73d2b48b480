"""Anomaly detection."""

from tests.autograd.programs import error, warned


def _nan(torch):
    x = torch.tensor([0.0], requires_grad=True)
    return (x.sqrt() * 0).sum()


def nan_is_refused(torch):
    with torch.autograd.detect_anomaly():
        yield error(_nan(torch).backward)
    _nan(torch).backward()
    yield "no error outside"


def nan_of_a_graph_made_outside(torch):
    y = _nan(torch)
    with torch.autograd.detect_anomaly():
        yield error(y.backward)


def nan_in_the_forward_alone_is_accepted(torch):
    x = torch.tensor([-1.0], requires_grad=True)
    with torch.autograd.detect_anomaly():
        y = x.sqrt() + x
        yield y.isnan().item()


def without_checking_for_nan(torch):
    with torch.autograd.detect_anomaly(check_nan=False):
        _nan(torch).backward()
        yield "no error"


def as_a_switch(torch):
    torch.autograd.set_detect_anomaly(True)
    try:
        yield error(_nan(torch).backward)
    finally:
        torch.autograd.set_detect_anomaly(False)
    _nan(torch).backward()
    yield "no error"


def as_a_switch_in_a_block(torch):
    with torch.autograd.set_detect_anomaly(True):
        yield error(_nan(torch).backward)
        with torch.autograd.set_detect_anomaly(False):
            _nan(torch).backward()
        yield error(_nan(torch).backward)
    _nan(torch).backward()
    yield "no error"


def nested(torch):
    with torch.autograd.detect_anomaly():
        with torch.autograd.detect_anomaly(check_nan=False):
            _nan(torch).backward()
        yield error(_nan(torch).backward)
    _nan(torch).backward()
    yield "no error"


def the_context_manager_warns_and_the_switch_does_not(torch):
    yield warned(torch.autograd.detect_anomaly)
    yield warned(torch.autograd.set_detect_anomaly, False)


def other_errors_pass_through(torch):
    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            raise KeyError("mine")

    x = torch.tensor([2.0], requires_grad=True)
    with torch.autograd.detect_anomaly():
        yield error(Broken.apply(x).backward)


def healthy_graphs_are_walked(torch):
    x = torch.tensor([2.0], requires_grad=True)
    with torch.autograd.detect_anomaly():
        (x.exp() * x).backward()
        yield x.grad
        (g,) = torch.autograd.grad(x**3, x, create_graph=True)
        yield torch.autograd.grad(g, x)


def nan_in_a_function_of_the_users_own(torch):
    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * float("nan")

    x = torch.tensor([2.0], requires_grad=True)
    with torch.autograd.detect_anomaly():
        yield error(Broken.apply(x).backward)
