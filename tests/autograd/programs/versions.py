"""In-place writes: the version of a tensor, and what backward says of a value that it needs."""

from tests.autograd.programs import error


def writes_are_counted(torch):
    x = torch.ones(2)
    seen = [x._version]
    x.add_(1)
    seen.append(x._version)
    x[0] = 5
    seen.append(x._version)
    x.zero_()
    seen.append(x._version)
    x += 1
    seen.append(x._version)
    yield seen


def reads_are_not_counted(torch):
    x = torch.ones(2)
    x.sum(), x * 2, x[0], x.view(2, 1), x.tolist()
    yield x._version, (x + 1)._version


def views_count_with_their_base(torch):
    x = torch.ones(2, 2)
    v = x[0]
    v.add_(1)
    yield x._version, v._version
    x.zero_()
    yield x._version, v._version


def detached_tensors_count_together(torch):
    x = torch.ones(2)
    x.detach().add_(1)
    yield x._version, x.detach()._version


def writes_through_data_are_not_counted(torch):
    x = torch.ones(2)
    x.data.add_(1)
    yield x._version, x


def a_saved_operand_is_written(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    z = y * y
    y.add_(1)
    yield error(z.backward)


def a_saved_result_is_written(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x.exp()
    y.add_(1)
    yield error(y.backward)


def a_saved_operand_that_is_a_constant_is_written(torch):
    x = torch.tensor([2.0], requires_grad=True)
    c = torch.tensor([3.0])
    z = x * c
    c.zero_()
    yield error(z.backward)


def a_saved_leaf_is_written_without_recording(torch):
    w = torch.tensor([2.0], requires_grad=True)
    y = w * w
    with torch.no_grad():
        w.add_(1)
    yield error(y.backward)


def a_value_that_nobody_saved_may_be_written(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    z = y + 1
    y.add_(1)
    z.backward(retain_graph=True)
    yield x.grad, y, z
    y.backward()
    yield x.grad


def sine_saves_its_input_and_exp_its_result(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 1
    z = y.exp()
    y.zero_()
    z.backward()
    yield x.grad
    y = x * 1
    z = y.sin()
    y.zero_()
    yield error(z.backward)
    y = x * 1
    z = y.sin()
    z.mul_(2)
    z.backward()
    yield x.grad


def relu_in_place(torch):
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    y = x * 3
    y.relu_()
    (y * y).sum().backward()
    yield x.grad, y


def in_place_operations_in_a_row(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 1
    y.mul_(3).add_(1).mul_(x)
    y.backward()
    yield x.grad, y


def in_place_by_itself(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 1
    y.mul_(y)
    yield y


def augmented_assignments(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 1
    y += x
    y *= x
    y -= 1
    y /= 2
    y.backward()
    yield x.grad, y


def a_constant_becomes_a_result(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.ones(1)
    y.mul_(x)
    yield y
    (y * y).backward()
    yield x.grad


def a_buffer_is_filled(torch):
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    out = torch.zeros(3)
    for i in range(3):
        out[i] = x[i] ** (i + 1)
    yield out
    (out * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    yield x.grad


def a_row_is_overwritten(torch):
    x = torch.arange(4.0).reshape(2, 2).requires_grad_()
    y = x * 2
    y[0] = 7
    yield y
    y.sum().backward()
    yield x.grad


def a_view_is_written(torch):
    x = torch.arange(4.0).requires_grad_()
    y = x * 2
    v = y[1:3]
    v.mul_(10)
    yield y, v
    (y * y).sum().backward()
    yield x.grad


def a_base_is_written_after_its_view(torch):
    x = torch.arange(4.0).requires_grad_()
    y = x * 2
    v = y[1:3]
    y.mul_(10)
    yield v.tolist(), v.requires_grad, v.is_leaf
    (v * v).sum().backward()
    yield x.grad


def a_masked_write(torch):
    x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    y = x * 2
    y[y < 0] = 0
    (y * y).sum().backward()
    yield x.grad, y


def a_write_of_a_gradient_between_steps(torch):
    w = torch.tensor([2.0], requires_grad=True)
    y = w * 3
    y.backward()
    w.grad.zero_()
    (w * 4).backward()
    yield w.grad


def a_grad_that_was_used_is_added_to(torch):
    w = torch.tensor([2.0], requires_grad=True)
    (w * 3).backward()
    v = torch.tensor([5.0], requires_grad=True)
    z = v * w.grad
    (w * 4).backward()
    yield w.grad
    yield error(z.backward)


def a_retained_graph_after_a_step(torch):
    w = torch.tensor([2.0], requires_grad=True)
    loss = w * w
    loss.backward(retain_graph=True)
    with torch.no_grad():
        w -= 0.1 * w.grad
    yield error(loss.backward)


def a_retained_graph_that_saved_nothing_after_a_step(torch):
    w = torch.tensor([2.0], requires_grad=True)
    loss = w + w
    loss.backward(retain_graph=True)
    with torch.no_grad():
        w -= 0.1 * w.grad
    loss.backward()
    yield w.grad, w


def copy_in_place(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.zeros(1)
    y.copy_(x * 3)
    yield y
    y.backward()
    yield x.grad


def fill_and_zero_cut_the_graph(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 3
    y.zero_()
    yield y
    y.sum().backward()
    yield x.grad


def a_type_that_does_not_fit(torch):
    x = torch.ones(2, dtype=torch.int64)
    yield error(x.add_, 1.5)
    yield error(x.mul_, torch.ones(2))
    yield error(torch.ones(2).add_, torch.ones(3, 2))
    yield x
