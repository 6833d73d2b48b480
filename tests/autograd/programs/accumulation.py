"""What backward adds to `.grad`, and to whose."""

from tests.autograd.programs import error


def first_backward_makes_grad(torch):
    w = torch.tensor([2.0, 3.0], requires_grad=True)
    yield w.grad
    (w * w).sum().backward()
    yield w.grad


def second_backward_adds_in_place(torch):
    w = torch.tensor([2.0, 3.0], requires_grad=True)
    (w * w).sum().backward()
    first = w.grad
    (w * 3).sum().backward()
    yield w.grad
    yield first is w.grad
    yield first


def grad_set_to_none_starts_anew(torch):
    w = torch.tensor([2.0], requires_grad=True)
    (w * 2).backward()
    first = w.grad
    w.grad = None
    (w * 5).backward()
    yield w.grad, first


def grad_deleted_starts_anew(torch):
    w = torch.tensor([2.0], requires_grad=True)
    (w * 2).backward()
    del w.grad
    yield w.grad
    (w * 5).backward()
    yield w.grad


def a_grad_given_by_the_user_is_added_to(torch):
    w = torch.tensor([2.0], requires_grad=True)
    mine = torch.tensor([10.0])
    w.grad = mine
    (w * 5).backward()
    yield w.grad, mine, w.grad is mine


def operand_used_twice(torch):
    x = torch.tensor([2.0], requires_grad=True)
    (x * x + x * 3 + x).backward()
    yield x.grad


def doubling_a_hundred_times(torch):
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(100):
        y = y + y
    y.backward()
    yield y, x.grad


def a_diamond(torch):
    x = torch.tensor([1.5, -2.0], requires_grad=True)
    a = x * 2
    b = a + x
    c = a * b
    (c + b + a).sum().backward()
    yield x.grad


def two_leaves_do_not_share_a_gradient(torch):
    x = torch.ones(2, requires_grad=True)
    y = torch.ones(2, requires_grad=True)
    (x + y).sum().backward()
    x.grad.mul_(10)
    yield x.grad, y.grad


def two_leaves_do_not_share_a_gradient_that_was_given(torch):
    x = torch.ones(2, requires_grad=True)
    y = torch.ones(2, requires_grad=True)
    (x + y).backward(torch.tensor([3.0, 4.0]))
    y.grad.zero_()
    yield x.grad, y.grad


def the_given_gradient_is_never_the_grad(torch):
    x = torch.ones(2, requires_grad=True)
    given = torch.tensor([3.0, 4.0])
    x.backward(given)
    x.grad.mul_(10)
    yield x.grad, given


def the_given_gradient_is_not_added_to(torch):
    x = torch.ones(2, requires_grad=True)
    given = torch.tensor([3.0, 4.0])
    (x + 0).backward(given)
    (x + 0).backward(given)
    yield x.grad, given


def grads_with_create_graph_do_not_share(torch):
    x = torch.ones(2, requires_grad=True)
    y = torch.ones(2, requires_grad=True)
    given = torch.tensor([3.0, 4.0])
    (x + y).backward(given, create_graph=True)
    yield x.grad is y.grad, x.grad is given
    with torch.no_grad():
        x.grad.mul_(10)
    yield x.grad.tolist(), y.grad.tolist(), given


def broadcast_operands_get_sums(torch):
    x = torch.ones(3, 1, requires_grad=True)
    y = torch.ones(4, requires_grad=True)
    z = torch.tensor(2.0, requires_grad=True)
    (x * y * z).sum().backward()
    yield x.grad, y.grad, z.grad


def broadcast_over_a_leading_one(torch):
    x = torch.ones(1, 3, requires_grad=True)
    (x + torch.zeros(2, 4, 3)).sum().backward()
    yield x.grad


def an_empty_tensor(torch):
    x = torch.ones(0, 3, requires_grad=True)
    (x * 2).sum().backward()
    yield x.grad


def root_that_is_a_leaf(torch):
    x = torch.tensor(2.0, requires_grad=True)
    x.backward()
    yield x.grad
    x.backward()
    yield x.grad


