"""What is a leaf, and what may be asked of it."""

from copy import deepcopy

from tests.autograd.programs import error, warned


def constants_are_leaves(torch):
    yield torch.ones(2)
    yield torch.ones(2) * 2


def results_of_tensors_that_need_gradients(torch):
    x = torch.ones(2, requires_grad=True)
    yield x
    yield x * 2
    yield x + 1
    yield x - x
    yield 1 - x
    yield x / 2
    yield -x
    yield x.exp()
    yield x @ x
    yield x.view(2, 1)
    yield x[0]
    yield x[:1]
    yield x.sum()
    yield x.mean()
    yield x.detach()
    yield x.clone()
    yield x.data
    yield x > 0
    yield x.argmax()
    yield x.long()


def requires_grad_is_catching(torch):
    x = torch.ones(2, requires_grad=True)
    c = torch.ones(2)
    yield (x * c).requires_grad, (c * c).requires_grad, (c * x).requires_grad


def integers_refuse(torch):
    yield error(torch.tensor, [1, 2], requires_grad=True)
    yield error(torch.ones(2, dtype=torch.int64).requires_grad_)
    yield error(setattr, torch.tensor([True]), "requires_grad", True)
    x = torch.tensor([1])
    x.requires_grad = False
    yield x


def complex_numbers_accept(torch):
    yield torch.tensor([1j], requires_grad=True)


def switched_on_later(torch):
    x = torch.ones(2)
    y = x * 2
    yield x.requires_grad_() is x
    yield x, y
    (x * y).sum().backward()
    yield x.grad, y.grad


def switched_off_again(torch):
    x = torch.ones(2, requires_grad=True)
    x.requires_grad = False
    yield x, x * 2
    x.requires_grad_(True)
    yield x


def a_result_cannot_be_switched_off(torch):
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    yield error(setattr, y, "requires_grad", False)
    yield error(y.requires_grad_, False)
    yield error(setattr, y, "requires_grad", True)
    yield y.requires_grad_() is y


def a_result_without_gradient_is_a_leaf_that_can_be_switched_on(torch):
    y = torch.ones(2) * 2
    y.requires_grad_()
    (y * y).sum().backward()
    yield y, y.grad


def requires_grad_that_is_no_bool(torch):
    x = torch.ones(2)
    yield error(setattr, x, "requires_grad", 1)
    yield error(setattr, x, "requires_grad", None)


def detach_cuts(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    (y.detach() * x).backward()
    yield x.grad
    yield y.detach()


def detach_shares_memory(torch):
    x = torch.tensor([2.0], requires_grad=True)
    x.detach()[0] = 7
    yield x


def detach_in_place_makes_a_leaf(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    yield y.detach_() is y
    yield y
    yield error(y.sum().backward)


def detach_in_place_of_a_view_is_refused(torch):
    x = torch.ones(2, requires_grad=True)
    y = x * 1
    yield error(y[:1].detach_)


def detach_in_place_of_a_leaf(torch):
    x = torch.tensor([2.0], requires_grad=True)
    yield x.detach_()


def data_shares_memory_and_tells_nobody(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    x.data.mul_(10)
    y.backward()
    yield x, x.grad


def data_can_be_replaced(torch):
    x = torch.tensor([2.0], requires_grad=True)
    x.data = torch.tensor([3.0, 4.0])
    yield x
    (x * x).sum().backward()
    yield x.grad


def grad_of_a_result_warns(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    yield warned(lambda: y.grad)
    yield warned(lambda: x.grad)
    yield warned(lambda: torch.ones(1).grad)
    y.retain_grad()
    yield warned(lambda: y.grad)


def deepcopy_of_a_leaf(torch):
    x = torch.tensor([2.0], requires_grad=True)
    (x * 3).backward()
    twin = deepcopy(x)
    yield twin, twin.grad, twin is x, twin.grad is x.grad
    twin.grad.zero_()
    yield x.grad


def deepcopy_of_a_result_is_refused(torch):
    x = torch.tensor([2.0], requires_grad=True)
    yield error(deepcopy, x * 2)
    yield deepcopy((x * 2).detach())


def output_numbers(torch):
    x = torch.tensor([[2.0, 1.0]], requires_grad=True)
    a, b = x.unbind(1)
    yield x.output_nr, (x * 2).output_nr, a.output_nr, b.output_nr
    yield x.max(1).values.output_nr


def item_and_numpy_of_a_tensor_in_a_graph(torch):
    x = torch.tensor([2.0], requires_grad=True)
    yield (x * 2).item()
    yield error((x * 2).numpy)
    yield float((x * 2).detach().numpy()[0])
    yield (x * 2).tolist()


def a_leaf_may_not_be_written(torch):
    x = torch.ones(2, requires_grad=True)
    yield error(x.add_, 1)
    yield error(x.mul_, 2)
    yield error(x.__setitem__, 0, 5.0)
    yield error(x.zero_)
    yield error(x.detach_) == "raises nothing"


def a_leaf_may_be_written_without_recording(torch):
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        x.add_(1)
        x[0] = 5
        x -= 0.5
    yield x
    (x * x).sum().backward()
    yield x.grad


def a_view_of_a_leaf_may_not_be_written(torch):
    x = torch.ones(2, requires_grad=True)
    yield error(x[:1].mul_, 2)
    yield error(x.view(2, 1).zero_)


def a_gradient_descent(torch):
    w = torch.tensor([1.0, -2.0], requires_grad=True)
    for _ in range(5):
        loss = ((w - torch.tensor([3.0, 0.5])) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            w.grad.zero_()
    yield w, w.grad, loss


def a_gradient_descent_on_data(torch):
    w = torch.tensor([1.0, -2.0], requires_grad=True)
    for _ in range(5):
        w.grad = None
        ((w - torch.tensor([3.0, 0.5])) ** 2).mean().backward()
        w.data -= 0.1 * w.grad.data
    yield w, w.grad


def a_gradient_descent_that_makes_new_leaves(torch):
    w = torch.tensor([1.0, -2.0], requires_grad=True)
    for _ in range(5):
        ((w - 3) ** 2).sum().backward()
        w = (w - 0.1 * w.grad).detach().requires_grad_()
    yield w
