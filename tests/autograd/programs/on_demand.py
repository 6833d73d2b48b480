"""`autograd.grad`: gradients that are returned, and leave `.grad` alone."""

from tests.autograd.programs import error


def of_one_leaf(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    yield torch.autograd.grad((x * x).sum(), x)
    yield x.grad


def result_is_a_tuple(torch):
    x = torch.tensor(2.0, requires_grad=True)
    yield type(torch.autograd.grad(x * x, [x])).__name__
    yield len(torch.autograd.grad(x * x, [x, x]))


def of_several_leaves(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = torch.tensor([5.0, 7.0], requires_grad=True)
    yield torch.autograd.grad((x * y).sum(), (x, y))
    yield torch.autograd.grad((x * y).sum(), [y, x])


def of_inputs_from_a_generator(torch):
    xs = [torch.tensor([float(i)], requires_grad=True) for i in range(3)]
    yield torch.autograd.grad(xs[0] + xs[1] * 2 + xs[2] * 3, (x for x in xs))


def of_inputs_in_a_dict(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    yield torch.autograd.grad(x * y, {"x": x, "y": y})


def duplicates_among_inputs(torch):
    x = torch.tensor([2.0], requires_grad=True)
    yield torch.autograd.grad(x * x, [x, x])


def duplicates_with_create_graph(torch):
    x = torch.tensor([2.0], requires_grad=True)
    a, b = torch.autograd.grad(x * x * x, [x, x], create_graph=True)
    yield a.tolist(), b.tolist()
    yield torch.autograd.grad(a + b, x)


def of_a_result_on_the_way(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    z = y * y
    yield torch.autograd.grad(z, y)
    yield torch.autograd.grad(x.exp().sin(), x)


def of_a_result_and_its_leaf(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    z = y * y + x
    yield torch.autograd.grad(z, [y, x])


def output_that_is_the_input(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    yield torch.autograd.grad(x, x)
    yield torch.autograd.grad(y, y)
    yield torch.autograd.grad([y, y], [y, x])


def output_that_is_an_input_among_others(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    yield torch.autograd.grad([x, y], [x], retain_graph=True)
    yield torch.autograd.grad([y, x, y], [x, y])


def outputs_with_gradients(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    yield torch.autograd.grad(x * x, x, torch.tensor([1.0, 10.0]))
    yield torch.autograd.grad([x * x, x.sum()], x, [torch.tensor([1.0, 10.0]), None])
    yield torch.autograd.grad([x * x, x.sum()], x, [torch.ones(2), torch.tensor(5.0)])


def gradients_of_outputs_require_gradients_themselves(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    v = torch.tensor([1.0, 10.0], requires_grad=True)
    (g,) = torch.autograd.grad(x * x, x, v, create_graph=True)
    yield g.tolist(), g.requires_grad
    yield torch.autograd.grad(g.sum(), [v, x])


def an_unused_input(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    yield error(torch.autograd.grad, x * x, [x, y])
    yield torch.autograd.grad(x * x, [x, y], allow_unused=True)
    yield torch.autograd.grad(x * x, [y, x], allow_unused=True, materialize_grads=True)
    yield torch.autograd.grad(x * x, y, materialize_grads=True)
    yield error(torch.autograd.grad, x * x, y, materialize_grads=True, allow_unused=False)


def an_unused_result(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    yield error(torch.autograd.grad, x * x, y)
    yield torch.autograd.grad(x * x, y, allow_unused=True)


def a_refused_unused_input_frees_the_graph(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    z = x * x
    yield error(torch.autograd.grad, z, [x, y])
    yield error(torch.autograd.grad, z, [x])


def an_input_without_gradient(torch):
    x = torch.tensor([2.0], requires_grad=True)
    c = torch.tensor([3.0])
    yield error(torch.autograd.grad, x * c, [x, c])
    yield error(torch.autograd.grad, x * c, c, allow_unused=True)
    yield error(torch.autograd.grad, x * c, x.detach())


def no_inputs_or_outputs(torch):
    x = torch.tensor([2.0], requires_grad=True)
    yield error(torch.autograd.grad, x * x, [])
    yield error(torch.autograd.backward, x * x, inputs=[])
    yield error(torch.autograd.grad, [], x)
    yield error(torch.autograd.grad, [], x, allow_unused=True)
    yield error(torch.autograd.backward, [])


def inputs_that_are_no_tensors(torch):
    x = torch.tensor([2.0], requires_grad=True)
    yield error(torch.autograd.grad, x * x, [2.0])
    yield error(torch.autograd.grad, x * x, "x")
    yield error(torch.autograd.grad, x * x, None)
    yield error(torch.autograd.grad, 2.0, [x])
    yield error(torch.autograd.backward, 2.0)


def a_leaf_not_walked_gets_nothing(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = torch.tensor([3.0], requires_grad=True)
    torch.autograd.grad(x * y, x)
    yield x.grad, y.grad


def existing_grads_are_left_alone(torch):
    x = torch.tensor([2.0], requires_grad=True)
    (x * 5).backward()
    before = x.grad
    torch.autograd.grad(x * x, x)
    yield x.grad, x.grad is before


def returned_gradients_are_not_shared(torch):
    x = torch.ones(2, requires_grad=True)
    y = torch.ones(2, requires_grad=True)
    a, b = torch.autograd.grad((x * 1 + y * 1).sum(), [x, y])
    a.zero_()
    yield a, b


def a_view_as_input(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    v = x[:1]
    yield torch.autograd.grad((v * v).sum(), [v, x])
    yield torch.autograd.grad((x * x).sum(), v, allow_unused=True)


def one_of_several_outputs_as_input(torch):
    x = torch.tensor([[2.0, 3.0]], requires_grad=True)
    a, b = x.unbind(1)
    yield torch.autograd.grad(a * b, [a, b])
    yield torch.autograd.grad(a * 2, [a, b], allow_unused=True)
    yield torch.autograd.grad(a * b, x)


def batched_gradients(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    yield torch.autograd.grad(x * x, x, torch.eye(2), is_grads_batched=True)


def batched_gradients_of_several(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    w = torch.tensor(4.0, requires_grad=True)
    rows = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    yield torch.autograd.grad(x * x * w, [x, w], rows, is_grads_batched=True, retain_graph=True)
    yield torch.autograd.grad([x * w], (w,), (rows,), is_grads_batched=True)


def batched_gradients_of_unused_inputs(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    w = torch.tensor(4.0, requires_grad=True)
    yield torch.autograd.grad(x * x, [x, w], torch.eye(2), is_grads_batched=True, allow_unused=True)
    yield torch.autograd.grad(x * x, [x, w], torch.eye(2), is_grads_batched=True, materialize_grads=True)


def batched_gradients_of_the_wrong_shape(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    yield error(torch.autograd.grad, x * x, x, torch.ones(3, 3), is_grads_batched=True)


def batched_gradients_with_create_graph(torch):
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    (rows,) = torch.autograd.grad(x * x * x, x, torch.eye(2), is_grads_batched=True, create_graph=True)
    yield rows.tolist()
    yield torch.autograd.grad(rows.sum(), x)


def a_gradient_edge_as_input_and_output(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 3
    z = y * y
    edge = torch.autograd.graph.get_gradient_edge(y)
    yield torch.autograd.grad(z, edge, retain_graph=True)
    yield torch.autograd.grad(torch.autograd.graph.get_gradient_edge(z), x)
    yield edge.node.name(), edge.output_nr
    yield torch.autograd.graph.get_gradient_edge(x).node.name()
    yield error(torch.autograd.graph.get_gradient_edge, torch.ones(1))


def in_no_grad_mode(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x * x
    with torch.no_grad():
        yield torch.autograd.grad(y, x, create_graph=True)
    yield torch.is_grad_enabled()