def only_the_inputs_named(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    (x * y).backward(inputs=[x])
    yield x.grad, y.grad


def a_single_input_without_a_list(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    (x * y).backward(inputs=y)
    yield x.grad, y.grad


def an_input_twice(torch):
    x = torch.tensor([2.0], requires_grad=True)
    (x * x).backward(inputs=[x, x])
    yield x.grad


def inputs_as_a_generator(torch):
    xs = [torch.tensor([float(i)], requires_grad=True) for i in range(3)]
    (xs[0] * xs[1] * xs[2] + xs[0]).backward(inputs=(x for x in xs[:2]))
    yield [x.grad for x in xs]


def inputs_as_a_dict(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    torch.autograd.backward(x * y, inputs={"x": x})
    yield x.grad, y.grad


def an_input_that_is_no_leaf(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    (y * y).backward(inputs=[y])
    yield x.grad, y.grad, y.retains_grad


def an_input_that_is_no_leaf_and_its_leaf(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    (y * y).backward(inputs=[x, y])
    yield x.grad, y.grad


def an_input_that_was_not_used(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    (x * 2).backward(inputs=[x, y])
    yield x.grad, y.grad


def an_input_that_was_not_used_alone(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    (x * 2).backward(inputs=[y])
    yield x.grad, y.grad


def several_tensors_at_once(torch):
    x = torch.tensor([2.0, 5.0], requires_grad=True)
    torch.autograd.backward([x.sum(), (x * x).sum()])
    yield x.grad


def several_tensors_with_gradients(torch):
    x = torch.tensor([2.0, 5.0], requires_grad=True)
    torch.autograd.backward((x * 2, x.sum()), (torch.tensor([1.0, 10.0]), None))
    yield x.grad


def several_tensors_one_inside_another(torch):
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    z = y * y
    torch.autograd.backward([y, z, y])
    yield x.grad


def a_leaf_among_several_tensors(torch):
    x = torch.tensor(2.0, requires_grad=True)
    torch.autograd.backward([x, x * x])
    yield x.grad


def gradient_of_a_vector(torch):
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (x * x).backward(torch.tensor([1.0, 0.1, 0.01]))
    yield x.grad


def gradient_given_by_name(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * x).backward(gradient=torch.ones(2), retain_graph=False, create_graph=False)
    yield x.grad


def gradient_for_a_scalar(torch):
    x = torch.tensor(3.0, requires_grad=True)
    (x * x).backward(torch.tensor(0.5))
    yield x.grad


def gradient_in_another_float_type(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * x).backward(torch.tensor([1.0, 0.5], dtype=torch.float64))
    yield x.grad


def one_element_of_any_shape_needs_no_gradient(torch):
    x = torch.tensor([[[3.0]]], requires_grad=True)
    (x * x).backward()
    yield x.grad


def gradient_of_a_leaf_in_another_type(torch):
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    y = torch.tensor([3.0, 4.0], requires_grad=True)
    (x * y).sum().backward()
    yield x.grad, y.grad


def gradient_of_a_view_is_laid_out_as_the_leaf(torch):
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    (x.t() * 2).sum().backward()
    yield x.grad, x.grad.is_contiguous()


def gradient_of_a_product_of_transposes_is_laid_out_as_the_leaf(torch):
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    (x.t() * x.t()).backward(torch.ones(2, 3).t())
    yield x.grad, x.grad.is_contiguous(), x.grad.view(-1)


def gradient_of_a_sum_is_written_to(torch):
    x = torch.ones(3, requires_grad=True)
    x.sum().backward()
    x.grad[0] = 5
    x.grad.add_(1)
    yield x.grad


def gradients_add_up_in_the_order_of_the_walk(torch):
    x = torch.tensor([1.0], requires_grad=True)
    terms = [x * 1e8, x * 1.0, x * -1e8, x * 3.0]
    ((terms[0] + terms[1]) + (terms[2] + terms[3])).backward()
    yield x.grad
    x.grad = None
    total = x * 0
    for scale in (1e8, 1.0, -1e8, 0.5, 0.25):
        total = total + x * scale
    total.backward()
    yield x.grad


def grad_of_a_constant_stays_none(torch):
    x = torch.tensor([2.0], requires_grad=True)
    c = torch.tensor([3.0])
    (x * c).backward()
    yield c.grad, x.grad


def part_of_a_leaf(torch):
    x = torch.arange(4.0).requires_grad_()
    (x[1:3] * x[2]).sum().backward()
    yield x.grad


def complex_leaf(torch):
    z = torch.tensor([1 + 2j, 3 - 1j], requires_grad=True)
    (z * z.conj()).real.sum().backward()
    yield z.grad


def real_leaf_in_a_complex_product(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    z = torch.tensor([1 + 2j, 3 - 1j], requires_grad=True)
    (x * z).backward(torch.tensor([1 + 1j, 2j]))
    yield x.grad, z.grad


def complex_square(torch):
    z = torch.tensor([1 + 2j], requires_grad=True)
    (z * z).backward(torch.tensor([1j]))
    yield z.grad


def a_grad_of_its_own(torch):
    x = torch.tensor([2.0], requires_grad=True)
    yield error(setattr, x, "grad", x)
    yield error(setattr, x, "grad", [1.0])
    yield error(setattr, x, "grad", torch.ones(2))
    yield error(setattr, x, "grad", torch.ones(1, dtype=torch.float64))
    yield error(setattr, x, "grad", 1.0)
    x.grad = torch.ones(1)
    yield x.grad


def grad_of_a_tensor_that_needs_none_may_be_set(torch):
    x = torch.tensor([2.0])
    x.grad = torch.tensor([1.0])
    yield x.grad, x.requires_grad
