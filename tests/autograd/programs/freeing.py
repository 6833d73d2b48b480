"""What a first backward frees, and what a second one finds."""

from tests.autograd.programs import error


def a_second_backward_is_refused(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    y.backward()
    yield error(y.backward)
    yield x.grad


def a_retained_graph_is_walked_again(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    y.backward()
    yield x.grad
    yield error(y.backward)


def create_graph_retains(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    torch.autograd.grad(y, x, create_graph=True)
    yield torch.autograd.grad(y, x)
    yield error(torch.autograd.grad, y, x)


def create_graph_without_retaining(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x * x
    yield error(torch.autograd.grad, y, x, create_graph=True, retain_graph=False)
    yield error(torch.autograd.grad, y, x)


def addition_saves_nothing(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x + x - 1
    y.backward()
    yield error(y.backward)
    yield x.grad


def _twice(name, make):
    def program(torch):
        x = torch.tensor([[0.5, 0.25], [0.75, 0.125]], requires_grad=True)
        y = make(torch, x).sum()
        y.backward()
        yield error(y.backward)
        yield x.grad

    program.__name__ = name
    return program


negation_twice = _twice("negation", lambda torch, x: -x)
scaling_twice = _twice("scaling", lambda torch, x: x * 2)
division_by_a_number_twice = _twice("division by a number", lambda torch, x: x / 2)
division_of_a_number_twice = _twice("division of a number", lambda torch, x: 2 / x)
exponential_twice = _twice("exponential", lambda torch, x: x.exp())
sine_twice = _twice("sine", lambda torch, x: x.sin())
square_twice = _twice("square", lambda torch, x: x**2)
first_power_twice = _twice("first power", lambda torch, x: x**1)
sum_twice = _twice("sum", lambda torch, x: x.sum(0))
mean_twice = _twice("mean", lambda torch, x: x.mean())
transpose_twice = _twice("transpose", lambda torch, x: x.t())
reshape_twice = _twice("reshape", lambda torch, x: x.reshape(4))
slice_twice = _twice("slice", lambda torch, x: x[0])
index_twice = _twice("index", lambda torch, x: x[[0, 1, 1]])
mask_twice = _twice("mask", lambda torch, x: x[x > 0.3])
matmul_twice = _twice("matmul", lambda torch, x: x @ torch.ones(2, 2))
relu_twice = _twice("relu", lambda torch, x: x.relu())
abs_twice = _twice("abs", lambda torch, x: x.abs())
clamp_twice = _twice("clamp", lambda torch, x: x.clamp(0.2, 0.6))
max_twice = _twice("max", lambda torch, x: x.max(1).values)
concatenation_twice = _twice("concatenation", lambda torch, x: torch.cat([x, x]))
stack_twice = _twice("stack", lambda torch, x: torch.stack([x, x]))
expansion_twice = _twice("expansion", lambda torch, x: x.expand(3, 2, 2))
clone_twice = _twice("clone", lambda torch, x: x.clone())
where_twice = _twice("where", lambda torch, x: torch.where(x > 0.3, x, -x))
cumsum_twice = _twice("cumsum", lambda torch, x: x.cumsum(0))
softmax_twice = _twice("softmax", lambda torch, x: x.softmax(0))
conversion_twice = _twice("conversion", lambda torch, x: x.double())


def a_part_of_the_graph_that_was_freed(torch):
    x = torch.tensor([2.0], requires_grad=True)
    shared = x * x
    a = shared * 2
    b = shared * 3
    a.backward()
    yield error(b.backward)
    yield x.grad


def a_part_that_saved_nothing_may_be_shared(torch):
    x = torch.tensor([2.0], requires_grad=True)
    shared = x + x
    a = shared * shared
    b = shared * 3
    a.backward()
    b.backward()
    yield x.grad


def only_the_walked_part_is_freed(torch):
    x = torch.tensor([2.0], requires_grad=True)
    w = torch.tensor([3.0], requires_grad=True)
    a = x.exp()
    b = w.exp()
    z = a + b
    torch.autograd.grad(z, x)
    yield torch.autograd.grad(z, w)
    yield error(torch.autograd.grad, z, x)


def a_target_itself_is_not_freed(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x.exp()
    yield torch.autograd.grad(y, y)
    yield torch.autograd.grad(y, x)


def nodes_behind_a_target_are_not_freed(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x.exp()
    z = y.sin()
    yield torch.autograd.grad(z, y)
    yield torch.autograd.grad(y, x)
    yield error(torch.autograd.grad, z, y)


def inputs_that_are_no_leaves_are_freed_by_backward(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x.exp()
    z = y.sin()
    z.backward(inputs=[y])
    yield y.grad
    yield error(z.backward)


def a_detached_graph_is_free_of_the_first(torch):
    x = torch.tensor([2.0], requires_grad=True)
    hidden = x * x
    hidden.backward()
    (hidden.detach() * x).backward()
    yield x.grad


def truncated_backpropagation_through_time(torch):
    w = torch.tensor(0.5, requires_grad=True)
    hidden = torch.tensor(1.0)
    for _ in range(3):
        hidden = (hidden.detach() * w).tanh()
        hidden.backward()
    yield w.grad


def a_hidden_state_that_is_not_detached(torch):
    w = torch.tensor(0.5, requires_grad=True)
    hidden = torch.tensor(1.0)
    hidden = (hidden * w).tanh()
    hidden.backward()
    hidden = (hidden * w).tanh()
    yield error(hidden.backward)


def an_error_frees_nothing_ahead_of_it(torch):
    x = torch.tensor([2.0], requires_grad=True)
    a = x.exp()
    b = a * a
    torch.autograd.grad(b, a)
    yield error(b.backward)
    yield torch.autograd.grad(a, x)
