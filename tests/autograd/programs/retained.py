"""`retain_grad`: the gradients of results."""

from tests.autograd.programs import error


def a_result_keeps_its_gradient(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    yield y.retains_grad
    y.retain_grad()
    yield y.retains_grad
    (y * y).backward()
    yield y.grad, x.grad


def kept_gradients_add_up(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    y.retain_grad()
    (y * y).backward(retain_graph=True)
    (y + 0).backward()
    yield y.grad


def asking_twice_is_asking_once(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.retain_grad()
    (y * y).backward()
    yield y.grad


def asking_a_leaf_changes_nothing(torch):
    x = torch.tensor([2.0], requires_grad=True)
    x.retain_grad()
    yield x.retains_grad
    (x * x).backward()
    yield x.grad


def a_constant_refuses(torch):
    yield error(torch.ones(1).retain_grad)
    yield torch.ones(1).retains_grad


def a_root_keeps_its_gradient(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.backward(torch.tensor([5.0]))
    yield y.grad


def the_kept_gradient_is_a_copy(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x + 0
    y.retain_grad()
    given = torch.tensor([5.0])
    y.backward(given)
    y.grad.mul_(10)
    yield y.grad, x.grad, given


def kept_gradients_follow_an_in_place_operation(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.mul_(5)
    yield y.retains_grad
    (y * 7).backward()
    yield y.grad, x.grad


def kept_gradients_follow_several_in_place_operations(torch):
    x = torch.tensor([2.0, 1.0], requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.mul_(5)
    y += 1
    y[0] = 4.0
    (y * y).sum().backward()
    yield y.grad, x.grad


def a_view_keeps_its_gradient(torch):
    x = torch.tensor([2.0, 1.0], requires_grad=True)
    y = x * 3
    v = y[:1]
    v.retain_grad()
    (v * v + y.sum()).backward()
    yield v.grad, x.grad


def one_of_several_outputs_keeps_its_gradient(torch):
    x = torch.tensor([[2.0, 3.0]], requires_grad=True)
    a, b = x.unbind(1)
    b.retain_grad()
    (a * b * b).backward()
    yield b.grad, b.retains_grad, a.retains_grad


def with_create_graph_it_is_part_of_the_graph(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    y.retain_grad()
    (y * y).backward(create_graph=True)
    yield y.grad
    x.grad = None
    y.grad.backward()
    yield x.grad


def results_on_all_levels(torch):
    x = torch.tensor([0.5], requires_grad=True)
    layers = [x]
    for _ in range(4):
        layers.append(layers[-1].tanh() * 2)
        layers[-1].retain_grad()
    layers[-1].backward()
    yield [layer.grad for layer in layers]


def grad_does_not_fill_it_where_it_is_not_on_the_way(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    z = x * 5
    y.retain_grad()
    z.retain_grad()
    torch.autograd.grad(y * z, z)
    yield y.grad, z.grad
    torch.autograd.grad(x * 3 * (x * 5), x)
    yield y.grad


def grad_fills_it_on_the_way(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    y.retain_grad()
    torch.autograd.grad(y * y, x)
    yield y.grad, x.grad


def the_grad_of_a_result_may_be_set_and_cleared(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.grad = torch.tensor([100.0])
    (y * 2).backward(retain_graph=True)
    yield y.grad
    y.grad = None
    (y * 2).backward()
    yield y.grad
